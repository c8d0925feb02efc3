"""Takes objects out of a collection. Nobody is shown them any more; their bytes stay, and a tombstone says what went, when and by whom."""

from dataclasses import replace
from typing import Final

from django.db import transaction

from comity.directory.noting import note
from comity.intel.store.clock import keep, take
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
    "INSERT INTO records_inteltombstone (removed, collection_id, object_id, label, added, source_id) VALUES (%s, %s, %s, %s, %s, %s)"
)
_REMOVE: Final = "DELETE FROM records_stixplace WHERE added = %s"
_OVER: Final = "DELETE FROM records_intelawaited WHERE place = %s"
_MOST: Final = 100_000


@transaction.atomic
def remove_object(stix_id: str, *, filters: Filters, from_: Holding, source: Source, reader: Reader, at: Instant) -> int:
    """Take out the versions of one object that `filters` names (by default all) and return how many; only what one's own authority gave.

    Raises `MayNotRead`, `MayNotWrite`; `NoObject` where the reader sees none; `NotTheirs`, and then nothing is taken out.
    """
    from_.require_reading()
    from_.require_writing()
    clock = take()
    if not filters.keywords and not filters.exact:
        filters = replace(filters, keywords=(ALL,))
    if not filters.spec_versions:
        filters = replace(filters, spec_versions=("2.0", "2.1"))
    wanted = replace(filters, ids=(stix_id,))
    found = scan(from_.pk, reader.sight(clock, at=at), wanted, columns=PLACES, limit=_MOST).rows
    if not found:
        raise NoObject
    owners = {run(_OWNER, [giver]).fetchone()[0] for giver in {row[3] for row in found}}
    if owners != {source.owner}:
        raise NotTheirs
    first, by = clock.after(at), number_of(source)
    run_all(_BURY, [(first + step, from_.pk, row[1], row[2], row[0], by) for step, row in enumerate(found)])
    run_all(_REMOVE, [(row[0],) for row in found])
    run_all(_OVER, [(row[0],) for row in found])
    rank_again(from_.pk, {stix_id})
    keep(replace(clock, last=first + len(found) - 1))
    note("intel.removed", by=str(source), at=at, facts={"collection": from_.uuid, "object": stix_id, "versions": len(found)})
    return len(found)
