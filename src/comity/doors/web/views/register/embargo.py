"""The embargo clock: the agreed moment in its zone and in UTC, and how long it is until then at the moment the page was made.

The moment is absolute, so that a page that lies open stays right; what is left is said together with when that was.
"""

from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext

from comity.doors.web.moments import print_date, print_day, print_span
from comity.doors.web.pages.parts import Fact
from comity.doors.web.views.register import words
from comity.doors.web.views.working import Work
from comity.register.lines.queries import LineView


def moment_words(view: LineView, at_work: Work) -> tuple[str, ...]:
    """Return the moment of release with its zone, the same in UTC, and how it stands now."""
    line: Any = view.line
    if line.release_at is None:
        return (gettext("no moment agreed yet"),)
    here, utc = line.release_at.datetime().astimezone(ZoneInfo(line.zone)), line.release_at.datetime()
    facts = {"date": print_date(here), "time": f"{here:%H:%M}", "zone": line.zone}
    beside = gettext("%(time)s UTC, %(date)s") % {"time": f"{utc:%H:%M}", "date": print_day(utc)}
    return (gettext("%(date)s %(time)s, %(zone)s") % facts, beside, standing_words(view, at_work))


def standing_words(view: LineView, at_work: Work) -> str:
    """Say how the embargo stands."""
    line: Any = view.line
    if line.state == "released":
        return gettext("released %(moment)s") % {"moment": at_work.when(line.released_at)}
    if line.state == "withdrawn":
        return gettext("withdrawn; not to be used")
    if not view.held_back:
        return gettext("its moment has come; it may be released once two officers agree")
    return gettext("embargo: %(span)s left at %(time)s") % _left(view, at_work)


def _waits(view: LineView) -> bool:
    return view.held_back and view.line.state not in ("released", "withdrawn")


def _left(view: LineView, at_work: Work) -> dict[str, str]:
    return {"span": print_span(view.line.release_at - at_work.at), "time": f"{at_work.here(at_work.at):%H:%M}"}


def embargo_facts(view: LineView, at_work: Work) -> tuple[tuple[str, Fact], ...]:
    """Return the clock as facts at the head of a page."""
    (moment, *beside) = moment_words(view, at_work)
    utc = beside[0] if beside else ""
    left = gettext("%(span)s left at %(time)s") % _left(view, at_work) if _waits(view) else standing_words(view, at_work)
    stands = left if beside else words.NOTHING
    return ((gettext("Release"), Fact(moment, utc)), (gettext("Embargo"), Fact(stands)))
