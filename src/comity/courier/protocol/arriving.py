"""What to do with an envelope that arrived and opened (docs/specs/protocol.md, section 2).

Pure: the caller has already verified and opened it, and loads what is known from its rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from comity.courier.protocol.effects import AlarmKind
from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, NodeId, Reference
from comity.terms.lives import begins_life, first_of, life_of, may_stand
from comity.terms.refusals import Malformed

HELD_CAP: Final = 256  # acts held per stream; what comes beyond is told to try again later


@dataclass(frozen=True, slots=True)
class Arrived:
    """An opened envelope: all of it verified, nothing of it acted on.

    `outer_digest` covers the outer header only, not the wraps: an envelope wrapped afresh for a new key is the same
    envelope. `previous` is the inner digest of number `seq` - 1 of the same (sender, case), None for the first; for the first of a
    later life of the sender it is that of the last act that the sender knew of.
    Raises `Malformed` when `seq` is under 1, or `previous` is missing, or stands where none belongs.
    """

    env_id: EnvelopeId
    outer_digest: Digest
    inner_digest: Digest
    sender: NodeId
    case: Reference
    seq: int
    previous: Digest | None

    def __post_init__(self) -> None:
        """Refuse a place in the stream that cannot be."""
        if not may_stand(self.seq, follows=self.previous is not None):
            raise Malformed("sequence number", f"{self.seq} with {'a' if self.previous else 'no'} digest of the one before")

    @property
    def life(self) -> int:
        """The life of its sender in which its number was given."""
        return life_of(self.seq)


@dataclass(frozen=True, slots=True)
class Stored:
    """The inbox row of one (sender, env_id). `receipt` is None only inside the transaction that signs it."""

    outer_digest: Digest
    receipt: bytes | None


@dataclass(frozen=True, slots=True)
class Head:
    """Where a stream stands: the next number expected, and the inner digest of the last act applied."""

    next_seq: int = 1
    digest: Digest | None = None

    @property
    def life(self) -> int:
        """The life of the sender that this is the head of."""
        return life_of(self.next_seq)


def new_head(life: int) -> Head:
    """Return where the stream of a life stands before its first act."""
    return Head(first_of(life), None)


@dataclass(frozen=True, slots=True)
class HeldAct:
    """An act that is kept and waits for an earlier one."""

    env_id: EnvelopeId
    inner_digest: Digest
    previous: Digest | None


@dataclass(frozen=True, slots=True)
class Known:
    """What the receiver knows before it decides.

    `stored` is looked up by (sender, env_id); `held` (by number) are those of the case from that sender, of all its lives; `head` is
    that of the life in which the act was numbered. `applied` holds, of what the first acts of later lives name as the one before
    them, the inner digests that have been applied.
    """

    stored: Stored | None = None
    head: Head = field(default_factory=Head)
    held: Mapping[int, HeldAct] = field(default_factory=lambda: MappingProxyType({}))
    applied: frozenset[Digest] = frozenset()


@dataclass(frozen=True, slots=True)
class Applied:
    """One act that now takes effect."""

    env_id: EnvelopeId
    seq: int
    inner_digest: Digest


@dataclass(frozen=True, slots=True)
class Accept:
    """The act takes effect, and after it the held ones that now follow, in order.

    `dropped` are held acts, by number, whose `previous` is not what was applied before them. `head` is the new head of the act's
    life, `others` those of later lives that waited for it.
    """

    arrived: Arrived
    applied: tuple[Applied, ...]
    dropped: tuple[tuple[int, HeldAct], ...]
    head: Head
    others: tuple[Head, ...] = ()


@dataclass(frozen=True, slots=True)
class Hold:
    """The act is kept and receipted as held; `want_from` is the number of the first that is missing."""

    arrived: Arrived
    want_from: int


@dataclass(frozen=True, slots=True)
class Repeat:
    """It came before: the same stored receipt bytes again. None: they are being signed in this transaction."""

    arrived: Arrived
    receipt: bytes | None


@dataclass(frozen=True, slots=True)
class Conflict:
    """One identifier for two envelopes, or one place in the stream for two acts: refused as `conflict`, with an alarm."""

    arrived: Arrived
    kind: AlarmKind


@dataclass(frozen=True, slots=True)
class BrokenChain:
    """The right number after the wrong predecessor: refused as `conflict`, with an alarm."""

    arrived: Arrived
    expected: Digest | None


@dataclass(frozen=True, slots=True)
class Defer:
    """Too many are held in this stream already: refused as `unavailable`, so it is sent again later."""

    arrived: Arrived


Decision = Accept | Hold | Repeat | Conflict | BrokenChain | Defer


def decide_arrival(known: Known, arrived: Arrived) -> Decision:
    """Decide about one opened envelope; changes nothing and never raises.

    The steps are those of docs/specs/protocol.md, section 2. Performing the effects (`batches.decide_batch`
    gives them) in one transaction, and answering only after its commit, is the CALLER's duty.
    """
    # (1) the identifier: once it has a row, the row answers for ever
    if known.stored is not None:
        if known.stored.outer_digest == arrived.outer_digest:
            return Repeat(arrived, known.stored.receipt)
        return Conflict(arrived, AlarmKind.SAME_ID)
    # (2) the place in the stream: behind the head it is taken
    if arrived.seq < known.head.next_seq:
        return Conflict(arrived, AlarmKind.SEQ_TAKEN)
    # (3) beyond the head it is held, if the place is free and there is room
    if arrived.seq > known.head.next_seq:
        return _ahead(known, arrived)
    # (4) at the head it must name the act before it; what begins a life, an act that is here
    if begins_life(arrived.seq):
        if arrived.seq in known.held or not (arrived.previous is None or arrived.previous in known.applied):
            return _ahead(known, arrived)
    elif arrived.previous != known.head.digest:
        return BrokenChain(arrived, expected=known.head.digest)
    # (5) it is applied, and what was held behind it follows
    return _accept(known, arrived)


def _ahead(known: Known, arrived: Arrived) -> Conflict | Defer | Hold:
    if arrived.seq in known.held:
        return Conflict(arrived, AlarmKind.SEQ_TAKEN)
    if len(known.held) >= HELD_CAP:
        return Defer(arrived)
    return Hold(arrived, want_from=known.head.next_seq)


def _accept(known: Known, arrived: Arrived) -> Accept:
    applied = [Applied(arrived.env_id, arrived.seq, arrived.inner_digest)]
    dropped: list[tuple[int, HeldAct]] = []
    heads: dict[int, Head] = {}
    for done in applied:  # it grows: each may be what others waited for
        heads[life_of(done.seq)] = Head(done.seq + 1, done.inner_digest)
        for seq, act in _behind(known.held, done):
            if act.previous == done.inner_digest:
                applied.append(Applied(act.env_id, seq, act.inner_digest))
            else:
                dropped.append((seq, act))
    own = heads.pop(arrived.life)
    return Accept(arrived, tuple(applied), tuple(dropped), own, tuple(heads.values()))


def _behind(held: Mapping[int, HeldAct], done: Applied) -> list[tuple[int, HeldAct]]:
    """Return which held acts come after `done`: the next of its life, then the first of each later life that names it."""
    following = [(done.seq + 1, held[done.seq + 1])] if done.seq + 1 in held else []
    return following + [(seq, act) for seq, act in sorted(held.items()) if begins_life(seq) and act.previous == done.inner_digest]
