"""Carries what is due to one peer: one thread, one kept connection, so that a dead peer holds up nobody else."""

import random
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

import structlog
import urllib3
from django.db import close_old_connections, connection, transaction
from django.db.models import QuerySet

from comity.courier.ahead import leaving_ahead
from comity.courier.alarms import keep_alarms
from comity.courier.answers import answer_for, item_kind
from comity.courier.entries import due_of, named_in, with_lives
from comity.courier.epochs import learn, own_statement
from comity.courier.granting import HEADER as CREDITS_HEADER
from comity.courier.granting import KNOWN, Heard
from comity.courier.opening import PinnedPool, failure_of, failure_of_status
from comity.courier.protocol.effects import Alarm, Record, Reseal, Resend, Transmit, WakeAt
from comity.courier.protocol.granting import Grant
from comity.courier.protocol.lines import (
    Contact,
    Due,
    Failed,
    Failure,
    Happening,
    PeerAnswer,
    PeerLine,
    Receipts,
    Reply,
    Restarted,
    Step,
    Verdict,
    Wanted,
    Woken,
)
from comity.courier.protocol.sending import step
from comity.courier.protocol.states import State
from comity.courier.resealing import leaving, reseal, reseal_waiting
from comity.courier.waking import Told, Waking
from comity.desk.carried.returning import arrived_after_all
from comity.desk.crashing import crash_point
from comity.desk.receiving.receipts import delivered, undelivered
from comity.directory.book import book, one_look
from comity.directory.epochs import keys_taken
from comity.directory.home import home
from comity.directory.keyfiles import node_keys
from comity.records import journal
from comity.records.lending import lent_connection
from comity.records.lives import life_in_rows
from comity.records.models import OUTBOX_KEYLESS, OUTBOX_OPEN, Line, Outbox, PeerEpoch, Receipt
from comity.records.outbox import Ended, OutboxEntry, Sealed, end_entries, open_entries
from comity.records.rows import fresh, insert_all
from comity.seal.receipt import verify_receipt
from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, NodeId
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.wire.batch import MAX_REPLY, Item, parse_reply, print_delivery
from comity.wire.receipts import parse_receipt
from comity.wire.refused import RefusedBody

PATH: Final = "/comity/1/in"
SENDER_HEADER: Final = "Comity-Node"
TIMEOUT: Final = urllib3.Timeout(connect=5, read=60)
WINDOW: Final = 512
KEPT_WITHIN: Final = 10.0

_OK: Final = 200
_HEADERS: Final = {"Content-Type": "application/octet-stream", "User-Agent": urllib3.util.SKIP_HEADER, CREDITS_HEADER: KNOWN}
_PAUSE: Final = timedelta(seconds=5)
_LEAVES: Final = {
    State.RECEIPTED: "receipt.received",
    State.REFUSED: "delivery.refused",
    State.EXPIRED: "delivery.expired",
}
_LOG: Final = structlog.get_logger("comity.courier")


@dataclass(frozen=True, slots=True)
class _Answers:
    """A reply with its receipts verified: what the protocol hears, and the bytes to keep."""

    answers: tuple[PeerAnswer, ...]
    wants: tuple[Wanted, ...]
    sealed: dict[Digest, bytes]
    granted: Grant | None


class NotKeptError(Exception):
    """The line had no time to keep a receipt; whoever brought it must bring it again."""


def _nobody() -> None:
    """Stand where nobody brings files."""


