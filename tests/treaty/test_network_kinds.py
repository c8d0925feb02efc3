"""The 24/7 family and what is recorded of acts to providers: samples in order, each mandatory item asked for, rights first."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

import pytest
from tests.treaty.samples import network, provider
from tests.treaty.test_budapest import in_force, said

from comity.terms.identifiers import Country, Reference
from comity.treaty.check import check, may_send
from comity.treaty.clocks import clock_named
from comity.treaty.fields import read_draft
from comity.treaty.findings import Facts, Finding, Original
from comity.treaty.legalbasis import legal_basis
from comity.treaty.rulebook import Rulebook

ON: Final = date(2026, 11, 24)
FR, JP, VN = Country("FR"), Country("JP"), Country("VN")
ACTS: Final[Mapping[tuple[str, str], Mapping[str, Any]]] = {**network.ACTS, **provider.ACTS}
PROVIDER: Final = sorted({kind for kind, _ in provider.ACTS})
OPENING: Final = sorted(network.REQUESTS)


@pytest.fixture(scope="session")
def later(book: Rulebook) -> Rulebook:
    """The rulebook as it would be with the Protocol in force between two States."""
    return in_force(book, FR, JP)


def ask(
    book: Rulebook, kind: str, part: str = "request", *, instrument: str = "", fields: Mapping[str, Any] | None = None
) -> tuple[Finding, ...]:
    """Check a sample, or `fields` in its place."""
    text = instrument or book.kind(kind).instrument
    back = part in {"answer", "result", "notice"}
    facts = Facts(
        kind=kind,
        part=part,
        from_country=JP if back else FR,
        to_country=FR if back else JP,
        from_role="CA",
        to_role="CA",
        instrument=text,
        fields=ACTS[kind, part] if fields is None else fields,
        original=None if part == "request" else Original(reference=Reference("FR-2026-000001"), kind=kind, fields={}),
        peer_allowed=True,
    )
    return check(facts, rulebook=book, role="drafter", on=ON)


def stops(found: tuple[Finding, ...]) -> list[str]:
    """Return the rules that stop an act."""
    return [one.rule_id for one in found if one.outcome == "stop"]


@pytest.mark.parametrize(("kind", "part"), sorted(ACTS))
def test_a_sample_is_in_order_under_each_text_that_carries_it(later: Rulebook, kind: str, part: str) -> None:
    """Nothing stops it, and its form finds no fault."""
    fields, faults = read_draft(later.form(kind, part), ACTS[kind, part])
    assert [str(fault) for fault in faults] == []
    for base in later.kind(kind).bases:
        assert stops(ask(later, kind, part, instrument=base.instrument, fields=fields)) == []


@pytest.mark.parametrize(("kind", "part"), sorted(ACTS))
def test_each_mandatory_field_is_asked_for(later: Rulebook, kind: str, part: str) -> None:
    """Without it the form faults and a rule stops."""
    form = later.form(kind, part)
    needed = [one.key for one in form.fields if one.mandatory == "always"]
    for key in needed:
        fields = {name: value for name, value in ACTS[kind, part].items() if name != key}
        _, faults = read_draft(form, fields)
        assert key in {fault.key for fault in faults}
        assert stops(ask(later, kind, part, fields=fields)), key


def test_the_kinds_stand_where_they_should(book: Rulebook) -> None:
    """Text and article of each kind."""
    stand = {kind: [(base.instrument, base.article) for base in book.kind(kind).bases] for kind in (*OPENING, *PROVIDER, "MSG-PATH")}
    assert stand == {
        "REQ-PROVIDER-LOC": [("UNCC", "41(3)(b)"), ("BUDAPEST", "35(1)")],
        "REQ-TECH-ADVICE": [("UNCC", "41(3)(a)"), ("BUDAPEST", "35(1)(a)")],
        "REQ-LEGAL-INFO": [("UNCC", "41(3)(c)"), ("BUDAPEST", "35(1)(c)")],
        "REQ-LOCATE": [("UNCC", "41(3)(d)"), ("BUDAPEST", "35(1)(c)")],
        "REQ-EMERGENCY-DATA": [("UNCC", "41(3)(e)"), ("2AP", "9")],
        "REQ-EMERGENCY-MLA": [("2AP", "10")],
        "REQ-PRODUCTION-EFFECT": [("2AP", "8")],
        "REQ-SUBSCRIBER-DIRECT": [("2AP", "7")],
        "REQ-DOMAIN-REG": [("2AP", "6")],
        "TRK-EPOC": [("EU-2023-1543", "9")],
        "TRK-EPOCPR": [("EU-2023-1543", "9")],
        "MSG-CONTENT-REFERRAL": [("TCO", "3")],
        "MSG-PATH": [("UNCC", "43"), ("BUDAPEST", "30")],
    }


@pytest.mark.parametrize(
    ("kind", "instrument", "risk", "outcome"),
    [
        ("REQ-EMERGENCY-DATA", "UNCC", "EM-LIFE", "pass"),
        ("REQ-EMERGENCY-DATA", "UNCC", "EM-SAFETY", "pass"),
        ("REQ-EMERGENCY-DATA", "UNCC", "EM-INTEGRITY", "stop"),
        ("REQ-EMERGENCY-DATA", "UNCC", "EM-INFRA", "stop"),
        ("REQ-EMERGENCY-DATA", "2AP", "EM-SAFETY", "pass"),
        ("REQ-EMERGENCY-DATA", "2AP", "EM-INFRA", "stop"),
        ("REQ-EMERGENCY-MLA", "2AP", "EM-INTEGRITY", "stop"),
        ("TRK-EPOC", "EU-2023-1543", "EM-INTEGRITY", "pass"),
        ("TRK-EPOC", "EU-2023-1543", "EM-INFRA", "pass"),
    ],
)
def test_an_emergency_is_what_its_own_text_says(later: Rulebook, kind: str, instrument: str, risk: str, outcome: str) -> None:
    """The Union counts physical integrity and infrastructure; the two Conventions count life and safety alone."""
    rule = {"UNCC": "uncc.2.emergency.test", "2AP": "2ap.3.emergency", "EU-2023-1543": "eu.3.emergency"}[instrument]
    known = later.form(kind, "request").by_key
    wanted = {key: value for key, value in network.EMERGENCY.items() if key in known}
    found = ask(later, kind, instrument=instrument, fields={**ACTS[kind, "request"], **wanted, "emergency_risk": risk})
    assert said(found, rule) == outcome
    assert said(found, "comity.8.emergency") == "silent"


@pytest.mark.parametrize("lacking", ["emergency_persons", "emergency_imminent", "emergency_link", "emergency_by"])
def test_an_emergency_without_its_facts_stops(book: Rulebook, lacking: str) -> None:
    """Who, why now, how the data help, who assessed it."""
    fields = {key: value for key, value in ACTS["REQ-EMERGENCY-DATA", "request"].items() if key != lacking}
    assert "uncc.2.emergency.test" in stops(ask(book, "REQ-EMERGENCY-DATA", fields=fields))


def test_an_emergency_is_reviewed_within_two_days(book: Rulebook) -> None:
    """The desk's clock runs with every emergency request; a reviewer is named before it leaves."""
    assert clock_named("EMERGENCY", rulebook=book, on=ON).length == timedelta(hours=48)
    fields = {key: value for key, value in ACTS["REQ-EMERGENCY-DATA", "request"].items() if key != "review_by"}
    assert "comity.8.review" in stops(ask(book, "REQ-EMERGENCY-DATA", fields=fields))


