"""Persons, property, police, finance and counter-terrorism: every kind under every text that carries it, and each rule both ways."""

from datetime import date, timedelta
from typing import Any, Final

import pytest
from eachof import each_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.treaty.conftest import ACTS, ON
from tests.treaty.samples import assets, finance, information, persons, police, terrorism

from comity.terms.identifiers import Country
from comity.treaty import legalbasis
from comity.treaty.answers import answers_for, consult_first, grounds_for
from comity.treaty.check import check, may_send
from comity.treaty.clocks import clocks_for
from comity.treaty.findings import Facts, Finding, Original
from comity.treaty.legalbasis import basis_case, legal_basis
from comity.treaty.rulebook import load_rulebook

BOOK = load_rulebook()
OURS: Final = sorted({**persons.ACTS, **assets.ACTS, **police.ACTS, **finance.ACTS, **terrorism.ACTS, **information.ACTS})
KINDS: Final = sorted({kind for kind, _ in OURS})
FR, JP, VN = Country("FR"), Country("JP"), Country("VN")
OF: Final = {"UNTOC": "TO-UNTOC-05", "UNCAC": "TO-UNCAC-23", "TF-1999": "TO-TF-02", "TB-1997": "TO-TB-02", "NT-2005": "TO-NT-02"}
UNDER: Final = [(kind, base.instrument) for kind in KINDS for base in BOOK.kind(kind).bases]
FAST = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)


def put(
    kind: str,
    instrument: str,
    part: str = "request",
    *,
    role: str = "drafter",
    between: tuple[Country, Country] = (FR, JP),
    **changes: Any,
) -> dict[str, Finding]:
    """Check an act in order under one text, between two States that it binds; a field set to None is left out."""
    known = {name: changes.pop(name) for name in list(changes) if name in Facts.__dataclass_fields__}
    fields: dict[str, Any] = {**ACTS[kind, part]}
    if "authority" in fields:
        fields |= {"authority": f"{between[0].text.lower()}-mj-entraide"}
    if instrument in OF and "treaty_offences" in BOOK.form(kind, part).by_key:
        fields |= {"treaty_offences": [OF[instrument]]}
    fields |= changes
    facts = Facts(
        kind=kind,
        part=part,
        from_country=between[0],
        to_country=between[1],
        from_role=BOOK.kind(kind).sender[0],
        to_role=BOOK.kind(kind).receiver[0],
        instrument=instrument,
        fields={key: value for key, value in fields.items() if value is not None},
        **{"peer_allowed": True, **known},
    )
    return {one.rule_id: one for one in check(facts, rulebook=BOOK, role=role, on=ON)}


def stops(found: dict[str, Finding]) -> list[str]:
    """Return the rules that stop an act."""
    return [name for name, one in found.items() if one.outcome == "stop"]


@each_of("kind, part", OURS)
@each_of("role", ["drafter", "approver", "receiver"])
def test_an_act_in_order_is_not_stopped(ask, kind: str, part: str, role: str):
    """Under the text that carries it before all others, between Ruritania and Viet Nam."""
    found = ask(kind, part, role=role)
    assert may_send(found), [finding.rule_id for finding in found if finding.outcome == "stop"]


@each_of("kind, part", OURS)
def test_each_mandatory_field_that_is_missing_stops_its_act(ask, kind: str, part: str):
    """And the receiver of one that went out all the same reads which field it is."""
    for field in BOOK.form(kind, part).fields:
        if field.mandatory == "always":
            assert not may_send(ask(kind, part, without=(field.key,))), field.key
            told = ask(kind, part, role="receiver", without=(field.key,))
            assert any(field.key in finding.fields for finding in told if finding.outcome != "pass"), field.key


@pytest.mark.parametrize(("kind", "instrument"), UNDER)
def test_a_request_is_in_order_under_every_text_that_carries_it(kind: str, instrument: str):
    """Between two States that the text binds; only the Convention, not in force, warns."""
    found = put(kind, instrument)
    assert stops(found) == []
    basis = found[BOOK.instruments[instrument].basis]
    assert basis.outcome == ("warn" if instrument == "UNCC" else "pass")
    assert {one.instrument for one in found.values()} <= set(BOOK.reach(instrument))


