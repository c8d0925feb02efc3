"""How a simulated node takes one POST: repeats first, then open, decide, one transaction, and only then the answer."""

from collections.abc import Callable, Collection, Mapping, Sequence
from random import Random
from types import MappingProxyType
from typing import Final, Protocol

from comity.courier.lab.disk import Disk, Transaction
from comity.courier.lab.epochs import LASTING, openable, shown
from comity.courier.lab.faults import Planted
from comity.courier.lab.room import DiskRoom, traffic_of
from comity.courier.lab.sealing import Envelope, Sealer, Taken
from comity.courier.protocol.arriving import Arrived, Head, HeldAct, Stored
from comity.courier.protocol.batches import Batch, Shelf, Stream, TurnedAway, decide_batch, repeats
from comity.courier.protocol.effects import Advance, Alarm, Answer, AppendLeaf, Apply, Keep, Order, SignReceipt, SignRefusal, Unhold, Want
from comity.courier.protocol.granting import Purse, TrafficClass
from comity.courier.protocol.lines import Verdict, Wanted
from comity.courier.protocol.recourse import NO_CREDIT, Recourse, recourse
from comity.courier.protocol.watermarks import Mark
from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, NodeId, Reference
from comity.terms.instants import Instant
from comity.terms.refusals import Refused

THEIRS: Final = False
Replying = Callable[[list[bytes], list[Wanted]], None]


class Shell(Protocol):
    """What taking needs of a node."""

    name: NodeId
    disk: Disk
    sealer: Sealer
    rng: Random
    planted: Planted | None
    refusing: float
    room: DiskRoom
    peers: int
    turned_away: Callable[[NodeId, Envelope, TrafficClass, int], None]
    clock: Callable[[], Instant]
    point: Callable[[str], None]


def take(
    node: Shell, envelopes: Sequence[Envelope], *, deliverer: NodeId, reply: Replying, along: Collection[EnvelopeId] = frozenset()
) -> None:
    """Take one POST of `deliverer` at `node`; `reply` gets one receipt an envelope, in order, and what is wanted.

    `along` are those that are marked to count with an urgent act of their case.
    """
    purse = Purse(node.room.granted(deliverer, peers=node.peers))
    _renew(node, envelopes, deliverer=deliverer)
    fast: dict[int, bytes] = {}
    items: list[Arrived | TurnedAway] = []
    # (1) a repeat is answered before any cryptography
    for at, envelope in enumerate(envelopes):
        row = node.disk.inbox.get((deliverer, envelope.env_id))
        again = repeats(Stored(*row), outer_digest=envelope.outer_digest) if row and node.planted is None else None
        if again is None:
            items.append(_judge(node, purse, envelopes[: at + 1], deliverer=deliverer, along=along))
        else:
            fast[at] = again
    # (2) decide and keep in one transaction
    batch = decide_batch(_shelf(node, items, unlike=_unlike(node, envelopes)), items)
    taking = _Taking(node, {item.env_id: item for item in items}, wraps={one.env_id: one.epoch for one in envelopes})
    for effect in batch.inside:
        node.point(effect.name)
        taking.perform(effect)
    answers = iter([taking.resolve(effect) for effect in batch.after if isinstance(effect, Answer)])
    receipts = [fast[at] if at in fast else next(answers) for at in range(len(envelopes))]
    wants = [Wanted(effect.case, effect.from_seq) for effect in batch.after if isinstance(effect, Want)]
    if node.planted is Planted.ACKNOWLEDGE_BEFORE_COMMIT:
        reply(receipts, wants)
    taking.commit(batch)
    _use_room(node, batch, envelopes, deliverer=deliverer, along=along)
    # (3) answer
    node.point("answer")
    if node.planted is not Planted.ACKNOWLEDGE_BEFORE_COMMIT:
        reply(receipts, wants)


def take_again(node: Shell, arrived: Arrived, *, receipt: bytes) -> None:
    """Keep an act that was taken before, with the receipt that was given then; what is here already stays as it is."""
    batch = decide_batch(_shelf(node, [arrived]), [arrived])
    if not any(isinstance(effect, Keep) for effect in batch.inside):
        return
    taking = _Taking(node, {arrived.env_id: arrived}, again=receipt)
    for effect in batch.inside:
        taking.perform(effect)
    taking.commit(batch)


def _renew(node: Shell, envelopes: Sequence[Envelope], *, deliverer: NodeId) -> None:
    """Sign receipts of an earlier life once more, before they are given again."""
    transaction = Transaction(node.disk.log, node.point)
    rows = [(envelope.env_id, node.disk.inbox.get((deliverer, envelope.env_id))) for envelope in envelopes] if node.disk.life.life else []
    old = [(env_id, row) for env_id, row in rows if row and node.sealer.read(row[1], giver=node.name).answer.life < node.disk.life.life]
    for env_id, (outer, receipt) in dict(old).items():
        again = node.sealer.renew(receipt, giver=node.name, life=node.disk.life.life)
        transaction.write(node.disk.inbox.__setitem__, (deliverer, env_id), (outer, again))
    if old:
        transaction.commit()


