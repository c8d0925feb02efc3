"""One POST, one transaction: decides about every item in turn and gives the effects in order (docs/specs/protocol.md, section 2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from comity.courier.protocol.arriving import (
    Accept,
    Arrived,
    BrokenChain,
    Conflict,
    Decision,
    Defer,
    Head,
    HeldAct,
    Hold,
    Known,
    Repeat,
    Stored,
    decide_arrival,
    new_head,
)
from comity.courier.protocol.effects import (
    Advance,
    Alarm,
    AlarmKind,
    Answer,
    AppendLeaf,
    Apply,
    ArrivalAfter,
    ArrivalInside,
    Keep,
    Order,
    SignReceipt,
    SignRefusal,
    Unhold,
    Want,
)
from comity.courier.protocol.recourse import Recourse, recourse
from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, NodeId, Reference
from comity.terms.lives import life_of


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """An item that did not open, with the class of the refusal; `sender` is whoever delivered it.

    Raises `Malformed` when no table names `wire_class`.
    """

    env_id: EnvelopeId
    outer_digest: Digest
    sender: NodeId
    wire_class: str

    def __post_init__(self) -> None:
        """Refuse a class that the sender could not act on."""
        recourse(self.wire_class)


@dataclass(frozen=True, slots=True)
class Away:
    """The item is refused as its opening demanded."""

    item: TurnedAway


@dataclass(frozen=True, slots=True)
class Stream:
    """The slice of one (sender, case): the head of the sender's newest life, and the acts held, by number.

    `others` are the heads of its other lives, as far as an item of this POST is numbered in them; `applied` is as in `Known`, for
    these items.
    """

    head: Head = field(default_factory=Head)
    held: Mapping[int, HeldAct] = field(default_factory=lambda: MappingProxyType({}))
    others: Mapping[int, Head] = field(default_factory=lambda: MappingProxyType({}))
    applied: frozenset[Digest] = frozenset()

    def head_of(self, life: int) -> Head:
        """Return the head of one life; one of which nothing is here stands before its first act."""
        return self.head if self.head.life == life else self.others.get(life, new_head(life))

    def missing(self) -> tuple[int, ...]:
        """Return the first number that is missing in each life of which an act is held."""
        firsts = []
        for life in sorted({life_of(seq) for seq in self.held}):
            first = self.head_of(life).next_seq
            if first in self.held:  # it begins its life, and waits for an act of an earlier one
                earlier = [head.next_seq for head in (self.head, *self.others.values()) if head.life < life]
                first = max(earlier, default=1)
            firsts.append(first)
        return tuple(dict.fromkeys(firsts))


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the shell loads for one POST, inside the transaction, after it has the write lock.

    - `stored`: inbox rows by (sender, env_id), for the items of this POST; absent means never stored.
    - `streams`: by (sender, case), for every opened item; a stream without a row is `Stream()`, stated by
      the shell: a missing key raises KeyError, so that a forgotten query cannot pass as a new stream.
    - `refused`: receipt bytes of refusals signed before, by (env_id, outer digest, class). They save signing and
      a second alarm, and decide nothing; only final classes are looked up.
    """

    stored: Mapping[tuple[NodeId, EnvelopeId], Stored]
    streams: Mapping[tuple[NodeId, Reference], Stream]
    refused: Mapping[tuple[EnvelopeId, Digest, str], bytes] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Batch:
    """One decision per item, in the order of the POST; `inside` in one transaction, then commit, then `after`.

    With `inside` empty no transaction is needed.
    """

    decisions: tuple[Decision | Away, ...]
    inside: tuple[ArrivalInside, ...]
    after: tuple[ArrivalAfter, ...]


def decide_batch(shelf: Shelf, items: Sequence[Arrived | TurnedAway]) -> Batch:
    """Fold `decide_arrival` over the items of one POST, each seeing what those before it did."""
    fold = _Fold(shelf)
    decisions = tuple(fold.take(item) for item in items)
    wants = [Want(sender, case, seq) for (sender, case), stream in fold.streams.items() for seq in stream.missing()]
    return Batch(decisions, tuple(fold.inside), (*fold.answers, *wants))


def repeats(stored: Stored | None, *, outer_digest: Digest) -> bytes | None:
    """Return the stored receipt when exactly this envelope was taken before, else None.

    For use BEFORE opening: it saves the cryptography, and a repeat must be answered with its receipt even
    when the envelope has expired or its key has gone since.
    """
    if stored is None or stored.outer_digest != outer_digest:
        return None
    return stored.receipt


