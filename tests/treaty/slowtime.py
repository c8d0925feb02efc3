"""The slow reference for clocks: it walks, hour by hour and day by day, and takes no short cut.

It reads the rows of the pack itself, and shares nothing with `treaty.calendars` and `treaty.lengths` but their input.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from comity.terms.instants import Instant
from comity.treaty.pack_calendars import CalendarRow, HolidayRow

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
WORDS = {"en": "Holiday", "vi": "Ngày nghỉ"}


def calendar_row(**changes) -> CalendarRow:
    """Return the row of a small calendar."""
    known = {
        "country": "XR",
        "zone": "Europe/Vienna",
        "labels": WORDS,
        "instrument": "Law",
        "article": "1",
        "weekend": (6, 7),
        "first_year": 2024,
        "last_year": 2026,
        "complete_until": 2026,
        "holidays": (HolidayRow(labels=WORDS, article="1", yearly="05-01"),),
    }
    return CalendarRow(**(known | changes))


def every_day(row: CalendarRow) -> Iterator[date]:
    """Yield each recorded day."""
    day = date(row.first_year, 1, 1)
    while day.year <= row.last_year:
        yield day
        day += DAY


def is_holiday(row: CalendarRow, day: date) -> bool:
    """Say whether one of the holidays is that day, by looking at each."""
    for one in row.holidays:
        if day in one.dates:
            return True
        if one.yearly == f"{day:%m-%d}" and one.since <= day.year <= (one.until or day.year):
            return True
        for anchor in row.anchors:
            for feast in anchor.dates:
                if anchor.name == one.anchor and any((day - feast).days == offset for offset in one.offsets):
                    return True
    return False


def worked_days(row: CalendarRow) -> frozenset[date]:
    """Return every day that is worked: a holiday lost to a weekend is owed, and given on the next day that would be worked."""
    extra = {day for one in row.worked for day in one.dates}
    found, owed = set(), 0
    for day in every_day(row):
        holiday, weekend = is_holiday(row, day), day.isoweekday() in row.weekend
        if holiday:
            owed += weekend and row.in_lieu != "none"
        elif weekend:
            found |= {day} & extra
        elif owed:
            owed -= 1
        else:
            found.add(day)
    return frozenset(found)


def local(moment: datetime, zone: ZoneInfo) -> date:
    """Return the day that it is there."""
    return moment.astimezone(zone).date()


def end_of_working_days(row: CalendarRow, count: int, started: Instant, *, worked: frozenset[date]) -> Instant:
    """Walk by the hour until `count` worked days were seen after that of the start; then by the second to the end of the last."""
    zone = ZoneInfo(row.zone)
    moment = started.datetime().replace(minute=0, second=0, microsecond=0)
    first = local(started.datetime(), zone)
    seen: list[date] = []
    while len(seen) < count:
        moment += HOUR
        day = local(moment, zone)
        if day > first and day in worked and day not in seen:
            seen.append(day)
    return last_moment(seen[-1], zone)


def last_moment(day: date, zone: ZoneInfo) -> Instant:
    """Return the moment after the last second of a day, walking back from two days later."""
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC) + 3 * DAY
    while local(moment, zone) > day:
        moment -= HOUR
    while local(moment, zone) <= day:
        moment += SECOND
    return Instant.of(moment)


def end_of_months(count: int, started: Instant) -> Instant:
    """Walk day by day, counting first days of months; then on to the same day, or to the last one that there is."""
    begun = started.datetime()
    moment, months = begun, 0
    while months < count:
        moment += DAY
        months += moment.day == 1
        if moment.day == 1 and months == count:
            break
    while moment.day < begun.day and (moment + DAY).month == moment.month:
        moment += DAY
    return Instant.of(moment)
