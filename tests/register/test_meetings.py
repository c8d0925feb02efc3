"""Meetings that officers plan, amend, close and cancel; who was only named by a role is completed."""

from dataclasses import replace

import pytest

from comity.directory.policy import NotAllowed, Role
from comity.records.models import JournalAct, Meeting, MeetingCountry, Participation, RegisterActor
from comity.register.days import DateUnclear
from comity.register.meetings.actions import amend_meeting, cancel_meeting, name_unnamed, plan_meeting, say_outcome
from comity.register.meetings.queries import find_meeting, meetings, statements
from comity.register.meetings.refusals import NobodyUnnamed, NotAhead, PartOfItself
from comity.register.people.queries import find_actor
from comity.register.refusals import NoSuchRow, NotOfItsList, WhyMissing
from comity.register.reminders import reminders
from comity.register.states import MeetingOver

TALKS = {
    "type": "talks",
    "title": "Đối thoại an ninh mạng",
    "titles": {"en": "Dialogue on cyber security"},
    "place": "Đắk Lắk",
    "country": "VN",
}
HEAD = {"role": "head", "country": "JP", "words": "Head of delegation", "unnamed": True}


def plan(hands, *, seats=(HEAD,), parent="", said="2026-12-07", **typed):
    """Plan a meeting."""
    return plan_meeting(typed={**TALKS, "said": said, **typed}, seats=seats, parent=parent, **hands.more())


def test_a_planned_meeting_and_its_outcome(hands):
    """Planned with an unnamed head; reminded of when its day is over; closed with words, once."""
    made = plan(hands)
    assert (made.number, made.standing, made.basis, made.source, made.titles["en"]) == (
        "M-000001",
        "planned",
        "officer",
        "own",
        "Dialogue on cyber security",
    )
    assert not reminders(by=hands.who, at=hands.world.at).outcome_missing
    with pytest.raises(NotAhead):
        say_outcome("M-000001", outcome="It was held.", **hands.more())
    later = hands.world.later(days=30)
    assert [one.number for one in reminders(by=hands.who, at=later).outcome_missing] == ["M-000001"]
    with pytest.raises(WhyMissing):
        say_outcome("M-000001", outcome=" ", **hands.more(at=later))
    closed = say_outcome("M-000001", outcome="A second round in spring.", **hands.more(at=later))
    assert (closed.standing, closed.outcome, closed.outcome_at) == ("held", "A second round in spring.", later)
    assert not reminders(by=hands.who, at=later).outcome_missing
    for again in (
        lambda: say_outcome("M-000001", outcome="x", **hands.more(at=later)),
        lambda: cancel_meeting("M-000001", reason="x", **hands.more(at=later)),
    ):
        with pytest.raises(MeetingOver):
            again()
    names = [one.name for one in JournalAct.objects.filter(name__startswith="meeting.").order_by("pk")]
    assert names == ["meeting.planned", "meeting.outcome-said"]
    assert b"second round" not in bytes(JournalAct.objects.get(name="meeting.outcome-said").facts)


def test_a_cancelled_meeting_says_why(hands):
    """And is reminded of no more."""
    plan(hands)
    with pytest.raises(WhyMissing):
        cancel_meeting("M-000001", reason="", **hands.more())
    assert cancel_meeting("M-000001", reason="Put off without a date.", **hands.more()).standing == "cancelled"
    assert not reminders(by=hands.who, at=hands.world.later(days=30)).outcome_missing
    assert [one.number for one in meetings(by=hands.who, standing="cancelled").rows] == ["M-000001"]


def test_a_planned_meeting_without_a_year_is_never_over(hands):
    """Nobody knows when it would be."""
    plan(hands, said="--01-01")
    plan(hands, said="")
    assert not reminders(by=hands.who, at=hands.world.later(days=4000)).outcome_missing
    assert say_outcome("M-000001", outcome="It was held.", **hands.more()).standing == "held"


@pytest.mark.both_databases
def test_an_unnamed_head_is_completed(hands):
    """By somebody who is there, or by a new person; once."""
    plan(hands, seats=[HEAD, {**HEAD, "country": "KR"}])
    first, second = reminders(by=hands.who, at=hands.world.at).unnamed
    named = name_unnamed(first.pk, typed={"name": "Tanaka Kenji", "country": "JP", "posts": [{"words": "Ambassador"}]}, **hands.more())
    assert (named.actor.name, named.unnamed) == ("Tanaka Kenji", False)
    assert [one.words for one in find_actor(named.actor.pk, by=hands.who).posts] == ["Ambassador"]
    same = name_unnamed(second.pk, same=named.actor.pk, **hands.more())
    assert same.actor == named.actor
    assert not reminders(by=hands.who, at=hands.world.at).unnamed
    with pytest.raises(NobodyUnnamed):
        name_unnamed(first.pk, same=named.actor.pk, **hands.more())
    plan(hands)
    with pytest.raises(NoSuchRow):
        name_unnamed(Participation.objects.get(unnamed=True).pk, same=9999, **hands.more())
    assert [one.number for one in meetings(by=hands.who, q="tanaka").rows] == ["M-000001"]


