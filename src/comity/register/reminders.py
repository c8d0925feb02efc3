"""What the register asks for.

Outcomes that nobody wrote down; commitments that are overdue, unowned or undated; heads without a name; tasks that are overdue or
unreported; invitations without a reply; delegations without their report; press lines whose moment has come.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from comity.directory.policy import Actor
from comity.records.models import Commitment, Course, Delegation, DelegationChore, Meeting, Participation, PlanTask, PressLine
from comity.register.delegations.queries import back_without_report, overdue_chores, unanswered
from comity.register.lines.queries import due_lines
from comity.register.paging import YES
from comity.register.planning.queries import overdue_tasks, unreported_tasks
from comity.register.policy import require_read
from comity.register.states import OPEN, PROTOCOL, Standing
from comity.register.training.queries import unreported_courses
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
    overdue_tasks: Sequence[PlanTask]
    unreported_tasks: Sequence[PlanTask]
    unreported_courses: Sequence[Course]
    unanswered: Sequence[Delegation]
    back_without_report: Sequence[Delegation]
    overdue_chores: Sequence[DelegationChore]
    due_lines: Sequence[PressLine]

    @property
    def any(self) -> bool:
        """Whether something is asked for at all."""
        return any(getattr(self, name) for name in self.__dataclass_fields__)


def reminders(*, by: Actor, at: Instant) -> Reminders:
    """Return what is asked for now. A planned meeting whose year nobody knows is never over; of protocol no outcome is asked."""
    require_read(by)
    today = at.datetime().date().isoformat()
    planned = Meeting.objects.filter(standing=Standing.PLANNED, last__gt="", last__lt=today, taken_out_at__isnull=True)
    planned = planned.exclude(type__in=PROTOCOL)
    owed = Commitment.objects.filter(counted__in=YES, state__in=_OPEN).select_related("obligor", "beneficiary")
    unnamed = Participation.objects.filter(unnamed__in=YES, taken_out_at__isnull=True, meeting__taken_out_at__isnull=True)
    return Reminders(
        outcome_missing=list(planned.order_by("last", "id")[:_SHOWN]),
        overdue=list(owed.filter(due_last__gt="", due_last__lt=today).order_by("due_last", "id")[:_SHOWN]),
        without_owner=list(owed.filter(owner="").order_by("id")[:_SHOWN]),
        without_due=list(owed.filter(due_last="").order_by("id")[:_SHOWN]),
        unnamed=list(unnamed.select_related("meeting").order_by("id")[:_SHOWN]),
        overdue_tasks=overdue_tasks(by=by, today=today, most=_SHOWN),
        unreported_tasks=unreported_tasks(by=by, today=today, most=_SHOWN),
        unreported_courses=unreported_courses(by=by, today=today, most=_SHOWN),
        unanswered=unanswered(by=by, today=today, most=_SHOWN),
        back_without_report=back_without_report(by=by, today=today, most=_SHOWN),
        overdue_chores=overdue_chores(by=by, today=today, most=_SHOWN),
        due_lines=due_lines(by=by, at=at, most=_SHOWN),
    )
