"""Opens, takes and takes over requests."""

from datetime import timedelta
from typing import Final

from django.db import transaction

from comity.desk import policy
from comity.desk.happenings import happen, sound
from comity.desk.journalling import note
from comity.desk.once import once
from comity.desk.receiving.receipts import owe_opened
from comity.desk.states import Happening
from comity.desk.unread import mark_read
from comity.directory.officers import actor
from comity.records.models import Message, Officer, Presence, Receipt, Request, Unread
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop

SEEN_FOR: Final = timedelta(seconds=30)


class HeldByAnother(Refused):
    """A colleague has it in hand."""

    wire_class = "policy"
    sentence = gettext_noop("%(name)s holds request %(reference)s.")
    next_step = gettext_noop("Take it over with a reason, or leave it.")


@transaction.atomic
def open_request(request: Request, *, by: Officer, at: Instant) -> Request:
    """Note that `by` has the request before them; the sender is owed the receipt `opened` for each act not opened before."""
    locked = Request.objects.select_for_update().get(pk=request.pk)
    Presence.objects.update_or_create(officer=by, request=locked, defaults={"seen_at": at})
    mark_read(locked, by=by)
    unopened = [
        message
        for message in Message.objects.select_related("request").filter(request=locked, direction="in")
        if not Receipt.objects.filter(env_id=message.env_id, kind="opened", direction="out").exists()
    ]
    for message in unopened:
        owe_opened(message, at=at)
        note("act.opened", by=by, about=locked.reference, at=at, facts={"envelope": message.env_id})
    if any(message.act == "request" for message in unopened):
        sound(locked, "request.acknowledged", kind=locked.kind, fields={}, by="act.opened", at=at)
        happen(locked, Happening.OPENING, direction="in", kind=locked.kind, fields={}, by="act.opened", at=at)
    return locked


def look_at(request: Request, *, by: Officer, at: Instant) -> Request:
    """Do what `open_request` does, unless `by` opened it within half a minute and nothing came since: reading must stay cheap."""
    seen = Presence.objects.filter(officer=by, request=request).values_list("seen_at", flat=True).first()
    if seen is not None and at - seen < SEEN_FOR and not Unread.objects.filter(officer=by, request=request).exists():
        return request
    return open_request(request, by=by, at=at)


@transaction.atomic
def take_request(request: Request, *, by: Officer, at: Instant, token: str, reason: str = "") -> Request:
    """Take the request in hand; from a colleague only with a `reason`. Raises `HeldByAnother`."""
    policy.require_drafting(actor(by))

    def take() -> str:
        locked = Request.objects.select_for_update(of=("self",)).select_related("holder").get(pk=request.pk)
        if locked.holder is not None and locked.holder_id != by.pk and not reason.strip():
            raise HeldByAnother(name=locked.holder.name, reference=locked.reference)
        facts = {"reason": reason, "from": locked.holder.officer_id if locked.holder else ""}
        locked.holder = by
        locked.save(update_fields=["holder"])
        note("request.taken", by=by, about=locked.reference, at=at, facts=facts)
        return locked.reference

    once(token, take, officer=by, verb="request.take", at=at)
    return Request.objects.get(pk=request.pk)
