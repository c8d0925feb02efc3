"""The pack of a month for a committee, as values: how tasks stand, what was reported, what needs attention; and its fixed words.

It is in one language; what an officer or a unit wrote stands in its own and says so. `pack_printing` prints it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Final

_WORDS: Final[Mapping[str, Mapping[str, str]]] = json.loads((files("comity.letters") / "month.json").read_bytes())
_MONTHS: Final = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]


@dataclass(frozen=True, slots=True)
class Text:
    """Words and the language that they are in; empty where it is that of the pack."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number with what it counts; `loud` where somebody must act on it."""

    label: str
    value: int
    loud: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One task in the table. `notes` say in the pack's language how it stands; `late` is what must not be overlooked."""

    place: int
    title: Text
    indicator: str
    owner: str
    due: str
    state: str
    notes: tuple[str, ...] = ()
    late: tuple[str, ...] = ()
    why: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a unit reported of a task for a period, in its own words."""

    place: int
    title: Text
    owner: str
    heading: str
    words: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """The pack of one month. `month` is its first day, `on` the day of which the figures are."""

    language: str
    country: str
    country_name: str
    authority: str
    number: str
    year: int
    title: Text
    committee: str
    reference: str
    month: date
    on: date
    officer: str
    figures: tuple[Figure, ...]
    tasks: tuple[Task, ...]
    told: tuple[Told, ...]
    counts: tuple[tuple[str, int], ...]

    @property
    def attention(self) -> tuple[Task, ...]:
        """The tasks that need attention."""
        return tuple(one for one in self.tasks if one.late or one.why)


def say(name: str, language: str, /, **facts: object) -> str:
    """Return the words of that name in `language`, their places filled."""
    return _WORDS[name][language] % facts


def print_month(month: date, language: str) -> str:
    """Return `November 2026` (en) or `Tháng 11 năm 2026` (vi)."""
    return say(
        "month", language, name=_MONTHS[month.month - 1], month=f"{month.month:02}" if month.month < 3 else month.month, year=month.year
    )


def print_period(name: str, language: str) -> str:
    """Return a period such as `2023-Q1` in words."""
    year, _, part = name.partition("-")
    if part[:1] in ("Q", "H") and part:
        return say("quarter" if part[0] == "Q" else "half", language, part=part[1:], year=year)
    return print_month(date(int(year), int(part), 1), language) if part else year
