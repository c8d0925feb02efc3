"""The part of the header that only a signed-in officer has: where one can go, and how the lines to the peers stand."""

from typing import Any, TypeAlias

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext

from comity.desk.missions.queries import waiting_reports
from comity.desk.permissions import Verb, may
from comity.directory.officers import actor
from comity.doors.web.entrance import CONFIRMED
from comity.doors.web.pages.frame import Place
from comity.doors.web.whereabouts import now

Officer: TypeAlias = Any  # the signed-in user: doors may not import its table
_PART_OF = {
    "brief": "handover",
    "request": "requests",
    "request-history": "requests",
    "compose-item": "compose-start",
    "safeguards": "requests",
    "permission-propose": "permissions",
    "permission-end": "permissions",
    "filter": "requests",
    "filter-keep": "requests",
    "country": "countries",
    "country-brief": "countries",
    **dict.fromkeys(("law-text", "law-article", "law-kind", "law-offences"), "law"),
    "audit-case": "audit",
    "wall": "walls",
    "officer": "officers",
    "incident": "incidents",
    "persons": "requests",
    "costs": "requests",
    "remedy": "remedies",
    "partner-new": "partners",
    "record-start": "partners",
}


def shift(request: HttpRequest, officer: Officer) -> dict[str, Any]:
    """Return `places`, `search_href`, `links`, `links_up` for the frame; nothing before the second factor was seen."""
    if not request.session.get(CONFIRMED):
        return {}
    from comity.desk.reading.watch import links
    from comity.doors.web.keyed import desk_of

    lines = links()
    up = sum(line.down_since is None for line in lines)
    facts = {"up": up, "all": len(lines)}
    return {
        "search_href": _href("requests"),
        "places": tuple(_places(request, officer)),
        "links": gettext("%(up)s of %(all)s links up") % facts if lines else "",
        "links_up": up == len(lines),
        "desk": desk_of(officer),
    }


def _places(request: HttpRequest, officer: Officer) -> list[Place]:
    kept = getattr(request, "actor", None)  # the gate looked it up for this page
    who = kept or actor(officer, at=now())
    all_entries = (
        (Verb.READ, "watch", gettext("Watch")),
        (Verb.READ, "requests", gettext("Requests")),
        (Verb.DRAFT, "compose-start", gettext("New request")),
        (Verb.READ, "countries", gettext("Countries")),
        (Verb.READ, "law", gettext("Law")),
        (Verb.HAND_ON, "handover", gettext("Handover")),
        (Verb.READ, "partners", gettext("Partners")),
        (Verb.READ, "permissions", gettext("Permissions")),
        (Verb.READ_LOG, "history", gettext("Journal")),
        (Verb.READ_METADATA, "audit", gettext("Cases from outside")),
        (Verb.READ_METADATA, "audit-log", gettext("Log")),
        (Verb.SET_WALL, "walls", gettext("Walls")),
        (Verb.TEND_INCIDENT, "incidents", gettext("Incidents")),
        (Verb.TEND_REMEDY, "remedies", gettext("Questions of persons")),
        (Verb.SEE_POSTS, "officers", gettext("Officers")),
    )
    entries = [(name, label) for verb, name, label in all_entries if may(who, verb)]
    if may(who, Verb.FORWARD):
        entries.append(("mission", gettext("Report to the capital")))
    if may(who, Verb.DRAFT) and waiting_reports():
        entries.append(("missions", gettext("Reports of missions")))
    match = request.resolver_match
    here = _PART_OF.get(match.url_name, match.url_name) if match else ""
    return [Place(label, href, current=name == here) for name, label in entries if (href := _href(name))]


def _href(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
