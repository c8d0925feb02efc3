"""Papers as officers see them: those of a meeting and of its parts."""

from collections.abc import Sequence
from typing import Final

from comity.directory.policy import Actor
from comity.records.models import Meeting, MeetingPaper
from comity.register.policy import require_read

_MOST: Final = 200


def papers_of(meeting: int, *, by: Actor) -> Sequence[MeetingPaper]:
    """Return the papers of a meeting and of its own parts, by its row's key, in the order in which they were kept."""
    require_read(by)
    parts = Meeting.objects.filter(parent=meeting, taken_out_at__isnull=True).values_list("pk", flat=True)[:_MOST]
    rows = MeetingPaper.objects.filter(meeting__in=[meeting, *parts]).select_related("author", "document", "meeting")
    return list(rows.defer("document__original", "document__reading").order_by("id")[:_MOST])
