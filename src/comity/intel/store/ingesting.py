"""Puts objects into a collection: one transaction, and what became of each told by itself. A bad one costs the others nothing.

The same bytes again are a success and change nothing; so is the same content written otherwise. The same version with other content is
refused. Both hold only where whoever sends may see what is there: otherwise it is taken as if nothing were, for anything else would tell.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from typing import Any, Final

import msgspec
from django.db import transaction

from comity.directory.noting import note
from comity.intel.store import runs
from comity.intel.store.clock import keep, take
from comity.intel.store.labelling import Giver, Labels
from comity.intel.store.looking import Candidate, Refusal, look_at
from comity.intel.store.naming import PLACE_KEY, first_part, settle
from comity.intel.store.placing import NEWEST, Place, rank, same_version
from comity.intel.store.postings import name_keys
from comity.intel.store.relabelling import await_markings, relabel
from comity.intel.store.scanning import as_list, within
from comity.intel.store.sight import Reader
from comity.intel.store.sources import Source, number_of, numbers_of_types
from comity.records.statements import add_rows, often, run, run_all, vendor
from comity.terms.instants import Instant
from comity.wire.stix import BadStix
from comity.wire.stix.identifiers import is_id
from comity.wire.stix.strict import read_strictly

CHUNK: Final = 400
CLASH: Final = "This version is here with other content. Give the changed object a later “modified”, and send it again."
_MARKING: Final = "marking-definition"

_ADD_OBJECT: Final = (
    "INSERT INTO records_stixobject (id, digest, body, stix_id, key, kind_id, spec, version, name, created_by, revoked)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s = 1)"
)
ADD_PLACE: Final = (
    "INSERT INTO records_stixplace (added, collection_id, object_id, label, source_id, stix_id, kind_id, spec, version_at, finer, newest,"
    " twin, key, settled) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s = 1, %s, %s)"
)
_RANK: Final = "UPDATE records_stixplace SET newest = %s, twin = %s WHERE added = %s"
_PLACES: Final = (
    "SELECT p.stix_id, p.collection_id, p.added, p.object_id, o.digest, p.label, p.source_id, p.spec, o.version, p.version_at, p.finer,"
    " p.newest, p.twin FROM records_stixplace p JOIN records_stixobject o ON o.id = p.object_id WHERE "
)
_BURIED: Final = "SELECT o.digest, o.id FROM records_inteltombstone t JOIN records_stixobject o ON o.id = t.object_id WHERE "
_ANY_BURIED: Final = "SELECT 1 FROM records_inteltombstone LIMIT 1"
_HELD: Final = (
    "SELECT DISTINCT p.stix_id, o.digest, p.object_id FROM records_stixplace p JOIN records_stixobject o ON o.id = p.object_id WHERE "
)
_NAMED: Final = "SELECT id, stix_id, digest FROM records_stixobject WHERE id IN "
_LABELLED: Final = (
    "SELECT DISTINCT p.label FROM records_stixobject o JOIN records_stixplace p ON p.object_id = o.id"  # noqa: S608 our own words
    f" WHERE {PLACE_KEY} = o.key AND o.id IN "
)
_BODIES: Final = "SELECT id, body FROM records_stixobject WHERE id IN "
_PLACED: Final = (
    "SELECT p.added, p.object_id, p.label, p.source_id, p.stix_id, o.digest FROM records_stixplace p"
    " JOIN records_stixobject o ON o.id = p.object_id JOIN records_intelsource s ON s.id = p.source_id"
    " WHERE +p.collection_id = %s AND s.owner = %s AND "
)
_BODY: Final = "SELECT body FROM records_stixobject WHERE id = %s"
_DEFINE: Final = "INSERT INTO records_intelmarking (owner, stix_id, object_id) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"


class Kept(msgspec.Struct, frozen=True, gc=False):
    """An object that is in the collection now: its version as TAXII tells it, and whether it came just now."""

    stix_id: str
    version: str
    fresh: bool


@dataclass(frozen=True, slots=True)
class Target:
    """The collection that objects go into: its key, its name for the journal, and how closely they are looked at."""

    pk: int
    uuid: str
    checks: str


def look_at_all(raws: Iterable[bytes], *, checks: str) -> list[Candidate | Refusal]:
    """Look at each object, before any transaction begins."""
    return [look_at(bytes(raw), checks=checks) for raw in raws]


def add_objects(
    looked: Sequence[Candidate | Refusal], *, to: Target, giver: Giver, source: Source, reader: Reader, at: Instant
) -> list[Kept | Refusal]:
    """Put what was looked at into a collection, in order, inside the caller's transaction or one of its own; return what became of each.

    `reader` is whoever sends: what they may not see decides nothing that they are told.
    """
    # No savepoint inside the caller's transaction: SQLite would keep every page that is changed, and nobody goes on after a fault here.
    with transaction.atomic(savepoint=False):
        adding = _Adding(looked, to=to, giver=giver, source=source, reader=reader, at=at)
        outcome = adding.decide()
        adding.write()
        facts = {
            "collection": to.uuid,
            "came": len(looked),
            "added": adding.count,
            "refused": sum(isinstance(one, Refusal) for one in outcome),
        }
        note("intel.added", by=str(source), at=at, facts=facts)
    return outcome


class _Adding:
    """One transaction's work: what is there of these objects, what is decided about each, what is written."""

    def __init__(
        self, looked: Sequence[Candidate | Refusal], *, to: Target, giver: Giver, source: Source, reader: Reader, at: Instant
    ) -> None:
        clock = take()
        self._looked, self._to, self._giver, self._at = looked, to, giver, at
        self._labels = Labels(clock, giver)
        self._source = number_of(source)
        self._seen = frozenset(reader.sight(clock, at=at).labels)
        candidates = [one for one in looked if isinstance(one, Candidate)]
        self._kinds = numbers_of_types({one.head.type for one in candidates})
        self._places, self._objects = _placed(to.pk, {one.head.id for one in candidates}, among=clock.places)
        self._next = clock.after(at)
        self._part = first_part()
        self._kept: dict[int, Candidate] = {}
        self._postings: list[bytes] = []
        self._new: list[Place] = []
        self._from: list[Candidate] = []
        self._defined: list[tuple[str, int]] = []
        self._awaited: list[tuple[str, int]] = []
        self._changed: dict[int, Place] = {}

    @property
    def count(self) -> int:
        """How many objects the collection has more."""
        return len(self._new)

    def decide(self) -> list[Kept | Refusal]:
        """Say of each what becomes of it. Definitions of markings count for everything that came with them, unless they are refused."""
        for one in self._looked:
            if not isinstance(one, Candidate) or one.head.type != _MARKING:
                continue
            if not isinstance(self._there(one, self._places[one.head.id]), Refusal):
                self._labels.define(one.head.id, read_strictly(one.body))
        return [one if isinstance(one, Refusal) else self._decide(one) for one in self._looked]

    def _decide(self, one: Candidate) -> Kept | Refusal:
        beside = self._places[one.head.id]
        place = self._there(one, beside) if beside else None
        if isinstance(place, Refusal):
            return place
        fresh = place is None
        if place is None:
            place = self._place(one)
            beside.append(place)
            if place.newest < 0:
                for changed in rank(beside):
                    self._changed[changed.added] = changed
        if one.head.type == _MARKING:
            self._defined.append((one.head.id, place.object))
        return Kept(one.head.id, one.version or str(Instant(place.version_at)), fresh)

    def _there(self, one: Candidate, beside: list[Place]) -> Place | Refusal | None:
        """Return where the same object is already, or that this version is there with other content and the sender may know that."""
        at, finer = _moment(one)
        same = same_version(beside, spec=one.spec, version=one.version, version_at=at, finer=finer)
        told = [there for there in same if there.label in self._seen or there.source == self._source]
        for there in told:
            if there.digest == one.digest or self._same_content(there, one):
                return there
        return Refusal(one.head.id, one.version or str(Instant(told[0].version_at)), CLASH) if told else None

    def _same_content(self, there: Place, one: Candidate) -> bool:
        new = self._kept.get(there.object)
        body = bytes(run(_BODY, [there.object]).fetchone()[0]) if new is None else new.body
        try:
            return bool(read_strictly(body) == read_strictly(one.body))
        except BadStix:  # kept before, by rules that were looser
            return False

    def _place(self, one: Candidate) -> Place:
        head = one.head
        version_at, finer = _moment(one)
        added, self._next = self._next, self._next + 1
        label, absent = self._labels.number_of(head, one.body)
        if absent:
            self._awaited += [(marking, added) for marking in absent]
        number = self._objects.get(one.digest)
        if number is None:
            number = self._objects[one.digest] = added
            self._kept[number] = one
            self._postings += runs.posting(one.keys, number)
        place = Place(
            added,
            number,
            one.digest,
            label,
            self._source,
            one.spec,
            one.version,
            added if version_at is None else version_at,
            finer,
            -1 if self._places[head.id] else NEWEST,
            False,  # noqa: FBT003 -- as `Place` has them, in their order: by name it takes twice as long
        )
        self._new.append(place)
        self._from.append(one)
        return place

    def write(self) -> None:
        """Write it all: bytes, places, ranks, definitions, what waits for one, and the clock."""
        add_rows(_ADD_OBJECT, (self._object_row(number, one) for number, one in self._kept.items()))
        runs.add(self._postings, number=self._next)
        add_rows(ADD_PLACE, (self._place_row(place, one) for place, one in zip(self._new, self._from, strict=True)))
        if self._changed:
            fresh = {place.added for place in self._new}
            run_all(_RANK, [(one.newest, one.twin, added) for added, one in self._changed.items() if added not in fresh])
        owner = self._giver.deliverer
        await_markings(owner, self._awaited)
        last = self._next - 1 if self._new else self._labels.clock.last
        before = self._labels.clock.places
        keep(replace(self._labels.clock, last=last, places=before + len(self._new)))
        settle(before, before + len(self._new))
        if self._defined:
            run_all(_DEFINE, [(owner, marking, number) for marking, number in self._defined])
            for collection, stix_id in relabel(self._giver, {marking for marking, _ in self._defined}, at=self._at):
                rank_again(collection, {stix_id})

    def _object_row(self, number: int, one: Candidate) -> tuple[Any, ...]:
        head = one.head
        return (
            number,
            bytearray(one.digest),  # SQLite's driver asks of all bytes, and of all bools, whether they can be taken as something else
            bytearray(one.body),
            head.id,
            one.key,
            self._kinds[head.type],
            one.spec,
            one.version,
            head.name[:300].replace("\0", ""),
            _author(head.created_by_ref[:300]),  # no identifier is so long, and no more is kept of what is none
            int(head.revoked),
        )

    def _place_row(self, place: Place, one: Candidate) -> tuple[Any, ...]:
        return (
            place.added,
            self._to.pk,
            place.object,
            place.label,
            place.source,
            one.head.id,
            self._kinds[one.head.type],
            place.spec,
            place.version_at,
            place.finer,
            place.newest,
            int(place.twin),
            one.key,
            self._part,
        )


