"""Lengths of clocks: exact against a slow reference over a hundred years of starts, zones and calendars."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slowtime import WORDS, calendar_row, end_of_months, end_of_working_days, last_moment, worked_days

from comity.terms.identifiers import Country
from comity.terms.instants import Instant
from comity.terms.refusals import Malformed
from comity.treaty.calendars import YearNotRecorded, build_calendar, day_end
from comity.treaty.clocks import clock_named, clocks_for, clocks_paused_by, clocks_resumed_by, escalation_of
from comity.treaty.lengths import Span, end_of, last_working_day, moved_by_pause
from comity.treaty.pack import Length
from comity.treaty.pack_calendars import HolidayRow, WorkedRow
from comity.treaty.rulebook import NoRule, Rulebook

DAY = timedelta(days=1)
FIRST, LAST = 1930, 2030

# Zones that change at midnight, just after it, by half an hour, by seconds, by a whole day; and some that never change.
ZONES = (
    "America/Havana",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Africa/Monrovia",
    "Asia/Beirut",
    "Asia/Ho_Chi_Minh",
    "Asia/Kathmandu",
    "Asia/Tehran",
    "Australia/Lord_Howe",
    "Europe/Amsterdam",
    "Europe/Berlin",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "UTC",
)
DATES = st.dates(date(FIRST, 1, 2), date(LAST, 12, 30))


def moments(first=FIRST, last=LAST):
    """Return moments from the second day of a year to the first of another."""
    start, end = (Instant.of(datetime(year, 1, 1, tzinfo=UTC)) for year in (first, last))
    return st.integers((start + DAY).micros, end.micros).map(Instant)


MOMENTS = moments()


def starts_in(row):
    """Return starts that leave a year of the calendar's record."""
    return moments(row.first_year, row.last_year)


@st.composite
def calendars(draw):
    """Draw the row of a calendar of any three years in a hundred: any weekend, holidays of both kinds, days in lieu, weekends worked."""
    first = draw(st.integers(FIRST, LAST - 2))
    within = st.dates(date(first, 1, 1), date(first + 2, 12, 31))
    weekend = tuple(sorted(draw(st.sets(st.integers(1, 7), min_size=1, max_size=3))))
    dates = draw(st.sets(within, max_size=30))
    yearly = draw(st.sets(st.dates(date(2023, 1, 1), date(2023, 12, 31)), min_size=1, max_size=12))
    holidays = [HolidayRow(labels=WORDS, article="1", yearly=f"{day:%m-%d}") for day in yearly]
    holidays += [HolidayRow(labels=WORDS, article="2", dates=tuple(sorted(dates)))] if dates else []
    wanted = draw(st.sets(within, max_size=10))
    fixed = {day.strftime("%m-%d") for day in yearly}
    worked = tuple(day for day in sorted(wanted - dates) if day.isoweekday() in weekend and f"{day:%m-%d}" not in fixed)
    return calendar_row(
        zone=draw(st.sampled_from(ZONES)),
        weekend=weekend,
        first_year=first,
        last_year=first + 2,
        complete_until=first + 2,
        in_lieu=draw(st.sampled_from(("none", "next-working-day"))),
        holidays=tuple(holidays),
        worked=(WorkedRow(dates=worked),) if worked else (),
    )


def near_changes(row):
    """Return starts within a day of a change of the calendar's zone, where one is easily wrong; else any."""
    zone = ZoneInfo(row.zone)

    def offset(year, month):
        return datetime(year, month, 1, tzinfo=zone).utcoffset()

    changed = [
        (year, month)
        for year in (row.first_year, row.first_year + 1)
        for month in range(1, 12)
        if offset(year, month) != offset(year, month + 1)
    ]
    if not changed:
        return starts_in(row)
    minutes = st.integers(1440, 33 * 1440)
    starts = st.tuples(st.sampled_from(changed), minutes)
    return starts.map(lambda drawn: Instant.of(datetime(*drawn[0], 1, tzinfo=UTC)) + timedelta(minutes=drawn[1]))


@settings(max_examples=400, deadline=None)
@given(data=st.data(), row=calendars(), count=st.integers(1, 8))
def test_working_days_are_exact(data, row, count):
    """The fast count is what walking by the hour finds, to the second: weekends, days in lieu, clocks that change, days that never were."""
    started = data.draw(st.one_of(starts_in(row), near_changes(row)))
    calendar, worked = build_calendar(row), worked_days(row)
    due = end_of(Span(count, "working-days"), started=started, calendar=calendar)
    assert due == end_of_working_days(row, count, started, worked=worked)
    assert due > started
    assert calendar.local_date(due + timedelta(microseconds=-1)) == last_working_day(
        Span(count, "working-days"), started=started, calendar=calendar
    )


