"""Asked before a proposal or its answer is written, and again in the transaction that sends it; and before anything else of its case."""

from comity.desk.carried.history import OPEN
from comity.desk.carried.states import CarryState
from comity.desk.carried.waiting import require_not_waiting, waits
from comity.desk.carrying.gathering import fields_of
from comity.desk.carrying.queries import (
    carry_of,
    destination,
    history_carried,
    same_on_paper,
    same_on_the_wire,
    withdrawable,
    withdrawal_known,
    withdrawal_of,
)
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
    _require_known_there(request)


def _require_known_there(request: Request) -> None:
    """Raise `CannotCarry` while the node of the other side has not confirmed that it has the withdrawal of the proposal before."""
    before = carry_of(request)
    if before is None or (before.side, before.state) != ("ours", CarryState.WITHDRAWN) or withdrawal_known(before):
        return
    if withdrawal_of(before) is None:
        where = gettext_noop("the withdrawal of the proposal before did not arrive: withdraw it anew first")
    else:
        where = gettext_noop("their node has not confirmed the withdrawal of the proposal before; it goes on on paper until then")
    raise CannotCarry(reference=request.reference, where=where)


def require_withdrawable(request: Request) -> Carry:
    """Return our proposal that may be withdrawn; raises `CannotCarry` where none is, and while a draft that withdraws it waits."""
    carry, where = withdrawable(request), ""
    if carry is None:
        where = gettext_noop("no proposal of ours is there that has arrived and waits")
    elif Draft.objects.filter(reference=request.reference, kind=CARRYING, state__in=_LIVE).exists():
        where = gettext_noop("a draft of it waits: send it or set it aside first")
    if carry is None or where:
        raise CannotCarry(reference=request.reference, where=where)
    return carry


def require_acceptable(carry: Carry, *, own_case: str) -> None:
    """Raise `DuplicateProposal` where our own proposal goes before, `CannotCarry` where a case on paper is the same and is not named."""
    history = history_carried(carry)
    known = same_on_the_wire(carry, history)
    if known is not None:
        raise DuplicateProposal(reference=known.reference)
    for same in same_on_paper(carry, history):
        ours = waits(same.reference)
        if ours is not None and same.direction == "out":
            raise DuplicateProposal(reference=same.reference)
        if same.reference != own_case:
            facts = {"reference": carry.request.reference}
            raise CannotCarry(**facts, where=gettext_noop("a case on paper here shares its documents or its number; name that case"))
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
        _require_as_listed(request, body)
    elif body.act == "withdrawal":
        ours = withdrawable(request)
        if ours is None or ours.env_id != str(body.original):
            raise CannotCarry(reference=request.reference, where=gettext_noop("the proposal that it withdraws does not wait any more"))
    else:
        theirs = waits(request.reference)
        # A newer proposal may have come in the place of the one that was compared.
        if theirs is None or theirs.side != "theirs" or theirs.env_id != str(body.original):
            raise CannotCarry(reference=request.reference, where=gettext_noop("the proposal that it answers does not wait any more"))
        if body.fields.get("carry") == "CARRY-ACCEPT":
            require_acceptable(theirs, own_case=str(body.fields.get("own_case", "")))


def _require_as_listed(request: Request, body: ActBody) -> None:
    """Raise unless a proposal may leave, and says of its case what stands there now."""
    require_not_waiting(request.reference)
    _require_known_there(request)
    said = {name: value for name, value in fields_of(request).items() if name != "clocks"}
    same = all(body.fields.get(name) == value for name, value in said.items())
    others = Draft.objects.filter(reference=request.reference, state__in=_LIVE).exclude(kind=CARRYING)
    if State(request.state) not in OPEN or not same or others.exists():
        raise CannotCarry(
            reference=request.reference, where=gettext_noop("what it lists has changed, or a draft was begun: propose it anew")
        )
