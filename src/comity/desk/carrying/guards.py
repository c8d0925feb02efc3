"""Asked before a proposal or its answer is written, and again in the transaction that sends it; and before anything else of its case."""

from comity.desk.carried.history import OPEN
from comity.desk.carried.waiting import require_not_waiting, waits
from comity.desk.carrying.gathering import fields_of
from comity.desk.carrying.queries import destination, history_carried, same_on_paper
from comity.desk.carrying.refusals import CannotCarry, DuplicateProposal
from comity.desk.meaning import CARRYING, is_recorded
from comity.desk.states import DraftState, State
from comity.records.models import Carry, Draft, Request
from comity.terms.speech import gettext_noop
from comity.wire.act import ActBody

_LIVE = (DraftState.OPEN.value, DraftState.SUBMITTED.value)


def require_proposable(request: Request) -> None:
    """Raise `CannotCarry` unless the case is open, on paper, of a partner that joined, and no draft of it waits."""
    where = ""
    if destination(request) is None:
        where = gettext_noop("its partner has no node here that two officers approved")
    elif State(request.state) not in OPEN:
        where = gettext_noop("it is over")
    elif is_recorded(request.kind):
        where = gettext_noop("an order to a provider goes to no node")
    elif Draft.objects.filter(reference=request.reference, state__in=_LIVE).exists():
        where = gettext_noop("a draft of it waits: send it or set it aside first")
    if where:
        raise CannotCarry(reference=request.reference, where=where)
    require_not_waiting(request.reference)


def require_acceptable(carry: Carry, *, own_case: str) -> None:
    """Raise `DuplicateProposal` where our own proposal goes before, `CannotCarry` where a case on paper is the same and is not named."""
    for same in same_on_paper(carry, history_carried(carry)):
        ours = waits(same.reference)
        if ours is not None and same.direction == "out":
            raise DuplicateProposal(reference=same.reference)
        if same.reference != own_case:
            facts = {"reference": carry.request.reference}
            raise CannotCarry(**facts, where=gettext_noop("a case on paper here shares its documents or its number: name that case"))
    if own_case:
        own = Request.objects.get(reference=own_case)
        waiting = waits(own_case)
        if waiting is not None and own.direction == "out":
            raise DuplicateProposal(reference=own_case)
        if Draft.objects.filter(reference=own_case, state__in=_LIVE).exists():
            raise CannotCarry(reference=own_case, where=gettext_noop("a draft of it waits: send it or set it aside first"))


def require_sendable(request: Request, body: ActBody, *, peer: str) -> None:
    """Raise unless an act inside a case may leave now, by the road that the case has."""
    if body.kind != CARRYING:
        require_not_waiting(request.reference)
        if request.peer != peer:
            raise CannotCarry(reference=request.reference, where=gettext_noop("it goes by another road now: write the act anew"))
        return
    if body.act == "question":
        require_not_waiting(request.reference)
        said = {name: value for name, value in fields_of(request).items() if name != "clocks"}
        same = all(body.fields.get(name) == value for name, value in said.items())
        others = Draft.objects.filter(reference=request.reference, state__in=_LIVE).exclude(kind=CARRYING)
        if State(request.state) not in OPEN or not same or others.exists():
            raise CannotCarry(
                reference=request.reference, where=gettext_noop("what it lists has changed, or a draft was begun: propose it anew")
            )
        return
    carry = waits(request.reference)
    if carry is None or carry.side != "theirs":
        raise CannotCarry(reference=request.reference, where=gettext_noop("no proposal of the other side waits in it"))
    if body.fields.get("carry") == "CARRY-ACCEPT":
        require_acceptable(carry, own_case=str(body.fields.get("own_case", "")))
