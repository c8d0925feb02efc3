"""The Budapest Convention and its Protocol: whom they bind, what they ask, on which grounds they let refuse."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

import msgspec
import pytest
from eachof import each_of
from tests.treaty.samples import every_act

from comity.terms.identifiers import Country, Reference
from comity.terms.instants import Instant
from comity.terms.vocabulary import Verified
from comity.treaty.answers import answers_for, grounds_for
from comity.treaty.check import check, may_send
from comity.treaty.clocks import clock_named, clocks_for
from comity.treaty.findings import Facts, Finding, Original
from comity.treaty.legalbasis import legal_basis
from comity.treaty.pack import InForce, StatusRow
from comity.treaty.rulebook import Rulebook

ON: Final = date(2026, 11, 24)
FR, JP, AT, VN, XR = (Country(code) for code in ("FR", "JP", "AT", "VN", "XR"))
TITLES: Final = {
    "2": "Illegal access",
    "5": "System interference",
    "8": "Computer-related fraud",
    "15": "Conditions and safeguards",
    "16": "Expedited preservation of stored computer data",
    "24": "Extradition",
    "25": "General principles relating to mutual assistance",
    "27": "Procedures pertaining to mutual assistance requests in the absence of applicable international agreements",
    "28": "Confidentiality and limitation on use",
    "29": "Expedited preservation of stored computer data",
    "30": "Expedited disclosure of preserved traffic data",
    "31": "Mutual assistance regarding accessing of stored computer data",
    "33": "Mutual assistance in the real-time collection of traffic data",
    "34": "Mutual assistance regarding the interception of content data",
    "35": "24/7 Network",
}

START: Final = "2026-11-23T22:00:00.000000Z"
END: Final = "2027-01-22T22:00:00.000000Z"
REQUEST: Final[Mapping[str, Any]] = {
    "authority": "fr-pj-cyb",
    "authority_name": "Cybercrime Office, Judicial Police",
    "case_number": "PJ 2026/4471",
    "proceeding": "PRC-INV",
    "offences": ["OFF-07", "OFF-09"],
    "max_penalty_months": 60,
    "facts": {"text": "A hospital was entered and its data encrypted.", "language": "en"},
    "data_categories": ["DAT-SUB", "DAT-TRF"],
    "identifiers": [{"type": "email", "value": "k7-relay@post.example"}],
    "relation": ["REL-SUSPECT"],
    "custodian": "Post Example KK",
    "necessity": ["NEC-VOL"],
    "mla_intent": "MLA-INTENT",
    "mla_date": "2026-12-24",
    "secrecy": "SEC-USER",
    "secrecy_until": "2027-01-22",
    "length_days": 60,
}
ANSWER: Final[Mapping[str, Any]] = {"decision": "D-GRANT", "start": START, "end": END}
EXTENSION: Final[Mapping[str, Any]] = {
    "original": "FR-2026-000001",
    "reasons": ["EXT-MLA-DRAFT"],
    "end": "2027-03-22T22:00:00.000000Z",
    "mla_intent": "MLA-INTENT",
}

Ask = Callable[..., tuple[Finding, ...]]


def in_force(book: Rulebook, *parties: Country) -> Rulebook:
    """Return the book as it would be with the Protocol in force between `parties`."""
    row = InForce(since=ON, in_force=True, checked_on=ON, source="test", verified=Verified.MEMORY)
    protocol = book.instruments["2AP"]
    later = msgspec.structs.replace(protocol, in_force=(*protocol.in_force, row))
    bound = tuple(
        StatusRow(instrument="2AP", country=state.text, act="party", on="2026-11-01", source="test", verified=Verified.MEMORY)
        for state in parties
    )
    return replace(book, instruments={**book.instruments, "2AP": later}, status=(*book.status, *bound))


@pytest.fixture
def put(book: Rulebook) -> Ask:
    """Check an act of preservation under the Convention, in order except for what the test changes; None leaves a field out."""

    def ask(
        kind: str = "REQ-PRESERVE", part: str = "request", *, from_: Country = FR, to: Country = JP, **changes: Any
    ) -> tuple[Finding, ...]:
        given = {"request": REQUEST if kind == "REQ-PRESERVE" else EXTENSION, "answer": ANSWER}[part]
        fields = {**given, **changes}
        first = Original(
            reference=Reference("FR-2026-000001"),
            kind="REQ-PRESERVE",
            fields=REQUEST,
            start=Instant.parse(START),
            end=Instant.parse(END),
        )
        facts = Facts(
            kind=kind,
            part=part,
            from_country=from_,
            to_country=to,
            from_role="POC",
            to_role="POC",
            instrument="BUDAPEST",
            fields={key: value for key, value in fields.items() if value is not None},
            original=None if (kind, part) == ("REQ-PRESERVE", "request") else first,
        )
        return check(facts, rulebook=book, role="drafter", on=ON)

    return ask


def said(found: tuple[Finding, ...], rule: str) -> str:
    """Return the outcome of one rule, or `silent`."""
    return next((one.outcome for one in found if one.rule_id == rule), "silent")


def test_titles_stand_at_their_numbers(book: Rulebook) -> None:
    """Published sets number wrongly; each title is held against its number."""
    assert {number: book.articles["BUDAPEST", number].title["en"] for number in TITLES} == TITLES
    assert {number for code, number in book.articles if code == "BUDAPEST"} >= {str(number) for number in (*range(2, 12), *range(22, 36))}
    assert book.articles["2AP", "8"].title["en"].startswith("Giving effect to orders from another Party")
    assert {number for code, number in book.articles if code == "EU-2023-1543"} == {str(number) for number in range(1, 35)}


def test_what_was_read_says_so_and_the_rest_does_not(book: Rulebook) -> None:
    """Articles 23 to 35 were read; the Protocol was recalled, all of it."""
    assert all(book.articles["BUDAPEST", str(number)].verified is Verified.TEXT for number in range(23, 36))
    assert book.articles["BUDAPEST", "16"].verified is Verified.MEMORY
    assert {row.verified for (code, _), row in book.articles.items() if code == "2AP"} == {Verified.MEMORY}


@pytest.mark.parametrize(
    ("from_", "to", "on", "case"),
    [
        (FR, JP, ON, "in-force"),
        (FR, VN, ON, "not-parties"),
        (VN, JP, ON, "not-parties"),
        (FR, XR, ON, "unknown-state"),
        (FR, JP, date(2003, 1, 1), "not-in-force"),
    ],
)
def test_it_binds_parties_and_gives_nothing_between_others(book: Rulebook, from_: Country, to: Country, on: date, case: str) -> None:
    """A State that is no Party gets the reason and what would help; nothing is voluntary under this text."""
    basis = legal_basis("REQ-STORED", from_=from_, to=to, on=on, rulebook=book).under("BUDAPEST")
    assert basis is not None
    assert basis.case == case
    assert basis.binds is basis.carries is (case == "in-force")
    assert (basis.mend is None) is (case == "in-force")


def test_a_request_between_parties_passes(put: Ask) -> None:
    """Under Budapest no rule of the Hanoi Convention speaks."""
    found = put()
    assert may_send(found)
    assert {one.instrument for one in found} == {"BUDAPEST", "COMITY"}
    assert said(found, "budapest.29.2") == "pass"
    assert said(put(to=VN), "budapest.36.in-force") == "stop"


@pytest.mark.parametrize(
    ("field", "rule"),
    [
        ("authority", "budapest.29.2.a"),
        ("facts", "budapest.29.2.b"),
        ("data_categories", "budapest.29.2.c"),
        ("custodian", "budapest.29.2.d"),
        ("necessity", "budapest.29.2.e"),
        ("mla_intent", "budapest.29.2.f"),
    ],
)
def test_each_content_of_29_2_is_asked_for(put: Ask, field: str, rule: str) -> None:
    """What is missing stops, at the letter that wants it."""
    found = put(**{field: None})
    assert said(found, rule) == "stop"
    assert said(found, "budapest.29.2") == "silent"


def test_secrecy_has_no_article_here_and_is_asked_all_the_same(book: Rulebook, put: Ask) -> None:
    """Article 29 has no item on secrecy: the form keeps the one of Hanoi, and the day of review is the project's own safeguard."""
    form = book.form_under("REQ-PRESERVE", "request", "BUDAPEST")
    cited = {item.key: (item.instrument, item.article) for item in form.items}
    assert cited["facts"] == ("BUDAPEST", "29(2)(b)")
    assert cited["secrecy"] == ("UNCC", "42(3)(g)")
    assert said(put(secrecy_until=None), "comity.4.preservation") == "warn"
    assert said(put(), "comity.4.preservation") == "pass"


