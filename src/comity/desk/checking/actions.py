"""Stamps items of a checklist: done, not needed, blocked. Each stamp is a row; a correction is another one."""

from enum import StrEnum

from django.db import transaction

from comity.desk.checking.queries import list_of
from comity.desk.checking.refusals import NoSuchItem, WhyMissing
from comity.desk.journalling import note
from comity.desk.permissions import Verb, require
from comity.directory.officers import actor
from comity.directory.once import once
from comity.records.models import Officer, Request, Stamp
from comity.records.models.shifts import WORDS_CAP
from comity.records.rows import insert
from comity.terms.instants import Instant
from comity.terms.text import FreeText


class Outcome(StrEnum):
    """What an item came to."""

    DONE = "done"
    NOT_NEEDED = "not-needed"
    BLOCKED = "blocked"


@transaction.atomic
def stamp_item(request: Request, *, item: str, outcome: Outcome, words: str, by: Officer, at: Instant, token: str) -> Stamp:
    """Stamp one item of the request's list; raises `NoSuchItem`, `WhyMissing`, `TextTooLong`, `UnsafeText`."""
    require(actor(by, at=at), Verb.STAMP)

    def stamp() -> str:
        checklist = list_of(request)
        if item not in [one.key for one in checklist.items]:
            raise NoSuchItem(reference=request.reference)
        said = str(FreeText.parse(words, cap=WORDS_CAP)) if words.strip() else ""
        if outcome is not Outcome.DONE and not said:
            raise WhyMissing
        kept = Stamp(
            request=request,
            checklist=checklist.id,
            version=checklist.version,
            item=item,
            outcome=outcome.value,
            words=said,
            officer=by,
            at=at,
        )
        insert(kept)
        facts = {"list": checklist.id, "version": checklist.version, "item": item, "outcome": outcome.value, "reason": said}
        note("checklist.stamped", by=by, about=request.reference, at=at, facts=facts)
        return str(kept.pk)

    return Stamp.objects.get(pk=once(token, stamp, officer=by, verb="checklist.stamp", at=at))