def _judge(
    node: Shell, purse: Purse, envelopes: Sequence[Envelope], *, deliverer: NodeId, along: Collection[EnvelopeId]
) -> Arrived | TurnedAway:
    """Judge the last of `envelopes`, which stand before it in its POST."""
    envelope = envelopes[-1]
    traffic = traffic_of(envelope, along=along)
    if not purse.take(traffic, envelope.letter.size):
        node.turned_away(deliverer, envelope, traffic, sum(one.letter.size for one in envelopes if traffic_of(one, along=along) is traffic))
        return TurnedAway(envelope.env_id, envelope.outer_digest, deliverer, NO_CREDIT)
    return _open(node, envelope, deliverer=deliverer)


def _use_room(node: Shell, batch: Batch, envelopes: Sequence[Envelope], *, deliverer: NodeId, along: Collection[EnvelopeId]) -> None:
    """Let what was kept take its room on the disk."""
    kept = {effect.env_id for effect in batch.inside if isinstance(effect, Keep)}
    for envelope in (one for one in envelopes if one.env_id in kept):
        traffic = traffic_of(envelope, along=along)
        if traffic is TrafficClass.URGENT:
            node.room.hurried.add(envelope.env_id)
        node.room.keep(deliverer, envelope.letter.size, traffic, peers=node.peers)


def _open(node: Shell, envelope: Envelope, *, deliverer: NodeId) -> Arrived | TurnedAway:
    if node.rng.random() < node.refusing:
        return TurnedAway(envelope.env_id, envelope.outer_digest, deliverer, "unavailable")
    try:
        return node.sealer.open(envelope, node=node.name, keys=openable(node.disk, at=node.clock()), at=node.clock())
    except Refused as refusal:
        return TurnedAway(envelope.env_id, envelope.outer_digest, deliverer, refusal.wire_class)


def _unlike(node: Shell, envelopes: Sequence[Envelope]) -> frozenset[EnvelopeId]:
    """Return what the planted `dedupe-by-bytes` does not know again: acts that came before, under another wrap."""
    if node.planted is not Planted.DEDUPE_BY_BYTES:
        return frozenset()
    kept = node.disk.wrapped
    return frozenset(one.env_id for one in envelopes if kept.get((one.letter.sender, one.env_id), one.epoch) != one.epoch)


def _shelf(node: Shell, items: Sequence[Arrived | TurnedAway], *, unlike: Collection[EnvelopeId] = frozenset()) -> Shelf:
    disk = node.disk
    keys = {(item.sender, item.env_id) for item in items}
    stored = {key: Stored(*disk.inbox[key]) for key in keys if key in disk.inbox}
    streams = {}
    for item in items:
        if isinstance(item, Arrived):
            place = (item.sender, item.case)
            streams[place] = _stream(disk, place)
            if node.planted is Planted.NO_DEDUPE or item.env_id in unlike:
                streams[place] = Stream(Head(item.seq, item.previous), {})
    stored = {key: row for key, row in stored.items() if key[1] not in unlike}
    if node.planted in {Planted.NO_DEDUPE, Planted.INBOX_NOT_CONSULTED}:
        stored = {}
    return Shelf(stored, streams, disk.refusals)


def _stream(disk: Disk, place: tuple[NodeId, Reference]) -> Stream:
    heads = dict(disk.heads.get(place, {0: Head()}))
    newest = heads.pop(max(heads))
    return Stream(newest, disk.held.get(place, {}), heads, frozenset(disk.applied_digests.get(place, ())))


