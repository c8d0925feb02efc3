"""A node that keeps the protocol and lies beside it; each lie that arrives must be refused, or must stand as an alarm."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from random import Random
from typing import Final, Protocol

from comity.courier.lab.epochs import LASTING, openable, shown
from comity.courier.lab.node import Node
from comity.courier.lab.room import AMPLE
from comity.courier.lab.sealing import Envelope, Letter, Place, Sealer, Taken
from comity.courier.protocol.arriving import Head
from comity.courier.protocol.effects import AlarmKind, Order, SignRefusal
from comity.courier.protocol.lines import Verdict
from comity.courier.protocol.states import State
from comity.seal.envelope import CLOCK_DRIFT
from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, NodeId


class Lie(StrEnum):
    """What a liar does."""

    SAME_ID = "same-id"  # another envelope under an identifier that was used
    SEQ_TAKEN = "seq-taken"  # another act at a place that is taken
    BROKEN_CHAIN = "broken-chain"  # the next act, after another one than it names
    FORGED = "forged"  # an act in another's name, signed by itself
    MISDIRECTED = "misdirected"  # what another sent to it, handed on as if it were for the next
    FUTURE = "future"  # an act dated an hour ahead
    OTHER_DIGEST = "other-digest"  # a receipt over bytes that were never sent
    SECOND_RECEIPT = "second-receipt"  # another receipt for what was receipted
    CONTRADICTION = "contradiction"  # a refusal of what was receipted
    STRANGE_RECEIPT = "strange-receipt"  # a receipt for what was never sent
    FORK = "fork"  # a receipt out of a log that is not the one it shows


ALARMED: Final = {
    Lie.SAME_ID: AlarmKind.SAME_ID,
    Lie.SEQ_TAKEN: AlarmKind.SEQ_TAKEN,
    Lie.BROKEN_CHAIN: AlarmKind.BROKEN_CHAIN,
    Lie.OTHER_DIGEST: AlarmKind.OTHER_DIGEST,
    Lie.SECOND_RECEIPT: AlarmKind.SECOND_RECEIPT,
    Lie.CONTRADICTION: AlarmKind.CONTRADICTION,
    Lie.STRANGE_RECEIPT: AlarmKind.STRANGE_RECEIPT,
}
REFUSED: Final = {Lie.FORGED: "bad-signature", Lie.MISDIRECTED: "not-for-us", Lie.FUTURE: "stale"}


@dataclass(frozen=True, slots=True)
class Told:
    """A lie that a node has taken in: about what, and for one that is refused, the class that it was answered with."""

    lie: Lie
    to: NodeId
    env_id: EnvelopeId
    answered: str | None = None


class Stage(Protocol):
    """What the liar needs of the world."""

    rng: Random
    sealer: Sealer
    posted: list[Envelope]
    nodes: dict[NodeId, Node]

    @property
    def honest(self) -> list[Node]:
        """The nodes that do not lie."""

    def at(self, node: Node, deed: Callable[[], object]) -> bool:
        """Let a node do something; return whether it lived to the end of it."""


class Liar:
    """The lies of `node`; `told` is what the checker holds the honest nodes to, `forked` the receipts out of a false log."""

    def __init__(self, stage: Stage, node: Node) -> None:
        """Lie on `stage`, as `node`."""
        self.node = node
        self.told: list[Told] = []
        self.forked: list[bytes] = []
        self._stage = stage
        self._lies: dict[Lie, Callable[[Lie, Node], None]] = {
            Lie.SAME_ID: self._same_id,
            Lie.SEQ_TAKEN: self._seq_taken,
            Lie.BROKEN_CHAIN: self._broken_chain,
            Lie.FORGED: self._forged,
            Lie.MISDIRECTED: self._misdirected,
            Lie.FUTURE: self._future,
            Lie.OTHER_DIGEST: self._other_digest,
            Lie.SECOND_RECEIPT: self._second_receipt,
            Lie.CONTRADICTION: self._contradiction,
            Lie.STRANGE_RECEIPT: self._strange_receipt,
        }

    def lie(self) -> None:
        """Tell one lie to some honest node; nothing, where this one has nothing to be told about yet."""
        up = [node for node in self._stage.honest if node.up]
        if up:
            lie, to = self._stage.rng.choice(list(self._lies)), self._stage.rng.choice(up)
            self._lies[lie](lie, to)

    def answer(self, envelopes: Sequence[Envelope], receipts: list[bytes]) -> list[bytes]:
        """Answer a POST: sometimes out of a false log."""
        if self._stage.rng.random() > 0.1:
            return receipts
        return [self._fork(envelope, receipt) for envelope, receipt in zip(envelopes, receipts, strict=True)]

    # -- acts ---------------------------------------------------------------------------------

    def _same_id(self, lie: Lie, to: Node) -> None:
        sent = self._sent(to)
        if sent is not None:
            self._deliver(lie, to, self._stage.sealer.alter(self.node.disk.sealed[sent.env_id]))

    def _seq_taken(self, lie: Lie, to: Node) -> None:
        sent = self._sent(to)
        if sent is not None:
            self._deliver(lie, to, self._seal(sent.letter))

    def _broken_chain(self, lie: Lie, to: Node) -> None:
        sent = self._sent(to)
        if sent is not None:
            head = to.disk.heads.get((self.node.name, sent.letter.case), {}).get(0, Head())
            wrong = Digest.of(b"another act") if head.next_seq > 1 else None
            if wrong is not None:
                self._deliver(lie, to, self._seal(replace(sent.letter, seq=head.next_seq, previous=wrong)))

    def _forged(self, lie: Lie, to: Node) -> None:
        others = [node for node in self._stage.honest if node is not to]
        victim = self._stage.rng.choice(others)
        case = self._stage.rng.choice(self._stage.posted).letter.case if self._stage.posted else None
        if case is not None:
            head = to.disk.heads.get((victim.name, case), {}).get(0, Head())
            now = to.clock()
            letter = Letter(
                sender=victim.name,
                to=to.name,
                case=case,
                seq=head.next_seq,
                previous=head.digest,
                created=now,
                expires=now + timedelta(days=9),
            )
            self._deliver(lie, to, self._seal(letter))

    def _misdirected(self, lie: Lie, to: Node) -> None:
        got = [envelope for envelope in self._stage.posted if envelope.letter.to == self.node.name and envelope.letter.sender != to.name]
        if got:
            envelope = self._stage.rng.choice(got)
            if envelope.letter.expires > to.clock():
                self._deliver(lie, to, envelope)

    def _future(self, lie: Lie, to: Node) -> None:
        sent = self._sent(to)
        if sent is not None:
            ahead = to.clock() + timedelta(hours=1)
            self._deliver(lie, to, self._seal(replace(sent.letter, created=ahead, expires=ahead + timedelta(days=9))))

    def _sent(self, to: Node) -> Envelope | None:
        """Return something of the liar's that `to` has taken, and whose time `to` still believes: clocks have jumped since."""
        taken = [
            envelope
            for envelope in self._stage.posted
            if envelope.letter.sender == self.node.name
            and (self.node.name, envelope.env_id) in to.disk.inbox
            and envelope.letter.expires - to.clock() > timedelta(minutes=1)
            and envelope.letter.created - to.clock() <= CLOCK_DRIFT
        ]
        return self._stage.rng.choice(taken) if taken else None

    def _seal(self, letter: Letter) -> Envelope:
        newest = shown(self._stage.nodes[letter.to].disk, at=self._stage.nodes[letter.to].clock())
        return self._stage.sealer.seal(letter, epoch=LASTING if newest is None else newest, signer=self.node.name)

    def _deliver(self, lie: Lie, to: Node, envelope: Envelope) -> None:
        if envelope.letter.to == to.name and envelope.epoch not in openable(to.disk, at=to.clock()):
            return  # refused for its key alone, which proves nothing
        answered: list[str] = []

        def hear(receipts: list[bytes], _wants: object) -> None:
            answer = self._stage.sealer.read(receipts[0], giver=to.name).answer
            answered.append(answer.wire_class or answer.verdict)

        busy, to.refusing = to.refusing, 0.0
        free, to.room.free = to.room.free, AMPLE
        lived = self._stage.at(to, lambda: to.take_post([envelope], deliverer=self.node.name, reply=hear))
        to.refusing, to.room.free = busy, free
        if lived:
            self.told.append(Told(lie, to.name, envelope.env_id, answered[0]))

    # -- receipts -----------------------------------------------------------------------------

    def _other_digest(self, lie: Lie, to: Node) -> None:
        self._receipt_for(lie, to, outer=Digest.of(b"never sent"))

    def _second_receipt(self, lie: Lie, to: Node) -> None:
        self._receipt_for(lie, to, outer=None)

    def _contradiction(self, lie: Lie, to: Node) -> None:
        envelope = self._receipted(to)
        if envelope is not None:
            refused = SignRefusal(to.name, envelope.env_id, envelope.outer_digest, "policy")
            refusal = self._stage.sealer.refusal(refused, giver=self.node.name, fresh=None, at=self.node.clock())
            self._hand(lie, to, envelope.env_id, refusal)

    def _strange_receipt(self, lie: Lie, to: Node) -> None:
        envelope = self._receipted(to)
        if envelope is not None:
            strange = EnvelopeId(f"{self._stage.rng.getrandbits(128):032x}")
            self._hand(lie, to, strange, self._sign(envelope, env_id=strange))

    def _receipt_for(self, lie: Lie, to: Node, *, outer: Digest | None) -> None:
        envelope = self._receipted(to)
        if envelope is not None:
            self._hand(lie, to, envelope.env_id, self._sign(envelope, outer=outer))

    def _receipted(self, to: Node) -> Envelope | None:
        """Return an act of `to` that it knows to be receipted by the liar, and applied."""
        rows = to.disk.entries.get(self.node.name, {})
        known = [
            to.disk.sealed[row.env_id]
            for row in rows.values()
            if row.state is State.RECEIPTED and row.order is Order.APPLIED and row.env_id in to.disk.sealed
        ]
        return self._stage.rng.choice(known) if known else None

    def _hand(self, lie: Lie, to: Node, env_id: EnvelopeId, receipt: bytes) -> None:
        if self._stage.at(to, lambda: to.take_receipts(self.node.name, [receipt])):
            self.told.append(Told(lie, to.name, env_id))

    def _sign(
        self, envelope: Envelope, *, env_id: EnvelopeId | None = None, outer: Digest | None = None, place: Place | None = None
    ) -> bytes:
        letter = envelope.letter
        taken = Taken(
            env_id or envelope.env_id,
            outer or envelope.outer_digest,
            envelope.inner_digest,
            letter.case,
            letter.seq,
            Order.APPLIED,
            place or Place(0, 1, Digest.of(b"another log")),
        )
        return self._stage.sealer.receipt(taken, giver=self.node.name, at=self.node.clock())

    def _fork(self, envelope: Envelope, receipt: bytes) -> bytes:
        read = self._stage.sealer.read(receipt, giver=self.node.name)
        if read.place is None or read.answer.verdict is not Verdict.APPLIED:
            return receipt
        false = self._sign(envelope, place=replace(read.place, root=Digest.of(b"another log", read.place.root.raw)))
        self.forked.append(false)
        return false
