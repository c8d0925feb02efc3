import json
from enum import StrEnum
from time import thread_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.terms.json import DEPTH, LARGEST, parse_json, print_json, read_slowly, write_slowly
from comity.terms.refusals import Malformed, TooLarge

CAP = 1_000_000

scalars = st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | st.text()
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(), inner, max_size=5), max_leaves=30)
loose = st.recursive(
    scalars | st.floats() | st.integers(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=15,
)


@given(values)
def test_round_trip(value):
    """What is printed is read back as the same value, and prints as the same bytes."""
    printed = print_json(value)
    assert parse_json(printed, CAP) == value
    assert print_json(parse_json(printed, CAP)) == printed


@given(values)
def test_both_roads_agree(value):
    """Msgspec and the standard library write and read the same."""
    printed = print_json(value)
    assert write_slowly(value) == printed
    assert read_slowly(printed) == parse_json(printed, CAP)


def _verdict(read):
    try:
        return read()
    except Malformed:
        return Malformed


@given(
    st.binary(max_size=60) | st.text(alphabet='{}[]",:\\u0019aeE+-. \n\t/tfn\xe9\U0001f600', max_size=40).map(lambda text: text.encode())
)
def test_both_roads_agree_on_noise(data):
    """Whatever the bytes, both roads give the same verdict, and what is accepted prints as it came."""
    fast, slow = _verdict(lambda: parse_json(data, CAP)), _verdict(lambda: read_slowly(data))
    assert fast == slow
    if fast is not Malformed:
        assert print_json(fast) == data


@given(loose)
def test_loose_json_is_read_only_when_canonical(value):
    """What other programs print is read exactly when `print_json` would have printed it so."""
    data = json.dumps(value).encode()
    if (found := _verdict(lambda: parse_json(data, CAP))) is not Malformed:
        assert print_json(found) == data


@given(values, st.data())
def test_changed_bytes_never_read_as_the_same_value(value, data):
    """No two byte sequences mean the same: a changed byte is refused or is another value."""
    printed = bytearray(print_json(value))
    at = data.draw(st.integers(0, len(printed) - 1))
    printed[at] ^= data.draw(st.integers(1, 255))
    found = _verdict(lambda: parse_json(bytes(printed), CAP))
    assert found is Malformed or print_json(found) != print_json(value)


MUSEUM = {
    "nothing": b"",
    "space in front": b" 1",
    "space behind": b"1 ",
    "space between": b'{"a": 1}',
    "newline behind": b"1\n",
    "byte order mark": b"\xef\xbb\xbf1",
    "the same key twice": b'{"a":1,"a":1}',
    "the same key twice, once escaped": b'{"a":1,"\\u0061":2}',
    "keys out of order": b'{"b":1,"a":2}',
    "float": b"1.5",
    "whole float": b"1.0",
    "exponent": b"1e2",
    "exponent in capitals": b"1E2",
    "minus nought": b"-0",
    "leading nought": b"01",
    "plus": b"+1",
    "beyond 2**53": b"9007199254740993",
    "beyond -2**53": b"-9007199254740993",
    "five thousand digits": b"9" * 5000,
    "not a number": b"NaN",
    "infinity": b"-Infinity",
    "escape that is not needed": b'"\\u0041"',
    "escaped slash": b'"\\/"',
    "long form of a newline": b'"\\u000a"',
    "escape in capitals": b'"\\u001F"',
    "unpaired surrogate, escaped": b'"\\ud800"',
    "unpaired surrogate, raw": b'"\xed\xa0\x80"',
    "surrogate pair, escaped": b'"\\ud83d\\ude00"',
    "not UTF-8": b'"\xff"',
    "overlong UTF-8": b'"\xc0\x80"',
    "raw control character": b'"\x01"',
    "comment": b"1/*x*/",
    "trailing comma": b"[1,]",
    "two values": b"1 2",
    "unclosed": b"[1",
    "unclosed string": b'"a',
    "lone backslash": b'"\\',
    "single quotes": b"{'a':1}",
    "seventeen levels": b"[" * (DEPTH + 1) + b"]" * (DEPTH + 1),
}


@pytest.mark.parametrize("data", MUSEUM.values(), ids=MUSEUM.keys())
def test_museum(data):
    """Each of these is refused as malformed, by both roads."""
    for read in (lambda: parse_json(data, CAP), lambda: read_slowly(data)):
        with pytest.raises(Malformed) as refusal:
            read()
        assert refusal.value.wire_class == "malformed"


@pytest.mark.parametrize("bomb", [b"[" * 1_000_000, b'{"a":' * 200_000, b'"' + b'\\"' * 499_999, b'"' * 999_999, b"\\" * 1_000_000])
def test_bombs_cost_little(bomb):
    """Depth and quoting bombs of a megabyte are refused before anything recurses, in linear time."""
    began = thread_time()
    with pytest.raises(Malformed):
        parse_json(bomb, CAP)
    assert thread_time() - began < 2  # quadratic work would take minutes


def test_brackets_in_strings_are_no_depth():
    """Depth is counted outside strings only."""
    text = '[{"\\' * 100
    assert parse_json(print_json([text]), CAP) == [text]


def test_deepest():
    """Sixteen levels are read; seventeen are neither printed nor read."""
    value: list = []
    for _ in range(DEPTH - 1):
        value = [value]
    assert parse_json(print_json(value), CAP) == value
    with pytest.raises(Malformed):
        print_json([value])


def test_cap_comes_first():
    """Over the cap nothing is read, however malformed the rest is."""
    with pytest.raises(TooLarge) as refusal:
        parse_json(b"\xff" * 11, 10)
    assert refusal.value.facts == {"what": "JSON", "size": "11", "cap": "10"}


@pytest.mark.parametrize(
    "value", [1.0, float("nan"), 2**53 + 1, b"bytes", {1: "a"}, {"a": {2: 3}}, {"a"}, object(), "\ud800", {"\udfff": 1}, [1.5]]
)
def test_what_has_no_form_is_not_printed(value):
    """Floats, other types, other keys, large integers and unpaired surrogates have no canonical form."""
    with pytest.raises(Malformed):
        print_json(value)
    with pytest.raises(Malformed):
        write_slowly(value)


def test_a_code_prints_as_its_text():
    """Tuples print as arrays, and a `StrEnum` as its text."""

    class Colour(StrEnum):
        RED = "TLP:RED"

    assert print_json({"b": (1, 2), "a": Colour.RED}) == write_slowly({"b": (1, 2), "a": Colour.RED}) == b'{"a":"TLP:RED","b":[1,2]}'


def test_keys_sort_by_code_point():
    """Beyond the first plane the order is that of UTF-8, not that of UTF-16."""
    assert print_json({"\U00010000": 1, "\ue000": 2}) == '{"\ue000":2,"\U00010000":1}'.encode()
