"""What the other side's proposal, its withdrawal and its answer to ours do here once they are taken, in the transaction of the act."""

from typing import Final

from comity.desk.carried.returning import makes_room, restore
from comity.desk.carried.rewinding import rewind
from comity.desk.carried.states import CarryState, Turn, may_follow, turned
from comity.desk.carried.waiting import waits
from comity.desk.happenings import CROSSED, happen, sound
from comity.desk.journalling import note
from comity.desk.meaning import CARRYING
from comity.desk.states import Happening, State
from comity.records.models import Carry, Message, Request
from comity.records.rows import insert
from comity.terms.instants import Instant
from comity.wire.act import ActBody

WAITS: Final = "carry-waits"
REFUSED: Final = "carry-refused"
CHANGED: Final = "carry-changed"
STANDS: Final = "carry-stands"
WITHDRAWN: Final = "carry-withdrawn"
OVERTAKEN: Final = "carry-overtaken"


def is_proposal(body: ActBody) -> bool:
    """Say whether an act proposes that a case goes on on the wire; it is the first that its receiver hears of that number."""
    return (body.act, body.kind) == ("question", CARRYING)


def may_come_again(request: Request, body: ActBody, *, sender: str) -> bool:
    """Say whether a proposal for a number that is known follows on one that ended here: of the same node, for the same side."""
    before = Carry.objects.filter(request=request)
    theirs = before.exists() and not before.exclude(side="theirs", peer=sender).exists()
    follows = theirs and may_follow(before.values_list("state", flat=True))
    return follows and (request.peer, request.direction) == (sender, _direction(body))


def _direction(body: ActBody) -> str:
    return "in" if body.fields.get("side") == "CARRY-ASKING" else "out"


def proposed(body: ActBody, *, sender: str, at: Instant) -> Request:
    """Return the empty request, saved, that a proposal of the other side stands in until it is answered; nothing of it runs yet.

    It is new, or the one in which an earlier proposal was refused or withdrawn. `admission` has read the history before.
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
    """Do what the other side's proposal, its withdrawal or its answer to ours does here, once it is taken."""
    if body.kind != CARRYING:
        return
    if body.act == "question":
        Carry.objects.create(request=message.request, peer=sender, side="theirs", env_id=message.env_id, state="waiting", at=at)
    elif body.act == "withdrawal":
        _withdrawn(message, body, sender=sender, at=at)
    else:
        _answered(message, body, sender=sender, at=at)


def _withdrawn(message: Message, body: ActBody, *, sender: str, at: Instant) -> None:
    """Let the empty request end, unless officers here answered before: then the withdrawal is overtaken, and moves nothing."""
    request = message.request
    carry = Carry.objects.select_for_update().get(request=request, side="theirs", env_id=str(body.original))
    to = turned(carry.state, Turn.WITHDRAWAL, side="theirs")
    if to is None:
        message.crossed = True
        message.save(update_fields=["crossed"])
        request.attention = OVERTAKEN if carry.state == CarryState.ACCEPTED else ""
        request.save(update_fields=["attention"])
        return
    carry.state, carry.ended_at = to, at
    carry.save(update_fields=["state", "ended_at"])
    request.attention = WITHDRAWN
    happen(request, Happening.WITHDRAWAL, direction="in", kind=CARRYING, fields={}, by="act.received", at=at)
    note("carry.withdrawn", by=sender, about=request.reference, at=at, facts={"node": sender, "proposal": carry.env_id})


def _answered(message: Message, body: ActBody, *, sender: str, at: Instant) -> None:
    """Let our proposal be accepted or refused. Who answers has it, whatever became of it here: what they signed counts."""
    request = message.request
    carry = Carry.objects.select_for_update().select_related("request").get(request=request, side="ours", env_id=str(body.original))
    accepts = body.fields.get("carry") == "CARRY-ACCEPT"
    to = turned(carry.state, Turn.ACCEPTANCE if accepts else Turn.REFUSAL, side="ours")
    given_up = carry.state != CarryState.WAITING
    if to is None or (given_up and (accepts or carry.state == CarryState.RETURNED) and not makes_room(carry, at=at)):
        _came_too_late(message, accepts=accepts)
        return
    withdrawn = carry.state == CarryState.WITHDRAWN
    restore(carry)
    request.refresh_from_db()
    carry.state, carry.ended_at = to, at
    carry.own_case = str(body.fields.get("own_case", "")) if accepts else ""
    carry.save(update_fields=["state", "ended_at", "own_case"])
    if accepts:
        _go_on(message, carry, sender=sender, attention=STANDS if withdrawn else "", at=at)
    else:
        _stay(request)


def _go_on(message: Message, carry: Carry, *, sender: str, attention: str, at: Instant) -> None:
    """Let our case go on with the node that accepted it, from the list that it accepted."""
    request = message.request
    request.peer = sender
    # What came since is not in the list: state and clocks are those of the list, here as there, and the officers are told.
    request.attention = CHANGED if rewind(request, carry, at=at) else attention
    if message.crossed:  # its case had ended here, and lives again
        message.crossed = False
        message.save(update_fields=["crossed"])
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


def _stay(request: Request) -> None:
    """Let our case stay on paper; a newer proposal that waits goes on waiting, from its own moment."""
    newer = waits(request.reference)
    if newer is not None:
        sound(request, "carry.proposed", kind=CARRYING, fields={}, by="act.received", at=newer.at)
        return
    request.attention = REFUSED
    request.save(update_fields=["attention"])


def _came_too_late(message: Message, *, accepts: bool) -> None:
    """Show an acceptance that nothing waits for: it was overtaken by another proposal."""
    if accepts:
        message.crossed, message.request.attention = True, CROSSED
        message.save(update_fields=["crossed"])
        message.request.save(update_fields=["attention"])