class Carrier(threading.Thread):
    """The line to one peer. `tell` may be called from any thread; everything else happens in this one."""

    def __init__(
        self,
        peer: NodeId,
        *,
        now: Callable[[], Instant],
        files_due: Callable[[], None] = _nobody,
        asks: Callable[[NodeId], None] = lambda _peer: None,
    ) -> None:
        """Nothing is sent before `start`. `files_due` is called once the peer has signed for an act whose files are due to it.

        `asks` is told when the peer signed for what only the lost disk of this node had sent.
        """
        super().__init__(name=f"to-{peer}", daemon=True)
        self._files_due = files_due
        self._peer = peer
        self._now = now
        self._line = PeerLine(peer)
        self._asks = asks
        self._stepping = threading.Lock()
        self._waking = Waking(peer, now=now)
        self._ending = threading.Event()
        self._in_flight: frozenset[EnvelopeId] = frozenset()
        self._pool = PinnedPool(peer, now=now, timeout=TIMEOUT)
        self._random = random.SystemRandom()
        self._receipts: dict[Digest, bytes] = {}
        self._waiting: threading.Event | None = None
        self._shown: tuple[str, str, Instant | None] = ("", "", None)
        self._granted = Heard(peer)
        self._keys = 0  # how far this line has heard of newer keys
        self._shown_key = b""  # the daily key of this node that the peer was given

    def tell(self, happening: Happening) -> None:
        """Let the line know of something."""
        self._waking.tell(happening)

    def posted(self) -> None:
        """Let the line know that something may be due, unless it rests and that waits; may be called from any thread."""
        self._waking.posted()

    def contact(self) -> None:
        """Let the line know that the peer reached us, which matters to one that waits; may be called from any thread."""
        if self._line.attempts or self._line.waits:
            self.tell(Contact())

    def answered(self, answer: PeerAnswer, *, sealed: bytes) -> None:
        """Give the line a receipt that came another way; return when what it changed is committed, or raise `NotKeptError`.

        Whoever brought it is told `taken` after this, and never brings it again.
        """
        told = Told(answer, sealed, threading.Event())
        self._waking.tell(told)
        if not told.kept.wait(KEPT_WITHIN):
            raise NotKeptError

    def claimed(self, life: int) -> None:
        """From now on what the peer signed in an earlier life than this says nothing; may be called from any thread.

        When this returns, whatever such a receipt has changed before is committed.
        """
        with self._stepping:
            self._line = replace(self._line, theirs=max(life, self._line.theirs))

    def stop(self) -> None:
        """End after what is in hand."""
        self._ending.set()
        self._waking.tell(None)

    def run(self) -> None:
        """Carry until told to stop."""
        try:
            while not self._begun():
                if self._ending.wait(_PAUSE.total_seconds()):
                    return
            self._follow(Restarted())
            while True:
                happening = self._waking.next()
                if happening is None:
                    return
                if isinstance(happening, Told):
                    self._receipts[Digest.of(happening.sealed)] = happening.sealed
                    self._waiting = happening.kept
                    happening = Receipts((happening.answer,))
                self._follow(happening)
                self._receipts.clear()
                self._waiting = None
        finally:
            self._pool.clear()

    @lent_connection()
    def _begun(self) -> bool:
        """Begin, or return False: a database that is away now ends no line, since nobody would start it again."""
        try:
            self._begin()
        except Exception:  # noqa: BLE001 as for a step, see below
            _LOG.exception("line", peer=str(self._peer))
            self._let_go()
            return False
        return True

    @staticmethod
    def _let_go() -> None:
        if not connection.in_atomic_block:
            close_old_connections()  # a server that was restarted took this one with it

    def _begin(self) -> None:
        """Learn in which life both ends are; it changes only when a node comes up."""
        ours, theirs = life_in_rows(str(home().node)), life_in_rows(str(self._peer))
        shown = Line.objects.filter(peer=str(self._peer))
        shown.update(short="", next_at=None)  # what waits, and until when, lives in memory
        # Whoever was out of reach still is, since then, until something reaches it: a restart of this node has reached nobody.
        failed = next((Failure(fault) for fault in shown.values_list("last_fault", flat=True) if fault in set(Failure)), None)
        self._shown = (failed.value if failed else "", "", None)
        with self._stepping:
            self._line = replace(self._line, life=ours, theirs=max(theirs, self._line.theirs), failure=failed)

    @lent_connection()
    def _follow(self, happening: Happening) -> None:
        """Take `happening` and everything that follows from it at once, until the line is quiet."""
        todo = [happening]
        while todo:
            try:
                todo += self._step(todo.pop(0))
                if not todo:
                    todo += self._made_due(happening)
            except Exception:  # noqa: BLE001 see the next line
                # A line must not die of one bad row: what was in flight is due again, and the next wake tries.
                _LOG.exception("line", peer=str(self._peer))
                self._let_go()
                self._in_flight = frozenset()
                old = self._line
                self._line = replace(old, attempts=old.attempts + 1, next_at=None, in_flight=None, granted=None, waits={})
                self._waking.at = self._now() + _PAUSE
                return

    def _made_due(self, happening: Happening) -> Sequence[Happening]:
        """Let what waits for a key of the peer be due again: at a start, from time to time, and when a newer key of anybody came."""
        heard, self._keys = self._keys, keys_taken()
        if heard == self._keys and not isinstance(happening, Restarted | Woken):
            return ()
        return reseal_waiting(self._peer, at=self._now())

    # -- one step: rows to values, the pure core, values to rows -----------------------------------

    def _step(self, happening: Happening) -> list[Happening]:
        now = self._now()
        self._waking.looks()
        with self._stepping:
            entries = self._entries(happening, now=now)
            taken = step(self._line, entries, happening, now=now, jitter=self._random.random())
            with leaving_ahead(taken, transmit=self._transmit) as transmit:
                self._commit(taken, before={entry.env_id: entry for entry in entries}, at=now)
            self._line = taken.line
        if self._waiting is not None:
            self._waiting.set()
        if taken.asks:
            self._asks(self._peer)
        if taken.changed:
            sent = {entry.env_id for entry in taken.changed if entry.state is State.SENT}
            self._in_flight = self._in_flight.difference(entry.env_id for entry in taken.changed) | sent
        self._show(taken.line, at=now)
        self._waking.at = None
        follows: list[Happening] = []
        for effect in taken.after:
            crash_point(f"send.{effect.name}")
            match effect:
                case Transmit():
                    follows.append(transmit(effect))
                case Resend():
                    follows.append(self._resend(effect))
                case Reseal():
                    follows += reseal(effect, at=now)
                case WakeAt():
                    self._waking.at = effect.at
        self._waking.rests(taken.line.rests)
        return follows

    def keep_receipts(self, answers: Sequence[tuple[PeerAnswer, bytes]], *, at: Instant) -> None:
        """Keep receipts that are shown again after a copy was restored, in the caller's transaction; nothing is sent by it."""
        self._receipts.update((Digest.of(sealed), sealed) for _, sealed in answers)
        happening = Receipts(tuple(answer for answer, _ in answers))
        entries = self._entries(happening, now=at)
        taken = step(self._line, entries, happening, now=at, jitter=self._random.random())
        self._commit(taken, before={entry.env_id: entry for entry in entries}, at=at)
        self._receipts.clear()

    def _entries(self, happening: Happening, *, now: Instant) -> list[Due]:
        rows = open_entries(str(self._peer), limit=WINDOW)
        if len(rows) == WINDOW:
            due = self._mine().filter(OUTBOX_OPEN)
            later = due.filter(id__gt=rows[-1].id)
            # The oldest of the urgent, with what goes before them in their cases, as many as of all.
            hurried = due.filter(priority="urgent").values_list("case", flat=True).distinct()
            rows += [OutboxEntry(*row) for row in later.filter(case__in=hurried)[:WINDOW]]
            rows += [OutboxEntry(*row) for row in later.filter(expires_at__lte=now)]
        if isinstance(happening, Woken):
            rows += [OutboxEntry(*row) for row in self._mine().filter(OUTBOX_KEYLESS, expires_at__lte=now)]
        if named := {str(name) for name in named_in(happening)} - {row.env_id for row in rows}:
            rows += [OutboxEntry(*row) for row in self._mine().filter(env_id__in=named)]
        for wanted in happening.wants if isinstance(happening, Reply) else ():
            asked = self._mine().filter(case=str(wanted.case), seq__gte=wanted.from_seq)
            rows += [OutboxEntry(*row) for row in asked.exclude(bytes__sealed=b"")]
        unique = {row.id: row for row in rows}
        entries = [due_of(row, in_flight=self._in_flight) for _, row in sorted(unique.items())]
        return entries if not self._line.theirs else with_lives(entries, named=set(named_in(happening)))

    def _mine(self) -> QuerySet[Outbox]:
        return Outbox.objects.filter(peer=str(self._peer)).order_by("id").values_list(*OutboxEntry._fields)

    def _commit(self, taken: Step, *, before: dict[EnvelopeId, Due], at: Instant) -> None:
        """Write outcomes and alarms, with their leaves, in one transaction; that an entry is in flight lives in memory."""
        if not taken.inside:
            return
        changed = {entry.env_id: entry for entry in taken.changed}
        with transaction.atomic():
            entries: list[journal.Entry] = []
            cases: dict[str, list[str]] = {}
            alarms = [effect for effect in taken.inside if isinstance(effect, Alarm)]
            records = [effect for effect in taken.inside if isinstance(effect, Record)]
            self._write([(changed[record.env_id], record) for record in records], at=at)
            for record in records:
                entry = changed[record.env_id]
                facts = {
                    "envelope": str(record.env_id),
                    "state": record.state.value,
                    "order": record.order.value if record.order else "",
                    "class": record.wire_class or "",
                    "receipt": str(record.receipt or ""),
                    "peer": str(self._peer),
                }
                name = _LEAVES[record.state] if not entry.keyless else "wrap.refused"
                entries.append(journal.Entry(name=name, actor=str(home().node), about=str(entry.case), facts=facts))
                if entry.seq and record.state is State.RECEIPTED:
                    cases.setdefault(str(entry.case), []).append(str(record.env_id))
                    if before[record.env_id].gone:
                        arrived_after_all(str(record.env_id), at=at)
                elif entry.seq and entry.gone and before[record.env_id].state is not State.RECEIPTED:
                    undelivered(str(entry.case), envelope=str(record.env_id), why=record.wire_class or record.state.value, at=at)
                crash_point(f"send.{record.name}")
            bring = bool(cases) and delivered(cases, peer=self._peer, at=at)
            entries += keep_alarms(alarms, at=at)
            if alarms:
                crash_point("send.alarm")
            if entries:
                journal.append(*entries, at=at, key=node_keys(home()).signing.public.key_id)
            crash_point("send.before-commit")
        crash_point("send.commit")
        if bring:
            self._files_due()

    def _write(self, outcomes: Sequence[tuple[Due, Record]], *, at: Instant) -> None:
        """Write what came of the entries, and keep the receipts that say so; a receipt that is there already stays as it is."""
        end_entries(
            str(self._peer),
            [
                Ended(
                    env_id=str(entry.env_id),
                    state=record.state.value,
                    attempts=entry.attempts,
                    order=record.order.value if record.order else "",
                    wire_class=record.wire_class or "",
                    receipt=record.receipt.raw if record.receipt else None,
                )
                for entry, record in outcomes
            ],
            at=at,
        )
        kept = [
            fresh(
                Receipt,
                env_id=str(entry.env_id),
                kind="received" if record.state is State.RECEIPTED else "refused",
                direction="in",
                case=str(entry.case),
                sealed=self._receipts.pop(record.receipt),
                at=at,
            )
            for entry, record in outcomes
            # That a wrap does not open says nothing of the act: only the leaf tells of it, and the act's own receipt is still to come.
            if record.receipt in self._receipts and not entry.keyless
        ]
        insert_all(kept, keep_first=True)

    def _show(self, line: PeerLine, *, at: Instant) -> None:
        """Write for the pages how the line stands, when that changed."""
        again = None if line.failure is None else self._shown[2] if line.in_flight else line.next_at
        shown = (line.failure.value if line.failure else "", ",".join(sorted(line.waits)), again)
        if shown == self._shown:
            return
        defaults = {"attempts": line.attempts, "next_at": shown[2], "last_fault": shown[0], "short": shown[1]}
        if shown[0] != self._shown[0]:
            defaults["down_since"] = at if line.failure else None
            if not line.failure:
                defaults["last_contact_at"] = at
        self._shown = shown
        Line.objects.update_or_create(peer=str(self._peer), defaults=defaults)

    # -- the network ---------------------------------------------------------------------------------

    def _transmit(self, effect: Transmit) -> Happening:
        try:
            found = self._post(effect.env_ids, along=effect.along)
        except _PostError as fault:
            _LOG.info("post", peer=str(self._peer), items=len(effect.env_ids), failure=fault.kind.value)
            return Failed(effect.number, fault.kind)
        self._receipts.update(found.sealed)
        return Reply(effect.number, found.answers, found.wants, found.granted)

    def _resend(self, effect: Resend) -> Happening:
        try:
            found = self._post(effect.env_ids)
        except _PostError:
            return Woken()
        self._receipts.update(found.sealed)
        return Receipts(found.answers)

    def _post(self, env_ids: Sequence[EnvelopeId], *, along: Sequence[EnvelopeId] = ()) -> _Answers:
        marked = {env_id.text for env_id in along}
        with one_look():  # what is answered is verified by the directory as it is then
            sent = leaving(self._peer, map(str, env_ids), at=self._now())
            shown = self._to_show()
            body = print_delivery([*(Item(item_kind(row, marked=marked), row.sealed) for row in sent), *shown])
            try:
                answer = self._pool.post(PATH, headers={**_HEADERS, SENDER_HEADER: str(home().node)}, body=body, most=MAX_REPLY)
            except (urllib3.exceptions.HTTPError, Refused) as fault:
                raise _PostError(failure_of(fault)) from fault
        if answer.status != _OK:
            raise _PostError(failure_of_status(answer.status))
        found = self._read(answer.data, sent, beside=len(shown))
        self._shown_key = shown[0].data if shown else self._shown_key
        return found

    def _to_show(self) -> list[Item]:
        """Return this node's daily key, once, for a peer that knows of such and cannot ask for it, because no line leads here."""
        if book().node(home().node).endpoint or not PeerEpoch.objects.filter(peer=str(self._peer)).exists():
            return []
        statement = own_statement(home(), at=self._now())
        return [] if statement in (None, self._shown_key) else [Item("receipt", statement)]

    def _read(self, data: bytes, sent: Sequence[Sealed], *, beside: int) -> _Answers:
        """Verify every receipt of a reply; one that is not the peer's own word for its item makes the reply unreadable.

        What is said to the `beside` things that went with the entries decides nothing.
        """
        answers, sealed, at = [], {}, self._now()
        try:
            keyring = book().keyring
            reply = parse_reply(data, items=len(sent) + beside)
            for row, receipt in zip(sent, reply.items[: len(sent)], strict=True):
                if receipt is None:
                    answers.append(PeerAnswer(EnvelopeId(row.env_id), Digest(bytes(row.outer_digest)), Verdict.TAKEN))
                    continue
                verified = verify_receipt(receipt, keyring=keyring, seen=at)
                if verified.node != self._peer:
                    raise _PostError(Failure.BAD_REPLY)
                body = parse_receipt(verified.body_bytes)
                if isinstance(body, RefusedBody) and body.fresh is not None:
                    learn(self._peer, body.fresh, signed_by=verified.entry.key.key_id, at=at)
                answer = answer_for(row, receipt, body)
                answers.append(answer)
                if answer.receipt is not None:
                    sealed[answer.receipt] = receipt
        except Refused as refusal:
            _LOG.warning("reply", peer=str(self._peer), why=str(refusal))
            raise _PostError(Failure.BAD_REPLY) from refusal
        granted = self._granted.hear(reply.grant, at=at)
        return _Answers(tuple(answers), tuple(Wanted(want.case, want.from_seq) for want in reply.wants), sealed, granted)


class _PostError(Exception):
    """A POST brought no reply that can be used."""

    def __init__(self, kind: Failure) -> None:
        super().__init__(kind.value)
        self.kind = kind
