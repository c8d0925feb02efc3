"""The page of all requests and of a search: what was asked stays in its form, and in the address."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext

from comity.desk.reading.search import LONGEST, BadSearch, Found, Query, print_query
from comity.doors.web.pages.watch import RequestsPage, Section
from comity.doors.web.views.asking import LISTS, choices
from comity.doors.web.views.kept import kept_filters
from comity.doors.web.views.queue import compose_act
from comity.doors.web.views.refusing import next_step_of, sentence_of
from comity.doors.web.views.strips import request_strip
from comity.doors.web.views.working import Work
from comity.terms.written_days import print_written


def requests_page(found: Found, query: Query, at_work: Work) -> RequestsPage:
    """Return one page of all requests, or of those that fit `query`."""
    strips = tuple(request_strip(row, at_work) for row in found.rows)
    asked, address = query != Query(), print_query(query)
    older = f"?{address}{'&' if address else ''}before={found.older}" if found.older is not None else ""
    return RequestsPage(
        heading=gettext("Requests"),
        deck=gettext("What fits the search, newest first.") if asked else gettext("All requests, in and out, newest first."),
        sections=(Section("found", strips, f"{len(strips)}+" if older else str(len(strips)), empty=_empty(found, query)),),
        choices=choices({name: str(getattr(query, name) or "") for name in LISTS}, at_work),
        act=compose_act(at_work),
        words=query.q,
        since=print_written(str(query.since or "")),
        until=print_written(str(query.until or "")),
        narrowed=query.narrows,
        asked=asked,
        keep_href=f"{reverse('filter-keep')}?{address}" if asked else "",
        kept=kept_filters(at_work),
        older_href=older,
        older_note=gettext("The search stopped here to save time; older requests were not looked at yet.") if found.cut else "",
    )


def refused_page(asked: Mapping[str, str], fault: BadSearch, at_work: Work) -> RequestsPage:
    """Return the page with what was typed still in its form, and why nothing was searched."""
    return RequestsPage(
        heading=gettext("Requests"),
        deck=gettext("Nothing was searched yet."),
        sections=(),
        choices=choices({name: asked.get(name, "") for name in LISTS}, at_work),
        act=compose_act(at_work),
        words=asked.get("q", "")[:LONGEST],
        since=asked.get("since", "")[:10],
        until=asked.get("until", "")[:10],
        narrowed=any(asked.get(name) for name in (*LISTS, "since", "until")),
        asked=True,
        kept=kept_filters(at_work),
        fault=sentence_of(fault),
        fault_next=next_step_of(fault),
    )


def _empty(found: Found, query: Query) -> str:
    if found.cut:
        return gettext("Nothing so far.")
    if query == Query():
        return gettext("No request has come or gone yet.")
    if query.q and not query.narrows:
        return gettext("No request fits “%(words)s”. Every word must be there, the last one at least by its beginning.") % {
            "words": query.q
        }
    return gettext("No request fits. Take one of the filters away, or use fewer words.")
