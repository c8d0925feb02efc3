"""What the register asks for: outcomes that nobody wrote down, commitments that are overdue, unowned or undated, heads without a name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from comity.directory.policy import Actor
from comity.records.models import Commitment, Meeting, Participation
from comity.register.paging import YES
from comity.register.policy import require_read
from comity.register.states import OPEN, Standing
from comity.terms.instants import Instant

_SHOWN: Final = 25
_OPEN: Final = [one.value for one in sorted(OPEN)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminders:
    """The oldest of each sort, at most 25. A wish and readiness are in none of them until their owner lets them count."""

    outcome_missing: Sequence[Meeting]
    overdue: Sequence[Commitment]
    without_owner: Sequence[Commitment]
    without_due: Sequence[Commitment]
    unnamed: Sequence[Participation]

    @property
    def any(self) -> bool:
        """Whether something is asked for at all."""
        return bool(self.outcome_missing or self.overdue or self.without_owner or self.without_due or self.unnamed)


def reminders(*, by: Actor, at: Instant) -> Reminders:
    """Return what is asked for now. A planned meeting whose year nobody knows is never over."""
    require_read(by)
    today = at.datetime().date().isoformat()
    planned = Meeting.objects.filter(standing=Standing.PLANNED, last__gt="", last__lt=today, taken_out_at__isnull=True)
    owed = Commitment.objects.filter(counted__in=YES, state__in=_OPEN).select_related("obligor", "beneficiary")
    unnamed = Participation.objects.filter(unnamed__in=YES, taken_out_at__isnull=True, meeting__taken_out_at__isnull=True)
    return Reminders(
        outcome_missing=list(planned.order_by("last", "id")[:_SHOWN]),
        overdue=list(owed.filter(due_last__gt="", due_last__lt=today).order_by("due_last", "id")[:_SHOWN]),
        without_owner=list(owed.filter(owner="").order_by("id")[:_SHOWN]),
        without_due=list(owed.filter(due_last="").order_by("id")[:_SHOWN]),
        unnamed=list(unnamed.select_related("meeting").order_by("id")[:_SHOWN]),
    )
