"""Plans: the list, one with its tasks as they stand, one task with its reports by period."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from comity.doors.web.framing import render_page
from comity.doors.web.pages.fields import FieldWrite
from comity.doors.web.pages.parts import Fact, Link
from comity.doors.web.pages.register import FormPage, Kpi, RegisterPage
from comity.doors.web.pages.sheets import Bit, Cell, Row, Sheet, Table
from comity.doors.web.views.refusing import saying_no
from comity.doors.web.views.register import words
from comity.doors.web.views.register.listing import asked
from comity.doors.web.views.register.plan_forms import asks_of_plan, asks_of_task, period_words, plan_steps, task_steps
from comity.doors.web.views.register.programme import begin_with, list_page, name_bits, plans_sheet, tabs
from comity.doors.web.views.register.stepping import How, form_page, formed, own_title, plain, stepped, title_fields, titles_typed
from comity.doors.web.views.working import Work, work
from comity.register.planning.actions import write_plan
from comity.register.planning.queries import PlanFile, Standing, TaskFile, find_plan, find_task, plans
from comity.register.policy import may_keep
from comity.terms.refusals import Refused

_TYPED: Final = ("year", "ordered_by", "reference", "document")


@saying_no
@require_safe
def all_plans(request: HttpRequest) -> HttpResponse:
    """Show plans, the latest year first."""
    at_work = work(request)
    found = asked(request, label="")
    found.rows(lambda after: plans(by=at_work.actor, after=after))
    deck = gettext("What was ordered for a year: tasks, who owns each, what was reported.")
    begin = begin_with(gettext("Write a plan"), "register-plan-new", at_work)
    return render_page(request, list_page(gettext("Plans"), deck, found, plans_sheet(found.page, at_work), begin=begin))


@saying_no
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """Ask for a plan; write it down."""

    def make(post: QueryDict, how: How) -> str:
        made = write_plan(typed={"titles": titles_typed(post), **plain(post, *_TYPED)}, **how)
        return reverse("register-plan", args=[made.number])

    return formed(request, make, lambda at_work, refusal: _form(request, at_work, refusal))


def _form(request: HttpRequest, at_work: Work, refusal: Refused | None) -> FormPage:
    return form_page(
        gettext("Write a plan"),
        gettext("Its tasks come next; reports are asked for once it is in force."),
        href=request.get_full_path(),
        back=Link(gettext("Plans"), reverse("register-plans")),
        tabs=tabs(),
        fields=tuple(_fields(request.POST, at_work)),
        refusal=refusal,
    )


def _fields(post: QueryDict, at_work: Work) -> Iterator[FieldWrite]:
    yield from title_fields(post)
    yield FieldWrite("year", "number", gettext("Year"), value=post.get("year", str(at_work.here(at_work.at).year))[:4])
    yield FieldWrite("ordered_by", "name", gettext("Who ordered it"), value=post.get("ordered_by", "")[:300], cap=300)
    yield FieldWrite("reference", "name", gettext("Number of its document"), value=post.get("reference", "")[:200], cap=200, optional=True)
    label = gettext("Document of the register (number)")
    yield FieldWrite("document", "reference", label, value=post.get("document", "")[:12], cap=12, optional=True)


@saying_no
@require_http_methods(["GET", "POST"])
def one_plan(request: HttpRequest, number: str) -> HttpResponse:
    """Show one plan; a post does the step that it names."""

    def show(at_work: Work, fault: str) -> RegisterPage:
        return _plan(request, find_plan(number, by=at_work.actor, at=at_work.at), at_work, fault)

    return stepped(request, plan_steps(number), show)


def _plan(request: HttpRequest, found: PlanFile, at_work: Work, fault: str) -> RegisterPage:
    one: Any = found.plan
    title, language = own_title(one.titles, at_work.language)
    here = at_work.here(at_work.at)
    month = f"{one.year}-{here.month if here.year == one.year else 12:02}"
    return RegisterPage(
        heading=title,
        heading_language=language,
        deck=gettext("Plan of %(year)s") % {"year": one.year},
        crumbs=words.crumbs(one.number, Link(gettext("Plans"), reverse("register-plans"))),
        tabs=tabs(),
        links=tuple(_packs(one.number, month, at_work)) if found.tasks else (),
        kpis=_figures(found),
        facts=tuple(_facts(one, at_work)),
        sheets=(_tasks(found, at_work),),
        asks=tuple(asks_of_plan(request, found, at_work)) if may_keep(at_work.actor) else (),
        fault=fault,
    )


def _packs(number: str, month: str, at_work: Work) -> Iterator[Link]:
    labels = {"pdf": gettext("Pack of the month (PDF)"), "docx": gettext("Pack of the month (DOCX)")}
    for shape, label in labels.items():
        yield Link(label, f"{reverse(f'register-plan-pack-{shape}', args=[number])}?month={month}&in={at_work.language}")


def _figures(found: PlanFile) -> tuple[Kpi, ...]:
    figures = found.figures
    return (
        Kpi(gettext("Tasks"), figures.tasks),
        Kpi(gettext("Done"), figures.done),
        Kpi(gettext("Under way"), figures.under_way),
        Kpi(gettext("Blocked"), figures.blocked, tone="warn" if figures.blocked else ""),
        Kpi(gettext("Overdue"), figures.overdue, tone="stop" if figures.overdue else ""),
        Kpi(gettext("Report missing"), figures.unreported, tone="warn" if figures.unreported else ""),
    )


def _facts(one: Any, at_work: Work) -> Iterator[tuple[str, Fact]]:  # noqa: ANN401 -- a row of a room below
    document = gettext("document %(number)s") % {"number": one.document.number} if one.document_id else ""
    yield gettext("Ordered by"), Fact(one.ordered_by, language="und")
    yield gettext("By which document"), Fact(one.reference or document or words.NOTHING, document if one.reference else "")
    yield gettext("Stands as"), Fact(words.label("plan-state", one.state, at_work.language))


def _tasks(found: PlanFile, at_work: Work) -> Sheet:
    heads = (gettext("Task"), gettext("Owner"), gettext("Due"), gettext("Stands as"))
    rows = tuple(_task(one, at_work) for one in found.tasks)
    return Sheet("tasks", gettext("Tasks"), count=str(len(rows)) if rows else "", table=Table(heads, rows, gettext("No tasks yet.")))


def _task(one: Standing, at_work: Work) -> Row:
    task: Any = one.task
    name = name_bits(f"{task.place}.", "register-task", task.titles, at_work, task.plan.number, task.place)
    indicator = (Bit(task.indicator, soft=True, language="und"),) if task.indicator else ()
    period = Bit(words.label("task-period", task.period, at_work.language), soft=True)
    owner = Cell((Bit(task.owner, language="und"), period))
    return Row((Cell((*name, *indicator)), owner, Cell((Bit(words.print_said(task.due)),)), Cell(tuple(_stands(one, at_work)))))


def _stands(one: Standing, at_work: Work) -> Iterator[Bit]:
    yield Bit(words.label("task-state", one.task.state, at_work.language))
    if one.newest:
        facts = {"progress": words.label("task-progress", one.newest.progress, at_work.language), "period": period_words(one.newest.period)}
        yield Bit(gettext("%(progress)s in %(period)s") % facts, soft=True)
    if one.overdue:
        yield Bit(gettext("Overdue"))
    if one.unreported:
        yield Bit(gettext("Report missing"))


@saying_no
@require_http_methods(["GET", "POST"])
def one_task(request: HttpRequest, number: str, place: int) -> HttpResponse:
    """Show one task of a plan; a post does the step that it names."""

    def show(at_work: Work, fault: str) -> RegisterPage:
        return _task_page(request, find_task(number, place, by=at_work.actor, at=at_work.at), at_work, fault)

    return stepped(request, task_steps(number, place, work(request)), show)


def _task_page(request: HttpRequest, found: TaskFile, at_work: Work, fault: str) -> RegisterPage:
    task: Any = found.task
    title, language = own_title(task.titles, at_work.language)
    plan = Link(task.plan.number, reverse("register-plan", args=[task.plan.number]))
    return RegisterPage(
        heading=title,
        heading_language=language,
        deck=gettext("Task %(place)s of plan %(number)s") % {"place": task.place, "number": task.plan.number},
        crumbs=words.crumbs(str(task.place), plan),
        tabs=tabs(),
        facts=tuple(_task_facts(found, at_work)),
        sheets=tuple(_task_sheets(found, at_work)),
        asks=tuple(asks_of_task(request, found, at_work)) if may_keep(at_work.actor) else (),
        fault=fault,
    )


def _task_facts(found: TaskFile, at_work: Work) -> Iterator[tuple[str, Fact]]:
    task: Any = found.task
    yield gettext("Owner"), Fact(task.owner, words.label("task-period", task.period, at_work.language), language="und")
    yield gettext("Due"), Fact(words.print_said(task.due), gettext("Overdue") if found.standing.overdue else "")
    yield gettext("What shows that it is done"), Fact(task.indicator or words.NOTHING, language="und" if task.indicator else "")
    missing = gettext("Report missing") if found.standing.unreported else ""
    yield gettext("Stands as"), Fact(words.label("task-state", task.state, at_work.language), missing)


def _task_sheets(found: TaskFile, at_work: Work) -> Iterator[Sheet]:
    heads: tuple[str, ...] = (gettext("Period"), gettext("Progress"), gettext("Report"), gettext("By whom"))
    latest: Mapping[str, Any] = {period.name: kept for period, kept in found.periods}
    rows = [_report(one, at_work, counts=latest.get(one.period, one) is one) for one in found.reports]
    none = tuple(_owed(period) for period, kept in found.periods if kept is None and period.last < at_work.at.datetime().date())
    yield Sheet("reports", gettext("Reports"), table=Table(heads, (*rows, *none), gettext("Nothing was reported yet.")))
    heads = (gettext("Step"), gettext("Why"), gettext("By whom"))
    yield Sheet("life", gettext("Its life"), table=Table(heads, tuple(_move(one, at_work) for one in found.moves)))


def _report(one: Any, at_work: Work, *, counts: bool) -> Row:  # noqa: ANN401 -- a row of a room below
    who = gettext("%(officer)s, %(time)s") % {"officer": one.by.name, "time": at_work.when(one.at)}
    document = (Bit(one.document.number, reverse("register-review", args=[one.document.number])),) if one.document_id else ()
    earlier = () if counts else (Bit(gettext("earlier report"), soft=True),)
    progress = Bit(words.label("task-progress", one.progress, at_work.language))
    return Row(
        (
            Cell((Bit(period_words(one.period)), *earlier)),
            Cell((progress,)),
            Cell((Bit(one.words, language=one.language), *document)),
            Cell((Bit(who),)),
        )
    )


def _owed(period: Any) -> Row:  # noqa: ANN401 -- as above
    return Row(
        (
            Cell((Bit(period_words(period.name)),)),
            Cell((Bit(gettext("Report missing")),)),
            Cell((Bit(words.NOTHING),)),
            Cell((Bit(words.NOTHING),)),
        )
    )


def _move(move: Any, at_work: Work) -> Row:  # noqa: ANN401 -- as above
    to = Bit(words.label("task-state", move.to_state, at_work.language))
    who = gettext("%(officer)s, %(time)s") % {"officer": move.by.name, "time": at_work.when(move.at)}
    why = Bit(move.reason, language="und") if move.reason else Bit(words.NOTHING)
    return Row((Cell((to,)), Cell((why,)), Cell((Bit(who),))))
