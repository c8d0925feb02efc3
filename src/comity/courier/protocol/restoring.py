"""What a node that came up from a copy may do, by what others hold of its signatures (docs/specs/restoring.md, section 3).

Pure: the shell asks the peers, verifies what they show, and reads its own log; here it is decided whether the log goes on as it is.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from comity.courier.protocol.arriving import Head
from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId
from comity.terms.instants import Instant


@dataclass(frozen=True, slots=True)
class Place:
    """A log of `size` leaves under `root`, which this node's own key signed for at `at`: in a checkpoint or in a receipt."""

    size: int
    root: Digest
    at: Instant


@dataclass(frozen=True, slots=True)
class Break:
    """A discontinuity that stands in this log: what was signed before `at` over more than `shared` leaves is of a lost history."""

    shared: int
    at: Instant

    def excuses(self, place: Place) -> bool:
        """Say whether `place` is of the history that this break announced as lost."""
        return place.size > self.shared and place.at < self.at


class Standing(StrEnum):
    """How the log at hand stands to what was signed."""

    WHOLE = "whole"  # nothing was signed that it does not hold: it goes on
    BEHIND = "behind"  # more leaves were signed than it has: leaves are lost
    ANOTHER = "another"  # at a size that it has, another root was signed: it is not the log that was signed


@dataclass(frozen=True, slots=True)
class Judged:
    """`shared` is how far the log at hand is contradicted by nothing; `furthest` the largest place that was signed, if any."""

    standing: Standing
    shared: int
    furthest: Place | None


def judge(size: int, *, root_at: Callable[[int], Digest], places: Iterable[Place], breaks: Sequence[Break]) -> Judged:
    """Judge a log of `size` leaves, whose root at any smaller size is `root_at`, by every place that is known to be signed."""
    counted = sorted((place for place in places if not any(one.excuses(place) for one in breaks)), key=lambda place: place.size)
    furthest = counted[-1] if counted else None
    for place in counted:
        if 0 < place.size <= size and root_at(place.size) != place.root:
            return Judged(Standing.ANOTHER, place.size - 1, furthest)
    if furthest is not None and furthest.size > size:
        return Judged(Standing.BEHIND, size, furthest)
    return Judged(Standing.WHOLE, size, furthest)


@dataclass(frozen=True, slots=True)
class OwnAct:
    """An act of this node's that a peer gave back, opened and verified."""

    env_id: EnvelopeId
    inner_digest: Digest
    seq: int
    previous: Digest | None


@dataclass(frozen=True, slots=True)
class TakenBack:
    """Which acts of one stream are missing here, in order, where the stream stands after them, and which numbers nobody has any more."""

    acts: tuple[OwnAct, ...]
    head: Head
    lost: tuple[int, ...]


def take_back(head: Head, acts: Iterable[OwnAct]) -> TakenBack:
    """Return what follows `head` in one stream of this node's to one peer, of all that the peer holds.

    A number that the peer does not hold either was never delivered, and its act is gone; the stream goes on after the last that it
    holds, so that no place is given twice.
    """
    found = {act.seq: act for act in acts if act.seq >= head.next_seq}
    if not found:
        return TakenBack((), head, ())
    last = max(found)
    lost = tuple(seq for seq in range(head.next_seq, last) if seq not in found)
    return TakenBack(tuple(found[seq] for seq in sorted(found)), Head(last + 1, found[last].inner_digest), lost)
