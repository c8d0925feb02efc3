"""Courses: seats, names, who came, what they said of it, the report; and who may read a name."""

import pytest

from comity.directory.policy import NotAllowed, Role
from comity.directory.posts import give_roles
from comity.records.models import CourseEvaluation, JournalAct, Nomination
from comity.register.refusals import NoSuchRow, NotOfItsList, WhyMissing
from comity.register.reminders import reminders
from comity.register.steps import NotItsStep
from comity.register.training.actions import (
    add_material,
    amend_course,
    announce_course,
    answer_nomination,
    evaluate_course,
    give_seats,
    move_course,
    nominate,
    note_attendance,
    report_course,
)
from comity.register.training.queries import courses, courses_with, find_course
from comity.register.training.refusals import AttendanceMissing, NobodyThere, NoSeatLeft, NotHeldYet, NotOpenForNames
from comity.terms.digests import Digest
from comity.terms.refusals import Malformed

COURSE = {
    "titles": {"vi": "Ứng cứu sự cố mạng", "en": "Responding to incidents"},
    "topic": "incident-response",
    "provider": "Đại sứ quán Hoa Kỳ",
    "provider_country": "US",
    "mechanism": "Đối thoại an ninh mạng",
    "said": "2026-11-02/2026-11-06",
    "place": "Hà Nội",
    "country": "VN",
    "language": "en",
}
NAMES = ("Nguyễn Văn An", "Trần Thị Bình", "Lê Văn Cường")


@pytest.fixture
def course(hands):
    """A course with three seats, open for names."""
    made = announce_course(typed=COURSE, **hands.more())
    give_seats(made.number, country="VN", seats=3, **hands.more())
    move_course(made.number, to="open", **hands.more())
    return made.number


def name(hands, course, words, **more):
    """Nominate somebody of ours."""
    return nominate(course, typed={"words": words, "country": "VN", "authority": "A05"}, **hands.more(), **more)


def test_three_are_nominated_two_attend_and_the_course_is_reported(hands, course):
    """Row 15 of the mission: each step, its figures, and what it needs."""
    people = [name(hands, course, one) for one in NAMES]
    with pytest.raises(NoSeatLeft):
        name(hands, course, "Phạm Văn Dũng")
    for one in people:
        answer_nomination(one.pk, to="accepted", **hands.more())
    with pytest.raises(NotItsStep):
        note_attendance(people[0].pk, attendance="attended", **hands.more())
    with pytest.raises(NotItsStep):
        report_course(course, words="Tốt.", language="vi", **hands.more())
    move_course(course, to="held", **hands.more())
    note_attendance(people[0].pk, attendance="attended", certificate="CC-01/2026", **hands.more())
    note_attendance(people[1].pk, attendance="partly", **hands.more())
    with pytest.raises(AttendanceMissing):
        report_course(course, words="Tốt.", language="vi", **hands.more())
    note_attendance(people[2].pk, attendance="absent", certificate="CC-02/2026", **hands.more())
    assert Nomination.objects.get(pk=people[2].pk).certificate == "", "who was absent has no certificate"
    assert [one.number for one in reminders(by=hands.who, at=hands.world.at).unreported_courses] == [course]
    report_course(course, words="Hai người tham dự, một người vắng.", language="vi", **hands.more())
    found = find_course(course, by=hands.who)
    figures = found.figures
    assert (figures.seats, figures.nominated, figures.accepted, figures.attended, figures.certified) == (3, 3, 3, 2, 1)
    assert (found.course.state, list(found.next)) == ("reported", [])
    assert not reminders(by=hands.who, at=hands.world.at).any
    with pytest.raises(NotOpenForNames):
        name(hands, course, "Phạm Văn Dũng")


@pytest.mark.both_databases
def test_somebody_goes_in_the_place_of_another(hands, course):
    """The seat is theirs, the first keeps their row; a reason is needed to decline, and nobody replaces twice."""
    first = name(hands, course, NAMES[0])
    with pytest.raises(WhyMissing):
        answer_nomination(first.pk, to="declined", **hands.more())
    answer_nomination(first.pk, to="declined", reason="Trùng lịch công tác.", **hands.more())
    second = name(hands, course, NAMES[1], instead_of=first.pk)
    assert (second.instead_of_id, second.country, second.authority) == (first.pk, "VN", "A05")
    assert [one.row.state for one in find_course(course, by=hands.who).nominations] == ["replaced", "nominated"]
    with pytest.raises(NotItsStep):
        name(hands, course, NAMES[2], instead_of=first.pk)
    with pytest.raises(NobodyThere):
        answer_nomination(999, to="accepted", **hands.more())
    with pytest.raises(NotOfItsList):
        answer_nomination(second.pk, to="replaced", **hands.more())


@pytest.mark.both_databases
def test_seats_of_an_authority_are_its_own(hands, course):
    """Where an authority has its own number, others of its State do not fill it; a new number ends the old one."""
    give_seats(course, country="VN", authority="C02", seats=1, **hands.more())
    nominate(course, typed={"words": NAMES[0], "country": "VN", "authority": "C02"}, **hands.more())
    with pytest.raises(NoSeatLeft):
        nominate(course, typed={"words": NAMES[1], "country": "VN", "authority": "C02"}, **hands.more())
    give_seats(course, country="VN", authority="C02", seats=2, **hands.more())
    nominate(course, typed={"words": NAMES[1], "country": "VN", "authority": "C02"}, **hands.more())
    assert [one.seats for one in find_course(course, by=hands.who).seats] == [3, 2]
    with pytest.raises(NoSeatLeft):
        nominate(course, typed={"words": "Somchai", "country": "TH"}, **hands.more())


