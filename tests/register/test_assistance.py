"""Offers and asks: coded from statements by an officer, matched with reasons, joined by an officer alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.directory.policy import NotAllowed
from comity.records.models import Assistance, AssistanceMatch, JournalAct, Statement
from comity.register.assistance.actions import close_assistance, match_assistance, part_assistance, write_assistance
from comity.register.assistance.matching import IN_REGION, TO_ALL, TO_THEM, TOPIC, Terms, fit
from comity.register.assistance.queries import assistance, find_assistance, uncoded
from comity.register.assistance.refusals import ClosedAlready, CodedAlready, JoinedAlready, NeitherOfferNorAsk, NotAPair
from comity.register.refusals import NoSuchRow, NotOfItsList, WhyMissing
from comity.terms.vocabulary import vocabulary


def write(hands, side="offer", country="US", topic="drugs", **more):
    """Write an officer's own down."""
    typed = {"side": side, "country": country, "topic": topic, "words": f"{side} {country}", "language": "en", **more}
    statement = typed.pop("statement", 0)
    return write_assistance(typed=typed, statement=statement, **hands.more())


def file(hands, number):
    """Open the file of one."""
    return find_assistance(number, by=hands.who, at=hands.world.at)


@pytest.mark.both_databases
def test_an_offer_for_a_region_meets_the_ask_of_a_state_in_it(hands):
    """Row 29: drugs as a linked crime, resources for the region; each says why; nothing is joined by itself."""
    offer = write(hands, region="ASEAN", resources="2 triệu USD")
    ask = write(hands, "ask", "VN", to_country="US")
    write(hands, "ask", "JP")  # no member
    write(hands, "ask", "VN", topic="training")
    write(hands, "ask", "US")  # nobody meets their own
    (found,) = file(hands, offer.number).possible
    assert (found.one.number, found.fit.reasons[0], IN_REGION in found.fit.reasons) == (ask.number, TOPIC, True)
    assert [one.one.number for one in file(hands, ask.number).possible] == [offer.number]
    assert not AssistanceMatch.objects.exists()
    with pytest.raises(WhyMissing):
        match_assistance(offer.number, ask=ask.number, reason=" ", **hands.more())
    match_assistance(offer.number, ask=ask.number, reason="Cùng chương trình.", **hands.more())
    after = file(hands, ask.number)
    assert ([one.offer.number for one in after.joined], list(after.possible)) == ([offer.number], [])
    with pytest.raises(JoinedAlready):
        match_assistance(offer.number, ask=ask.number, reason="x", **hands.more())
    part_assistance(offer.number, ask=ask.number, reason="Nhầm.", **hands.more())
    with pytest.raises(NoSuchRow):
        part_assistance(offer.number, ask=ask.number, reason="Nhầm.", **hands.more())
    assert [one.one.number for one in file(hands, offer.number).possible] == [ask.number]
    for one, other in ((ask.number, offer.number), (offer.number, offer.number), (offer.number, "A-000005")):
        with pytest.raises(NotAPair):
            match_assistance(one, ask=other, reason="x", **hands.more())
    with pytest.raises(NoSuchRow):
        match_assistance(offer.number, ask="A-999999", reason="x", **hands.more())