@settings(max_examples=250, deadline=None)
@given(row=calendars())
def test_days_off_are_exact(row):
    """Every recorded day is worked or not as the walking reference says; what never was is worked by nobody."""
    calendar, worked, day = build_calendar(row), worked_days(row), date(row.first_year, 1, 1)
    gone = {date(2011, 12, 30)} if row.zone == "Pacific/Apia" else {date(1994, 12, 31)} if row.zone == "Pacific/Kiritimati" else set()
    while day.year <= row.last_year:
        fast = day not in calendar.off and (day in calendar.worked or day.isoweekday() not in calendar.weekend)
        assert fast == (day in worked), day
        assert day not in gone or not calendar.is_working(day)
        day += DAY


@settings(max_examples=300, deadline=None)
@given(day=DATES, zone=st.sampled_from(ZONES))
def test_a_day_ends_once(day, zone):
    """At the moment after its last second, whatever clocks do that night."""
    found = day_end(day, ZoneInfo(zone))
    assert found == last_moment(day, ZoneInfo(zone))


@pytest.mark.parametrize(
    ("zone", "day", "end"),
    [
        ("America/Havana", date(2025, 3, 8), "2025-03-09T05:00:00.000000Z"),  # midnight does not exist
        ("America/Havana", date(2025, 11, 1), "2025-11-02T04:00:00.000000Z"),  # midnight comes, and once more an hour later
        ("America/St_Johns", date(2010, 11, 6), "2010-11-07T03:30:00.000000Z"),  # at 00:01 it is 23:01 again
        ("Pacific/Apia", date(2011, 12, 29), "2011-12-30T10:00:00.000000Z"),  # the day after is the 31st
        ("Pacific/Apia", date(2011, 12, 30), "2011-12-30T10:00:00.000000Z"),
        ("Europe/Berlin", date(2026, 10, 25), "2026-10-25T23:00:00.000000Z"),  # a day of 25 hours
    ],
)
def test_the_nights_that_are_easily_wrong(zone: str, day: date, end: str):
    """By name."""
    assert str(day_end(day, ZoneInfo(zone))) == end


@settings(max_examples=300, deadline=None)
@given(started=MOMENTS, count=st.integers(1, 60))
def test_months_are_exact(started, count):
    """Walking day by day comes to the same end, over leap days and ends of years."""
    assert end_of(Span(count, "months"), started=started) == end_of_months(count, started)


@pytest.mark.parametrize(
    ("started", "count", "ends"),
    [
        ("2028-01-31T12:00:00.000001Z", 1, "2028-02-29T12:00:00.000001Z"),
        ("2027-01-31T12:00:00.000000Z", 1, "2027-02-28T12:00:00.000000Z"),
        ("2028-02-29T00:00:00.000000Z", 12, "2029-02-28T00:00:00.000000Z"),
        ("2028-02-29T00:00:00.000000Z", 48, "2032-02-29T00:00:00.000000Z"),
        ("2026-12-31T23:59:59.999999Z", 2, "2027-02-28T23:59:59.999999Z"),
        ("2026-11-30T00:00:00.000000Z", 1, "2026-12-30T00:00:00.000000Z"),
    ],
)
def test_months_end_with_the_month(started: str, count: int, ends: str):
    """Where it is too short."""
    assert str(end_of(Span(count, "months"), started=Instant.parse(started))) == ends


@settings(max_examples=200)
@given(started=MOMENTS, count=st.integers(1, 3000), unit=st.sampled_from(("minutes", "hours", "days")))
def test_exact_units_are_exact(started, count, unit):
    """Time in UTC, whatever clocks on walls do: as many seconds as the unit has."""
    seconds = {"minutes": 60, "hours": 3600, "days": 86400}[unit]
    assert end_of(Span(count, unit), started=started).micros - started.micros == count * seconds * 1_000_000


