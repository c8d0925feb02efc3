"""What a proposal of the other side, and its answer to ours, do here once they are taken, in the transaction of the act."""

from typing import Final

from comity.desk.carried.returning import arrived_after_all
from comity.desk.happenings import happen
from comity.desk.journalling import note
from comity.desk.meaning import CARRYING
from comity.desk.states import Happening, State
from comity.records.models import Carry, Message, Request
from comity.records.rows import insert
from comity.terms.instants import Instant
from comity.wire.act import ActBody, parse_act

WAITS: Final = "carry-waits"
REFUSED: Final = "carry-refused"
CHANGED: Final = "carry-changed"


def is_proposal(body: ActBody) -> bool:
    """Say whether an act proposes that a case goes on on the wire; it is the first that its receiver hears of that number."""
    return (body.act, body.kind) == ("question", CARRYING)


def may_come_again(request: Request, body: ActBody, *, sender: str) -> bool:
    """Say whether a proposal for a number that is known follows on one that was refused here: of the same node, for the same side."""
    before = Carry.objects.filter(request=request)
    refused = before.exists() and not before.exclude(side="theirs", peer=sender, state="refused").exists()
    return refused and (request.peer, request.direction) == (sender, _direction(body))


def _direction(body: ActBody) -> str:
    return "in" if body.fields.get("side") == "CARRY-ASKING" else "out"


def proposed(body: ActBody, *, sender: str, at: Instant) -> Request:
    """Return the empty request, saved, that a proposal of the other side stands in until it is answered; nothing of it runs yet.

    It is new, or the one in which an earlier proposal was refused. `admission` has read the history before.
    """
    known = Request.objects.select_for_update().filter(reference=str(body.reference)).first()
    if known is None:
        return insert(_empty(body, sender=sender, at=at))
    fresh = _empty(body, sender=sender, at=at)
    fresh.pk, fresh.holder_id = known.pk, known.holder_id
    changed = ("kind", "instrument", "article", "urgency", "state", "attention", "opened_at", "last_act_at")
    fresh.save(force_update=True, update_fields=changed)
    return Request.objects.get(pk=known.pk)


def _empty(body: ActBody, *, sender: str, at: Instant) -> Request:
    return Request(
        reference=str(body.reference),
        direction=_direction(body),
        peer=sender,
        kind=str(body.fields.get("about_kind")),
        instrument=str(body.fields.get("about_instrument")),
        article=str(body.fields.get("about_article")),
        urgency=str(body.fields.get("about_urgency")),
        state=State.DELIVERED,
        attention=WAITS,
        opened_at=at,
        last_act_at=at,
    )


def settle_received(message: Message, body: ActBody, *, sender: str, at: Instant) -> None:
    """Do what the other side's proposal or answer does here, once it is taken."""
    request = message.request
    if body.kind != CARRYING:
        return
    if body.act == "question":
        Carry.objects.create(request=request, peer=sender, side="theirs", env_id=message.env_id, state="waiting", at=at)
        return
    # Who answers has it, whatever became of its envelope here.
    arrived_after_all(str(body.original), at=at)
    request.refresh_from_db()
    carry = Carry.objects.select_for_update().filter(request=request, side="ours", env_id=str(body.original), state="waiting").first()
    accepts = body.fields.get("carry") == "CARRY-ACCEPT"
    if carry is None:
        _came_too_late(request, accepts=accepts)
        return
    carry.state, carry.ended_at = "accepted" if accepts else "refused", at
    carry.own_case = str(body.fields.get("own_case", "")) if accepts else ""
    carry.save(update_fields=["state", "ended_at", "own_case"])
    if not accepts:
        request.attention = REFUSED
        request.save(update_fields=["attention"])
        return
    request.peer = sender
    request.attention = "" if _as_listed(carry) else CHANGED
    # They hold it: whatever no acknowledgement said before, their acceptance says.
    happen(request, Happening.OPENING, direction="in", kind=request.kind, fields={}, by="act.received", at=at)
    request.save()
    note(
        "case.carried",
        by=sender,
        about=request.reference,
        at=at,
        facts={"node": sender, "proposal": carry.env_id, "theirs": carry.own_case},
    )


def _came_too_late(request: Request, *, accepts: bool) -> None:
    """Show an acceptance that nothing waits for: it was overtaken by their own proposal, or the case has ended on paper meanwhile."""
    if accepts:
        request.attention = CHANGED
        request.save(update_fields=["attention"])


def _as_listed(carry: Carry) -> bool:
    """Say whether the papers of the case are those of the proposal: a case that worked on paper meanwhile has more."""
    message = Message.objects.get(request_id=carry.request_id, env_id=carry.env_id, direction="out")
    listed = parse_act(bytes(message.body)).fields["papers"]
    return isinstance(listed, list) and Message.objects.filter(request_id=carry.request_id, road="outside").count() == len(listed)