def test_a_statement_is_coded_by_an_officer_and_keeps_its_words(hands):
    """What was said in a report: side, sides and words are the statement's, topic and resources the officer's; once for each topic."""
    hands.accept_all(hands.bring())
    asked = Statement.objects.filter(act="request").first()
    offered = Statement.objects.filter(act="offer").first()
    assert {asked.pk, offered.pk} <= {one.pk for one in uncoded(by=hands.who).rows}
    made = write(hands, statement=asked.pk, topic="threat-information")
    assert (made.side, made.country, made.words, made.source) == ("ask", "VN", asked.words, "press")
    assert write(hands, statement=offered.pk, topic="exercise").side == "offer"
    assert not {asked.pk, offered.pk} & {one.pk for one in uncoded(by=hands.who).rows}
    with pytest.raises(CodedAlready):
        write(hands, statement=asked.pk, topic="threat-information")
    assert write(hands, statement=asked.pk, topic="methods").number == "A-000003"
    told = Statement.objects.exclude(act__in=("request", "offer", "call", "invite")).first()
    with pytest.raises(NeitherOfferNorAsk):
        write(hands, statement=told.pk)
    with pytest.raises(NoSuchRow):
        write(hands, statement=999_999)
    assert [one.number for one in assistance(by=hands.who, side="ask").rows] == ["A-000003", "A-000001"]
    assert [one.number for one in assistance(by=hands.who, topic="exercise").rows] == ["A-000002"]
    assert not assistance(by=hands.who, country="FR").rows
    assert asked.words not in "".join(str(one.__dict__) for one in JournalAct.objects.filter(name__startswith="assistance."))


@pytest.mark.both_databases
def test_what_stands_no_more_is_closed_and_stays(hands):
    """With a reason; it meets nothing then, and is in the list."""
    offer, ask = write(hands, to_country="VN"), write(hands, "ask", "VN")
    close_assistance(offer.number, reason="Hết ngân sách.", **hands.more())
    with pytest.raises(ClosedAlready):
        close_assistance(offer.number, reason="x", **hands.more())
    assert not file(hands, ask.number).possible
    with pytest.raises(NotAPair):
        match_assistance(offer.number, ask=ask.number, reason="x", **hands.more())
    assert len(assistance(by=hands.who).rows) == 2


@pytest.mark.parametrize(
    "wrong",
    [{"side": "gift"}, {"topic": "weather"}, {"region": "NATO"}, {"country": "XX"}, {"country": ""}, {"words": " "}, {"language": "xx"}],
)
def test_what_cannot_be_kept_is_refused(hands, wrong):
    """And nothing of it is there."""
    with pytest.raises(NotOfItsList):
        write(hands, **wrong)
    assert not Assistance.objects.exists()


def test_who_only_reads_writes_nothing(hands):
    """The list is theirs, the forms are not."""
    with pytest.raises(NotAllowed):
        write_assistance(typed={}, **hands.more(by=hands.world.approver))


SIDES = st.sampled_from(["", "US", "VN", "JP"])
TERMS = st.builds(
    Terms, country=SIDES, to_country=SIDES, region=st.sampled_from(["", "ASEAN", "G7"]), topic=st.sampled_from(["drugs", "training"])
)


@given(TERMS, TERMS, st.sets(st.sampled_from(["ASEAN", "G7"])))
def test_only_what_may_be_meant_for_each_other_fits(offer, ask, groups):
    """The same topic, two States, an addressee that is not another; and each fit begins with its topic."""
    found = fit(offer, ask, groups=groups)
    if found is None:
        return
    assert offer.topic == ask.topic
    assert not offer.country or offer.country != ask.country
    assert not (offer.to_country and ask.country) or offer.to_country == ask.country
    assert not (ask.to_country and offer.country) or ask.to_country == offer.country
    assert found.reasons[0] == TOPIC
    assert len(set(found.reasons)) == len(found.reasons) == found.weight


def test_an_open_offer_fits_every_ask_of_its_topic_and_an_addressed_one_fits_best():
    """Which of two stands first in the list."""
    ask = Terms(country="VN", to_country="US", region="", topic="drugs")
    addressed = fit(Terms(country="US", to_country="VN", region="", topic="drugs"), ask, groups=())
    wide = fit(
        Terms(country="JP", to_country="", region="", topic="drugs"),
        Terms(country="VN", to_country="", region="", topic="drugs"),
        groups=(),
    )
    assert TO_THEM in addressed.reasons
    assert wide.reasons == (TOPIC, TO_ALL)
    assert addressed.weight > wide.weight
    assert "drugs" in vocabulary("assistance-topic").codes
