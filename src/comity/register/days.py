"""Dates of the register: what is known and no more, and what can be asked of it. Pure.

`2023-06-30`, `2023-06`, `2023`; `--06-30`, `--06` where no year is known; a range as `start/end`: the forms of docs/specs/reading.md.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Final

from comity.register.refusals import DateUnclear
from comity.terms.written_days import read_written

OFFICER: Final = "officer"  # what a date rests on that somebody here wrote: a code of `date-basis`
_POINT: Final = re.compile(r"(?:(?P<year>\d{4})|-)(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?", re.ASCII)
_LEAP: Final = 2000  # a day without a year may be the 29th of February


@dataclass(frozen=True, slots=True)
class Day:
    """A day, month or year, or a range of them; empty where no date is known."""

    said: str = ""
    precision: str = "none"
    basis: str = "no-date"
    words: str = ""
    first: str = ""  # ISO day; empty without a year
    last: str = ""
    month_day: str = ""  # MM-DD of the first day where no year is known

    @property
    def sorts(self) -> str:
        """Return what lists are sorted by: days without a year stand before all years, what has no date before those."""
        return self.first or (f"0000-{self.month_day}" if self.month_day else "")


NO_DAY: Final = Day()


def read_day(said: str | None, *, precision: str = "", basis: str = OFFICER, words: str | None = "") -> Day:
    """Read a date in its ISO form; nothing is `NO_DAY`. `precision` is worked out where it is not given. Raises `DateUnclear`."""
    text = (said or "").strip()
    if not text:
        return Day(basis=basis if basis != OFFICER else "no-date", words=words or "")
    ends = text.split("/")
    if len(ends) not in (1, 2):
        raise DateUnclear(said=text[:40])
    parts = [_point(end, text) for end in ends]
    (year, month, day), (last_year, last_month, last_day) = parts[0], parts[-1]
    if (year == 0) != (last_year == 0):
        raise DateUnclear(said=text[:40])
    kind = precision or ("range" if len(ends) == 2 else "day" if day else "month" if month else "year")
    if not year:
        return Day(text, kind, basis, words or "", month_day=f"{month:02}-{day or 1:02}")
    first = date(year, month or 1, day or 1)
    month_of_last = last_month or 12
    last = date(last_year, month_of_last, last_day or monthrange(last_year, month_of_last)[1])
    if last < first:
        raise DateUnclear(said=text[:40])
    return Day(text, kind, basis, words or "", first.isoformat(), last.isoformat())


def typed_day(said: object, *, precision: str = "", basis: str = OFFICER, words: str | None = "") -> Day:
    """Read a date that an officer typed: day first, as `28/11/2026`, or in its ISO form. Raises `DateUnclear`."""
    typed = str(said or "")
    try:
        return read_day(read_written(typed), precision=precision, basis=basis, words=words)
    except DateUnclear as fault:
        raise DateUnclear(said=typed.strip()[:40]) from fault  # as it was typed, not as it was read


def _point(end: str, text: str) -> tuple[int, int, int]:
    found = _POINT.fullmatch(end)
    if found is None:
        raise DateUnclear(said=text[:40])
    year, month, day = (int(found[name] or 0) for name in ("year", "month", "day"))
    try:
        date(year or _LEAP, month or 1, day or 1)
    except ValueError:
        raise DateUnclear(said=text[:40]) from None
    if not year and (not month or found["year"]):
        raise DateUnclear(said=text[:40])
    return year, month, day
