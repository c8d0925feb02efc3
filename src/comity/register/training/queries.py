"""Courses as officers see them. Names of nominees are shown to those who nominate and decide; others see how many, and from where."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from comity.directory.policy import Actor
from comity.records.models import Course, CourseEvaluation, CourseMaterial, CourseSeats, Nomination
from comity.register.paging import PAGE, Page, key_of, page_of
from comity.register.policy import may_see_names, require_read
from comity.register.refusals import NoSuchRow
from comity.register.training.states import COURSE_MOVES, SEATED, CourseState, NominationState

_MOST: Final = 200
_CAME: Final = ("attended", "partly")


@dataclass(frozen=True, slots=True)
class Named:
    """One nomination. `name` is empty for whoever may not see names."""

    row: Nomination
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseFigures:
    """How many seats were given, people nominated, accepted, there, and with a certificate. Of persons nothing else is counted."""

    seats: int
    nominated: int
    accepted: int
    attended: int
    certified: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseFile:
    """One course with all that belongs to it. `answers` counts by question and answer; `said` are words about the course, without names."""

    course: Course
    seats: Sequence[CourseSeats]
    nominations: Sequence[Named]
    named: bool
    materials: Sequence[CourseMaterial]
    sheets: int
    answers: Mapping[str, Mapping[str, int]]
    said: Sequence[CourseEvaluation]
    figures: CourseFigures
    next: Sequence[CourseState]


def courses(*, by: Actor, state: str = "", provider: str = "", after: str = "") -> Page[Course]:
    """Return courses, the newest first: in a state, of a State that provides them."""
    require_read(by)
    rows = Course.objects.select_related("commitment")
    for name, value in (("state", state), ("provider_country", provider)):
        if value:
            rows = rows.filter(**{name: value})
    if after:
        rows = rows.filter(pk__lt=key_of(after))
    return page_of(rows.order_by("-id")[: PAGE + 1], cursor=lambda row: str(row.pk))


def courses_with(country: str, *, by: Actor) -> Sequence[Course]:
    """Return the newest courses that a State provides or has seats in, a page at most."""
    require_read(by)
    seated = CourseSeats.objects.filter(country=country, ended_at__isnull=True).order_by("-course")[:PAGE]
    keys = {one.course_id for one in seated} | set(
        Course.objects.filter(provider_country=country).order_by("-id").values_list("pk", flat=True)[:PAGE]
    )
    return sorted(Course.objects.in_bulk(sorted(keys)).values(), key=lambda one: -one.pk)[:PAGE]


def unreported_courses(*, by: Actor, today: str, most: int) -> Sequence[Course]:
    """Return courses whose last day is over and that have no report yet, the oldest first: held, or still open for nominations."""
    require_read(by)
    states = (CourseState.OPEN, CourseState.HELD)
    return list(Course.objects.filter(state__in=states, last__gt="", last__lt=today).order_by("last", "id")[:most])


def find_course(number: str, *, by: Actor) -> CourseFile:
    """Return one course with everything; raises `NoSuchRow`."""
    require_read(by)
    found = Course.objects.select_related("commitment", "made_by").filter(number=number).first()
    if found is None:
        raise NoSuchRow(number=number[:20])
    seats = list(CourseSeats.objects.filter(course=found, ended_at__isnull=True).order_by("country", "authority")[:_MOST])
    nominated = list(Nomination.objects.filter(course=found).select_related("actor", "instead_of").order_by("id")[:_MOST])
    sheets = list(CourseEvaluation.objects.filter(course=found).order_by("id")[: 5 * _MOST])
    sees = may_see_names(by)
    return CourseFile(
        course=found,
        seats=seats,
        nominations=[Named(one, _name(one) if sees else "") for one in nominated],
        named=sees,
        materials=list(
            CourseMaterial.objects.filter(course=found)
            .select_related("document")
            .defer("document__original", "document__reading")
            .order_by("id")[:_MOST]
        ),
        sheets=len(sheets),
        answers=_tally(sheets),
        said=[one for one in sheets if one.words],
        figures=_figures(seats, nominated),
        next=sorted(COURSE_MOVES[CourseState(found.state)], key=list(CourseState).index),
    )


def _name(one: Nomination) -> str:
    return one.actor.name if one.actor else str(one.words)


def _tally(sheets: Sequence[CourseEvaluation]) -> Mapping[str, Mapping[str, int]]:
    found: dict[str, Counter[str]] = {}
    for sheet in sheets:
        for question, answer in sheet.answers.items():
            found.setdefault(question, Counter())[answer] += 1
    return found


def _figures(seats: Sequence[CourseSeats], nominated: Sequence[Nomination]) -> CourseFigures:
    accepted = [one for one in nominated if one.state == NominationState.ACCEPTED]
    return CourseFigures(
        seats=sum(one.seats for one in seats),
        nominated=sum(1 for one in nominated if one.state in SEATED),
        accepted=len(accepted),
        attended=sum(1 for one in accepted if one.attendance in _CAME),
        certified=sum(1 for one in accepted if one.certificate),
    )
