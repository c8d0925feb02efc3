"""JSON that others wrote: any order and spacing, numbers with fractions, but one meaning only.

MISP, its feeds and its repositories print JSON as their libraries do, so `comity.terms.json` cannot be asked for its
canonical form. What is refused here is what two readers could understand differently, and what is meant to exhaust one.
"""

import re
from json import JSONDecoder
from typing import Final, NoReturn

from comity.terms.json import JsonValue, is_deeper, outside_strings
from comity.terms.refusals import Malformed, TooLarge

DEPTH: Final = 24  # the deepest thing that a MISP 2.5 writes is an element's meta of a galaxy of an attribute of an object: 14
_DIGITS: Final = 19

_HALF: Final = re.compile("[\ud800-\udfff]")


def read_foreign(data: bytes, *, most: int, what: str) -> JsonValue:
    """Return the value that `data` says; numbers with a fraction become `float`.

    `most` is in bytes, `what` names the format in the refusal. Raises `TooLarge` before anything is read; `Malformed` for what is not JSON
    in UTF-8 (RFC 8259), a key twice in one object, more than `DEPTH` containers inside each other, `NaN` and its kin, an integer of more
    than 19 digits, half of a surrogate pair.
    """
    if len(data) > most:
        raise TooLarge(what, size=len(data), cap=most)
    data = data.removeprefix(b"\xef\xbb\xbf")
    if is_deeper(outside_strings(data), DEPTH):
        raise Malformed(what, f"more than {DEPTH} levels")
    try:
        text = data.decode("utf-8")
        found = _DECODER.decode(text)
    except _RefusedInsideError as fault:
        raise Malformed(what, str(fault)) from None
    except ValueError as fault:
        raise Malformed(what, f"not JSON in UTF-8: {ascii(str(fault))[1:-1][:80]}") from fault
    if "\\u" in text and _has_half(found):
        raise Malformed(what, "unpaired surrogate")
    return found


class _RefusedInsideError(Exception):
    """Leaves the decoder from inside one of its hooks."""


def _has_half(value: JsonValue) -> bool:
    if isinstance(value, str):
        return _HALF.search(value) is not None
    if isinstance(value, dict):
        return any(_has_half(key) or _has_half(inner) for key, inner in value.items())
    return isinstance(value, list) and any(_has_half(inner) for inner in value)


def _object(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value] # `add` returns None, which goes on
        raise _RefusedInsideError(f"the key {twice[:60]!a} twice in one object")
    return found


def _integer(digits: str) -> int:
    if len(digits) > _DIGITS:
        raise _RefusedInsideError(f"a number of {len(digits)} digits")
    return int(digits)


def _refuse_constant(name: str) -> NoReturn:
    raise _RefusedInsideError(f"{name} is no number")


def _fraction(digits: str) -> float:
    found = float(digits)
    if found in {float("inf"), float("-inf")}:
        raise _RefusedInsideError("a number beyond all bounds")
    return found


_DECODER: Final = JSONDecoder(object_pairs_hook=_object, parse_int=_integer, parse_float=_fraction, parse_constant=_refuse_constant)
