"""All requests, newest first, page by page; and finding one by its number or its country."""

from dataclasses import dataclass
from typing import Final

from django.db.models import Q, QuerySet

from comity.desk.reading.watch import RequestRow, dress, visible_to
from comity.directory.book import book
from comity.directory.home import home
from comity.directory.policy import Actor
from comity.records.models import Officer, Request
from comity.terms.identifiers import Country
from comity.terms.instants import Instant
from comity.terms.refusals import Refused

PAGE: Final = 25
_NUMBER: Final = 6


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of requests; `older` is what `before` of the next page is, None on the last one."""

    rows: tuple[RequestRow, ...]
    older: int | None


def list_requests(officer: Officer, *, by: Actor, at: Instant, words: str = "", before: int | None = None) -> Listing:
    """Return the newest requests that fit `words` (a reference, the digits at its end, or a country), before row `before`."""
    found = _fitting(visible_to(by), words.strip().upper())
    if before is not None:
        found = found.filter(pk__lt=before)
    rows = list(found.select_related("holder").order_by("-pk")[: PAGE + 1])
    shown = rows[:PAGE]
    return Listing(dress(shown, officer=officer, at=at), older=shown[-1].pk if len(rows) > PAGE else None)


def _fitting(requests: QuerySet[Request], words: str) -> QuerySet[Request]:
    if not words:
        return requests
    if words.isascii() and words.isdigit():
        return requests.filter(reference__endswith=f"-{words:0>{_NUMBER}}") if len(words) <= _NUMBER else requests.none()
    if words[:3].rstrip("-").isalpha() and "-" in words:
        return requests.filter(reference__startswith=words[:14])
    return requests.filter(_of_countries(_countries(words)))


def _countries(words: str) -> set[Country]:
    """Return the countries whose code or one of whose names begins with `words`."""
    found = {
        section.country for section in book().sections.values() if any(name.upper().startswith(words) for name in section.names.values())
    }
    try:
        return found | {Country(words)}
    except Refused:
        return found


def _of_countries(countries: set[Country]) -> Q:
    """Requests from or to a country: those of its nodes, and where it is ours, those whose number we gave."""
    peers = [str(node.id) for node in book().peers(home().node) if node.authority.country in countries]
    fits = Q(peer__in=peers)
    return fits | Q(direction="out") if home().country in countries else fits
