"""The life of a commitment: what each step needs, what is kept of it, and what the figures say."""

import pytest

from comity.directory.policy import NotAllowed
from comity.records.models import Commitment, JournalAct
from comity.register.commitments.actions import (
    accept_commitment,
    assign_commitment,
    give_evidence,
    move_commitment,
    promote_commitment,
    propose_commitment,
    register_commitment,
)
from comity.register.commitments.figures import Figures, figures, figures_by_partner, together
from comity.register.commitments.queries import commitments, find_commitment
from comity.register.commitments.refusals import CounterpartSilent, CountsAlready, EvidenceMissing, NotInItsPlace, OwnerMissing
from comity.register.days import DateUnclear
from comity.register.refusals import NoSuchRow, NotOfItsList, WhyMissing
from comity.register.reminders import reminders
from comity.register.states import NotItsMove, State
from comity.terms.refusals import Malformed

PROMISE = {
    "obligor": {"country": "JP", "words": "Nhật Bản"},
    "beneficiary": {"country": "VN", "words": "Việt Nam"},
    "words": "Nhật Bản sẽ hỗ trợ đào tạo.",
    "language": "vi",
    "strength": "signed-mou",
    "due": "2026-12-31",
}
PAPER = {"sort": "document", "reference": "R-000001", "supplied_by": "JP"}
LETTER = {"sort": "counterpart", "reference": "Note 12/2026", "supplied_by": "VN"}
NOTHING = Figures(registered=0, accepted=0, on_time=0, overdue=0, fulfilled=0, confirmed=0, without_owner=0, without_due=0)


def promise(hands, **typed):
    """Propose a commitment and take it into the register."""
    made = propose_commitment(typed={**PROMISE, **typed}, **hands.more())
    return register_commitment(made.number, **hands.more()).number


@pytest.mark.both_databases
def test_from_the_proposal_to_the_counterparts_word(hands):
    """Each step, what it needs, and how the figures move."""
    made = propose_commitment(typed=PROMISE, **hands.more())
    assert (made.number, made.state, made.counted, made.partner, made.source) == ("C-000001", "proposed", False, "JP", "own")
    assert figures(by=hands.who, at=hands.world.at) == NOTHING
    register_commitment("C-000001", **hands.more())
    found = figures(by=hands.who, at=hands.world.at)
    assert (found.registered, found.without_owner, found.without_due, found.accepted) == (1, 1, 0, 0)
    with pytest.raises(OwnerMissing):
        accept_commitment("C-000001", **hands.more())
    assign_commitment("C-000001", owner="Ministry of Public Security", focal="A05", indicator="50 trained", **hands.more())
    accept_commitment("C-000001", **hands.more())
    move_commitment("C-000001", to="in-progress", **hands.more())
    with pytest.raises(WhyMissing):
        move_commitment("C-000001", to="blocked", **hands.more())
    move_commitment("C-000001", to="blocked", reason="No budget yet.", **hands.more())
    move_commitment("C-000001", to="in-progress", **hands.more())
    with pytest.raises(EvidenceMissing):
        move_commitment("C-000001", to="claimed", **hands.more())
    give_evidence("C-000001", typed=PAPER, **hands.more())
    move_commitment("C-000001", to="claimed", **hands.more())
    found = figures(by=hands.who, at=hands.world.at, partner="JP")
    assert (found.accepted, found.on_time, found.fulfilled, found.confirmed, found.without_owner) == (1, 1, 1, 0, 0)
    with pytest.raises(CounterpartSilent):
        move_commitment("C-000001", to="confirmed", **hands.more())
    give_evidence("C-000001", typed=LETTER, **hands.more())
    move_commitment("C-000001", to="confirmed", **hands.more())
    assert figures(by=hands.who, at=hands.world.at).confirmed == 1
    by_partner = figures_by_partner(by=hands.who, at=hands.world.at)
    assert together(by_partner.values()) == figures(by=hands.who, at=hands.world.at)
    file = find_commitment("C-000001", by=hands.who)
    assert [one.to_state for one in file.moves] == [
        *("proposed", "registered", "accepted", "in-progress", "blocked", "in-progress", "claimed", "confirmed"),
    ]
    assert file.moves[4].reason == "No budget yet."
    assert [one.sort for one in file.evidence] == ["document", "counterpart"]
    assert file.moves[-1].evidence == file.evidence[-1]
    assert list(file.next) == []
    with pytest.raises(NotItsMove):
        move_commitment("C-000001", to="in-progress", **hands.more())
    acts = [one.name for one in JournalAct.objects.filter(name__startswith="commitment.").order_by("pk")]
    assert acts[:4] == ["commitment.proposed", "commitment.registered", "commitment.assigned", "commitment.accepted"]
    assert acts.count("commitment.evidence-given") == 2