def rank_again(collection: int, ids: set[str]) -> None:
    """Say anew which version of each of these objects is the newest for whom, in the caller's transaction."""
    changed = [one for places in places_of(collection, ids).values() for one in rank(places)]
    run_all(_RANK, [(one.newest, one.twin, one.added) for one in changed])


@lru_cache(maxsize=1024)
def _author(stix_id: str) -> str:
    """Return who wrote an object, as it is kept; empty for what is no identifier. Few write much."""
    return stix_id if is_id(stix_id) else ""


def _moment(one: Candidate) -> tuple[int | None, str]:
    """Return the version of an object as `StixPlace` keeps it; None for one without."""
    return (one.moment.micros, one.moment.finer) if one.moment else (None, "")


def _chunks(values: Iterable[Any]) -> Iterator[list[Any]]:
    left = iter(values)
    while chunk := list(islice(left, CHUNK)):
        yield chunk


def _marks(count: int) -> str:
    return f"({', '.join(['%s'] * count)})"


def places_of(collection: int, ids: set[str]) -> defaultdict[str, list[Place]]:
    """Return every version, in the collection, of the objects with these identifiers."""
    return _placed(collection, ids, among=0)[0]


def _placed(collection: int, ids: set[str], *, among: int) -> tuple[defaultdict[str, list[Place]], dict[bytes, int]]:
    """Return the same, and which bytes of these objects are kept already, wherever they stand or stood, with their numbers by digest."""
    places: defaultdict[str, list[Place]] = defaultdict(list)
    objects: dict[bytes, int] = {}
    if not ids:
        return places, objects
    wanted = sorted(ids)
    if run(_ANY_BURIED).fetchone():
        objects |= {bytes(digest): number for digest, number in run(_BURIED + within("t.stix_id", vendor()), [as_list(wanted)])}
    asked = often(_PLACES + within(PLACE_KEY, vendor()), among=among)
    for stix_id, where, added, number, digest, *rest in run(asked, [as_list(name_keys(wanted))]):
        objects[bytes(digest)] = number
        if where == collection:
            places[stix_id].append(Place(added, number, bytes(digest), *rest))
    return places, objects


