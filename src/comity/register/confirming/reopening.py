"""Takes a verdict back: the suggestion is open again, and waits for somebody to look at it. The verdict stays in the history."""

from django.db import transaction

from comity.directory.noting import note
from comity.directory.officers import actor
from comity.directory.once import once
from comity.records.models import Document, Officer, Verdict
from comity.register.confirming.refusals import JudgedMeanwhile, NoSuchSuggestion
from comity.register.confirming.taking_out import require_free, take_out
from comity.register.importing.queries import reading_of
from comity.register.importing.suggestions import count_suggestions
from comity.register.policy import require_keep
from comity.register.refusals import NoSuchRow
from comity.terms.instants import Instant


@transaction.atomic
def reopen_suggestion(document: str, *, kind: str, number: int, seen: int = 0, by: Officer, at: Instant, token: str) -> Verdict:
    """End the verdict that counts, and take out the row that it made, if no other document says the same.

    `seen` is the key of the verdict that the officer saw, where a colleague gave it. Raises `StillNeeded` where other rows stand on that
    row, `JudgedMeanwhile`, `NoSuchSuggestion` where no verdict counts, `NoSuchRow`.
    """
    require_keep(actor(by, at=at))

    def reopen() -> str:
        found = Document.objects.select_for_update().defer("original").filter(number=document).first()
        if found is None:
            raise NoSuchRow(number=document[:20])
        counting = Verdict.objects.filter(document=found, ended_at__isnull=True)
        verdict = counting.select_related("by").filter(kind=kind, number=number).first()
        if verdict is None:
            raise NoSuchSuggestion(document=found.number, kind=kind[:20], number=number)
        if verdict.by_id != by.pk and verdict.pk != seen:
            raise JudgedMeanwhile(name=verdict.by.name)
        if verdict.row:
            require_free(kind, verdict.row, document=found)
        Verdict.objects.filter(pk=verdict.pk).update(ended_at=at)
        if verdict.row:
            take_out(verdict.row_kind, verdict.row, document=found, at=at)
        reading = reading_of(found)
        left = (count_suggestions(reading) if reading else 0) - counting.count()
        Document.objects.filter(pk=found.pk).update(open_count=left, in_review=left > 0)
        note("register.reopened", by=by, at=at, facts={"document": found.number, "suggestion": f"{kind} {number}"})
        return str(verdict.pk)

    return Verdict.objects.get(pk=once(token, reopen, officer=by, verb="register.reopen", at=at))
