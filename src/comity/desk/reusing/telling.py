"""Begins the report by which the State that gave something is told that it was destroyed or returned."""

from typing import Final

from django.db import transaction

from comity.desk.disposing.actions import RETURNED
from comity.desk.disposing.refusals import NoSuchDisposal
from comity.desk.drafting.actions import open_draft
from comity.desk.reading.openings import Wish, live_draft, opening
from comity.desk.reading.requests import acts_of
from comity.desk.visibility import require_visible
from comity.directory.officers import actor
from comity.records.models import Disposal, Draft, Officer, Request
from comity.terms.identifiers import NodeId
from comity.terms.instants import Instant

_RETURNED: Final = "USE-RETURNED"
_DESTROYED: Final = "USE-DESTROYED"


@transaction.atomic
def tell_of_disposal(request: Request, disposal_id: int, *, by: Officer, at: Instant, token: str) -> Draft:
    """Begin the report on the use of what was given, filled in; the one that is being written is gone on with.

    Raises `NoSuchDisposal` for what is not done, `RequestNotOpen` where the kind knows no report.
    """
    who = actor(by, at=at)
    require_visible(request, by=who)
    done = Disposal.objects.filter(pk=disposal_id, material__request=request, done_at__isnull=False).first()
    if done is None:
        raise NoSuchDisposal
    begun = opening(request, Wish.REPORT, acts=acts_of(request))
    used = _RETURNED if done.method == RETURNED else _DESTROYED
    return live_draft(request, begun, by=who) or open_draft(
        act=begun.act,
        kind=begun.kind,
        peer=NodeId(request.peer),
        by=by,
        at=at,
        request=request,
        replies_to=begun.envelope,
        fields={"used_for": [used], "used_on": done.on},
        token=token,
    )
