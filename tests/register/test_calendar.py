"""The calendar: what stands on which day and what on none; iCalendar out by the letter of RFC 5545, and in without a guess."""

from contextlib import suppress
from datetime import UTC, date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.records.models import Meeting
from comity.register.calendar.ical import CAP, Event, print_calendar, read_calendar
from comity.register.calendar.known import known_meetings
from comity.register.calendar.months import last_of, month_of, read_month
from comity.register.calendar.queries import coming, month, whole_calendar
from comity.register.calendar.refusals import CalendarTooLarge, DayMissing, NoCalendar, NoMeetingInIt
from comity.register.commitments.actions import propose_commitment, register_commitment
from comity.register.mechanisms.actions import open_mechanism
from comity.register.meetings.actions import cancel_meeting, plan_meeting
from comity.register.refusals import DateUnclear

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
INVITATION = """\
BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//Example//Mail//EN\r
BEGIN:VTIMEZONE\r
TZID:SE Asia\r
BEGIN:STANDARD\r
DTSTART:16010101T000000\r
END:STANDARD\r
END:VTIMEZONE\r
BEGIN:VEVENT\r
UID:040000008200E00074C5B7101A82E008\r
SUMMARY;LANGUAGE=vi:Đối thoại an ninh\\, vòng 3: chuẩn bị và \r
 nội dung\r
DTSTART;TZID="SE Asia":20261207T083000\r
DTEND;TZID="SE Asia":20261208T000000\r
LOCATION:Hà Nội\\nsố 7\r
BEGIN:VALARM\r
SUMMARY:No\r
END:VALARM\r
END:VEVENT\r
END:VCALENDAR\r
"""


def plan(hands, said, title="Đối thoại", **typed):
    """Plan a meeting."""
    return plan_meeting(typed={"type": "dialogue", "title": title, "said": said, "standing": "planned", **typed}, **hands.more())


def named(entries):
    """Return what entries are, in their order."""
    return [one.number for one in entries]


@pytest.mark.both_databases("days")
def test_a_month_has_each_thing_where_it_is_known_to_be(hands):
    """Days and ranges on their days, months and years apart, what has no year by itself; commitments by their last day."""
    day = plan(hands, "2026-12-07")
    span = plan(hands, "2026-11-30/2026-12-02")
    about = plan(hands, "2026-12")
    year = plan(hands, "2026")
    yearless = plan(hands, "--12-07")
    plan(hands, "2027-01-01")
    plan(hands, "")
    gone = plan(hands, "2026-12-08")
    cancel_meeting(gone.number, reason="Hoãn", **hands.more())
    owed = propose_commitment(
        typed={
            "obligor": {"country": "VN", "words": "Bộ"},
            "words": "Gửi tài liệu",
            "language": "vi",
            "strength": "signed-mou",
            "due": "2026-12",
        },
        **hands.more(),
    )
    register_commitment(owed.number, **hands.more())
    next_ = open_mechanism(
        typed={"sort": "committee", "title": "Ủy ban", "cadence": "yearly", "next_said": "2026-12-20"},
        parties=({"country": "VN"},),
        instruments=(),
        **hands.more(),
    )
    found = month(date(2026, 12, 1), by=hands.who)
    assert named(found.dated) == [span.number, day.number, gone.number, next_.number]
    assert set(named(found.about)) == {about.number, year.number, owed.number}
    assert named(found.yearless) == [yearless.number]
    on = {one.on: named(one.entries) for week in found.weeks for one in week}
    assert on[date(2026, 12, 1)] == [span.number]
    assert on[date(2026, 11, 30)] == []  # the month before shows its own days
    assert on[date(2026, 12, 2)] == [span.number]
    assert on[date(2026, 12, 7)] == [day.number]
    assert named(month(date(2026, 11, 1), by=hands.who).dated) == [span.number]
    ahead = named(coming(by=hands.who, at=hands.world.at))
    assert ahead.index(span.number) < ahead.index(day.number) < ahead.index(next_.number)
    assert gone.number not in ahead
    assert yearless.number not in ahead
    assert set(named(whole_calendar(by=hands.who))) == {*named(found.dated), about.number, year.number, owed.number, "M-000006"}


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_a_month_is_whole_weeks_from_monday_on(day):
    """Each of its days once; the ways to the months beside it lead back."""
    first = day.replace(day=1)
    found = month_of(first, entries=[], yearless=[])
    days = [one for week in found.weeks for one in week]
    assert [one.on for one in days if one.inside] == [first + timedelta(days=at) for at in range(last_of(first).day)]
    assert all(len(week) == 7 and week[0].on.weekday() == 0 for week in found.weeks)
    assert month_of(found.after, entries=[], yearless=[]).before == first
    assert read_month(f"{first:%Y-%m}", today=date(2026, 11, 29)) == first


