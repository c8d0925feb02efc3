"""Says that two meetings, or two commitments, are one. One counts in the place of the other, with what stood on both."""

from typing import Any, Final

from django.db import transaction

from comity.directory.noting import note
from comity.directory.officers import actor
from comity.directory.once import once
from comity.records.models import (
    CaseBond,
    Commitment,
    DraftExercise,
    Evidence,
    EvidenceOffer,
    Figure,
    Meeting,
    Officer,
    Participation,
    Share,
    Statement,
    Verdict,
)
from comity.register.commitments.writing import counts
from comity.register.joining.refusals import OneAlready, SharedTwice, UnderIt
from comity.register.meetings.writing import keep_meeting
from comity.register.policy import require_keep
from comity.register.refusals import NoSuchRow
from comity.register.sources import weigh
from comity.terms.instants import Instant

_OF_MEETING: Final = ((Statement, "meeting"), (Figure, "meeting"), (Meeting, "parent"), (CaseBond, "meeting"))
_OF_COMMITMENT: Final = ((Evidence, "commitment"), (CaseBond, "commitment"), (DraftExercise, "commitment"), (Commitment, "superseded_by"))


@transaction.atomic
def join_meetings(number: str, *, same_as: str, by: Officer, at: Instant, token: str) -> Meeting:
    """Say that the meeting `number` is the meeting `same_as`: who sat there, what was said and its documents stand under the second.

    Raises `OneAlready`, `UnderIt`, `NoSuchRow`.
    """
    require_keep(actor(by, at=at))

    def join() -> str:
        one, other = _both(Meeting, number, same_as)
        for part, whole in ((one, other), (other, one)):
            if part.parent_id == whole.pk:
                raise UnderIt(number=part.number, other=whole.number)
        _hand_over(_OF_MEETING, one, other)
        there = {(seat.actor_id, seat.country, seat.words, seat.role) for seat in Participation.objects.filter(meeting=other)}
        for seat in Participation.objects.filter(meeting=one, taken_out_at__isnull=True):
            if (seat.actor_id, seat.country, seat.words, seat.role) not in there:
                seat.meeting = other
                seat.save(update_fields=["meeting"])
        _stand_for("meeting", one, other, at=at)
        for meeting in (one, other):
            keep_meeting(meeting)
        note("meeting.joined", by=by, at=at, facts={"meeting": one.number, "same_as": other.number})
        return str(other.number)

    return Meeting.objects.get(number=once(token, join, officer=by, verb="meeting.join", at=at))


@transaction.atomic
def join_commitments(number: str, *, same_as: str, by: Officer, at: Instant, token: str) -> Commitment:
    """Say that the commitment `number` is the commitment `same_as`: evidence, requests and shares of the first stand under the second.

    The state of the second counts; the life of the first stays where it was lived. Raises `OneAlready`, `SharedTwice`, `NoSuchRow`.
    """
    require_keep(actor(by, at=at))

    def join() -> str:
        one, other = _both(Commitment, number, same_as)
        nodes = set(Share.objects.filter(commitment=one).values_list("peer", flat=True))
        if Share.objects.filter(commitment=other, peer__in=nodes).exists():
            raise SharedTwice(number=one.number, other=other.number)
        Share.objects.filter(commitment=one).update(commitment=other)
        _hand_over(_OF_COMMITMENT, one, other)
        held = EvidenceOffer.objects.filter(commitment=other).values_list("reference", flat=True)
        EvidenceOffer.objects.filter(commitment=one).exclude(reference__in=list(held)).update(commitment=other)
        _stand_for("commitment", one, other, at=at)
        for commitment in (one, other):
            commitment.counted = counts(commitment)
            commitment.evidence_count = Evidence.objects.filter(commitment=commitment).count()
            commitment.save(update_fields=["counted", "evidence_count"])
        note("commitment.joined", by=by, at=at, facts={"commitment": one.number, "same_as": other.number})
        return str(other.number)

    return Commitment.objects.get(number=once(token, join, officer=by, verb="commitment.join", at=at))


def _both(model: Any, number: str, same_as: str) -> tuple[Any, Any]:  # noqa: ANN401 -- a class of rows, and two of them
    one, other = (_locked(model, text) for text in (number, same_as))
    if one.pk == other.pk:
        raise OneAlready(name=one.number)
    return one, other


def _locked(model: Any, number: str) -> Any:  # noqa: ANN401 -- as above
    found = model.objects.select_for_update(of=("self",)).filter(number=number, taken_out_at__isnull=True).first()
    if found is None:
        raise NoSuchRow(number=number[:20])
    return found


def _hand_over(columns: tuple[tuple[Any, str], ...], one: Any, other: Any) -> None:  # noqa: ANN401 -- as above
    for model, name in columns:
        model.objects.filter(**{name: one}).update(**{name: other})


def _stand_for(kind: str, one: Any, other: Any, *, at: Instant) -> None:  # noqa: ANN401 -- as above
    """Take the first row out of the lists; its verdicts say from now on that their suggestions became the second."""
    one.same_as, one.taken_out_at = other, at
    one.save(update_fields=["same_as", "taken_out_at"])
    type(one).objects.filter(same_as=one).update(same_as=other)
    Verdict.objects.filter(row_kind=kind, row=one.pk, ended_at__isnull=True).update(row=other.pk)
    weigh(kind, other.pk)
    other.refresh_from_db(fields=["source"])
