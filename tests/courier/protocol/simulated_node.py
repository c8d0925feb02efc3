"""A node as simple as can be around the real protocol core: a disk with transactions, a memory that dies, and crash points.

It keeps the shell's rule: an act, its leaf and its outbox row commit together; inbox row, state, leaf and receipt
commit together; nothing is answered or transmitted before the commit. `bug` plants one fault of a careless shell.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import Random

from comity.courier.protocol.arriving import Arrived, Head, HeldAct, Stored
from comity.courier.protocol.batches import Batch, Shelf, Stream, TurnedAway, decide_batch, repeats
from comity.courier.protocol.effects import (
    COMMIT,
    Advance,
    Alarm,
    AppendLeaf,
    Apply,
    Keep,
    Order,
    Record,
    Resend,
    SendingAfter,
    SignReceipt,
    SignRefusal,
    Unhold,
    WakeAt,
    Want,
)
from comity.courier.protocol.lines import (
    Contact,
    Due,
    Happening,
    PeerAnswer,
    PeerLine,
    Posted,
    Priority,
    Receipts,
    Reply,
    Resealed,
    Restarted,
    Verdict,
    Wanted,
)
from comity.courier.protocol.recourse import Recourse, recourse
from comity.courier.protocol.sending import step
from comity.courier.protocol.states import OPEN, State
from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, NodeId, Reference
from comity.terms.instants import Instant

BUGS = (
    "acknowledge-before-commit",
    "no-dedupe",
    "inbox-not-consulted",
    "no-retry-after-restart",
    "receipt-not-stored",
    "hold-forgotten",
    "leaf-outside-transaction",
    "outbox-row-outside-transaction",
    "gives-up",
    "silent-expiry",
)
WINDOW = 8  # entries loaded for one step; small, so that the rule for slices is tested too
PATIENCE = 6  # attempts after which the planted `gives-up` gives up


class Crashed(Exception):
    """The simulated process died at a crash point."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a sealed envelope shows to its recipient; `epoch` is the recipient's key it is wrapped for."""

    env_id: EnvelopeId
    outer_digest: Digest
    inner_digest: Digest
    sender: NodeId
    to: NodeId
    case: Reference
    seq: int
    previous: Digest | None
    expires: Instant
    epoch: int


def print_receipt(word: str, env_id: EnvelopeId, outer: Digest, salt: object) -> bytes:
    """Print a receipt; `salt` makes each signing differ, as real signatures do."""
    return f"{word} {env_id} {outer} {salt}".encode()


def read_receipt(receipt: bytes) -> PeerAnswer:
    """Read a receipt as the shell would after verifying it."""
    word, env_id, outer, _ = receipt.decode().split(" ", 3)
    verdict = Verdict(word) if word in {Verdict.APPLIED, Verdict.HELD} else Verdict.REFUSED
    return PeerAnswer(
        EnvelopeId(env_id),
        Digest.parse(outer),
        verdict,
        receipt=Digest.of(receipt),
        wire_class=word if verdict is Verdict.REFUSED else None,
    )


@dataclass
class Disk:
    """What survives a crash."""

    entries: dict[NodeId, dict[EnvelopeId, Due]] = field(default_factory=dict)
    sealed: dict[EnvelopeId, Envelope] = field(default_factory=dict)
    own_heads: dict[tuple[NodeId, Reference], Head] = field(default_factory=dict)
    receipts: dict[EnvelopeId, bytes] = field(default_factory=dict)
    lines: dict[NodeId, PeerLine] = field(default_factory=dict)
    inbox: dict[tuple[NodeId, EnvelopeId], tuple[Digest, bytes]] = field(default_factory=dict)
    heads: dict[tuple[NodeId, Reference], Head] = field(default_factory=dict)
    held: dict[tuple[NodeId, Reference], dict[int, HeldAct]] = field(default_factory=dict)
    refusals: dict[tuple[EnvelopeId, Digest, str], bytes] = field(default_factory=dict)
    applied: list[tuple[NodeId, Reference, int, EnvelopeId]] = field(default_factory=list)
    leaves: list[tuple[object, ...]] = field(default_factory=list)
    alarms: dict[Alarm, None] = field(default_factory=dict)


class Transaction:
    """Writes that happen together at `commit`, or not at all."""

    def __init__(self, point: Callable[[str], None]) -> None:
        self._point = point
        self._writes: list[Callable[[], object]] = []

    def write(self, write: Callable[[], object]) -> None:
        self._writes.append(write)

    def commit(self) -> None:
        self._point("before " + COMMIT)
        for write in self._writes:
            write()
        self._point("after " + COMMIT)


