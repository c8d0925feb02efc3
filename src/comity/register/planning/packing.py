"""Collects the pack of a month of a plan, prints it, and writes into the journal who took it: it leaves the node's protection.

Nothing of it is a person's name but the officer's who made it, and no press line stands in it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, TypeAlias

from django.db import transaction

from comity.directory.book import book
from comity.directory.fonts import added_fonts
from comity.directory.home import home
from comity.directory.noting import note
from comity.directory.officers import actor
from comity.directory.policy import Actor
from comity.letters.month import Figure, Pack, Task, Text, Told, print_period, say
from comity.letters.month_printing import print_pack_docx, print_pack_pdf
from comity.letters.wording import print_day
from comity.records.models import Course, Delegation, Meeting, Officer, Plan, TaskMove, TaskReport
from comity.register.commitments.figures import figures
from comity.register.days import read_day
from comity.register.delegations.states import Stage
from comity.register.planning.periods import Period, month_of, require_period
from comity.register.planning.queries import Standing, count_tasks, find_plan
from comity.register.planning.refusals import PeriodAhead
from comity.register.planning.states import TaskState
from comity.register.refusals import NotOfItsList
from comity.register.states import PROTOCOL
from comity.register.states import Standing as Held
from comity.register.training.states import CourseState
from comity.register.typed import LANGUAGES
from comity.terms.digests import Digest
from comity.terms.instants import Instant
from comity.terms.json import JsonValue
from comity.terms.vocabulary import vocabulary

Shape: TypeAlias = Literal["pdf", "docx"]
TYPES: Final[Mapping[Shape, str]] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@dataclass(frozen=True, slots=True)
class Printed:
    """A pack as a file: its name, its media type, its bytes."""

    name: str
    type: str
    data: bytes


def print_pack(number: str, *, month: str, language: str, shape: Shape, by: Officer, at: Instant) -> Printed:
    """Return the pack of a plan for a month (`2023-01`) of its year, in `vi` or `en`; the journal keeps its digest and who made it.

    Raises `NoSuchRow`, `NotOfItsList`, `PeriodAhead`, and what the printers of `letters` refuse; then nothing is written.
    """
    pack = pack_of(number, month=month, language=language, by=actor(by, at=at), officer=by.name, at=at)
    printer = print_pack_pdf if shape == "pdf" else print_pack_docx
    data = printer(pack, extra=added_fonts(home()))
    facts: dict[str, JsonValue] = {
        "plan": pack.number,
        "month": month,
        "language": language,
        "form": shape.upper(),
        "digest": str(Digest.of(data)),
        "size": len(data),
    }
    with transaction.atomic():
        note("plan.pack-printed", by=by, at=at, facts=facts)
    return Printed(f"{pack.number}.{month}.{language}.{shape}", TYPES[shape], data)


def pack_of(number: str, *, month: str, language: str, by: Actor, officer: str, at: Instant) -> Pack:
    """Return the facts of a pack: figures as they stand now, reports on periods that reach into the month."""
    found = find_plan(number, by=by, at=at)
    plan, span, today = found.plan, month_of(month), at.datetime().date()
    if span.first.year != plan.year:
        raise NotOfItsList(what="month", said=month)
    if language not in LANGUAGES:
        raise NotOfItsList(what="language", said=language)
    if span.first > today:
        raise PeriodAhead(period=month, day=span.first.isoformat())
    own, country = home(), home().country
    return Pack(
        language=language,
        country=country.text,
        country_name=book().country_names(country).get(language, country.text),
        authority=_named(book().authority_of(own.node).names, language),
        number=plan.number,
        year=plan.year,
        title=_title(plan.titles, language),
        committee=plan.ordered_by,
        reference=plan.reference,
        month=span.first,
        on=today,
        officer=officer,
        figures=tuple(_figures(found.tasks, language)),
        tasks=tuple(_task(one, language) for one in found.tasks),
        told=tuple(_told(found.tasks, plan, span, language)),
        counts=tuple(_counts(span, language, by=by, at=at)),
    )


def _figures(tasks: Sequence[Standing], language: str) -> Iterator[Figure]:
    found = count_tasks(tasks)
    loud = ("overdue", "unreported", "blocked")
    for name in ("tasks", "done", "under_way", "blocked", "overdue", "unreported"):
        value, key = getattr(found, name), name.replace("_", "-")
        yield Figure(label=say(key, language), value=value, loud=key in loud and value > 0)


def _task(one: Standing, language: str) -> Task:
    task, late = one.task, []
    if one.overdue:
        late.append(say("late-since", language, day=_day(task.due, language)))
    if one.unreported:
        late.append(say("missing-until", language, day=_day(task.report_due, language)))
    notes = [vocabulary("task-period").label(task.period, language)]
    if one.newest:
        progress = vocabulary("task-progress").label(one.newest.progress, language)
        notes.append(say("in-period", language, progress=progress, period=print_period(one.newest.period, language)))
    return Task(
        place=task.place,
        title=_title(task.titles, language),
        indicator=task.indicator,
        owner=task.owner,
        due=_day(task.due, language) if task.due else say("no-due", language),
        state=vocabulary("task-state").label(task.state, language),
        notes=tuple(notes),
        late=tuple(late),
        why=_why(one),
    )


def _why(one: Standing) -> Text | None:
    """Return why a task is blocked, in whoever's words."""
    if one.task.state != TaskState.BLOCKED:
        return None
    step = TaskMove.objects.filter(task=one.task, to_state=TaskState.BLOCKED).order_by("-id").first()
    return Text(step.reason, "und") if step else None


