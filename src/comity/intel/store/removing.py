"""Takes objects out of a collection. Nobody is shown them any more; their bytes stay, and a tombstone says what went, when and by whom."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from django.db import transaction

from comity.directory.noting import note
from comity.intel.store.clock import Clock, keep, take
from comity.intel.store.granting import Holding
from comity.intel.store.ingesting import rank_again
from comity.intel.store.refusals import NoObject, NotTheirs
from comity.intel.store.scanning import PLACES, scan
from comity.intel.store.sight import Reader
from comity.intel.store.sources import Source, number_of
from comity.records.statements import run, run_all
from comity.terms.instants import Instant
from comity.wire.taxii.filters import ALL, Filters

_OWNER: Final = "SELECT owner FROM records_intelsource WHERE id = %s"
_BURY: Final = (
    "INSERT INTO records_inteltombstone (removed, stix_id, collection_id, object_id, label, added, source_id)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s)"
)
_REMOVE: Final = "DELETE FROM records_stixplace WHERE added = %s"
_OVER: Final = "DELETE FROM records_intelawaited WHERE place = %s"
_MOST: Final = 100_000


@transaction.atomic
def remove_object(stix_id: str, *, filters: Filters, from_: Holding, source: Source, reader: Reader, at: Instant) -> int:
    """Take out the versions of one object that `filters` names (by default all) and return how many; only what one's own authority gave.

    Raises `MayNotRead`, `MayNotWrite`; `NoObject` where the reader sees none; `NotTheirs`, and then nothing is taken out.
    """
    clock = take()
    found = removable(stix_id, filters=filters, from_=from_, owner=source.owner, reader=reader, clock=clock, at=at)
    if reader.principal.authority is None and {row[3] for row in found} != {number_of(source)}:
        raise NotTheirs  # a programme takes out what it gave itself, and nothing else of the authority that answers for it
    bury(from_.pk, found, clock=clock, source=source, at=at)
    note("intel.removed", by=str(source), at=at, facts={"collection": from_.uuid, "object": stix_id, "versions": len(found)})
    return len(found)


def removable(
    stix_id: str, *, filters: Filters, from_: Holding, owner: str, reader: Reader, clock: Clock, at: Instant
) -> Sequence[tuple[Any, ...]]:
    """Return the places (`scanning.PLACES`) that taking out an object would empty; raises as `remove_object`."""
    from_.require_reading()
    from_.require_writing()
    if not filters.keywords and not filters.exact:
        filters = replace(filters, keywords=(ALL,))
    if not filters.spec_versions:
        filters = replace(filters, spec_versions=("2.0", "2.1"))
    wanted = replace(filters, ids=(stix_id,))
    found = scan(from_.pk, reader.sight(clock, at=at), wanted, columns=PLACES, limit=_MOST).rows
    if not found:
        raise NoObject
    if {run(_OWNER, [giver]).fetchone()[0] for giver in {row[3] for row in found}} != {owner}:
        raise NotTheirs
    return found


def bury(collection: int, places: Sequence[tuple[Any, ...]], *, clock: Clock, source: Source, at: Instant) -> None:
    """Put a tombstone for each of `places` (as `scanning.PLACES` tells them), in the caller's transaction, which took `clock`."""
    first, by = clock.after(at), number_of(source)
    run_all(_BURY, [(first + step, row[4], collection, row[1], row[2], row[0], by) for step, row in enumerate(places)])
    run_all(_REMOVE, [(row[0],) for row in places])
    run_all(_OVER, [(row[0],) for row in places])
    rank_again(collection, {row[4] for row in places})
    keep(replace(clock, last=first + len(places) - 1))
