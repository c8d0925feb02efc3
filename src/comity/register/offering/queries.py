"""What is offered as evidence and waits, and which requests rows of the register began: by number, for the desk says who may see them."""

from collections.abc import Mapping, Sequence
from typing import Final

from comity.directory.policy import Actor
from comity.records.models import CaseBond, Commitment, EvidenceOffer, Meeting, Statement
from comity.register.policy import require_read

_MOST: Final = 50


def offers_of(commitment: Commitment, *, by: Actor) -> Sequence[EvidenceOffer]:
    """Return what is offered as evidence of a commitment and waits for an officer, the oldest first."""
    require_read(by)
    return list(EvidenceOffer.objects.filter(commitment=commitment, judged_at__isnull=True).order_by("id")[:_MOST])


def offers_waiting(*, by: Actor) -> Sequence[EvidenceOffer]:
    """Return what is offered and waits, of all commitments, the oldest first."""
    require_read(by)
    return list(EvidenceOffer.objects.select_related("commitment").filter(judged_at__isnull=True).order_by("id")[:_MOST])


def cases_of(*, by: Actor, commitment: Commitment | None = None, statement: Statement | None = None) -> Sequence[str]:
    """Return the numbers of the requests that a commitment or a statement began."""
    require_read(by)
    return _numbers({"commitment": commitment} if commitment is not None else {"statement": statement})


def cases_of_meeting(meeting: Meeting, *, by: Actor) -> Sequence[str]:
    """Return the numbers of the requests that are about a meeting or incident: linked to it, or begun from what was said there."""
    require_read(by)
    return _numbers({"meeting": meeting}, {"statement__meeting": meeting}, {"commitment__statement__meeting": meeting})


def _numbers(*asked: Mapping[str, object]) -> Sequence[str]:
    """Ask each question by an index of its own: together they would read all bonds."""
    found: dict[int, str] = {}
    for one in asked:
        found |= CaseBond.objects.filter(**one).exclude(case="").order_by("id").values_list("id", "case")[:_MOST]
    return list(dict.fromkeys(found[key] for key in sorted(found)))