class _Fold:
    """The working state of one batch: the loaded slices as the items so far have left them."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._stored = dict(shelf.stored)
        self._signing: dict[tuple[NodeId, EnvelopeId], SignReceipt] = {}
        self._refusing: set[SignRefusal] = set()
        self.streams: dict[tuple[NodeId, Reference], Stream] = {}
        self.inside: list[ArrivalInside] = []
        self.answers: list[Answer] = []

    def take(self, item: Arrived | TurnedAway) -> Decision | Away:
        """Decide about one item and note its effects."""
        if isinstance(item, TurnedAway):
            return self._turn_away(item)
        place = (item.sender, item.case)
        stream = self.streams.setdefault(place, self._shelf.streams[place])
        stored = self._stored.get((item.sender, item.env_id))
        decision = decide_arrival(Known(stored, stream.head_of(item.life), stream.held, stream.applied), item)
        match decision:
            case Accept():
                self._accept(decision, stream)
            case Hold():
                held = HeldAct(item.env_id, item.inner_digest, item.previous)
                self.streams[place] = replace(stream, held={**stream.held, item.seq: held})
                self._keep(item, Order.HELD)
            case Repeat():
                self._repeat(item, decision.receipt)
            case Conflict():
                self._refuse(item, "conflict", alarm=decision.kind)
            case BrokenChain():
                self._refuse(item, "conflict", alarm=AlarmKind.BROKEN_CHAIN)
            case Defer():
                self._refuse(item, "unavailable", alarm=None)
        return decision

    def _turn_away(self, item: TurnedAway) -> Away:
        # A copy that no longer opens (expired, key gone) of what was taken before is a repeat, not a refusal.
        stored = self._stored.get((item.sender, item.env_id))
        if stored is not None and stored.outer_digest == item.outer_digest:
            self._repeat(item, stored.receipt)
        else:
            self._refuse(item, item.wire_class, alarm=None)
        return Away(item)

    def _accept(self, decision: Accept, stream: Stream) -> None:
        sender, case = decision.arrived.sender, decision.arrived.case
        gone = {done.seq for done in decision.applied} | {seq for seq, _ in decision.dropped}
        heads = {head.life: head for head in (stream.head, *stream.others.values(), decision.head, *decision.others)}
        newest = max(heads)
        self.streams[sender, case] = Stream(
            heads.pop(newest),
            {seq: act for seq, act in stream.held.items() if seq not in gone},
            heads,
            stream.applied | {done.inner_digest for done in decision.applied},
        )
        self._keep(decision.arrived, Order.APPLIED, decision)
        for seq, act in decision.dropped:
            self.inside.append(Unhold(sender, act.env_id, case, seq))
            self.inside.append(Alarm(AlarmKind.HELD_BROKEN, sender, act.env_id, case, seq))

    def _keep(self, item: Arrived, order: Order, accepted: Accept | None = None) -> None:
        self.inside.append(Keep(item.sender, item.env_id, item.case, item.seq, order))
        if accepted is not None:
            self.inside += [Apply(item.sender, done.env_id, item.case, done.seq) for done in accepted.applied]
            for head in (accepted.head, *accepted.others):
                if head.digest is not None:
                    self.inside.append(Advance(item.sender, item.case, head.next_seq, head.digest))
        signing = SignReceipt(item.sender, item.env_id, order)
        self.inside += [AppendLeaf(item.sender, item.env_id), signing]
        self._signing[item.sender, item.env_id] = signing
        self._stored[item.sender, item.env_id] = Stored(item.outer_digest, None)
        self.answers.append(Answer(item.env_id, signing))

    def _repeat(self, item: Arrived | TurnedAway, receipt: bytes | None) -> None:
        self.answers.append(Answer(item.env_id, self._signing[item.sender, item.env_id] if receipt is None else receipt))

    def _refuse(self, item: Arrived | TurnedAway, wire_class: str, *, alarm: AlarmKind | None) -> None:
        before = self._shelf.refused.get((item.env_id, item.outer_digest, wire_class))
        if before is not None and recourse(wire_class) is Recourse.FINAL:
            self.answers.append(Answer(item.env_id, before))
            return
        signing = SignRefusal(item.sender, item.env_id, item.outer_digest, wire_class)
        if signing not in self._refusing:
            self._refusing.add(signing)
            self.inside.append(signing)
            if alarm is not None and isinstance(item, Arrived):
                self.inside.append(Alarm(alarm, item.sender, item.env_id, item.case, item.seq))
        self.answers.append(Answer(item.env_id, signing))
