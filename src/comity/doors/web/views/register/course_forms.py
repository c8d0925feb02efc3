"""The steps of a course: seats, names, answers to them, who came, materials, what was said of it, its report."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from comity.directory.home import home
from comity.doors.web.pages.fields import FieldWrite
from comity.doors.web.pages.posts import Ask
from comity.doors.web.views.register import words
from comity.doors.web.views.register.meeting_forms import codes
from comity.doors.web.views.register.stepping import LONG, Asking, How, Step, key_typed, plain, titles_typed
from comity.doors.web.views.working import Work
from comity.register.training.actions import (
    add_material,
    answer_nomination,
    evaluate_course,
    give_seats,
    move_course,
    nominate,
    note_attendance,
    report_course,
)
from comity.register.training.queries import CourseFile
from comity.register.training.states import NOMINATION_MOVES, CourseState, NominationState
from comity.terms.vocabulary import vocabulary

_TYPED: Final = ("topic", "provider", "provider_country", "mechanism", "commitment", "said", "place", "country", "language")
_MOVES: Final = {
    CourseState.OPEN: gettext_lazy("Open it for nominations"),
    CourseState.HELD: gettext_lazy("It was held"),
    CourseState.CANCELLED: gettext_lazy("The course is cancelled"),
}


def typed_of(post: QueryDict) -> dict[str, Any]:
    """Return what was typed of a course."""
    return {"titles": titles_typed(post), **plain(post, *_TYPED)}


def steps_of(number: str) -> Mapping[str, Step]:
    """Return what each step of a course does."""

    def move(to: CourseState) -> Step:
        return lambda post, how: move_course(number, to=to, reason=post.get("reason.text", ""), **how)

    return {
        **{state.value: move(state) for state in _MOVES},
        "seats": lambda post, how: give_seats(number, **_seats(post), **how),
        "name": lambda post, how: nominate(
            number, typed=plain(post, "words", "country", "authority"), instead_of=key_typed(post, "instead"), **how
        ),
        "answer": lambda post, how: answer_nomination(
            key_typed(post, "who"), to=post.get("to", ""), reason=post.get("why.text", ""), **how
        ),
        "came": lambda post, how: note_attendance(
            key_typed(post, "who"), attendance=post.get("attendance", ""), certificate=post.get("certificate", "").strip(), **how
        ),
        "material": lambda post, how: add_material(number, typed=plain(post, "title", "language", "document", "digest"), **how),
        "sheet": lambda post, how: _sheet(number, post, how),
        "report": lambda post, how: report_course(
            number, words=post.get("report.text", "")[: 2 * LONG], language=post.get("report.language", ""), **how
        ),
    }


def _seats(post: QueryDict) -> dict[str, str]:
    return {"country": "", "authority": "", "seats": "", **plain(post, "country", "authority", "seats")}


def _sheet(number: str, post: QueryDict, how: How) -> object:
    answers = {code: post.get(f"q.{code}", "") for code in vocabulary("course-question").codes}
    return evaluate_course(number, answers=answers, words=post.get("words.text", ""), language=post.get("words.language", ""), **how)


def asks_of(request: HttpRequest, found: CourseFile, at_work: Work) -> Iterator[Ask]:
    """Yield what may be done with a course from where it stands."""
    one: Any = found.course
    asking = Asking(request.POST, reverse("register-course", args=[one.number]))
    state = CourseState(one.state)
    if state is CourseState.OPEN:
        yield _name(asking, found, at_work)
        yield from _answer(asking, found, at_work)
    if state in (CourseState.ANNOUNCED, CourseState.OPEN):
        yield _give(asking, at_work)
    if state is CourseState.HELD:
        yield from _came(asking, found, at_work)
        report = asking.report("report", "report", gettext("What came of the course"), at_work.language)
        yield asking.ask("report", gettext("Write its report"), gettext("Keep the report"), report)
    if state in (CourseState.HELD, CourseState.REPORTED):
        yield _evaluate(asking, at_work)
    for to in found.next:
        if to in _MOVES:
            why = (asking.text(to.value, "reason", gettext("Why")),) if to is CourseState.CANCELLED else ()
            yield asking.ask(to.value, str(_MOVES[to]), str(_MOVES[to]), *why)
    if state is not CourseState.CANCELLED:
        yield _material(asking, at_work)


def _name(asking: Asking, found: CourseFile, at_work: Work) -> Ask:
    instead = tuple(
        (str(item.row.pk), item.name)
        for item in found.nominations
        if NominationState.REPLACED in NOMINATION_MOVES[NominationState(item.row.state)]
    )
    return asking.ask(
        "name",
        gettext("Nominate somebody"),
        gettext("Nominate"),
        asking.line("name", "words", gettext("Name")),
        _country(asking, "name", at_work),
        asking.line("name", "authority", gettext("Authority"), cap=200, optional=True),
        asking.pick("name", "instead", gettext("In the place of"), (("", gettext("nobody, it is a seat of its own")), *instead)),
        effect=gettext("Names are shown to those who nominate and decide, and stand in no journal."),
    )


def _country(asking: Asking, step: str, at_work: Work) -> FieldWrite:
    return codes("country", gettext("Country"), "country", asking.held(step, "country", home().country.text), at_work)


def _answer(asking: Asking, found: CourseFile, at_work: Work) -> Iterator[Ask]:
    waiting = tuple((str(item.row.pk), item.name) for item in found.nominations if item.row.state in ("nominated", "accepted"))
    if waiting:
        to = tuple((code, words.label("nomination-state", code, at_work.language)) for code in ("accepted", "declined"))
        yield asking.ask(
            "answer",
            gettext("Say how a nomination was answered"),
            gettext("Keep the answer"),
            asking.pick("answer", "who", gettext("Who"), waiting, language="und"),
            asking.pick("answer", "to", gettext("Answer"), to),
            asking.text("answer", "why", gettext("Why, where it was declined"), optional=True),
        )


def _give(asking: Asking, at_work: Work) -> Ask:
    return asking.ask(
        "seats",
        gettext("Give seats"),
        gettext("Give them"),
        _country(asking, "seats", at_work),
        asking.line("seats", "authority", gettext("Authority"), cap=200, optional=True),
        FieldWrite("seats", "number", gettext("How many"), value=asking.held("seats", "seats")),
    )


def _came(asking: Asking, found: CourseFile, at_work: Work) -> Iterator[Ask]:
    accepted = tuple((str(item.row.pk), item.name) for item in found.nominations if item.row.state == "accepted")
    if accepted:
        left = next((str(item.row.pk) for item in found.nominations if item.row.state == "accepted" and not item.row.attendance), "")
        yield asking.ask(
            "came",
            gettext("Say who came"),
            gettext("Keep it"),
            asking.pick("came", "who", gettext("Who"), accepted, left, language="und"),
            asking.pick("came", "attendance", gettext("Attendance"), words.labels("attendance", at_work.language)),
            asking.line("came", "certificate", gettext("Number of the certificate"), cap=80, optional=True),
        )


def _evaluate(asking: Asking, at_work: Work) -> Ask:
    none = ("", gettext("not answered"))
    answers = (none, *words.labels("course-answer", at_work.language))
    asked = tuple(asking.pick("sheet", f"q.{code}", label, answers) for code, label in words.labels("course-question", at_work.language))
    said = asking.report("sheet", "words", gettext("In their words"), at_work.language)
    effect = gettext("One sheet a person, without a name: the questions are about the course.")
    return asking.ask("sheet", gettext("Enter answers about the course"), gettext("Keep the sheet"), *asked, said, effect=effect)


def _material(asking: Asking, at_work: Work) -> Ask:
    return asking.ask("material", gettext("Add material"), gettext("Keep it"), *file_fields(asking, "material", at_work))


def file_fields(asking: Asking, step: str, at_work: Work) -> tuple[FieldWrite, ...]:
    """Return the fields of a file: its title, its language, a document of the register or a digest."""
    return (
        asking.line(step, "title", gettext("Its title"), cap=500),
        codes("language", gettext("Its language"), "language", asking.held(step, "language", at_work.language), at_work),
        *digest_fields(asking, step),
    )


def digest_fields(asking: Asking, step: str) -> tuple[FieldWrite, ...]:
    """Return where a file is: a document of the register, or its digest."""
    return (
        asking.line(step, "document", gettext("Document of the register (number)"), cap=12, optional=True),
        FieldWrite("digest", "reference", gettext("Or the digest of the file"), value=asking.held(step, "digest"), cap=80, optional=True),
    )
