"""A treaty of two States laid over the Convention: the worked example of the demonstration, and how a text says what it carries."""

from datetime import timedelta
from typing import Any

import pytest
from tests.treaty.conftest import ACTS, ON

from comity.terms.identifiers import Country
from comity.terms.refusals import Malformed
from comity.treaty.answers import answers_for, grounds_for
from comity.treaty.check import check
from comity.treaty.clocks import clocks_for
from comity.treaty.expanding import expand
from comity.treaty.findings import Facts, Finding
from comity.treaty.legalbasis import legal_basis
from comity.treaty.pack import CarriedRow, Pack
from comity.treaty.rulebook import Rulebook, join_packs, load_rulebook

DEMO = load_rulebook(demo=True)
VN, XR, FR = Country("VN"), Country("XR"), Country("FR")
TREATY = "BIL-VN-XR"
CARRIED = ["REQ-EXTRADITION", "REQ-PROV-ARREST", "REQ-TRANSFER-PERSON", "REQ-TRANSFER-PROC", "REQ-FREEZE", "REQ-CONFISCATE", "REQ-RETURN"]


def put(kind: str = "REQ-EXTRADITION", **changes: Any) -> dict[str, Finding]:
    """Check a request in order under the treaty; a field set to None is left out."""
    fields = {key: value for key, value in {**ACTS[kind, "request"], **changes}.items() if value is not None}
    facts = Facts(
        kind=kind,
        part="request",
        from_country=XR,
        to_country=VN,
        from_role="CA",
        to_role="CA",
        instrument=TREATY,
        fields=fields,
        peer_allowed=True,
    )
    return {one.rule_id: one for one in check(facts, rulebook=DEMO, role="drafter", on=ON)}


@pytest.mark.parametrize("kind", CARRIED)
def test_the_treaty_binds_and_comes_before_the_convention(kind: str):
    """Between its two parties; a third State gets nothing from it, and a real node does not know it."""
    basis = legal_basis(kind, from_=XR, to=VN, on=ON, rulebook=DEMO)
    assert (basis.first.instrument, basis.first.binds) == (TREATY, True)
    assert legal_basis(kind, from_=FR, to=VN, on=ON, rulebook=DEMO).under(TREATY).case == "not-parties"
    assert load_rulebook().kind(kind).base(TREATY) is None
    assert TREATY not in load_rulebook().instruments


@pytest.mark.parametrize("kind", CARRIED)
def test_a_request_in_order_is_not_stopped_under_it(kind: str):
    """What the treaty does not say, the Convention does; what it says itself stands in."""
    found = put(kind)
    assert [name for name, one in found.items() if one.outcome == "stop"] == []
    assert "uncc.35.convention-only" not in found or kind == "REQ-RETURN"
    assert "uncc.40.13" not in found
    assert "comity.9.language" not in found
    if any(field.type == "text" and field.key in ACTS[kind, "request"] for field in DEMO.form(kind, "request").fields):
        assert found["bil-vn-xr.7.language"].outcome == "pass"
    assert found["bil-vn-xr.1.in-force"].outcome == "pass"


@pytest.mark.parametrize(("months", "outcome"), [(11, "stop"), (12, "pass"), (120, "pass"), (None, "stop")])
def test_its_floor_is_a_year_for_any_offence(months: int | None, outcome: str):
    """Also for one that is none of the Convention."""
    assert put(offences=["OFF-OTHER"], max_penalty_months=months)["bil-vn-xr.2.scope"].outcome == outcome


def test_its_dual_criminality_is_a_must():
    """Where the Convention alone would warn."""
    assert put()["bil-vn-xr.2.dual"].outcome == "pass"
    found = put(dual_criminality="DC-UNKNOWN")
    assert found["bil-vn-xr.2.dual"].outcome == "stop"
    assert "uncc.37.1.dual" not in found


@pytest.mark.parametrize("key", ["warrant_copy", "identity_aids", "limitation_law"])
def test_it_asks_for_content_of_its_own(key: str):
    """Named one by one."""
    found = put(**{key: None})["bil-vn-xr.4.content"]
    assert (found.outcome, found.fields) == ("stop", (key,))


