"""Rows of the pack about time: national calendars, what may pause a clock, how an unanswered warning climbs.

A calendar is written as its law is: some holidays have a day of the year, some follow the moon or Easter, some are set each
year by a government. The days of moon and church are facts, listed with their source; nothing here computes them.
"""

from collections.abc import Iterator
from datetime import date
from typing import Literal

from comity.treaty.rows import Row, Sourced
from comity.treaty.wording import Words

Unit = Literal["minutes", "hours", "days", "working-days", "months"]
InLieu = Literal["none", "next-working-day"]


class AnchorRow(Sourced, frozen=True, kw_only=True):
    """A feast that moves: its day in each year, as the sky or the church has it; holidays are counted from it."""

    name: str
    dates: tuple[date, ...]


class HolidayRow(Sourced, frozen=True, kw_only=True):
    """One public holiday, in exactly one of three ways.

    `yearly` (`MM-DD`): every year. `anchor` with `offsets`: so many days from a feast that moves. `dates`: as set year by year.
    `since` and `until` bound the years in which it holds, both included; 0 leaves that side open.
    """

    labels: Words
    article: str
    yearly: str = ""
    anchor: str = ""
    offsets: tuple[int, ...] = ()
    dates: tuple[date, ...] = ()
    since: int = 0
    until: int = 0


class WorkedRow(Sourced, frozen=True, kw_only=True):
    """Days of a weekend on which work is done all the same, set by a government in exchange for others."""

    dates: tuple[date, ...]


class CalendarRow(Sourced, frozen=True, kw_only=True):
    """Which days authorities of a country work, in the years that are recorded.

    `weekend` has ISO weekdays (Monday is 1). `in_lieu` says what the law gives for a holiday that falls on a weekend. After
    `complete_until` some days are not decided yet: what is certain is counted, and whoever reads a date is told so.
    """

    country: str
    zone: str
    labels: Words
    instrument: str
    article: str
    weekend: tuple[int, ...]
    first_year: int
    last_year: int
    complete_until: int
    in_lieu: InLieu = "none"
    note: Words | None = None
    anchors: tuple[AnchorRow, ...] = ()
    holidays: tuple[HolidayRow, ...]
    worked: tuple[WorkedRow, ...] = ()


class ReasonRow(Row, frozen=True, kw_only=True):
    """One coded reason for which an officer may pause a clock."""

    code: str
    labels: Words


class PauseRow(Sourced, frozen=True, kw_only=True):
    """Whether and how a clock may pause; a clock without this row never does.

    `reasons`: those that an officer may give; none, and no officer may. `starts` and `ends`: the events that pause it and let it
    go on. `most_minutes`: how long it may stand still in all; then it goes on by itself.
    """

    most_minutes: int
    reasons: tuple[ReasonRow, ...] = ()
    starts: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()


class EscalationRow(Sourced, frozen=True, kw_only=True):
    """Desk policy: how often an unanswered warning or breach is repeated to the same people before it climbs to the next.

    `on` is what happened; `urgency` names the urgencies (none named: all); `repeats` counts repetitions after the first time.
    """

    on: Literal["warning", "breach"]
    since: date
    every_minutes: int
    repeats: int
    urgency: tuple[str, ...] = ()


def calendar_rows(calendars: tuple[CalendarRow, ...]) -> Iterator[tuple[str, Sourced]]:
    """Yield every row of the calendars that must cite, with a name to find it by."""
    for calendar in calendars:
        name = f"calendar of {calendar.country}"
        yield name, calendar
        yield from ((f"{name} {anchor.name}", anchor) for anchor in calendar.anchors)
        yield from ((f"{name} {holiday.labels.get('en', '')}", holiday) for holiday in calendar.holidays)
        yield from ((f"{name} days worked", worked) for worked in calendar.worked)
