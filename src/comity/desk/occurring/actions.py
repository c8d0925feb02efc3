"""Records what happened outside any act. Nothing leaves, so one officer is enough; a mistake is answered by recording the other thing."""

from django.db import transaction

from comity.desk.happenings import sound
from comity.desk.journalling import note
from comity.desk.occurring.queries import events_for
from comity.desk.permissions import Verb, require
from comity.desk.policy import require_reason
from comity.desk.visibility import require_visible
from comity.directory.officers import actor
from comity.directory.once import once
from comity.records.models import Occurrence, Officer, Request
from comity.records.models.shifts import WORDS_CAP
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop
from comity.terms.text import FreeText


class EventUnfit(Refused):
    """No clock of this case hears such a thing."""

    wire_class = "policy"
    sentence = gettext_noop("That is nothing that a clock of this kind of request waits for.")
    next_step = gettext_noop("Choose from the list; anything else is an internal note.")


class EventAhead(Refused):
    """What is recorded has not happened yet."""

    wire_class = "policy"
    sentence = gettext_noop("That moment is none, or lies ahead.")
    next_step = gettext_noop("Name the day on which it happened; what is only planned is an internal note.")


@transaction.atomic
def record_event(request: Request, *, event: str, on: Instant | None, words: str, by: Officer, at: Instant, token: str) -> Occurrence:
    """Record that `event` happened at `on`, with words that say how it is known; clocks start, stop or go on by it.

    Raises `EventUnfit`, `EventAhead`, `policy.ReasonMissing`.
    """
    who = actor(by, at=at)
    require(who, Verb.RECORD_EVENT)
    require_visible(request, by=who)

    def record() -> str:
        locked = Request.objects.select_for_update().get(pk=request.pk)
        if event not in events_for(locked):
            raise EventUnfit
        if on is None or on > at:
            raise EventAhead
        require_reason(words)
        text = str(FreeText.parse(words, cap=WORDS_CAP, what="reason"))
        kept = Occurrence.objects.create(request=locked, event=event, on=on, words=text, officer=by, at=at)
        note("event.recorded", by=by, about=locked.reference, at=at, facts={"event": event, "on": str(on), "words": text})
        sound(locked, event, kind=locked.kind, fields={}, by="event.recorded", at=on)
        return str(kept.pk)

    return Occurrence.objects.get(pk=once(token, record, officer=by, verb="event.record", at=at))
