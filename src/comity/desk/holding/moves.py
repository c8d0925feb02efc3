"""What taking, offering and accepting do to the rows, in the caller's transaction. `actions` and `batches` are the verbs."""

from typing import Final

from django.db.models import Q

from comity.desk import policy
from comity.desk.holding.refusals import CannotReceive, HeldByAnother, HeldByNobody, OfferClosed, OfferWaits, ReasonNotCoded
from comity.desk.journalling import note
from comity.desk.permissions import Verb, require
from comity.desk.tidings import News, tell
from comity.desk.visibility import NoSuchRequest, require_visible
from comity.directory.officers import actor
from comity.directory.policy import MandateLapsed, NotAllowed
from comity.records.models import Offer, Officer, Request, Snooze
from comity.records.rows import insert
from comity.terms.instants import Instant
from comity.terms.vocabulary import vocabulary

TAKE_OVER: Final = "take-over-reason"


def take(request: Request, *, by: Officer, at: Instant, reason: str = "", code: str = "") -> None:
    """Give the request to `by`; from a colleague only with a coded reason and words, or where that colleague offered it.

    Raises `HeldByAnother` where a colleague holds it, also one who was faster by a moment; `ReasonNotCoded`.
    """
    held = Request.objects.select_related("holder").get(pk=request.pk)
    before = held.holder if held.holder_id != by.pk else None
    offered = Offer.objects.filter(request=held, state="waiting", receiver=by).first()
    if before is not None and offered is None:
        if not reason.strip():
            raise HeldByAnother(name=before.name, reference=held.reference)
        if code not in [item.code for item in vocabulary(TAKE_OVER).offered]:
            raise ReasonNotCoded
    _swap(held, to=by)
    Offer.objects.filter(request=held, state="waiting").update(state="accepted" if offered else "overtaken", closed_at=at)
    wake(held, by=by.officer_id, at=at)
    facts = {"reason": reason, "code": code, "from": before.officer_id if before else ""}
    note("request.taken", by=by, about=held.reference, at=at, facts=facts)
    if before is not None:
        told = {"by": by.officer_id, "code": code, "words": reason}
        tell(before, News.ACCEPTED if offered else News.TAKEN_OVER, request=held, facts=told, at=at)


def _swap(held: Request, *, to: Officer) -> None:
    """Compare and swap: write the holder only where it is still the one that was read; raises `HeldByAnother`."""
    still = Q(holder_id=held.holder_id) if held.holder_id else Q(holder__isnull=True)
    if not Request.objects.filter(still, pk=held.pk).update(holder=to):
        now = Request.objects.select_related("holder").get(pk=held.pk)
        raise HeldByAnother(name=now.holder.name if now.holder else "-", reference=held.reference)


def offer(request: Request, *, to: Officer, words: str, by: Officer, at: Instant) -> Offer:
    """Offer what `by` holds to a named colleague, who must accept; until then `by` goes on holding it.

    Raises `HeldByAnother`, `HeldByNobody`, `OfferWaits`, `CannotReceive`, `policy.ReasonMissing`.
    """
    held = require_held(request, by=by)
    policy.require_reason(words)
    waiting = Offer.objects.filter(request=held, state="waiting").select_related("receiver").first()
    if waiting is not None:
        raise OfferWaits(reference=held.reference, name=waiting.receiver.name)
    require_receiver(to, giver=by, request=held, at=at)
    made = insert(Offer(request=held, giver=by, receiver=to, words=words, at=at))
    note("request.offered", by=by, about=held.reference, at=at, facts={"to": to.officer_id, "words": words})
    tell(to, News.OFFERED, request=held, facts={"by": by.officer_id, "words": words}, at=at)
    return made


def require_receiver(to: Officer, *, giver: Officer, request: Request, at: Instant) -> None:
    """Raise `CannotReceive` unless `to` is another officer who may hold requests, and know of this one."""
    require_colleague(to, giver=giver, at=at, reference=request.reference)
    try:
        require_visible(request, by=actor(to, at=at))
    except NoSuchRequest as refusal:
        raise CannotReceive(name=to.name, reference=request.reference) from refusal


def require_colleague(to: Officer, *, giver: Officer, at: Instant, reference: str = "-") -> None:
    """Raise `CannotReceive` unless `to` is another officer who may hold requests."""
    try:
        require(actor(to, at=at), Verb.TAKE)
    except (NotAllowed, MandateLapsed) as refusal:
        raise CannotReceive(name=to.name, reference=reference) from refusal
    if to.pk == giver.pk:
        raise CannotReceive(name=to.name, reference=reference)


def require_held(request: Request, *, by: Officer) -> Request:
    """Return the request as it stands now, if `by` holds it; raises `HeldByAnother`, `HeldByNobody`."""
    held = Request.objects.select_for_update().get(pk=request.pk)
    if held.holder_id is None:
        raise HeldByNobody(reference=held.reference)
    if held.holder_id != by.pk:
        raise HeldByAnother(name=held.holder.name, reference=held.reference)
    return held


def accept(waiting: Offer, *, by: Officer, at: Instant) -> None:
    """Move the request to who was offered it; raises `OfferClosed` where the giver does not hold it any more."""
    if waiting.state != "waiting" or not Request.objects.filter(pk=waiting.request_id, holder_id=waiting.giver_id).update(holder=by):
        raise OfferClosed(reference=waiting.request.reference)
    close(waiting, "accepted", words="", at=at)
    wake(waiting.request, by=by.officer_id, at=at)
    facts = {"from": waiting.giver.officer_id, "words": waiting.words}
    note("request.handed-over", by=by, about=waiting.request.reference, at=at, facts=facts)
    tell(waiting.giver, News.ACCEPTED, request=waiting.request, facts={"by": by.officer_id}, at=at)


def close(waiting: Offer, state: str, *, words: str, at: Instant) -> None:
    """End an offer; raises `OfferClosed` where it has ended."""
    ended = Offer.objects.filter(pk=waiting.pk, state="waiting").update(state=state, closed_at=at, closed_words=words)
    if not ended:
        raise OfferClosed(reference=waiting.request.reference)


def wake(request: Request, *, by: str, at: Instant) -> bool:
    """Let the request be awake; return whether it was put off. `by` names the officer or the act that woke it."""
    if request.asleep_until is None:
        return False
    request.asleep_until = None
    Request.objects.filter(pk=request.pk).update(asleep_until=None)
    Snooze.objects.filter(request=request, woken_at__isnull=True, until__gt=at).update(woken_at=at, woken_by=by)
    return True
