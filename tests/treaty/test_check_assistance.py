"""Mutual legal assistance, real-time measures, joint investigations, and the use of what was given: each rule both ways."""

from typing import Any

import pytest
from eachof import each_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.treaty.conftest import ACTS

from comity.treaty.answers import consult_first, grounds_for
from comity.treaty.check import may_send
from comity.treaty.rulebook import Rulebook, load_rulebook

BOOK = load_rulebook()
MLA = sorted(kind.code for kind in BOOK.kinds.values() if "mla" in kind.sets and kind.instrument == "UNCC")
CONVENTION_ONLY = sorted(kind.code for kind in BOOK.kinds.values() if "convention-only" in kind.sets and kind.instrument == "UNCC")
OURS = [
    "REQ-STORED",
    "REQ-SUBSCRIBER",
    "REQ-MLA-EVIDENCE",
    "REQ-SERVE",
    "REQ-SEARCH-SEIZE",
    "REQ-RECORDS",
    "REQ-VIDEO-HEARING",
    "REQ-DETAINED",
    "REQ-TRAFFIC-RT",
    "REQ-INTERCEPT-CONTENT",
]
LETTERS = {
    "a": ["authority", "authority_name"],
    "b": ["case_number", "proceeding", "offences", "max_penalty_months", "law_reference"],
    "c": ["facts"],
    "d": ["assistance"],
    "g": ["purposes"],
}
FAST = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
ALL_PARTS = sorted(act for act in ACTS if act[0] in {*OURS, "AGR-JIT", "ADM-ONWARD", "ADM-USE-CHANGE", "ADM-EXCULP", "ADM-STATUS"})


@each_of("kind, part", ALL_PARTS)
@each_of("role", ["drafter", "approver", "receiver"])
def test_an_act_in_order_is_not_stopped(ask, kind: str, part: str, role: str):
    """And each says where it stands: the Convention is not in force, which is a warning."""
    found = ask(kind, part, role=role)
    assert may_send(found), [finding.rule_id for finding in found if finding.outcome == "stop"]
    if part in {"request", "answer"} and BOOK.kind(kind).opens:
        assert {finding.outcome for finding in found if finding.rule_id == "uncc.65.in-force"} == {"warn"}


@each_of("kind, part", ALL_PARTS)
def test_each_mandatory_field_that_is_missing_stops_its_act(ask, kind: str, part: str):
    """And the receiver of one that went out all the same reads which field it is."""
    for field in BOOK.form(kind, part).fields:
        if field.mandatory == "always":
            assert not may_send(ask(kind, part, without=(field.key,))), field.key
            told = ask(kind, part, role="receiver", without=(field.key,))
            assert any(field.key in finding.fields for finding in told if finding.outcome != "pass"), field.key


@pytest.mark.parametrize("kind", OURS)
@pytest.mark.parametrize(("letter", "key"), [(letter, key) for letter, keys in LETTERS.items() for key in keys])
def test_each_content_of_a_request_is_named_by_its_letter(ask, kind: str, letter: str, key: str):
    """The finding cites 40(15)(a) to (g) and names the field; a request to serve documents needs no facts."""
    found = {finding.rule_id: finding for finding in ask(kind, **{key: None})}
    if kind == "REQ-SERVE" and letter == "c":
        assert "uncc.40.15.c" not in found
        assert found["uncc.40.15.served"].outcome == "pass"
        return
    missing = found[f"uncc.40.15.{letter}"]
    assert (missing.outcome, missing.article) == ("stop", f"40(15)({letter})")
    assert key in missing.fields
    assert missing.mend
    assert not {"uncc.40.15", "uncc.40.15.served"} & set(found)