class _Taking:
    """The effects of one POST in the making."""

    def __init__(
        self,
        node: Shell,
        items: Mapping[EnvelopeId, Arrived | TurnedAway],
        *,
        again: bytes | None = None,
        wraps: Mapping[EnvelopeId, int] = MappingProxyType({}),
    ) -> None:
        self._node, self._again, self._wraps = node, again, wraps
        self._items = items
        self._transaction = Transaction(node.disk.log, node.point)
        # Honest shells append the leaf in the same transaction.
        apart = node.planted is Planted.LEAF_OUTSIDE_TRANSACTION
        self._leaves = Transaction(node.disk.log, node.point) if apart else self._transaction
        self._taken: dict[tuple[NodeId, EnvelopeId], Taken] = {}
        self._places: dict[tuple[NodeId, EnvelopeId], Keep] = {}
        self._signed: dict[SignReceipt | SignRefusal, bytes] = {}

    def perform(self, effect: object) -> None:
        """Perform one effect inside the transaction."""
        disk, write = self._node.disk, self._transaction.write
        match effect:
            case Keep(sender, env_id):
                self._places[sender, env_id] = effect
                write(disk.wrapped.__setitem__, (sender, env_id), self._wraps.get(env_id, LASTING))
                self._hold(effect)
            case Apply(sender, env_id, case, seq):
                item = self._items.get(env_id)
                inner = item.inner_digest if isinstance(item, Arrived) else disk.held[sender, case][seq].inner_digest
                write(disk.applied.append, (sender, case, seq, env_id))
                write(_note_digest, disk, (sender, case), inner)
                write(_let_go, disk, (sender, case), seq)
            case Advance(sender, case, next_seq, digest):
                write(_advance, disk, (sender, case), Head(next_seq, digest))
            case AppendLeaf(sender, env_id):
                kept, item = self._places[sender, env_id], self._arrived(env_id)
                place = self._leaves.append(("received", sender.text, env_id.text))
                self._taken[sender, env_id] = Taken(
                    env_id, item.outer_digest, item.inner_digest, item.case, item.seq, kept.order, place, disk.life.life
                )
            case SignReceipt(sender, env_id, _):
                taken = self._taken[sender, env_id]
                self._signed[effect] = receipt = self._sign(taken)
                write(disk.inbox.__setitem__, (sender, env_id), (taken.outer, receipt))
                write(_note_mark, disk, sender, env_id, Mark(THEIRS, taken.case, taken.seq, taken.inner))
            case SignRefusal(_, env_id, outer, wire_class):
                node = self._node
                fresh = shown(disk, at=node.clock()) if recourse(wire_class) is Recourse.RESEAL else None
                self._signed[effect] = receipt = node.sealer.refusal(effect, giver=node.name, fresh=fresh, at=node.clock())
                if recourse(wire_class) is Recourse.FINAL:
                    write(disk.refusals.__setitem__, (env_id, outer, wire_class), receipt)
            case Unhold(sender, _, case, seq):
                write(_let_go, disk, (sender, case), seq)
            case Alarm():
                write(disk.alarms.setdefault, effect)

    def resolve(self, answer: Answer) -> bytes:
        """Return the bytes of one answer: stored, or signed in this very transaction."""
        if not isinstance(answer.receipt, bytes):
            return self._signed[answer.receipt]
        if self._node.planted is Planted.RECEIPT_NOT_STORED:  # only that it was received is known; the receipt is signed anew
            return self._sign_anew(answer.receipt)
        return answer.receipt

    def commit(self, batch: Batch) -> None:
        """Make all of it so; a POST of nothing but repeats has nothing to commit."""
        if batch.inside:
            self._transaction.commit()
        if self._leaves is not self._transaction:
            self._leaves.commit()

    def _arrived(self, env_id: EnvelopeId) -> Arrived:
        item = self._items[env_id]
        if not isinstance(item, Arrived):  # pragma: no cover - the core keeps nothing that did not open
            raise TypeError(item)
        return item

    def _hold(self, keep: Keep) -> None:
        if keep.order is Order.HELD and self._node.planted is not Planted.HOLD_FORGOTTEN:
            item = self._arrived(keep.env_id)
            act = HeldAct(keep.env_id, item.inner_digest, item.previous)
            self._transaction.write(_hold, self._node.disk, keep, act)

    def _sign(self, taken: Taken) -> bytes:
        if self._again is not None:
            return self._again
        return self._node.sealer.receipt(taken, giver=self._node.name, at=self._node.clock())

    def _sign_anew(self, receipt: bytes) -> bytes:
        node = self._node
        read = node.sealer.read(receipt, giver=node.name)
        item = self._items[read.answer.env_id]
        if read.answer.verdict is Verdict.REFUSED or read.place is None or not isinstance(item, Arrived):
            return receipt
        order = Order(read.answer.verdict.value)
        return self._sign(
            Taken(item.env_id, item.outer_digest, item.inner_digest, item.case, item.seq, order, read.place, node.disk.life.life)
        )


def _hold(disk: Disk, keep: Keep, act: HeldAct) -> None:
    disk.held.setdefault((keep.sender, keep.case), {})[keep.seq] = act


def _advance(disk: Disk, place: tuple[NodeId, Reference], head: Head) -> None:
    disk.heads.setdefault(place, {})[head.life] = head


def _note_mark(disk: Disk, sender: NodeId, env_id: EnvelopeId, mark: Mark) -> None:
    disk.came.setdefault(sender, {})[env_id] = mark


def _note_digest(disk: Disk, place: tuple[NodeId, Reference], inner: Digest) -> None:
    disk.applied_digests.setdefault(place, set()).add(inner)


def _let_go(disk: Disk, place: tuple[NodeId, Reference], seq: int) -> None:
    disk.held.get(place, {}).pop(seq, None)
