"""The steps of a plan and of its tasks: tasks added, in force, closed; reported, moved, given to another owner."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from comity.doors.web.pages.fields import FieldWrite
from comity.doors.web.pages.posts import Ask
from comity.doors.web.views.register import words
from comity.doors.web.views.register.fix_fields import day_hint
from comity.doors.web.views.register.stepping import LONG, Asking, How, Step, plain, title_fields, titles_typed
from comity.doors.web.views.working import Work
from comity.register.planning.actions import add_task, amend_task, move_plan, move_task, report_task
from comity.register.planning.periods import periods_of
from comity.register.planning.queries import PlanFile, TaskFile, find_task
from comity.register.planning.states import PlanState, TaskState
from comity.register.steps import WITH_REASON
from comity.terms.written_days import print_written

_PLAN: Final = {PlanState.IN_FORCE: gettext_lazy("Put it in force"), PlanState.CLOSED: gettext_lazy("Close it")}
_TASK: Final = {
    TaskState.UNDER_WAY: gettext_lazy("Work on it is under way"),
    TaskState.BLOCKED: gettext_lazy("It cannot go on"),
    TaskState.DONE: gettext_lazy("It is done"),
    TaskState.DROPPED: gettext_lazy("It will not be done"),
}


def period_words(name: str) -> str:
    """Print a period: a month, a quarter, a half-year, a year."""
    year, _, part = name.partition("-")
    facts = {"year": year, "part": part[1:]}
    if part.startswith("Q"):
        return gettext("quarter %(part)s of %(year)s") % facts
    if part.startswith("H"):
        return gettext("half %(part)s of %(year)s") % facts
    return f"{part}/{year}" if part else year


def plan_steps(number: str) -> Mapping[str, Step]:
    """Return what each step of a plan does."""

    def move(to: PlanState) -> Step:
        return lambda _, how: move_plan(number, to=to, **how)

    return {**{state.value: move(state) for state in _PLAN}, "task": lambda post, how: add_task(number, typed=_task(post), **how)}


def task_steps(number: str, place: int, at_work: Work) -> Mapping[str, Step]:
    """Return what each step of a task does."""

    def key() -> int:
        return find_task(number, place, by=at_work.actor, at=at_work.at).task.pk

    def move(to: TaskState) -> Step:
        return lambda post, how: move_task(key(), to=to, reason=post.get("reason.text", ""), **how)

    def report(post: QueryDict, how: How) -> object:
        said = {"words": post.get("words.text", "")[: 2 * LONG], "language": post.get("words.language", "")}
        return report_task(key(), typed={**plain(post, "period", "progress", "document"), **said}, **how)

    return {
        **{state.value: move(state) for state in _TASK},
        "report": report,
        "amend": lambda post, how: amend_task(key(), typed=_task(post), **how),
    }


def _task(post: QueryDict) -> dict[str, Any]:
    return {"titles": titles_typed(post), **plain(post, "owner", "period", "indicator", "due")}


def asks_of_plan(request: HttpRequest, found: PlanFile, at_work: Work) -> Iterator[Ask]:
    """Yield what may be done with a plan from where it stands."""
    one: Any = found.plan
    asking = Asking(request.POST, reverse("register-plan", args=[one.number]))
    if one.state != PlanState.CLOSED:
        periods = asking.pick(
            "task", "period", gettext("How often it is reported"), words.labels("task-period", at_work.language), "quarter"
        )
        fields = (*_task_fields(asking, "task", None), periods)
        yield asking.ask("task", gettext("Add a task"), gettext("Add it"), *fields)
    effects = {
        PlanState.IN_FORCE: gettext("From then on reports are asked for, and what is overdue is shown."),
        PlanState.CLOSED: gettext("Then nothing is asked for any more, and nothing changes any more."),
    }
    for to in found.next:
        yield asking.ask(to.value, str(_PLAN[to]), str(_PLAN[to]), effect=effects[to])


def _task_fields(asking: Asking, step: str, task: Any) -> tuple[FieldWrite, ...]:  # noqa: ANN401 -- a row of a room below, or none yet
    def kept(name: str) -> str:
        return getattr(task, name) if task else ""

    return (
        *title_fields(asking.post if asking.post.get("step") == step else QueryDict(), task.titles if task else None),
        asking.line(step, "owner", gettext("Unit that owns it"), kept("owner"), cap=200),
        asking.line(step, "indicator", gettext("What shows that it is done"), kept("indicator"), optional=True),
        asking.line(step, "due", gettext("Due"), print_written(kept("due")), hint=day_hint(), cap=24, optional=True),
    )


def asks_of_task(request: HttpRequest, found: TaskFile, at_work: Work) -> Iterator[Ask]:
    """Yield what may be done with a task from where it stands."""
    task: Any = found.task
    asking = Asking(request.POST, reverse("register-task", args=[task.plan.number, task.place]))
    if task.plan.state == PlanState.IN_FORCE:
        yield asking.ask("report", gettext("Report on it"), gettext("Keep the report"), *_report_fields(asking, found, at_work))
    for to in found.next:
        why = asking.text(to.value, "reason", gettext("Why"), optional=to.value not in WITH_REASON)
        yield asking.ask(to.value, str(_TASK[to]), str(_TASK[to]), why)
    if task.plan.state != PlanState.CLOSED:
        yield asking.ask("amend", gettext("Owner, due date, title"), gettext("Keep it"), *_task_fields(asking, "amend", task))


def _report_fields(asking: Asking, found: TaskFile, at_work: Work) -> Iterator[FieldWrite]:
    task, today = found.task, at_work.at.datetime().date()
    begun = [one for one in periods_of("month" if task.period == "once" else task.period, task.plan.year) if one.first <= today]
    owed = next((period.name for period, kept in found.periods if kept is None), begun[-1].name if begun else "")
    yield asking.pick("report", "period", gettext("Period"), tuple((one.name, period_words(one.name)) for one in begun), owed)
    yield asking.pick("report", "progress", gettext("How it stands"), words.labels("task-progress", at_work.language))
    yield asking.report("report", "words", gettext("What was done"), at_work.language)
    yield asking.line("report", "document", gettext("Document of the register (number)"), cap=12, optional=True)
