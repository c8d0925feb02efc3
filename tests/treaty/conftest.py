"""The rulebooks, and acts that are in order until a test takes something away."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest

from comity.terms.identifiers import Country, Reference
from comity.terms.instants import Instant
from comity.treaty.check import check
from comity.treaty.findings import Facts, Finding, Original
from comity.treaty.rulebook import Rulebook, load_rulebook

ON = date(2026, 11, 24)
VN, XR = Country("VN"), Country("XR")
START = "2026-11-23T22:00:00.000000Z"
END = "2027-01-22T22:00:00.000000Z"

REQUEST: Mapping[str, Any] = {
    "authority": "xr-fpc-cyb",
    "authority_name": "Cybercrime Unit, Federal Police of Ruritania",
    "case_number": "FPC 2026/77",
    "proceeding": "PRC-INV",
    "offences": ["OFF-07", "OFF-09"],
    "max_penalty_months": 72,
    "facts": {"text": "Between 3 and 9 November 2026 the server of a hospital was entered and its data encrypted.", "language": "en"},
    "data_categories": ["DAT-SUB", "DAT-TRF", "DAT-CON"],
    "identifiers": [{"type": "email", "value": "k7-relay@post.example"}],
    "relation": ["REL-SUSPECT"],
    "period": {"from": "2026-11-01", "to": "2026-11-23"},
    "custodian": "Post Example JSC",
    "necessity": ["NEC-VOL"],
    "mla_intent": "MLA-INTENT",
    "mla_date": "2026-12-24",
    "secrecy": "SEC-USER",
    "secrecy_until": "2027-01-22",
    "length_days": 60,
}
ANSWER: Mapping[str, Any] = {"decision": "D-GRANT", "start": START, "end": END}
EXTENSION: Mapping[str, Any] = {
    "original": "XR-2026-000001",
    "reasons": ["EXT-MLA-DRAFT"],
    "end": "2027-03-22T22:00:00.000000Z",
    "mla_intent": "MLA-INTENT",
}
ACTS: Mapping[tuple[str, str], Mapping[str, Any]] = {
    ("REQ-PRESERVE", "request"): REQUEST,
    ("REQ-PRESERVE", "answer"): ANSWER,
    ("REQ-PRESERVE-EXT", "request"): EXTENSION,
    ("REQ-PRESERVE-EXT", "answer"): {"decision": "D-GRANT", "end": "2027-03-22T22:00:00.000000Z"},
    ("ADM-CONSULT", "consultation"): {"grounds": ["ESSENTIAL_INTEREST"], "views_by": "2026-11-27"},
    ("ADM-CONSULT", "views"): {"views": "VIEWS-MAINTAIN"},
    ("MSG-PRESERVE-RISK", "notice"): {"risks": ["RISK-CONF"], "views_by": "2026-11-27"},
    ("MSG-PRESERVE-RISK", "views"): {"go_on": "RSK-GO"},
    ("ADM-WITHDRAW", "withdrawal"): {"reason": "WD-CLOSED"},
    ("ADM-MOREINFO", "request"): {"about": ["42-3-C"]},
    ("ADM-MOREINFO", "answer"): {"note": {"text": "The second mailbox.", "language": "en"}},
}

Ask = Callable[..., tuple[Finding, ...]]


@pytest.fixture(scope="session")
def book() -> Rulebook:
    """The rulebook of a real node."""
    return load_rulebook()


@pytest.fixture(scope="session")
def demo() -> Rulebook:
    """The rulebook of the demonstration, with Ruritania."""
    return load_rulebook(demo=True)


@pytest.fixture
def ask(demo: Rulebook) -> Ask:
    """Check an act that is in order except for what the test changes; a field set to None is left out."""

    def put(
        kind: str = "REQ-PRESERVE", part: str = "request", *, role: str = "drafter", on: date = ON, **changes: Any
    ) -> tuple[Finding, ...]:
        known: dict[str, Any] = {
            "from_country": XR,
            "to_country": VN,
            "from_role": "POC",
            "to_role": "CA",
            "original": Original(reference=Reference("XR-2026-000001"), fields=REQUEST, start=Instant.parse(START), end=Instant.parse(END)),
        }
        if part in {"answer", "consultation", "notice"} and kind != "ADM-MOREINFO":
            known |= {"from_country": VN, "to_country": XR}
        known |= {name: changes.pop(name) for name in list(changes) if name in Facts.__dataclass_fields__}
        fields = {**ACTS[kind, part], **changes}
        facts = Facts(kind=kind, part=part, fields={key: value for key, value in fields.items() if value is not None}, **known)
        return check(facts, rulebook=demo, role=role, on=on)

    return put


@pytest.fixture
def says(ask: Ask) -> Callable[..., str]:
    """Return what one rule says of an act: `outcome`, or `silent`."""

    def put(rule_id: str, *arguments: Any, **changes: Any) -> str:
        found = [finding for finding in ask(*arguments, **changes) if finding.rule_id == rule_id]
        assert len(found) <= 1
        return found[0].outcome if found else "silent"

    return put
