"""A date as a report tells it: the words, what is known of it, how finely, and what that rests on.

`iso` says what is known and no more: `2023-06-30`, `2023-06`, `2023`; `--06-30` and `--06` where no year is known; a range is
`2023-10-16/2023-10-17`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters [start, end) of the normal text."""

    start: int
    end: int


class Precision(StrEnum):
    """How finely a date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    RANGE = "range"
    NONE = "none"


class Basis(StrEnum):
    """What a date rests on. A year that is not written beside its day is inferred, and says so."""

    EXPLICIT = "explicit"  # written whole
    HEADER_YEAR = "header-year"  # the year from the date that an archive or a page put above the report
    HEADLINE_YEAR = "headline-year"  # the year from the headline
    HEADER_ONLY = "header-only"  # *sáng nay*, *yesterday*: the day of the header
    CONTEXT_YEAR = "context-year"  # the year from a whole date in the headline, the first paragraph or the last line
    FROM_PARENT = "from-parent"  # that of the event which this one is a part of
    NO_YEAR = "no-year"  # a day or month without any year
    NO_DATE = "no-date"


@dataclass(frozen=True, slots=True)
class When:
    """A date: its words, where they stand, and what they mean."""

    text: str | None
    iso: str | None
    precision: Precision
    basis: Basis
    span: Span | None = None


NO_DATE = When(None, None, Precision.NONE, Basis.NO_DATE)


@dataclass(frozen=True, slots=True)
class Point:
    """One end of a date. A part that is not known is 0."""

    year: int = 0
    month: int = 0
    day: int = 0

    def possible(self) -> bool:
        """Say whether the calendar has it; the 29th of February without a year has a chance."""
        try:
            date(self.year or 2000, self.month or 1, self.day or 1)
        except ValueError:
            return False
        return True

    def iso(self) -> str:
        """Print what is known."""
        if not (self.year or self.month):
            return "--"
        if not self.year:
            return f"--{self.month:02}-{self.day:02}" if self.day else f"--{self.month:02}"
        parts = [f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part)]
        return "-".join(parts)


@dataclass(frozen=True, slots=True)
class Reference:
    """The date that a report stands under: for the years that it leaves out."""

    point: Point
    basis: Basis

    def year_for(self, point: Point, hint: int | None) -> int:
        """Return the year of a day or month: `hint` years from this one where the words say so, else the nearest such day."""
        if hint is not None:
            return self.point.year + hint
        if not self.point.month or not point.month:
            return self.point.year
        return min((self.point.year + by for by in (0, -1, 1)), key=lambda year: self._apart(point, year))

    def year_after(self, point: Point) -> int:
        """Return the year of the next such month or day."""
        return self.point.year + (1 if self.point.month and (point.month, point.day or 31) < (self.point.month, self.point.day or 1) else 0)

    def year_before(self, point: Point) -> int:
        """Return the year of the last such month or day."""
        return self.point.year - (1 if self.point.month and (point.month, point.day or 1) > (self.point.month, self.point.day or 31) else 0)

    def _apart(self, point: Point, year: int) -> int:
        return abs((year - self.point.year) * 372 + (point.month - self.point.month) * 31 + ((point.day or 15) - (self.point.day or 15)))


def printed(ends: Sequence[Point]) -> str:
    """Return the ISO form of one point, or of a range."""
    return "/".join(end.iso() for end in ends)
