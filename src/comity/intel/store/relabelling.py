"""Labels anew what bore a marking that nobody had defined. Whoever may see it now finds it as new: it gets a new date."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from comity.intel.store.clock import keep, take
from comity.intel.store.labelling import Giver, Labels, giver_into
from comity.records.models import IntelCollection
from comity.records.statements import run, run_all
from comity.terms.instants import Instant
from comity.wire.stix import read_head

_AWAIT: Final = "INSERT INTO records_intelawaited (owner, marking, place) VALUES (%s, %s, %s)"
_WAITING: Final = "SELECT DISTINCT place FROM records_intelawaited WHERE owner = %s AND marking = %s ORDER BY place"
_OVER: Final = "DELETE FROM records_intelawaited WHERE place = %s"
_PLACE: Final = (
    "SELECT o.body, p.label, p.collection_id, p.stix_id FROM records_stixplace p JOIN records_stixobject o ON o.id = p.object_id"
    " WHERE p.added = %s"
)
_MOVE: Final = "UPDATE records_stixplace SET added = %s, label = %s WHERE added = %s"


def await_markings(owner: str, awaited: Sequence[tuple[str, int]]) -> None:
    """Note which places wait for which markings, in the caller's transaction."""
    run_all(_AWAIT, [(owner, marking, place) for marking, place in awaited])


def relabel(giver: Giver, markings: Iterable[str], *, at: Instant) -> set[tuple[int, str]]:
    """Label what waited for `markings` anew, in the caller's transaction; return collection and identifier of what changed."""
    owner = giver.deliverer
    places = dict.fromkeys(place for marking in sorted(markings) for (place,) in run(_WAITING, [owner, marking]).fetchall())
    moved: set[tuple[int, str]] = set()
    by_collection: dict[int, Labels] = {}
    clock = take()
    for place in places:
        found = run(_PLACE, [place]).fetchone()
        run(_OVER, [place])
        if found is None:
            continue  # taken out meanwhile
        body, label, collection, stix_id = found
        if collection not in by_collection:
            by_collection[collection] = Labels(clock, _into(collection, giver))
        labels = by_collection[collection]
        labels.clock = clock
        number, absent = labels.number_of(read_head(bytes(body)), bytes(body))
        clock, added = labels.clock, place
        if number != label:
            added = clock.after(at)
            clock = replace(clock, last=added)
            run(_MOVE, [added, number, place])
            moved.add((collection, stix_id))
        await_markings(owner, [(marking, added) for marking in absent])
    keep(clock)
    return moved


def _into(collection: int, giver: Giver) -> Giver:
    """Return on whose behalf, into another collection."""
    row = IntelCollection.objects.get(pk=collection)
    return giver_into(row, owner=giver.owner, home=giver.home, word=giver.word)