@pytest.mark.parametrize("kind", OURS)
def test_persons_and_accounts_are_given_where_possible(says, kind: str):
    """Without any a note; where the kind cannot do without them a stop."""
    bare = {"persons": None, "identifiers": None}
    needed = any(field.mandatory == "always" for field in BOOK.form(kind, "request").item("persons").fields)
    assert says("uncc.40.15.e.some", kind) == "silent"
    assert says("uncc.40.15.e.some", kind, **bare) == "warn"
    assert says("uncc.40.15.e", kind) == "silent"
    assert says("uncc.40.15.e", kind, **bare) == ("stop" if needed else "silent")


def test_a_period_is_given_where_it_applies_and_runs_forward(says):
    """A hearing has a day and no period."""
    assert says("uncc.40.15.f", "REQ-STORED") == "silent"
    assert says("uncc.40.15.f", "REQ-STORED", period=None) == "warn"
    assert says("uncc.40.15.f", "REQ-VIDEO-HEARING") == "silent"
    assert says("uncc.40.15.f.forward", "REQ-STORED", period={"from": "2026-11-02", "to": "2026-11-01"}) == "stop"
    assert says("uncc.40.15.f.forward", "REQ-STORED") == "silent"


def test_an_address_alone_may_be_shared(says):
    """Port and time tell one subscriber from another."""
    assert says("uncc.40.15.e.address", "REQ-SUBSCRIBER") == "silent"
    assert says("uncc.40.15.e.address", "REQ-SUBSCRIBER", identifiers=[{"type": "ip", "value": "203.0.113.7"}]) == "warn"
    assert says("uncc.40.15.e.address", "REQ-SUBSCRIBER", identifiers="203.0.113.7") == "silent"


@pytest.mark.parametrize("kind", OURS)
@given(months=st.integers(0, 1200))
@FAST
def test_evidence_opens_for_the_convention_or_for_48_months(says, kind: str, months: int):
    """By the penalty in months, never by the name of the class."""
    assert says("uncc.35.gate", kind, offences=["OFF-SERIOUS"], max_penalty_months=months) == ("pass" if months >= 48 else "stop")
    assert says("uncc.35.gate", kind, offences=["OFF-13"], max_penalty_months=months) == "pass"
    assert says("uncc.35.convention-only", kind) == "silent"


@pytest.mark.parametrize("kind", CONVENTION_ONLY)
@pytest.mark.parametrize(
    ("offences", "outcome"),
    [
        (["OFF-07"], "pass"),
        (["OFF-07", "OFF-SERIOUS"], "warn"),
        (["OFF-SERIOUS"], "stop"),
        (["OFF-SPEECH"], "stop"),
        (None, "silent"),
    ],
)
def test_other_help_is_for_offences_of_the_convention_alone(says, kind: str, offences: list[str] | None, outcome: str):
    """However high the penalty of another crime."""
    assert says("uncc.35.convention-only", kind, offences=offences, max_penalty_months=1200) == outcome
    assert says("uncc.35.gate", kind, offences=offences, max_penalty_months=1200) == "silent"


@pytest.mark.parametrize(
    ("offences", "outcome"), [(["OFF-07"], "pass"), (["OFF-07", "OFF-OTHER"], "pass"), (["OFF-SERIOUS"], "warn"), (None, "silent")]
)
def test_for_another_serious_crime_only_electronic_evidence(says, offences: list[str] | None, outcome: str):
    """A statement or a search is told so; stored data are electronic."""
    assert says("uncc.35.electronic", "REQ-MLA-EVIDENCE", offences=offences) == outcome
    assert says("uncc.35.electronic", "REQ-STORED", offences=offences) == "silent"


@pytest.mark.parametrize("kind", [*OURS, "AGR-JIT"])
def test_speech_alone_is_told_the_scope(says, kind: str):
    """Also where the penalty would open the gate."""
    assert says("uncc.6.speech-only", kind, offences=["OFF-SPEECH"], max_penalty_months=120) == "warn"
    assert says("uncc.6.speech-only", kind) == "silent"


