from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as some

from comity.seal.frames import parse_frames, print_frames
from comity.terms.refusals import Malformed, Refused, TooLarge

PARTS = some.lists(some.binary(max_size=40), min_size=1, max_size=5)


def _parse(data, **other):
    return parse_frames(data, **({"what": "test", "cap": 1000, "least": 1, "most": 5} | other))


@given(parts=PARTS)
def test_what_is_printed_is_read(parts):
    """Every list of parts comes back."""
    assert _parse(print_frames(*parts)) == tuple(parts)


@given(data=some.binary(max_size=60))
def test_what_is_read_would_be_printed_so(data):
    """Bytes are refused, or are exactly what the printer writes for what was read."""
    try:
        parts = _parse(data)
    except Refused:
        return
    assert print_frames(*parts) == data


@given(parts=PARTS, data=some.data())
def test_nothing_cut_or_added_is_read_as_the_same(parts, data):
    """A prefix of the bytes never gives the parts back, nor do bytes with something after them."""
    printed = print_frames(*parts)
    cut = printed[: data.draw(some.integers(0, len(printed) - 1))]
    for other in (cut, printed + data.draw(some.binary(min_size=1, max_size=8))):
        with suppress(Refused):
            assert _parse(other) != tuple(parts)


def test_caps_come_first():
    """Too many bytes are refused unread; too many or too few parts are malformed."""
    with pytest.raises(TooLarge):
        _parse(b"\xff" * 1001)
    for parts in ((), (b"",) * 6):
        with pytest.raises(Malformed):
            _parse(print_frames(*parts))
