"""What becomes of a proposal of ours, or of its withdrawal, that the other side never had, and of one that arrived after all."""

from typing import Final

from django.db.models import QuerySet

from comity.desk.carried.history import OPEN
from comity.desk.carried.states import CarryState, Turn, turned
from comity.desk.happenings import happen, sound
from comity.desk.journalling import note
from comity.desk.meaning import CARRYING
from comity.desk.states import Happening, State
from comity.directory.home import home
from comity.records.models import Carry, Message, Officer, Outbox, Stream
from comity.seal.headers import Inner, parse_inner
from comity.terms.digests import Digest
from comity.terms.instants import Instant

RETURNED: Final = "carry-returned"
ARRIVED: Final = "carry-arrived"
NOT_WITHDRAWN: Final = "carry-not-withdrawn"
TAKEN_BACK: Final = "taken-back"


def give_back(envelope: str, *, why: str, by: Officer | None = None, at: Instant) -> bool:
    """Take in that our proposal `envelope`, or its withdrawal, is not there, in the caller's transaction; return whether it is one.

    `why` is the class of the refusal, `expired`, or `taken-back` by an officer. Its place in the stream is free again: the other side
    has nothing there, so that a new act must stand in it. The case is on paper, or stays there.
    """
    carry = _ours(envelope)
    if carry is None:
        return _withdrawal_lost(envelope, why=why, at=at)
    to = turned(carry.state, Turn.LOSS, side="ours")
    if to is not None:
        message = _message(carry)
        _free(message)
        _end(carry, to=to, at=at)
        carry.request.attention = "" if by else RETURNED
        carry.request.save(update_fields=["attention"])
        sound(carry.request, "carry.ended", kind=CARRYING, fields={}, by="carry.returned", at=at)
        facts = {"node": carry.peer, "proposal": envelope, "ended": why}
        note("carry.returned", by=by or str(home().node), about=carry.request.reference, at=at, facts=facts)
    return True


def arrived_after_all(envelope: str, *, at: Instant) -> Carry | None:
    """Take in that the other side signed that it has our proposal `envelope`, or its withdrawal, which had ended here.

    A proposal waits for its answer again and is returned; None where that is too late. A withdrawal has its place in the stream again.
    """
    carry = _ours(envelope)
    if carry is None:
        _withdrawal_arrived(envelope, at=at)
        return None
    to = turned(carry.state, Turn.ARRIVAL, side="ours")
    if to is None or State(carry.request.state) not in OPEN or not makes_room(carry, at=at):
        return None
    restore(carry)
    carry.state, carry.ended_at = to, None
    carry.save(update_fields=["state", "ended_at"])
    carry.request.attention = ARRIVED
    carry.request.save(update_fields=["attention"])
    sound(carry.request, "carry.proposed", kind=CARRYING, fields={}, by="carry.arrived", at=at)
    note("carry.arrived", by=carry.peer, about=carry.request.reference, at=at, facts={"node": carry.peer, "proposal": envelope})
    return carry


def makes_room(carry: Carry, *, at: Instant) -> bool:
    """End what stands in the place of a proposal of ours that was given up and counts; return False where something else counts.

    A newer proposal of ours is overtaken: the other side refuses it. Their own, which we accepted for this case since, gives way where
    we are the State that asked, and counts where they are: both nodes say so by the same rule.
    """
    others = Carry.objects.select_for_update().select_related("request").exclude(pk=carry.pk)
    newer = others.filter(request=carry.request, side="ours", state__in=("waiting", "accepted")).first()
    theirs = others.filter(side="theirs", state="accepted", own_case=carry.request.reference).first()
    if newer is not None and (newer.state == CarryState.ACCEPTED or has(newer.env_id, peer=newer.peer)):
        return False  # the other side signed for that one: this word contradicts it
    if theirs is not None and carry.request.direction == "in":
        return False
    if newer is not None:
        _end_owing(newer.env_id, peer=newer.peer, at=at)
        _free(_message(newer))
        _end(newer, to=CarryState.OVERTAKEN, at=at)
    if theirs is not None:
        theirs.state, theirs.ended_at = CarryState.OVERTAKEN, at
        theirs.save(update_fields=["state", "ended_at"])
        happen(theirs.request, Happening.MOVED_ON, direction="in", kind=theirs.request.kind, fields={}, by="case.carried", at=at)
        facts = {"onward": carry.request.reference, "node": carry.peer}
        note("case.moved-on", by=carry.peer, about=theirs.request.reference, at=at, facts=facts)
    return True