@pytest.mark.parametrize(
    ("code", "outcome"), [("DC-BOTH", "pass"), ("DC-NOT-NEEDED", "pass"), ("DC-UNKNOWN", "warn"), ("DC-LACKING", "warn"), (None, "warn")]
)
def test_lack_of_dual_criminality_is_never_a_stop(ask, code: str | None, outcome: str):
    """The requested State may decline, and may help; nothing obliges it as the corruption convention would."""
    (found,) = [finding for finding in ask("REQ-STORED", dual_criminality=code) if finding.rule_id == "uncc.40.8"]
    assert (found.outcome, found.article) == (outcome, "40(8)")


def test_an_oral_request_was_urgent_and_is_confirmed_here(says):
    """Not urgent: a note."""
    spoken = "2026-11-24T03:00:00.000000Z"
    assert says("uncc.40.13.oral", "REQ-RECORDS") == "silent"
    assert says("uncc.40.13.oral", "REQ-RECORDS", spoken_at=spoken) == "pass"
    assert says("uncc.40.13.oral", "REQ-RECORDS", spoken_at=spoken, urgency="routine") == "warn"


@pytest.mark.parametrize(
    ("rule", "kind", "changes", "outcome"),
    [
        ("uncc.40.9.consent", "REQ-DETAINED", {}, "pass"),
        ("uncc.40.9.consent", "REQ-DETAINED", {"consent": "CN-ASKED"}, "warn"),
        ("uncc.40.9.consent", "REQ-DETAINED", {"consent": "CN-WITHHELD"}, "stop"),
        ("uncc.40.9.consent", "REQ-DETAINED", {"consent": "CN-NOT-NEEDED"}, "stop"),
        ("uncc.40.10.guarantees", "REQ-DETAINED", {}, "pass"),
        ("uncc.40.10.guarantees", "REQ-DETAINED", {"guarantees": ["DT-CUSTODY", "DT-RETURN", "DT-NO-EXTRADITION", "DT-CREDIT"]}, "stop"),
        ("uncc.40.10.return", "REQ-DETAINED", {"return_by": "2026-11-24"}, "stop"),
        ("uncc.40.10.return", "REQ-DETAINED", {}, "silent"),
        ("uncc.40.18.persons", "REQ-VIDEO-HEARING", {}, "silent"),
        ("uncc.40.18.persons", "REQ-VIDEO-HEARING", {"persons": [{"name": "A", "role": "PR-EXPERT"}]}, "silent"),
        ("uncc.40.18.persons", "REQ-VIDEO-HEARING", {"persons": [{"name": "A", "role": "PR-SUSPECT"}]}, "warn"),
        ("uncc.40.18.persons", "REQ-VIDEO-HEARING", {"persons": ["A"]}, "silent"),
        ("uncc.40.18.date", "REQ-VIDEO-HEARING", {"hearing_on": "2026-11-24"}, "stop"),
        ("uncc.40.18.date", "REQ-VIDEO-HEARING", {}, "silent"),
        ("uncc.40.3.serve-date", "REQ-SERVE", {"serve_by": "2026-11-20"}, "stop"),
        ("uncc.40.3.serve-date", "REQ-SERVE", {}, "silent"),
        ("uncc.40.3.serve-order", "REQ-SERVE", {"court_on": "2027-01-04"}, "stop"),
        ("uncc.40.3.serve-order", "REQ-SERVE", {}, "silent"),
        ("uncc.40.20", "REQ-STORED", {}, "pass"),
        ("uncc.40.20", "REQ-STORED", {"secrecy": "SEC-FACT"}, "pass"),
        ("uncc.40.20", "REQ-STORED", {"secrecy": "SEC-NONE"}, "silent"),
        ("uncc.40.24", "REQ-RECORDS", {}, "pass"),
        ("uncc.40.24", "REQ-RECORDS", {"record_classes": ["REC-CORPORATE"]}, "silent"),
        ("uncc.40.31.public", "REQ-RECORDS", {}, "pass"),
        ("uncc.40.31.public", "REQ-RECORDS", {"record_classes": ["REC-BANK"]}, "silent"),
        ("uncc.40.31.other", "REQ-RECORDS", {"record_classes": ["REC-GOV-OTHER"]}, "pass"),
        ("uncc.40.31.other", "REQ-RECORDS", {}, "silent"),
        ("uncc.40.29", "REQ-MLA-EVIDENCE", {"measures": ["MM-APPEARANCE"]}, "pass"),
        ("uncc.40.29", "REQ-MLA-EVIDENCE", {}, "silent"),
        ("uncc.40.26.deadline", "REQ-RECORDS", {"needed_by": "2026-11-01"}, "stop"),
        ("uncc.40.26.deadline", "REQ-RECORDS", {}, "silent"),
        ("uncc.40.15.a.own", "REQ-RECORDS", {"authority": "vn-poc"}, "stop"),
        ("uncc.40.15.a.own", "REQ-RECORDS", {}, "silent"),
        ("uncc.44.1", "REQ-STORED", {"custodian": None}, "stop"),
        ("uncc.44.1", "REQ-STORED", {"custodian": None, "location": "Da Nang"}, "silent"),
        ("uncc.44.expedited", "REQ-STORED", {}, "pass"),
        ("uncc.44.expedited", "REQ-STORED", {"expedite": None}, "silent"),
        ("uncc.48.period", "AGR-JIT", {"period": {"from": "2027-02-01", "to": "2027-01-01"}}, "stop"),
        ("uncc.48.terms", "AGR-JIT", {}, "pass"),
        ("uncc.48.terms", "AGR-JIT", {"leader": None}, "silent"),
        ("uncc.36.onward.original", "ADM-ONWARD", {}, "pass"),
        ("uncc.36.onward.original", "ADM-ONWARD", {"without": ("original",)}, "stop"),
        ("uncc.36.onward.recipient", "ADM-ONWARD", {}, "pass"),
        ("uncc.36.onward.recipient", "ADM-ONWARD", {"recipient_type": "OR-AUTHORITY"}, "pass"),
        ("uncc.36.onward.recipient", "ADM-ONWARD", {"recipient_type": "OR-PRIVATE"}, "warn"),
        ("uncc.36.onward.content", "ADM-ONWARD", {"safeguards": None}, "stop"),
        ("uncc.40.19.original", "ADM-EXCULP", {"without": ("original",)}, "stop"),
        ("uncc.40.19.consent", "ADM-USE-CHANGE", {"material": None}, "stop"),
        ("uncc.40.19.consent", "ADM-USE-CHANGE", {}, "pass"),
        ("uncc.40.19.advance", "ADM-EXCULP", {}, "silent"),
        ("uncc.40.19.advance", "ADM-EXCULP", {"disclosed_on": "2026-11-24"}, "warn"),
        ("uncc.40.19.late", "ADM-EXCULP", {"advance_impossible": True}, "stop"),
        ("uncc.40.19.late", "ADM-EXCULP", {"advance_impossible": True, "late_reasons": ["EXC-COURT"]}, "pass"),
        ("uncc.40.19.late", "ADM-EXCULP", {}, "silent"),
    ],
)
def test_a_request_against_the_rules_of_its_kind(says, rule: str, kind: str, changes: dict[str, Any], outcome: str):
    """Both directions of each."""
    assert says(rule, kind, **changes) == outcome