def test_the_political_offence_is_a_ground_of_this_convention_alone(book: Rulebook) -> None:
    """It comes with those that protect persons; Hanoi lists it and says why it is not offered."""
    known = {code: {row.code: row for row in grounds_for("REQ-STORED", rulebook=book, instrument=code)} for code in ("BUDAPEST", "UNCC")}
    assert known["BUDAPEST"]["POLITICAL_OFFENCE"].article == "27(4)(a)"
    assert known["BUDAPEST"]["POLITICAL_OFFENCE"].protects
    assert known["BUDAPEST"]["POLITICAL_OFFENCE"].offered
    assert not known["UNCC"]["POLITICAL_OFFENCE"].offered
    assert "40(22)" in known["UNCC"]["POLITICAL_OFFENCE"].why_not["en"]
    assert not known["BUDAPEST"]["FISCAL"].offered
    assert known["BUDAPEST"]["FISCAL"].why_not


@pytest.mark.parametrize(
    ("ground", "by", "outcome"),
    [
        ("POLITICAL_OFFENCE", JP, "pass"),
        ("ESSENTIAL_INTEREST", JP, "pass"),
        ("DOMESTIC_BAR", JP, "stop"),
        ("DUAL_CRIM", JP, "stop"),
        ("DUAL_CRIM", AT, "pass"),
    ],
)
def test_preservation_is_refused_on_two_grounds_and_a_reservation(put: Ask, ground: str, by: Country, outcome: str) -> None:
    """Article 29(4) serves the State that made the reservation, and no other."""
    found = put("REQ-PRESERVE", "answer", from_=by, to=FR, decision="D-REFUSE", grounds=[ground], start=None, end=None)
    assert said(found, "budapest.29.5.grounds") == outcome