def test_a_confirmation_says_when_the_call_was(later: Rulebook) -> None:
    """Article 9(4): by word of mouth, then confirmed."""
    fields = {**ACTS["REQ-EMERGENCY-DATA", "request"], "oral_first": True}
    assert said(ask(later, "REQ-EMERGENCY-DATA", instrument="2AP", fields=fields), "2ap.9.4") == "stop"
    fields["oral_at"] = "2026-11-24T01:00:00.000000Z"
    assert said(ask(later, "REQ-EMERGENCY-DATA", instrument="2AP", fields=fields), "2ap.9.4") == "pass"


@pytest.mark.parametrize(
    ("flags", "rule", "outcome"),
    [
        (["RF-JOURNALIST"], "comity.2.locate", "warn"),
        (["RF-ASYLUM"], "comity.2.locate-asylum", "stop"),
        ([], "comity.2.locate", "silent"),
    ],
)
def test_rights_come_first_where_a_person_is_looked_for(book: Rulebook, flags: list[str], rule: str, outcome: str) -> None:
    """A sign asks for a person; who sought protection is not given away."""
    found = ask(book, "REQ-LOCATE", fields={**ACTS["REQ-LOCATE", "request"], "rights_flags": flags})
    assert said(found, rule) == outcome
    if flags:
        assert next(one for one in found if one.rule_id == rule).protects