@pytest.mark.parametrize("text", ["2026-13", "2026", "26-11", "2026-1", "nextmon", "2026-11-01"])
def test_what_is_no_month_is_refused(text):
    """Never another month than the one that was asked for."""
    with pytest.raises(DateUnclear):
        read_month(text, today=date(2026, 11, 29))


EVENTS = st.builds(
    Event,
    uid=st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=40),
    first=st.dates(date(1970, 1, 1), date(2100, 1, 1)),
    last=st.dates(date(2100, 1, 1), date(2101, 1, 1)),
    summary=st.text(st.characters(codec="utf-8"), max_size=200),
    description=st.text(max_size=300),
    status=st.sampled_from(["TENTATIVE", "CONFIRMED", "CANCELLED"]),
    stamp=st.just("20261129T012800Z"),
)


@given(st.lists(EVENTS, min_size=1, max_size=4), st.text(max_size=30))
def test_what_is_printed_is_a_calendar_and_reads_as_it_was(events, name):
    """RFC 5545: CR LF, at most 75 octets a line, no character cut in two, nothing but text in a TEXT; days come back as they were."""
    text = "".join(print_calendar(events, name=name))
    lines = text.split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    for line in lines:
        assert len(line.encode()) <= 75
        assert "\r" not in line
        assert "\n" not in line
    assert text.count("\r\nBEGIN:VEVENT\r\n") == len(events)
    back = read_calendar(text.encode(), zone=HANOI)
    assert [one.said for one in back] == [f"{one.first}/{one.last}" if one.first != one.last else one.first.isoformat() for one in events]
    assert [one.cancelled for one in back] == [one.status == "CANCELLED" for one in events]
    for one, read in zip(events, back, strict=True):
        plain = "".join(letter for letter in one.summary if letter == "\n" or letter.isprintable())
        assert read.title == " ".join(plain.split())[:500]


def test_an_invitation_is_read_with_hours_as_days():
    """Folded lines, parameters, quoted zones, escapes; alarms are no part of it; a meeting that ends at midnight ended the day before."""
    (one,) = read_calendar(INVITATION.encode(), zone=HANOI)
    assert (one.title, one.said, one.place) == ("Đối thoại an ninh, vòng 3: chuẩn bị và nội dung", "2026-12-07", "Hà Nội số 7")
    assert not one.repeats


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (("DTSTART;VALUE=DATE:20261207",), "2026-12-07"),
        (("DTSTART;VALUE=DATE:20261207", "DTEND;VALUE=DATE:20261208"), "2026-12-07"),
        (("DTSTART;VALUE=DATE:20261207", "DTEND;VALUE=DATE:20261210"), "2026-12-07/2026-12-09"),
        (("DTSTART;VALUE=DATE:20261207", "DURATION:P2D"), "2026-12-07/2026-12-08"),
        (("DTSTART:20261207T200000Z",), "2026-12-08"),  # three in the morning in Ha Noi
        (("DTSTART:20261207T090000", "DURATION:PT1H"), "2026-12-07"),
        (("DTSTART:20261207T090000", "DTEND:20261205T090000"), "2026-12-07"),  # it cannot end before it begins
        (("DTSTART:20261207T090000", "RRULE:FREQ=YEARLY"), "2026-12-07"),
    ],
)
def test_days_of_an_invitation(lines, said):
    """Each form in which a calendar program writes a day."""
    (one,) = read_calendar(event(*lines), zone=HANOI)
    assert (one.said, one.repeats) == (said, "RRULE" in "".join(lines))


