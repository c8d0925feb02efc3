"""Reads the evidence of a case for an officer who may know of it, with the limits that hold now."""

from collections.abc import Sequence
from dataclasses import dataclass

from comity.desk.custody.terms import terms_of
from comity.desk.visibility import require_visible
from comity.directory.policy import Actor
from comity.evidence.limits import Limits
from comity.evidence.queries import Held, item_of, items_of
from comity.records.models import ActFile, Message, Request
from comity.terms.instants import Instant


@dataclass(frozen=True, slots=True)
class InCase:
    """One item with its chain, and the limits that hold for it now."""

    held: Held
    limits: Limits


def evidence_in(request: Request, *, by: Actor, at: Instant) -> Sequence[InCase]:
    """Return the items of a case; raises `NoSuchRequest`."""
    require_visible(request, by=by)
    return [_with_limits(one, by=by, at=at) for one in items_of(request)]


def evidence_item(request: Request, number: int, *, by: Actor, at: Instant) -> InCase:
    """Return one item of a case; raises `NoSuchRequest`, `NoSuchItem`."""
    require_visible(request, by=by)
    return _with_limits(item_of(request, number), by=by, at=at)


def files_outside_custody(request: Request) -> Sequence[ActFile]:
    """Return the whole files of a case's acts that are not in custody, oldest first, each digest once."""
    taken = {one.item.sha256 for one in items_of(request)}
    rows = ActFile.objects.select_related("message").filter(message__request=request, state="whole").order_by("message_id", "place")
    found: dict[str, ActFile] = {}
    for row in rows:
        if row.digest not in taken:
            found.setdefault(row.digest, row)
    return list(found.values())


def wire_acts(request: Request) -> int:
    """Return how many acts of the case travelled on the wire: a proof has these, and there is none without."""
    return Message.objects.filter(request=request, road="wire").count()


def _with_limits(held: Held, *, by: Actor, at: Instant) -> InCase:
    item = held.item
    message = item.act_file.message_id if item.act_file is not None else None
    return InCase(held, terms_of(item.request, message=message, theirs=item.theirs, typed={}, by=by, at=at).limits)