def test_one_person_in_one_search(book: Rulebook) -> None:
    """The form takes one; and no State is asked that no policy allows."""
    two = [{"name": name, "role": "PR-SUSPECT"} for name in ("DOE John", "DOE Jane")]
    _, faults = read_draft(book.form("REQ-LOCATE", "request"), {**ACTS["REQ-LOCATE", "request"], "persons": two})
    assert [fault.key for fault in faults] == ["persons"]
    assert book.kind("REQ-LOCATE").high_risk


def test_advice_has_no_place_for_persons(book: Rulebook) -> None:
    """No field of a personal kind but the words of the question itself."""
    for kind in ("REQ-TECH-ADVICE", "REQ-LEGAL-INFO"):
        types = {one.key: one.type for one in book.form(kind, "request").fields}
        assert not {"persons", "outside", "outsides"} & set(types.values())
        assert said(ask(book, kind), "comity.7.advice") == "warn"


def test_the_path_names_provider_state_and_whom_to_ask_next(book: Rulebook) -> None:
    """It belongs to a case, and says no more than the next State needs."""
    kind = book.kind("MSG-PATH")
    assert not kind.opens
    assert kind.parts == ("notice",)
    fields = {key: value for key, value in ACTS["MSG-PATH", "notice"].items() if key != "provider_state"}
    assert "budapest.30.1" in stops(ask(book, "MSG-PATH", "notice", instrument="BUDAPEST", fields=fields))
    assert "uncc.43.path" in stops(ask(book, "MSG-PATH", "notice", fields=fields))


@pytest.mark.parametrize("kind", PROVIDER)
def test_what_goes_to_a_provider_is_recorded_and_never_sent(later: Rulebook, kind: str) -> None:
    """The node is from authority to authority; each record says so."""
    row = later.kind(kind)
    assert row.nature == "record"
    assert set(row.receiver) <= {"SP", "REG"}
    assert said(ask(later, kind), "comity.12.recorded") == "warn"


def test_a_referral_and_an_order_are_two_things(book: Rulebook) -> None:
    """The order needs its legal basis; both need a way to complain; content has no field."""
    form = book.form("MSG-CONTENT-REFERRAL", "request")
    assert set(form.by_key["act"].accepts) == {"CR-REFERRAL", "CR-ORDER"}
    assert all(one.sensitivity != "content" for one in form.fields)
    fields = {**ACTS["MSG-CONTENT-REFERRAL", "request"], "act": "CR-ORDER"}
    assert "comity.9.complete" in stops(ask(book, "MSG-CONTENT-REFERRAL", fields=fields))
    fields |= {"legal_basis": "Regulation (EU) 2021/784, Art. 3", "order_number": "7/2026"}
    assert stops(ask(book, "MSG-CONTENT-REFERRAL", fields=fields)) == []
    del fields["appeal_route"]
    assert "tco.9.remedy" in stops(ask(book, "MSG-CONTENT-REFERRAL", fields=fields))


def test_the_union_s_orders_are_tracked_by_whoever_they_touch(book: Rulebook) -> None:
    """Between Member States the Regulation binds; a State outside may record, with a warning; Denmark is outside."""
    cases = {
        states: legal_basis("TRK-EPOC", from_=Country(states[0]), to=Country(states[1]), on=ON, rulebook=book).under("EU-2023-1543")
        for states in (("FR", "IE"), ("FR", "DK"), ("VN", "FR"))
    }
    assert [basis.case if basis else "" for basis in cases.values()] == ["in-force", "not-parties", "not-parties"]
    assert all(basis is not None and basis.carries for basis in cases.values())
    early = legal_basis("TRK-EPOC", from_=FR, to=Country("IE"), on=date(2026, 8, 17), rulebook=book)
    assert early.first is None


@pytest.mark.parametrize(
    ("clock", "length"),
    [
        ("C-EU10", timedelta(days=10)),
        ("C-EU8H", timedelta(hours=8)),
        ("C-EU96", timedelta(hours=96)),
        ("C-EU5", timedelta(days=5)),
        ("C-EUPR", timedelta(days=60)),
        ("C-EU48", timedelta(hours=48)),
        ("C-EU16", timedelta(days=5)),
        ("C-EU17", timedelta(days=10)),
        ("C-TCO1", timedelta(hours=1)),
    ],
)
def test_the_clocks_of_the_union(book: Rulebook, clock: str, length: timedelta) -> None:
    """Each as its article says; hours are exact."""
    assert clock_named(clock, rulebook=book, on=ON).length == length


def test_a_request_is_not_sent_before_the_protocol_is_in_force(book: Rulebook) -> None:
    """The sample that passes in force is stopped today, with the reason."""
    found = ask(book, "REQ-PRODUCTION-EFFECT")
    assert stops(found) == ["2ap.16.in-force"]
    assert not may_send(found)
