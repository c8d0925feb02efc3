"""The register against itself: bytes and digests, quotations and their documents, and what is kept beside rows for lists and figures.

Nothing is changed. Each question goes through a table in pieces, for whoever checks a whole node.
"""

from collections.abc import Iterator
from typing import Final

from comity.records.models import (
    Commitment,
    Delegation,
    DelegationChore,
    Document,
    Evidence,
    Meeting,
    MeetingCountry,
    Participation,
    PlanTask,
    Statement,
    TaskReport,
    Verdict,
)
from comity.register.commitments.writing import counts
from comity.register.days import read_day
from comity.register.delegations.states import WORKED_ON, Stage
from comity.register.importing.queries import reading_of
from comity.register.importing.suggestions import count_suggestions
from comity.register.planning.periods import first_owed
from comity.register.planning.states import OPEN_TASKS, PlanState, TaskState
from comity.register.refusals import DateUnclear
from comity.terms.digests import Digest

PIECE: Final = 200


def broken_documents() -> Iterator[str]:
    """Yield the numbers of documents whose bytes are not those of their digest."""
    rows = Document.objects.order_by("id").values_list("number", "digest", "original")
    for number, digest, original in rows.iterator(PIECE):
        if str(Digest.of(bytes(original))) != digest:
            yield number


def misquoted() -> Iterator[str]:
    """Yield the numbers of documents that do not say, at its place, what a statement or a commitment quotes of them."""
    for document in Document.objects.exclude(reading="").defer("original").order_by("id").iterator(PIECE):
        reading = reading_of(document) or {"text": ""}
        quoted = [
            row
            for rows in (Statement.objects.filter(document=document), Commitment.objects.filter(document=document))
            for row in rows.values_list("start", "end", "words")
        ]
        if any(reading["text"][start:end] != words for start, end, words in quoted):
            yield document.number


def lagging() -> Iterator[str]:
    """Yield the numbers of rows beside which something else is kept than follows from them."""
    yield from (one.number for one in Meeting.objects.order_by("id").iterator(PIECE) if not _is_kept(one))
    given = Evidence.objects.order_by()
    for owed in Commitment.objects.order_by("id").iterator(PIECE):
        if owed.counted != counts(owed) or owed.evidence_count != given.filter(commitment=owed).count():
            yield owed.number
    for document in Document.objects.defer("original").order_by("id").iterator(PIECE):
        reading = reading_of(document)
        looked_at = Verdict.objects.filter(document=document, ended_at__isnull=True).count()
        left = (count_suggestions(reading) if reading else 0) - looked_at
        if document.open_count != left or document.in_review != (left > 0):
            yield document.number
    yield from _lagging_programme()


def _lagging_programme() -> Iterator[str]:
    """Yield tasks that count otherwise than plan and state say, or whose report is owed for another day; and checklists of what is over."""
    for task in PlanTask.objects.select_related("plan").order_by("id").iterator(PIECE):
        told = set(TaskReport.objects.filter(task=task).values_list("period", flat=True))
        owed = first_owed(task.period, task.plan.year, reported=told)
        counting = task.plan.state == PlanState.IN_FORCE and TaskState(task.state) in OPEN_TASKS
        if task.counts != counting or task.report_due != (owed.last.isoformat() if owed else ""):
            yield f"{task.plan.number}/{task.place}"
    for one in Delegation.objects.order_by("id").iterator(PIECE):
        if DelegationChore.objects.filter(delegation=one).exclude(counts=Stage(one.state) in WORKED_ON).exists():
            yield one.number


def _is_kept(meeting: Meeting) -> bool:
    try:
        day = read_day(meeting.said, precision=meeting.precision, basis=meeting.basis)
    except DateUnclear:
        return False
    if (day.first, day.last, day.month_day, day.sorts) != (meeting.first, meeting.last, meeting.month_day, meeting.sorts):
        return False
    seats = Participation.objects.filter(meeting=meeting, taken_out_at__isnull=True).values_list("country", flat=True)
    wanted = {(country, meeting.type, meeting.sorts) for country in {meeting.country, *seats} - {""}}
    kept = MeetingCountry.objects.filter(meeting=meeting, counts=True).values_list("country", "type", "sorts")
    return wanted == set(kept)
