"""Assistance between Parties to the Budapest Convention stands on that one: it binds, and cites its own articles."""

from datetime import date

import pytest
from tests.treaty.conftest import ACTS

from comity.terms.identifiers import Country
from comity.treaty.answers import answers_for
from comity.treaty.check import check, may_send
from comity.treaty.findings import Facts
from comity.treaty.legalbasis import legal_basis
from comity.treaty.rulebook import Rulebook

ON = date(2026, 11, 24)
DE, FR, VN = Country("DE"), Country("FR"), Country("VN")
ARTICLES = {
    "REQ-STORED": "31",
    "REQ-SUBSCRIBER": "31",
    "REQ-MLA-EVIDENCE": "25",
    "REQ-SERVE": "25",
    "REQ-SEARCH-SEIZE": "25",
    "REQ-RECORDS": "25",
    "REQ-TRAFFIC-RT": "33",
    "REQ-INTERCEPT-CONTENT": "34",
    "ADM-USE-CHANGE": "28(2)",
}


@pytest.mark.parametrize(("kind", "article"), ARTICLES.items())
def test_between_two_parties_it_binds_and_goes_first(book: Rulebook, kind: str, article: str):
    """With a State that is no Party it gives nothing, and the Convention of Hanoi is left, voluntary."""
    first = legal_basis(kind, from_=DE, to=FR, on=ON, rulebook=book).first
    assert (first.instrument, first.article, first.binds) == ("BUDAPEST", article, True)
    other = legal_basis(kind, from_=DE, to=VN, on=ON, rulebook=book)
    assert (other.first.instrument, other.first.binds) == ("UNCC", False)
    assert not other.under("BUDAPEST").carries


@pytest.mark.parametrize("kind", ARTICLES)
def test_an_act_in_order_is_in_order_there_too(book: Rulebook, kind: str):
    """Only rules that the text reaches speak: none of the other Convention."""
    facts = Facts(
        kind=kind,
        part="request",
        from_country=DE,
        to_country=FR,
        fields={**ACTS[kind, "request"], "authority": "de-ca"},
        from_role="CA",
        to_role="CA",
        instrument="BUDAPEST",
        switched_on=True,
        peer_allowed=True,
    )
    found = check(facts, rulebook=book, role="drafter", on=ON)
    assert may_send(found), [finding.rule_id for finding in found if finding.outcome == "stop"]
    assert {finding.instrument for finding in found} == {"BUDAPEST", "COMITY"}
    assert "budapest.36.in-force" in {finding.rule_id for finding in found}


@pytest.mark.parametrize(("kind", "key", "article"), [("REQ-TRAFFIC-RT", "data", "33(1)"), ("REQ-INTERCEPT-CONTENT", "data", "34")])
def test_the_form_cites_the_text_that_the_act_stands_on(book: Rulebook, kind: str, key: str, article: str):
    """Asked for all the same; cited as that text has it."""
    item = book.form_under(kind, "request", "BUDAPEST").item(key)
    assert (item.instrument, item.article) == ("BUDAPEST", article)
    assert book.form(kind, "request").item(key).instrument == "UNCC"


def test_video_and_joint_investigations_stand_on_the_protocol(book: Rulebook):
    """It is listed, and says why it does not carry while it is not in force."""
    for kind, article in (("REQ-VIDEO-HEARING", "11"), ("AGR-JIT", "12")):
        basis = legal_basis(kind, from_=DE, to=FR, on=ON, rulebook=book).under("2AP")
        assert basis.article == article
        assert basis.reason["vi"]
    assert [choice.code for choice in answers_for("AGR-JIT", rulebook=book, instrument="2AP")] == ["D-GRANT", "D-COND", "D-REFUSE"]
    assert [choice.code for choice in answers_for("ADM-USE-CHANGE", rulebook=book, instrument="BUDAPEST")] == [
        "D-GRANT",
        "D-COND",
        "D-REFUSE",
    ]
