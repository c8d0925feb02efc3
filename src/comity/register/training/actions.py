"""Announces courses, gives seats, nominates, notes who came, keeps what they said of the course, reports. One transaction each.

The journal has numbers, codes and counts: no name of a nominee, no word of a report or of an answer.
"""

from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction

from comity.directory.noting import note
from comity.directory.officers import actor
from comity.directory.once import once
from comity.records.models import Course, CourseEvaluation, CourseMaterial, CourseSeats, Nomination, Officer
from comity.records.models.register_training import REPORT_CAP
from comity.records.models.shifts import WORDS_CAP
from comity.register.codes import code_of, number_of, said
from comity.register.meetings.actions import find_row
from comity.register.numbers import COURSE, next_number
from comity.register.policy import require_keep, require_why
from comity.register.refusals import NoSuchRow, NotGiven
from comity.register.steps import WITH_REASON, require_step
from comity.register.training.refusals import AttendanceMissing, NobodyThere, NotHeldYet, NotOpenForNames
from comity.register.training.states import COURSE_MOVES, NOMINATION_MOVES, CourseState, NominationState
from comity.register.training.writing import require_seat, told
from comity.register.typed import file_of
from comity.terms.instants import Instant
from comity.terms.json import JsonValue
from comity.terms.vocabulary import vocabulary

_CAME: Final = frozenset({"attended", "partly"})


@transaction.atomic
def announce_course(*, typed: Mapping[str, Any], by: Officer, at: Instant, token: str) -> Course:
    """Write a course down.

    `typed`: titles (by language), topic, provider, provider_country, mechanism (words), commitment (number that it answers), said, place,
    country, language. Raises `NotOfItsList`, `DateUnclear`, `NoSuchRow`, and what text refuses.
    """
    require_keep(actor(by, at=at))

    def announce() -> str:
        columns = told(typed, row=None)
        made = Course.objects.create(number=next_number(COURSE), **columns, state=CourseState.ANNOUNCED, made_by=by, made_at=at)
        return _noted("course.announced", made, by=by, at=at, more={"topic": made.topic, "said": made.said})

    return _found(once(token, announce, officer=by, verb="course.announce", at=at))


@transaction.atomic
def amend_course(number: str, *, typed: Mapping[str, Any], by: Officer, at: Instant, token: str) -> Course:
    """Correct a course: what `typed` does not name stays. Raises as announcing."""
    require_keep(actor(by, at=at))

    def amend() -> str:
        found = _locked(number)
        for name, new in told(typed, row=found).items():
            setattr(found, name, new)
        found.save()
        return _noted("course.amended", found, by=by, at=at, more={"topic": found.topic, "said": found.said})

    return _found(once(token, amend, officer=by, verb="course.amend", at=at))


@transaction.atomic
def give_seats(number: str, *, country: str, authority: str = "", seats: str | int, by: Officer, at: Instant, token: str) -> CourseSeats:
    """Say how many seats a State, or one authority of it, has; the number before that ends. Raises `NotOfItsList`, `NotItsStep`."""
    require_keep(actor(by, at=at))

    def give() -> str:
        found = _locked(number)
        if CourseState(found.state) not in (CourseState.ANNOUNCED, CourseState.OPEN):
            raise NotOpenForNames(number=found.number)
        whose = {"country": code_of("country", country), "authority": said(authority, cap=200, what="authority", empty="")}
        count = number_of(seats, what="seats")
        if count is None:
            raise NotGiven(what="seats")
        CourseSeats.objects.filter(course=found, **whose, ended_at__isnull=True).update(ended_at=at)
        made = CourseSeats.objects.create(course=found, **whose, seats=count, made_by=by, made_at=at)
        _noted("course.seats-given", found, by=by, at=at, more={"country": made.country, "seats": made.seats})
        return str(made.pk)

    return CourseSeats.objects.get(pk=once(token, give, officer=by, verb="course.seats", at=at))


