"""Moments and spans as people read them: absolute first, desk time with UTC below, 24 hours, never "yesterday"."""

from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.translation import get_language, gettext, ngettext

from comity.doors.web.pages.parts import Moment, Rail, StateCode
from comity.terms.instants import Instant

_RAIL: Final = 196
_MINUTE: Final = 60
_HOUR: Final = 60 * _MINUTE
_DAY: Final = 24 * _HOUR


def print_date(moment: date) -> str:
    """Print day, month and year: `24/11/2026` in Vietnamese, `24 Nov 2026` in English."""
    return gettext("%(day)s %(month)s %(year)s") % _parts(moment)


def print_dated(fact: str) -> str:
    """Print a day that is held as text, `2026-11-24`, as days are printed, with the time that follows it; what is none as it stands."""
    day, _, time = fact.partition(" ")
    try:
        return " ".join((print_date(date.fromisoformat(day)), time)).strip() if len(day) == len("2026-11-24") else fact
    except ValueError:
        return fact


def print_day(moment: datetime) -> str:
    """Print day and month: `24/11`, `24 Nov`."""
    return gettext("%(day)s %(month)s") % _parts(moment)


def print_weekday(moment: datetime) -> str:
    """Print the weekday and the date: `Tue 24 Nov 2026`."""
    return gettext("%(weekday)s %(date)s") % {"weekday": _weekdays()[moment.weekday()], "date": print_date(moment)}


def moment(at: Instant, *, zone: ZoneInfo, now: Instant) -> Moment:
    """Show `at` at a desk in `zone`: the hour if it is the desk's today, else the date with the hour small; UTC with its own date."""
    here, utc, today = at.datetime().astimezone(zone), at.datetime(), now.datetime().astimezone(zone)
    hour = f"{here:%H:%M}"
    below = gettext("%(time)s UTC") % {"time": f"{utc:%H:%M}"}
    if utc.date() != here.date():
        below = gettext("%(time)s UTC, %(date)s") % {"time": f"{utc:%H:%M}", "date": print_day(utc)}
    if here.date() == today.date():
        return Moment(str(at), hour, "", below)
    below_date = hour if here.year == today.year else f"{here.year} {hour}"
    return Moment(str(at), print_day(here), below_date, below)


def print_when(at: Instant, *, zone: ZoneInfo, now: Instant) -> str:
    """Print `at` on one line at a desk in `zone`: `21:56`, `24 Nov 01:26`, `22 Feb 2027 15:00`."""
    here, today = at.datetime().astimezone(zone), now.datetime().astimezone(zone)
    if here.date() == today.date():
        return f"{here:%H:%M}"
    return print_fully(at, zone=zone, now=now)


def print_fully(at: Instant, *, zone: ZoneInfo, now: Instant) -> str:
    """Print day and hour of `at` on one line at a desk in `zone`, the day also where it is today: `24 Nov 01:26`, `22 Feb 2027 15:00`."""
    here, today = at.datetime().astimezone(zone), now.datetime().astimezone(zone)
    return f"{print_day(here) if here.year == today.year else print_date(here)} {here:%H:%M}"


def remaining(due: Instant, *, now: Instant) -> str:
    """Say how long is left, or by how much it is late: two units at most, rounded towards caution."""
    span = due - now
    if span < timedelta(0):
        return gettext("%(span)s late") % {"span": print_span(-span)}
    return gettext("%(span)s left") % {"span": print_span(span)}


def print_span(span: timedelta) -> str:
    """Print a span in its two largest units, cut to whole minutes: `1 h 47 min`, `4 h`, `6 days 8 h`, `25 days`."""
    seconds = int(span.total_seconds())
    days, hours, minutes = seconds // _DAY, seconds % _DAY // _HOUR, seconds % _HOUR // _MINUTE
    if days >= 10:
        return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}
    if days and not hours:
        return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}
    if days:
        facts = {"days": days, "hours": hours}
        return ngettext("%(days)s day %(hours)s h", "%(days)s days %(hours)s h", days) % facts
    if hours and not minutes:
        return gettext("%(hours)s h") % {"hours": hours}
    if hours:
        return gettext("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes}
    return gettext("%(minutes)s min") % {"minutes": minutes}


def rail(start: Instant, due: Instant, *, now: Instant, warnings: tuple[Instant, ...] = (), held: bool = False) -> Rail:
    """Measure a clock's line: how much of it is used at `now`, and where its warnings stand."""
    whole = max((due - start).total_seconds(), 1.0)

    def place(at: Instant) -> int:
        return round(_RAIL * min(max((at - start).total_seconds() / whole, 0.0), 1.0))

    return Rail(place(now), tuple(2 + place(at) for at in warnings), held)


def clock_state(due: Instant, *, now: Instant, warnings: tuple[Instant, ...] = ()) -> StateCode:
    """Name the state of a running clock: late after `due`, due soon from the first warning on."""
    if now > due:
        return "late"
    return "due-soon" if any(now >= at for at in warnings) else "on-time"


def _parts(moment: date) -> dict[str, str]:
    day = f"{moment.day:02d}" if get_language() == "vi" else str(moment.day)  # as each language writes it
    return {"day": day, "month": _months()[moment.month - 1], "year": str(moment.year)}


def _months() -> tuple[str, ...]:
    return tuple(
        gettext("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec").split()  # in Vietnamese: 01 02 03 …
    )


def _weekdays() -> tuple[str, ...]:
    return tuple(gettext("Mon,Tue,Wed,Thu,Fri,Sat,Sun").split(","))