def keys_with(objects: Iterable[tuple[str, bytes]]) -> dict[tuple[str, bytes], int]:
    """Return the keys of objects, told by identifier and digest, that stand anywhere; who may see them is for the CALLER."""
    wanted = set(objects)
    found: dict[tuple[str, bytes], int] = {}
    for chunk in _chunks(sorted({stix_id for stix_id, _ in wanted})):
        for stix_id, digest, key in run(_HELD + within(PLACE_KEY, vendor()), [as_list(name_keys(chunk))]).fetchall():
            if (stix_id, bytes(digest)) in wanted:
                found[stix_id, bytes(digest)] = key
    return found


def names_of(keys: Iterable[int]) -> dict[int, tuple[str, bytes]]:
    """Return identifier and digest of the objects with these keys; who may see them is for the CALLER."""
    found: dict[int, tuple[str, bytes]] = {}
    for chunk in _chunks(keys):
        found |= {key: (stix_id, bytes(digest)) for key, stix_id, digest in run(_NAMED + _marks(len(chunk)), chunk).fetchall()}
    return found


def labels_of(keys: Iterable[int]) -> frozenset[int]:
    """Return the numbers of the labels that objects with these keys bear, wherever they stand."""
    return frozenset(label for chunk in _chunks(keys) for (label,) in run(_LABELLED + _marks(len(chunk)), chunk).fetchall())


def bodies_of(keys: Iterable[int]) -> dict[int, bytes]:
    """Return the bytes of the objects with these keys; they stay when an object is taken out of every collection.

    Left to the CALLER: that whoever is given them may see them (`scanning.scan` told it the keys).
    """
    found: dict[int, bytes] = {}
    for chunk in _chunks(keys):
        found |= {key: bytes(body) for key, body in run(_BODIES + _marks(len(chunk)), chunk).fetchall()}
    return found


def places_with(collection: int, objects: Iterable[tuple[str, bytes]], *, owner: str) -> list[tuple[Any, ...]]:
    """Return where objects, told by identifier and digest, stand in a collection, of what `owner` gave; as `scanning.PLACES` tells it."""
    wanted = set(objects)
    found: list[tuple[Any, ...]] = []
    for chunk in _chunks(sorted({stix_id for stix_id, _ in wanted})):
        rows = run(_PLACED + within(PLACE_KEY, vendor()), [collection, owner, as_list(name_keys(chunk))]).fetchall()
        found += [row[:-1] for row in rows if (row[4], bytes(row[-1])) in wanted]
    return found
