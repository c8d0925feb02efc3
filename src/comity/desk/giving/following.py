"""Where objects went on that another authority recalls: by which set of ours, and what became of them there.

A recall that comes takes out what is here, at once. What went on from here is recalled as it was given: one officer proposes it, another
approves, the act leaves, and the node that has it signs for each object. So a recall follows an object along the chain, step by step.
"""

from collections import Counter
from dataclasses import dataclass

from comity.desk.giving.actions import propose_recall
from comity.desk.giving.reading import see_set, seen_left
from comity.directory.policy import Actor
from comity.intel.carrying.choosing import unpack
from comity.intel.sets.keeping import ledger_of
from comity.intel.sets.refusals import NothingToRecall
from comity.intel.sets.states import RECALLABLE, THEIRS
from comity.records.models import IntelSet, Officer
from comity.terms.instants import Instant
from comity.wire.threatset import RECALL


@dataclass(frozen=True, slots=True)
class Further:
    """A set of ours with recalled objects in it: how many stand where with which code, and the keys of those that are there or may be."""

    row: IntelSet
    counts: tuple[tuple[str, str, int], ...]
    recallable: tuple[int, ...]


def followed(row: IntelSet, *, by: Actor) -> tuple[Further, ...]:
    """Return to whom the objects of their recall `row` went on by sets of ours, the oldest first, as far as `by` may know of these."""
    gone = {key for key in unpack(bytes(row.given)) if key} if row.side == THEIRS and row.sort == RECALL else set()
    found = []
    for one in seen_left(by=by) if gone else ():
        entries = {key: entry for key, entry in ledger_of(one.collection, one.authority).items() if key in gone and entry.by == one.pk}
        if entries:
            counts = Counter((entry.stand.value, entry.code) for entry in entries.values())
            recallable = tuple(key for key, entry in entries.items() if entry.stand in RECALLABLE)
            found.append(Further(one, tuple((*place, count) for place, count in sorted(counts.items())), recallable))
    return tuple(found)


def propose_following(number: int, given: int, *, reason: str, who: Actor, by: Officer, at: Instant, token: str) -> IntelSet:
    """Propose to recall, by our set `given`, what their recall `number` took out here (places of their rows).

    Raises `NoSet`, `NothingToRecall`, and what `propose_recall` raises.
    """
    theirs = see_set(number, by=who).row
    further = next((one for one in followed(theirs, by=who) if one.row.pk == given), None)
    if further is None or not further.recallable:
        raise NothingToRecall(number=theirs.number, authority=theirs.authority)
    return propose_recall(further.row.number, keys=further.recallable, reason=reason, by=by, at=at, token=token)
