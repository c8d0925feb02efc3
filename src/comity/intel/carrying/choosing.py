"""What goes to another authority: what it may see of a collection and this node may pass on, less what it got already.

With it goes what belongs to it and lies in other collections that are open to that authority, and what names something that the authority
may not see stays (`store.together`). What was given is known object by object, so what they may see only now, because an embargo ended or
they work in a new field, goes with the next bundle however old it is; a date could not say that.
"""

import struct
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from comity.directory.sections import Authority
from comity.intel.carrying.refusals import NotForThem
from comity.intel.store.clock import Clock
from comity.intel.store.granting import holdings_of
from comity.intel.store.ingesting import bodies_of
from comity.intel.store.looking import SPECS
from comity.intel.store.onward import Onward, onward
from comity.intel.store.principals import principal_of
from comity.intel.store.scanning import scan
from comity.intel.store.sight import Reader, Sight
from comity.intel.store.together import GOES, Item, Together, owners_of
from comity.records.models import IntelBundle, IntelCollection
from comity.records.statements import run
from comity.terms.identifiers import AuthorityId
from comity.terms.instants import Instant
from comity.wire.bundle import MAX_OBJECTS, MAX_REMOVALS
from comity.wire.taxii.filters import ALL, Filters

MOST_BYTES: Final = 64 * 2**20  # of the objects of one bundle; more makes another bundle
_PAGE: Final = 5000
_EVERYTHING: Final = Filters(keywords=(ALL,), spec_versions=tuple(SPECS))
_SIZES: Final = "p.added, p.object_id, length(o.body), p.source_id, p.label, p.stix_id"
_STONES: Final = "SELECT DISTINCT object_id FROM records_inteltombstone WHERE collection_id = %s"
_STONES_ELSEWHERE: Final = "SELECT DISTINCT object_id FROM records_inteltombstone WHERE collection_id <> %s"
_LOOKED: Final = 500  # objects that are read at once
_LOOKED_BYTES: Final = 8 * 2**20


@dataclass(frozen=True, slots=True)
class Standing:
    """What became of earlier bundles: what the authority surely has, and what it may have besides."""

    surely: frozenset[int]
    perhaps: frozenset[int]


@dataclass(frozen=True, slots=True)
class Choice:
    """Objects with the dates (microseconds) on which they came, in order; what was taken out; whether more is left for another bundle.

    `withheld` are keys of what stays because of what it names, with the code of the reason; `cut` counts what was too much to come along.
    """

    objects: Sequence[tuple[int, int]]
    removed: Sequence[int]
    more: bool
    withheld: tuple[tuple[int, str], ...] = ()
    cut: int = 0


def pack(keys: Sequence[int]) -> bytes:
    """Return keys of objects as a row keeps them: eight bytes each, little-endian."""
    return struct.pack(f"<{len(keys)}q", *keys)


def unpack(data: bytes) -> tuple[int, ...]:
    """Return the keys that `pack` packed."""
    return struct.unpack(f"<{len(data) // 8}q", data)


def written_for(collection: IntelCollection, to: AuthorityId) -> list[IntelBundle]:
    """Return the bundles of a collection that were written for an authority, in order."""
    return list(IntelBundle.objects.filter(collection=collection, authority=str(to), state="written").order_by("number"))


def standing_after(bundles: Iterable[IntelBundle], after: int) -> Standing:
    """Return what they have who read all bundles up to `after`, and perhaps some of the later ones."""
    surely: set[int] = set()
    perhaps: set[int] = set()
    for one in bundles:
        if one.number <= after:
            surely.difference_update(unpack(bytes(one.taken_out)))
            surely.update(unpack(bytes(one.given)))
        else:
            perhaps.update(unpack(bytes(one.given)))
    return Standing(frozenset(surely), frozenset(perhaps))


