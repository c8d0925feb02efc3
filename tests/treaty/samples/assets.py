"""Tracing, freezing, confiscation and return: the money of the false exchange."""

from typing import Any, Final

from tests.treaty.samples import Acts
from tests.treaty.samples.persons import CASE, CENTRAL, CLOSURE, DUAL, FACTS, OFFENCE, ORGANIZED, PERSON, URGENT

WALLET: Final = {"type": "wallet", "value": "bitcoin bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"}
IBAN: Final = {"type": "iban", "value": "DE89370400440532013000"}
SECRECY: Final = {"secrecy": "SEC-FACT", "secrecy_until": "2027-01-22", "secrecy_reviewer": "Judge A. Hentzau"}
GRANT: Final = {"decision": "D-GRANT", "expected_on": "2027-01-10"}
REPORT: Final = {"used_for": ["USE-EVIDENCE"], "used_on": "2027-09-01"}
RESULT: Final = {
    "extent": "RES-ALL",
    "handed": ["RT-TRACE", "RT-FREEZE"],
    "found": [WALLET],
    "held": {"amount": "3.27", "currency": "BTC"},
    "order_by": "People's Court of Ha Noi",
    "order_on": "2026-12-10",
    "order_until": "2027-12-10",
    "custody": "Order served on the exchange; its records of 10 December 2026",
    "third_claims": "THC-NONE",
    "evidential": "EV-EVIDENCE",
}
CONTENT: Final[dict[str, Any]] = {
    **CENTRAL,
    **CASE,
    **OFFENCE,
    **ORGANIZED,
    **FACTS,
    **DUAL,
    **URGENT,
    **SECRECY,
    "asset_types": ["AST-BANK", "AST-VIRTUAL"],
    "identifiers": [WALLET, IBAN],
    "property_description": "Balance of one account and one wallet into which victims paid",
    "property_location": "An exchange at Ha Noi",
    "value": {"amount": "812000", "currency": "EUR"},
    "property_links": ["PRP-PROCEEDS", "PRP-CONVERTED"],
    "predicates": ["PD-FRAUD"],
    "persons": [PERSON],
    "period": {"from": "2026-06-02", "to": "2026-09-30"},
    "assistance": {"text": "Find the balance, keep it from being moved, and say who controls it.", "language": "en"},
    "procedures": ["PW-CERTIFY"],
    "purposes": ["PUR-TRACE", "PUR-FREEZE"],
}


def _whole(kind: str, request: dict[str, Any], result: dict[str, Any]) -> dict[tuple[str, str], Any]:
    """Return a case from its request to its closure."""
    return {
        (kind, "request"): request,
        (kind, "answer"): GRANT,
        (kind, "result"): result,
        (kind, "report"): REPORT,
        (kind, "closure"): CLOSURE,
    }


ACTS: Acts = {
    **_whole(
        "REQ-FREEZE",
        {
            **CONTENT,
            "actions": ["AC-TRACE", "AC-FREEZE"],
            "freeze_until": "2027-11-30",
            "confiscation_by": "2027-06-30",
            "order_type": "AU-COURT",
            "order_by": "District Court of Strelsau",
            "order_number": "GC 2026/915",
            "order_on": "2026-11-20",
            "order_copy": True,
        },
        RESULT,
    ),
    **_whole(
        "REQ-CONFISCATE",
        {
            **{name: value for name, value in CONTENT.items() if name != "period"},
            "route": "AC-CONFISCATE-ENFORCE",
            "order_by": "District Court of Strelsau",
            "order_number": "GC 2027/88",
            "order_on": "2026-11-10",
            "order_final": True,
            "order_copy": True,
            "order_extent": "The whole balance, up to 812000 euro",
            "third_notice": ["THN-PUBLISHED", "THN-NONE-KNOWN"],
            "purposes": ["PUR-CONFISCATE"],
        },
        RESULT,
    ),
    **_whole(
        "REQ-RETURN",
        {
            **CENTRAL,
            **CASE,
            "asset_types": ["AST-VIRTUAL"],
            "identifiers": [WALLET],
            "property_description": "Proceeds of the sale of the wallet's balance",
            "value": {"amount": "790000", "currency": "EUR"},
            "confiscated_under": "XR-2026-000001",
            "return_basis": ["RTN-VICTIM"],
            "claimants": "214 victims, list in volume 5 of the file",
            "order_by": "District Court of Strelsau",
            "order_on": "2026-11-10",
            "order_final": True,
            "expenses": "EXP-REASONABLE",
            "pay_to": IBAN,
            "urgency": "routine",
        },
        {
            "extent": "RES-ALL",
            "returned": {"amount": "781000", "currency": "EUR"},
            "returned_on": "2027-12-01",
            "deducted": {"amount": "9000", "currency": "EUR"},
            "proof": "Payment order 2027/4471",
        },
    ),
}