@pytest.mark.parametrize(
    ("rule", "kind", "part", "changes", "outcome"),
    [
        ("uncc.40.9.agreed", "REQ-DETAINED", "answer", {}, "pass"),
        ("uncc.40.9.agreed", "REQ-DETAINED", "answer", {"consent": "CN-ASKED"}, "stop"),
        ("uncc.40.9.agreed", "REQ-DETAINED", "answer", {"decision": "D-REFUSE", "grounds": ["NO_CONSENT"], "consent": None}, "silent"),
        ("uncc.40.20.answer", "REQ-STORED", "answer", {}, "pass"),
        ("uncc.40.20.answer", "REQ-STORED", "answer", {"secrecy_answer": "SCA-NOT"}, "warn"),
        ("uncc.40.20.answer", "REQ-STORED", "answer", {"secrecy_answer": None}, "silent"),
        ("uncc.40.28.postpone", "REQ-STORED", "answer", {"decision": "D-POSTPONE"}, "stop"),
        ("uncc.40.28.postpone", "REQ-STORED", "answer", {"decision": "D-POSTPONE", "consulted": True}, "pass"),
        ("uncc.40.28.postpone", "REQ-STORED", "answer", {}, "silent"),
        ("uncc.36.conditions", "REQ-STORED", "result", {}, "silent"),
        ("uncc.36.conditions", "REQ-STORED", "result", {"conditions": None, "retain_until": None}, "warn"),
        ("uncc.36.answer", "ADM-ONWARD", "answer", {"decision": None}, "stop"),
        ("uncc.36.answer", "ADM-ONWARD", "answer", {}, "silent"),
        ("uncc.48.decision", "AGR-JIT", "answer", {"decision": None}, "stop"),
        ("uncc.40.19", "REQ-STORED", "result", {}, "pass"),
        ("comity.7.use", "REQ-STORED", "result", {}, "silent"),
    ],
)
def test_an_answer_against_the_rules_of_its_kind(says, rule: str, kind: str, part: str, changes: dict[str, Any], outcome: str):
    """Both directions of each; where the Convention has its own rule the safeguard steps back."""
    assert says(rule, kind, part, **changes) == outcome


