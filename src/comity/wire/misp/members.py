"""How members of MISP's JSON become fields: one table a value, read by `take` and written by `give`, so that both know the same names.

CakePHP writes numbers as text and truth as "0" and "1" where it likes; all of these are read, and one form is written:
numbers as text, truth as JSON's own (what MISP 2.5 prints).
"""

import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeAlias, TypeVar

from comity.terms.json import JsonValue
from comity.terms.refusals import Malformed

WHAT: Final = "MISP event"
MAX_TEXT: Final = 64 * 1024
MAX_LONG: Final = 64 * 1024 * 1024

Some = TypeVar("Some")
Taker: TypeAlias = Callable[[JsonValue, str], Any]
Giver: TypeAlias = Callable[[Any], JsonValue]

_UUID: Final = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_COUNT: Final = re.compile(r"[0-9]{1,12}")
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Member:
    """One member of the JSON: the field that it fills, how it is read and written, and whether it must be there."""

    field: str
    take: Taker
    give: Giver
    wanted: bool = False


@dataclass(frozen=True)
class Table(Generic[Some]):
    """The members of one value. What is not among them is kept in `rest`."""

    made: Callable[..., Some]
    members: Mapping[str, Member]

    @functools.cached_property
    def wanted(self) -> tuple[tuple[str, str], ...]:
        """What must be there: names and fields."""
        return tuple((name, one.field) for name, one in self.members.items() if one.wanted)

    @functools.cached_property
    def written(self) -> tuple[tuple[str, str, Giver, bool], ...]:
        """Each member as it is written: its name, its field, by what, and whether always."""
        return tuple((name, one.field, one.give, one.wanted) for name, one in self.members.items())


def take(value: JsonValue, table: Table[Some], where: str) -> Some:
    """Return `value` as what `table` makes; raises `Malformed` with the path of what is missing or no such thing. Null is "not said"."""
    if not isinstance(value, dict):
        raise Malformed(WHAT, f"{where}: an object expected")
    fields: dict[str, Any] = {}
    rest: dict[str, JsonValue] = {}
    for name, inner in value.items():
        member = table.members.get(name)
        if member is None:
            rest[name] = inner
        elif inner is not None:
            fields[member.field] = member.take(inner, f"{where}.{name}")
    for name, field in table.wanted:
        if field not in fields:
            raise Malformed(WHAT, f"{where}.{name}: missing")
    return table.made(rest=rest, **fields)


def give(value: object, table: Table[Any]) -> dict[str, JsonValue]:
    """Return the JSON of `value`: its fields where they say something, then the rest as it was read."""
    found: dict[str, JsonValue] = {}
    for name, field, print_one, wanted in table.written:
        inner = getattr(value, field)
        if inner is not None and (wanted or (inner != "" and inner != ())):  # noqa: PLR1714 a tuple of both is slower, and this runs a million times
            found[name] = inner if print_one is as_is else print_one(inner)
    rest: Mapping[str, JsonValue] = value.rest  # type: ignore[attr-defined] # each table's value has it
    return found | {name: inner for name, inner in rest.items() if name not in found} if rest else found


# ---------------------------------------------------------------- single values


def as_is(value: Any) -> JsonValue:  # noqa: ANN401  # what a field holds is its table's to say
    """Write a field as it is."""
    return value


def text(value: JsonValue, where: str) -> str:
    """Read a short text; a number is read as its digits."""
    return _text(value, where, MAX_TEXT)


def long_text(value: JsonValue, where: str) -> str:
    """Read a text of any sensible length: values, reports, attachments in base64."""
    return _text(value, where, MAX_LONG)


def _text(value: JsonValue, where: str, most: int) -> str:
    if isinstance(value, bool | int | float):
        value = str(int(value) if isinstance(value, bool) else value)
    if not isinstance(value, str):
        raise Malformed(WHAT, f"{where}: text expected")
    if len(value) > most:
        raise Malformed(WHAT, f"{where}: {len(value)} characters, at most {most}")
    return value


def uuid(value: JsonValue, where: str) -> str:
    """Read a UUID into lower case."""
    found = value.lower() if isinstance(value, str) else ""
    if not _UUID.fullmatch(found):
        raise Malformed(WHAT, f"{where}: no UUID: {str(value)[:60]!a}")
    return found


def uuid_or_none(value: JsonValue, where: str) -> str:
    """Read a UUID, or nothing where MISP writes an empty text."""
    return uuid(value, where) if value not in ("", "0", 0) else ""


def truth(value: JsonValue, where: str) -> bool:
    """Read true, false, and what CakePHP makes of them."""
    if value in (True, "1", "true"):
        return True
    if value in (False, "0", "", "false"):
        return False
    raise Malformed(WHAT, f"{where}: true or false expected, not {str(value)[:40]!a}")


def count(value: JsonValue, where: str) -> int:
    """Read a whole number from 0, also as text; empty text is 0."""
    if isinstance(value, bool) or not isinstance(value, int | str) or (isinstance(value, int) and not 0 <= value < 10**12):
        raise Malformed(WHAT, f"{where}: a whole number expected")
    if isinstance(value, str) and value and not _COUNT.fullmatch(value):
        raise Malformed(WHAT, f"{where}: a whole number expected, not {value[:40]!a}")
    return int(value or 0)


def upto(most: int) -> Taker:
    """Return a reader of whole numbers from 0 to `most`."""

    def read(value: JsonValue, where: str) -> int:
        found = count(value, where)
        if found > most:
            raise Malformed(WHAT, f"{where}: from 0 to {most} expected, not {found}")
        return found

    return read


def date(value: JsonValue, where: str) -> str:
    """Read a day as YYYY-MM-DD."""
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        raise Malformed(WHAT, f"{where}: a day as 2026-11-29 expected, not {str(value)[:40]!a}")
    return value


def inner(table: Table[Some]) -> tuple[Taker, Giver]:
    """Return reader and writer of one value inside another; MISP writes an empty list for none. One that says nothing is none."""

    def read(value: JsonValue, where: str) -> Some | None:
        made = None if value in ([], {}) else take(value, table, where)
        return made if made is not None and give(made, table) else None

    return read, lambda value: give(value, table)


def several(table: Table[Some], *, most: int) -> tuple[Taker, Giver]:
    """Return reader and writer of a list of values."""

    def read(value: JsonValue, where: str) -> tuple[Some, ...]:
        if isinstance(value, dict):  # CakePHP prints a list whose first element was taken out as an object of numbers
            value = list(value.values())
        if not isinstance(value, list):
            raise Malformed(WHAT, f"{where}: a list expected")
        if len(value) > most:
            raise Malformed(WHAT, f"{where}: {len(value)} of them, at most {most}")
        return tuple(take(one, table, f"{where}[{number}]") for number, one in enumerate(value))

    return read, lambda value: [give(one, table) for one in value]
