"""Collections and what is in them, the newest first: a page is a range of one index, and says where the next begins."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from comity.intel.reading.onlooking import Onlooker
from comity.intel.standing.hearing import claim_of
from comity.intel.standing.queries import standings
from comity.intel.standing.reckoning import Standing, Word
from comity.intel.store.granting import Holding
from comity.intel.store.postings import asked_keys
from comity.intel.store.runs import numbers_of
from comity.intel.store.scanning import CARDS, DATES, scan_back
from comity.intel.store.sources import owners_of
from comity.intel.vocabularies.noticing import notices_of_told
from comity.intel.vocabularies.queries import Listed
from comity.terms.folding import fold
from comity.terms.instants import Instant
from comity.wire.stix import BadStix
from comity.wire.stix.strict import read_strictly
from comity.wire.stix.summaries import Summary, summary
from comity.wire.taxii.filters import ALL, Filters

PAGE: Final = 25
COUNTED: Final = 1000  # how far objects are counted: a page need not know how many millions there are
LOOKED: Final = 2000  # objects that one page looks through for words
STOOD: Final = 250  # indicators of which it is asked at once how they stand
WEIGHED: Final = 1000  # indicators of which one page asks how they stand
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
    """An object in a list. `added` names its place; `said` is None where it is too large, or was never readable.

    `told` is what an indicator's bytes say; `standing` how it stands for this reader and `listed` on which warning lists its values are,
    where that was asked (`stood`, `warned`).
    """

    holding: Holding
    added: int
    stix_id: str
    version: str
    label: int
    revoked: bool
    said: Summary | None
    source: int = 0
    told: dict[str, Any] | None = None
    standing: Standing | None = None
    listed: tuple[Listed, ...] = ()

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


def cards(eye: Onlooker, holding: Holding, *, words: str = "", sort: str = "", before: int = 0, standing: Collection[Word] = ()) -> Cards:
    """Return what may be seen of a collection, each object in its newest version; of `words` those in whose title or value they stand.

    Of `standing` the indicators that stand so. A page looks through so many objects for words or standings and no more, however many
    answer; the next one goes on from there.
    """
    wanted = fold(words)
    if standing:
        sort = "indicator"
    filters = Filters(types=(sort,)) if sort else _NEWEST
    narrowed = bool(wanted or standing)
    limit = WEIGHED if standing else LOOKED if narrowed else PAGE
    page = scan_back(holding.pk, eye.sight, filters, columns=CARDS, limit=limit, before=before)
    rows: list[Card] = []
    looked = 0
    for chunk in _chunks(page.rows, STOOD if narrowed else PAGE):
        read = [_card(holding, row) for row in chunk]
        fit = [one for one in read if not wanted or wanted in fold(_text(one))]
        named = {one.added: one for one in stood(eye, fit)}
        for one in read:
            looked += 1
            card = named.get(one.added)
            if card is not None and (not standing or (card.standing is not None and card.standing.word in standing)):
                rows.append(card)
            if len(rows) == PAGE:
                break
        if len(rows) == PAGE:
            break
    more = page.more or looked < len(page.rows)
    return Cards(warned(rows), page.rows[looked - 1][0] if more and looked else 0, looked if narrowed else 0)


def _chunks(rows: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    return (rows[at : at + size] for at in range(0, len(rows), size))


def stood(eye: Onlooker, rows: Sequence[Card]) -> tuple[Card, ...]:
    """Return the same with how each indicator among them stands, for this reader and now; one question a collection for all of them."""
    owners = owners_of(one.source for one in rows if one.told)
    claims = {
        one.stix_id: claim for one in rows if one.told and (claim := claim_of(one.told, owner=owners.get(one.source, ""), came=one.came))
    }
    found = standings(claims, holdings=eye.readable, sight=eye.sight, at=eye.at)
    return tuple(replace(one, standing=found.get(one.stix_id)) for one in rows)


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
    rows, more = by_keys(eye, asked_keys(asked))
    return warned(stood(eye, rows)), more


def warned(rows: Sequence[Card]) -> tuple[Card, ...]:
    """Return the same with the warning lists on which the values of each indicator stand; one statement for all of them."""
    found = notices_of_told([one.told or {} for one in rows]).listed
    return tuple(replace(one, listed=found.get(place, ())) for place, one in enumerate(rows))


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
    added, stix_id, version, version_at, label, revoked, body, source = row
    told = told_by(bytes(body)) if body is not None and stix_id.startswith("indicator--") else None
    return Card(
        holding, added, stix_id, version or str(Instant(version_at)), label, bool(revoked), summarised(body), source=source, told=told
    )


def told_by(raw: bytes) -> dict[str, Any]:
    """Return what an object says, empty where its bytes cannot be read."""
    try:
        found = read_strictly(raw)
    except BadStix:
        return {}
    return found if isinstance(found, dict) else {}


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