def _told(tasks: Sequence[Standing], plan: Plan, span: Period, language: str) -> Iterator[Told]:
    """Yield the report that counts of each period that reaches into the month, in the order of the tasks."""
    by_task = {one.task.pk: one.task for one in tasks}
    kept = {(one.task_id, one.period): one for one in TaskReport.objects.filter(task__in=by_task).order_by("id")}
    for (key, name), one in sorted(kept.items(), key=lambda item: (by_task[item[0][0]].place, item[0][1])):
        task = by_task[key]
        period = require_period(name, kind=task.period, year=plan.year)
        if period.first <= span.last and period.last >= span.first:
            progress = vocabulary("task-progress").label(one.progress, language)
            yield Told(
                place=task.place,
                title=_title(task.titles, language),
                owner=task.owner,
                heading=say("in-period", language, progress=progress, period=print_period(name, language)),
                words=Text(one.words, one.language),
            )


def _counts(span: Period, language: str, *, by: Actor, at: Instant) -> Iterator[tuple[str, int]]:
    """Yield what the month brought beside the plan. Protocol is in none of it, and neither are readiness and wishes."""
    first, last = span.first.isoformat(), span.last.isoformat()
    held = Meeting.objects.filter(standing=Held.HELD, sorts__gte=first, sorts__lte=last, taken_out_at__isnull=True)
    yield say("meetings", language), held.exclude(type__in=PROTOCOL).count()
    over = Delegation.objects.filter(state__in=(Stage.UNDER_WAY, Stage.REPORTED), last__gte=first, last__lte=last)
    for way in ("out", "in"):
        yield say(way, language), over.filter(way=way).count()
    trained = Course.objects.filter(state__in=(CourseState.HELD, CourseState.REPORTED), last__gte=first, last__lte=last)
    yield say("courses", language), trained.count()
    owed = figures(by=by, at=at)
    yield say("commitments", language), owed.registered
    yield say("late-commitments", language), owed.overdue
    yield say("kept-commitments", language), owed.fulfilled


def _day(said: str, language: str) -> str:
    """Print a date as finely as it is known: a day in figures, else as it stands."""
    day = read_day(said)
    if len(said) != len("2023-01-01") or not day.first:
        return said
    found = date.fromisoformat(said)
    return f"{found:%d/%m/%Y}" if language == "vi" else print_day(found, language)


def _title(titles: Mapping[str, str], language: str) -> Text:
    code = language if language in titles else next(iter(titles), "")
    return Text(titles.get(code, ""), "" if code == language else code)


def _named(names: Mapping[str, str], language: str) -> str:
    return names.get(language) or names.get("en") or next(iter(names.values()), "")
