"""National calendars: which days the authorities of a country work, for the years that are recorded and for no other."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from comity.terms.instants import Instant
from comity.terms.refusals import Malformed, Refused
from comity.terms.speech import gettext_noop
from comity.terms.vocabulary import Verified
from comity.treaty.pack_calendars import CalendarRow, HolidayRow
from comity.treaty.wording import Words, checked, cite, print_date

_DAY: Final = timedelta(days=1)
_MICROSECOND: Final = timedelta(microseconds=1)
_INSTEAD: Final = {"en": "in lieu of", "vi": "nghỉ bù cho"}
_WORKED: Final = {"en": "worked, though of the weekend", "vi": "làm việc dù là ngày nghỉ hằng tuần"}
_OPEN: Final = {
    "en": "Not every day of this year is decided: dates counted in it may still move.",
    "vi": "Chưa quyết định hết ngày nghỉ của năm này: hạn tính trong năm có thể thay đổi.",
}
_WEEKDAYS: Final = frozenset(range(1, 8))


class YearNotRecorded(Refused):
    """A count of working days leads into a year of which nobody recorded the holidays."""

    sentence = gettext_noop("The calendar of %(country)s is recorded for %(first)s to %(last)s; it says nothing about %(year)s.")
    next_step = gettext_noop("Add the holidays of that year to the rulebook, with their source; until then agree on a date.")

    def __init__(self, country: str, *, first: int, last: int, year: int) -> None:
        """`country` names whose calendar, `year` the year that was asked for."""
        super().__init__(country=country, first=first, last=last, year=year)


@dataclass(frozen=True, slots=True)
class Holiday:
    """One day off and why; `in_lieu_of` is the day of a weekend that it stands in for."""

    on: date
    labels: Words
    article: str
    in_lieu_of: date | None = None


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days a country's authorities work, in its zone. `off` are the days off besides weekends, substitutes among them."""

    country: str
    zone: ZoneInfo
    labels: Words
    note: Words | None
    instrument: str
    article: str
    source: str
    verified: Verified
    weekend: frozenset[int]
    first_year: int
    last_year: int
    complete_until: int
    holidays: tuple[Holiday, ...]
    worked: frozenset[date]
    off: frozenset[date] = field(repr=False)

    def is_working(self, day: date) -> bool:
        """Say whether authorities work on `day`; raises `YearNotRecorded`."""
        if not self.first_year <= day.year <= self.last_year:
            raise YearNotRecorded(self.country, first=self.first_year, last=self.last_year, year=day.year)
        if day in self.off:
            return False
        if day in self.worked:
            return True
        # A country that moves across the date line has a day that never was; nobody works on it.
        return day.isoweekday() not in self.weekend and day_end(day - _DAY, self.zone) != day_end(day, self.zone)

    def working_days_after(self, day: date) -> Iterator[date]:
        """Yield the working days after `day`, one after another; raises `YearNotRecorded` where the record ends."""
        while True:
            day += _DAY
            if self.is_working(day):
                yield day

    def count(self, after: date, until: date) -> int:
        """Return how many working days lie after `after`, up to and with `until`; raises `YearNotRecorded`."""
        span = (until - after).days
        return sum(self.is_working(after + number * _DAY) for number in range(1, span + 1))

    def local_date(self, at: Instant) -> date:
        """Return the day that it is in this country at a moment."""
        return at.datetime().astimezone(self.zone).date()

    def is_complete(self, until: date) -> bool:
        """Say whether every holiday up to `until` is decided; where not, a date that was counted may still move."""
        return until.year <= self.complete_until


def day_end(day: date, zone: ZoneInfo) -> Instant:
    """Return the moment at which `day` is over in `zone`: the first that belongs to no later part of it, also where clocks change.

    Midnight may not exist (clocks go forward over it), or come twice. It is the last midnight before which it was still `day`.
    """
    midnight = datetime.combine(day + _DAY, time(), zone)
    first, again = midnight.astimezone(UTC), midnight.replace(fold=1).astimezone(UTC)
    if again > first and (again - _MICROSECOND).astimezone(zone).date() <= day:
        return Instant.of(again)
    return Instant.of(first)


