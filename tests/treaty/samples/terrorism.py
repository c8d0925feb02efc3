"""A designation on the request of another State, and the check of one named person."""

from typing import Final

from tests.treaty.samples import Acts

SUBJECT: Final = {
    "name": "Rupert Hentzau",
    "role": "PR-SUSPECT",
    "other_names": "Count Rupert",
    "born": "1991-05",
    "nationality": "XR",
    "document": "XR P7654321",
}

ACTS: Acts = {
    ("REQ-1373-DESIGNATE", "request"): {
        "authority": "xr-mfa-sanctions",
        "authority_name": "Federal Foreign Office of Ruritania, Sanctions",
        "persons": [SUBJECT],
        "identifiers": [{"type": "iban", "value": "DE89370400440532013000"}],
        "designation_basis": ["DB-FACILITATED"],
        "facts": {
            "text": "He collects money in a chat and hands it to an armed group; two couriers say so and records agree.",
            "language": "en",
        },
        "sources": ["ET-STATEMENT", "ET-FINANCIAL"],
        "treaty_offences": ["TO-TF-02"],
        "support_types": ["SUP-FINANCE"],
        "ict_uses": ["USE-FUNDRAISING"],
        "designated_on": "2026-11-02",
        "designated_by": "Federal Council of Ruritania",
        "review_body": "Administrative Court of Strelsau",
        "review_by": "2027-11-02",
        "delisting_route": "Application to the court within any time; counsel is given",
        "urgency": "urgent",
        "urgency_reasons": ["UR-FLIGHT"],
        "secrecy": "SEC-FACT",
        "secrecy_until": "2026-12-24",
        "secrecy_reviewer": "Head of Sanctions",
    },
    ("REQ-1373-DESIGNATE", "answer"): {"decision": "D-GRANT", "expected_on": "2026-11-26"},
    ("REQ-1373-DESIGNATE", "result"): {
        "extent": "RES-ALL",
        "designated_on": "2026-11-26",
        "held": {"amount": "9100", "currency": "EUR"},
        "list_reference": "VN-1373-2026-004",
        "review_body": "Ministry of Public Security, review board",
        "exemptions": ["EXM-BASIC"],
    },
    ("REQ-1373-DESIGNATE", "report"): {"used_for": ["USE-NONE"], "used_on": "2027-02-01"},
    ("REQ-1373-DESIGNATE", "closure"): {"outcome": "OUT-FULFILLED"},
    ("REQ-WATCHLIST-MATCH", "request"): {
        "authority": "xr-fpc-ct",
        "authority_name": "Federal Police of Ruritania, counter-terrorism",
        "case_number": "FPC 2026/505",
        "proceeding": "PRC-INV",
        "persons": [SUBJECT],
        "identifiers": [{"type": "document", "value": "XR passport P7654321"}],
        "match_reasons": ["WLR-TRAVEL", "WLR-INVESTIGATION"],
        "facts": {"text": "A ticket to Da Nang for 1 December was bought in his name by a courier.", "language": "en"},
        "lists": ["LST-UN", "LST-NATIONAL"],
        "support_types": ["SUP-PEOPLE"],
        "urgency": "urgent",
        "urgency_reasons": ["UR-DEADLINE"],
        "secrecy": "SEC-FACT",
        "secrecy_until": "2026-12-24",
        "secrecy_reviewer": "Head of counter-terrorism",
    },
    ("REQ-WATCHLIST-MATCH", "answer"): {"decision": "D-GRANT", "expected_on": "2026-11-25"},
    ("REQ-WATCHLIST-MATCH", "result"): {
        "extent": "RES-ALL",
        "match_result": "MT-MATCH",
        "lists": ["LST-NATIONAL"],
        "matched_on": ["MON-NAME", "MON-BIRTH", "MON-DOCUMENT"],
        "decided_by": "Maj. Le Thi Thu",
        "confirmed_by": "Lt. Col. Pham Van Duc",
        "redress": "Complaint to the Ministry of Public Security",
        "conditions": ["C-USE", "C-INTEL"],
    },
    ("REQ-WATCHLIST-MATCH", "report"): {"used_for": ["USE-LEAD"], "used_on": "2027-02-01"},
    ("REQ-WATCHLIST-MATCH", "closure"): {"outcome": "OUT-FULFILLED"},
}
