"""The journal as pages: of the whole desk, and of one request."""

from collections.abc import Sequence
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext

from comity.desk.reading.requests import Act, clocks_of
from comity.desk.reading.timeline import history, timeline
from comity.desk.remarks.queries import remarks_on
from comity.doors.web.pages.frame import Place
from comity.doors.web.pages.others import HistoryPage
from comity.doors.web.pages.parts import Crumbs, Link
from comity.doors.web.views.stations import GROUPS, Timeline, journal, merged
from comity.doors.web.views.working import Row, Work
from comity.terms.instants import Instant

_PAGE: Final = 50


def desk_page(at_work: Work, *, before: int | None) -> HistoryPage:
    """Return the newest acts of the desk, or those before entry `before`."""
    entries = history(by=at_work.actor, before=before, limit=_PAGE + 1)
    shown = entries[:_PAGE]
    return HistoryPage(
        heading=gettext("Journal"),
        deck=gettext("Who did and saw what at this desk, newest first. Each line has its place in the node's log."),
        crumbs=Crumbs(),
        days=journal(shown, at_work),
        total=shown[0].index + 1 if shown else 0,
        stays=_stays(),
        filters=(Link(gettext("Newest"), reverse("history")),) if before is not None else (),
        older_href=f"?before={shown[-1].index}" if len(entries) > _PAGE else "",
        empty=gettext("Nothing has happened at this desk before that."),
    )


def case_page(request: Row, acts: Sequence[Act], at_work: Work, *, only: frozenset[str], start: int) -> HistoryPage:
    """Return what happened to one request, of the groups in `only` or all, from the newest but `start`."""
    found = merged(
        timeline(request),
        acts=acts,
        clocks=clocks_of(request),
        request=request,
        at_work=at_work,
        notes={note.number: note for note in remarks_on(request)},
        only=only,
        start=start,
        count=_PAGE,
    )
    query = "".join(f"&kind={code}" for code in GROUPS if code in only)
    here = reverse("request", args=[request.reference])
    links = (Link(gettext("Watch queue"), reverse("watch")), Link(request.reference, here))
    return HistoryPage(
        heading=gettext("Timeline of %(reference)s") % {"reference": request.reference},
        deck=gettext("Acts and receipts of both sides, clocks, and what was done at this desk; newest first."),
        crumbs=Crumbs(links, gettext("Timeline")),
        days=found.days,
        total=found.total,
        stays=_stays() if request.erased_at is None else _erased(request.erased_at, at_work),
        filters=(Link(gettext("Back to the request"), here),),
        kinds=_kinds(found, only),
        older_href=f"?from={start + _PAGE}{query}" if found.total > start + _PAGE else "",
        empty=gettext("Nothing of this kind has happened to the request."),
    )


def _stays() -> str:
    return gettext("No entry is ever changed or taken out; what it says is destroyed only by a rule and two officers")


def _erased(at: Instant, at_work: Work) -> str:
    return gettext("What this case said was destroyed, %(time)s; every entry keeps its place in the log") % {"time": at_work.when(at)}


def _kinds(found: Timeline, only: frozenset[str]) -> tuple[Place, ...]:
    """Return the groups with how much there is of each; the address of each is the whole filter."""
    whole = Place(gettext("Everything"), "?", sum(found.counts.values()), current=not only)
    return (whole, *(Place(str(GROUPS[code]), f"?kind={code}", found.counts.get(code, 0), current=code in only) for code in GROUPS))