@transaction.atomic
def move_course(number: str, *, to: str, reason: str = "", by: Officer, at: Instant, token: str) -> Course:
    """Open a course for nominations, say that it was held, or cancel it with a reason. Its report is `report_course`.

    Raises `NotItsStep`, `WhyMissing`, `NotHeldYet`.
    """
    require_keep(actor(by, at=at))
    state = CourseState(code_of("course-state", to))

    def move() -> str:
        found = _locked(number)
        if state is CourseState.REPORTED:
            raise NotGiven(what="report")
        require_step(found.number, COURSE_MOVES, CourseState(found.state), state)
        if state.value in WITH_REASON:
            require_why(reason)
        if state is CourseState.HELD and found.first and found.first > at.datetime().date().isoformat():
            raise NotHeldYet(number=found.number, day=found.said)
        found.state = state.value
        if state is CourseState.CANCELLED:
            found.report = said(reason, cap=WORDS_CAP, what="reason")
        found.save(update_fields=["state", "report"])
        return _noted("course.moved", found, by=by, at=at)

    return _found(once(token, move, officer=by, verb="course.move", at=at))


@transaction.atomic
def nominate(number: str, *, typed: Mapping[str, Any], instead_of: int = 0, by: Officer, at: Instant, token: str) -> Nomination:
    """Nominate somebody: `id` of an actor, or words; country, authority. With `instead_of` they take that nominee's place.

    Raises `NotOpenForNames`, `NoSeatLeft`, `NobodyThere`, `NotItsStep`, `NoSuchRow`, and what text refuses.
    """
    require_keep(actor(by, at=at))

    def name() -> str:
        found = _locked(number)
        if found.state != CourseState.OPEN:
            raise NotOpenForNames(number=found.number)
        before = _leave(found, instead_of) if instead_of else None
        who = find_row(int(typed["id"])) if typed.get("id") else None
        country = code_of("country", typed.get("country") or (before.country if before else "") or (who.country if who else ""))
        authority = said(typed.get("authority"), cap=200, what="authority", empty=before.authority if before else "")
        require_seat(found, country=country, authority=authority)
        made = Nomination.objects.create(
            course=found,
            actor=who,
            words=said(typed.get("words"), cap=300, what="name", empty=who.name if who else None),
            country=country,
            authority=authority,
            state=NominationState.NOMINATED,
            instead_of=before,
            made_by=by,
            made_at=at,
        )
        _noted("course.nominated", found, by=by, at=at, more={"nomination": made.pk, "country": country})
        return str(made.pk)

    return Nomination.objects.get(pk=once(token, name, officer=by, verb="course.nominate", at=at))


@transaction.atomic
def answer_nomination(key: int, *, to: str, reason: str = "", by: Officer, at: Instant, token: str) -> Nomination:
    """Say whether a nomination was accepted or declined. Raises `NobodyThere`, `NotItsStep`, `WhyMissing` where it was declined."""
    require_keep(actor(by, at=at))
    state = NominationState(code_of("nomination-state", to))

    def answer() -> str:
        found = _nomination(key)
        require_step(found.course.number, NOMINATION_MOVES, NominationState(found.state), state)
        if state is NominationState.REPLACED:
            raise NotGiven(what="name")
        if state.value in WITH_REASON:
            require_why(reason)
        found.state, found.reason = state.value, said(reason, cap=WORDS_CAP, what="reason", empty="")
        found.save(update_fields=["state", "reason"])
        _noted("course.nomination-answered", found.course, by=by, at=at, more={"nomination": found.pk, "to": state.value})
        return str(found.pk)

    return Nomination.objects.get(pk=once(token, answer, officer=by, verb="course.answer", at=at))


@transaction.atomic
def note_attendance(key: int, *, attendance: str, certificate: str = "", by: Officer, at: Instant, token: str) -> Nomination:
    """Say whether somebody who was accepted came, and their certificate's number. Raises `NobodyThere`, `NotItsStep`, `NotOfItsList`."""
    require_keep(actor(by, at=at))

    def mark() -> str:
        found = _nomination(key)
        if found.state != NominationState.ACCEPTED:
            raise NobodyThere
        if found.course.state != CourseState.HELD:
            require_step(found.course.number, COURSE_MOVES, CourseState(found.course.state), CourseState.REPORTED)
        found.attendance = code_of("attendance", attendance)
        found.certificate = said(certificate, cap=80, what="certificate number", empty="") if found.attendance in _CAME else ""
        found.save(update_fields=["attendance", "certificate"])
        facts: dict[str, JsonValue] = {"nomination": found.pk, "attendance": found.attendance, "certificate": bool(found.certificate)}
        _noted("course.attendance-noted", found.course, by=by, at=at, more=facts)
        return str(found.pk)

    return Nomination.objects.get(pk=once(token, mark, officer=by, verb="course.attendance", at=at))


