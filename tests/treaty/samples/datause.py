"""Passing on, another use, exculpatory disclosure: each about what came under an earlier request."""

from typing import Final

from tests.treaty.samples import Acts
from tests.treaty.samples.evidence import AUTHORITY

_EARLIER: Final = {
    **AUTHORITY,
    "original": "XR-2026-000001",
    "received_on": "2026-12-20",
    "material": ["RT-SUBSCRIBER"],
    "material_what": "Subscriber record, item 2 of the package of 20 December 2026",
}
_CONSENT: Final = {"decision": "D-COND", "conditions": ["C-USE", "C-RETENTION"]}

ACTS: Acts = {
    ("ADM-ONWARD", "request"): {
        **_EARLIER,
        "recipient_type": "OR-STATE",
        "recipient_country": "AT",
        "recipient_name": "Federal Criminal Police Office",
        "purposes": ["PUR-IDENTIFY"],
        "why": {"text": "The same account was used against a hospital there.", "language": "en"},
        "safeguards": ["SG-PURPOSE", "SG-RETENTION"],
        "retain_until": "2028-12-31",
        "urgency": "routine",
    },
    ("ADM-ONWARD", "answer"): _CONSENT,
    ("ADM-ONWARD", "closure"): {"outcome": "OUT-FULFILLED"},
    ("ADM-USE-CHANGE", "request"): {
        **_EARLIER,
        "case_number": "FPC 2026/91",
        "proceeding": "PRC-PRO",
        "purposes": ["PUR-PROSECUTE"],
        "why": {"text": "The same person is charged with fraud in another case.", "language": "en"},
        "urgency": "routine",
    },
    ("ADM-USE-CHANGE", "answer"): _CONSENT,
    ("ADM-USE-CHANGE", "closure"): {"outcome": "OUT-FULFILLED"},
    ("ADM-EXCULP", "request"): {
        **_EARLIER,
        "court": "District Court of Strelsau, case 2026/411",
        "disclosed_on": "2026-12-15",
    },
    ("ADM-EXCULP", "closure"): {"outcome": "OUT-FULFILLED"},
}
