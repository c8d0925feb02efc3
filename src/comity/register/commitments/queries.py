"""Commitments as officers see them: lists by State both ways, one with its whole history."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from comity.directory.policy import Actor
from comity.records.models import Commitment, CommitmentMove, Evidence, Meeting
from comity.register.finding import find_rows
from comity.register.paging import PAGE, Page, key_of, page_of
from comity.register.policy import require_read
from comity.register.refusals import NoSuchRow
from comity.register.states import MOVES, State

_MOST: Final = 200
_JOINED: Final = ("obligor", "beneficiary", "document", "statement", "superseded_by")
_LEAN: Final = ("document__original", "document__reading")


@dataclass(frozen=True, slots=True)
class CommitmentFile:
    """One commitment: its steps and its evidence, the oldest first, and where it may go from here."""

    commitment: Commitment
    moves: Sequence[CommitmentMove]
    evidence: Sequence[Evidence]
    next: Sequence[State]


def commitments(
    *, by: Actor, q: str = "", of: str = "", to: str = "", partner: str = "", state: str = "", after: str = ""
) -> Page[Commitment]:
    """Return commitments, the newest first: `of` an obliged State, `to` a State that benefits, with a `partner` either way, in a state."""
    require_read(by)
    rows = Commitment.objects.filter(taken_out_at__isnull=True).select_related(*_JOINED).defer(*_LEAN)
    for name, value in (("obligor_country", of), ("beneficiary_country", to), ("partner", partner), ("state", state)):
        if value:
            rows = rows.filter(**{name: value})
    if q:
        return find_rows("commitment", rows, q=q, after=after, country=of or to or partner)
    if after:
        rows = rows.filter(pk__lt=key_of(after))
    return page_of(rows.order_by("-id")[: PAGE + 1], cursor=lambda row: str(row.pk))


def promised_at(meeting: Meeting, *, by: Actor) -> Sequence[Commitment]:
    """Return what was promised at a meeting, or about an incident, in the order of the register."""
    require_read(by)
    rows = Commitment.objects.filter(statement__meeting=meeting, taken_out_at__isnull=True).select_related(*_JOINED).defer(*_LEAN)
    return list(rows.order_by("id")[:_MOST])


def find_commitment(number: str, *, by: Actor) -> CommitmentFile:
    """Return one commitment with its history; raises `NoSuchRow`."""
    require_read(by)
    rows = Commitment.objects.select_related(*_JOINED, "made_by", "statement__meeting", "same_as").defer(*_LEAN)
    found = rows.filter(number=number).first()
    if found is not None and found.same_as_id:
        return find_commitment(found.same_as.number, by=by)  # two that were found to be one
    if found is None or found.taken_out_at is not None:
        raise NoSuchRow(number=number[:20])
    moves = CommitmentMove.objects.filter(commitment=found).select_related("by", "evidence").order_by("id")[:_MOST]
    evidence = Evidence.objects.filter(commitment=found).select_related("by").order_by("id")[:_MOST]
    follow = sorted(MOVES[State(found.state)], key=list(State).index)
    return CommitmentFile(found, list(moves), list(evidence), follow)


def newest_moves(most: int, *, by: Actor) -> Sequence[CommitmentMove]:
    """Return the last steps of any commitment that counts or may yet, the newest first."""
    require_read(by)
    rows = CommitmentMove.objects.filter(commitment__taken_out_at__isnull=True).select_related("commitment", "by")
    return list(rows.order_by("-id")[:most])
