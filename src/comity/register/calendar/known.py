"""Which meetings of the register an invitation may already be: by the UID that this node gave out, by day and likeness of the title."""

from collections.abc import Sequence
from typing import Final

from django.db.models import Q

from comity.directory.policy import Actor
from comity.records.models import Meeting
from comity.register.calendar.ical import Invitation
from comity.register.likeness import ALIKE, likeness
from comity.register.policy import require_read

_LOOKED_AT: Final = 100
_MOST: Final = 5


def known_meetings(one: Invitation, *, node: str, by: Actor) -> Sequence[Meeting]:
    """Return the meetings that an invitation may be, the one that this node itself gave out first; at most five."""
    require_read(by)
    there = Meeting.objects.filter(taken_out_at__isnull=True)
    first, _, last = one.said.partition("/")
    number, mark, from_ = one.uid.partition("-meeting@")
    own = list(there.filter(number=number)) if mark and from_ == node else []
    overlap = Q(sorts__lte=last or first, last__gte=first) & Q(sorts__gte=first[:8])
    near = [row for row in there.filter(overlap).order_by("sorts", "id")[:_LOOKED_AT] if likeness(row.title, one.title) >= ALIKE]
    return list({row.pk: row for row in (*own, *near)}.values())[:_MOST]
