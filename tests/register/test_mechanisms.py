"""Mechanisms: opened, with sides and rounds; suggested from documents; promises that come back, and meetings that are offered for them."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.directory.policy import NotAllowed
from comity.records.models import Commitment, Evidence, JournalAct, Mechanism, MechanismRow, Statement
from comity.register.commitments.actions import propose_commitment
from comity.register.commitments.figures import figures
from comity.register.mechanisms.actions import add_row, amend_mechanism, end_mechanism, leave_mechanism, open_mechanism, take_row_out
from comity.register.mechanisms.memberships import groups_of, memberships, rows_of, side_of
from comity.register.mechanisms.queries import find_mechanism, mechanism_of, mechanisms, named_in_documents
from comity.register.mechanisms.recurring import recurring, repeat_commitment, take_meeting
from comity.register.mechanisms.refusals import (
    ElsewhereAlready,
    Ended,
    NobodyThere,
    NoCadence,
    NoSuchInstrument,
    NotOffered,
    OpenAlready,
)
from comity.register.mechanisms.series import MONTHS, periods, rounds
from comity.register.meetings.actions import plan_meeting
from comity.register.refusals import DateUnclear, NoSuchRow, NotOfItsList, WhyMissing
from comity.terms.vocabulary import vocabulary

DIALOGUE = {"sort": "dialogue", "title": "Tham vấn ASEAN - Nga", "titles": {"en": "ASEAN-Russia consultations"}, "cadence": "yearly"}
SIDES = ({"group": "ASEAN"}, {"country": "RU"})
TEXTS = ("UNCC", "UNTOC")
# The mechanism of row 27 as the press names it; the second text names none.
NAMING = """\
Sáng 12/3/2024, tại Hà Nội, Bộ trưởng Công an Nguyễn Văn Minh tiếp Đại sứ Nga Ivan Petrov.

