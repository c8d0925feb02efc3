"""Moments and dates: `Instant` is UTC with microseconds, `PreciseDate` says how much of a date is known."""

import functools
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Final, Self

from comity.terms.refusals import Malformed

_INSTANT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z", re.ASCII)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_BEGIN: Final = datetime(1970, 1, 1)  # noqa: DTZ001 -- the same without a zone, which would be printed
_MICROSECOND: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, order=True)
class Instant:
    """A moment in UTC, counted in microseconds since 1970-01-01T00:00:00Z (leap seconds ignored, as POSIX does)."""

    micros: int

    def __post_init__(self) -> None:
        """Refuse what a four-digit year cannot show."""
        if not -62_135_596_800_000_000 <= self.micros < 253_402_300_800_000_000:
            raise Malformed("instant", "outside the years 1 to 9999")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `2026-11-23T03:07:00.000000Z` and nothing else; raises `Malformed`."""
        if not _INSTANT.fullmatch(text):
            raise Malformed("instant", ascii(text[:40]))
        try:
            found = cls.of(datetime.fromisoformat(text))
        except ValueError as fault:
            raise Malformed("instant", ascii(text[:40])) from fault
        if str(found) != text:  # 24:00, which later Pythons read as the next day
            raise Malformed("instant", ascii(text[:40]))
        return found

    @classmethod
    def of(cls, moment: datetime) -> Self:
        """Take an aware `datetime`; a naive one is refused."""
        if moment.tzinfo is None:
            raise Malformed("instant", "no time zone")
        return cls((moment - _EPOCH) // _MICROSECOND)

    def datetime(self) -> datetime:
        """Return the aware UTC `datetime`."""
        return _EPOCH + timedelta(microseconds=self.micros)

    def __str__(self) -> str:
        """Print the one form that `parse` reads."""
        return _printed(self.micros)

    def __add__(self, span: timedelta) -> "Instant":
        """Return the instant `span` later."""
        return Instant(self.micros + span // _MICROSECOND)

    def __sub__(self, other: "Instant") -> timedelta:
        """Return how long after `other` this is."""
        return timedelta(microseconds=self.micros - other.micros)


@functools.lru_cache(maxsize=64)  # an act prints its moment into headers, leaf and facts
def _printed(micros: int) -> str:
    return (_BEGIN + timedelta(microseconds=micros)).isoformat("T", "microseconds") + "Z"


class Precision(StrEnum):
    """How much of a date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


_DATE_FORMS: Final = {
    Precision.DAY: re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII),
    Precision.MONTH: re.compile(r"\d{4}-\d{2}", re.ASCII),
    Precision.YEAR: re.compile(r"\d{4}", re.ASCII),
}


@dataclass(frozen=True, slots=True, order=True)
class PreciseDate:
    """A calendar date of which the day, or the day and the month, may be unknown; never invented."""

    first: date
    precision: Precision

    def __post_init__(self) -> None:
        """Unknown parts stand at 1, so that equal dates are equal."""
        spare = (self.precision is not Precision.DAY and self.first.day != 1) or (
            self.precision is Precision.YEAR and self.first.month != 1
        )
        if spare:
            raise Malformed("date", "more known than its precision says")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `2026-11-23`, `2026-11` or `2026`; raises `Malformed`."""
        for precision, form in _DATE_FORMS.items():
            if form.fullmatch(text):
                year, month, day = (*map(int, text.split("-")), 1, 1)[:3]
                try:
                    return cls(date(year, month, day), precision)
                except ValueError as fault:
                    raise Malformed("date", text) from fault
        raise Malformed("date", ascii(text[:40]))

    def __str__(self) -> str:
        """Print the one form that `parse` reads."""
        return self.first.isoformat()[: {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}[self.precision]]