@pytest.mark.parametrize(("kind", "instrument"), UNDER)
def test_every_text_has_its_answers_and_grounds(kind: str, instrument: str):
    """What protects persons stands first, and what the text does not know says why."""
    if BOOK.forms.get((kind, "answer")) is None:
        return
    offered = [answer for answer in answers_for(kind, rulebook=BOOK, instrument=instrument) if answer.offered]
    assert {answer.code for answer in offered} == BOOK.form(kind, "answer").by_key["decision"].accepts
    assert all(answer.instrument in BOOK.reach(instrument) for answer in offered)
    grounds = grounds_for(kind, rulebook=BOOK, instrument=instrument)
    assert [ground.protects for ground in grounds] == sorted((ground.protects for ground in grounds), reverse=True)
    assert all(ground.why_not for ground in grounds if not ground.offered)
    assert not {ground.code for ground in grounds if ground.offered} & {"FISCAL", "BANK_SECRECY"}


@pytest.mark.parametrize(
    ("kind", "instrument", "article"),
    [
        ("REQ-FREEZE", "UNTOC", "18(22)"),
        ("REQ-FREEZE", "UNCAC", "46(22)"),
        ("REQ-FREEZE", "TF-1999", "13"),
        ("REQ-EXTRADITION", "UNCC", "37(16)"),
        ("REQ-EXTRADITION", "UNTOC", "16(15)"),
        ("REQ-FIU", "EGMONT", "3(2)"),
    ],
)
def test_a_fiscal_matter_is_no_ground_and_the_page_says_why(kind: str, instrument: str, article: str):
    """It stays listed, so that officers learn."""
    (fiscal,) = [ground for ground in grounds_for(kind, rulebook=BOOK, instrument=instrument) if ground.code == "FISCAL"]
    assert (fiscal.offered, fiscal.article) == (False, article)


@pytest.mark.parametrize("instrument", ["TF-1999", "TB-1997", "NT-2005"])
def test_conventions_against_terrorism_know_no_political_offence_and_keep_the_clause_on_discrimination(instrument: str):
    """The second stands first on the page, under an article of its own."""
    grounds = {ground.code: ground for ground in grounds_for("REQ-EXTRADITION", rulebook=BOOK, instrument=instrument)}
    assert not grounds["POLITICAL_OFFENCE"].offered
    assert grounds["DISCRIMINATION"].offered
    assert next(iter(grounds)) == "DISCRIMINATION"
    assert grounds["DISCRIMINATION"].instrument == instrument


def test_before_refusing_extradition_the_states_consult():
    """Article 37(17) stands in for Article 40(28), which speaks of assistance."""
    assert consult_first("REQ-EXTRADITION", ["NATIONALITY"], rulebook=BOOK, instrument="UNCC").article == "37(17)"
    refusal = {"decision": "D-REFUSE", "grounds": ["NATIONALITY"], "conditions": None, "expected_on": None}
    first = Original(kind="REQ-EXTRADITION", fields=ACTS["REQ-EXTRADITION", "request"])
    owed = put("REQ-EXTRADITION", "UNCC", "answer", original=first, **refusal)
    assert owed["uncc.37.17"].outcome == "stop"
    assert "uncc.40.28.consult" not in owed
    assert put("REQ-EXTRADITION", "UNCC", "answer", original=first, consulted=True, **refusal)["uncc.37.17"].outcome == "pass"


EVIDENCE: Final = sorted(
    kind.code for kind in BOOK.kinds.values() if kind.base("UNTOC") and kind.base("UNCAC") and kind.family == "evidence"
)