@pytest.mark.both_databases
def test_amending_leaves_what_is_not_named(hands):
    """The day moves, and with it the order of every list; the place stays."""
    plan(hands)
    plan(hands, said="2026-12-01")
    assert [one.number for one in meetings(by=hands.who, country="JP").rows] == ["M-000001", "M-000002"]
    amended = amend_meeting("M-000001", typed={"said": "2026-11-30", "series": "Dialogue", "ordinal": 3}, **hands.more())
    assert (amended.said, amended.place, amended.ordinal, amended.titles["en"]) == (
        "2026-11-30",
        "Đắk Lắk",
        3,
        "Dialogue on cyber security",
    )
    assert [one.number for one in meetings(by=hands.who, country="JP").rows] == ["M-000002", "M-000001"]
    amend_meeting("M-000001", typed={"country": ""}, **hands.more())
    assert [one.number for one in meetings(by=hands.who, country="VN").rows] == ["M-000002"]
    assert MeetingCountry.objects.get(meeting=amended, country="VN").counts is False
    with pytest.raises(NoSuchRow):
        amend_meeting("M-000009", typed={}, **hands.more())


def test_a_tree_of_meetings(hands):
    """A conference and its sessions; nothing is a part of itself."""
    plan(hands, type="conference", seats=())
    plan(hands, type="session", parent="M-000001", seats=())
    plan(hands, type="session", parent="M-000002", seats=(), said="2026-12-08")
    assert [one.number for one in find_meeting("M-000001", by=hands.who).parts] == ["M-000002"]
    for number, parent in (("M-000001", "M-000001"), ("M-000001", "M-000003")):
        with pytest.raises(PartOfItself):
            amend_meeting(number, typed={}, parent=parent, **hands.more())
    assert amend_meeting("M-000003", typed={}, parent="", **hands.more()).parent is None
    with pytest.raises(NoSuchRow):
        plan(hands, parent="M-000077")


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ({"type": ""}, NotOfItsList),
        ({"title": ""}, NotOfItsList),
        ({"said": "12/13/2026"}, DateUnclear),
        ({"country": "QQ"}, NotOfItsList),
        ({"titles": {"qq": "x"}}, NotOfItsList),
        ({"standing": "perhaps"}, NotOfItsList),
        ({"ordinal": "third"}, NotOfItsList),
    ],
)
def test_bad_words_are_refused(hands, typed, refusal):
    """With what is wrong in them; nothing is kept."""
    with pytest.raises(refusal):
        plan(hands, **typed)
    assert not Meeting.objects.exists()
    with pytest.raises(NotOfItsList):
        plan(hands, seats=[{"role": "ghost", "country": "JP"}])


def test_a_form_acts_once_and_only_for_who_drafts(hands):
    """A double click plans one meeting; an auditor plans none."""
    token = hands.world.token()
    for _ in range(2):
        plan_meeting(typed=TALKS, **hands.more(token=token))
    assert Meeting.objects.count() == 1
    with pytest.raises(NotAllowed):
        plan_meeting(typed=TALKS, **hands.more(by=hands.world.approver))


@pytest.mark.both_databases("order")
def test_lists_by_day_type_country_and_words(hands):
    """The latest first, those without a year at the end, a page at a time, the same way by any of them."""
    for day in range(1, 28):
        plan(hands, said=f"2026-01-{day:02}", type="talks" if day % 2 else "visit")
    plan(hands, said="--03-05")
    plan(hands, said="")
    for narrowed in ({}, {"country": "JP"}):
        page = meetings(by=hands.who, **narrowed)
        assert [one.said for one in page.rows][:2] == ["2026-01-27", "2026-01-26"]
        rest = meetings(by=hands.who, after=page.after, **narrowed)
        assert ([one.said for one in rest.rows], rest.after) == (["2026-01-02", "2026-01-01", "--03-05", ""], "")
    assert len(meetings(by=hands.who, type_="visit").rows) == 13
    found = meetings(by=hands.who, q="dak lak")
    assert len(found.rows) == 25
    assert len(meetings(by=hands.who, q="dak lak", after=found.after).rows) == 4
    assert not meetings(by=hands.who, q="dak lak", country="KR").rows
    for wrong in ("x", "2026-01-01", "~", "2026-01-01~x"):
        with pytest.raises(NotOfItsList):
            meetings(by=hands.who, after=wrong)


@pytest.mark.both_databases("what a question finds")
def test_statements_by_speaker_addressee_and_act(hands):
    """Both ways, and by words."""
    hands.accept_all(hands.bring())
    assert [one.act for one in statements(by=hands.who, of="JP").rows] == ["commit"]
    assert {one.act for one in statements(by=hands.who, of="VN", to="JP").rows} == {"request", "offer"}
    assert [one.speaker_country for one in statements(by=hands.who, act="request").rows] == ["VN"]
    assert [one.act for one in statements(by=hands.who, q="dao tao 50").rows] == ["commit"]
    assert RegisterActor.objects.count() == 2
    with pytest.raises(NotAllowed):
        statements(by=replace(hands.who, roles=frozenset({Role.ADMINISTRATOR})))
