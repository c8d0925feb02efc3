"""How a JSON body of this room becomes values: the members and types that msgspec demands, then the words of `terms`.

`comity.terms.json` has already said that the bytes are canonical; here it is only asked what stands in them. What
msgspec complains of is quoted in ASCII and cut short, because it may repeat a stranger's text.
"""

import re
from typing import Final, TypeVar

import msgspec

from comity.terms.json import LARGEST, JsonValue
from comity.terms.refusals import Malformed

VERSION: Final = 1
MAX_COMPLAINT: Final = 120


class Shape(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The members of one JSON object; an unknown one is refused, an absent one is `UNSET` and never null."""


SomeShape = TypeVar("SomeShape", bound=Shape)


def take_shape(value: JsonValue, *, shape: type[SomeShape], what: str) -> SomeShape:
    """Return `value` as `shape`; raises `Malformed` for a missing, unknown or wrongly typed member."""
    try:
        return msgspec.convert(value, shape)
    except msgspec.ValidationError as fault:
        raise Malformed(what, ascii(str(fault))[1:-1][:MAX_COMPLAINT]) from None


def take_word(text: str, *, pattern: re.Pattern[str], what: str) -> str:
    """Return `text` if all of it matches `pattern`; raises `Malformed`, naming `what`."""
    if not pattern.fullmatch(text):
        raise Malformed(what, ascii(text[:80]))
    return text


def require_count(number: int, *, least: int, what: str) -> None:
    """Raise `Malformed` unless `number` is an integer from `least` to 2**53."""
    if type(number) is not int or not least <= number <= LARGEST:
        raise Malformed(what, f"not a whole number from {least} to 2**53")
