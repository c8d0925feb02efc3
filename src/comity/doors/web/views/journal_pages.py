"""The journal as pages: of the whole desk, and of one request."""

from collections.abc import Sequence
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext

from comity.desk.reading.requests import Act, clocks_of
from comity.desk.reading.timeline import history, timeline
from comity.doors.web.pages.others import HistoryPage
from comity.doors.web.pages.parts import Crumbs, Link
from comity.doors.web.views.stations import journal, merged
from comity.doors.web.views.working import Row, Work

_PAGE: Final = 50


def desk_page(at_work: Work, *, before: int | None) -> HistoryPage:
    """Return the newest acts of the desk, or those before entry `before`."""
    entries = history(before=before, limit=_PAGE + 1)
    shown = entries[:_PAGE]
    return HistoryPage(
        heading=gettext("Journal"),
        deck=gettext("Who did and saw what at this desk, newest first. Each line has its place in the node's log."),
        crumbs=Crumbs(),
        days=journal(shown, at_work),
        total=shown[0].index + 1 if shown else 0,
        filters=(Link(gettext("Newest"), reverse("history")),) if before is not None else (),
        older_href=f"?before={shown[-1].index}" if len(entries) > _PAGE else "",
        empty=gettext("Nothing has happened at this desk before that."),
    )


def case_page(request: Row, acts: Sequence[Act], at_work: Work) -> HistoryPage:
    """Return everything that happened to one request."""
    days, events = merged(timeline(request), acts=acts, clocks=clocks_of(request), request=request, at_work=at_work)
    here = reverse("request", args=[request.reference])
    links = (Link(gettext("Watch queue"), reverse("watch")), Link(request.reference, here))
    return HistoryPage(
        heading=gettext("Timeline of %(reference)s") % {"reference": request.reference},
        deck=gettext("Acts and receipts of both sides, clocks, and what was done at this desk; newest first."),
        crumbs=Crumbs(links, gettext("Timeline")),
        days=days,
        total=events,
        filters=(Link(gettext("Back to the request"), here),),
    )
