"""A supervisor gives a request to another officer, with a reason; whoever held it and whoever holds it now are both told."""

from django.db import transaction

from comity.desk.holding.moves import require_receiver, wake
from comity.desk.holding.refusals import HoldsAlready
from comity.desk.journalling import note
from comity.desk.permissions import Verb, require
from comity.desk.policy import require_reason
from comity.desk.tidings import News, tell
from comity.desk.visibility import require_visible
from comity.directory.officers import actor
from comity.directory.once import once
from comity.records.models import Offer, Officer, Request
from comity.terms.instants import Instant


@transaction.atomic
def reassign_request(request: Request, *, to: Officer, reason: str, by: Officer, at: Instant, token: str) -> Request:
    """Let `to` hold the request from now on, whoever held it; an offer that waited is over. Clocks and drafts stay as they are.

    Raises `CannotReceive`, `HoldsAlready`, `policy.ReasonMissing`.
    """
    who = actor(by, at=at)
    require(who, Verb.REASSIGN)
    require_visible(request, by=who)
    require_reason(reason)

    def reassign() -> str:
        held = Request.objects.select_for_update(of=("self",)).select_related("holder").get(pk=request.pk)
        require_receiver(to, giver=by, request=held, at=at)
        before = held.holder
        if before is not None and before.pk == to.pk:
            raise HoldsAlready(name=to.name, reference=held.reference)
        Request.objects.filter(pk=held.pk).update(holder=to)
        Offer.objects.filter(request=held, state="waiting").update(state="overtaken", closed_at=at)
        wake(held, by=by.officer_id, at=at)
        facts = {"to": to.officer_id, "from": before.officer_id if before else "", "reason": reason}
        note("request.reassigned", by=by, about=held.reference, at=at, facts=facts)
        told = {"by": by.officer_id, "words": reason}
        tell(to, News.GIVEN, request=held, facts=told, at=at)
        if before is not None:
            tell(before, News.TAKEN_AWAY, request=held, facts=told, at=at)
        return str(held.reference)

    return Request.objects.get(reference=once(token, reassign, officer=by, verb="request.reassign", at=at))
