"""What became of one object, as a byte for each in the order of the content. Pure. Codes are of the vocabulary `set-outcome`.

A place in `OUTCOMES` is never given to another code: rows keep it for good.
"""

from collections.abc import Iterable, Sequence
from typing import Final

UNKNOWN: Final = 255  # a code that this version does not know
RECEIVED: Final = "SET-RECEIVED"
UNREADABLE: Final = "SET-UNREADABLE"
TOO_LARGE: Final = "SET-TOO-LARGE"
AGAINST_RULES: Final = "SET-AGAINST-RULES"
CLASHING: Final = "SET-CLASH"
GONE: Final = "SET-GONE"
GONE_OPENED: Final = "SET-GONE-OPENED"
GONE_PASSED: Final = "SET-GONE-PASSED"
ABSENT: Final = "SET-ABSENT"

OUTCOMES: Final = ("", RECEIVED, UNREADABLE, TOO_LARGE, AGAINST_RULES, CLASHING, GONE, GONE_OPENED, GONE_PASSED, ABSENT)
OF_GIVING: Final = frozenset({RECEIVED, UNREADABLE, TOO_LARGE, AGAINST_RULES, CLASHING})
OF_RECALLING: Final = frozenset({GONE, GONE_OPENED, GONE_PASSED, ABSENT})

_PLACES: Final = {code: place for place, code in enumerate(OUTCOMES)}


def print_outcomes(codes: Iterable[str]) -> bytes:
    """Return codes as a row keeps them; "" is what nothing was said of yet."""
    return bytes(_PLACES.get(code, UNKNOWN) for code in codes)


def read_outcomes(kept: bytes, *, count: int) -> Sequence[str]:
    """Return the code of each of `count` objects: "" where nothing was said yet, "?" for a code that this version does not know."""
    told = [OUTCOMES[place] if place < len(OUTCOMES) else "?" for place in kept[:count]]
    return told + [""] * (count - len(told))


def put_outcomes(kept: bytes, *, first: int, codes: Sequence[str]) -> bytes:
    """Return `kept` with what was said of the objects from place `first` on; what was said already stays."""
    found = bytearray(kept.ljust(first + len(codes), b"\0"))
    for place, code in enumerate(print_outcomes(codes), first):
        found[place] = found[place] or code
    return bytes(found)
