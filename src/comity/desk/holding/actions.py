"""Opens requests, takes and takes over; offers one to a colleague, who accepts or declines."""

from datetime import timedelta
from typing import Final

from django.db import transaction

from comity.desk.happenings import happen, sound
from comity.desk.holding import moves
from comity.desk.holding.refusals import NoSuchOffer
from comity.desk.journalling import note
from comity.desk.permissions import Verb, require
from comity.desk.policy import require_reason
from comity.desk.receiving.receipts import owe_opened
from comity.desk.states import Happening
from comity.desk.tidings import News, tell
from comity.desk.unread import mark_read
from comity.desk.visibility import require_visible
from comity.directory.officers import actor
from comity.directory.once import once
from comity.records.models import Message, Offer, Officer, Presence, Receipt, Request, Unread
from comity.records.rows import find, is_there
from comity.terms.instants import Instant

SEEN_FOR: Final = timedelta(seconds=30)


@transaction.atomic
def open_request(request: Request, *, by: Officer, at: Instant) -> Request:
    """Note that `by` has the request before them; the sender is owed the receipt `opened` for each act not opened before."""
    require_visible(request, by=actor(by, at=at))
    locked = Request.objects.select_for_update().get(pk=request.pk)
    seen = Presence.objects.filter(officer=by, request=locked).exists()
    new_to_them = not seen or Unread.objects.filter(officer=by, request=locked).exists()
    Presence.objects.update_or_create(officer=by, request=locked, defaults={"seen_at": at})
    mark_read(locked, by=by)
    unopened = [
        message
        for message in Message.objects.select_related("request").filter(request=locked, direction="in", road="wire")
        if not Receipt.objects.filter(env_id=message.env_id, kind="opened", direction="out").exists()
    ]
    for message in unopened:
        owe_opened(message, at=at)
        note("act.opened", by=by, about=locked.reference, at=at, facts={"envelope": message.env_id})
    if new_to_them and not unopened:
        # Once for each officer, and again after each new act: who knew what, and from when. `act.opened` says it of the first.
        note("request.viewed", by=by, about=locked.reference, at=at, facts={"state": locked.state})
    if any(message.act == "request" for message in unopened):
        sound(locked, "request.acknowledged", kind=locked.kind, fields={}, by="act.opened", at=at)
        happen(locked, Happening.OPENING, direction="in", kind=locked.kind, fields={}, by="act.opened", at=at)
    return locked


def look_at(request: Request, *, by: Officer, at: Instant) -> Request:
    """Do what `open_request` does, unless `by` opened it within half a minute and nothing came since: reading must stay cheap."""
    seen = find(Presence, officer_id=by.pk, request_id=request.pk)
    if seen is not None and at - seen.seen_at < SEEN_FOR and not is_there(Unread, officer_id=by.pk, request_id=request.pk):
        return request
    return open_request(request, by=by, at=at)


@transaction.atomic
def take_request(request: Request, *, by: Officer, at: Instant, token: str, reason: str = "", code: str = "") -> Request:
    """Take the request in hand; from a colleague only with a coded reason and words, and the colleague is told.

    Of two who take it at once one gets it, and the other `HeldByAnother` with the name of who was faster. Raises
    `ReasonNotCoded` too.
    """
    require(actor(by, at=at), Verb.TAKE)
    require_visible(request, by=actor(by, at=at))

    def taken() -> str:
        moves.take(request, by=by, at=at, reason=reason.strip(), code=code)
        return str(request.reference)

    once(token, taken, officer=by, verb="request.take", at=at)
    return Request.objects.get(pk=request.pk)


@transaction.atomic
def offer_request(request: Request, *, to: Officer, words: str, by: Officer, at: Instant, token: str) -> Offer:
    """Offer a request that `by` holds to a named colleague; raises what `moves.offer` does."""
    require(actor(by, at=at), Verb.HAND_ON)
    made = once(token, lambda: str(moves.offer(request, to=to, words=words, by=by, at=at).pk), officer=by, verb="request.offer", at=at)
    return Offer.objects.get(pk=made)


@transaction.atomic
def accept_offer(offer_id: int, *, by: Officer, at: Instant, token: str) -> Request:
    """Accept what was offered to `by`; raises `NoSuchOffer`, `OfferClosed`."""
    require(actor(by, at=at), Verb.TAKE)

    def accepted() -> str:
        waiting = _offer(offer_id, receiver=by)
        moves.accept(waiting, by=by, at=at)
        return str(waiting.request.reference)

    return Request.objects.get(reference=once(token, accepted, officer=by, verb="offer.accept", at=at))


@transaction.atomic
def decline_offer(offer_id: int, *, words: str, by: Officer, at: Instant, token: str) -> Request:
    """Do not take what was offered, with a reason for the giver; raises `NoSuchOffer`, `OfferClosed`, `policy.ReasonMissing`."""

    def declined() -> str:
        waiting = _offer(offer_id, receiver=by)
        require_reason(words)
        moves.close(waiting, "declined", words=words, at=at)
        facts = {"from": waiting.giver.officer_id, "reason": words}
        note("offer.declined", by=by, about=waiting.request.reference, at=at, facts=facts)
        tell(waiting.giver, News.DECLINED, request=waiting.request, facts={"by": by.officer_id, "words": words}, at=at)
        return str(waiting.request.reference)

    return Request.objects.get(reference=once(token, declined, officer=by, verb="offer.decline", at=at))


@transaction.atomic
def recall_offer(offer_id: int, *, by: Officer, at: Instant, token: str) -> Request:
    """Take back what `by` offered and nobody accepted; raises `NoSuchOffer`, `OfferClosed`."""

    def recalled() -> str:
        waiting = _offer(offer_id, giver=by)
        moves.close(waiting, "recalled", words="", at=at)
        note("offer.recalled", by=by, about=waiting.request.reference, at=at, facts={"to": waiting.receiver.officer_id})
        tell(waiting.receiver, News.RECALLED, request=waiting.request, facts={"by": by.officer_id}, at=at)
        return str(waiting.request.reference)

    return Request.objects.get(reference=once(token, recalled, officer=by, verb="offer.recall", at=at))


def _offer(offer_id: int, **whose: Officer) -> Offer:
    found = Offer.objects.select_for_update().select_related("request", "giver", "receiver").filter(pk=offer_id, **whose).first()
    if found is None:
        raise NoSuchOffer
    return found
