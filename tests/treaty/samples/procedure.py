"""Messages inside a case."""

from tests.treaty.samples import Acts

ACTS: Acts = {
    ("ADM-CONSULT", "consultation"): {"grounds": ["ESSENTIAL_INTEREST"], "views_by": "2026-11-27"},
    ("ADM-CONSULT", "views"): {"views": "VIEWS-MAINTAIN"},
    ("ADM-WITHDRAW", "withdrawal"): {"reason": "WD-CLOSED"},
    ("ADM-MOREINFO", "question"): {"about": ["MC-DATA"]},
    ("ADM-MOREINFO", "information"): {"note": {"text": "The second mailbox.", "language": "en"}},
    ("ADM-STATUS", "question"): {"asked": ["SQ-STAGE", "SQ-EXPECTED"]},
    ("ADM-STATUS", "information"): {
        "stage": "STG-TRANSFERRED",
        "passed_to": "Provincial procuracy of Da Nang",
        "expected_on": "2027-01-10",
    },
    ("ADM-POSTPONE", "answer"): {
        "decision": "D-POSTPONE",
        "postpone_reasons": ["PP-TRIAL"],
        "postpone_review": "2027-02-01",
    },
    ("ADM-CARRY", "question"): {
        "side": "CARRY-ASKING",
        "about_kind": "REQ-PRESERVE",
        "about_instrument": "UNCC",
        "about_article": "42",
        "about_urgency": "urgent",
        "state": "opened",
        "papers": [
            {
                "act": "request",
                "by": "asking",
                "document": "0f" * 32,
                "envelope": "0" * 31 + "1",
                "fields": {"authority": "xr-cert"},
                "kind": "REQ-PRESERVE",
                "method": "DEL-POST",
                "number": "MOJ/17",
                "on": "2026-11-20T03:07:00.000000Z",
            }
        ],
        "clocks": "DECIDE 2026-11-20",
    },
    ("ADM-CARRY", "information"): {"carry": "CARRY-ACCEPT", "own_case": "VN-2026-000007"},
    ("ADM-CARRY", "withdrawal"): {"reason": "CARRY-SILENT"},
    ("ADM-REFUSE", "answer"): {"decision": "D-REFUSE", "grounds": ["DISCRIMINATION"]},
}