Bộ trưởng Nguyễn Văn Minh đề nghị hai bên ủng hộ nhau tại Tham vấn ASEAN - Nga.
"""


def opened(hands, *, parties=SIDES, document="", **typed):
    """Open a mechanism."""
    return open_mechanism(typed={**DIALOGUE, **typed}, parties=parties, instruments=TEXTS, document=document, **hands.more())


def held(hands, said, *, ordinal="", seats=({"country": "RU", "role": "guest"},), **typed):
    """Write a meeting down that took place."""
    told = {"type": "dialogue", "title": f"Tham vấn {said}", "said": said, "country": "VN", "standing": "held", "ordinal": ordinal}
    return plan_meeting(typed={**told, **typed}, seats=seats, **hands.more())


def test_a_mechanism_of_a_group_is_found_by_each_of_its_members(hands):
    """Row 27: the ASEAN-Russia mechanism, its sides as data of that day, its next meeting; found by a member, not by who left it."""
    made = opened(hands, next_said="2027-05", funding="Mỗi bên tự chịu chi phí", rounds="8")
    assert (made.number, made.next_sorts, made.next_precision, made.source) == ("K-000001", "2027-05-01", "month", "own")
    found = find_mechanism("K-000001", by=hands.who, at=hands.world.at)
    assert "VN" in found.sides[0].members
    assert [one.number for one in mechanisms(by=hands.who, at=hands.world.at, country="VN").rows] == ["K-000001"]
    assert not mechanisms(by=hands.who, at=hands.world.at, country="JP").rows
    assert [one.number for one in mechanisms(by=hands.who, at=hands.world.at, q="tham van nga").rows] == ["K-000001"]
    assert not mechanisms(by=hands.who, at=hands.world.at, q="tham van nhat").rows
    assert (found.rounds.latest, found.rounds.expected) == (0, 8)


@pytest.mark.both_databases
def test_pooled_funds_are_words_and_in_no_figure(hands):
    """Row 40: recorded with or without an amount; the figures do not move."""
    before = figures(by=hands.who, at=hands.world.at)
    made = opened(hands, funding="Quỹ đào tạo chung")
    assert (made.funding, made.funding_amount, made.funding_currency) == ("Quỹ đào tạo chung", "", "")
    more = amend_mechanism("K-000001", typed={"funding_amount": "50000.50", "funding_currency": "USD"}, instruments=TEXTS, **hands.more())
    assert (more.funding, more.funding_amount) == ("Quỹ đào tạo chung", "50000.50")
    assert figures(by=hands.who, at=hands.world.at) == before


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"parties": ()}, NobodyThere),
        ({"parties": ({"country": "VN", "group": "ASEAN"},)}, NotOfItsList),
        ({"parties": ({"group": "NATO"},)}, NotOfItsList),
        ({"instrument": "PRUM"}, NoSuchInstrument),
        ({"gazetteer": "nobody"}, NotOfItsList),
        ({"cadence": "weekly"}, NotOfItsList),
        ({"funding_amount": "50000"}, NotOfItsList),
        ({"funding": "x", "funding_amount": "50.000,00", "funding_currency": "VND"}, NotOfItsList),
        ({"funding": "x", "funding_amount": "5", "funding_currency": "???"}, NotOfItsList),
        ({"next_said": "spring"}, DateUnclear),
        ({"title": " "}, NotOfItsList),
        ({"document": "R-999999"}, NoSuchRow),
        ({"rounds": "many"}, NotOfItsList),
    ],
)
def test_what_cannot_be_kept_is_refused(hands, wrong, refusal):
    """And nothing of it is there."""
    with pytest.raises(refusal):
        opened(hands, **wrong)
    assert not Mechanism.objects.exists()


@pytest.mark.both_databases
def test_rounds_are_counted_and_gaps_seen(hands):
    """Row 6: eight rounds, of which nobody noted the second; what belongs to it is added, taken out, and belongs once."""
    opened(hands, rounds="8")
    opened(hands, title="Cơ chế khác")
    first, third = held(hands, "2024-03-01", ordinal="1"), held(hands, "2026-03-01", ordinal="3")
    for one in (first, third):
        add_row("K-000001", kind="meeting", row=one.number.lower(), **hands.more())
    found = find_mechanism("K-000001", by=hands.who, at=hands.world.at)
    assert (found.rounds.latest, found.rounds.expected, found.rounds.gaps) == (3, 8, (2,))
    assert [one.number for one in found.meetings] == [third.number, first.number]
    assert mechanism_of(meeting=first.pk).number == "K-000001"
    with pytest.raises(ElsewhereAlready):
        add_row("K-000002", kind="meeting", row=first.number, **hands.more())
    take_row_out("K-000001", kind="meeting", row=first.number, **hands.more())
    add_row("K-000002", kind="meeting", row=first.number, **hands.more())
    assert MechanismRow.objects.filter(taken_out_at__isnull=True).count() == 2
    for kind, row, refusal in (
        ("meeting", "M-999999", NoSuchRow),
        ("meeting", "x", NoSuchRow),
        ("statement", "M-000001", NoSuchRow),
        ("person", "1", NotOfItsList),
    ):
        with pytest.raises(refusal):
            add_row("K-000001", kind=kind, row=row, **hands.more())
    with pytest.raises(NoSuchRow):
        take_row_out("K-000001", kind="meeting", row=first.number, **hands.more())


@pytest.mark.both_databases
def test_statements_and_commitments_belong_to_it_too(hands):
    """Confirmed rows of a document, by their numbers."""
    hands.accept_all(hands.bring())
    opened(hands)
    add_row("K-000001", kind="commitment", row="C-000001", **hands.more())
    add_row("K-000001", kind="statement", row=str(Statement.objects.first().pk), **hands.more())
    found = find_mechanism("K-000001", by=hands.who, at=hands.world.at)
    assert ([one.number for one in found.commitments], len(found.statements)) == (["C-000001"], 1)


@pytest.mark.both_databases
def test_a_side_leaves_and_a_mechanism_ends(hands):
    """The last side stays; after its end nothing is changed, and its file is there."""
    made = opened(hands)
    asean, russia = made.parties.order_by("pk")
    leave_mechanism("K-000001", party=asean.pk, **hands.more())
    with pytest.raises(NobodyThere):
        leave_mechanism("K-000001", party=russia.pk, **hands.more())
    with pytest.raises(NoSuchRow):
        leave_mechanism("K-000001", party=asean.pk, **hands.more())
    with pytest.raises(WhyMissing):
        end_mechanism("K-000001", reason=" ", **hands.more())
    end_mechanism("K-000001", reason="Thay bằng cơ chế mới.", **hands.more())
    with pytest.raises(Ended):
        amend_mechanism("K-000001", typed={"title": "x"}, instruments=TEXTS, **hands.more())
    assert find_mechanism("K-000001", by=hands.who, at=hands.world.at).mechanism.ended_for == "Thay bằng cơ chế mới."
    facts = JournalAct.objects.filter(name="mechanism.opened").get()
    assert "ASEAN - Nga" not in str(facts.__dict__)


@pytest.mark.both_databases
def test_what_documents_name_is_offered_and_opened_by_a_person(hands):
    """The gazetteer knows the mechanism; a document that names it is shown, until somebody opened its file. Once."""
    assert not named_in_documents(by=hands.who)
    document = hands.bring(NAMING)
    hands.bring()
    (named,) = named_in_documents(by=hands.who)
    assert (named.code, named.document.number, named.written) == ("asean-russia", document.number, "Tham vấn ASEAN - Nga")
    assert not Mechanism.objects.exists()
    made = opened(hands, gazetteer="asean-russia", document=document.number)
    assert (made.source, made.document.number) == ("press", document.number)
    assert not named_in_documents(by=hands.who)
    with pytest.raises(OpenAlready) as caught:
        opened(hands, gazetteer="asean-russia")
    assert caught.value.facts == {"number": "K-000001"}
    meeting = held(hands, "2024-03-12", title="Tham vấn ASEAN - Nga lần thứ 3")
    assert [one.number for one in find_mechanism("K-000001", by=hands.who, at=hands.world.at).offered] == [meeting.number]
    assert not MechanismRow.objects.exists()


@pytest.mark.both_databases
def test_a_promise_that_comes_back_is_shown_by_meetings_that_an_officer_takes(hands):
    """Row 41: high-level exchange each year. What fits is offered, by turn; nothing is taken by itself; a turn without any is missed."""
    owed = propose_commitment(
        typed={
            "obligor": {"country": "VN", "words": "Bộ Công an"},
            "beneficiary": {"country": "RU"},
            "words": "Trao đổi đoàn cấp cao hằng năm",
            "language": "vi",
            "strength": "joint-statement",
            "due": "",
        },
        **hands.more(),
    )
    assert recurring(owed, by=hands.who, at=hands.world.at) is None
    with pytest.raises(NoCadence):
        take_meeting(owed.number, meeting="M-000001", **hands.more())
    visit = held(hands, "2024-06-01", type="visit", title="Đoàn cấp cao thăm Nga")
    held(hands, "2024-07-01", type="visit", seats=({"country": "JP", "role": "guest"},))
    held(hands, "2025-06-01", type="visit", standing="planned")
    repeat_commitment(owed.number, cadence="yearly", since="2024-01-01", group="visit", **hands.more())
    found = recurring(owed, by=hands.who, at=hands.world.at)
    turns = [(turn.period.first.year, [one.number for one in turn.offered], len(turn.taken), turn.missed) for turn in found.turns]
    assert turns == [(2026, [], 0, False), (2025, [], 0, True), (2024, [visit.number], 0, True)]
    assert not Evidence.objects.exists()
    with pytest.raises(NotOffered):
        take_meeting(owed.number, meeting="M-000002", **hands.more())
    token = hands.world.token()
    first = take_meeting(owed.number, meeting=visit.number, **hands.more(token=token))
    assert take_meeting(owed.number, meeting=visit.number, **hands.more(token=token)) == first
    assert (Commitment.objects.get().evidence_count, first.sort, first.reference) == (1, "meeting", visit.number)
    last = recurring(owed, by=hands.who, at=hands.world.at).turns[-1]
    assert ([one.number for one in last.taken], list(last.offered), last.missed) == ([visit.number], [], False)
    for cadence, since, refusal in (("weekly", "2024-01-01", NotOfItsList), ("yearly", "2024", DateUnclear), ("yearly", "", DateUnclear)):
        with pytest.raises(refusal):
            repeat_commitment(owed.number, cadence=cadence, since=since, **hands.more())


def test_who_only_reads_changes_nothing(hands):
    """Who approves reads mechanisms and opens none."""
    with pytest.raises(NotAllowed):
        open_mechanism(typed=DIALOGUE, parties=SIDES, instruments=TEXTS, **hands.more(by=hands.world.approver))


def test_each_membership_has_its_source_and_groups_are_as_of_a_day():
    """A State that left is a member until its last day; a month counts once it is over; every group and country is known."""
    for one in memberships():
        assert one.source
        assert one.group in vocabulary("group").codes
        assert one.country in vocabulary("country").codes
        assert one.as_ in vocabulary("membership").codes
        assert not one.until or one.since <= one.until
    assert {one.group for one in memberships()} == set(vocabulary("group").codes)
    assert groups_of("GB", on=date(2020, 1, 31)) == ("EU", "G7")
    assert groups_of("GB", on=date(2020, 2, 1)) == ("G7",)
    assert "ZA" not in side_of("BRICS", on=date(2010, 12, 31)).members
    assert "ZA" in side_of("BRICS", on=date(2011, 1, 1)).members
    assert "VN" in [one.country for one in side_of("BRICS", on=date(2026, 1, 1)).others]
    assert rows_of("nobody") == ()


@given(st.sets(st.integers(1, 60)), st.permutations([0, 1, 2]))
def test_rounds_say_what_is_missing_and_nothing_else(seen, order):
    """Whatever order they come in, and twice: latest, and each number between the first and it that nobody noted."""
    found = rounds([*seen, *seen, *order], expected=None)
    numbers = seen | set(order) - {0}
    assert found.latest == max(numbers)
    assert set(found.gaps) | numbers == set(range(min(numbers), max(numbers) + 1))
    assert not set(found.gaps) & numbers


@given(st.dates(date(2000, 1, 1), date(2030, 12, 31)), st.integers(0, 4000), st.sampled_from(sorted(MONTHS)))
def test_turns_follow_each_other_without_a_day_between(since, days, cadence):
    """From the first day on, up to the turn in which the last day lies; the first day of each is that of the first, or the month's last."""
    until = date.fromordinal(since.toordinal() + days)
    found = periods(cadence, since=since, until=until)
    assert found[0].first == since
    assert found[-1].first <= until
    assert len(found) == 240 or until <= found[-1].last
    for one, following in pairwise(found):
        assert following.first.toordinal() - one.last.toordinal() == 1
    assert periods("irregular", since=since, until=until) == ()
