"""How long a clock runs, and when that ends: exact time, calendar days, working days of a country, months."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Final

from comity.terms.instants import Instant
from comity.terms.refusals import Malformed
from comity.treaty.calendars import Calendar, day_end
from comity.treaty.pack_calendars import Unit

_EXACT: Final = {"minutes": timedelta(minutes=1), "hours": timedelta(hours=1), "days": timedelta(days=1)}
_DAY: Final = timedelta(days=1)
_MICROSECOND: Final = timedelta(microseconds=1)
_MONTHS: Final = 12


@dataclass(frozen=True, slots=True)
class Span:
    """A length in one unit.

    `minutes` and `hours` are exact. `days` are calendar time in UTC, each of 24 hours. `working-days` are those of a calendar: the
    day of the event does not count, and the last one counts to its end, by the clocks of that country. `months` keep the day and
    the hour in UTC; where the month is too short, they end on its last day.
    """

    count: int
    unit: Unit

    def __post_init__(self) -> None:
        """Refuse a length that is none."""
        if self.count < 1:
            raise Malformed("length", f"{self.count} {self.unit}")

    @property
    def exact(self) -> timedelta | None:
        """The length where it is the same at every start; None for working days and months."""
        return self.count * _EXACT[self.unit] if self.unit in _EXACT else None

    @property
    def whole_days(self) -> int:
        """The number that a rule's sentence gives in days: of an exact length its full days, else the count."""
        exact = self.exact
        return self.count if exact is None else exact.days


def end_of(span: Span, *, started: Instant, calendar: Calendar | None = None) -> Instant:
    """Return when `span` is over that began at `started`.

    Working days need a `calendar`; raises `Malformed` without one, `YearNotRecorded` where its record ends.
    """
    exact = span.exact
    if exact is not None:
        return started + exact
    if span.unit == "months":
        return _months_later(started, span.count)
    if calendar is None:
        raise Malformed("length", "working days without a calendar")
    return day_end(last_working_day(span, started=started, calendar=calendar), calendar.zone)


def last_working_day(span: Span, *, started: Instant, calendar: Calendar) -> date:
    """Return the day that is the last of `span`; raises `YearNotRecorded` where the record ends."""
    days = calendar.working_days_after(calendar.local_date(started))
    return next(islice(days, span.count - 1, None))


def moved_by_pause(due: Instant, *, paused: Instant, resumed: Instant, unit: Unit, calendar: Calendar | None = None) -> Instant:
    """Return when a clock is due that was due at `due` and stood still from `paused` to `resumed`; never earlier than `due`.

    Time that is exact moves by as much as it stood still. Of working days those that were left when it paused are left when it
    goes on: neither day itself counts, as at the start. Raises as `end_of` does.
    """
    if unit != "working-days":
        return due + (resumed - paused)
    if calendar is None:
        raise Malformed("length", "working days without a calendar")
    left = calendar.count(calendar.local_date(paused), calendar.local_date(due + -_MICROSECOND))
    if left < 1:  # it paused on its last day: a part of a day is left, and that of a day off is of no use
        goes_on = calendar.local_date(resumed)
        last = goes_on if calendar.is_working(goes_on) else next(calendar.working_days_after(goes_on))
        return max(due, day_end(last, calendar.zone))
    return max(due, end_of(Span(left, "working-days"), started=resumed, calendar=calendar))


def _months_later(started: Instant, count: int) -> Instant:
    moment = started.datetime()
    whole = moment.month - 1 + count
    year, month = moment.year + whole // _MONTHS, whole % _MONTHS + 1
    last = (date(year + month // _MONTHS, month % _MONTHS + 1, 1) - _DAY).day
    return Instant.of(moment.replace(year=year, month=month, day=min(moment.day, last)))