def restore(carry: Carry) -> None:
    """Give a proposal that came back its place in the stream again; nothing of ours stands in it now."""
    message = _message(carry)
    if message.road == "returned":
        _stand(message)


def withdrawals(rows: QuerySet[Message]) -> QuerySet[Message]:
    """Return those of `rows` by which this node withdrew a proposal."""
    return rows.filter(direction="out", kind=CARRYING, act="withdrawal")


def has(envelope: str, *, peer: str) -> bool:
    """Say whether the other side signed that it has an act of ours."""
    return Outbox.objects.filter(env_id=envelope, peer=peer, state="receipted").exists()


def _withdrawal_lost(envelope: str, *, why: str, at: Instant) -> bool:
    message = withdrawals(Message.objects.select_related("request").filter(env_id=envelope)).first()
    if message is None:
        return False
    if message.road == "wire":
        _free(message)
        message.road = "returned"
        message.save(update_fields=["road"])
        request = message.request
        if Carry.objects.filter(request=request, state=CarryState.WITHDRAWN).exists():
            request.attention = NOT_WITHDRAWN
            request.save(update_fields=["attention"])
        facts = {"node": str(_inner(message).to[0]), "withdrawal": envelope, "ended": why}
        note("carry.withdrawal-returned", by=str(home().node), about=request.reference, at=at, facts=facts)
    return True


def _withdrawal_arrived(envelope: str, *, at: Instant) -> None:
    message = withdrawals(Message.objects.select_related("request").filter(env_id=envelope, road="returned")).first()
    if message is None:
        return
    request, node = message.request, str(_inner(message).to[0])
    for again in withdrawals(Message.objects.filter(request=request, seq=message.seq, road="wire")):
        if has(again.env_id, peer=node):
            return  # the other side signed for that one: this word contradicts it
        _end_owing(again.env_id, peer=node, at=at)
        again.road = "returned"
        again.save(update_fields=["road"])
    _stand(message)
    if request.attention == NOT_WITHDRAWN:
        request.attention = ""
        request.save(update_fields=["attention"])


def _ours(envelope: str) -> Carry | None:
    return Carry.objects.select_for_update().select_related("request").filter(env_id=envelope, side="ours").first()


def _message(carry: Carry) -> Message:
    return Message.objects.select_related("request").get(request_id=carry.request_id, env_id=carry.env_id, direction="out")


def _inner(message: Message) -> Inner:
    return parse_inner(bytes(message.inner))


def _free(message: Message) -> None:
    """Give the place of an act back, where it was the last of its stream."""
    inner = _inner(message)
    last = Stream.objects.filter(peer=str(inner.to[0]), case=str(inner.case), direction="out", next_seq=inner.seq + 1)
    last.update(next_seq=inner.seq, head=inner.previous.raw if inner.previous else None)


def _stand(message: Message) -> None:
    """Let an act that came back be the last of its stream again."""
    inner, head = _inner(message), Digest.of(bytes(message.inner)).raw
    last = Stream.objects.filter(peer=str(inner.to[0]), case=str(inner.case), direction="out", next_seq__lte=inner.seq + 1)
    last.update(next_seq=inner.seq + 1, head=head)
    message.road = "wire"
    message.save(update_fields=["road"])


def _end_owing(envelope: str, *, peer: str, at: Instant) -> None:
    Outbox.objects.filter(env_id=envelope, peer=peer, state__in=("due", "sent")).update(state="expired", outcome_at=at)


def _end(carry: Carry, *, to: CarryState, at: Instant) -> None:
    """Let a proposal end that stands in no stream any more."""
    Message.objects.filter(request_id=carry.request_id, env_id=carry.env_id, direction="out").update(road="returned")
    carry.state, carry.ended_at = to, at
    carry.save(update_fields=["state", "ended_at"])
