"""Answers, consultations, views, notices and withdrawals against their rules."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.treaty.conftest import ANSWER, END, START

from comity.terms.instants import Instant
from comity.treaty.check import may_send

FAST = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80)
REFUSAL = {"decision": "D-REFUSE", "start": None, "end": None}


def answer(**changes):
    """Return what changes an answer in order."""
    return {"kind": "REQ-PRESERVE", "part": "answer", **changes}


def test_a_grant_in_order(ask):
    """Nothing stops it; it is voluntary."""
    found = ask(**answer())
    assert may_send(found)
    assert [finding.rule_id for finding in found if finding.outcome == "warn"] == ["uncc.65.in-force"]


@given(length=st.timedeltas(timedelta(days=-100), timedelta(days=400)))
@FAST
def test_a_grant_lasts_sixty_times_twenty_four_hours_at_least(says, length: timedelta):
    """To the microsecond; before its start it never ends."""
    end = str(Instant.parse(START) + length)
    assert says("uncc.42.8", **answer(end=end)) == ("pass" if length >= timedelta(days=60) else "stop")


@pytest.mark.parametrize(
    ("start", "end", "title"),
    [
        (None, END, "Start and end of the preservation are not stated"),
        (START, None, "Start and end of the preservation are not stated"),
        (START, "2026-11-23", "Start and end of the preservation are not stated"),
        (END, START, "The preservation ends before it starts"),
        (START, START, "The preservation ends before it starts"),
        (START, "2027-01-22T21:59:59.999999Z", "Shorter than the article demands"),
    ],
)
def test_start_and_end_are_explicit_and_in_order(ask, start: str | None, end: str | None, title: str):
    """The article does not say from when the days count, so the answer does."""
    stops = {finding.rule_id: finding for finding in ask(**answer(start=start, end=end)) if finding.outcome == "stop"}
    assert stops["uncc.42.8"].title["en"] == title
    assert set(stops) == ({"uncc.42.8"} if start and end else {"uncc.42.8", "comity.9.complete"})


def test_too_short_names_the_earliest_end(ask):
    """What would mend it is a moment."""
    (stop,) = [finding for finding in ask(**answer(end="2027-01-01T00:00:00.000000Z")) if finding.outcome == "stop"]
    assert stop.mend["en"] == "End it on 22 Jan 2027 22:00 UTC or later."
    assert stop.mend["vi"] == "Kết thúc từ 22/01/2027 22:00 (UTC) trở đi."


def test_a_grant_beyond_one_home_order_reminds_of_its_renewal(says):
    """Ninety days are covered, a microsecond more is not; the other side is not bothered."""
    long = {"end": "2027-02-21T22:00:00.000001Z"}
    assert says("uncc.25.home-order", **answer(end="2027-02-21T22:00:00.000000Z")) == "silent"
    assert says("uncc.25.home-order", **answer(**long)) == "warn"
    assert says("uncc.25.home-order", role="receiver", **answer(**long)) == "silent"


def test_no_answer_is_no_answer(says):
    """The form is empty."""
    assert says("uncc.42.4.decision", **answer(decision=None)) == "stop"
    assert says("uncc.42.4.decision", **answer()) == "silent"


def test_conditions_are_named_and_known(says):
    """A grant with conditions has some; an unknown code binds nobody."""
    assert says("uncc.40.28.conditions", **answer(decision="D-COND")) == "stop"
    assert says("uncc.40.28.conditions", **answer(decision="D-COND", conditions=["C-USE", "C-CONF"])) == "pass"
    assert says("uncc.40.28.conditions", **answer(decision="D-COND", conditions=["C-TRIBUTE"])) == "stop"
    assert says("uncc.40.28.conditions", **answer()) == "silent"


def test_a_partial_grant_says_which_part_and_stays_within_the_request(says):
    """More than asked is no answer to it."""
    part = {"decision": "D-PART", "grounds": ["DISCRIMINATION"]}
    assert says("uncc.42.4.part", **answer(**part)) == "stop"
    assert says("uncc.42.4.part", **answer(**part, granted_categories=["DAT-SUB"])) == "silent"
    assert says("uncc.42.4.part", **answer(**part, granted_categories=["DAT-SUB", "DAT-OTH"])) == "stop"


@pytest.mark.parametrize(
    ("grounds", "consulted", "allowed", "consult"),
    [
        (["DISCRIMINATION"], False, "pass", "pass"),
        (["RIGHTS_BREACH"], False, "pass", "pass"),
        (["DATA_PROTECTION"], False, "pass", "pass"),
        (["ESSENTIAL_INTEREST"], False, "pass", "stop"),
        (["ESSENTIAL_INTEREST"], True, "pass", "pass"),
        (["DOMESTIC_BAR"], False, "pass", "stop"),
        (["DOMESTIC_BAR"], True, "pass", "pass"),
        (["DISCRIMINATION", "ESSENTIAL_INTEREST"], False, "pass", "stop"),
        (["DUAL_CRIM"], True, "stop", "pass"),
        (["FISCAL"], True, "stop", "pass"),
        (["BANK_SECRECY", "DISCRIMINATION"], True, "stop", "pass"),
    ],
)
@pytest.mark.parametrize("decision", ["D-REFUSE", "D-PART"])
def test_a_refusal_stands_on_grounds_of_the_article_after_consultation(
    says, decision: str, grounds: list[str], consulted: bool, allowed: str, consult: str
):
    """40(21)(b) and (c) want consultation first, 40(22) does not; fiscal matters and bank secrecy are no grounds."""
    case = answer(decision=decision, grounds=grounds, consulted=consulted)
    assert says("uncc.42.6.grounds", **case) == allowed
    assert says("uncc.40.28.consult", **case) == consult
    assert says("uncc.40.25", **case) == "pass"


def test_consultation_goes_first_in_those_words(ask):
    """What the second officer reads."""
    found = ask(**answer(**REFUSAL, grounds=["ESSENTIAL_INTEREST"]))
    (stop,) = [finding for finding in found if finding.outcome == "stop"]
    assert (stop.title["en"], stop.article) == ("Consultation goes first", "40(28)")
    assert stop.title["vi"] == "Phải tham vấn trước"


def test_reasons_are_always_given(says):
    """A refusal without a ground stops; the receiver of one is warned."""
    assert says("uncc.40.25", **answer(**REFUSAL)) == "stop"
    assert says("uncc.40.25", role="receiver", **answer(**REFUSAL)) == "warn"
    assert says("uncc.40.25", **answer()) == "silent"


def test_postponement_stops(says):
    """Article 42 does not know it."""
    assert says("uncc.42.6.no-postponement", **answer(decision="D-POSTPONE")) == "stop"
    assert says("uncc.42.6.no-postponement", **answer()) == "silent"


def test_a_risk_notice_names_the_risk(says):
    """As an answer and as a message of its own."""
    assert says("uncc.42.7.risk", **answer(decision="D-RISK", start=None, end=None)) == "stop"
    assert says("uncc.42.7.risk", **answer(decision="D-RISK", risks=["RISK-PREJ"])) == "pass"
    assert says("uncc.42.7.risk", "MSG-PRESERVE-RISK", "notice") == "pass"
    assert says("uncc.42.7.risk", "MSG-PRESERVE-RISK", "notice", risks=None) == "stop"
    assert says("uncc.42.7.risk", **answer()) == "silent"


def test_the_grant_of_an_extension_ends_later(says):
    """Than the preservation it extends."""
    act = ("REQ-PRESERVE-EXT", "answer")
    assert says("uncc.42.9.later", *act) == "pass"
    assert says("uncc.42.9.later", *act, end=END) == "stop"
    assert says("uncc.42.9.later", *act, end=None) == "stop"
    assert says("uncc.42.9.later", *act, decision="D-REFUSE", grounds=["DISCRIMINATION"], end=None) == "silent"


def test_a_consultation_names_its_ground_and_leaves_time(says):
    """Where none is owed it is told so."""
    act = ("ADM-CONSULT", "consultation")
    assert says("uncc.40.28.proposal", *act) == "pass"
    assert says("uncc.40.28.proposal", *act, grounds=["DISCRIMINATION"]) == "warn"
    assert says("uncc.40.28.proposal", *act, grounds=None) == "stop"
    assert says("uncc.42.6.grounds", *act, grounds=["FISCAL"]) == "stop"
    assert says("uncc.40.28.proposal", *act, grounds=None, postpone_reasons=["PP-TRIAL"]) == "pass"
    assert says("uncc.40.28.time", *act) == "silent"
    assert says("uncc.40.28.time", *act, views_by="2026-11-24") == "stop"


@pytest.mark.parametrize(
    ("rule", "kind", "part", "key"),
    [
        ("uncc.40.28.views", "ADM-CONSULT", "views", "views"),
        ("uncc.42.7.decides", "MSG-PRESERVE-RISK", "views", "go_on"),
        ("uncc.40.26", "ADM-WITHDRAW", "withdrawal", "reason"),
        ("uncc.40.16.question", "ADM-MOREINFO", "question", "about"),
        ("uncc.40.26.status", "ADM-STATUS", "question", "asked"),
        ("uncc.40.26.progress", "ADM-STATUS", "information", "stage"),
        ("uncc.40.27.reasons", "ADM-POSTPONE", "answer", "postpone_reasons"),
        ("uncc.40.27.reasons", "ADM-POSTPONE", "answer", "postpone_review"),
        ("uncc.48.report", "AGR-JIT", "report", "done"),
        ("uncc.40.16.reply", "ADM-MOREINFO", "information", "note"),
    ],
)
def test_short_acts_say_the_one_thing_they_are_for(says, rule: str, kind: str, part: str, key: str):
    """Given, or stop."""
    assert says(rule, kind, part) == "pass"
    assert says(rule, kind, part, **{key: None}) == "stop"


def test_the_receiver_is_warned_where_the_drafter_is_stopped(ask):
    """What is wrong in an act that arrived is told to its reader; nothing is stopped that already happened."""
    wrong = {**dict.fromkeys(ANSWER), "decision": "D-REFUSE", "grounds": ["FISCAL"]}
    assert not may_send(ask(**answer(**wrong)))
    assert may_send(ask(role="receiver", **answer(**wrong)))