def test_it_has_grounds_of_its_own_before_those_it_leans_on():
    """Death penalty, twice for the same, nationality, political and military offences."""
    grounds = {ground.code: ground for ground in grounds_for("REQ-EXTRADITION", rulebook=DEMO, instrument=TREATY)}
    own = {code for code, ground in grounds.items() if ground.instrument == TREATY}
    assert own == {"DEATH_PENALTY", "NE_BIS_IDEM", "NATIONALITY", "POLITICAL_OFFENCE", "MILITARY_OFFENCE"}
    assert all(grounds[code].offered for code in own)
    assert grounds["DISCRIMINATION"].instrument == "UNCC"
    assert not grounds["FISCAL"].offered
    assert {answer.instrument for answer in answers_for("REQ-EXTRADITION", rulebook=DEMO, instrument=TREATY)} == {"UNCC"}


def test_its_times_run_beside_those_of_the_convention():
    """Forty-five days in custody, thirty for an answer; each number with its source."""
    lengths = {
        clock.id: clock.length for clock in clocks_for("result.received", "REQ-PROV-ARREST", rulebook=DEMO, on=ON, instrument=TREATY)
    }
    assert lengths["C-BIL-45"] == timedelta(days=45)
    lengths = {clock.id: clock.length for clock in clocks_for("request.received", "REQ-FREEZE", rulebook=DEMO, on=ON, instrument=TREATY)}
    assert lengths["C-BIL-30"] == timedelta(days=30)


def test_it_names_authorities_languages_costs_and_channel():
    """Extradition goes the diplomatic way."""
    notified = {(row.country, row.role): row.channel for country in (VN, XR) for row in DEMO.notified_by(country, instrument=TREATY, on=ON)}
    assert notified == {("VN", "CA"): "direct", ("XR", "CA"): "direct", ("VN", "MFA"): "diplomatic", ("XR", "MFA"): "diplomatic"}
    assert DEMO.languages_of(XR, instrument=TREATY, on=ON).value == ("en", "fr")
    assert DEMO.clause("REQ-FREEZE", "costs", instrument=TREATY).id == "bil-vn-xr.9.costs"
    assert DEMO.clause("REQ-FREEZE", "use", instrument=TREATY).instrument == "UNCC"


# ---- how a text says what it carries


def test_a_text_of_the_same_pack_is_written_into_its_kinds():
    """After those that the kind names itself; sets see it."""
    made = expand(
        {
            "sets": [{"code": "a"}, {"code": "inside"}],
            "instruments": [{"code": "T"}],
            "kinds": [{"code": "K", "sets": ["a"], "bases": [{"instrument": "S", "article": "1"}]}],
            "bases": [{"kinds": ["K", "ELSEWHERE"], "instrument": "T", "article": "2"}],
            "grounds": [{"code": "G", "instrument": "T", "kinds": ["@a"]}],
        }
    )
    assert [base["instrument"] for base in made["kinds"][0]["bases"]] == ["S", "T"]
    assert made["grounds"][0]["kinds"] == ["K"]
    assert made["bases"] == [{"instrument": "T", "article": "2", "kinds": ["ELSEWHERE"]}]


def test_a_form_that_names_its_kinds_goes_before_that_of_a_set():
    """Also where it names several."""
    made = expand(
        {
            "sets": [{"code": "a"}, {"code": "inside"}],
            "kinds": [{"code": "K", "sets": ["a"], "bases": []}, {"code": "L", "sets": ["a"], "bases": []}],
            "forms": [
                {"kinds": ["@a"], "part": "answer", "instrument": "T", "items": []},
                {"kinds": ["K"], "part": "answer", "instrument": "S", "items": []},
            ],
        }
    )
    assert [(form["kind"], form["instrument"]) for form in made["forms"]] == [("L", "T"), ("K", "S")]


def test_a_text_cannot_carry_a_kind_that_nobody_wrote(book: Rulebook):
    """The pack does not join."""
    row = CarriedRow(kinds=("REQ-NONE",), instrument=TREATY, article="1", source="x")
    with pytest.raises(Malformed, match="REQ-NONE"):
        join_packs([(Pack(version="1", bases=(row,)), book.digest)])
