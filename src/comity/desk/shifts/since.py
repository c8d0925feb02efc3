"""What happened while an officer was away: by request, without what they did themselves."""

from dataclasses import dataclass
from typing import Final

from comity.desk.reading.timeline import Entry, entries_of
from comity.desk.shifts.attending import attendance_of
from comity.desk.visibility import visible_to
from comity.directory.policy import Actor
from comity.records import journal
from comity.records.models import JournalAct, Officer, Request
from comity.terms.instants import Instant

MOST: Final = 500  # acts of the journal on one page; the rest stands in the timelines


@dataclass(frozen=True, slots=True)
class Since:
    """`left_at` is None where the officer has read everything; `size` is the journal's, to mark as read up to there."""

    left_at: Instant | None
    size: int
    cases: tuple[tuple[Request, tuple[Entry, ...]], ...]
    more: bool


def since_left(officer: Officer, *, by: Actor) -> Since:
    """Return what others did, and what arrived, since `officer` left; the request with the newest act first."""
    size, row = journal.head().size, attendance_of(officer)
    if row is None or row.left_size is None:
        return Since(None, size, (), more=False)
    acts = JournalAct.objects.filter(index__gte=row.left_size, index__lt=size).exclude(about="").exclude(actor=officer.officer_id)
    newest = list(acts.order_by("-index")[: MOST + 1])
    found: dict[str, list[Entry]] = {}
    for entry in entries_of(newest[:MOST]):
        found.setdefault(entry.about, []).append(entry)
    requests = {one.reference: one for one in visible_to(by).select_related("holder").filter(reference__in=list(found))}
    cases = tuple((requests[about], tuple(entries)) for about, entries in found.items() if about in requests)
    return Since(row.left_at, size, cases, more=len(newest) > MOST)
