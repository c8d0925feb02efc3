"""Collections and what is in them, the newest first: a page is a range of one index, and says where the next begins."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from comity.intel.reading.onlooking import Onlooker
from comity.intel.store.granting import Holding
from comity.intel.store.postings import asked_keys
from comity.intel.store.runs import numbers_of
from comity.intel.store.scanning import CARDS, DATES, scan_back
from comity.terms.folding import fold
from comity.terms.instants import Instant
from comity.wire.stix import BadStix
from comity.wire.stix.summaries import Summary, summary
from comity.wire.taxii.filters import ALL, Filters

PAGE: Final = 25
COUNTED: Final = 1000  # how far objects are counted: a page need not know how many millions there are
LOOKED: Final = 2000  # objects that one page looks through for words
FOUND: Final = 50  # objects of one collection that a search by value shows
MOST_NEW: Final = 10
_NEWEST: Final = Filters()


@dataclass(frozen=True, slots=True)
class Shelf:
    """A collection with how many objects in it they may see, up to `COUNTED` and one more, and how many came since a moment."""

    holding: Holding
    count: int
    fresh: int


@dataclass(frozen=True, slots=True)
class Card:
    """An object in a list. `added` names its place; `said` is None where it is too large, or was never readable."""

    holding: Holding
    added: int
    stix_id: str
    version: str
    label: int
    revoked: bool
    said: Summary | None

    @property
    def sort(self) -> str:
        """Its type, as the standard names it."""
        return self.stix_id.partition("--")[0]

    @property
    def came(self) -> Instant:
        """When it came here."""
        return Instant(self.added)


@dataclass(frozen=True, slots=True)
class Cards:
    """A page of them; `before` is where the next one begins, 0 where there is none, `looked` how many were looked through for words."""

    rows: tuple[Card, ...]
    before: int = 0
    looked: int = 0


def shelves(eye: Onlooker, *, since: Instant | None = None) -> tuple[Shelf, ...]:
    """Return the collections that they may read, with what they may see of each; `since` is when they were here before."""
    return tuple(Shelf(one, _count(eye, one, Filters()), _fresh(eye, one, since)) for one in eye.readable)


def _fresh(eye: Onlooker, holding: Holding, since: Instant | None) -> int:
    return 0 if since is None else _count(eye, holding, Filters(added_after=since.micros))


def _count(eye: Onlooker, holding: Holding, filters: Filters) -> int:
    page = scan_back(holding.pk, eye.sight, filters, columns=DATES, limit=COUNTED)
    return len(page.rows) + page.more


def cards(eye: Onlooker, holding: Holding, *, words: str = "", sort: str = "", before: int = 0) -> Cards:
    """Return what may be seen of a collection, each object in its newest version; of `words` those in whose title or value they stand.

    A page looks through so many objects for words and no more, however many answer; the next one goes on from there.
    """
    filters = Filters(types=(sort,)) if sort else _NEWEST
    wanted = fold(words)
    limit = LOOKED if wanted else PAGE
    page = scan_back(holding.pk, eye.sight, filters, columns=CARDS, limit=limit, before=before)
    rows: list[Card] = []
    looked = 0
    for row in page.rows:
        looked += 1
        card = _card(holding, row)
        if not wanted or wanted in fold(_text(card)):
            rows.append(card)
        if len(rows) == PAGE:
            break
    more = page.more or looked < len(page.rows)
    return Cards(tuple(rows), page.rows[looked - 1][0] if more else 0, looked if wanted else 0)


def newest(eye: Onlooker, *, since: Instant, most: int = MOST_NEW) -> tuple[Card, ...]:
    """Return the last objects that came since a moment into any collection that they may read, the newest first, each once."""
    found: dict[str, Card] = {}
    for holding in eye.readable:
        page = scan_back(holding.pk, eye.sight, Filters(added_after=since.micros), columns=CARDS, limit=most)
        for row in page.rows:
            found.setdefault(row[1], _card(holding, row))
    return tuple(sorted(found.values(), key=lambda one: -one.added)[:most])


def by_value(eye: Onlooker, asked: str) -> tuple[tuple[Card, ...], bool]:
    """Return what speaks of exactly this value in any collection that they may read, the newest first; and whether there is more of it."""
    return by_keys(eye, asked_keys(asked))


def by_keys(eye: Onlooker, keys: Sequence[bytes], *, sorts: tuple[str, ...] = (), most: int = FOUND) -> tuple[tuple[Card, ...], bool]:
    """Return what has one of these keys (`store.postings`), each object once, the newest first; and whether there is more of it."""
    among = numbers_of(keys)
    found: dict[str, Card] = {}
    more = False
    for holding in eye.readable if among else ():
        page = scan_back(holding.pk, eye.sight, Filters(types=sorts), columns=CARDS, limit=most, among=among)
        more = more or page.more
        for row in page.rows:
            found.setdefault(row[1], _card(holding, row))
    rows = sorted(found.values(), key=lambda one: -one.added)
    return tuple(rows[:most]), more or len(rows) > most


def by_ids(eye: Onlooker, ids: Sequence[str], *, most: int = FOUND) -> dict[str, Card]:
    """Return those of these objects that they may see in any collection, by identifier."""
    found: dict[str, Card] = {}
    for holding in eye.readable if ids else ():
        page = scan_back(holding.pk, eye.sight, Filters(ids=tuple(ids[:most])), columns=CARDS, limit=most)
        for row in page.rows:
            found.setdefault(row[1], _card(holding, row))
    return found


def also_in(eye: Onlooker, stix_id: str) -> tuple[Holding, ...]:
    """Return the collections in which they may see this object."""
    wanted = Filters(ids=(stix_id,), keywords=(ALL,))
    return tuple(one for one in eye.readable if scan_back(one.pk, eye.sight, wanted, columns=DATES, limit=1).rows)


def _card(holding: Holding, row: Sequence[Any]) -> Card:
    added, stix_id, version, version_at, label, revoked, body = row
    return Card(holding, added, stix_id, version or str(Instant(version_at)), label, bool(revoked), summarised(body))


def summarised(body: Any) -> Summary | None:  # noqa: ANN401 -- bytes as the driver gives them, or nothing
    """Return the summary of an object, None where there is none to be had."""
    if body is None:
        return None
    try:
        return summary(bytes(body))
    except BadStix:
        return None


def _text(card: Card) -> str:
    return f"{card.said.title} {card.said.value} {card.stix_id}" if card.said else card.stix_id