@pytest.mark.parametrize("kind", EVIDENCE)
@pytest.mark.parametrize(("instrument", "ground"), [("UNTOC", "18(21)(b)"), ("UNCAC", "46(21)(b)")])
def test_evidence_is_asked_for_under_palermo_and_merida_too(kind: str, instrument: str, ground: str):
    """With the tests of their gates, their own articles on the form, and their own grounds."""
    assert len(EVIDENCE) == 8
    across = {"transnational": ["TRN-MORE"], "organized_group": True} if instrument == "UNTOC" else {}
    assert stops(put(kind, instrument, **across)) == []
    gate = {"UNTOC": "untoc.3.gate", "UNCAC": "uncac.3.gate"}[instrument]
    assert put(kind, instrument, **across, treaty_offences=None, max_penalty_months=12)[gate].outcome == "stop"
    grounds = {one.code: one for one in grounds_for(kind, rulebook=BOOK, instrument=instrument)}
    assert grounds["ESSENTIAL_INTEREST"].article == ground
    assert not grounds["BANK_SECRECY"].offered
    form = BOOK.form_under(kind, "request", instrument)
    if instrument == "UNTOC":
        assert [item.article for item in form.items if item.instrument == "UNTOC"][:1] == ["18(15)(a)"]


# ---- gates


@pytest.mark.parametrize(
    ("changes", "case"),
    [
        ({}, "pass"),
        ({"treaty_offences": None}, "pass"),
        ({"treaty_offences": None, "max_penalty_months": 47}, "stop"),
        ({"treaty_offences": None, "max_penalty_months": 48}, "pass"),
        ({"treaty_offences": None, "max_penalty_months": None}, "stop"),
        ({"max_penalty_months": 12}, "pass"),
        ({"transnational": None}, "stop"),
        ({"organized_group": None}, "stop"),
        ({"organized_group": False}, "stop"),
    ],
)
def test_organized_crime_is_serious_transnational_and_of_a_group(changes: dict[str, Any], case: str):
    """An offence of the text needs no floor; nothing goes without the other two."""
    assert put("REQ-EXTRADITION", "UNTOC", **changes)["untoc.3.gate"].outcome == case


@FAST
@given(months=st.integers(0, 1200))
def test_the_floor_is_forty_eight_months(months: int):
    """Whatever the class of the crime at home."""
    outcome = put("REQ-FREEZE", "UNTOC", treaty_offences=None, max_penalty_months=months)["untoc.3.gate"].outcome
    assert outcome == ("pass" if months >= 48 else "stop")


@pytest.mark.parametrize(
    ("kind", "instrument", "rule"),
    [
        ("REQ-FREEZE", "UNCAC", "uncac.3.gate"),
        ("REQ-FREEZE", "TF-1999", "tf.2.gate"),
        ("REQ-EXTRADITION", "TB-1997", "tb.2.gate"),
        ("REQ-EXTRADITION", "NT-2005", "nt.2.gate"),
    ],
)
def test_a_text_on_its_own_offences_carries_nothing_else(kind: str, instrument: str, rule: str):
    """Named, another one, none at all."""
    assert put(kind, instrument)[rule].outcome == "pass"
    assert put(kind, instrument, treaty_offences=["TO-UNTOC-08"])[rule].outcome == "stop"
    assert put(kind, instrument, treaty_offences=None)[rule].outcome == "stop"
    assert put(kind, instrument, treaty_offences=None, role="receiver")[rule].outcome == "warn"


@pytest.mark.parametrize("kind", ["REQ-EXTRADITION", "REQ-FREEZE", "REQ-POLICE-INFO"])
def test_beyond_evidence_the_convention_serves_its_own_offences_alone(kind: str):
    """A serious crime is not enough."""
    assert put(kind, "UNCC")["uncc.35.convention-only"].outcome == "pass"
    assert put(kind, "UNCC", offences=["OFF-SERIOUS"], max_penalty_months=240)["uncc.35.convention-only"].outcome == "stop"


@pytest.mark.parametrize("instrument", ["UNTOC", "UNCAC"])
def test_viet_nam_takes_neither_as_a_basis_for_extradition(instrument: str):
    """Its declaration takes the article away, and nothing else."""
    basis = legal_basis("REQ-EXTRADITION", from_=FR, to=VN, on=ON, rulebook=BOOK).under(instrument)
    assert (basis.case, basis.carries) == ("reserved", False)
    assert "Viet Nam" in basis.reason["en"]
    assert legal_basis("REQ-FREEZE", from_=FR, to=VN, on=ON, rulebook=BOOK).under(instrument).binds