class Going:
    """Date, key and size of each object that goes, in the order of the dates; what belongs to one and lies elsewhere stands before it.

    `withheld` has, as far as it was gone through, the keys of those that name what the other authority may not see, with the code of the
    reason; `cut` counts what was too much to come along. What it `had` before is not looked into again.
    """

    def __init__(self, collection: int, *, open_to: Collection[int], seen: Sight, sent: Onward, had: Collection[int]) -> None:
        """`seen` is what the other authority may see, `sent` what may be passed on to it."""
        self._collection, self._sent, self._had = collection, sent, had
        self._together = Together(collection, open_to=open_to, sight=seen, sent=sent)
        self.withheld: list[tuple[int, str]] = []

    def __iter__(self) -> Iterator[tuple[int, int, int]]:
        """Go through the collection once."""
        after, more = 0, True
        while more:
            page = scan(self._collection, self._sent.sight, _EVERYTHING, columns=_SIZES, limit=_PAGE, after=after)
            for some in _cut([row[:4] for row in page.rows if self._sent.lets(row[4], row[5])]):
                yield from self._look(some)
            after, more = page.last, page.more

    @property
    def cut(self) -> int:
        """How much did not come along, because it was too far away or too much."""
        return self._together.cut

    def still(self, keys: Collection[int]) -> frozenset[int]:
        """Return those of these objects that may go now, wherever they lie."""
        return self._together.still(keys)

    def _look(self, rows: Sequence[tuple[int, int, int, int]]) -> Iterator[tuple[int, int, int]]:
        new = [row for row in rows if row[1] not in self._had]
        bodies, owners = bodies_of(row[1] for row in new), owners_of(row[3] for row in new)
        looked = self._together.look([Item(bodies[key], owners[source]) for _, key, _, source in new])
        fates = {row[0]: fate for row, fate in zip(new, looked, strict=True)}
        for added, key, size, _ in rows:
            fate = fates.get(added, GOES)
            if fate.against:
                self.withheld.append((key, fate.against))
                continue
            yield from ((one.added, one.key, one.size) for one in fate.along)
            yield added, key, size


def seen_by(
    collection: IntelCollection, to: Authority, *, sender: Authority, clock: Clock, at: Instant, had: Collection[int] = frozenset()
) -> Going:
    """Return what `to` may see and `sender` may pass on, with what belongs to it; of what it `had` nothing is asked again.

    Raises `NotForThem`.
    """
    reader = principal_of(to)
    holdings = holdings_of(reader)
    holding = holdings.get(collection.uuid)
    if holding is None or not holding.can_read:
        raise NotForThem(authority=to.id, name=collection.alias or collection.uuid)
    seen = Reader(reader).sight(clock, at=at)
    sent = onward(seen, principal_of(sender), at=at, to=reader)
    open_to = {one.pk for one in holdings.values() if one.can_read}
    return Going(collection.pk, open_to=open_to, seen=seen, sent=sent, had=had)


def _cut(rows: Sequence[tuple[int, int, int, int]]) -> Iterator[Sequence[tuple[int, int, int, int]]]:
    """Yield a page in pieces that are read into memory at once."""
    some: list[tuple[int, int, int, int]] = []
    weight = 0
    for row in rows:
        if some and (len(some) == _LOOKED or weight + row[2] > _LOOKED_BYTES):
            yield some
            some, weight = [], 0
        some.append(row)
        weight += row[2]
    if some:
        yield some


def choose(collection: IntelCollection, going: Going, standing: Standing) -> Choice:
    """Return what a bundle holds for those who stand as `standing` says and to whom all of `going` may go."""
    visible: set[int] = set()
    objects: list[tuple[int, int]] = []
    weight, more = 0, False
    for added, number, size in going:
        if number in visible:
            continue
        visible.add(number)
        if number in standing.surely or more:
            continue
        weight += size
        more = len(objects) == MAX_OBJECTS or (weight > MOST_BYTES and bool(objects))
        if not more:
            objects.append((added, number))
    had = standing.surely | standing.perhaps
    gone = _stones(_STONES, collection) & had - visible
    # What came along lies elsewhere. Of what they had and is not shown here any more, only what was taken out is told, and nothing hidden.
    lost = had - visible - gone
    lost = lost - going.still(lost) if lost else lost
    removed = sorted(gone | lost & _stones(_STONES_ELSEWHERE, collection) if lost else gone)
    return Choice(objects, removed[:MAX_REMOVALS], more or len(removed) > MAX_REMOVALS, tuple(going.withheld), going.cut)


def _stones(sql: str, collection: IntelCollection) -> frozenset[int]:
    return frozenset(number for (number,) in run(sql, [collection.pk]).fetchall())
