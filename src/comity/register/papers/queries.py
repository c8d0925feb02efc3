"""Papers as officers see them: those of a meeting and of its parts."""

from collections.abc import Sequence
from typing import Final

from django.db.models import Q

from comity.directory.policy import Actor
from comity.records.models import MeetingPaper
from comity.register.policy import require_read

_MOST: Final = 200


def papers_of(meeting: int, *, by: Actor) -> Sequence[MeetingPaper]:
    """Return the papers of a meeting and of its own parts, by its row's key, in the order in which they were kept."""
    require_read(by)
    rows = MeetingPaper.objects.filter(Q(meeting=meeting) | Q(meeting__parent=meeting)).select_related("author", "document", "meeting")
    return list(rows.defer("document__original", "document__reading").order_by("id")[:_MOST])
