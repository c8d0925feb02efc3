"""Which States belong to a group on a day. Pure: the rows are data, each with its source and how well that was checked."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

import msgspec

from comity.terms.vocabulary import Verified


class Belongs(msgspec.Struct, frozen=True, kw_only=True, rename={"as_": "as"}, forbid_unknown_fields=True):
    """One State in one group: `since` (a day, a month or a year), `until` its last day or empty, and where that was read."""

    group: str
    country: str
    as_: str
    since: str
    until: str
    source: str
    verified: Verified


@dataclass(frozen=True, slots=True)
class Side:
    """A group as it was on a day: States that are members, and those that are something less, with what."""

    group: str
    on: date
    members: tuple[str, ...]
    others: tuple[Belongs, ...]


@cache
def memberships() -> tuple[Belongs, ...]:
    """Return every row, in the order of the file."""
    data = files("comity.register.mechanisms").joinpath("memberships.json").read_bytes()
    return tuple(msgspec.json.decode(data, type=list[Belongs]))


def rows_of(group: str) -> tuple[Belongs, ...]:
    """Return the rows of a group, those who left it among them."""
    return tuple(one for one in memberships() if one.group == group)


def side_of(group: str, *, on: date) -> Side:
    """Return who belonged to `group` on a day; nobody to a group that the data do not have."""
    held = [one for one in rows_of(group) if _holds(one, on)]
    members = tuple(one.country for one in held if one.as_ == "member")
    return Side(group, on, members, tuple(one for one in held if one.as_ != "member"))


def groups_of(country: str, *, on: date) -> tuple[str, ...]:
    """Return the groups of which a State was a full member on a day."""
    return tuple(dict.fromkeys(one.group for one in memberships() if one.country == country and one.as_ == "member" and _holds(one, on)))


def _holds(one: Belongs, on: date) -> bool:
    """Say whether a row holds on a day. What is only known to the month or the year holds once that is over: never too early."""
    day = on.isoformat()
    began = one.since <= day if len(one.since) == len(day) else one.since < day[: len(one.since)]
    return began and (not one.until or day <= one.until)
