"""The rulebooks, and acts that are in order until a test takes something away."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from tests.treaty.samples import every_act
from tests.treaty.samples.preservation import ANSWER, END, EXTENSION, REQUEST, START

from comity.terms.identifiers import Country, Reference
from comity.terms.instants import Instant
from comity.treaty.check import check, is_stopped, may_send
from comity.treaty.findings import Facts, Finding, Original
from comity.treaty.rulebook import Rulebook, load_rulebook

ON = date(2026, 11, 24)
VN, XR = Country("VN"), Country("XR")
OF_THE_REQUESTED = {"answer", "result", "consultation", "notice"}
ACTS = every_act()

__all__ = ["ACTS", "ANSWER", "END", "EXTENSION", "ON", "REQUEST", "START"]

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
    """Check an act that is in order except for what the test changes; a field set to None, or named in `without`, is left out."""

    def put(
        kind: str = "REQ-PRESERVE",
        part: str = "request",
        *,
        role: str = "drafter",
        on: date = ON,
        without: tuple[str, ...] = (),
        **changes: Any,
    ) -> tuple[Finding, ...]:
        known: dict[str, Any] = {
            "from_country": XR,
            "to_country": VN,
            "from_role": "POC",
            "to_role": "CA",
            "original": Original(
                reference=Reference("XR-2026-000001"),
                kind="REQ-PRESERVE",
                fields=REQUEST,
                start=Instant.parse(START),
                end=Instant.parse(END),
            ),
        }
        row = demo.kinds.get(kind)
        if row is not None and not {"POC", "CA"} <= set(row.sender):
            role_of_both = next(code for code in ("CA", "POC", *row.sender) if code in row.sender)
            known |= {"from_role": role_of_both, "to_role": role_of_both}
        if row is not None and row.opens and not {"POC", "CA"} & set(row.sender):
            known |= {"original": None}
        if row is not None and (row.off or row.high_risk):
            known |= {"switched_on": True, "peer_allowed": True}
        if part == "answer" and row is not None and row.opens and kind != "REQ-PRESERVE":
            known |= {"original": Original(reference=Reference("XR-2026-000001"), kind=kind, fields=ACTS[kind, "request"])}
        if part in OF_THE_REQUESTED or (kind, part) in {("ADM-MOREINFO", "question"), ("ADM-STATUS", "information")}:
            known |= {"from_country": VN, "to_country": XR}
        known |= {name: changes.pop(name) for name in list(changes) if name in Facts.__dataclass_fields__}
        fields = {**ACTS[kind, part], **changes, **dict.fromkeys(without)}
        facts = Facts(kind=kind, part=part, fields={key: value for key, value in fields.items() if value is not None}, **known)
        found = check(facts, rulebook=demo, role=role, on=on)
        # Whatever any test asks, the short question has the same answer.
        assert is_stopped(facts, rulebook=demo, role=role, on=on) is not may_send(found)
        return found

    return put


@pytest.fixture
def says(ask: Ask) -> Callable[..., str]:
    """Return what one rule says of an act: `outcome`, or `silent`."""

    def put(rule_id: str, *arguments: Any, **changes: Any) -> str:
        found = [finding for finding in ask(*arguments, **changes) if finding.rule_id == rule_id]
        assert len(found) <= 1
        return found[0].outcome if found else "silent"

    return put