def test_what_is_late_is_overdue_and_never_on_time(hands):
    """A day after its due date; claimed then, it is fulfilled and late. A dispute takes the fulfilment back."""
    number, at = promise(hands), hands.world.at
    assert figures(by=hands.who, at=at).overdue == 0
    later = hands.world.later(days=60)
    assert figures(by=hands.who, at=later).overdue == 1
    assert [one.number for one in reminders(by=hands.who, at=later).overdue] == [number]
    assign_commitment(number, owner="A05", **hands.more())
    accept_commitment(number, **hands.more())
    give_evidence(number, typed=PAPER, **hands.more())
    move_commitment(number, to="claimed", **hands.more(at=later))
    found = figures(by=hands.who, at=later)
    assert (found.overdue, found.fulfilled, found.on_time) == (0, 1, 0)
    move_commitment(number, to="disputed", reason="Only 20 were trained.", **hands.more(at=later))
    found = figures(by=hands.who, at=later)
    assert (found.overdue, found.fulfilled) == (1, 0)


@pytest.mark.both_databases
@pytest.mark.parametrize("strength", ["readiness", "wish"])
def test_readiness_and_wishes_count_in_nothing_until_their_owner_says_so(hands, strength):
    """In no figure and in no reminder; promoted with a reason, journalled, once."""
    number = promise(hands, strength=strength, due="")
    later = hands.world.later(days=60)
    assert figures(by=hands.who, at=later) == NOTHING
    assert not reminders(by=hands.who, at=later).any
    with pytest.raises(OwnerMissing):
        promote_commitment(number, reason="The ministry took it on.", **hands.more())
    assign_commitment(number, owner="A05", **hands.more())
    with pytest.raises(WhyMissing):
        promote_commitment(number, reason="", **hands.more())
    promoted = promote_commitment(number, reason="The ministry took it on.", **hands.more())
    assert (promoted.counted, promoted.strength, promoted.promoted_for) == (True, strength, "The ministry took it on.")
    assert figures(by=hands.who, at=later).registered == 1
    with pytest.raises(CountsAlready):
        promote_commitment(number, reason="Again.", **hands.more())
    assert JournalAct.objects.filter(name="commitment.promoted").count() == 1
    assert [one.number for one in reminders(by=hands.who, at=later).without_due] == [number]


def test_what_binds_by_its_words_is_not_promoted(hands):
    """It counts already."""
    number = promise(hands)
    assign_commitment(number, owner="A05", **hands.more())
    with pytest.raises(CountsAlready):
        promote_commitment(number, reason="To be sure.", **hands.more())


@pytest.mark.both_databases
def test_another_stands_in_its_place(hands):
    """Superseded by a commitment that is still owed, and by no other."""
    old, new = promise(hands), promise(hands, words="Nhật Bản sẽ đào tạo 100 người.")
    for wrong in ("", old, "C-000099"):
        with pytest.raises(NotInItsPlace):
            move_commitment(old, to="superseded", reason="A new text.", superseded_by=wrong, **hands.more())
    moved = move_commitment(old, to="superseded", reason="A new text.", superseded_by=new, **hands.more())
    assert moved.superseded_by.number == new
    with pytest.raises(NotInItsPlace):
        move_commitment(new, to="superseded", reason="Back.", superseded_by=old, **hands.more())


