"""From rows to the coded facts of a notice. A code that this node does not know is left out: it could be anything."""

from comity.desk.occasions import Name
from comity.desk.rules import rulebook
from comity.desk.telling.wording import Line
from comity.directory.book import book
from comity.records.models import Draft, Occasion, Request
from comity.terms.identifiers import Country, NodeId
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.treaty.rulebook import country_words

_URGENCIES = frozenset({"routine", "urgent", "emergency"})
_LEVELS = frozenset({"desk", "deputy", "supervisor"})


def line_of(occasion: Occasion, *, due: Instant | None = None) -> Line:
    """Return the coded facts of an occasion, as its rows stand now; `due` is the target of a draft that waits."""
    request, draft, clock = occasion.request, occasion.draft, occasion.clock
    about: Request | Draft | None = draft if draft is not None else request
    urgency = request.urgency if request is not None else ""
    return Line(
        number=occasion.pk,
        name=Name(occasion.name).value,
        direction=about.direction if about is not None and about.direction in ("in", "out") else "",
        kind=_kind(about.kind) if about is not None else "",
        country=_country(about.peer) if about is not None else "",
        urgency=urgency if urgency in _URGENCIES else "",
        due=clock.due_at if clock is not None else (due or (request.due_at if request is not None else None)),
        level=occasion.level if occasion.level in _LEVELS else "",
    )


def kind_label(kind: str, language: str) -> str:
    """Return what the rulebook calls a kind that it has."""
    labels = rulebook().kind(kind).labels
    return labels.get(language) or labels["en"]


def country_label(country: str, language: str) -> str:
    """Return what this program's own list calls a country; its code where it has no word for it."""
    names = country_words(Country(country))
    return names.get(language) or names.get("en") or country


def _kind(kind: str) -> str:
    try:
        return kind if rulebook().kind(kind) else ""
    except Refused:
        return ""


def _country(peer: str) -> str:
    try:
        return book().authority_of(NodeId(peer)).id.country.text
    except Refused:
        return ""
