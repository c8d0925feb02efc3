"""Reads what officers chose to leave out of the proof of a case. The CALLER has the request from `find_request`."""

from collections.abc import Sequence

from comity.desk.custody.queries import wire_acts
from comity.desk.proving.choice import Choice, parse_choice
from comity.evidence.queries import items_of
from comity.records.models import Request, Withholding


def withholdings_of(request: Request) -> Sequence[Withholding]:
    """Return every choice, the newest first."""
    return list(Withholding.objects.select_related("request", "officer", "ended_by").filter(request=request).order_by("-pk"))


def choice_of(row: Withholding) -> Choice:
    """Return what was chosen."""
    return parse_choice(bytes(row.record))


def has_gone_on(request: Request, choice: Choice) -> bool:
    """Say whether the case has another act or step now than when it was chosen what is left out of it."""
    acts = wire_acts(request)
    steps = {held.item.number: len(held.steps) for held in items_of(request)}
    return (acts, steps) != (choice.of_acts, choice.of_items)
