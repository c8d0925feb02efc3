"""The table of a treaty's status: the rulebook's rows and those of officers, each with its source, told apart."""

import pytest

from comity.desk.rules import rulebook
from comity.directory.policy import NotAllowed
from comity.records.models import JournalAct, TreatyAct
from comity.register.mechanisms.refusals import NoSuchInstrument
from comity.register.refusals import DateUnclear, NoSuchRow, NotOfItsList, WhyMissing
from comity.register.treaties.actions import register_treaty_act, take_out_treaty_act
from comity.register.treaties.queries import acts_of, treaty_status
from comity.register.treaties.refusals import EvidenceNeeded, RegisteredAlready, SaysNothing
from comity.terms.identifiers import Country
from comity.terms.vocabulary import Verified

RATIFIED = {"country": "VN", "act": "ratified", "said": "2026-11-20", "document": "R-000001"}


@pytest.fixture
def paper(hands):
    """A notification of the depositary, as an official document."""
    return hands.bring("Thông báo lưu chiểu.", standing="official")


def register(hands, instrument="UNCC", **changes):
    """Register an act."""
    typed = {**RATIFIED, **changes}
    return register_treaty_act(instrument, typed=typed, instruments=rulebook().instruments, **hands.more())


def status(hands, *countries, instrument="UNCC"):
    """Return the table of a text."""
    return treaty_status(instrument, rulebook=rulebook(), by=hands.who, countries=countries)


@pytest.mark.both_databases
def test_the_status_of_three_states_and_the_rule_that_says_whom_the_text_binds(hands, paper):
    """Row 4: each line with its day, source and how well that was checked; the rule refers to its article, which is held here."""
    found = {state.country: state for state in status(hands, "VN", "US", "RU")}
    assert set(found) == {"VN", "US", "RU"}
    signed = next(one for one in found["VN"].lines if one.act == "signed")
    assert (signed.on, signed.registered) == ("2025-10-25", None)
    assert signed.source
    assert isinstance(signed.verified, Verified)
    assert all(one.registered is None for state in found.values() for one in state.lines)
    rule = rulebook().rule(rulebook().instruments["UNCC"].basis)
    assert ("UNCC", rule.article.partition("(")[0]) in rulebook().articles
    whole = status(hands)
    assert [one.country for one in whole] == sorted(one.country for one in whole)
    assert len(whole) > 50


@pytest.mark.both_databases
def test_what_an_officer_registers_stands_beside_the_rulebook_and_changes_no_answer(hands, paper):
    """Vietnam's ratification with the depositary's paper: shown, told apart; the law's own answers are what they were."""
    on = hands.world.at.datetime().date()
    before = rulebook().status_of(Country("VN"), instrument="UNCC", on=on)
    digest = rulebook().digest
    made = register(hands)
    register(hands, act="authority", said="2026-11-20", words="Bộ Công an là cơ quan trung ương", language="vi", article="41")
    lines = status(hands, "VN")[0].lines
    assert [(one.act, one.registered is not None) for one in lines][-2:] == [("ratified", True), ("authority", True)]
    assert lines[-2].registered.document.number == "R-000001"
    assert lines[-1].words == {"vi": "Bộ Công an là cơ quan trung ương"}
    assert rulebook().status_of(Country("VN"), instrument="UNCC", on=on) == before
    assert rulebook().digest == digest
    assert [one.act for one in acts_of("VN", by=hands.who)] == ["authority", "ratified"]
    with pytest.raises(RegisteredAlready):
        register(hands)
    with pytest.raises(WhyMissing):
        take_out_treaty_act(made.pk, reason="", **hands.more())
    take_out_treaty_act(made.pk, reason="Nhầm ngày.", **hands.more())
    assert [one.act for one in status(hands, "VN")[0].lines][-1] == "authority"
    with pytest.raises(NoSuchRow):
        take_out_treaty_act(made.pk, reason="x", **hands.more())
    assert register(hands, said="2026-11-21").said == "2026-11-21"
    assert TreatyAct.objects.count() == 3
    assert "Bộ Công an" not in "".join(str(one.__dict__) for one in JournalAct.objects.filter(name__startswith="treaty-act."))


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"instrument": "PRUM"}, NoSuchInstrument),
        ({"country": "XX"}, NotOfItsList),
        ({"country": ""}, NotOfItsList),
        ({"act": "liked"}, NotOfItsList),
        ({"said": ""}, DateUnclear),
        ({"said": "soon"}, DateUnclear),
        ({"document": ""}, EvidenceNeeded),
        ({"document": "R-000009"}, EvidenceNeeded),
        ({"act": "reservation"}, SaysNothing),
        ({"act": "languages", "words": "English", "language": "xx"}, NotOfItsList),
    ],
)
def test_an_act_without_what_it_needs_is_refused(hands, paper, changes, refusal):
    """A text of the rulebook, a State, a day, a document; what it says where it says something."""
    with pytest.raises(refusal):
        register(hands, **changes)
    assert not TreatyAct.objects.exists()


def test_a_text_that_nobody_holds_has_no_table(hands):
    """And who only reads registers nothing."""
    with pytest.raises(NoSuchInstrument):
        status(hands, instrument="PRUM")
    with pytest.raises(NotAllowed):
        register_treaty_act("UNCC", typed=RATIFIED, instruments=("UNCC",), **hands.more(by=hands.world.approver))