def event(*lines):
    """Return a calendar with one event."""
    return "\r\n".join(("BEGIN:VCALENDAR", "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR", "")).encode()


@pytest.mark.parametrize(
    ("data", "refusal", "line"),
    [
        (b"", NoCalendar, "1"),
        (b"<html><body>Invitation</body></html>", NoCalendar, "1"),
        (b"%PDF-1.7 scan", NoCalendar, "1"),
        ("BEGIN:VCALENDAR\nSUMMARY:H\xe0 N\xf4i".encode("latin-1"), NoCalendar, "2"),
        (b"BEGIN:VCALENDAR\r\nnonsense\r\n", NoCalendar, "2"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20261207\r\n", NoCalendar, "3"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR\r\n", NoCalendar, "3"),
        (b"BEGIN:VEVENT\r\nEND:VEVENT\r\n", NoCalendar, "1"),
        (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", NoMeetingInIt, None),
        (event("SUMMARY:x"), DayMissing, "2"),
        (event("DTSTART:20261307"), DayMissing, "2"),
        (event("DTSTART:tomorrow"), DayMissing, "2"),
        (event("DTSTART:20261207T990000"), DayMissing, "2"),
        (event("DTSTART:00000101"), DayMissing, "2"),
        (event("DTSTART:20261207", "DTEND:20269999"), DayMissing, "2"),
        (b" " * (CAP + 1), CalendarTooLarge, None),
        (
            b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\nDTSTART:20261207\r\nEND:VEVENT\r\n" * 21 + b"END:VCALENDAR\r\n",
            CalendarTooLarge,
            None,
        ),
    ],
)
def test_a_file_that_is_no_invitation_is_refused_with_its_line(data, refusal, line):
    """And nothing of it is guessed."""
    with pytest.raises(refusal) as caught:
        read_calendar(data, zone=UTC)
    assert caught.value.facts.get("line") == line


@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda text: f"BEGIN:VCALENDAR\r\n{text}".encode()))
def test_whatever_comes_is_read_or_refused(data):
    """Never another failure."""
    with suppress(NoCalendar, NoMeetingInIt, DayMissing, CalendarTooLarge):
        assert all(one.said for one in read_calendar(data, zone=HANOI))


@pytest.mark.both_databases
def test_an_invitation_that_came_from_here_is_known(hands):
    """By its UID, and by day and likeness of the title; the same day alone is none."""
    one = plan(hands, "2026-12-07", title="Đối thoại an ninh vòng 3")
    plan(hands, "2026-12-07", title="Hội thảo về ma túy")
    node = str(hands.world.home.node)
    (ours,) = read_calendar(event(f"UID:{one.number}-meeting@{node}", "DTSTART:20270101", "SUMMARY:x"), zone=HANOI)
    assert [row.number for row in known_meetings(ours, node=node, by=hands.who)] == [one.number]
    (theirs,) = read_calendar(event("UID:x", "DTSTART:20261207T083000", "SUMMARY:Đối thoại an ninh: vòng 3"), zone=HANOI)
    assert [row.number for row in known_meetings(theirs, node=node, by=hands.who)] == [one.number]
    (foreign,) = read_calendar(event(f"UID:{one.number}-meeting@elsewhere", "DTSTART:20270101", "SUMMARY:x"), zone=HANOI)
    assert not known_meetings(foreign, node=node, by=hands.who)
    assert Meeting.objects.count() == 2