def test_a_state_whose_status_is_not_recorded_gets_no_basis_and_a_practice_stays_voluntary():
    """No rule, no answer; reciprocity between units is a warning."""
    nauru = Country("NR")
    assert legal_basis("REQ-FREEZE", from_=FR, to=nauru, on=ON, rulebook=BOOK).under("UNTOC").case == "not-parties"
    basis = legal_basis("REQ-FIU", from_=FR, to=nauru, on=ON, rulebook=BOOK).under("EGMONT")
    assert (basis.case, basis.carries, basis.binds) == ("not-parties", True, False)


def test_a_resolution_binds_every_member():
    """Also where no row is recorded."""
    basis = legal_basis("REQ-1373-DESIGNATE", from_=FR, to=Country("NR"), on=ON, rulebook=BOOK).first
    assert (basis.instrument, basis.binds) == ("UNSC-1373", True)


# ---- persons


@pytest.mark.parametrize(("code", "outcome"), [("DC-BOTH", "pass"), ("DC-UNKNOWN", "warn"), ("DC-LACKING", "warn")])
def test_extradition_wants_dual_criminality(code: str, outcome: str):
    """Some States let it go; so it warns."""
    assert put("REQ-EXTRADITION", "UNCC", dual_criminality=code)["uncc.37.1.dual"].outcome == outcome


def test_where_death_is_possible_an_assurance_is_given():
    """And the officer is told to read with care."""
    found = put("REQ-EXTRADITION", "UNCC", risk_flags=["RF-DEATH"])
    assert found["comity.2.death"].outcome == "pass"
    assert found["comity.2.care"].outcome == "warn"
    assert found["comity.2.care"].protects
    assert put("REQ-EXTRADITION", "UNCC", risk_flags=["RF-DEATH"], assurances=None)["comity.2.death"].outcome == "stop"
    assert not {"comity.2.death", "comity.2.care"} & set(put("REQ-EXTRADITION", "UNCC"))


def test_a_provisional_arrest_has_a_day_for_the_request_that_follows():
    """A day that is over stops it."""
    assert "uncc.37.10.follows" not in put("REQ-PROV-ARREST", "UNCC")
    assert put("REQ-PROV-ARREST", "UNCC", extradition_by=ON.isoformat())["uncc.37.10.follows"].outcome == "stop"


@pytest.mark.parametrize(
    ("consent", "outcome"), [("CN-GIVEN", "pass"), ("CN-NOT-NEEDED", "pass"), ("CN-ASKED", "warn"), ("CN-WITHHELD", "warn")]
)
def test_the_consent_of_a_sentenced_person_is_taken_into_account(consent: str, outcome: str):
    """It is said either way."""
    assert put("REQ-TRANSFER-PERSON", "UNCC", consent=consent)["uncc.38.consent"].outcome == outcome


# ---- property


@pytest.mark.parametrize(("instrument", "rule"), [("UNCC", "uncc.50.8"), ("UNCAC", "uncac.55.8")])
def test_before_a_measure_is_lifted_the_requesting_state_may_argue_for_it(instrument: str, rule: str):
    """The consultation says so in a case of freezing, and in no other."""
    about = {"grounds": ["INSUFFICIENT_EVIDENCE"], "views_by": "2026-12-04"}
    facts = Facts(
        kind="ADM-CONSULT",
        part="consultation",
        from_country=JP,
        to_country=FR,
        instrument=instrument,
        fields=about,
        original=Original(kind="REQ-FREEZE", fields=ACTS["REQ-FREEZE", "request"]),
    )
    book_of = {one.rule_id: one for one in check(facts, rulebook=BOOK, role="drafter", on=ON)}
    assert book_of[rule].outcome == "pass"
    other = Facts(
        kind="ADM-CONSULT",
        part="consultation",
        from_country=JP,
        to_country=FR,
        instrument=instrument,
        fields=about,
        original=Original(kind="REQ-CONFISCATE", fields=ACTS["REQ-CONFISCATE", "request"]),
    )
    assert rule not in {one.rule_id for one in check(other, rulebook=BOOK, role="drafter", on=ON)}