def build_calendar(row: CalendarRow) -> Calendar:
    """Return the calendar that a row of the pack describes; raises `Malformed` for one that contradicts itself."""
    where = f"calendar of {row.country}"
    if not row.weekend or not set(row.weekend) < _WEEKDAYS:
        raise Malformed(where, "the weekend has one to six of the days 1 to 7")
    if not row.first_year <= row.complete_until <= row.last_year:
        raise Malformed(where, "the years are not in order")
    try:
        zone = ZoneInfo(row.zone)
    except (ZoneInfoNotFoundError, ValueError) as fault:
        raise Malformed(where, f"no time zone {row.zone!a}") from fault
    worked = frozenset(day for one in row.worked for day in one.dates)
    weekend = frozenset(row.weekend)
    set_down = sorted((holiday for one in row.holidays for holiday in _days(one, row)), key=lambda holiday: holiday.on)
    holidays = (*set_down, *_in_lieu(set_down, row, weekend))
    off = frozenset(holiday.on for holiday in holidays)
    if worked & off or any(day.isoweekday() not in weekend for day in worked):
        raise Malformed(where, "a day that is worked is a day of the weekend, and no holiday")
    return Calendar(
        country=row.country,
        zone=zone,
        labels=row.labels,
        note=row.note,
        instrument=row.instrument,
        article=row.article,
        source=row.source,
        verified=row.verified or Verified.MEMORY,
        weekend=weekend,
        first_year=row.first_year,
        last_year=row.last_year,
        complete_until=row.complete_until,
        holidays=tuple(sorted(holidays, key=lambda holiday: holiday.on)),
        worked=worked,
        off=off,
    )


def _days(row: HolidayRow, calendar: CalendarRow) -> Iterator[Holiday]:
    """Yield the days of one holiday in the recorded years."""
    where = f"calendar of {calendar.country}"
    if [bool(row.yearly), bool(row.anchor), bool(row.dates)].count(True) != 1 or bool(row.anchor) is not bool(row.offsets):
        raise Malformed(where, f"{row.labels.get('en', '')} is yearly, or follows a feast, or has dates")
    years = range(max(calendar.first_year, row.since), min(calendar.last_year, row.until or calendar.last_year) + 1)
    for day in row.dates or _yearly(row, years, where) or _anchored(row, calendar, years):
        if not calendar.first_year <= day.year <= calendar.last_year:
            raise Malformed(where, f"{day} is not of a recorded year")
        yield Holiday(day, row.labels, row.article)


def _yearly(row: HolidayRow, years: range, where: str) -> tuple[date, ...]:
    if not row.yearly:
        return ()
    try:
        return tuple(date.fromisoformat(f"{year:04d}-{row.yearly}") for year in years)
    except ValueError as fault:
        raise Malformed(where, f"{row.yearly} is no day of every year") from fault


def _anchored(row: HolidayRow, calendar: CalendarRow, years: range) -> tuple[date, ...]:
    where = f"calendar of {calendar.country}"
    anchors = [anchor for anchor in calendar.anchors if anchor.name == row.anchor]
    if len(anchors) != 1:
        raise Malformed(where, f"{row.anchor} is not one feast")
    feasts = {day.year: day for day in anchors[0].dates}
    if len(feasts) != len(anchors[0].dates) or not set(years) <= set(feasts):
        raise Malformed(where, f"{row.anchor} has not one day in each recorded year")
    return tuple(feasts[year] + offset * _DAY for year in years for offset in row.offsets)


def _in_lieu(holidays: list[Holiday], row: CalendarRow, weekend: frozenset[int]) -> list[Holiday]:
    """Return the days off that stand in for holidays on a weekend, each the next day that is neither; two on one day give one."""
    first = {holiday.on: holiday for holiday in reversed(holidays)}
    taken = set(first)
    given: list[Holiday] = []
    if row.in_lieu == "none":
        return given
    for holiday in sorted(first.values(), key=lambda one: one.on):
        if holiday.on.isoweekday() not in weekend:
            continue
        day = holiday.on
        while day in taken or day.isoweekday() in weekend:
            day += _DAY
        taken.add(day)
        if day.year <= row.last_year:
            given.append(Holiday(day, holiday.labels, row.article, in_lieu_of=holiday.on))
    return given


def show_calendar(calendar: Calendar, year: int, language: str) -> str:
    """Return a year of a calendar as text for people: each day off, its name and article, what it stands in for, days worked.

    Raises `YearNotRecorded`.
    """
    calendar.is_working(date(year, 1, 1))
    lines = [f"{calendar.labels[language]} {year}: {calendar.instrument}, {calendar.article}", f"  {calendar.source}"]
    lines.append(f"  {checked(calendar.verified, language)} · {calendar.zone}")
    for holiday in calendar.holidays:
        if holiday.on.year == year:
            instead = f" ({_INSTEAD[language]} {print_date(holiday.in_lieu_of, language)})" if holiday.in_lieu_of else ""
            lines.append(f"    {holiday.on}  {holiday.labels[language]}{instead}  {cite(holiday.article, language)}")
    lines += [f"    {day}  {_WORKED[language]}" for day in sorted(calendar.worked) if day.year == year]
    if calendar.note is not None:
        lines.append(f"  {calendar.note[language]}")
    if not calendar.is_complete(date(year, 12, 31)):
        lines.append(f"  {_OPEN[language]}")
    return "\n".join(lines) + "\n"
