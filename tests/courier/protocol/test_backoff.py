"""Backoff: exponential, jittered, capped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.courier.protocol.backoff import BASE, CAP, FLOOR, delay
from comity.terms.refusals import Malformed


def test_the_ceiling_doubles_to_fifteen_minutes():
    """With the longest draw: 1, 2, 4 ... seconds, then 15 minutes for ever."""
    assert [delay(attempts, jitter=1.0) for attempts in (0, 1, 2, 3)] == [BASE, BASE, 2 * BASE, 4 * BASE]
    assert delay(10, jitter=1.0).total_seconds() == 512
    assert delay(11, jitter=1.0) == CAP
    assert delay(10**9, jitter=1.0) == CAP
    assert CAP.total_seconds() == 900


@given(st.integers(0, 10**6), st.floats(0, 1))
def test_no_wait_leaves_its_bounds(attempts, jitter):
    """Never a busy loop, never beyond the cap."""
    assert FLOOR <= delay(attempts, jitter=jitter) <= CAP


@pytest.mark.parametrize("jitter", [-0.1, 1.1, float("nan")])
def test_a_jitter_outside_its_range_is_refused(jitter):
    """The caller draws from 0 to 1."""
    with pytest.raises(Malformed):
        delay(1, jitter=jitter)