def test_an_account_is_named_where_property_lies_in_one():
    """Else it is searched for by the name of its owner alone."""
    assert put("REQ-FREEZE", "UNCC")["comity.9.property"].outcome == "pass"
    assert put("REQ-FREEZE", "UNCC", identifiers=None)["comity.9.property"].outcome == "warn"
    assert "comity.9.property" not in put("REQ-FREEZE", "UNCC", asset_types=["AST-REAL"], identifiers=None)


def test_a_foreign_order_is_enforced_when_it_is_final_and_third_parties_were_heard():
    """The list of Article 50(3)(b); for a domestic order it is not asked."""
    for key in ("order_by", "order_final", "order_copy", "order_extent", "third_notice"):
        assert "comity.9.complete" in stops(put("REQ-CONFISCATE", "UNCC", **{key: None})), key
    bare = dict.fromkeys(("order_by", "order_number", "order_on", "order_final", "order_copy", "order_extent", "third_notice"))
    assert stops(put("REQ-CONFISCATE", "UNCC", route="AC-CONFISCATE-DOMESTIC", **bare)) == []


# ---- police, finance, terrorism, information


@pytest.mark.parametrize(("standing", "outcome"), [("EV-LEAD", "pass"), ("EV-INTEL", "pass"), ("EV-EVIDENCE", "stop")])
@pytest.mark.parametrize(
    ("kind", "instrument", "rule"), [("REQ-POLICE-INFO", "UNCC", "comity.7.lead"), ("REQ-FIU", "EGMONT", "egmont.3.intelligence")]
)
def test_neither_police_nor_a_unit_gives_evidence(kind: str, instrument: str, rule: str, standing: str, outcome: str):
    """A lead may be turned into evidence by a request for assistance."""
    assert put(kind, instrument, "result", evidential=standing)[rule].outcome == outcome


@pytest.mark.parametrize(
    "changes",
    [
        {"persons": [{"name": "A", "role": "PR-SUSPECT"}]},
        {"identifiers": [{"type": "phone", "value": "+84901234567"}]},
        {"indicators": [{"type": "email", "value": "k7-relay@post.example"}]},
        {"indicators": [{"type": "wallet", "value": "bitcoin bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"}]},
        {"description": {"text": "Write to k7-relay@post.example to see it.", "language": "en"}},
        {"advice": {"text": "Call +84 24 3456 7890.", "language": "en"}},
    ],
)
@pytest.mark.parametrize("instrument", ["UNCC", "UNTOC", "UNCAC"])
def test_a_message_on_methods_names_nobody(instrument: str, changes: dict[str, Any]):
    """Neither in a field, nor among the indicators, nor in the words; under no text."""
    assert put("MSG-TTP", instrument)["comity.7.no-persons"].outcome == "pass"
    assert put("MSG-TTP", instrument, **changes)["comity.7.no-persons"].outcome == "stop"


def test_a_unit_is_told_the_channel_of_the_money_and_what_it_supports():
    """Account, wallet, hawala: the channel is a code, and its note a field of its own."""
    found = put("REQ-FIU", "EGMONT")
    assert found["egmont.2.channels"].outcome == found["egmont.2.support"].outcome == "pass"
    assert put("REQ-FIU", "EGMONT", channels=None)["egmont.2.channels"].outcome == "warn"
    assert put("REQ-FIU", "EGMONT", support_types=None)["egmont.2.support"].outcome == "stop"
    assert "egmont.2.support" not in put("REQ-FIU", "EGMONT", predicates=["PD-FRAUD"], support_types=None)
    assert "comity.9.complete" in stops(put("REQ-FIU", "EGMONT", hawala_note=None))
    assert BOOK.form("REQ-FIU", "request").by_key["hawala_note"].sensitivity == "sensitive"