@pytest.mark.parametrize("kind", ["REQ-TRAFFIC-RT", "REQ-INTERCEPT-CONTENT"])
class TestRealTimeMeasures:
    """Arts. 45 and 46: off, denied, limited; and asked for item by item."""

    @pytest.mark.parametrize(
        ("letter", "key"),
        [
            ("a", "authority"),
            ("b", "facts"),
            ("b", "case_number"),
            ("c", "data_categories"),
            ("c", "relation"),
            ("d", "identifiers"),
            ("e", "need"),
            ("e", "need_words"),
            ("f", "period"),
            ("f", "period_reasons"),
        ],
    )
    def test_each_content_is_named_by_its_letter(self, ask, kind: str, letter: str, key: str):
        """45(3)(a) to (f)."""
        found = {finding.rule_id: finding for finding in ask(kind, **{key: None})}
        assert (found[f"uncc.45.3.{letter}"].outcome, found[f"uncc.45.3.{letter}"].article) == ("stop", f"45(3)({letter})")
        assert "uncc.45.3" not in found

    def test_it_is_off_and_denied_until_both_are_decided(self, says, kind: str):
        """Neither is ever assumed."""
        assert says("comity.11.switched-on", kind) == "warn"
        assert says("comity.11.switched-on", kind, switched_on=False) == "stop"
        assert says("comity.11.peer", kind) == "pass"
        assert says("comity.11.peer", kind, peer_allowed=False) == "stop"

    @pytest.mark.parametrize("key", ["auth_type", "auth_by", "auth_on", "auth_until", "auth_scope"])
    def test_it_needs_its_authorization(self, says, kind: str, key: str):
        """Whole."""
        assert says("comity.3.authorization", kind) == "pass"
        assert says("comity.3.authorization", kind, **{key: None}) == "stop"

    @pytest.mark.parametrize(
        ("period", "outcome"),
        [
            ({"from": "2026-12-01", "to": "2027-02-20"}, "pass"),
            ({"from": "2026-12-01", "to": "2027-02-21"}, "stop"),
            ({"from": "2026-10-01", "to": "2026-11-23"}, "stop"),
            ({"from": "2026-10-01", "to": "2026-11-24"}, "pass"),
            ("soon", "silent"),
        ],
    )
    def test_its_period_lies_ahead_and_inside_the_authorization(self, says, kind: str, period: object, outcome: str):
        """To the day."""
        assert says("uncc.45.3.f.covered", kind, period=period) == outcome


