"""A row whose last verdict was changed is taken out of the lists; it stays in the tables. Nothing is taken out that others stand on."""

from collections.abc import Callable, Mapping
from typing import Final

from django.db.models import Q

from comity.records.models import Commitment, Document, Figure, Meeting, Participation, Statement, Verdict
from comity.register.commitments.writing import counts
from comity.register.confirming.becoming import ROW_KINDS
from comity.register.confirming.refusals import StillNeeded
from comity.register.meetings.writing import keep_meeting
from comity.register.sources import ROWS, weigh
from comity.register.states import State
from comity.terms.instants import Instant

_YOUNG: Final = (State.PROPOSED, State.REGISTERED)


def require_free(kind: str, row: int, *, document: Document) -> None:
    """Raise `StillNeeded` if a row would lose its last verdict with that of `document`, and others stand on it."""
    if _others(ROW_KINDS[kind], row, document=document):
        return
    found = _NEEDED[kind](row)
    if found:
        raise StillNeeded(what=found)


def take_out(row_kind: str, row: int, *, document: Document, at: Instant) -> None:
    """Take a row out of the lists if no verdict is left that it rests on; and what `document` said about seats at meetings with it."""
    if _others(row_kind, row, document=None):
        weigh(row_kind, row)
        return
    found = ROWS[row_kind].objects.get(pk=row)
    found.taken_out_at = at
    fields = ["taken_out_at"]
    if isinstance(found, Commitment):
        found.counted = counts(found)
        fields.append("counted")
    found.save(update_fields=fields)
    if row_kind == "actor":
        seats = Participation.objects.filter(actor_id=row, document=document, taken_out_at__isnull=True)
        meetings = list(Meeting.objects.filter(pk__in=list(seats.values_list("meeting_id", flat=True))))
        seats.update(taken_out_at=at)
        for meeting in meetings:
            keep_meeting(meeting)


def _others(row_kind: str, row: int, *, document: Document | None) -> bool:
    """Say whether a row rests on verdicts of other documents than `document` (None: on any)."""
    held = Verdict.objects.filter(row_kind=row_kind, row=row, ended_at__isnull=True)
    return (held.exclude(document=document) if document else held).exists()


def _of_actor(row: int) -> str:
    said = Statement.objects.filter(Q(speaker=row) | Q(addressee=row), taken_out_at__isnull=True).first()
    owed = Commitment.objects.filter(Q(obligor=row) | Q(beneficiary=row), taken_out_at__isnull=True).first()
    return owed.number if owed else said.words[:80] if said else ""


def _of_meeting(row: int) -> str:
    part = Meeting.objects.filter(parent=row, taken_out_at__isnull=True).first()
    said = Statement.objects.filter(meeting=row, taken_out_at__isnull=True).first()
    named = Figure.objects.filter(meeting=row, taken_out_at__isnull=True).first()
    return part.number if part else said.words[:80] if said else str(named) if named else ""


def _of_statement(row: int) -> str:
    found = Commitment.objects.filter(statement=row, taken_out_at__isnull=True).first()
    return found.number if found else ""


def _of_commitment(row: int) -> str:
    found = Commitment.objects.exclude(state__in=_YOUNG).filter(pk=row).first()
    return f"{found.number} ({found.state})" if found else ""


def _of_figure(row: int) -> str:
    del row
    return ""


_NEEDED: Final[Mapping[str, Callable[[int], str]]] = {
    "actor": _of_actor,
    "event": _of_meeting,
    "statement": _of_statement,
    "commitment": _of_commitment,
    "figure": _of_figure,
}
