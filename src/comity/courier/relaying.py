"""One relay as this node uses it: leaves there what is due to peers that no line reaches, and has what lies there for itself brought in.

Nothing is ended by leaving: an entry stays due until its peer's own receipt is here, whichever way that came. What is brought in is
decided, kept and answered by the code that a POST meets; the receipts go back sealed, over a relay too, and only then the relay is told
that its things were taken. Whatever breaks off in between is asked for once more, and known.
"""

import random
import threading
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from itertools import groupby
from typing import Any, Final

import structlog
from django.db import close_old_connections, connection, transaction
from django.db.models import Exists, OuterRef

from comity.courier.accepting import accept_delivery
from comity.courier.beside import UNANSWERED, Told, take_sealed
from comity.courier.entries import due_of
from comity.courier.epochs import own_statement
from comity.courier.granting import Gate
from comity.courier.protocol.backoff import delay
from comity.courier.protocol.lines import PeerAnswer, Priority, Verdict
from comity.courier.protocol.recourse import Recourse, recourse
from comity.courier.protocol.relays import AGAIN, goes_over_relay, no_room_for, to_leave
from comity.courier.refusing import Refusals
from comity.courier.relayfiles import FULL, FilesAtRelay
from comity.courier.relayline import Answered, Leaving, RelayAwayError, RelayLine
from comity.courier.resealing import leaving
from comity.desk.crashing import crash_point
from comity.directory.book import book
from comity.directory.epochs import sealing_key
from comity.directory.epochseeds import opening_keys
from comity.directory.home import Home
from comity.directory.keyfiles import node_keys
from comity.directory.relays import Box, boxes, relay_to
from comity.directory.sections import Node, Relay
from comity.records import journal
from comity.records.lending import lent_connection
from comity.records.models import OUTBOX_OPEN, Line, Outbox, RelayHold
from comity.records.outbox import OutboxEntry
from comity.seal.closed import close_file, open_file
from comity.seal.envelope import Recipient
from comity.seal.receipt import receipt_body, sign_receipts, verify_receipt
from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, NodeId
from comity.terms.instants import Instant
from comity.terms.refusals import Malformed, Refused
from comity.wire.batch import MAX_DELIVERY, Item, parse_delivery, parse_reply, print_delivery
from comity.wire.coming import COMING
from comity.wire.epoch import EPOCH
from comity.wire.held import TakenBody, kind_of, parse_taken, print_taken
from comity.wire.receipts import parse_receipt
from comity.wire.refused import RefusedBody
from comity.wire.relay import MAX_CLOSED, Left, Lying

WINDOW: Final = 512
_FIRST: Final = timedelta(seconds=1)
_SOON: Final = 0.5  # seconds until the next look where a file is under way: a receiver's word makes room for more of it
_LOG: Final = structlog.get_logger("comity.courier")
# A receipt that answers an envelope is asked for again with its envelope; the others travel on their own, and are answered.
_UNANSWERED: Final = frozenset({"received", "taken", EPOCH}) | UNANSWERED

Answering = Callable[[NodeId, PeerAnswer, bytes], None]