def test_the_page_offers_a_reserved_ground_to_who_reserved_it(book: Rulebook) -> None:
    """The same question that the rule asks, for the page that lists the grounds."""
    for state, offered in ((AT, True), (JP, False)):
        rows = {row.code: row for row in grounds_for("REQ-PRESERVE", rulebook=book, instrument="BUDAPEST", of=state, on=ON)}
        assert rows["DUAL_CRIM"].offered is offered
        assert (rows["DUAL_CRIM"].why_not is None) is offered


def test_sixty_days_and_no_postponement(book: Rulebook, put: Ask) -> None:
    """Article 29(7) sets the least time; Article 29 knows no postponement."""
    assert clock_named("C-BU29", rulebook=book, on=ON).length == timedelta(days=60)
    assert book.value("budapest.16.home-order", "most_days", on=ON).value == 90
    assert book.value("budapest.24.1", "least_months", on=ON).value == 12
    assert said(put("REQ-PRESERVE", "answer", from_=JP, to=FR), "budapest.29.7") == "pass"
    short = put("REQ-PRESERVE", "answer", from_=JP, to=FR, end="2026-12-22T22:00:00.000000Z")
    assert said(short, "budapest.29.7") == "stop"
    late = put("REQ-PRESERVE", "answer", from_=JP, to=FR, decision="D-POSTPONE")
    assert said(late, "budapest.29.5.no-postponement") == "stop"
    assert not {row.code: row for row in answers_for("REQ-PRESERVE", rulebook=book, instrument="BUDAPEST")}["D-POSTPONE"].offered