@transaction.atomic
def add_material(number: str, *, typed: Mapping[str, Any], by: Officer, at: Instant, token: str) -> CourseMaterial:
    """Put what was handed out beside a course: title, language, and `document` (number) or `digest`. Raises as `file_of`."""
    require_keep(actor(by, at=at))

    def add() -> str:
        found = _locked(number)
        document, digest = file_of(typed)
        made = CourseMaterial.objects.create(
            course=found,
            title=said(typed.get("title"), cap=500, what="title"),
            language=code_of("language", typed.get("language")),
            document=document,
            digest=digest,
            made_by=by,
            made_at=at,
        )
        _noted("course.material-added", found, by=by, at=at, more={"digest": digest})
        return str(made.pk)

    return CourseMaterial.objects.get(pk=once(token, add, officer=by, verb="course.material", at=at))


@transaction.atomic
def evaluate_course(
    number: str, *, answers: Mapping[str, str], words: str = "", language: str = "", by: Officer, at: Instant, token: str
) -> CourseEvaluation:
    """Keep one sheet of answers (`course-question` to `course-answer`) about a course that was held; without a name.

    Raises `NotItsStep` before it was held, `NotOfItsList` where nothing is answered, and what text refuses.
    """
    require_keep(actor(by, at=at))

    def keep() -> str:
        found = _locked(number)
        if found.state not in (CourseState.HELD, CourseState.REPORTED):
            require_step(found.number, COURSE_MOVES, CourseState(found.state), CourseState.REPORTED)
        given = {code_of("course-question", key): code_of("course-answer", value) for key, value in answers.items() if value}
        told_words = said(words, cap=WORDS_CAP, what="words", empty="")
        if not given and not told_words:
            raise NotGiven(what="answers")
        tongue = code_of("language", language) if told_words else ""
        made = CourseEvaluation.objects.create(course=found, answers=given, words=told_words, language=tongue, made_by=by, made_at=at)
        facts: dict[str, JsonValue] = {"answered": len(given), "questions": len(vocabulary("course-question").offered)}
        _noted("course.evaluated", found, by=by, at=at, more=facts)
        return str(made.pk)

    return CourseEvaluation.objects.get(pk=once(token, keep, officer=by, verb="course.evaluate", at=at))


@transaction.atomic
def report_course(number: str, *, words: str, language: str, by: Officer, at: Instant, token: str) -> Course:
    """Write the report of a course that was held. Raises `NotItsStep`, `AttendanceMissing`, `NotOfItsList`, and what text refuses."""
    require_keep(actor(by, at=at))

    def report() -> str:
        found = _locked(number)
        require_step(found.number, COURSE_MOVES, CourseState(found.state), CourseState.REPORTED)
        left = Nomination.objects.filter(course=found, state=NominationState.ACCEPTED, attendance="").count()
        if left:
            raise AttendanceMissing(number=found.number, count=left)
        found.report = said(words, cap=REPORT_CAP, what="report")
        found.report_language, found.state = code_of("language", language), CourseState.REPORTED.value
        found.save(update_fields=["report", "report_language", "state"])
        return _noted("course.reported", found, by=by, at=at)

    return _found(once(token, report, officer=by, verb="course.report", at=at))


def _leave(course: Course, key: int) -> Nomination:
    """Let a nominee leave their seat to another."""
    before = _nomination(key)
    if before.course_id != course.pk:
        raise NobodyThere
    require_step(course.number, NOMINATION_MOVES, NominationState(before.state), NominationState.REPLACED)
    before.state = NominationState.REPLACED.value
    before.save(update_fields=["state"])
    return before


def _nomination(key: int) -> Nomination:
    found = Nomination.objects.select_for_update(of=("self",)).select_related("course").filter(pk=key).first()
    if found is None:
        raise NobodyThere
    return found


def _locked(number: str) -> Course:
    found = Course.objects.select_for_update().filter(number=number).first()
    if found is None:
        raise NoSuchRow(number=number[:20])
    return found


def _found(number: str) -> Course:
    return Course.objects.get(number=number)


def _noted(name: str, course: Course, *, by: Officer, at: Instant, more: Mapping[str, JsonValue] | None = None) -> str:
    facts: dict[str, JsonValue] = {"course": course.number, "state": course.state, **(more or {})}
    note(name, by=by, at=at, facts=facts)
    return str(course.number)
