"""JSON as STIX wants it, read whole: no key twice (RFC 7493, section 2.3), no number beyond a double, no half of a character, not too deep.

Nobody keeps a stranger's object only because it can be read in one way here: where a key stands twice, the next node may take the other
value, and with it another marking. msgspec takes the last one in silence; it is found out by counting colons outside strings, which is what
each member has exactly one of. The standard library is the reference, and says where the fault is; a test holds both to the same answer.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from json import JSONDecodeError, JSONDecoder
from math import isfinite
from typing import Any, Final

import msgspec

from comity.terms.json import JsonValue, is_deeper, outside_strings
from comity.wire.stix.faults import at
from comity.wire.stix.refusals import BadStix, refusal

DEPTH: Final = 64  # containers inside each other; the deepest object of the standard, a process with its extensions, needs 6
OBJECT_CAP: Final = 32 * 2**20  # bytes; an artifact may carry its payload

_NOT_BRACKETS: Final = bytes(set(range(256)) - set(b"[]{}"))
_MOST_DIGITS: Final = 300  # of a whole number; a double ends soon after
_LONG_NUMBER: Final = re.compile(rb"[0-9]{301}")
_SHOWN: Final = 60
_DECODE: Final = msgspec.json.Decoder().decode
_ENCODE: Final = msgspec.json.Encoder().encode


def read_strictly(raw: bytes, *, cap: int = OBJECT_CAP) -> JsonValue:
    """Return the value of `raw`, of at most `cap` bytes. Raises `BadStix`, which says where reading stopped and why."""
    if len(raw) > cap:
        raise refusal("", "too-large", size=len(raw), cap=cap)
    value: JsonValue = None
    # Printed to the very bytes of `raw`, as most programs print it: then no member went missing in reading. No more brackets than may
    # stand inside each other, and a number beyond 64 bits is not printed as it was.
    if len(raw.translate(None, _NOT_BRACKETS)) <= DEPTH:
        try:
            value = _DECODE(raw)
            if _ENCODE(value) == raw:
                return value
        except (msgspec.MsgspecError, UnicodeError, OverflowError, RecursionError):
            pass  # which says nothing yet
    outside = outside_strings(raw)
    _require_shallow(outside)
    try:
        value = _DECODE(raw) if value is None else value
        if _members(value) == outside.count(b":") and not (len(outside) > _MOST_DIGITS and _LONG_NUMBER.search(outside)):
            return value
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        pass  # the slow road says why
    return read_slowly(raw)


def read_slowly(raw: bytes) -> JsonValue:
    """Do the same on the standard library; the reference, and the road that explains."""
    _require_shallow(outside_strings(raw))
    try:
        value = _DECODER.decode(raw.decode("utf-8"))
    except UnicodeDecodeError as fault:
        raise refusal("", "not-json", place=fault.start + 1) from None
    except JSONDecodeError as fault:
        raise refusal("", "not-json", place=fault.pos + 1) from None
    for found in _marks(value, ""):
        raise found
    return value


def require_distinct_keys(raw: bytes) -> None:
    """Raise `BadStix` where any object in `raw` has a key twice: for who reads heads alone, and keeps what nobody validated."""
    read_strictly(raw)


def require_text(data: bytes) -> None:
    """Raise `BadStix` unless all of `data` is UTF-8; what skips strings does not look into them."""
    if not data.isascii():
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as fault:
            raise refusal("", "not-json", place=fault.start + 1) from None


@dataclass(frozen=True, slots=True)
class _Mark:
    """Stands in a value where a fault was found, until the walk knows the path."""

    code: str
    facts: dict[str, str]


def _require_shallow(outside: bytes) -> None:
    if is_deeper(outside, DEPTH):
        raise refusal("", "too-deep", cap=DEPTH)


def _members(value: JsonValue) -> int:
    count, todo = 0, [value]
    while todo:
        one = todo.pop()
        kind = type(one)
        if kind is dict:
            count += len(one)
            todo += [inner for inner in one.values() if type(inner) in _CONTAINERS]
        elif kind is list:
            todo += [inner for inner in one if type(inner) in _CONTAINERS]
    return count


_CONTAINERS: Final = frozenset({dict, list})


def _object(pairs: list[tuple[str, JsonValue]]) -> Any:  # noqa: ANN401 -- a value of JSON, or the mark of a fault
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    counts = Counter(key for key, _ in pairs)
    twice = next(key for key, count in counts.items() if count > 1)
    return _Mark("key-twice", {"key": ascii(twice)[1:-1][:_SHOWN]})


def _float(digits: str) -> float | _Mark:
    number = float(digits)
    return number if isfinite(number) else _Mark("not-a-number", {"value": digits[:_SHOWN]})


def _integer(digits: str) -> int | _Mark:
    return int(digits) if len(digits) <= _MOST_DIGITS else _Mark("not-a-number", {"value": digits[:_SHOWN]})


def _constant(name: str) -> _Mark:
    return _Mark("not-a-number", {"value": name})


_DECODER: Final = JSONDecoder(object_pairs_hook=_object, parse_float=_float, parse_int=_integer, parse_constant=_constant)


def _marks(value: object, path: str) -> Iterator[BadStix]:
    """Yield the refusals of the marks in `value`, in the order in which they stand; `DEPTH` was looked at already."""
    if isinstance(value, _Mark):
        yield refusal(path, value.code, **value.facts)
    elif isinstance(value, str):
        if not value.isascii() and _halved(value):
            yield refusal(path, "lone-surrogate")
    elif isinstance(value, dict):
        for key, inner in value.items():
            if _halved(key):
                yield refusal(path, "lone-surrogate")
            yield from _marks(inner, at(path, key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _marks(inner, at(path, place))


def _halved(text: str) -> bool:
    return any("\ud800" <= letter <= "\udfff" for letter in text)