def test_a_unit_refuses_for_the_reasons_of_the_principles_alone():
    """Egmont's four, home law beside them; a refusal without a reason does not leave."""
    grounds = {ground.code for ground in grounds_for("REQ-FIU", rulebook=BOOK, instrument="EGMONT") if ground.offered and not ground.home}
    assert grounds == {"OUT_OF_SCOPE", "PREJUDICE_CASE", "DISPROPORTIONATE", "DOMESTIC_BAR", "NOT_HELD"}
    refusal = {"decision": "D-REFUSE", "conditions": None, "expected_on": None}
    first = Original(kind="REQ-FIU", fields=ACTS["REQ-FIU", "request"])
    assert not stops(put("REQ-FIU", "EGMONT", "answer", original=first, grounds=["PREJUDICE_CASE"], **refusal))
    assert "comity.5.reasons" in stops(put("REQ-FIU", "EGMONT", "answer", original=first, **refusal))
    assert "comity.5.grounds" in stops(put("REQ-FIU", "EGMONT", "answer", original=first, grounds=["POLITICAL_OFFENCE"], **refusal))


def test_a_unit_answers_within_a_week_or_in_about_a_month():
    """Targets of agreed practice, each with its source."""
    lengths = {clock.id: clock.length for clock in clocks_for("request.received", "REQ-FIU", rulebook=BOOK, on=ON)}
    assert lengths["C-EGM"] == timedelta(days=7)
    assert lengths["C-EGM-M"] == timedelta(days=31)


def test_consent_is_asked_for_a_named_exchange():
    """Else the unit cannot find what it gave."""
    assert put("REQ-FIU-CONSENT", "EGMONT")["egmont.3.reference"].outcome == "pass"
    assert put("REQ-FIU-CONSENT", "EGMONT", exchange=None)["egmont.3.reference"].outcome == "stop"


@pytest.mark.parametrize(
    ("moment", "outcome"),
    [
        ("2026-11-23T16:40:00.000000Z", "pass"),
        ("2026-11-21T00:00:01.000000Z", "pass"),
        ("2026-11-21T00:00:00.000000Z", "warn"),
        ("2026-11-25T00:00:00.000000Z", "stop"),
    ],
)
def test_a_payment_is_stopped_within_hours(moment: str, outcome: str):
    """After three days the money has most likely moved on; the request goes out all the same."""
    assert put("REQ-PAYMENT-STOP", "IGRIP", executed_at=moment)["igrip.2.hours"].outcome == outcome


@pytest.mark.parametrize(("key", "rule"), [("complaint_number", "igrip.3.complaint"), ("follow_up_by", "igrip.4.follow-up")])
def test_a_payment_stop_has_a_complaint_and_a_request_behind_it(key: str, rule: str):
    """Both ways."""
    assert put("REQ-PAYMENT-STOP", "IGRIP")[rule].outcome == "pass"
    assert put("REQ-PAYMENT-STOP", "IGRIP", **{key: None})[rule].outcome == "stop"


@pytest.mark.parametrize(("instrument", "slug"), [("UNSC-2396", "unsc-2396.13"), ("UNSC-2178", "unsc-2178.3")])
def test_one_person_is_checked_and_persons_decide(instrument: str, slug: str):
    """No list is pulled; a match has two names behind it; a candidate decides nothing."""
    one, two = ACTS["REQ-WATCHLIST-MATCH", "request"]["persons"][0], {"name": "B", "role": "PR-OTHER"}
    assert put("REQ-WATCHLIST-MATCH", instrument)[f"{slug}.one"].outcome == "pass"
    assert put("REQ-WATCHLIST-MATCH", instrument, persons=[one, two])[f"{slug}.one"].outcome == "stop"
    match = put("REQ-WATCHLIST-MATCH", instrument, "result")
    assert match[f"{slug}.person-decides"].outcome == match[f"{slug}.candidate"].outcome == "pass"
    for key in ("decided_by", "confirmed_by"):
        assert put("REQ-WATCHLIST-MATCH", instrument, "result", **{key: None})[f"{slug}.person-decides"].outcome == "stop"
    candidate = {"match_result": "MT-CANDIDATE", "decided_by": None, "confirmed_by": None}
    found = put("REQ-WATCHLIST-MATCH", instrument, "result", **candidate)
    assert found[f"{slug}.candidate"].outcome == "warn"
    assert f"{slug}.person-decides" not in found
    assert stops(found) == []