def test_names_are_shown_to_those_who_nominate_and_decide_alone(hands, course):
    """An auditor and a mission see how many, from where, and whether they came; no name, and the journal has none."""
    who = name(hands, course, NAMES[0])
    answer_nomination(who.pk, to="accepted", **hands.more())
    world = hands.world
    assert find_course(course, by=hands.who).nominations[0].name == NAMES[0]
    for role in (Role.AUDITOR, Role.MISSION, Role.LEGAL_ADVISER, Role.EVIDENCE_CLERK):
        give_roles(world.chief, roles=[role], by="operator", at=world.at)
        world.chief.refresh_from_db()
        found = find_course(course, by=world.actor(world.chief))
        assert not found.named
        assert [one.name for one in found.nominations] == [""]
        assert found.figures.accepted == 1
    written = b" ".join(bytes(one.facts) for one in JournalAct.objects.filter(name__startswith="course."))
    assert b"nomination" in written
    assert NAMES[0].encode() not in written


def test_what_those_who_came_say_is_about_the_course(hands, course):
    """Counted by question; there is no column in which an answer, or a mark, could stand beside a person."""
    with pytest.raises(NotItsStep):
        evaluate_course(course, answers={"useful": "yes"}, **hands.more())
    move_course(course, to="held", **hands.more())
    evaluate_course(course, answers={"useful": "yes", "again": "yes"}, **hands.more())
    evaluate_course(course, answers={"useful": "partly", "again": ""}, words="Cần thêm thực hành.", language="vi", **hands.more())
    found = find_course(course, by=hands.who)
    assert found.sheets == 2
    assert found.answers == {"useful": {"yes": 1, "partly": 1}, "again": {"yes": 1}}
    assert [one.words for one in found.said] == ["Cần thêm thực hành."]
    for wrong in ({}, {"useful": ""}, {"rank": "yes"}, {"useful": "10"}):
        with pytest.raises(NotOfItsList):
            evaluate_course(course, answers=wrong, **hands.more())
    person = {field.name for field in CourseEvaluation._meta.get_fields()}
    assert person == {"id", "course", "answers", "words", "language", "made_by", "made_at"}
    assert not {"score", "mark", "grade", "rank"} & {field.name for field in Nomination._meta.get_fields()}


def test_materials_stand_by_their_digest(hands, course):
    """A document of the register brings its own; a file kept elsewhere is named by its digest; neither is nothing."""
    report = hands.bring()
    given = add_material(course, typed={"title": "Bài giảng", "language": "vi", "document": report.number.lower()}, **hands.more())
    assert given.digest == report.digest
    elsewhere = str(Digest.of(b"slides"))
    add_material(course, typed={"title": "Slides", "language": "en", "digest": elsewhere}, **hands.more())
    assert [one.digest for one in find_course(course, by=hands.who).materials] == [report.digest, elsewhere]
    for wrong, refusal in (({}, NotOfItsList), ({"document": "R-9"}, NoSuchRow), ({"digest": "abc"}, Malformed)):
        with pytest.raises(refusal):
            add_material(course, typed={"title": "x", "language": "en", **wrong}, **hands.more())


@pytest.mark.both_databases
def test_a_course_before_its_day_and_one_that_is_cancelled(hands):
    """Not held before it begins; cancelled with a reason, and then nothing more."""
    made = announce_course(typed={**COURSE, "said": "2027-01-04"}, **hands.more())
    move_course(made.number, to="open", **hands.more())
    with pytest.raises(NotHeldYet):
        move_course(made.number, to="held", **hands.more())
    amend_course(made.number, typed={"place": "Đà Nẵng"}, **hands.more())
    with pytest.raises(WhyMissing):
        move_course(made.number, to="cancelled", **hands.more())
    gone = move_course(made.number, to="cancelled", reason="Không có kinh phí.", **hands.more())
    assert (gone.state, gone.report, gone.place) == ("cancelled", "Không có kinh phí.", "Đà Nẵng")
    with pytest.raises(NotOpenForNames):
        give_seats(made.number, country="VN", seats=1, **hands.more())


def test_lists_and_who_may_write(hands, course):
    """By state and provider; a State's courses are those it gives and those it has seats in; an approver writes nothing."""
    other = announce_course(typed={**COURSE, "provider_country": "JP", "commitment": ""}, **hands.more()).number
    give_seats(other, country="TH", seats=2, **hands.more())
    assert [one.number for one in courses(by=hands.who).rows] == [other, course]
    assert [one.number for one in courses(by=hands.who, state="open").rows] == [course]
    assert [one.number for one in courses(by=hands.who, provider="JP").rows] == [other]
    assert [one.number for one in courses_with("TH", by=hands.who)] == [other]
    assert [one.number for one in courses_with("US", by=hands.who)] == [course]
    with pytest.raises(NotAllowed):
        move_course(course, to="held", **hands.more(by=hands.world.approver))
    for wrong in ({"titles": {}}, {"topic": "cooking"}, {"language": ""}, {"provider": " "}):
        with pytest.raises(NotOfItsList):
            announce_course(typed={**COURSE, **wrong}, **hands.more())
    with pytest.raises(NoSuchRow):
        announce_course(typed={**COURSE, "commitment": "C-000009"}, **hands.more())
