"""Permission to pass threat information on: asked, given until a day and with conditions, taken back."""

from typing import Final

from tests.treaty.samples import Acts
from tests.treaty.samples.evidence import AUTHORITY

FIRST: Final = "indicator--00000001-0000-4000-8000-000000000000"
SECOND: Final = "malware--00000002-0000-4000-8000-000000000000"

ACTS: Acts = {
    ("ADM-RESHARE", "request"): {
        **AUTHORITY,
        "objects": f"{FIRST} {SECOND}",
        "recipient": "th-poc",
        "purposes": ["PUR-IDENTIFY"],
        "why": {"text": "The same server answers to a bank there.", "language": "en"},
        "until": "2027-06-30",
        "urgency": "routine",
    },
    ("ADM-RESHARE", "answer"): {
        "decision": "D-COND",
        "until": "2027-03-31",
        "permitted": FIRST,
        "tlp": "TLP:AMBER",
        "pap": "PAP:AMBER",
        "conditions": ["C-USE"],
    },
    ("ADM-RESHARE", "notice"): {"reason": "RECALL-WRONG"},
    ("ADM-RESHARE", "closure"): {"outcome": "OUT-FULFILLED"},
}
