"""The table of offences: code, article, class of the incident taxonomy; and what the questions at the gates do with odd input."""

from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.terms.digests import Digest
from comity.terms.identifiers import Country
from comity.terms.vocabulary import vocabulary
from comity.treaty.check import check
from comity.treaty.findings import Facts
from comity.treaty.linting import OFFENCE_LISTS, lint
from comity.treaty.offences import CLASSES, articles_of_class, classes_under, offences_of_class, offences_under
from comity.treaty.pack import OffenceRow, Pack
from comity.treaty.rulebook import load_rulebook

BOOK = load_rulebook()
RSIT: Final = frozenset(vocabulary(CLASSES).codes)


def test_every_offence_that_a_form_offers_stands_in_the_table_and_no_other():
    """Both lists of the vocabularies."""
    assert set(BOOK.offences) == {item.code for name in OFFENCE_LISTS for item in vocabulary(name).items}


@pytest.mark.parametrize("code", sorted(BOOK.offences))
def test_each_has_its_article_and_its_classes(code: str):
    """The article is that of the vocabulary; each class exists; only what is no offence of any text has no article."""
    row = BOOK.offences[code]
    assert row.rsit
    assert set(row.rsit) <= RSIT
    assert set(row.articles) <= set(BOOK.instruments)
    item = next(item for name in OFFENCE_LISTS for item in vocabulary(name).items if item.code == code)
    if code.startswith("OFF-") and item.group == "convention":
        assert item.article == f"UNCC Art. {row.articles['UNCC']}"
    assert bool(row.articles) is (item.group not in {"other", "speech"})


@pytest.mark.parametrize(
    ("code", "uncc", "budapest", "rsit"),
    [
        ("OFF-07", "7", "2", "intrusions:system-compromise"),
        ("OFF-08", "8", "3", "information-gathering:sniffing"),
        ("OFF-09", "9", "4", "information-content-security:unauthorised-information-modification"),
        ("OFF-10", "10", "5", "availability:ddos"),
        ("OFF-11", "11", "6", "malicious-code:malware-distribution"),
        ("OFF-13", "13", "8", "fraud:phishing"),
    ],
)
def test_attack_intrusion_theft_and_alteration_are_named_in_three_languages(code: str, uncc: str, budapest: str, rsit: str):
    """The lawyer's, the other convention's, the response team's."""
    row = BOOK.offences[code]
    assert (row.articles["UNCC"], row.articles["BUDAPEST"]) == (uncc, budapest)
    assert rsit in row.rsit


@pytest.mark.parametrize("code", sorted(BOOK.offences))
def test_each_is_found_from_its_articles_and_from_its_classes(code: str):
    """Code, article and class, whichever is known first."""
    row = BOOK.offences[code]
    assert row.source
    for instrument, article in row.articles.items():
        assert row in offences_under(BOOK, instrument, article=article)
        assert row in offences_under(BOOK, instrument, article=f"{article}(1)")
        assert row not in offences_under(BOOK, instrument, article=f"{article}0")
        assert set(row.rsit) <= set(classes_under(BOOK, instrument, article=article))
    for rsit in row.rsit:
        assert row in offences_of_class(BOOK, rsit)
        assert set(row.articles.items()) <= set(articles_of_class(BOOK, rsit))


def test_what_the_response_team_says_leads_to_articles_and_some_of_it_to_none():
    """A theft of data may be illegal access or interception; scanning alone is no offence; what nobody knows leads nowhere."""
    assert [row.code for row in offences_of_class(BOOK, "information-content-security:unauthorised-information-access")] == [
        "OFF-07",
        "OFF-08",
    ]
    assert set(articles_of_class(BOOK, "availability:ddos")) == {("UNCC", "10"), ("BUDAPEST", "5")}
    assert "intrusions:system-compromise" in classes_under(BOOK, "UNCC", article="7(1)")
    assert offences_of_class(BOOK, "information-gathering:scanner") == ()
    assert articles_of_class(BOOK, "of:tomorrow") == ()
    assert classes_under(BOOK, "UNCC", article="1") == offences_under(BOOK, "NONE", article="7") == ()


def test_the_linter_finds_an_offence_that_stands_on_one_side_alone():
    """In the table and not in the vocabulary."""
    pack = Pack(version="1", offences=(OffenceRow(code="OFF-NONE", source="x"),))
    faults = [str(fault) for fault in lint([(pack, Digest.of(b"x"))])]
    assert any("OFF-NONE" in fault for fault in faults)
    assert any("OFF-07" in fault for fault in faults)


JSON: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["OFF-07", "TO-UNTOC-05", "MT-MATCH", "2026-11-24"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["type", "value", "text", "name"]), inner, max_size=3),
    max_leaves=6,
)
ODD: Final = [
    ("MSG-TTP", "UNCC"),
    ("REQ-FIU", "EGMONT"),
    ("REQ-EXTRADITION", "UNTOC"),
    ("REQ-WATCHLIST-MATCH", "UNSC-2396"),
    ("REQ-PAYMENT-STOP", "IGRIP"),
]


@pytest.mark.parametrize(("kind", "instrument"), ODD)
@given(data=st.data())
def test_whatever_another_node_writes_gives_findings_and_no_crash(kind: str, instrument: str, data: st.DataObject):
    """Fields are never trusted."""
    keys = sorted(BOOK.form(kind, "request").by_key)
    fields: dict[str, Any] = data.draw(st.dictionaries(st.sampled_from(keys), JSON, max_size=6))
    facts = Facts(kind=kind, part="request", from_country=Country("FR"), to_country=Country("JP"), instrument=instrument, fields=fields)
    assert check(facts, rulebook=BOOK, role="receiver", on=BOOK_DAY)


BOOK_DAY: Final = BOOK.instruments["UNCC"].in_force[0].checked_on
TITLES: Final = {
    ("UNTOC", "16"): "Extradition",
    ("UNTOC", "17"): "Transfer of sentenced persons",
    ("UNTOC", "18"): "Mutual legal assistance",
    ("UNTOC", "20"): "Special investigative techniques",
    ("UNTOC", "21"): "Transfer of criminal proceedings",
    ("UNTOC", "27"): "Law enforcement cooperation",
    ("UNCAC", "44"): "Extradition",
    ("UNCAC", "46"): "Mutual legal assistance",
    ("UNCAC", "55"): "International cooperation for purposes of confiscation",
    ("UNCAC", "56"): "Special cooperation",
    ("UNCAC", "57"): "Return and disposal of assets",
    ("UNCC", "37"): "Extradition",
    ("UNCC", "38"): "Transfer of sentenced persons",
    ("UNCC", "39"): "Transfer of criminal proceedings",
    ("UNCC", "50"): "International cooperation for the purposes of confiscation",
    ("UNCC", "51"): "Special cooperation",
    ("UNCC", "52"): "Return and disposal of confiscated proceeds of crime or property",
}


@pytest.mark.parametrize(("instrument", "number"), sorted(TITLES))
def test_articles_have_their_titles(instrument: str, number: str):
    """Number and title together, because published data sets number wrongly."""
    assert BOOK.articles[instrument, number].title["en"] == TITLES[instrument, number]
