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
from comity.terms.lives import Claim, begins_life, first_of, life_of


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
    """What is taken back of one stream: the acts that are missing here, in order, and which numbers nobody has.

    `tip` is the act that what comes next names as the one before it, None where there is none.
    """

    acts: tuple[OwnAct, ...]
    tip: Digest | None
    lost: tuple[int, ...]


def take_back(head: Head, acts: Iterable[OwnAct]) -> TakenBack:
    """Return what of one stream to one peer is missing here, of all that the peer holds; `acts` are those that are not here.

    `head` is where the copy stands. The tip is the last act that follows on it without a gap: the peer has it and all before it, or
    will have it. A number below one that the peer holds, which it does not hold, is of an act that only the lost disk had. It may
    still arrive, from a relay or by hand: so the stream goes on in a new life, and gives no number of the old one.
    """
    missing = sorted(acts, key=lambda act: act.seq)
    tip, at = head.digest, head.next_seq
    for act in missing:  # a life begins behind an act of an earlier one, so in the order of numbers each comes after what it names
        if act.previous == tip and (act.seq == at or begins_life(act.seq)):
            tip, at = act.inner_digest, act.seq + 1
    lost: list[int] = []
    for life in sorted({life_of(act.seq) for act in missing}):
        if life >= head.life:
            numbers = {act.seq for act in missing if life_of(act.seq) == life}
            first = head.next_seq if life == head.life else first_of(life)
            lost += [seq for seq in range(first, max(numbers)) if seq not in numbers]
    return TakenBack(tuple(missing), tip, tuple(lost))


def settle_claim(known: Claim, asked: Claim) -> Claim:
    """Return what a peer knows of a node's life once it was asked.

    A higher life is the node's from then on. The same one is, if the same coming up asks again; any other must take a higher one, which
    it learns by the answer (`must_take`): two copies of one disk never get the same life.
    """
    return asked if asked.life > known.life else known


def must_take(own: Claim, told: Claim) -> int:
    """Return the least life that a node may take after a peer told what it knows of it; its own where that stands."""
    return own.life if told == own or told.life < own.life else told.life + 1