def test_a_designation_rests_on_reasonable_grounds_and_not_on_a_case():
    """It says how the person can be heard, and keeps the freezing quiet before it happens."""
    found = put("REQ-1373-DESIGNATE", "UNSC-1373")
    assert "case_number" not in ACTS["REQ-1373-DESIGNATE", "request"]
    assert {found[f"unsc-1373.1.{name}"].outcome for name in ("grounds", "no-case", "review")} == {"pass"}
    assert put("REQ-1373-DESIGNATE", "UNSC-1373", facts=None)["unsc-1373.1.grounds"].outcome == "stop"
    assert put("REQ-1373-DESIGNATE", "UNSC-1373", delisting_route=None)["unsc-1373.1.review"].outcome == "stop"
    assert put("REQ-1373-DESIGNATE", "FATF")["fatf.6.no-notice"].outcome == "pass"
    open_ = {"secrecy": "SEC-NONE", "secrecy_until": None, "secrecy_reviewer": None}
    assert put("REQ-1373-DESIGNATE", "FATF", **open_)["fatf.6.no-notice"].outcome == "warn"


@pytest.mark.parametrize(("instrument", "rule"), [("UNCC", "uncc.40.5.conditions"), ("BUDAPEST", "budapest.26.conditions")])
def test_conditions_of_spontaneous_information_are_named(instrument: str, rule: str):
    """Or there are none."""
    given = put("MSG-SPONT", instrument)[rule]
    assert given.outcome == "pass"
    assert "Conditions of use" in str(given.reason)
    assert put("MSG-SPONT", instrument, conditions=None)[rule].outcome == "stop"
    assert rule not in put("MSG-SPONT", instrument, binding="CND-NONE", conditions=None, answer_by=None)


def test_the_receiver_accepts_or_declines_the_conditions():
    """Both are in order, and each says what follows."""
    first = Original(kind="MSG-SPONT", fields=ACTS["MSG-SPONT", "request"])
    assert put("MSG-SPONT", "UNCC", "answer", original=first)["uncc.40.5.accepted"].outcome == "pass"
    declined = put("MSG-SPONT", "UNCC", "answer", original=first, decision="D-DECLINE", grounds=["CONDITIONS"])
    assert declined["uncc.40.5.declined"].outcome == "pass"
    assert stops(declined) == []
    assert stops(put("MSG-SPONT", "UNCC", "answer", original=first, decision="D-DECLINE")) == ["comity.9.complete"]


def test_the_arrangement_at_home_binds_authorities_of_viet_nam_alone():
    """It carries nothing between States."""
    assert basis_case("HOME-VN", from_=VN, to=VN, on=ON, rulebook=BOOK)[0] == "in-force"
    assert basis_case("HOME-VN", from_=VN, to=FR, on=ON, rulebook=BOOK)[0] == "not-parties"
    assert basis_case("HOME-VN", from_=VN, to=VN, on=date(2026, 6, 30), rulebook=BOOK)[0] == "not-in-force"


def test_what_stands_between_two_states_is_found_once_a_day(monkeypatch):
    """The same day gives what was found; another State, day or article is looked for; no more is kept than has room."""
    asked = {"from_": VN, "to": FR, "on": ON, "rulebook": BOOK}
    BOOK.standing.clear()
    found = basis_case("UNCC", **asked)
    assert basis_case("UNCC", **asked) is found
    assert found == legalbasis._basis_case("UNCC", **asked, article="")
    others = ({"from_": FR, "to": VN}, {"on": date(2026, 6, 30)}, {"article": "42"})
    assert all(basis_case("UNCC", **asked | other) is not found for other in others)
    monkeypatch.setattr(legalbasis, "_KEPT", len(BOOK.standing))
    basis_case("BUDAPEST", **asked)
    assert len(BOOK.standing) == 1
    (central,) = BOOK.notified_by(VN, instrument="HOME-VN", on=ON)
    assert (central.role, central.name["vi"]) == ("CA", "Viện kiểm sát nhân dân tối cao")
