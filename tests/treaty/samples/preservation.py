"""Preservation, its extension and its risk notice."""

from collections.abc import Mapping
from typing import Any, Final

from tests.treaty.samples import Acts

START: Final = "2026-11-23T22:00:00.000000Z"
END: Final = "2027-01-22T22:00:00.000000Z"

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
ACTS: Acts = {
    ("REQ-PRESERVE", "request"): REQUEST,
    ("REQ-PRESERVE", "answer"): ANSWER,
    ("REQ-PRESERVE", "closure"): {"outcome": "OUT-FULFILLED"},
    ("REQ-PRESERVE-EXT", "request"): EXTENSION,
    ("REQ-PRESERVE-EXT", "answer"): {"decision": "D-GRANT", "end": "2027-03-22T22:00:00.000000Z"},
    ("MSG-PRESERVE-RISK", "notice"): {"risks": ["RISK-CONF"], "views_by": "2026-11-27"},
    ("MSG-PRESERVE-RISK", "views"): {"go_on": "RSK-GO"},
}