@settings(max_examples=250, deadline=None)
@given(data=st.data(), row=calendars(), count=st.integers(1, 6), minutes=st.integers(0, 40 * 1440))
def test_a_pause_takes_no_working_day_away(data, row, count, minutes):
    """Those that were left are left, by walking; it is never due earlier; within a day nothing moves."""
    started = data.draw(starts_in(row))
    calendar, worked, zone = build_calendar(row), worked_days(row), ZoneInfo(row.zone)
    due = end_of(Span(count, "working-days"), started=started, calendar=calendar)
    paused = started + data.draw(st.integers(0, (due - started) // timedelta(minutes=1) - 1)) * timedelta(minutes=1)
    resumed = paused + timedelta(minutes=minutes)
    moved = moved_by_pause(due, paused=paused, resumed=resumed, unit="working-days", calendar=calendar)

    def left(since, until):
        day, found = since.datetime().astimezone(zone).date(), 0
        while (day := day + DAY) <= (until + timedelta(microseconds=-1)).datetime().astimezone(zone).date():
            found += day in worked and day != date(2011, 12, 30) and day != date(1994, 12, 31)
        return found

    assert moved >= due
    assert moved > resumed
    if left(paused, due):
        assert left(resumed, moved) == left(paused, due)
    if calendar.local_date(paused) == calendar.local_date(resumed):
        assert moved == due


@given(due=MOMENTS, hours=st.integers(0, 100), before=st.integers(0, 100))
def test_a_pause_of_exact_time_moves_it_by_itself(due, hours, before):
    """Twice by the parts is once by the whole."""
    paused = due + timedelta(hours=-before)
    whole = moved_by_pause(due, paused=paused, resumed=paused + timedelta(hours=hours), unit="minutes")
    half = moved_by_pause(due, paused=paused, resumed=paused + timedelta(hours=hours / 2), unit="minutes")
    again = moved_by_pause(half, paused=paused, resumed=paused + timedelta(hours=hours / 2), unit="days")
    assert whole == again == due + timedelta(hours=hours)


def test_tet_stands_still(book: Rulebook):
    """Five working days from Friday, 13 February 2026, 10:00 in Ha Noi: nine days are free, the last one is Friday the 27th."""
    started = Instant.parse("2026-02-13T03:00:00.000000Z")
    calendar = book.calendar(Country("VN"))
    due = end_of(Span(5, "working-days"), started=started, calendar=calendar)
    assert str(due) == "2026-02-27T17:00:00.000000Z"  # midnight in Ha Noi
    with pytest.raises(YearNotRecorded):
        end_of(Span(5, "working-days"), started=Instant.parse("2035-12-29T00:00:00.000000Z"), calendar=calendar)
    with pytest.raises(Malformed):
        end_of(Span(5, "working-days"), started=started)
    with pytest.raises(Malformed):
        moved_by_pause(due, paused=started, resumed=started, unit="working-days")


@pytest.mark.parametrize("count", [0, -1])
def test_a_length_of_nothing_is_none(count: int):
    """A clock that is due when it starts warns nobody."""
    with pytest.raises(Malformed):
        Span(count, "days")


# -- clocks of the rulebook -----------------------------------------------------------------------

ON = date(2026, 11, 24)


def test_a_clock_in_working_days_asks_for_a_calendar(book: Rulebook):
    """Its length has no hours; its sentence counts its days."""
    row = next(row for row in book.clocks if row.id == "DECIDE")
    lengths = (Length(since=date(2024, 1, 1), count=5, unit="working-days", source="test"),)
    changed = replace(book, clocks=(msgspec.structs.replace(row, lengths=lengths),))
    clock = clock_named("DECIDE", rulebook=changed, on=ON)
    assert (clock.in_working_days, clock.responsible, clock.is_local) == (True, "requested", True)
    with pytest.raises(NoRule):
        _ = clock.length
    started = Instant.parse("2026-02-13T03:00:00.000000Z")
    assert str(clock.due(started, calendar=book.calendar(Country("VN")))) == "2026-02-27T17:00:00.000000Z"
    with pytest.raises(Malformed):
        clock.due(started)


def test_only_what_the_desk_set_itself_may_pause(book: Rulebook):
    """No clock of the Convention stands still; DECIDE does, for coded reasons, by events, and not for ever."""
    may = {row.id: row for row in book.clocks if row.pause is not None}
    assert set(may) == {"DECIDE", "REPLY"}
    assert all(row.nature == "desk-target" and row.pause.most_minutes == 7 * 1440 and row.pause.source for row in may.values())
    assert clocks_paused_by("question.sent", "REQ-PRESERVE", rulebook=book) == ("DECIDE",)
    assert clocks_resumed_by("information.received", "REQ-PRESERVE", rulebook=book) == ("DECIDE",)
    assert clocks_for("question.sent", "REQ-PRESERVE", rulebook=book, on=ON) == ()
    assert clocks_paused_by("question.sent", "REQ-TAP", rulebook=book) == ()


@pytest.mark.parametrize(
    ("on", "urgency", "every", "repeats"),
    [
        ("warning", "routine", 240, 2),
        ("warning", "urgent", 10, 2),
        ("breach", "routine", 60, 1),
        ("breach", "emergency", 5, 2),
        ("breach", "unheard", 5, 2),
    ],
)
def test_how_a_silence_climbs(book: Rulebook, on: str, urgency: str, every: int, repeats: int):
    """Desk policy, as data."""
    row = escalation_of(on, rulebook=book, day=ON, urgency=urgency)
    assert (row.every_minutes, row.repeats, row.source) == (every, repeats, "Desk policy")
    with pytest.raises(NoRule):
        escalation_of(on, rulebook=book, day=date(2024, 12, 23), urgency=urgency)
