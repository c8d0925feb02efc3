"""Periods of a year for which reports are owed: `2023`, `2023-H1`, `2023-Q1`, `2023-01`. Pure."""

import re
from calendar import monthrange
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from comity.register.refusals import NotOfItsList

_PARTS: Final[Mapping[str, int]] = {"once": 0, "year": 1, "half-year": 2, "quarter": 4, "month": 12}
_SIGNS: Final[Mapping[int, str]] = {2: "H", 4: "Q"}
_YEARS: Final = range(1990, 2101)
_WRITTEN: Final = re.compile(r"(\d{4})(?:-(?:H[12]|Q[1-4]|0[1-9]|1[0-2]))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Period:
    """One period: its name, its first and its last day."""

    name: str
    first: date
    last: date


def year_of(value: object) -> int:
    """Return a year that a plan may be of; raises `NotOfItsList`."""
    text = str(value or "").strip()
    if not (text.isascii() and text.isdigit() and len(text) == 4 and int(text) in _YEARS):
        raise NotOfItsList(what="year", said=text[:20] or "-")
    return int(text)


def periods_of(kind: str, year: int) -> tuple[Period, ...]:
    """Return the periods of a year, the earliest first: none for a task that is reported when it is done."""
    parts = _PARTS[kind]
    months = 12 // parts if parts else 0
    return tuple(_period(parts, months, part, year) for part in range(1, parts + 1))


def require_period(name: str, *, kind: str, year: int) -> Period:
    """Return the period of that name of a task's year, any month of it where it is reported once; raises `NotOfItsList`."""
    for period in periods_of("month" if kind == "once" else kind, year):
        if period.name == name:
            return period
    raise NotOfItsList(what="period", said=name[:20] or "-")


def first_owed(kind: str, year: int, *, reported: Collection[str]) -> Period | None:
    """Return the first period of the year of which nothing was reported; None where all were, or none is owed."""
    return next((period for period in periods_of(kind, year) if period.name not in reported), None)


def month_of(name: str) -> Period:
    """Return the month `2023-01`; raises `NotOfItsList`."""
    found = _WRITTEN.fullmatch(name)
    if found is None or len(name) != len("2023-01") or name[5] in "HQ":
        raise NotOfItsList(what="month", said=name[:20] or "-")
    return require_period(name, kind="month", year=year_of(found[1]))


def _period(parts: int, months: int, part: int, year: int) -> Period:
    ends = part * months
    sign = _SIGNS.get(parts, "")
    name = f"{year}" if parts == 1 else f"{year}-{sign}{part}" if sign else f"{year}-{part:02}"
    return Period(name, date(year, ends - months + 1, 1), date(year, ends, monthrange(year, ends)[1]))
