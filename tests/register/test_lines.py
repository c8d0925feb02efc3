"""Press lines under embargo, papers, who is expected: and that nothing of an embargoed line gets out."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.directory.policy import NotAllowed, Role
from comity.directory.posts import give_roles
from comity.records.models import JournalAct, Participation, PressWords, RegisterText
from comity.register.commitments.figures import figures
from comity.register.expecting.actions import count_meeting, note_reply
from comity.register.expecting.queries import expected_at
from comity.register.expecting.refusals import RepliesClosed
from comity.register.lines.actions import agree_line, draft_line, offer_line, release_line, return_line, withdraw_line, word_line
from comity.register.lines.queries import find_line, lines, lines_of, released_lines
from comity.register.lines.refusals import LanguageMissing, MomentMissing, NoSuchZone, OtherWords, OwnWords, UnderEmbargo, WordsFrozen
from comity.register.lines.states import is_held_back
from comity.register.meetings.actions import cancel_meeting, plan_meeting
from comity.register.papers.actions import add_paper
from comity.register.papers.queries import papers_of
from comity.register.refusals import NoSuchRow, NotOfItsList, WhyMissing
from comity.register.reminders import reminders
from comity.register.steps import NotItsStep
from comity.terms.digests import Digest
from comity.terms.instants import Instant
from comity.terms.refusals import Malformed

VI, EN = "Hai bên khẳng định lập trường chung.", "The two sides affirm their common position."


@pytest.fixture
def meeting(hands):
    """A planned meeting with two who are expected."""
    seats = [{"role": "expected", "country": "US", "words": "Ngoại trưởng", "unnamed": True}, {"role": "expected", "country": "JP"}]
    typed = {"type": "press-conference", "title": "Họp báo", "said": "2026-12-25", "standing": "planned"}
    return plan_meeting(typed=typed, seats=seats, **hands.more())


def line(hands, **typed):
    """Write a press line that is released in an hour."""
    moment = str(hands.world.later(hours=1))
    given = {"subject": "Lễ ký", "vi": VI, "en": EN, "release_at": moment, "zone": "Asia/Ho_Chi_Minh", "country": "US"}
    return draft_line(typed={**given, **typed}, **hands.more()).number


def agreed(hands, **typed):
    """Write a line, and have a second officer agree."""
    number = line(hands, **typed)
    offer_line(number, **hands.more())
    agree_line(number, version=1, **hands.more(by=hands.world.approver))
    return number


@pytest.mark.both_databases
def test_two_languages_two_officers_and_the_moment(hands):
    """Row 44: each is needed, in this order, and the embargo holds to the microsecond."""
    number = line(hands, en="", release_at="", zone="")
    with pytest.raises(LanguageMissing):
        offer_line(number, **hands.more())
    word_line(number, typed={"en": EN}, **hands.more())
    with pytest.raises(MomentMissing):
        offer_line(number, **hands.more())
    moment = hands.world.later(hours=1)
    word_line(number, typed={"release_at": str(moment), "zone": "Asia/Ho_Chi_Minh"}, **hands.more())
    assert PressWords.objects.filter(line__number=number).count() == 2, "a version for each change of words, and for no other"
    with pytest.raises(NotItsStep):
        release_line(number, **hands.more(at=moment))
    offer_line(number, **hands.more())
    with pytest.raises(WordsFrozen):
        word_line(number, typed={"vi": "x"}, **hands.more())
    with pytest.raises(NotAllowed):
        agree_line(number, version=2, **hands.more())
    second = hands.more(by=hands.world.approver)
    with pytest.raises(OtherWords):
        agree_line(number, version=1, **second)
    agree_line(number, version=2, **hands.more(by=hands.world.approver))
    just_before = Instant(moment.micros - 1)
    with pytest.raises(UnderEmbargo) as refused:
        release_line(number, **hands.more(at=just_before))
    assert "Asia/Ho_Chi_Minh" in refused.value.facts["moment"]
    assert not reminders(by=hands.who, at=just_before).due_lines
    assert [one.number for one in reminders(by=hands.who, at=moment).due_lines] == [number]
    release_line(number, **hands.more(at=moment))
    assert [one.en for one in released_lines(by=hands.who, country="US")] == [EN]
    withdraw_line(number, reason="Phía bạn đề nghị.", **hands.more(at=moment))
    assert not released_lines(by=hands.who)


def test_nobody_agrees_to_their_own_words(hands):
    """Neither who began the line nor who wrote a version of it, whatever their roles; the second officer gives it back with a reason."""
    both = hands.world.both
    number = draft_line(
        typed={"subject": "A", "vi": VI, "en": EN, "release_at": str(hands.world.at), "zone": "UTC"}, **hands.more(by=both)
    ).number
    offer_line(number, **hands.more())
    with pytest.raises(OwnWords):
        agree_line(number, version=1, **hands.more(by=both))
    with pytest.raises(WhyMissing):
        return_line(number, reason=" ", **hands.more(by=hands.world.approver))
    return_line(number, reason="Sửa câu hai.", **hands.more(by=hands.world.approver))
    other = line(hands)
    word_line(other, typed={"vi": "Câu khác."}, **hands.more(by=both))
    offer_line(other, **hands.more())
    with pytest.raises(OwnWords):
        agree_line(other, version=2, **hands.more(by=both))


@pytest.mark.both_databases
def test_nothing_of_an_embargoed_line_gets_out(hands, meeting):
    """Not to readers who neither write nor agree, not into what is searched, not into the journal: no word, no digest."""
    number = agreed(hands, meeting=meeting.number)
    world = hands.world
    for role in (Role.AUDITOR, Role.MISSION, Role.LEGAL_ADVISER):
        give_roles(world.chief, roles=[role], by="operator", at=world.at)
        world.chief.refresh_from_db()
        reader = world.actor(world.chief)
        for view in (
            find_line(number, by=reader, at=world.at),
            *lines(by=reader, at=world.at).rows,
            *lines_of(meeting.pk, by=reader, at=world.at),
        ):
            assert (view.hidden, view.subject, view.vi, view.en, list(view.versions)) == (True, "", "", "", [])
            assert (view.line.number, view.held_back) == (number, True)
    assert find_line(number, by=hands.who, at=world.at).vi == VI
    assert not released_lines(by=hands.who)
    kept = b" ".join(bytes(one.facts) for one in JournalAct.objects.filter(name__startswith="line."))
    for secret in (VI, EN, "Lễ ký", str(Digest.of(VI.encode())), str(Digest.of(EN.encode()))):
        assert secret.encode() not in kept
        assert not RegisterText.objects.filter(words__contains=secret).exists()
    release_line(number, **hands.more(at=world.later(hours=2)))
    kept = b" ".join(bytes(one.facts) for one in JournalAct.objects.filter(name="line.released"))
    assert str(Digest.of(VI.encode())).encode() in kept
    assert find_line(number, by=reader, at=world.at).vi == VI


@given(st.integers(-(10**12), 10**12))
def test_the_embargo_is_over_at_its_moment_and_stays_over(step):
    """Held back before, never after; without a moment for ever."""
    moment = Instant(1_800_000_000_000_000)
    assert is_held_back(moment, at=Instant(moment.micros + step)) == (step < 0)
    assert is_held_back(None, at=moment + timedelta(days=9999))


def test_bad_words_are_refused(hands):
    """A zone that is none, a moment that is none, a meeting or a statement that is not there; nothing is begun."""
    for wrong, refusal in (
        ({"zone": "Mars/Base"}, NoSuchZone),
        ({"zone": "../etc/passwd"}, NoSuchZone),
        ({"zone": ""}, NoSuchZone),
        ({"release_at": "soon"}, Malformed),
        ({"meeting": "M-000099"}, NoSuchRow),
        ({"statement": "99"}, NoSuchRow),
        ({"statement": "x"}, NoSuchRow),
        ({"subject": ""}, NotOfItsList),
    ):
        with pytest.raises(refusal):
            line(hands, **wrong)
    assert not lines(by=hands.who, at=hands.world.at).rows


def test_a_paper_hangs_on_a_plenary(hands):
    """Row 39: title in two languages, author, digest; the conference shows the papers of its sessions."""
    whole = plan_meeting(
        typed={"type": "conference", "title": "Hội nghị lần thứ 18", "said": "2026-10-16", "standing": "held"}, **hands.more()
    )
    plenary = plan_meeting(
        typed={"type": "session", "title": "Phiên toàn thể", "said": "2026-10-16", "standing": "held"}, parent=whole.number, **hands.more()
    )
    typed = {
        "titles": {"vi": "Phát triển quan hệ hợp tác", "en": "Developing cooperation"},
        "author": "Bộ Công an",
        "language": "vi",
        "digest": str(Digest.of(b"paper")),
    }
    made = add_paper(plenary.number, typed=typed, **hands.more())
    assert [one.pk for one in papers_of(plenary.pk, by=hands.who)] == [made.pk] == [one.pk for one in papers_of(whole.pk, by=hands.who)]
    report = hands.bring()
    assert add_paper(plenary.number, typed={**typed, "document": report.number}, **hands.more()).digest == report.digest
    for wrong in ({"titles": {}}, {"author": ""}, {"digest": ""}, {"language": "xx-no"}):
        with pytest.raises(NotOfItsList):
            add_paper(plenary.number, typed={**typed, **wrong}, **hands.more())
    with pytest.raises(NoSuchRow):
        add_paper("M-000099", typed=typed, **hands.more())


def test_who_is_expected_accepts_or_declines_and_about_a_hundred_are_counted(hands, meeting):
    """Row 5: replies of named and unnamed, the newest counts; a count with its bound, and who said so."""
    us, jp = Participation.objects.order_by("pk")
    note_reply(us.pk, reply="tentative", **hands.more())
    note_reply(us.pk, reply="accepted", words="Theo công hàm 7.", **hands.more())
    note_reply(jp.pk, reply="declined", **hands.more())
    count_meeting(meeting.number, unit="states", stage="expected", value="90", bound="~", told_by="Bộ Ngoại giao", **hands.more())
    count_meeting(meeting.number, unit="states", stage="expected", value="100", bound="~", told_by="Bộ Ngoại giao", **hands.more())
    found = expected_at(meeting.pk, by=hands.who)
    assert (found.tally, found.replies[us.pk].words) == ({"accepted": 1, "declined": 1}, "Theo công hàm 7.")
    assert [(one.bound, one.value, one.unit, one.stage) for one in found.counts] == [("~", 100, "states", "expected")]
    for wrong in ({"value": "many"}, {"bound": "="}, {"stage": "maybe"}, {"unit": "sheep"}, {"value": ""}):
        with pytest.raises(NotOfItsList):
            count_meeting(meeting.number, **{"unit": "states", "stage": "came", "value": "3", **wrong}, **hands.more())
    cancel_meeting(meeting.number, reason="Hoãn.", **hands.more())
    with pytest.raises(RepliesClosed):
        note_reply(us.pk, reply="declined", **hands.more())


def test_wreaths_are_recorded_and_asked_for_nothing(hands):
    """Row 11: a ceremony stands in the list of meetings, in no figure, and nobody asks for its outcome."""
    before = figures(by=hands.who, at=hands.world.at)
    for type_ in ("ceremony", "talks"):
        plan_meeting(typed={"type": type_, "title": type_, "said": "2026-11-01", "standing": "planned"}, **hands.more())
    assert [one.type for one in reminders(by=hands.who, at=hands.world.at).outcome_missing] == ["talks"]
    assert figures(by=hands.who, at=hands.world.at) == before
