"""Delegations out and in: the invitation and its day, members, the checklist of the template, the report on return."""

import pytest

from comity.directory.policy import Role
from comity.directory.posts import give_roles
from comity.records.models import DelegationChore, JournalAct
from comity.register.days import DateUnclear
from comity.register.delegations.actions import (
    add_chore,
    add_member,
    answer_invitation,
    move_delegation,
    report_return,
    take_off_member,
    tend_chore,
    write_delegation,
)
from comity.register.delegations.queries import delegations, delegations_to, find_delegation
from comity.register.delegations.refusals import ListClosed, NobodyTravels, NotBackYet, ReportClosesIt
from comity.register.delegations.states import STAGES, Stage
from comity.register.lines.states import LINE_MOVES, Word
from comity.register.meetings.actions import plan_meeting
from comity.register.planning.states import PLAN_MOVES, TASK_MOVES, PlanState, TaskState
from comity.register.refusals import NoSuchRow, NotOfItsList, WhyMissing
from comity.register.reminders import reminders
from comity.register.steps import NotItsStep, require_step
from comity.register.training.states import COURSE_MOVES, NOMINATION_MOVES, CourseState, NominationState
from comity.terms.vocabulary import vocabulary

OUT = {
    "way": "out",
    "titles": {"vi": "Dự hội nghị tại Saint Petersburg", "en": "Conference in Saint Petersburg"},
    "country": "RU",
    "place": "Saint Petersburg",
    "said": "2026-11-10/2026-11-13",
    "invited_by": "Thư ký Hội đồng An ninh",
    "invitation": "17/2026",
    "invited_on": "2026-10-01",
    "reply_due": "2026-10-20",
}
HEAD = {"words": "Nguyễn Văn An", "authority": "Bộ Công an", "role": "head"}


def write(hands, **typed):
    """Write a delegation down."""
    return write_delegation(typed={**OUT, **typed}, **hands.more()).number


def chore(number, code):
    """Return the key of one thing of a checklist."""
    return DelegationChore.objects.get(delegation__number=number, code=code).pk


@pytest.mark.both_databases
def test_from_the_invitation_to_the_report_on_return(hands):
    """Each step, what it needs, and what is asked for meanwhile; the report closes it, whatever of the list is left."""
    meeting = plan_meeting(typed={"type": "conference", "title": "Hội nghị", "said": "2026-11-11", "standing": "planned"}, **hands.more())
    number, now = write(hands, meeting=meeting.number), hands.world.at
    assert [one.number for one in reminders(by=hands.who, at=now).unanswered] == [number]
    with pytest.raises(NotItsStep):
        move_delegation(number, to="under-way", **hands.more())
    answered = answer_invitation(number, to="accepted", replied_on="2026-10-15", reference="Công hàm 5", **hands.more())
    assert (answered.state, answered.replied_on) == ("accepted", "2026-10-15")
    with pytest.raises(NobodyTravels):
        move_delegation(number, to="under-way", **hands.more())
    add_member(number, typed=HEAD, **hands.more())
    gone = add_member(number, typed={"words": "Trần Thị Bình", "role": "interpreter"}, **hands.more())
    take_off_member(gone.pk, **hands.more())
    tend_chore(chore(number, "visa"), typed={"owner": "Cục Lễ tân", "due": "2026-11-01"}, **hands.more())
    assert [one.code for one in reminders(by=hands.who, at=now).overdue_chores] == ["visa"]
    tend_chore(chore(number, "visa"), typed={"state": "done"}, **hands.more())
    with pytest.raises(WhyMissing):
        tend_chore(chore(number, "gifts"), typed={"state": "not-needed"}, **hands.more())
    tend_chore(chore(number, "gifts"), typed={"state": "not-needed", "reason": "Không trao quà."}, **hands.more())
    with pytest.raises(ReportClosesIt):
        tend_chore(chore(number, "report"), typed={"state": "done"}, **hands.more())
    own = add_chore(number, typed={"words": "Mượn máy phiên dịch", "language": "vi", "due": "2026-11-02"}, **hands.more())
    assert [one.pk for one in reminders(by=hands.who, at=now).overdue_chores] == [own.pk]
    move_delegation(number, to="under-way", **hands.more())
    assert [one.number for one in reminders(by=hands.who, at=now).back_without_report] == [number]
    with pytest.raises(NotBackYet):
        report_return(number, words="Tốt.", language="vi", **hands.more(at=hands.world.later(days=-12)))
    report_return(number, words="Đã dự ba phiên; Nga mời thăm lại.", language="vi", **hands.more())
    found = find_delegation(number, by=hands.who)
    assert (found.delegation.state, [one.name for one in found.members]) == ("reported", ["Nguyễn Văn An"])
    assert next(one for one in found.chores if one.code == "report").state == "done"
    assert not found.next
    left = reminders(by=hands.who, at=now)
    assert not left.overdue_chores
    assert not left.back_without_report
    for deed in (
        lambda: add_member(number, typed=HEAD, **hands.more()),
        lambda: tend_chore(own.pk, typed={"state": "done"}, **hands.more()),
    ):
        with pytest.raises(ListClosed):
            deed()
    assert [one.number for one in delegations_to(meeting.pk, by=hands.who)] == [number]
    written = b" ".join(bytes(one.facts) for one in JournalAct.objects.filter(name__startswith="delegation."))
    assert "Nguyễn".encode() not in written
    assert "ba phiên".encode() not in written


