"""Requests that the register began: their number is told to it when they leave, and their complete answer when it comes.

The register knows no request but its number. What it has of these is loaded where a request has a bond, which few have.
"""

from collections.abc import Sequence
from typing import Final

from comity.desk.states import State
from comity.desk.visibility import visible_to
from comity.directory.policy import Actor
from comity.records.drafts import may_be_bonded
from comity.records.models import CaseBond, Draft, Message, Request
from comity.records.rows import change
from comity.terms.digests import Digest
from comity.terms.instants import Instant

_COMPLETE: Final = frozenset({State.ANSWERED, State.FULFILLED})
_TELLING: Final = frozenset({"answer", "result"})


def number_bond(draft: Draft) -> None:
    """Tell the register under which number a draft left that one of its rows began; in the transaction of the act."""
    if may_be_bonded(draft):
        change(CaseBond, where={"draft": str(draft.pk), "case": ""}, to={"case": draft.reference})


def tell_answer(message: Message, request: Request, *, at: Instant) -> None:
    """Offer an answer to the register as evidence, once what was asked is complete; in the transaction of the act."""
    complete = request.direction == "out" and message.act in _TELLING and State(request.state) in _COMPLETE
    if not complete or message.crossed or not CaseBond.objects.filter(case=request.reference).exists():
        return
    from comity.register.offering.actions import offer_answer  # noqa: PLC0415 see above

    digest = Digest.of(bytes(message.body))
    offer_answer(request.reference, env_id=message.env_id, digest=digest, peer=request.peer, at=at)


def seen_cases(numbers: Sequence[str], *, by: Actor) -> Sequence[Request]:
    """Return those requests of these numbers that an officer may know of, in the order in which they were opened."""
    return list(visible_to(by).filter(reference__in=list(numbers)).order_by("opened_at"))
