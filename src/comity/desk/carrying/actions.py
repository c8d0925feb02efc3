"""Proposes that a case goes on on the wire, withdraws that, and answers it: drafts that wait for their second officer like any other."""

from collections.abc import Mapping, Sequence
from typing import Final

from django.db import transaction

from comity.desk.carried.returning import TAKEN_BACK, give_back
from comity.desk.carrying.gathering import fields_of
from comity.desk.carrying.guards import require_acceptable, require_proposable, require_withdrawable
from comity.desk.carrying.queries import asked_by_us, asked_of_us, destination, own_cases, require_own_case
from comity.desk.carrying.refusals import AlreadyThere, CannotCarry
from comity.desk.drafting.atonce import submitted_at_once
from comity.desk.meaning import CARRYING
from comity.desk.permissions import Verb, require
from comity.desk.visibility import require_visible
from comity.directory.officers import actor
from comity.directory.once import once
from comity.records.models import Draft, Officer, Outbox, Request
from comity.terms.instants import Instant
from comity.terms.json import JsonValue
from comity.terms.speech import gettext_noop

ACCEPT: Final = "CARRY-ACCEPT"
REFUSE: Final = "CARRY-REFUSE"
_PROPOSE: Final = "carry.propose"
_ANSWER: Final = "carry.answer"
_TAKE_BACK: Final = "carry.take-back"
_WITHDRAW: Final = "carry.withdraw"


@transaction.atomic
def propose_carry(request: Request, *, by: Officer, at: Instant, token: str) -> Draft:
    """Write down and submit that the case goes on with its partner's node: with every paper of it, as it stands now.

    Raises `CannotCarry` where the partner has no node, the case is over, or a draft or a letter of it waits.
    """
    require(actor(by, at=at), Verb.DRAFT)
    require_visible(request, by=actor(by, at=at))

    def propose() -> str:
        locked = Request.objects.select_for_update().get(pk=request.pk)
        require_proposable(locked)
        node = destination(locked)
        return submitted_at_once(
            locked, "question", kind=CARRYING, peer=str(node), fields=fields_of(locked), replies_to="", by=by, at=at, token=token
        )

    return Draft.objects.get(pk=once(token, propose, officer=by, verb=_PROPOSE, at=at))


@transaction.atomic
def take_back(request: Request, *, by: Officer, at: Instant, token: str) -> Request:
    """Take our proposal back that has not arrived; the case goes on on paper at once. One officer does it: nothing left this node for good.

    Should it have arrived all the same, its receipt or its answer lets it wait again. Raises `AlreadyThere` for one that was delivered.
    """
    require(actor(by, at=at), Verb.DRAFT)
    require_visible(request, by=actor(by, at=at))

    def take() -> str:
        carry = asked_by_us(request)
        if carry is None:
            raise CannotCarry(reference=request.reference, where=gettext_noop("no proposal of ours waits in it"))
        # The entry is locked first, as the courier does it; whoever is second sees what the first did.
        due = Outbox.objects.filter(peer=carry.peer, env_id=carry.env_id, state__in=("due", "sent"))
        # No longer than now: what the courier still hears of it is a receipt that was on its way when the envelope expired.
        if not due.update(state="expired", outcome_at=at):
            raise AlreadyThere(reference=request.reference)
        give_back(carry.env_id, why=TAKEN_BACK, by=by, at=at)
        return request.reference

    return Request.objects.get(reference=once(token, take, officer=by, verb=_TAKE_BACK, at=at))


@transaction.atomic
def withdraw_carry(
    request: Request, *, reason: str, words: Mapping[str, JsonValue] | None = None, by: Officer, at: Instant, token: str
) -> Draft:
    """Write down and submit that our proposal, which arrived and which nobody answers, is withdrawn; once sent the case goes on on paper.

    `reason` is a code of the form, `words` are text and language. Should they have accepted before they have it, their acceptance stands.
    Raises `CannotCarry`, and `FieldFaults` for a reason that is none.
    """
    require(actor(by, at=at), Verb.DRAFT)
    require_visible(request, by=actor(by, at=at))

    def write() -> str:
        locked = Request.objects.select_for_update().get(pk=request.pk)
        carry = require_withdrawable(locked)
        fields: dict[str, JsonValue] = {"reason": reason} if reason else {}
        fields |= _note(words)
        return submitted_at_once(
            locked, "withdrawal", kind=CARRYING, peer=carry.peer, fields=fields, replies_to=carry.env_id, by=by, at=at, token=token
        )

    return Draft.objects.get(pk=once(token, write, officer=by, verb=_WITHDRAW, at=at))


@transaction.atomic
def answer_carry(
    request: Request,
    *,
    answer: str,
    reasons: Sequence[str] = (),
    own_case: str = "",
    words: Mapping[str, JsonValue] | None = None,
    by: Officer,
    at: Instant,
    token: str,
) -> Draft:
    """Accept or refuse what the other side proposed; `own_case` is our number of the same case on paper, which then ends there.

    `words` are text and language. Raises `CannotCarry`, `DuplicateProposal`, and `FieldFaults` for a refusal without a reason.
    """
    require(actor(by, at=at), Verb.DRAFT)
    require_visible(request, by=actor(by, at=at))

    def write() -> str:
        locked = Request.objects.select_for_update().get(pk=request.pk)
        carry = asked_of_us(locked)
        if carry is None:
            raise CannotCarry(reference=locked.reference, where=gettext_noop("no proposal of the other side waits in it"))
        fields: dict[str, JsonValue] = {"carry": answer}
        if answer == ACCEPT:
            if own_case:
                require_own_case(carry, own_case, among=own_cases(carry, by=actor(by, at=at)))
                fields["own_case"] = own_case
            require_acceptable(carry, own_case=own_case)
        if reasons:
            fields["carry_reasons"] = list(reasons)
        fields |= _note(words)
        return submitted_at_once(
            locked, "information", kind=CARRYING, peer=carry.peer, fields=fields, replies_to=carry.env_id, by=by, at=at, token=token
        )

    return Draft.objects.get(pk=once(token, write, officer=by, verb=_ANSWER, at=at))


def _note(words: Mapping[str, JsonValue] | None) -> dict[str, JsonValue]:
    return {"note": dict(words)} if words and str(words.get("text", "")).strip() else {}