def test_the_checklist_is_the_template_of_its_way(hands):
    """Out has passports, in has landing permits; both have visa, protocol, security, gifts and the rest; each says its source."""
    out, came = (find_delegation(write(hands, way=way), by=hands.who) for way in ("out", "in"))
    codes = [{one.code for one in found.chores} for found in (out, came)]
    assert codes[0] & codes[1] >= {"visa", "protocol", "security", "gifts", "interpretation", "report"}
    assert (codes[0] - codes[1], codes[1] - codes[0]) == ({"passports", "devices"}, {"clearance"})
    for item in vocabulary("delegation-task").items:
        assert item.verified == "memory"
        assert item.source
    assert out.left == len(out.chores)


def test_an_invitation_is_declined_with_a_reason_and_asks_for_nothing_more(hands):
    """Nothing of its list is overdue then; a cancelled one neither."""
    declined, cancelled = write(hands), write(hands, reply_due="")
    tend_chore(chore(declined, "visa"), typed={"due": "2026-10-02"}, **hands.more())
    with pytest.raises(WhyMissing):
        answer_invitation(declined, to="declined", **hands.more())
    answer_invitation(declined, to="declined", reason="Trùng kỳ họp.", **hands.more())
    move_delegation(cancelled, to="cancelled", reason="Phía bạn hoãn.", **hands.more())
    assert not reminders(by=hands.who, at=hands.world.at).any
    with pytest.raises(NotOfItsList):
        answer_invitation(declined, to="reported", **hands.more())


def test_who_goes_is_shown_to_those_who_prepare_it(hands):
    """Other readers see the roles and how many."""
    number = write(hands)
    add_member(number, typed=HEAD, **hands.more())
    world = hands.world
    give_roles(world.chief, roles=[Role.MISSION], by="operator", at=world.at)
    world.chief.refresh_from_db()
    found = find_delegation(number, by=world.actor(world.chief))
    assert [(one.name, one.row.role) for one in found.members] == [("", "head")]


@pytest.mark.both_databases
def test_lists_and_bad_words(hands):
    """By way and State; a day must be whole; a meeting must be there."""
    out, came = write(hands), write(hands, way="in", country="JP")
    assert [one.number for one in delegations(by=hands.who).rows] == [came, out]
    assert [one.number for one in delegations(by=hands.who, way="in").rows] == [came]
    assert [one.number for one in delegations(by=hands.who, country="RU", way="out").rows] == [out]
    for wrong, refusal in (
        ({"reply_due": "2026-10"}, DateUnclear),
        ({"country": ""}, NotOfItsList),
        ({"way": "around"}, NotOfItsList),
        ({"invited_by": ""}, NotOfItsList),
        ({"meeting": "M-000099"}, NoSuchRow),
    ):
        with pytest.raises(refusal):
            write(hands, **wrong)


@pytest.mark.parametrize(
    ("table", "states", "vocabulary_name"),
    [
        (STAGES, Stage, "delegation-state"),
        (LINE_MOVES, Word, "line-state"),
        (PLAN_MOVES, PlanState, "plan-state"),
        (TASK_MOVES, TaskState, "task-state"),
        (COURSE_MOVES, CourseState, "course-state"),
        (NOMINATION_MOVES, NominationState, "nomination-state"),
    ],
)
def test_every_pair_of_states_is_decided(table, states, vocabulary_name):
    """The whole square: what the table names goes, everything else is refused; each state has its word, and can be reached."""
    assert set(table) == set(states)
    assert [one.value for one in states] == list(vocabulary(vocabulary_name).codes)
    for was in states:
        for to in states:
            if to in table[was]:
                require_step("X-1", table, was, to)
            else:
                with pytest.raises(NotItsStep):
                    require_step("X-1", table, was, to)
    first = next(iter(states))
    assert {to for moves in table.values() for to in moves} | {first} == set(states)