def test_interception_is_always_held_against_the_range_of_home_law(says):
    """The officer looks; traffic data alone have no such range here."""
    assert says("uncc.30.range", "REQ-INTERCEPT-CONTENT") == "warn"
    assert says("uncc.30.range", "REQ-INTERCEPT-CONTENT", role="receiver") == "warn"
    assert says("uncc.30.range", "REQ-TRAFFIC-RT") == "silent"
    assert says("uncc.45.1", "REQ-TRAFFIC-RT") == says("uncc.46.1", "REQ-INTERCEPT-CONTENT") == "pass"


@pytest.mark.parametrize("kind", OURS)
def test_grounds_that_protect_come_first_and_forbidden_ones_say_why(book: Rulebook, kind: str):
    """Fiscal matters, bank secrecy, a political offence, the cost: listed so that officers learn why not."""
    found = grounds_for(kind, rulebook=book)
    assert [ground.protects for ground in found] == sorted((ground.protects for ground in found), reverse=True)
    assert found[0].code == "DISCRIMINATION"
    shut = {ground.code: ground for ground in found if not ground.offered}
    assert set(shut) == {"FISCAL", "BANK_SECRECY", "POLITICAL_OFFENCE", "COST"}
    assert "40(23)" in shut["FISCAL"].why_not["en"]
    assert "40(24)" in shut["BANK_SECRECY"].why_not["vi"]
    offered = [ground.code for ground in found if ground.offered]
    assert {"RIGHTS_BREACH", "DATA_PROTECTION", "NE_BIS_IDEM", "FORM", "LEGAL_SYSTEM", "DUAL_CRIM", "DE_MINIMIS"} <= set(offered)


@pytest.mark.parametrize(
    ("ground", "owed"),
    [
        ("FORM", True),
        ("ESSENTIAL_INTEREST", True),
        ("DOMESTIC_BAR", True),
        ("LEGAL_SYSTEM", True),
        ("DISCRIMINATION", False),
        ("DUAL_CRIM", False),
        ("RIGHTS_BREACH", False),
    ],
)
def test_consultation_is_owed_before_a_refusal_under_paragraph_21(book: Rulebook, says, ground: str, owed: bool):
    """(a) to (d), and nothing else."""
    assert consult_first("REQ-STORED", [ground], rulebook=book).value is owed
    refusal = {"decision": "D-REFUSE", "grounds": [ground]}
    assert says("uncc.40.28.consult", "REQ-STORED", "answer", **refusal) == ("stop" if owed else "pass")
    assert says("uncc.40.28.consult", "REQ-STORED", "answer", **refusal, consulted=True) == "pass"


@pytest.mark.parametrize("ground", ["FISCAL", "BANK_SECRECY", "POLITICAL_OFFENCE", "COST", "TRIBUTE"])
def test_what_is_not_offered_is_not_allowed(says, ground: str):
    """However often it is written."""
    assert says("comity.5.grounds", "REQ-RECORDS", "answer", decision="D-REFUSE", grounds=[ground], consulted=True) == "stop"
    assert says("comity.5.grounds", "REQ-RECORDS", "answer", decision="D-REFUSE", grounds=["DISCRIMINATION"]) == "pass"


def test_the_kinds_are_what_they_should_be(book: Rulebook):
    """Off and denied are the real-time measures alone; intrusive ones need an authorization."""
    assert {code for code in OURS if book.kind(code).off} == {"REQ-TRAFFIC-RT", "REQ-INTERCEPT-CONTENT"}
    assert {code for code in OURS if book.kind(code).high_risk} == {"REQ-TRAFFIC-RT", "REQ-INTERCEPT-CONTENT"}
    intrusive = {code for code in OURS if book.kind(code).intrusive}
    assert intrusive == {"REQ-STORED", "REQ-SEARCH-SEIZE", "REQ-TRAFFIC-RT", "REQ-INTERCEPT-CONTENT"}
    assert set(OURS) <= set(MLA)
    assert "AGR-JIT" in CONVENTION_ONLY
    assert "facts" not in book.form("REQ-SERVE", "request").by_key
