"""What a proposal of the other side, and its answer to ours, do here once they are taken, in the transaction of the act."""

from typing import Final

from comity.desk.happenings import happen
from comity.desk.journalling import note
from comity.desk.meaning import CARRYING
from comity.desk.states import Happening, State
from comity.records.models import Carry, Message, Request
from comity.terms.instants import Instant
from comity.wire.act import ActBody

WAITS: Final = "carry-waits"
REFUSED: Final = "carry-refused"


def is_proposal(body: ActBody) -> bool:
    """Say whether an act proposes that a case goes on on the wire; it is the first that its receiver hears of that number."""
    return (body.act, body.kind) == ("question", CARRYING)


def proposed(body: ActBody, *, sender: str, at: Instant) -> Request:
    """Return the new, empty request that a proposal of the other side stands in until it is answered; nothing of it runs yet.

    `admission` has read the history before.
    """
    asks = body.fields.get("side") == "CARRY-ASKING"
    return Request(
        reference=str(body.reference),
        direction="in" if asks else "out",
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
    carry = Carry.objects.select_for_update().filter(request=request, peer=sender, side="ours", state="waiting").first()
    accepts = body.fields.get("carry") == "CARRY-ACCEPT"
    if carry is None:
        return  # overtaken: their own proposal was accepted here before, and they refuse this one
    carry.state, carry.ended_at = "accepted" if accepts else "refused", at
    carry.own_case = str(body.fields.get("own_case", "")) if accepts else ""
    carry.save(update_fields=["state", "ended_at", "own_case"])
    if not accepts:
        request.attention = REFUSED
        request.save(update_fields=["attention"])
        return
    request.peer = sender
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
