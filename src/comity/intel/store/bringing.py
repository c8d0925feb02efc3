"""What comes along into a collection: of what new objects name, what lies elsewhere in this node and not there.

It is placed as what it is: its giver's object, by its giver's markings, under no wider label than where it lies. Whoever puts objects here
brings along only what they see themselves, in a collection that is open to them, and what they may pass on.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db import connection

from comity.directory.home import home
from comity.directory.noting import note
from comity.intel.store.clock import keep, take
from comity.intel.store.ingesting import ADD_PLACE, Kept, Target, rank_again
from comity.intel.store.labelling import Labels, giver_into
from comity.intel.store.looking import Candidate, Refusal
from comity.intel.store.naming import first_part, settle
from comity.intel.store.onward import onward
from comity.intel.store.scanning import as_list, within
from comity.intel.store.sight import Reader, Sight
from comity.intel.store.sources import Source
from comity.intel.store.together import Item, Name, Together
from comity.records.models import IntelCollection
from comity.records.statements import add_rows, run
from comity.terms.identifiers import AuthorityId
from comity.terms.instants import Instant
from comity.wire.stix import read_head

_ROWS: Final = (
    "SELECT p.added, p.object_id, p.label, p.source_id, p.stix_id, p.kind_id, p.spec, p.version_at, p.finer, p.key, o.version, o.body,"
    " s.owner FROM records_stixplace p JOIN records_stixobject o ON o.id = p.object_id JOIN records_intelsource s ON s.id = p.source_id"
    " WHERE "
)
_TOLD: Final = 100  # identifiers in the journal


@dataclass(frozen=True, slots=True)
class Brought:
    """One object that came along, and the number of the label that it bears there."""

    stix_id: str
    label: int


class _Bringing(Together):
    """What is put into a collection is shown there by its label, and is no act of this node's: nothing stays because of what it names."""

    def against(self, _: Mapping[Name, frozenset[str]]) -> str:
        """Return no reason."""
        return ""


def bring_along(
    looked: Sequence[Candidate | Refusal],
    outcome: Sequence[Kept | Refusal],
    *,
    to: Target,
    source: Source,
    reader: Reader,
    open_to: Collection[int],
    sight: Sight,
    at: Instant,
) -> tuple[Brought, ...]:
    """Place in a collection what its new objects name and it has not, in the caller's transaction, after `add_objects`.

    `sight` is what `reader` saw before these objects came, `open_to` the collections that they may read.
    """
    both = zip(looked, outcome, strict=True)
    fresh = [one for one, became in both if isinstance(one, Candidate) and isinstance(became, Kept) and became.fresh]
    besides = {one.head.id for one in looked if isinstance(one, Candidate)}
    together = _Bringing(to.pk, open_to=open_to, sight=sight, sent=lambda: onward(sight, reader.principal, at=at))
    fates = together.look([Item(one.body, source.owner, one.names) for one in fresh], besides=besides) if fresh else []
    found = [one.added for fate in fates for one in fate.along if not one.here]
    brought = _place(found, to=to, at=at) if found else ()
    if brought or together.cut:
        facts = {"collection": to.uuid, "along": len(brought), "cut": together.cut, "objects": [one.stix_id for one in brought[:_TOLD]]}
        note("intel.brought-along", by=str(source), at=at, facts=facts)
    return brought


def _place(found: Sequence[int], *, to: Target, at: Instant) -> tuple[Brought, ...]:
    row, ours = IntelCollection.objects.get(pk=to.pk), home().authority
    clock = take()
    added, part = clock.after(at), first_part()
    labels: dict[str, Labels] = {}
    rows: list[tuple[Any, ...]] = []
    brought: list[Brought] = []
    for _, number, label, giver, stix_id, kind, spec, version_at, finer, key, version, body, owner in _rows(found):
        if owner not in labels:
            labels[owner] = Labels(clock, giver_into(row, owner=AuthorityId(owner), home=ours))
        gives = labels[owner]
        gives.clock = clock
        own, absent = gives.number_of(read_head(bytes(body)), bytes(body))
        narrow = gives.met(own, label)
        clock = gives.clock
        if absent:  # it waits for its rule where it lies, and would be labelled here by that rule alone
            continue
        rows.append((added, to.pk, number, narrow, giver, stix_id, kind, spec, version_at if version else added, finer, 0, 0, key, part))
        brought.append(Brought(stix_id, narrow))
        added += 1
    add_rows(ADD_PLACE, rows)
    keep(replace(clock, last=added - 1, places=clock.places + len(rows)) if rows else clock)
    settle(clock.places, clock.places + len(rows))
    rank_again(to.pk, {one.stix_id for one in brought})
    return tuple(brought)


def _rows(found: Sequence[int]) -> list[tuple[Any, ...]]:
    """Return what stands at these places, in the order in which they are named."""
    by_place = {row[0]: row for row in run(_ROWS + within("p.added", connection.vendor), [as_list(list(found))]).fetchall()}
    return [by_place[one] for one in found]
