"""A proposal of ours that the other side never had: its case goes on on paper; and what is done where it had arrived all the same."""

from typing import Final

from comity.desk.carried.history import OPEN
from comity.desk.journalling import note
from comity.desk.states import State
from comity.directory.home import home
from comity.records.models import Carry, Message, Officer, Outbox, Stream
from comity.seal.headers import Inner, parse_inner
from comity.terms.digests import Digest
from comity.terms.instants import Instant

RETURNED: Final = "carry-returned"
ARRIVED: Final = "carry-arrived"
TAKEN_BACK: Final = "taken-back"


def give_back(envelope: str, *, why: str, by: Officer | None = None, at: Instant) -> bool:
    """Let the case of our proposal `envelope` go on on paper, in the caller's transaction; return whether it is such a proposal.

    `why` is the class of the refusal, `expired`, or `taken-back` by an officer. Its place in the stream is free again: the other side
    has nothing there, so that a new proposal must stand in it.
    """
    carry = _ours(envelope)
    if carry is None:
        return False
    if carry.state == "waiting":
        message, inner = _sealed(carry)
        place = Stream.objects.filter(peer=carry.peer, case=carry.request.reference, direction="out", next_seq=inner.seq + 1)
        place.update(next_seq=inner.seq, head=inner.previous.raw if inner.previous else None)
        _end(carry, message, state="returned", at=at)
        carry.request.attention = "" if by else RETURNED
        carry.request.save(update_fields=["attention"])
        facts = {"node": carry.peer, "proposal": envelope, "ended": why}
        note("carry.returned", by=by or str(home().node), about=carry.request.reference, at=at, facts=facts)
    return True


def arrived_after_all(envelope: str, *, at: Instant) -> Carry | None:
    """Let our proposal wait for its answer again, since the other side signed that it has it; return it, None where that is too late.

    A newer proposal that waits is overtaken: the other side refuses it, because its place is taken there.
    """
    carry = _ours(envelope)
    if carry is None or carry.state != "returned" or State(carry.request.state) not in OPEN:
        return None
    newer = Carry.objects.select_for_update().filter(request=carry.request, state__in=("waiting", "accepted")).first()
    if newer is not None:
        if newer.state == "accepted" or Outbox.objects.filter(env_id=newer.env_id, peer=newer.peer, state="receipted").exists():
            return None  # the other side signed for that one: this word contradicts it, and the courier has raised the alarm
        _end(newer, _sealed(newer)[0], state="overtaken", at=at)
    message, inner = _sealed(carry)
    head = Digest.of(bytes(message.inner)).raw
    Stream.objects.filter(peer=carry.peer, case=carry.request.reference, direction="out").update(next_seq=inner.seq + 1, head=head)
    message.road, carry.state, carry.ended_at = "wire", "waiting", None
    message.save(update_fields=["road"])
    carry.save(update_fields=["state", "ended_at"])
    carry.request.attention = ARRIVED
    carry.request.save(update_fields=["attention"])
    note("carry.arrived", by=carry.peer, about=carry.request.reference, at=at, facts={"node": carry.peer, "proposal": envelope})
    return carry


def _ours(envelope: str) -> Carry | None:
    return Carry.objects.select_for_update().select_related("request").filter(env_id=envelope, side="ours").first()


def _sealed(carry: Carry) -> tuple[Message, Inner]:
    message = Message.objects.get(request_id=carry.request_id, env_id=carry.env_id, direction="out")
    return message, parse_inner(bytes(message.inner))


def _end(carry: Carry, message: Message, *, state: str, at: Instant) -> None:
    """Let a proposal end that stands in no stream any more."""
    message.road, carry.state, carry.ended_at = "returned", state, at
    message.save(update_fields=["road"])
    carry.save(update_fields=["state", "ended_at"])
