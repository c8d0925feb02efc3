"""Writes plans and their tasks, puts them in force, moves tasks, keeps what was reported. One transaction each.

The journal has numbers, codes and periods, and no word of a task or a report.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from comity.directory.noting import note
from comity.directory.officers import actor
from comity.directory.once import once
from comity.records.models import Officer, Plan, PlanTask, TaskMove, TaskReport
from comity.records.models.register_training import REPORT_CAP
from comity.records.models.shifts import WORDS_CAP
from comity.register.codes import code_of, said
from comity.register.days import typed_day
from comity.register.numbers import PLAN, next_number
from comity.register.planning.periods import first_owed, require_period, year_of
from comity.register.planning.refusals import NoTasks, NothingReported, PeriodAhead, PlanClosed
from comity.register.planning.states import OPEN_TASKS, PLAN_MOVES, TASK_MOVES, PlanState, TaskState
from comity.register.policy import require_keep, require_why
from comity.register.refusals import NoSuchRow
from comity.register.steps import WITH_REASON, require_step
from comity.register.typed import document_of, titles_of
from comity.terms.instants import Instant
from comity.terms.json import JsonValue


@transaction.atomic
def write_plan(*, typed: Mapping[str, Any], by: Officer, at: Instant, token: str) -> Plan:
    """Write a plan down: titles (by language), year, ordered_by, reference, document (number of the register, may be empty).

    Raises `NotOfItsList`, `NoSuchRow`, and what text refuses.
    """
    require_keep(actor(by, at=at))

    def write() -> str:
        made = Plan.objects.create(
            number=next_number(PLAN),
            titles=titles_of(typed.get("titles")),
            year=year_of(typed.get("year")),
            ordered_by=said(typed.get("ordered_by"), cap=300, what="ordered by"),
            reference=said(typed.get("reference"), cap=200, what="reference", empty=""),
            document=document_of(typed.get("document")),
            state=PlanState.DRAFTED,
            made_by=by,
            made_at=at,
        )
        return _noted("plan.written", made, by=by, at=at, more={"year": made.year})

    return _found(once(token, write, officer=by, verb="plan.write", at=at))


@transaction.atomic
def add_task(number: str, *, typed: Mapping[str, Any], by: Officer, at: Instant, token: str) -> PlanTask:
    """Add a task to a plan that is not closed: titles, owner (a unit), period (`task-period`), indicator, due (ISO date, may be empty).

    Raises `PlanClosed`, `NotOfItsList`, `DateUnclear`, `NoSuchRow`, and what text refuses.
    """
    require_keep(actor(by, at=at))

    def add() -> str:
        found = _locked(number)
        if found.state == PlanState.CLOSED:
            raise PlanClosed(number=found.number)
        made = PlanTask(
            plan=found,
            place=PlanTask.objects.filter(plan=found).count() + 1,
            state=TaskState.PLANNED,
            counts=found.state == PlanState.IN_FORCE,
            made_by=by,
            made_at=at,
            **_told(typed, row=None),
        )
        made.report_due = _report_due(made, reported=())
        made.save()
        _keep_step(made, was="", reason="", by=by, at=at)
        return _noted_task("plan.task-added", made, by=by, at=at)

    return _task(once(token, add, officer=by, verb="plan.task", at=at))


@transaction.atomic
def amend_task(key: int, *, typed: Mapping[str, Any], by: Officer, at: Instant, token: str) -> PlanTask:
    """Say another owner, indicator, due date or title of a task; what `typed` does not name stays, and its period always does.

    Raises `PlanClosed`, and as `add_task`.
    """
    require_keep(actor(by, at=at))

    def amend() -> str:
        found = _locked_task(key)
        if found.plan.state == PlanState.CLOSED:
            raise PlanClosed(number=found.plan.number)
        for name, new in _told({**typed, "period": found.period}, row=found).items():
            setattr(found, name, new)
        found.save()
        return _noted_task("plan.task-amended", found, by=by, at=at)

    return _task(once(token, amend, officer=by, verb="plan.amend", at=at))


@transaction.atomic
def move_plan(number: str, *, to: str, by: Officer, at: Instant, token: str) -> Plan:
    """Put a plan in force, or close it. Raises `NotItsStep`, `NoTasks`."""
    require_keep(actor(by, at=at))
    state = PlanState(code_of("plan-state", to))

    def move() -> str:
        found = _locked(number)
        require_step(found.number, PLAN_MOVES, PlanState(found.state), state)
        tasks = PlanTask.objects.filter(plan=found)
        if not tasks.exists():
            raise NoTasks(number=found.number)
        found.state = state.value
        found.save(update_fields=["state"])
        still = [one.value for one in OPEN_TASKS]
        tasks.update(counts=False)
        if state is PlanState.IN_FORCE:
            tasks.filter(state__in=still).update(counts=True)
        return _noted("plan.moved", found, by=by, at=at)

    return _found(once(token, move, officer=by, verb="plan.move", at=at))


@transaction.atomic
def move_task(key: int, *, to: str, reason: str = "", by: Officer, at: Instant, token: str) -> PlanTask:
    """Let a task of a plan in force go to `to`, a code of `task-state`. Blocked and dropped say why; done needs a report.

    Raises `PlanClosed`, `NotItsStep`, `WhyMissing`, `NothingReported`.
    """
    require_keep(actor(by, at=at))
    state = TaskState(code_of("task-state", to))

    def move() -> str:
        found = _in_force(key)
        if state.value in WITH_REASON:
            require_why(reason)
        was = TaskState(found.state)
        require_step(f"{found.plan.number}/{found.place}", TASK_MOVES, was, state)
        if state is TaskState.DONE and not TaskReport.objects.filter(task=found).exists():
            raise NothingReported(number=found.plan.number, place=found.place)
        found.state, found.counts = state.value, state in OPEN_TASKS
        found.save(update_fields=["state", "counts"])
        _keep_step(found, was=was.value, reason=said(reason, cap=WORDS_CAP, what="reason", empty=""), by=by, at=at)
        return _noted_task("plan.task-moved", found, by=by, at=at)

    return _task(once(token, move, officer=by, verb=f"plan.{state.value}", at=at))


@transaction.atomic
def report_task(key: int, *, typed: Mapping[str, Any], by: Officer, at: Instant, token: str) -> TaskReport:
    """Keep what was reported of a task for a period: period, progress (`task-progress`), words, language, document (may be empty).

    A further report of the same period stands beside the first; the newest counts. Work on the task has begun by it.
    Raises `PlanClosed`, `PeriodAhead`, `NotOfItsList`, `NoSuchRow`, and what text refuses.
    """
    require_keep(actor(by, at=at))

    def report() -> str:
        found = _in_force(key)
        period = require_period(str(typed.get("period") or "").strip(), kind=found.period, year=found.plan.year)
        if period.first > at.datetime().date():
            raise PeriodAhead(period=period.name, day=period.first.isoformat())
        made = TaskReport.objects.create(
            task=found,
            period=period.name,
            progress=code_of("task-progress", typed.get("progress")),
            words=said(typed.get("words"), cap=REPORT_CAP, what="report"),
            language=code_of("language", typed.get("language")),
            document=document_of(typed.get("document")),
            by=by,
            at=at,
        )
        found.report_due = _report_due(found, reported=TaskReport.objects.filter(task=found).values_list("period", flat=True))
        if found.state == TaskState.PLANNED:
            found.state = TaskState.UNDER_WAY.value
            _keep_step(found, was=TaskState.PLANNED.value, reason="", by=by, at=at)
        found.save(update_fields=["report_due", "state"])
        _noted_task("plan.task-reported", found, by=by, at=at, more={"period": period.name, "progress": made.progress})
        return str(made.pk)

    return TaskReport.objects.get(pk=once(token, report, officer=by, verb="plan.report", at=at))


def _told(value: Mapping[str, Any], *, row: PlanTask | None) -> dict[str, Any]:
    def given(name: str) -> Any:  # noqa: ANN401 - a column of any kind
        return value[name] if name in value else getattr(row, name, "") if row else ""

    due = typed_day(given("due"))
    return {
        "titles": titles_of(given("titles") or None),
        "owner": said(given("owner"), cap=200, what="owner"),
        "period": code_of("task-period", given("period")),
        "indicator": said(given("indicator"), cap=300, what="indicator", empty=""),
        "due": due.said,
        "due_last": due.last,
    }


def _report_due(task: PlanTask, *, reported: Any) -> str:  # noqa: ANN401 - names of periods, from a table or none
    owed = first_owed(task.period, task.plan.year, reported=set(reported))
    return owed.last.isoformat() if owed else ""


def _keep_step(task: PlanTask, *, was: str, reason: str, by: Officer, at: Instant) -> None:
    TaskMove.objects.create(task=task, from_state=was, to_state=task.state, reason=reason, by=by, at=at)


def _in_force(key: int) -> PlanTask:
    found = _locked_task(key)
    if found.plan.state != PlanState.IN_FORCE:
        raise PlanClosed(number=found.plan.number)
    return found


def _locked_task(key: int) -> PlanTask:
    found = PlanTask.objects.select_for_update(of=("self",)).select_related("plan").filter(pk=key).first()
    if found is None:
        raise NoSuchRow(number=f"#{key}")
    return found


def _locked(number: str) -> Plan:
    found = Plan.objects.select_for_update().filter(number=number).first()
    if found is None:
        raise NoSuchRow(number=number[:20])
    return found


def _found(number: str) -> Plan:
    return Plan.objects.get(number=number)


def _task(key: str) -> PlanTask:
    return PlanTask.objects.select_related("plan").get(pk=key)


def _noted(name: str, plan: Plan, *, by: Officer, at: Instant, more: Mapping[str, JsonValue] | None = None) -> str:
    note(name, by=by, at=at, facts={"plan": plan.number, "state": plan.state, **(more or {})})
    return str(plan.number)


def _noted_task(name: str, task: PlanTask, *, by: Officer, at: Instant, more: Mapping[str, JsonValue] | None = None) -> str:
    facts: dict[str, JsonValue] = {"plan": task.plan.number, "task": task.place, "state": task.state, "due": task.due, **(more or {})}
    note(name, by=by, at=at, facts=facts)
    return str(task.pk)
