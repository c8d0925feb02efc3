"""The sender's step: (line, entries, happening, now) to (line, entries, effects) (docs/specs/protocol.md, sections 4 to 6)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Final

from comity.courier.protocol.backoff import BASE, CAP, delay
from comity.courier.protocol.effects import (
    Alarm,
    AlarmKind,
    Order,
    Record,
    Reseal,
    Resend,
    SendingAfter,
    SendingInside,
    Transmit,
    WakeAt,
)
from comity.courier.protocol.granting import TrafficClass
from comity.courier.protocol.lines import (
    CROWD,
    FILL,
    LEASE,
    REST,
    Contact,
    Due,
    Failed,
    Failure,
    Happening,
    Lease,
    PeerAnswer,
    PeerLine,
    Posted,
    Priority,
    Receipts,
    Reply,
    Resealed,
    Rest,
    Restarted,
    Step,
    Verdict,
    Wait,
    Wanted,
    Woken,
)
from comity.courier.protocol.picking import Picked, counted_as, part, pick
from comity.courier.protocol.recourse import NO_CREDIT, STALE, Recourse, recourse
from comity.courier.protocol.states import OPEN, State, require_move
from comity.terms.identifiers import EnvelopeId
from comity.terms.instants import Instant
from comity.terms.lives import life_of

TURN: Final = 4  # of so many POSTs that urgent acts would fill, one has room for the others


def step(line: PeerLine, entries: Sequence[Due], happening: Happening, *, now: Instant, jitter: float) -> Step:
    """Take one happening on the line to one peer and return what follows.

    `entries` is a slice of this peer's outbox, oldest first. It must hold
    - every entry that the happening names: by identifier in its answers, by (case, seq and above) in its wants;
    - every SENT entry;
    - on `Woken`, of those that wait for a key (`Due.keyless`) all that have expired;
    - of the DUE ones a window in which no case lacks an earlier DUE entry of its own: all that have
      expired, all of the cases with an urgent one, and then the oldest, 64 or more.
    `jitter` is a fresh draw from 0 to 1. Equal arguments give equal results. Raises `Malformed` for a jitter
    outside its range, and KeyError when a `Resealed` entry is not in the slice.
    """
    work = _Work(line, entries, now=now, jitter=jitter)
    work.settle_clock()  # (1) a clock that was set back delays nothing beyond the caps
    work.take(happening)  # (2) what happened
    work.end_lease()  # (3) a lease that ran out is a failure
    work.expire()  # (4) what expired says so
    work.transmit()  # (5) what is due goes out
    work.resend()  # (6) what the peer says it has lost goes out once more
    work.wake()  # (7) when to look again
    return Step(work.line, tuple(work.changed.values()), tuple(work.inside), tuple(work.after), work.asks)


class _Work:
    """One step under way: the slice as changed so far, and the effects in their order."""

    def __init__(self, line: PeerLine, entries: Sequence[Due], *, now: Instant, jitter: float) -> None:
        self.line = line
        self.now = now
        self.entries = {entry.env_id: entry for entry in entries}
        self.changed: dict[EnvelopeId, Due] = {}
        self.inside: list[SendingInside] = []
        self.after: list[SendingAfter] = []
        self.asks = False
        self._jitter = jitter
        self._again: dict[EnvelopeId, None] = {}  # an ordered set
        self._advanced = False  # the peer said something definite about one of our items
        self._unavailable = False
        self._no_room: set[TrafficClass] = set()  # what the peer had no room for
        self._took: set[TrafficClass] = set()  # what it had room for
        self._hurried: set[EnvelopeId] = set()
        self._current = False  # the answers are those to the POST under way

    # -- (1) to (4) ---------------------------------------------------------------------------

    def settle_clock(self) -> None:
        line, now = self.line, self.now
        if line.next_at is not None and line.next_at > now + CAP:
            self.line = line = replace(line, next_at=now + CAP)
        if any(wait.at > now + CAP for wait in line.waits.values()):
            waits = {traffic: replace(wait, at=min(wait.at, now + CAP)) for traffic, wait in line.waits.items()}
            self.line = line = replace(line, waits=waits)
        if line.rests is not None and line.rests.until > now + REST:
            self.line = line = replace(line, rests=replace(line.rests, until=now + REST))
        if line.in_flight is not None and line.in_flight.until > now + LEASE:
            self.line = replace(line, in_flight=replace(line.in_flight, until=now + LEASE))

    def take(self, happening: Happening) -> None:
        match happening:
            case Posted() | Woken():
                pass
            case Contact():
                self._contact()
            case Restarted():
                self._release_sent()
                line = replace(self.line, in_flight=None, attempts=0, next_at=self.now + BASE * self._jitter)
                self.line = replace(line, granted=None, waits={}, rests=None)
            case Reply():
                self._reply(happening)
            case Failed():
                if self._is_current(happening.number):
                    self._fail(happening.kind)
            case Receipts():
                self._answers(happening.answers)
                self._contact()
            case Resealed():
                self._resealed(happening)

    def end_lease(self) -> None:
        lease = self.line.in_flight
        if lease is None:
            self._release_sent()  # SENT outside a lease is left over from before a restart
        elif lease.until <= self.now:
            self._fail(Failure.LEASE_ENDED)

    def expire(self) -> None:
        # What is in a POST under way waits for its outcome: the receipt may be on its way.
        for entry in [one for one in self.entries.values() if (one.state is State.DUE or one.keyless) and one.expires <= self.now]:
            self._outcome(entry, State.EXPIRED)
            self._alarm(AlarmKind.EXPIRED, entry)

    # -- (5) to (7) ---------------------------------------------------------------------------

    def transmit(self) -> None:
        line = self.line
        if line.in_flight is not None or (line.next_at is not None and line.next_at > self.now):
            return
        due = [entry for entry in self.entries.values() if entry.state is State.DUE]
        if not due or self._rests(due):
            return
        picked = self._pick(due)
        if picked.short:  # something is due, and not as much was granted: asked again after a while, by sending one
            line = self.line = replace(line, waits={**line.waits, **dict.fromkeys(picked.short, Wait(1, self._after_delay(1)))})
        if not picked.entries:
            return
        lease = Lease(line.posts + 1, self.now + LEASE)
        for entry in picked.entries:
            self._move(entry, State.SENT, attempts=entry.attempts + 1)
        self.line = replace(line, posts=lease.number, in_flight=lease, next_at=None, rests=None)
        # Only who grants knows the mark.
        along = picked.along if line.granted is not None else ()
        self.after.append(Transmit(line.peer, lease.number, tuple(entry.env_id for entry in picked.entries), lease.until, along))

    def _rests(self, due: Sequence[Due]) -> bool:
        """Say whether a little that is due waits for more: every POST costs as much again as some acts in it."""
        rest = self.line.rests
        if rest is None or rest.until <= self.now or len(due) >= FILL:
            return False
        return rest.urgent or all(entry.priority is not Priority.URGENT for entry in due)

    def _pick(self, due: Sequence[Due]) -> Picked:
        line = self.line
        return pick(
            due,
            granted=line.granted,
            closed={traffic for traffic, wait in line.waits.items() if wait.at > self.now},
            probing={traffic for traffic, wait in line.waits.items() if wait.at <= self.now},
            turn=line.posts % TURN == TURN - 1,
        )

    def resend(self) -> None:
        if self._again:
            self.after.append(Resend(self.line.peer, tuple(self._again)))

    def wake(self) -> None:
        due = [entry.expires for entry in self.entries.values() if entry.state is State.DUE]
        if self.line.in_flight is not None:
            due.append(self.line.in_flight.until)
        elif due:
            due += [self.line.next_at] if self.line.next_at is not None else []
            due += [wait.at for wait in self.line.waits.values() if wait.at > self.now]
            due += [self.line.rests.until] if self.line.rests is not None and self.line.rests.until > self.now else []
        if due:
            self.after.append(WakeAt(self.line.peer, min(due)))

    # -- what happened ------------------------------------------------------------------------

    def _contact(self) -> None:
        # With jitter, and only once per failure: a peer that calls often but never hears us is not flooded.
        if self.line.attempts:
            soon = self.now + BASE * self._jitter
            next_at = soon if self.line.next_at is None else min(self.line.next_at, soon)
            self.line = replace(self.line, attempts=0, next_at=next_at)
        # It may have room again, too; what is bulk is too large to ask with so often.
        waits = {traffic: self._sooner(traffic, wait) for traffic, wait in self.line.waits.items()}
        if waits != self.line.waits:
            self.line = replace(self.line, waits=waits)

    def _sooner(self, traffic: TrafficClass, wait: Wait) -> Wait:
        if traffic is TrafficClass.BULK or not wait.attempts:
            return wait
        return Wait(0, min(wait.at, self.now + BASE * self._jitter))

    def _is_current(self, number: int) -> bool:
        return self.line.in_flight is not None and self.line.in_flight.number == number

    def _reply(self, reply: Reply) -> None:
        if not self._is_current(reply.number):  # the lease ended before it came: as good as any other receipts
            self._answers(reply.answers)
            self._contact()
            return
        self.line = replace(self.line, in_flight=None, granted=reply.granted, failure=None)
        self._current = True
        self._hurried = {entry.env_id for entry in part([entry for entry in self.entries.values() if entry.state in OPEN])[0]}
        self._answers(reply.answers)
        self._wants(reply.wants)
        self._release_sent()
        if self._unavailable or not (self._advanced or self._no_room):
            self._back_off()
        else:  # what the peer has no room for waits by itself, and holds up no other class
            self.line = replace(self.line, attempts=0, next_at=None, rests=self._rest_after(reply))
        self._settle_waits()

    def _rest_after(self, reply: Reply) -> Rest | None:
        """Return how the line rests: where many came back together, more are on their way."""
        if len(reply.answers) < CROWD:
            return None
        carried = [self.entries[answer.env_id] for answer in reply.answers if answer.env_id in self.entries]
        return Rest(self.now + REST, urgent=sum(entry.priority is Priority.URGENT for entry in carried) >= CROWD)

    def _settle_waits(self) -> None:
        if not self._no_room and self._took.isdisjoint(self.line.waits):
            return
        waits = {traffic: wait for traffic, wait in self.line.waits.items() if traffic not in self._took}
        for traffic in self._no_room:
            before = waits.get(traffic)
            attempts = 1 if before is None else before.attempts + 1
            waits[traffic] = Wait(attempts, self._after_delay(attempts))
        self.line = replace(self.line, waits=waits)

    def _fail(self, kind: Failure) -> None:
        self._release_sent()
        if kind is Failure.NOT_TRUSTED and self.line.failure is not kind:
            self.inside.append(Alarm(AlarmKind.NOT_TRUSTED, self.line.peer))
        self.line = replace(self.line, in_flight=None, failure=kind)
        self._back_off()

    def _back_off(self) -> None:
        attempts = self.line.attempts + 1
        self.line = replace(self.line, attempts=attempts, next_at=self._after_delay(attempts))

    def _after_delay(self, attempts: int) -> Instant:
        return self.now + delay(attempts, jitter=self._jitter)

    def _release_sent(self) -> None:
        for entry in [entry for entry in self.entries.values() if entry.state is State.SENT]:
            self._move(entry, State.DUE)

    def _resealed(self, resealed: Resealed) -> None:
        entry = self.entries[resealed.env_id]
        if entry.state is State.REFUSED:  # otherwise a receipt was faster, or this is said twice
            self._move(entry, State.DUE, size=resealed.size, wire_class=None, rewraps=entry.rewraps + 1)

    def _wants(self, wants: Iterable[Wanted]) -> None:
        for wanted in wants:
            mine = [entry for entry in self.entries.values() if entry.case == wanted.case and entry.seq >= wanted.from_seq]
            found = [entry for entry in mine if life_of(entry.seq) == life_of(wanted.from_seq)]
            first = next((entry for entry in found if entry.seq == wanted.from_seq), None)
            if first is None or first.gone:
                env_id = None if first is None else first.env_id
                self.inside.append(Alarm(AlarmKind.GAP_GONE, self.line.peer, env_id, wanted.case, wanted.from_seq))
            for entry in found:
                lost = entry.order is Order.APPLIED or entry.seq == wanted.from_seq
                if entry.state is State.RECEIPTED and lost:
                    self._again[entry.env_id] = None

    # -- receipts -----------------------------------------------------------------------------

    def _answers(self, answers: Iterable[PeerAnswer]) -> None:
        for answer in answers:
            entry = self.entries.get(answer.env_id)
            if entry is None:
                self._unknown(answer)
            elif entry.outer_digest != answer.outer_digest:
                self._alarm(AlarmKind.OTHER_DIGEST, entry)
            elif answer.verdict is Verdict.TAKEN and entry.seq:
                continue  # the mark is unsigned: it ends a receipt that travelled, never an act
            elif answer.wire_class is None:
                self._note_room(self._took, entry)
                self._received(entry, answer)
            else:
                self._refused(entry, answer, answer.wire_class)

    def _unknown(self, answer: PeerAnswer) -> None:
        # What the lost disk had sent comes to its peer after all, over a relay or by hand: the peer's receipt tells of it.
        earlier = self.line.life > 0 if answer.seq is None else life_of(answer.seq) < self.line.life
        if not earlier:
            self.inside.append(Alarm(AlarmKind.STRANGE_RECEIPT, self.line.peer, answer.env_id))
        elif answer.verdict in {Verdict.APPLIED, Verdict.HELD}:
            self.asks = True

    def _received(self, entry: Due, answer: PeerAnswer) -> None:
        if entry.seq and answer.life < self.line.theirs and answer.receipt != entry.receipt:
            return  # its lost disk signed it: whether the peer has the act, it says when the act comes again
        self._advanced = True
        if entry.state is State.RECEIPTED:
            if entry.receipt != answer.receipt and entry.life == answer.life:
                self._alarm(AlarmKind.SECOND_RECEIPT, entry)
            return
        if entry.state is State.REFUSED and entry.order is Order.HELD and answer.verdict is Verdict.HELD:
            return  # held first, refused then: its first receipt again says nothing new
        if entry.state is State.REFUSED and entry.gone:
            self._alarm(AlarmKind.CONTRADICTION, entry)
        order = {Verdict.APPLIED: Order.APPLIED, Verdict.HELD: Order.HELD}.get(answer.verdict)
        self._outcome(entry, State.RECEIPTED, order=order, receipt=answer.receipt, life=answer.life, wire_class=None)

    def _refused(self, entry: Due, answer: PeerAnswer, wire_class: str) -> None:
        means = recourse(wire_class)
        if wire_class == NO_CREDIT:
            self._note_room(self._no_room, entry)
            return
        if means is Recourse.RETRY:
            self._unavailable = True
            if wire_class == STALE and entry.state in OPEN:
                self._alarm(AlarmKind.CLOCKS, entry)
            return
        self._advanced = True
        refused = {"wire_class": wire_class, "receipt": answer.receipt}
        if entry.state in OPEN:
            if entry.receipt is not None and not self._current:
                return  # refused before and sealed afresh since: this may be about the old copy, and the next POST will tell
            self._outcome(entry, State.REFUSED, **refused)
            if self.entries[entry.env_id].keyless:
                self.after.append(Reseal(self.line.peer, entry.env_id, wire_class))
            else:
                self._alarm(AlarmKind.REFUSED, entry)
        elif entry.state is State.RECEIPTED and means is Recourse.FINAL:
            # Only what was held can honestly be refused later: its place turned out to follow something else.
            if entry.order is Order.HELD and wire_class == "conflict":
                self._outcome(entry, State.REFUSED, **refused)
                self._alarm(AlarmKind.REFUSED, entry)
            else:
                self._alarm(AlarmKind.CONTRADICTION, entry)
        # A refusal of what is refused or expired already says nothing new.

    def _note_room(self, classes: set[TrafficClass], entry: Due) -> None:
        """Note for which class the reply to the POST under way shows room, or none; what came in any other way says nothing of now."""
        traffic = counted_as(entry, hurried=self._hurried)
        if self._current and traffic is not None:
            classes.add(traffic)

    # -- small moves --------------------------------------------------------------------------

    def _move(self, entry: Due, to: State, **also: Any) -> Due:  # noqa: ANN401 values of its fields
        moved = replace(entry, state=require_move(entry.state, to=to), **also)
        self.entries[entry.env_id] = self.changed[entry.env_id] = moved
        return moved

    def _outcome(self, entry: Due, to: State, **said: Any) -> None:  # noqa: ANN401 as above
        moved = self._move(entry, to, **said)
        self.inside.append(Record(moved.env_id, moved.state, moved.wire_class, moved.order, moved.receipt))

    def _alarm(self, kind: AlarmKind, entry: Due) -> None:
        self.inside.append(Alarm(kind, self.line.peer, entry.env_id, entry.case, entry.seq))