@pytest.mark.both_databases("sums")
def test_figures_by_partner_add_up(hands):
    """Each State by itself, and what is with several under none."""
    promise(hands)
    promise(hands, obligor={"country": "VN", "words": "Việt Nam"}, beneficiary={"country": "JP", "words": "Nhật Bản"}, due="")
    promise(hands, obligor={"country": "RU", "words": "Nga"}, beneficiary=None)
    promise(hands, obligor={"country": "RU", "words": "Nga"}, beneficiary={"country": "BY", "words": "Belarus"})
    promise(hands, obligor={"country": "VN", "words": "Bộ Công an"}, beneficiary=None)
    found = figures_by_partner(by=hands.who, at=hands.world.at)
    assert {code: one.registered for code, one in found.items()} == {"": 2, "JP": 2, "RU": 1}
    assert found["JP"].without_due == 1
    assert sum(one.registered for one in found.values()) == figures(by=hands.who, at=hands.world.at).registered == 5


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ({"obligor": None}, NotOfItsList),
        ({"obligor": {"country": "JP"}}, NotOfItsList),
        ({"obligor": {"id": 999}}, NoSuchRow),
        ({"words": ""}, NotOfItsList),
        ({"strength": "iron"}, NotOfItsList),
        ({"language": ""}, NotOfItsList),
        ({"due": "soon"}, DateUnclear),
    ],
)
def test_bad_words_are_refused(hands, typed, refusal):
    """With what is wrong in them; nothing is kept."""
    with pytest.raises(refusal):
        propose_commitment(typed={**PROMISE, **typed}, **hands.more())
    assert not Commitment.objects.exists()


def test_bad_evidence_is_refused(hands):
    """No sort, no reference, no source, no digest that is one."""
    number = promise(hands)
    for wrong in ({"sort": "rumour"}, {"reference": ""}, {"supplied_by": ""}):
        with pytest.raises(NotOfItsList):
            give_evidence(number, typed={**PAPER, **wrong}, **hands.more())
    with pytest.raises(Malformed):
        give_evidence(number, typed={**PAPER, "digest": "abc"}, **hands.more())
    with pytest.raises(NotOfItsList):
        move_commitment(number, to="forgotten", **hands.more())
    with pytest.raises(NoSuchRow):
        give_evidence("C-000099", typed=PAPER, **hands.more())
    assert Commitment.objects.get().evidence_count == 0


@pytest.mark.both_databases("order")
def test_lists_both_ways_and_by_words(hands):
    """Who owes, who benefits, with whom, in which state; the last word as a beginning."""
    first = promise(hands)
    second = promise(hands, obligor={"country": "VN", "words": "Việt Nam"}, beneficiary={"country": "JP", "words": "Nhật Bản"})
    third = promise(hands, obligor={"country": "RU", "words": "Nga"}, words="Nga sẽ diễn tập chung.")
    for asked, wanted in (
        ({}, [third, second, first]),
        ({"of": "JP"}, [first]),
        ({"to": "JP"}, [second]),
        ({"partner": "JP"}, [second, first]),
        ({"state": State.REGISTERED}, [third, second, first]),
        ({"state": State.BLOCKED}, []),
        ({"q": "dien tap"}, [third]),
        ({"q": "nhat ban dao ta"}, [second, first]),
        ({"q": "dao tao", "of": "JP"}, [first]),
    ):
        assert [one.number for one in commitments(by=hands.who, **asked).rows] == wanted, asked
    with pytest.raises(NoSuchRow):
        find_commitment("C-000099", by=hands.who)


def test_only_who_drafts_moves_and_a_form_acts_once(hands):
    """An approver reads; a double click is one step."""
    number = promise(hands)
    world = hands.world
    with pytest.raises(NotAllowed):
        assign_commitment(number, owner="A05", **hands.more(by=world.approver))
    assert find_commitment(number, by=world.actor(world.approver)).commitment.number == number
    token = world.token()
    for _ in range(2):
        give_evidence(number, typed=PAPER, **hands.more(token=token))
    assert Commitment.objects.get().evidence_count == 1
