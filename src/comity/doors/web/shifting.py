"""The part of the header that only a signed-in officer has: where one can go, and how the lines to the peers stand."""

from typing import Any, Final, TypeAlias

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from comity.desk.missions.queries import any_report_waits
from comity.desk.permissions import Verb, may
from comity.directory.officers import actor
from comity.directory.policy import Actor
from comity.doors.web.entrance import CONFIRMED
from comity.doors.web.pages.frame import Group, Place
from comity.doors.web.whereabouts import now

Officer: TypeAlias = Any  # the signed-in user: doors may not import its table
REGISTER_PAGES: Final = tuple(
    f"register-{page}"
    for page in (
        "documents",
        "import",
        "replace",
        "review",
        "suggestion",
        "meetings",
        "meeting-new",
        "meeting",
        "seat",
        "commitments",
        "commitment-new",
        "shares",
        "share",
        "exercises",
        "exercise-new",
        "exercise",
        "commitment",
        "statements",
        "statement",
        "actors",
        "actor",
        "programme",
        "courses",
        "course-new",
        "course",
        "plans",
        "plan-new",
        "plan",
        "task",
        "delegations",
        "delegation-new",
        "delegation",
        "lines",
        "line-new",
        "line",
    )
)
PICTURE_PAGES: Final = tuple(f"picture-{page}" for page in ("level", "links", "map", "indicator", "indicator-new", "series", "series-new"))
WARNING_PAGES: Final = tuple(f"warning{page}" for page in ("", "-new", "-check", "-approve", "-item"))
THREAT_PAGES: Final = tuple(
    f"threat-{page}"
    for page in (
        *("search", "collection", "object", "say", "lots", "lot", "import", "compose", "matrix", "matrix-of", "feeds", "removal"),
        *("sets", "set", "set-propose", "set-approve", "permissions", "groups"),
    )
)
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
    **dict.fromkeys(("call-make", "call-confirm", "alarm-seen"), "lines"),
    "retire": "retention",
    "officer": "officers",
    "incident": "incidents",
    "persons": "requests",
    "costs": "requests",
    "remedy": "remedies",
    "partner-new": "partners",
    "record-start": "partners",
    "report": "report-newest",
    "mission-note-own": "mission-note",
    **dict.fromkeys(REGISTER_PAGES, "register"),
    **dict.fromkeys(PICTURE_PAGES, "picture"),
    **dict.fromkeys(("threats", *THREAT_PAGES, *WARNING_PAGES), "exchange"),
}


_BAR: Final = 4
_GROUPS: Final = {
    "work": gettext_lazy("Work"),
    "look": gettext_lazy("To look up"),
    "desk": gettext_lazy("The desk"),
    "record": gettext_lazy("Records"),
}
# Nearest to the watch first: which verb it takes, the name of its address, its label, under which heading of "More" it would stand.
_SECTIONS: Final = (
    (Verb.READ, "watch", gettext_lazy("Watch"), "work"),
    (Verb.READ, "requests", gettext_lazy("Requests"), "work"),
    (Verb.DRAFT, "missions", gettext_lazy("Reports of missions"), "work"),  # only while one waits
    (Verb.FORWARD, "mission", gettext_lazy("Report to the capital"), "work"),
    (Verb.FORWARD, "mission-note", gettext_lazy("Note of a meeting"), "work"),
    (Verb.DRAFT, "compose-start", gettext_lazy("New request"), "work"),
    (Verb.READ_METADATA, "audit", gettext_lazy("Cases from outside"), "record"),
    (Verb.READ_METADATA, "audit-log", gettext_lazy("Log"), "record"),
    (Verb.HAND_ON, "handover", gettext_lazy("Handover"), "work"),
    (Verb.SET_WALL, "walls", gettext_lazy("Walls"), "desk"),
    (Verb.TEND_INCIDENT, "incidents", gettext_lazy("Incidents"), "desk"),
    (Verb.TEND_REMEDY, "remedies", gettext_lazy("Questions of persons"), "desk"),
    (Verb.DISPOSE, "retention", gettext_lazy("Retention"), "desk"),
    (Verb.SEE_POSTS, "officers", gettext_lazy("Officers"), "desk"),
    (Verb.READ_LOG, "history", gettext_lazy("Journal"), "record"),
    (Verb.READ_REGISTER, "register", pgettext_lazy("of meetings and commitments", "Register"), "look"),
    (Verb.READ_WARNINGS, "exchange", pgettext_lazy("a section, short", "Threat exchange"), "look"),
    (Verb.READ_PICTURE, "picture", gettext_lazy("Risk picture"), "look"),
    (Verb.READ, "countries", gettext_lazy("Countries"), "look"),
    (Verb.READ, "law", gettext_lazy("Law"), "look"),
    (Verb.READ, "partners", gettext_lazy("Partners"), "look"),
    (Verb.READ, "lines", pgettext_lazy("a section, short", "Lines"), "desk"),
    (Verb.READ, "permissions", gettext_lazy("Permissions"), "desk"),
    (Verb.READ, "report-newest", gettext_lazy("Transparency report"), "record"),
)


def shift(request: HttpRequest, officer: Officer) -> dict[str, Any]:
    """Return what of the frame only a signed-in officer has: sections, search, lines; nothing before the second factor was seen."""
    if not request.session.get(CONFIRMED):
        return {}
    from comity.desk.reading.watch import links
    from comity.doors.web.keyed import desk_of

    lines = getattr(request, "lines", None) or links()  # the queue looked already
    up = sum(line.down_since is None for line in lines)
    facts = {"up": up, "all": len(lines)}
    hurried = any(line.down_since is not None and line.urgent for line in lines)
    said = gettext("%(up)s of %(all)s links up; urgent acts wait") if hurried else gettext("%(up)s of %(all)s links up")
    return {
        **_places(request, officer),
        "links": said % facts if lines else "",
        "links_href": _href("lines") if may(_who(request, officer), Verb.READ) else "",
        "links_up": up == len(lines),
        "desk": desk_of(officer),
    }


def _places(request: HttpRequest, officer: Officer) -> dict[str, Any]:
    """Return the search of who may read, the first of an officer's own sections (`places`), where they stand, and what "More" opens."""
    who = _who(request, officer)
    match = request.resolver_match
    here = _PART_OF.get(match.url_name, match.url_name) if match else ""
    theirs = [
        (group, Place(str(label), href, current=name == here))
        for verb, name, label, group in _SECTIONS
        if may(who, verb) and (name != "missions" or any_report_waits()) and (href := _href(name))
    ]
    bar = len(theirs) if len(theirs) <= _BAR + 1 else _BAR  # "More" for one section alone would be no shorter
    rest = theirs[bar:]
    groups = [Group(str(label), tuple(place for group, place in rest if group == code)) for code, label in _GROUPS.items()]
    return {
        "search_href": _href("requests") if may(who, Verb.READ) else "",
        "places": tuple(place for _, place in theirs[:bar]),
        "standing": next((place for _, place in rest if place.current), None),
        "more": tuple(group for group in groups if group.places),
    }


def _who(request: HttpRequest, officer: Officer) -> Actor:
    kept: Actor | None = getattr(request, "actor", None)  # the gate looked it up for this page
    return kept or actor(officer, at=now())


def _href(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
