r"""The one JSON of Comity: what is printed is canonical, and nothing else is read.

Canonical means: UTF-8, object keys sorted by code point (which is also their order as UTF-8 bytes), no spaces, no
floats, integers within 2**53 of zero, at most 16 containers inside each other, and only the escapes that JSON
demands, in their shortest form (`\n` rather than `\u000a`, `\u001f` in lower case). For keys inside Unicode's first
plane these are the bytes of RFC 8785.

msgspec reads and writes what is sound; `read_slowly` and `write_slowly`, on the standard library, are the reference:
they say why something is refused, and a test holds both roads to the same bytes.
"""

import re
from collections.abc import Callable
from enum import Enum
from json import JSONDecoder, JSONEncoder
from typing import Any, Final, NoReturn, TypeAlias, TypeVar

import msgspec

from comity.terms.refusals import Malformed, TooLarge

JsonValue: TypeAlias = Any  # None, bool, int, str, list[JsonValue] or dict[str, JsonValue]

Shaped = TypeVar("Shaped")

DEPTH: Final = 16
LARGEST: Final = 2**53

_NOT_BRACKETS: Final = bytes(set(range(256)) - set(b"[]{}"))
_DOUBTFUL_NUMBER: Final = re.compile(rb"[.E]|\de|\d{16}")  # outside strings: a float, or perhaps beyond 2**53
_INTEGER_DIGITS: Final = len(str(-LARGEST))
_TEXT: Final = frozenset({str})
_CONTAINERS: Final = (dict, list, tuple)


def print_json(value: JsonValue, *, what: str = "JSON") -> bytes:
    """Return the canonical bytes of `value`; tuples print as arrays, a `StrEnum` as its text.

    Raises `Malformed` for what has no canonical form: floats, other types, keys that are not text, integers beyond
    2**53, unpaired surrogates, more than 16 containers inside each other.
    """
    _require_printable(value, what, DEPTH)
    try:
        return _FAST_ENCODE(value)
    except UnicodeEncodeError as fault:
        raise Malformed(what, "unpaired surrogate") from fault


def parse_json(data: bytes, cap: int, *, what: str = "JSON") -> JsonValue:
    """Return the value whose canonical bytes are `data`; objects become `dict`, arrays `list`.

    `cap` is in bytes, `what` names the format in the refusal. Raises `TooLarge` before anything is read, `Malformed`
    for every other byte sequence that `print_json` would not have written.
    """
    if len(data) > cap:
        raise TooLarge(what, size=len(data), cap=cap)
    outside = outside_strings(data)
    if is_deeper(outside, DEPTH):
        raise Malformed(what, f"more than {DEPTH} levels")
    if not _DOUBTFUL_NUMBER.search(outside):
        try:
            value = _FAST_DECODE(data)
            if _FAST_ENCODE(value) == data:
                return value
        except (msgspec.DecodeError, ValueError, RecursionError):
            pass  # the slow road says why
    return read_slowly(data, what=what)


def parse_at_once(data: bytes, cap: int, *, reads: Callable[[bytes], Shaped], loose: Callable[[Shaped], JsonValue]) -> Shaped | None:
    """Return what `reads` makes of canonical bytes; None where it is not seen at once that they are: then `parse_json` says why.

    `reads` is the decoder of a msgspec shape. `loose` returns what of it may hold anything: there alone can be floats, integers beyond
    2**53 or many levels; it lies one level deep, and the shape itself is flatter than `DEPTH`.
    """
    if len(data) > cap:
        return None
    try:
        shape = reads(data)
        _require_printable(loose(shape), "", DEPTH - 1)
        return shape if _FAST_ENCODE(shape) == data else None
    except (msgspec.DecodeError, ValueError, RecursionError, Malformed):
        return None


def read_slowly(data: bytes, *, what: str = "JSON") -> JsonValue:
    """Do the same as `parse_json`, without a cap, on the standard library; the reference, and the one that explains."""
    if is_deeper(outside_strings(data), DEPTH):
        raise Malformed(what, f"more than {DEPTH} levels")
    try:
        value = _DECODER.decode(data.decode("utf-8"))
    except _NotCanonicalError as fault:
        raise Malformed(what, str(fault)) from None
    except ValueError as fault:
        raise Malformed(what, "not JSON in UTF-8") from fault
    if write_slowly(value, what=what) != data:
        raise Malformed(what, "not in canonical form")
    return value


def write_slowly(value: JsonValue, *, what: str = "JSON") -> bytes:
    """Do the same as `print_json` on the standard library; the reference."""
    _require_printable(value, what, DEPTH)
    try:
        return _ENCODER.encode(value).encode("utf-8")
    except UnicodeEncodeError as fault:
        raise Malformed(what, "unpaired surrogate") from fault


class _NotCanonicalError(Exception):
    """Leaves the decoder from inside one of its hooks."""


def _require_printable(value: Any, what: str, room: int) -> None:  # noqa: ANN401 whatever stands in a value
    """Walk `value`; `room` is how many containers may still be opened."""
    if type(value) not in _CONTAINERS and _is_scalar(value, what):
        return
    if not room:
        raise Malformed(what, f"more than {DEPTH} levels")
    if isinstance(value, dict):
        if not _TEXT.issuperset(map(type, value)):
            raise Malformed(what, "a key is not text")
        value = value.values()
    if _TEXT.issuperset(map(type, value)):  # as of most
        return
    for inner in value:
        kind = type(inner)
        if kind is not str and inner is not None and (kind is not int or not -LARGEST <= inner <= LARGEST):
            _require_printable(inner, what, room - 1)


def _is_scalar(value: object, what: str) -> bool:
    """Say whether `value` holds no others; raises `Malformed` for one that has no canonical form."""
    if value is None or isinstance(value, bool) or type(value) is str or (isinstance(value, str) and isinstance(value, Enum)):
        return True
    if isinstance(value, int):
        if not -LARGEST <= value <= LARGEST:
            raise Malformed(what, "integer beyond 2**53")
        return True
    if not isinstance(value, _CONTAINERS):
        raise Malformed(what, f"a {type(value).__name__} has no form in it")
    return False


def outside_strings(data: bytes) -> bytes:
    """Return `data` without its strings; an unclosed string reaches to the end. Linear whatever the input."""
    if b"\\" in data:
        data = data.replace(b"\\\\", b"").replace(b'\\"', b"")
    return b"".join(data.split(b'"')[::2])


def is_deeper(outside: bytes, levels: int) -> bool:
    """Say whether more than so many containers stand inside each other in what is `outside_strings`: before a parser recurses into it."""
    brackets = outside.translate(None, _NOT_BRACKETS)
    if len(brackets) <= levels:
        return False
    depth = 0
    for bracket in brackets:
        depth += 1 if bracket in b"[{" else -1
        if depth > levels:
            return True
    return False


def _object(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _NotCanonicalError("the same key twice")
    return found


def _integer(digits: str) -> int:
    number = int(digits) if len(digits) <= _INTEGER_DIGITS else LARGEST + 1
    if not -LARGEST <= number <= LARGEST:
        raise _NotCanonicalError("integer beyond 2**53")
    return number


def _refuse_number(digits: str) -> NoReturn:
    raise _NotCanonicalError(f"number with a fraction or exponent: {digits[:20]}")


_DECODER: Final = JSONDecoder(object_pairs_hook=_object, parse_float=_refuse_number, parse_constant=_refuse_number, parse_int=_integer)
_ENCODER: Final = JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
_FAST_DECODE: Final = msgspec.json.Decoder().decode
_FAST_ENCODE: Final = msgspec.json.Encoder(order="sorted").encode
