"""Reads internal notes; the only other place that may is the timeline of this desk, through here."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from comity.records.models import Remark, Request
from comity.records.models.shifts import REMARK_CAP
from comity.records.statements import among
from comity.terms.instants import Instant

CAP: Final = REMARK_CAP  # characters of one note
_COUNTS: Final = "SELECT request_id, count(*) FROM records_remark WHERE request_id IN ({}) GROUP BY request_id"


@dataclass(frozen=True, slots=True)
class Note:
    """One internal note; `corrected_by` and `corrects` are numbers of other notes, 0 where there is none."""

    number: int
    officer_id: str
    name: str
    words: str
    at: Instant
    corrects: int
    corrected_by: int


def remarks_on(request: Request) -> tuple[Note, ...]:
    """Return every internal note on the request, oldest first, with what corrects it."""
    rows = list(Remark.objects.select_related("officer").filter(request=request).order_by("id"))
    later = {row.corrects_id: row.pk for row in rows if row.corrects_id}
    return tuple(
        Note(row.pk, row.officer.officer_id, row.officer.name, row.words, row.at, row.corrects_id or 0, later.get(row.pk, 0))
        for row in rows
    )


def counts_of(requests: Iterable[Request]) -> dict[int, int]:
    """Return how many notes there are, by the key of their request, in one question."""
    return dict(among(_COUNTS, [request.pk for request in requests]))