def test_a_clock_of_another_text_never_runs(book: Rulebook) -> None:
    """Under Budapest the sixty days of Budapest count, under Hanoi those of Hanoi; never both."""

    def running(instrument: str) -> set[str]:
        found = clocks_for("preservation.effected", "REQ-PRESERVE", rulebook=book, on=ON, instrument=instrument)
        return {clock.id for clock in found}

    assert running("BUDAPEST") == {"C-BU29"}
    assert running("UNCC") == running("") == {"C-UN42", "C-UN42X"}
    assert {clock.id for clock in clocks_for("request.received", "REQ-PRESERVE", rulebook=book, on=ON, instrument="BUDAPEST")} >= {"ACK"}


def test_more_time_is_asked_for_under_29_7(put: Ask) -> None:
    """The extension stands on the paragraph that sets the least time."""
    found = put("REQ-PRESERVE-EXT")
    assert may_send(found)
    assert said(put("REQ-PRESERVE-EXT", end="2026-12-01T00:00:00.000000Z"), "budapest.29.7.later") == "stop"


def test_the_protocol_gives_no_voluntary_use(book: Rulebook) -> None:
    """Not in force: no kind stands on it, and the reason is said; in force it carries."""
    for kind in ("REQ-EMERGENCY-MLA", "REQ-PRODUCTION-EFFECT"):
        known = legal_basis(kind, from_=FR, to=JP, on=ON, rulebook=book)
        assert known.first is None
        assert known.others[0].case == "not-in-force"
        assert known.others[0].mend
    later = in_force(book, FR, JP)
    assert legal_basis("REQ-EMERGENCY-MLA", from_=FR, to=JP, on=ON, rulebook=later).first is not None
    assert legal_basis("REQ-EMERGENCY-MLA", from_=FR, to=VN, on=ON, rulebook=later).first is None


def test_the_protocol_refuses_on_the_grounds_of_the_convention(book: Rulebook) -> None:
    """Article 8(8) points to Articles 25(4) and 27(4)."""
    rows = {row.code: row for row in grounds_for("REQ-PRODUCTION-EFFECT", rulebook=book, instrument="2AP")}
    assert (rows["POLITICAL_OFFENCE"].instrument, rows["POLITICAL_OFFENCE"].article) == ("BUDAPEST", "27(4)(a)")
    lengths = {name: clock_named(name, rulebook=book, on=ON).length.days for name in ("C-2AP7", "C-2AP8S", "C-2AP8a", "C-2AP8b")}
    assert lengths == {"C-2AP7": 30, "C-2AP8S": 45, "C-2AP8a": 20, "C-2AP8b": 45}
    started = Instant.parse("2026-11-24T00:00:00.000000Z")
    longer = Instant.parse("2027-01-24T00:00:00.000000Z")
    assert clock_named("C-2AP7", rulebook=book, on=ON).due(started, stated_end=longer) == longer


@each_of("kind, part", sorted(every_act()))
def test_every_sample_stands_on_each_text_of_the_council_of_europe(book: Rulebook, kind: str, part: str) -> None:
    """What is in order under Hanoi is in order here, where the kind stands here too: nothing of another text speaks."""
    later = in_force(book, FR, JP)
    for text in ("BUDAPEST", "2AP"):
        if later.kind(kind).base(text) is None:
            continue
        back = part in {"answer", "result", "notice"}
        facts = Facts(
            kind=kind,
            part=part,
            from_country=JP if back else FR,
            to_country=FR if back else JP,
            instrument=text,
            # A refusal of the samples names a ground of Hanoi; here it names one that this text has too.
            fields={
                **every_act()[kind, part],
                **({"grounds": ["ESSENTIAL_INTEREST"]} if kind == "ADM-REFUSE" else {}),
                "authority": "jp-npa-cyb" if back else "fr-pj-cyb",
            },
            original=Original(
                reference=Reference("XR-2026-000001"),
                kind=kind if later.kind(kind).opens else "REQ-STORED",
                fields=every_act().get((kind, "request"), {}),
                start=Instant.parse(START),
                end=Instant.parse(END),
            ),
            switched_on=True,
            peer_allowed=True,
        )
        found = check(facts, rulebook=later, role="drafter", on=ON)
        assert [one.rule_id for one in found if one.outcome == "stop"] == []
        assert {one.instrument for one in found} <= {"BUDAPEST", "2AP", "COMITY"}
