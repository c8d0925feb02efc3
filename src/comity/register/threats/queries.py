"""What events are about: the codes of one, and how many there are of each."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count

from comity.directory.policy import Actor
from comity.records.models import EventCode, Meeting
from comity.register.policy import require_read
from comity.terms.threats import ThreatRow


@dataclass(frozen=True, slots=True)
class Codes:
    """The codes of one event, in the order of their names."""

    uses: tuple[str, ...]
    sectors: tuple[str, ...]
    supports: tuple[str, ...]


def codes_of(meeting: Meeting, *, by: Actor) -> Codes:
    """Return what an officer said that an event is about."""
    require_read(by)
    rows = list(EventCode.objects.filter(meeting=meeting, ended_at__isnull=True))
    return Codes(
        tuple(sorted({row.ict_use for row in rows} - {""})),
        tuple(sorted({row.sector for row in rows} - {""})),
        tuple(sorted({row.support for row in rows} - {""})),
    )


def events_by_code(*, by: Actor) -> Counter[ThreatRow]:
    """Return how many events there are of each use with each sector, and of each sort of support."""
    require_read(by)
    rows = EventCode.objects.filter(ended_at__isnull=True, meeting__taken_out_at__isnull=True)
    counted = rows.values_list("ict_use", "sector", "support").annotate(Count("meeting")).order_by()
    return Counter({ThreatRow(*codes): count for *codes, count in counted})
