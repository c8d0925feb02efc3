"""Plans as officers see them: by year, one with its tasks, a task with its reports; what is overdue and what nobody reported."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Q

from comity.directory.policy import Actor
from comity.records.models import Plan, PlanTask, TaskMove, TaskReport
from comity.register.paging import PAGE, YES, Page, key_of, page_of
from comity.register.planning.periods import Period, periods_of
from comity.register.planning.states import OPEN_TASKS, PLAN_MOVES, TASK_MOVES, PlanState, TaskState
from comity.register.policy import require_read
from comity.register.refusals import NoSuchRow
from comity.terms.instants import Instant

_MOST: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFigures:
    """How many tasks a plan has, and how many stand how; `overdue` and `unreported` are of those that are still owed."""

    tasks: int
    done: int
    under_way: int
    blocked: int
    dropped: int
    overdue: int
    unreported: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One task as it stands on a day: its newest report, whether it is overdue, whether the report of a period that is over is missing."""

    task: PlanTask
    newest: TaskReport | None
    overdue: bool
    unreported: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFile:
    """One plan with its tasks in order, and where it may go from here."""

    plan: Plan
    tasks: Sequence[Standing]
    figures: PlanFigures
    next: Sequence[PlanState]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFile:
    """One task: its steps and reports, the oldest first; its periods with the report that counts; where it may go."""

    task: PlanTask
    standing: Standing
    moves: Sequence[TaskMove]
    reports: Sequence[TaskReport]
    periods: Sequence[tuple[Period, TaskReport | None]]
    next: Sequence[TaskState]


def plans(*, by: Actor, after: str = "") -> Page[Plan]:
    """Return plans, the latest year first."""
    require_read(by)
    rows = Plan.objects.all()
    if after:
        year, _, key = after.partition("~")
        rows = rows.filter(year__lte=key_of(year)).filter(Q(year__lt=key_of(year)) | Q(pk__lt=key_of(key)))
    return page_of(rows.order_by("-year", "-id")[: PAGE + 1], cursor=lambda row: f"{row.year}~{row.pk}")


def find_plan(number: str, *, by: Actor, at: Instant) -> PlanFile:
    """Return one plan as it stands now; raises `NoSuchRow`."""
    require_read(by)
    found = (
        Plan.objects.select_related("document", "made_by").defer("document__original", "document__reading").filter(number=number).first()
    )
    if found is None:
        raise NoSuchRow(number=number[:20])
    tasks = standing_tasks(found, today=at.datetime().date().isoformat())
    follow = sorted(PLAN_MOVES[PlanState(found.state)], key=list(PlanState).index)
    return PlanFile(plan=found, tasks=tasks, figures=count_tasks(tasks), next=follow)


def find_task(number: str, place: int, *, by: Actor, at: Instant) -> TaskFile:
    """Return one task of a plan; raises `NoSuchRow`."""
    require_read(by)
    found = PlanTask.objects.select_related("plan").filter(plan__number=number, place=place).first()
    if found is None:
        raise NoSuchRow(number=f"{number[:12]}/{place}")
    reports = list(
        TaskReport.objects.filter(task=found)
        .select_related("by", "document")
        .defer("document__original", "document__reading")
        .order_by("id")[:_MOST]
    )
    latest = {one.period: one for one in reports}
    steps = sorted(TASK_MOVES[TaskState(found.state)], key=list(TaskState).index) if found.plan.state == PlanState.IN_FORCE else []
    return TaskFile(
        task=found,
        standing=_standing(found, reports[-1] if reports else None, at.datetime().date().isoformat()),
        moves=list(TaskMove.objects.filter(task=found).select_related("by").order_by("id")[:_MOST]),
        reports=reports,
        periods=[(period, latest.get(period.name)) for period in periods_of(found.period, found.plan.year)],
        next=steps,
    )


def standing_tasks(plan: Plan, *, today: str) -> list[Standing]:
    """Return the tasks of a plan in order, as they stand on the ISO day `today`."""
    tasks = list(PlanTask.objects.filter(plan=plan).order_by("place")[:_MOST])
    newest = {one.task_id: one for one in TaskReport.objects.filter(task__in=tasks).order_by("id")}
    return [_standing(one, newest.get(one.pk), today) for one in tasks]


def count_tasks(tasks: Sequence[Standing]) -> PlanFigures:
    """Return the figures of tasks as they stand."""
    states = [TaskState(one.task.state) for one in tasks]
    return PlanFigures(
        tasks=len(tasks),
        done=states.count(TaskState.DONE),
        under_way=states.count(TaskState.UNDER_WAY),
        blocked=states.count(TaskState.BLOCKED),
        dropped=states.count(TaskState.DROPPED),
        overdue=sum(1 for one in tasks if one.overdue),
        unreported=sum(1 for one in tasks if one.unreported),
    )


def overdue_tasks(*, by: Actor, today: str, most: int) -> Sequence[PlanTask]:
    """Return tasks of plans in force whose due date is over, the oldest first."""
    require_read(by)
    rows = PlanTask.objects.filter(counts__in=YES, due_last__gt="", due_last__lt=today).select_related("plan")
    return list(rows.order_by("due_last", "id")[:most])


def unreported_tasks(*, by: Actor, today: str, most: int) -> Sequence[PlanTask]:
    """Return tasks of plans in force of which a period is over that nobody reported, the oldest first."""
    require_read(by)
    rows = PlanTask.objects.filter(counts__in=YES, report_due__gt="", report_due__lt=today).select_related("plan")
    return list(rows.order_by("report_due", "id")[:most])


def _standing(task: PlanTask, newest: TaskReport | None, today: str) -> Standing:
    still = TaskState(task.state) in OPEN_TASKS and task.counts
    return Standing(
        task=task,
        newest=newest,
        overdue=still and bool(task.due_last) and task.due_last < today,
        unreported=still and bool(task.report_due) and task.report_due < today,
    )
