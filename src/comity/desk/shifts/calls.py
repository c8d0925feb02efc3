"""What calls an officer to the desk: the number in the tab's title, and what the sound is for. Counts only, no content."""

from dataclasses import dataclass
from typing import Final

from django.db.models import Q

from comity.desk.permissions import Verb, may
from comity.desk.reading.watch import COUNTED, OURS, any_of
from comity.desk.visibility import counted_for
from comity.directory.policy import Actor
from comity.records.models import Brief, Offer, Officer, Tiding, Unread
from comity.terms.instants import Instant

_NOBODY_S: Final = Q(receiver__isnull=True)


@dataclass(frozen=True, slots=True)
class Calls:
    """Requests that are late or that need a decision and are new to the officer; what is offered to them; what they are told."""

    requests: int
    offered: int
    told: int

    @property
    def total(self) -> int:
        """What stands in the title of the tab."""
        return self.requests + self.offered + self.told


def calls_for(officer: Officer, *, by: Actor, at: Instant) -> Calls:
    """Return what calls; counted to a hundred and no further."""
    seen = counted_for(by)
    late = set(seen.filter(due_at__lte=at).order_by().values_list("pk", flat=True)[:COUNTED])
    unread = Unread.objects.filter(officer=officer).values("request_id")
    new = set(seen.filter(any_of(OURS), pk__in=unread).order_by().values_list("pk", flat=True)[:COUNTED])
    offers = Offer.objects.filter(receiver=officer, state="waiting").count()
    briefs = Brief.objects.filter(Q(receiver=officer) | _NOBODY_S, state="offered").exclude(giver=officer).count()
    told = Tiding.objects.filter(officer=officer, read_at__isnull=True).count()
    return Calls(min(len(late | new), COUNTED), offers + (briefs if may(by, Verb.TAKE) else 0), told)
