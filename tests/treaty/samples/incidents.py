"""Misdelivery, breach, and the question of a person concerned."""

from typing import Final

from tests.treaty.samples import Acts
from tests.treaty.samples.evidence import AUTHORITY

_WHEN: Final = "2026-11-23T01:02:03.000000Z"

ACTS: Acts = {
    ("ADM-MISDELIVERY", "request"): {
        **AUTHORITY,
        "original": "XR-2026-000001",
        "came_at": _WHEN,
        "found_at": "2026-11-23T02:00:00.000000Z",
        "misdirected": "MIS-ADDRESSEE",
        "sealed_at": "2026-11-23T02:01:00.000000Z",
        "read_by": "READ-HEAD",
        "readers": 2,
        "proposed": "END-DESTROY",
        "urgency": "routine",
    },
    ("ADM-MISDELIVERY", "answer"): {"decision": "D-GRANT"},
    ("ADM-MISDELIVERY", "closure"): {
        "outcome": "OUT-FULFILLED",
        "ended": "END-DESTROYED",
        "ended_on": "2026-11-24",
        "first_officer": "Anna Roth",
        "second_officer": "Bert Stolz",
    },
    ("ADM-BREACH", "request"): {
        **AUTHORITY,
        "breach_type": "BR-ACCESS",
        "found_at": _WHEN,
        "original": "XR-2026-000001",
        "data_categories": ["DAT-SUB"],
        "persons_about": 12,
        "consequences": ["CSQ-UNKNOWN"],
        "measures": ["MSR-CLOSED", "MSR-INQUIRY"],
        "contact": "Duty officer, 24/7 contact point",
        "more_follows": True,
        "secrecy": "SEC-USER",
        "secrecy_until": "2027-01-22",
        "secrecy_reviewer": "Head of the Data Protection Unit",
    },
    ("ADM-BREACH", "closure"): {"outcome": "OUT-FULFILLED"},
    ("ADM-REMEDY", "request"): {
        **AUTHORITY,
        "asked": ["RA-ACCESS"],
        "asked_on": "2026-11-20",
        "asked_by": "AK-LAWYER",
        "person_name": "Clara Weiss",
        "reach": "By letter to her lawyer, Kanzlei Berg, Strelsau",
        "consents": "CST-WRITTEN",
        "urgency": "routine",
    },
    ("ADM-REMEDY", "answer"): {"decision": "D-GRANT"},
    ("ADM-REMEDY", "closure"): {"outcome": "OUT-FULFILLED"},
}