class Relayer(threading.Thread):
    """The way over one relay, in a thread of its own: a relay that is away holds up no line and no other relay."""

    def __init__(
        self, relay: Relay, *, home: Home, now: Callable[[], Instant], answered: Answering, gate: Gate | None, refusals: Refusals | None
    ) -> None:
        """Nothing is asked before `start`. `answered` is told as by the listener, whose `gate` and `refusals` count on every way."""
        super().__init__(name=f"over-{relay.id}", daemon=True)
        self._relay, self._home, self._now, self._answered = relay, home, now, answered
        self._line = RelayLine(relay, home=home, now=now)
        self._stopping, self._due = threading.Event(), threading.Event()
        self._random = random.SystemRandom()
        self._told: dict[str, Any] = {"answered": answered, "gate": gate or Gate(), "refusals": refusals}
        self._attempts = 0
        self._moving = False  # whether something of a file was brought in
        self._shown: str | None = None
        self._shown_keys: dict[NodeId, bytes] = {}  # which daily key of this node was left for whom
        self._turned_away: dict[str, Instant] = {}  # what the relay will not have, and until when it is not asked again
        self._files = FilesAtRelay(self._line, now=now, waits=lambda: self._due.is_set() or self._stopping.is_set())

    def tell(self) -> None:
        """Something may be due. May be called from any thread."""
        self._due.set()

    def stop(self) -> None:
        """End after what is in hand."""
        self._stopping.set()
        self._due.set()

    def run(self) -> None:
        """Leave and bring until told to stop."""
        try:
            pause = _FIRST.total_seconds() * self._random.random()
            while not self._stopping.is_set():
                if self._due.wait(pause):
                    self._due.clear()
                if not self._stopping.is_set():
                    pause = self._look()
                if self._attempts:  # a relay that is away is not asked more often because much happens here
                    self._stopping.wait(pause)
                    pause = 0.0
        finally:
            self._line.close()

    @lent_connection()
    def _look(self) -> float:
        """Go over the relay once; return how many seconds to wait."""
        failure = ""
        try:
            self.go()
            self._attempts = 0
        except RelayAwayError as fault:
            _LOG.info("relay", relay=str(self._relay.id), why=str(fault))
            failure = fault.failure.value
            self._attempts += 1
        except Exception:  # noqa: BLE001 as for lines: what is due is still due, and lies there still
            _LOG.exception("relay", relay=str(self._relay.id))
            close_old_connections()
            self._attempts += 1
        if failure or not self._attempts:
            self._show(failure)
        if self._attempts:
            return delay(self._attempts, jitter=self._random.random()).total_seconds()
        return _SOON if self._moving else float(self._home.relay.every_seconds)

    def go(self) -> None:
        """Leave what is due at this relay, and bring in what lies there; raises `RelayAwayError`."""
        box = next((one for one in boxes(book(self._home), own=self._home.node) if one.relay == self._relay), None)
        if box is None:
            return  # the directory names it no more
        self._leave_due(box)
        if box.asks:
            self._bring()

    # -- what is due ------------------------------------------------------------------------------------

    def _leave_due(self, box: Box) -> None:
        lines = dict(Line.objects.filter(peer__in=[peer.id.text for peer in box.peers]).values_list("peer", "down_since"))
        for peer in box.peers:
            now = self._now()
            down_since = lines.get(peer.id.text)
            if not goes_over_relay(has_line=bool(peer.endpoint), down_since=down_since, patience=self._home.relay.patience, now=now):
                continue
            while (things := self._due_to(peer)) and not self._stopping.is_set():
                self._leave(peer, things)
                self._show_key(peer.id, line=self._line)
            if self._files.leave(peer.id):
                self._show_key(peer.id, line=self._line)

    def _due_to(self, peer: Node) -> list[tuple[str, Leaving]]:
        """Return what is left for `peer` next, each with the entries' names that it holds."""
        now = self._now()
        believed = RelayHold.objects.filter(peer=OuterRef("peer"), env_id=OuterRef("env_id"), at__gt=now + -AGAIN, at__lte=now)
        rows = Outbox.objects.filter(OUTBOX_OPEN, ~Exists(believed), peer=peer.id.text).order_by("id")
        turned_away = {name for name, until in self._turned_away.items() if until > now}
        found = (OutboxEntry(*row) for row in rows.values_list(*OutboxEntry._fields)[:WINDOW])
        entries = [due_of(row) for row in found if row.env_id not in turned_away]
        things = []
        chosen = list(to_leave(entries, {}, now=now))
        for entry, row in zip(chosen, leaving(peer.id, [entry.env_id.text for entry in chosen], at=now), strict=True):
            if row.item == "envelope":
                things.append((row.env_id, Leaving(entry.env_id, entry.outer_digest, Left("envelope", row.sealed))))
            else:
                things.append((row.env_id, self._closed(peer.id, [row.sealed])))
        return _fitting(things)

    def _show_key(self, to: NodeId, *, line: RelayLine) -> None:
        """Leave this node's daily key for `to`, once: it cannot ask for it where no line leads."""
        statement = own_statement(self._home, at=self._now())
        if statement is None or self._shown_keys.get(to) == statement:
            return
        (answer,) = line.leave(to, [self._closed(to, [statement])])
        if answer.wire_class is None:
            self._shown_keys[to] = statement

    def _closed(self, to: NodeId, receipts: Iterable[bytes]) -> Leaving:
        """Seal receipts for `to`: a receipt names its case, and a relay is to know of none."""
        content = print_delivery([("receipt", receipt) for receipt in receipts])
        key = sealing_key(to, at=self._now())
        data = close_file(content, recipients=[Recipient(to, key)])
        digest = Digest.of(data)
        return Leaving(EnvelopeId(digest.raw[:16].hex()), digest, Left("closed", data))

    def _leave(self, peer: Node, things: Sequence[tuple[str, Leaving]]) -> None:
        """Leave these; keep what the relay signed that it holds. What it will not have waits a while, and holds up nothing else."""
        answers = self._line.leave(peer.id, [thing for _, thing in things])
        crash_point("relayed.left")
        now, held = self._now(), []
        for (env_id, thing), answer in zip(things, answers, strict=True):
            if answer.wire_class is None:
                held.append((env_id, answer))
            else:
                _LOG.warning("relay", relay=str(self._relay.id), env_id=env_id, wire_class=answer.wire_class, size=len(thing.left.data))
                self._turned_away[env_id] = now + (FULL if answer.wire_class == "unavailable" else AGAIN)
        self._keep(peer.id, held, at=now)

    @transaction.atomic
    def _keep(self, peer: NodeId, held: Sequence[tuple[str, Answered]], *, at: Instant) -> None:
        entries = []
        for env_id, answer in held:
            values = {"relay": self._relay.id.text, "sealed": answer.sealed, "at": at}
            RelayHold.objects.update_or_create(peer=peer.text, env_id=env_id, defaults=values)
            facts = {"envelope": env_id, "peer": peer.text, "relay": self._relay.id.text, "receipt": str(Digest.of(answer.sealed))}
            entries.append(journal.Entry(name="delivery.held", actor=self._home.node.text, about="", facts=facts))
        if entries:
            journal.append(*entries, at=at, key=node_keys(self._home).signing.public.key_id)
        crash_point("relayed.before-commit")

    # -- what lies there --------------------------------------------------------------------------------

    def _bring(self) -> None:
        self._moving = False
        cursor = 0  # the relay has let go of all that was taken: what it still has is not taken yet, or was not said to be
        while not self._stopping.is_set():
            page = self._line.since(cursor)
            done = [number for giver, items in groupby(page.items, key=lambda one: one.giver) for number in self._take(giver, list(items))]
            crash_point("relayed.taken")
            if done:
                self._line.taken(done)
            if not page.more:
                return
            cursor = page.items[-1].number

    def _take(self, giver: NodeId, items: Sequence[Lying]) -> list[int]:
        """Take what one node left; return the numbers of what need not be asked for again. A fault of the program costs its item alone."""
        try:
            book(self._home).node(giver)
        except Refused as refusal:
            _LOG.warning("relay", relay=str(self._relay.id), giver=giver.text, things=len(items), why=str(refusal))
            return [item.number for item in items]  # as at our own door: a stranger's things are not looked at
        try:
            self._take_in(giver, items)
        except RelayAwayError:
            raise
        except Exception:  # noqa: BLE001 see the docstring
            _LOG.exception("relay", relay=str(self._relay.id), giver=giver.text)
            if not connection.in_atomic_block:
                close_old_connections()  # a server that was restarted took this one with it
            if len(items) == 1:
                return []
            return [number for item in items for number in self._take(giver, [item])]
        return [item.number for item in items]

    def _take_in(self, giver: NodeId, items: Sequence[Lying]) -> None:
        back: list[bytes] = []
        things: list[Item] = []
        closed = False
        told = Told.nothing()
        for item in (one for one in items if one.kind != "parcel"):
            found = [Item("envelope", item.data)] if item.kind == "envelope" else self._opened(item)
            things += found
            closed |= not found
        for batch in _batches(things):
            back += self._accept(giver, batch)
        for item in (one for one in items if one.kind == "parcel"):
            closed |= not self._shelved(item, told)
        self._moving |= bool(told.words) or any(_kind(thing.data) == COMING for thing in things if thing.kind == "receipt")
        back += told.signed(home=self._home)
        # The receipts go where the giver asks. Should they be lost there, it leaves its acts again, and each is answered with the same one.
        relay = relay_to(giver, book=book(self._home), own=self._home.node)
        if (back or closed) and relay is not None:
            line = self._line if relay == self._relay else RelayLine(relay, home=self._home, now=self._now)
            for start in range(0, len(back), 64):
                (answer,) = line.leave(giver, [self._closed(giver, back[start : start + 64])])
                if answer.wire_class is not None:
                    _LOG.warning("relay", relay=str(relay.id), giver=giver.text, wire_class=answer.wire_class)
            if closed:
                self._shown_keys.pop(giver, None)  # what does not open is sealed to a key that is over: the giver is told the newest
            self._show_key(giver, line=line)
            if line is not self._line:
                line.close()

    def _opened(self, item: Lying) -> list[Item]:
        """Return the receipts in a sealed file; one that cannot be opened is left to its giver, who leaves it again, sealed afresh."""
        try:
            keys = opening_keys(self._home, at=self._now())
            content = open_file(item.data, node=self._home.node, sealing_keys=keys, most=MAX_CLOSED)
            things = parse_delivery(content)
            if any(thing.kind != "receipt" for thing in things):
                raise Malformed("sealed file", "something else than receipts")
        except Refused as refusal:
            _LOG.warning("relay", relay=str(self._relay.id), giver=item.giver.text, why=str(refusal))
            return []
        return list(things)

    def _shelved(self, item: Lying, told: Told) -> bool:
        """Take one parcel; say whether it opened. One that did not goes once more, as what is sealed does."""
        try:
            told.take(take_sealed(item.data, sender=item.giver, at=self._now()), at=self._now())
        except Refused as refusal:
            _LOG.warning("relay", relay=str(self._relay.id), giver=item.giver.text, why=str(refusal))
            return False
        return True

    def _accept(self, giver: NodeId, batch: Sequence[Item]) -> list[bytes]:
        """Have things accepted as from the line; return the receipts that they are owed."""
        taken: list[Item] = []
        for item in batch:
            if item.kind == "receipt" and _kind(item.data) == "taken":
                self._told_taken(item.data)
            else:
                taken.append(item)
        if not taken:
            return []
        data = accept_delivery(print_delivery(taken), sender=giver, at=self._now(), **self._told)
        reply = parse_reply(data, items=len(taken))
        for item, answer in zip(taken, reply.items, strict=True):
            if item.kind == "receipt" and answer is None and _kind(item.data) == "refused":
                self._not_taken(giver, item.data)
        back = [receipt for receipt in reply.items if receipt is not None]
        marks = [
            print_taken(TakenBody(outer=Digest.of(item.data), at=self._now()))
            for item, receipt in zip(taken, reply.items, strict=True)
            if receipt is None and _kind(item.data) not in _UNANSWERED
        ]
        return back + (sign_receipts(marks, key=node_keys(self._home).signing) if marks else [])

    def _told_taken(self, data: bytes) -> None:
        """A peer has a receipt of ours that travelled on its own: the entry is done."""
        try:
            verified = verify_receipt(data, keyring=book(self._home).keyring, seen=self._now())
            outer = parse_taken(verified.body_bytes).outer
        except Refused as refusal:
            _LOG.warning("refused", item="receipt", wire_class=refusal.wire_class, why=str(refusal))
            return
        env_id = outer.raw[:16].hex()
        if Outbox.objects.filter(OUTBOX_OPEN, peer=verified.node.text, env_id=env_id, seq=0).exists():
            self._answered(verified.node, PeerAnswer(EnvelopeId(env_id), outer, Verdict.TAKEN), data)

    def _not_taken(self, peer: NodeId, data: bytes) -> None:
        """A peer signed that it could not take an act of ours yet: it lies at the relay no more, and is left again after a while."""
        body = parse_receipt(receipt_body(data))
        if isinstance(body, RefusedBody) and body.env_id is not None and recourse(body.wire_class) is Recourse.RETRY:
            named = {"peer": peer.text, "env_id": body.env_id.text}
            if (row := Outbox.objects.filter(OUTBOX_OPEN, **named).values_list("priority").first()) and RelayHold.objects.filter(
                **named
            ).delete()[0]:
                self._turned_away[body.env_id.text] = self._now() + no_room_for(urgent=row[0] == Priority.URGENT)

    # -- how it stands ----------------------------------------------------------------------------------

    def _show(self, failure: str) -> None:
        """Write for the pages how the relay stands, when that changed."""
        if failure == self._shown:
            return
        self._shown = failure
        now = self._now()
        values = {"attempts": self._attempts, "last_fault": failure, "down_since": now if failure else None}
        if not failure:
            values["last_contact_at"] = now
        Line.objects.update_or_create(peer=self._relay.id.text, defaults=values)


def _kind(data: bytes) -> str:
    """Return what a sealed receipt says it is, before anybody has verified it; empty for what cannot be read."""
    try:
        return kind_of(receipt_body(data))
    except Refused:
        return ""


def _fitting(things: Sequence[tuple[str, Leaving]]) -> list[tuple[str, Leaving]]:
    """Return as many of the first as one POST holds."""
    fitting: list[tuple[str, Leaving]] = []
    size = 512
    for env_id, thing in things:
        size += len(thing.left.data) + 8
        if fitting and size > MAX_DELIVERY:
            break
        fitting.append((env_id, thing))
    return fitting


def _batches(things: Sequence[Item]) -> Iterable[list[Item]]:
    """Yield things in deliveries, in their order."""
    batch: list[Item] = []
    size = 16
    for item in things:
        if batch and (len(batch) == 64 or size + len(item.data) + 8 > MAX_DELIVERY):
            yield batch
            batch, size = [], 16
        batch.append(item)
        size += len(item.data) + 8
    if batch:
        yield batch
