"""The arithmetic of figures."""

import statistics

import pytest
from benchmarks.arithmetic import median_ratio, p50, p95, p99, percentile
from benchmarks.figures import Figure, Report
from hypothesis import given
from hypothesis import strategies as st

VALUES = st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=200)


def test_percentiles_are_nearest_ranks():
    """Of a hundred values the 95th percentile is the 95th, of one value every percentile is that one."""
    hundred = [float(value) for value in range(100, 0, -1)]
    assert (p50(hundred), p95(hundred), p99(hundred)) == (50, 95, 99)
    assert p50([7]) == p99([7]) == 7
    assert percentile([1, 2, 3], 0) == 1


def test_a_percentile_of_nothing_is_refused():
    """No values have no percentile; a share lies from 0 to 1."""
    for values, share in (([], 0.5), ([1], 1.5), ([1], -0.1)):
        with pytest.raises(ValueError, match="percentile"):
            percentile(values, share)


@given(VALUES, st.fractions(0, 1))
def test_a_percentile_is_one_of_the_values_and_covers_its_share(values, share):
    """It is a value that was measured, and that share of the values does not exceed it."""
    found = percentile(values, share)
    assert found in values
    assert sum(value <= found for value in values) >= share * len(values)


def test_ratios_are_taken_round_by_round():
    """A slow minute slows both sides, so each round of ours is divided by the peer's round beside it."""
    assert median_ratio([30, 10, 90], [10, 5, 10]) == statistics.median([3, 2, 9])
    with pytest.raises(ValueError, match="zip"):
        median_ratio([1, 2], [1])


@pytest.mark.parametrize(
    ("figure", "holds"),
    [
        (Figure("a", 20, "ms", most=20), True),
        (Figure("a", 20.1, "ms", most=20), False),
        (Figure("a", 3, "x", least=3), True),
        (Figure("a", 2.99, "x", least=3), False),
        (Figure("a", 1e9, "ms"), True),
    ],
)
def test_a_gate_includes_its_own_value(figure, holds):
    """A figure passes at its gate and fails beyond it; without a gate it informs."""
    assert figure.holds is holds
    assert Report([figure]).missed == ([] if holds else ["a"])
