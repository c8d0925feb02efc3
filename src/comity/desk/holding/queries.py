"""Who holds what since when, what is offered to whom, what is put off, and what an officer is told."""

from collections.abc import Iterable

from django.db.models import Q

from comity.desk.holding.refusals import NoSuchOffer
from comity.records.models import JournalAct, Offer, Officer, Request, Snooze, Tiding
from comity.records.rows import find
from comity.records.statements import finds
from comity.terms.instants import Instant

SHOWN = 50
_WAITING = "SELECT 1 FROM records_offer WHERE state = 'waiting' LIMIT 1"


def held_since(request: Request) -> Instant | None:
    """Return when the present holder took it, as the journal says; None where it says nothing."""
    names = ("request.taken", "request.handed-over", "request.reassigned")
    return JournalAct.objects.filter(about=request.reference, name__in=names).order_by("-index").values_list("at", flat=True).first()


def offer_on(request: Request) -> Offer | None:
    """Return the offer of this request that waits for an answer."""
    return find(Offer, request_id=request.pk, state="waiting")


def offers_on(requests: Iterable[Request]) -> dict[int, Offer]:
    """Return the waiting offers by the key of their request, in one question."""
    if not finds(_WAITING):
        return {}
    found = Offer.objects.select_related("giver", "receiver").filter(request__in=list(requests), state="waiting")
    return {offer.request_id: offer for offer in found}


def offers_for(officer: Officer) -> tuple[Offer, ...]:
    """Return what waits for this officer's answer, oldest first."""
    if not finds(_WAITING):
        return ()
    waiting = Offer.objects.select_related("request", "giver", "receiver").filter(receiver=officer, state="waiting")
    return tuple(waiting.order_by("at")[:SHOWN])


def offers_of(officer: Officer) -> tuple[Offer, ...]:
    """Return what this officer offered and nobody accepted yet, oldest first."""
    if not finds(_WAITING):
        return ()
    return tuple(Offer.objects.select_related("request", "giver", "receiver").filter(giver=officer, state="waiting").order_by("at")[:SHOWN])


def snooze_on(request: Request, *, at: Instant) -> Snooze | None:
    """Return why and until when the request is put off; None while it is awake."""
    if request.asleep_until is None or request.asleep_until <= at:
        return None
    return Snooze.objects.select_related("officer").filter(request=request, woken_at__isnull=True).order_by("-id").first()


def tidings_for(officer: Officer) -> tuple[Tiding, ...]:
    """Return what the officer was told and has not marked as read, newest first."""
    return tuple(Tiding.objects.select_related("request").filter(officer=officer, read_at__isnull=True).order_by("-id")[:SHOWN])


def offer_seen_by(offer_id: int, *, officer: Officer) -> Offer:
    """Return an offer that `officer` gave or is to take; raises `NoSuchOffer`."""
    mine = Q(giver=officer) | Q(receiver=officer)
    found = Offer.objects.select_related("request", "giver", "receiver").filter(mine, pk=offer_id).first()
    if found is None:
        raise NoSuchOffer
    return found