class Node:
    """One node: `disk` survives, everything else dies with `die` and begins again with `boot`."""

    def __init__(self, name: NodeId, peers: Sequence[NodeId], rng: Random, *, bug: str | None = None, durable_lines: bool = False):
        """Begin with an empty disk; `durable_lines` keeps lines and `sent` in rows instead of memory."""
        self.name = name
        self.peers = peers
        self.disk = Disk()
        self.rng = rng
        self.bug = bug
        self.epoch = 0
        self.durable_lines = durable_lines
        self.clock: Callable[[], Instant] = lambda: Instant(0)
        self.point: Callable[[str], None] = lambda _name: None
        self.out: list[SendingAfter] = []  # for the world to perform
        self.generation = 0
        self.up = True
        self.refusing = 0.0  # share of items turned away as unavailable
        self._memory: dict[EnvelopeId, Due] = {}
        self._lines: dict[NodeId, PeerLine] = {}
        self._salt = 0
        self._forgotten: set[EnvelopeId] = set()  # what `no-retry-after-restart` no longer sees

    # -- life ---------------------------------------------------------------------------------

    def die(self) -> None:
        """Lose everything but the disk."""
        self.up = False
        self.generation += 1
        self._memory, self._lines, self.out = {}, {}, []

    def boot(self) -> None:
        """Begin again from the disk."""
        self.up = True
        if self.bug == "no-retry-after-restart":
            self._forgotten = {env_id for rows in self.disk.entries.values() for env_id in rows}
            return
        for peer, rows in self.disk.entries.items():
            if any(row.state in OPEN for row in rows.values()):
                self.happen(peer, Restarted())
            for row in list(rows.values()):  # a Reseal effect dies with the process; the rows remember it
                if row.state is State.REFUSED and row.wire_class == "key-expired":
                    self.reseal(peer, row.env_id)

    # -- sending ------------------------------------------------------------------------------

    def post(self, to: NodeId, case: Reference, *, env_id: EnvelopeId, priority: Priority, lasts: timedelta, size: int) -> Envelope:
        """Post one act: state, leaf and outbox row in one transaction; returns the envelope once it is committed."""
        head = self.disk.own_heads.get((to, case), Head())
        inner, outer = Digest.of(b"inner", env_id.text.encode()), Digest.of(b"outer", env_id.text.encode())
        expires = self.clock() + lasts
        envelope = Envelope(env_id, outer, inner, self.name, to, case, head.next_seq, head.digest, expires, self.epoch)
        due = Due(env_id, outer, case, head.next_seq, size, priority, expires)
        transaction = Transaction(self.point)
        transaction.write(lambda: self.disk.own_heads.__setitem__((to, case), Head(head.next_seq + 1, inner)))
        transaction.write(lambda: self.disk.leaves.append(("posted", env_id)))
        transaction.write(lambda: self.disk.sealed.__setitem__(env_id, envelope))
        if self.bug == "outbox-row-outside-transaction":
            transaction.commit()
            transaction = Transaction(self.point)
        transaction.write(lambda: self.disk.entries.setdefault(to, {}).__setitem__(env_id, due))
        transaction.commit()
        return envelope

    def happen(self, peer: NodeId, happening: Happening, receipts: Iterable[bytes] = ()) -> None:
        """Run one step of the core for one line and perform its effects; effects that leave the node go to `out`."""
        kept = self.disk.lines if self.durable_lines else self._lines
        line = kept.get(peer, PeerLine(peer))
        result = step(line, self._slice(peer, happening), happening, now=self.clock(), jitter=self.rng.random())
        if result.inside or self.durable_lines:
            self._commit(peer, result.line, result.changed, result.inside, {Digest.of(receipt): receipt for receipt in receipts})
        else:
            self._memory.update((entry.env_id, entry) for entry in result.changed)
        if not self.durable_lines:
            self._lines[peer] = result.line
        for effect in result.after:
            self.point(effect.name)
            self.out.append(effect)

    def reseal(self, peer: NodeId, env_id: EnvelopeId) -> None:
        """Wrap for the peer's newest key; the identifier and both headers stay."""
        self.disk.sealed[env_id] = replace(self.disk.sealed[env_id], epoch=10**6)
        self.happen(peer, Resealed(env_id, self.disk.entries[peer][env_id].size))

    def take_reply(self, peer: NodeId, number: int, receipts: Sequence[bytes], wants: Iterable[Wanted]) -> None:
        """Take the reply to a POST."""
        self.happen(peer, Reply(number, tuple(map(read_receipt, receipts)), tuple(wants)), receipts)

    def take_receipts(self, peer: NodeId, receipts: Sequence[bytes]) -> None:
        """Take receipts that came otherwise."""
        self.happen(peer, Receipts(tuple(map(read_receipt, receipts))), receipts)

    def unsettled(self) -> bool:
        """Whether an act still waits for something that nodes do by themselves."""
        rows = [row for rows in self.disk.entries.values() for row in rows.values()]
        return any(row.state in OPEN or row.wire_class == "key-expired" for row in rows)

    def _slice(self, peer: NodeId, happening: Happening) -> list[Due]:
        """Load the slice that `step` asks for, oldest first, and no more."""
        rows = [self._memory.get(env_id, row) for env_id, row in self.disk.entries.get(peer, {}).items()]
        rows = [row for row in rows if row.env_id not in self._forgotten]
        if self.bug == "gives-up":
            rows = [row for row in rows if row.attempts < PATIENCE]
        named: set[EnvelopeId] = {happening.env_id} if isinstance(happening, Resealed) else set()
        wants: tuple[Wanted, ...] = ()
        if isinstance(happening, Reply | Receipts):
            named = {answer.env_id for answer in happening.answers}
        if isinstance(happening, Reply):
            wants = happening.wants
        urgent = {row.case for row in rows if row.state in OPEN and row.priority is Priority.URGENT}
        now, window = self.clock(), WINDOW
        chosen = []
        for row in rows:
            wanted = any(row.case == want.case and row.seq >= want.from_seq for want in wants)
            if row.state is State.DUE and not (row.expires <= now or row.case in urgent):
                window -= 1
            is_open = row.state is State.SENT or (row.state is State.DUE and (window >= 0 or row.expires <= now or row.case in urgent))
            if is_open or wanted or row.env_id in named:
                chosen.append(row)
        return chosen

    def _commit(
        self, peer: NodeId, line: PeerLine, changed: Sequence[Due], inside: Sequence[Record | Alarm], read: dict[Digest, bytes]
    ) -> None:
        transaction = Transaction(self.point)
        rows = self.disk.entries.setdefault(peer, {})
        if self.durable_lines:
            transaction.write(lambda: self.disk.lines.__setitem__(peer, line))
        for entry in changed:
            transaction.write(lambda entry=entry: rows.__setitem__(entry.env_id, entry))
            transaction.write(lambda entry=entry: self._memory.pop(entry.env_id, None))
        for effect in inside:
            self.point(effect.name)
            if isinstance(effect, Alarm):
                transaction.write(lambda effect=effect: self.disk.alarms.setdefault(effect))
                continue
            if effect.state is State.EXPIRED and self.bug == "silent-expiry":
                transaction.write(lambda effect=effect: rows.pop(effect.env_id))
                continue
            transaction.write(lambda effect=effect: self.disk.leaves.append(("outcome", effect.env_id, effect.state, effect.receipt)))
            if effect.receipt in read:
                transaction.write(lambda effect=effect: self.disk.receipts.__setitem__(effect.env_id, read[effect.receipt]))
        transaction.commit()

    # -- receiving ----------------------------------------------------------------------------

    def take_post(self, envelopes: Sequence[Envelope], reply: Callable[[list[bytes], list[Wanted]], None]) -> None:
        """Receive one POST: open, decide, commit, and only then `reply`; then the sender's line has had contact."""
        fast = {}
        items: list[Arrived | TurnedAway] = []
        for at, envelope in enumerate(envelopes):
            row = self.disk.inbox.get((envelope.sender, envelope.env_id))
            again = repeats(Stored(*row), outer_digest=envelope.outer_digest) if row and self.bug is None else None
            if again is not None:
                fast[at] = again
            else:
                items.append(self._open(envelope))
        batch = decide_batch(self._shelf(items), items)
        transaction = Transaction(self.point)
        signed = self._perform(batch, {item.env_id: item for item in items}, transaction)
        answers = iter([found for effect in batch.after if (found := self._resolve(effect, signed)) is not None])
        receipts = [fast[at] if at in fast else next(answers) for at in range(len(envelopes))]
        wants = [Wanted(effect.case, effect.from_seq) for effect in batch.after if isinstance(effect, Want)]
        if self.bug == "acknowledge-before-commit":
            reply(receipts, wants)
        if batch.inside:
            transaction.commit()
        if self.bug == "leaf-outside-transaction":
            late = Transaction(self.point)
            for effect in batch.inside:
                if isinstance(effect, AppendLeaf):
                    late.write(lambda effect=effect: self.disk.leaves.append(("received", effect.sender, effect.env_id)))
            late.commit()
        self.point("answer")
        if self.bug != "acknowledge-before-commit":
            reply(receipts, wants)
        for peer in sorted({envelope.sender for envelope in envelopes}):
            self.happen(peer, Contact())

    def _open(self, envelope: Envelope) -> Arrived | TurnedAway:
        wire_class = None
        if self.rng.random() < self.refusing:
            wire_class = "unavailable"
        elif envelope.expires <= self.clock():
            wire_class = "stale"
        elif envelope.epoch < self.epoch:
            wire_class = "key-expired"
        if wire_class is not None:
            return TurnedAway(envelope.env_id, envelope.outer_digest, envelope.sender, wire_class)
        return Arrived(
            envelope.env_id,
            envelope.outer_digest,
            envelope.inner_digest,
            envelope.sender,
            envelope.case,
            envelope.seq,
            envelope.previous,
        )

    def _shelf(self, items: Sequence[Arrived | TurnedAway]) -> Shelf:
        keys = {(item.sender, item.env_id) for item in items}
        stored = {key: Stored(*self.disk.inbox[key]) for key in keys if key in self.disk.inbox}
        streams = {}
        for item in items:
            if isinstance(item, Arrived):
                place = (item.sender, item.case)
                streams[place] = Stream(self.disk.heads.get(place, Head()), self.disk.held.get(place, {}))
                if self.bug == "no-dedupe":
                    streams[place] = Stream(Head(item.seq, item.previous), {})
        if self.bug in {"no-dedupe", "inbox-not-consulted"}:
            stored = {}
        return Shelf(stored, streams, self.disk.refusals)

    def _perform(  # noqa: C901 -- one arm an effect, as in any shell
        self, batch: Batch, items: dict[EnvelopeId, Arrived | TurnedAway], transaction: Transaction
    ) -> dict[SignReceipt | SignRefusal, bytes]:
        disk, signed = self.disk, {}
        for effect in batch.inside:
            self.point(effect.name)
            match effect:
                case Keep(sender, env_id, case, seq, order):
                    item = items[env_id]
                    if order is Order.HELD and self.bug != "hold-forgotten":
                        act = HeldAct(env_id, item.inner_digest, item.previous)
                        transaction.write(
                            lambda sender=sender, case=case, seq=seq, act=act: disk.held.setdefault((sender, case), {}).__setitem__(
                                seq, act
                            )
                        )
                case Apply(sender, env_id, case, seq):
                    transaction.write(lambda done=(sender, case, seq, env_id): disk.applied.append(done))
                    transaction.write(lambda place=(sender, case), seq=seq: disk.held.get(place, {}).pop(seq, None))
                case Advance(sender, case, next_seq, digest):
                    head = Head(next_seq, digest)
                    transaction.write(lambda place=(sender, case), head=head: disk.heads.__setitem__(place, head))
                case AppendLeaf(sender, env_id):
                    if self.bug != "leaf-outside-transaction":
                        transaction.write(lambda leaf=("received", sender, env_id): disk.leaves.append(leaf))
                case SignReceipt(sender, env_id, order):
                    outer = items[env_id].outer_digest
                    signed[effect] = receipt = print_receipt(order, env_id, outer, self._fresh_salt())
                    transaction.write(lambda key=(sender, env_id), row=(outer, receipt): disk.inbox.__setitem__(key, row))
                case SignRefusal(_, env_id, outer, wire_class):
                    signed[effect] = receipt = print_receipt(wire_class, env_id, outer, self._fresh_salt())
                    if recourse(wire_class) is Recourse.FINAL:
                        transaction.write(lambda key=(env_id, outer, wire_class), kept=receipt: disk.refusals.__setitem__(key, kept))
                case Unhold(sender, _, case, seq):
                    transaction.write(lambda place=(sender, case), seq=seq: disk.held[place].pop(seq))
                case Alarm():
                    transaction.write(lambda effect=effect: disk.alarms.setdefault(effect))
        return signed

    def _resolve(self, effect: object, signed: dict[SignReceipt | SignRefusal, bytes]) -> bytes | None:
        if isinstance(effect, Want):
            return None
        if not isinstance(effect.receipt, bytes):
            return signed[effect.receipt]
        if self.bug == "receipt-not-stored":  # only that it was received is known; the receipt is signed anew
            answer = read_receipt(effect.receipt)
            return print_receipt(answer.verdict, answer.env_id, answer.outer_digest, self._fresh_salt())
        return effect.receipt

    def _fresh_salt(self) -> str:
        self._salt += 1
        return f"{self.generation}.{self._salt}"


__all__ = ["BUGS", "Crashed", "Disk", "Envelope", "Node", "PeerLine", "Posted", "Resend", "WakeAt"]
