"""A node as simple as can be around the real protocol core: a disk with transactions, a memory that dies, and crash points.

It keeps the shell's rule: an act, its leaf and its outbox row commit together; inbox row, state, leaf and receipt
commit together; nothing is answered or transmitted before the commit. `planted` plants one fault of a careless shell.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from random import Random
from typing import Final

from comity.courier.lab.disk import Disk, Transaction
from comity.courier.lab.epochs import LASTING, learn, renew
from comity.courier.lab.faults import Planted
from comity.courier.lab.room import DiskRoom
from comity.courier.lab.sealing import Envelope, Letter, Sealer
from comity.courier.lab.taking import take
from comity.courier.protocol.arriving import Head, new_head
from comity.courier.protocol.effects import Alarm, Record, SendingAfter
from comity.courier.protocol.granting import Grant, TrafficClass
from comity.courier.protocol.lines import (
    Contact,
    Due,
    Happening,
    PeerAnswer,
    PeerLine,
    Priority,
    Receipts,
    Reply,
    Resealed,
    Restarted,
    Verdict,
    Wanted,
    Woken,
)
from comity.courier.protocol.relays import to_leave
from comity.courier.protocol.sending import step
from comity.courier.protocol.states import OPEN, State
from comity.ledger.frontier import Frontier
from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, NodeId, Reference
from comity.terms.instants import Instant
from comity.terms.lives import UNCLAIMED

WINDOW: Final = 8  # entries loaded for one step; small, so that the rule for slices is tested too
PATIENCE: Final = 6  # attempts after which the planted `gives-up` gives up


class Node:
    """One node: `disk` survives, everything else dies with `die` and begins again with `boot`."""

    def __init__(self, name: NodeId, *, sealer: Sealer, rng: Random, planted: Planted | None = None, durable_lines: bool = False) -> None:
        """Begin with an empty disk; `durable_lines` keeps lines and `sent` in rows instead of memory."""
        self.name = name
        self.sealer = sealer
        self.rng = rng
        self.planted = planted
        self.durable_lines = durable_lines
        self.disk = Disk()
        self.day = 0  # how long a daily key is the newest; 0 for none
        self.clock: Callable[[], Instant] = lambda: Instant(0)
        self.point: Callable[[str], None] = lambda _name: None
        self.out: list[SendingAfter] = []  # for the world to perform
        self.asks: list[NodeId] = []  # whom the world shall let it ask what is held of it
        self.generation = 0
        self.up = True
        self.quarantined = False  # came up from an old copy, and has not caught up
        self.room = DiskRoom(planted)
        self.peers = 1
        self.turned_away: Callable[[NodeId, Envelope, TrafficClass, int], None] = lambda _peer, _envelope, _traffic, _together: None
        self.refusing = 0.0  # share of items turned away as unavailable
        self._memory: dict[EnvelopeId, Due] = {}
        self._lines: dict[NodeId, PeerLine] = {}
        self._forgotten: set[EnvelopeId] = set()  # what `no-retry-after-restart` no longer sees

    # -- life ---------------------------------------------------------------------------------

    def die(self) -> None:
        """Lose everything but the disk."""
        self.up = False
        self.generation += 1
        self._memory, self._lines, self.out, self.asks = {}, {}, [], []
        self.room.forget()

    def boot(self) -> None:
        """Begin again from the disk."""
        self.up = True
        self.keep_keys()
        if self.quarantined:
            return
        if self.planted is Planted.LOG_IN_MEMORY:
            self.disk.log.frontier = Frontier()
        if self.planted is Planted.NO_RETRY_AFTER_RESTART:
            self._forgotten = {env_id for rows in self.disk.entries.values() for env_id in rows}
            return
        self.begin()

    def begin(self) -> None:
        """Go on with what the rows say is under way."""
        for peer, rows in self.disk.entries.items():
            if any(row.state in OPEN for row in rows.values()):
                self.happen(peer, Restarted())
            self.reseal_waiting(peer)  # a Reseal effect dies with the process; the rows remember it

    # -- sending ------------------------------------------------------------------------------

    def post(self, to: NodeId, case: Reference, *, priority: Priority, expires: Instant, size: int) -> EnvelopeId:
        """Post one act: state, leaf and outbox row in one transaction; returns the identifier once it is committed."""
        head = self.disk.own_heads.get((to, case), new_head(self.disk.life.life))
        letter = Letter(
            sender=self.name,
            to=to,
            case=case,
            seq=head.next_seq,
            previous=head.digest,
            created=self.clock(),
            expires=expires,
            size=size,
            urgent=priority is Priority.URGENT,
        )
        envelope = self.sealer.seal(letter, epoch=self.disk.known.get(to, LASTING), signer=self.name)
        due = Due(envelope.env_id, envelope.outer_digest, case, head.next_seq, size, priority, expires)
        transaction = Transaction(self.disk.log, self.point)
        transaction.write(self.disk.own_heads.__setitem__, (to, case), Head(head.next_seq + 1, envelope.inner_digest))
        transaction.append(("posted", envelope.env_id.text))
        transaction.write(self.disk.sealed.__setitem__, envelope.env_id, envelope)
        if self.planted is Planted.OUTBOX_ROW_OUTSIDE_TRANSACTION:
            transaction.commit()
            transaction = Transaction(self.disk.log, self.point)
        transaction.write(self.disk.entries.setdefault(to, {}).__setitem__, envelope.env_id, due)
        transaction.commit()
        return envelope.env_id

    def happen(self, peer: NodeId, happening: Happening, receipts: Iterable[bytes] = ()) -> None:
        """Run one step of the core for one line and perform its effects; effects that leave the node go to `out`."""
        kept = self.disk.lines if self.durable_lines else self._lines
        theirs = 0 if self.planted is Planted.LATE_RECEIPTS_COUNT else self.disk.lives.get(peer, UNCLAIMED).life
        line = replace(kept.get(peer, PeerLine(peer)), life=self.disk.life.life, theirs=theirs)
        result = step(line, self._slice(peer, happening), happening, now=self.clock(), jitter=self.rng.random())
        if result.inside or self.durable_lines:
            read = {Digest.of(receipt): receipt for receipt in receipts}
            self._commit(peer, result.line, changed=result.changed, inside=result.inside, read=read)
        else:
            self._memory.update((entry.env_id, entry) for entry in result.changed)
        if not self.durable_lines:
            self._lines[peer] = result.line
        if result.asks:
            self.asks.append(peer)
        for effect in result.after:
            self.point(effect.name)
            self.out.append(effect)

    def keep_keys(self) -> None:
        """Make the key of the day, and destroy those that are over."""
        renew(self.disk, at=self.clock(), day=self.day)

    def reseal(self, peer: NodeId, env_id: EnvelopeId) -> None:
        """Let it be due again, if a newer key of the peer is known than the one that was refused; otherwise it waits for one."""
        newer = self.disk.known.get(peer, LASTING) != self.disk.sealed[env_id].epoch
        if newer and self.planted is not Planted.NO_REWRAP:
            self.happen(peer, Resealed(env_id, self.disk.entries[peer][env_id].size))

    def reseal_waiting(self, peer: NodeId) -> None:
        """Do so for all that waits for a key of `peer`."""
        for env_id, row in list(self.disk.entries.get(peer, {}).items()):
            if self._memory.get(env_id, row).keyless:
                self.reseal(peer, env_id)

    def learn(self, peer: NodeId, key: int | None) -> None:
        """Take a daily key that a peer shows."""
        if learn(self.disk, peer, key, at=self.clock()):
            self.reseal_waiting(peer)

    def to_send(self, peer: NodeId, env_id: EnvelopeId) -> Envelope:
        """Return an envelope as it leaves, wrapped for the newest key that is known; identifier and both headers stay."""
        envelope, newest = self.disk.sealed[env_id], self.disk.known.get(peer, LASTING)
        if envelope.epoch != newest and self.planted is not Planted.NO_REWRAP:
            envelope = self.disk.sealed[env_id] = self.sealer.rewrap(envelope, epoch=newest)
        return envelope

    def waits_for_key(self, peer: NodeId) -> bool:
        """Whether something for `peer` waits for a newer key of it."""
        return any(self._memory.get(env_id, row).keyless for env_id, row in self.disk.entries.get(peer, {}).items())

    def take_reply(
        self, peer: NodeId, number: int, receipts: Sequence[bytes], wants: Iterable[Wanted], *, granted: Grant | None = None
    ) -> None:
        """Take the reply to a POST."""
        self.happen(peer, Reply(number, self._answers(peer, receipts), tuple(wants), granted), receipts)

    def take_receipts(self, peer: NodeId, receipts: Sequence[bytes]) -> None:
        """Take receipts that came otherwise."""
        self.happen(peer, Receipts(self._answers(peer, receipts)), receipts)

    def for_relay(self, peer: NodeId) -> tuple[Due, ...]:
        """Return what is left at a relay for `peer` now."""
        rows = [self._memory.get(env_id, row) for env_id, row in self.disk.entries.get(peer, {}).items()]
        rows = [row for row in rows if row.env_id not in self._forgotten]
        held = {env_id: at for (to, env_id), at in self.disk.holds.items() if to == peer}
        return to_leave(rows, held, now=self.clock())

    def take_held(self, peer: NodeId, env_id: EnvelopeId, receipt: bytes) -> None:
        """Take a relay's word that it holds an entry: it ends nothing."""
        if self.planted is Planted.HELD_COUNTED:
            row = self.disk.entries[peer][env_id]
            answer = PeerAnswer(env_id, row.outer_digest, Verdict.APPLIED, Digest.of(receipt))
            self.happen(peer, Receipts((answer,)), [receipt])
            return
        transaction = Transaction(self.disk.log, self.point)
        transaction.write(self.disk.holds.__setitem__, (peer, env_id), self.clock())
        transaction.commit()

    def unsettled(self) -> bool:
        """Whether an act still waits for something that nodes do by themselves."""
        rows = (row for rows in self.disk.entries.values() for row in rows.values())
        return any(row.state in OPEN or row.keyless for row in rows)

    def _answers(self, peer: NodeId, receipts: Sequence[bytes]) -> tuple[PeerAnswer, ...]:
        read = [self.sealer.read(receipt, giver=peer) for receipt in receipts]
        for one in read:
            learn(self.disk, peer, one.fresh, at=self.clock())
        return tuple(one.answer for one in read)

    def _slice(self, peer: NodeId, happening: Happening) -> list[Due]:
        """Load the slice that `step` asks for, oldest first, and no more."""
        rows = [self._memory.get(env_id, row) for env_id, row in self.disk.entries.get(peer, {}).items()]
        rows = [row for row in rows if row.env_id not in self._forgotten]
        if self.planted is Planted.GIVES_UP:
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
            hurried = row.expires <= now or row.case in urgent
            if row.state is State.DUE and not hurried:
                window -= 1
            is_open = row.state is State.SENT or (row.state is State.DUE and (window >= 0 or hurried))
            is_open |= row.keyless and row.expires <= now and isinstance(happening, Woken)
            wanted = any(row.case == want.case and row.seq >= want.from_seq for want in wants)
            if is_open or wanted or row.env_id in named:
                chosen.append(row)
        return chosen

    def _commit(
        self, peer: NodeId, line: PeerLine, *, changed: Sequence[Due], inside: Sequence[Record | Alarm], read: dict[Digest, bytes]
    ) -> None:
        transaction = Transaction(self.disk.log, self.point)
        rows = self.disk.entries.setdefault(peer, {})
        if self.durable_lines:
            transaction.write(self.disk.lines.__setitem__, peer, line)
        for entry in changed:
            transaction.write(rows.__setitem__, entry.env_id, entry)
            transaction.write(self._memory.pop, entry.env_id, None)
        for effect in inside:
            self.point(effect.name)
            if isinstance(effect, Alarm):
                transaction.write(self.disk.alarms.setdefault, effect)
                continue
            if effect.state is State.EXPIRED and self.planted is Planted.SILENT_EXPIRY:
                transaction.write(rows.pop, effect.env_id)
                continue
            transaction.append(("outcome", effect.env_id.text, effect.state, str(effect.receipt)))
            if effect.receipt in read:
                transaction.write(self.disk.receipts.__setitem__, effect.env_id, read[effect.receipt])
        transaction.commit()

    # -- receiving ----------------------------------------------------------------------------

    def take_post(
        self,
        envelopes: Sequence[Envelope],
        *,
        deliverer: NodeId,
        reply: Callable[[list[bytes], list[Wanted]], None],
        along: Collection[EnvelopeId] = (),
    ) -> None:
        """Receive one POST: open, decide, commit, and only then `reply`; then the deliverer's line has had contact."""
        take(self, envelopes, deliverer=deliverer, reply=reply, along=along)
        self.happen(deliverer, Contact())
