"""A note on methods, published to its field, followed up, and acknowledged."""

from typing import Any, Final

from tests.treaty.samples import Acts

_TOLD: Final[dict[str, Any]] = {
    "sort": "WARN-METHOD",
    "field": "EF-FINANCING",
    "urgency": "urgent",
    "threat_level": "TL-SUBSTANTIAL",
    "techniques": ["TQ-CRYPTO-MIX"],
    "ict_uses": ["USE-FUNDRAISING"],
    "support_types": ["SUP-FINANCE"],
    "offences": ["OFF-17"],
    "technologies": ["TECH-VIRTUAL-ASSET"],
    "sectors": ["SCT-FINANCE"],
    "words": {"text": "Small sums are collected under the name of a charity and pass through a mixer within the hour.", "language": "en"},
    "indicators": [{"type": "domain", "value": "relief-zenda.example"}],
    "actions": ["WACT-LOOK", "WACT-WATCH"],
    "good_until": "2027-01-31",
    "tlp": "TLP:AMBER",
    "pap": "PAP:AMBER",
    "onward": "ONWARD-ASK",
}

ACTS: Acts = {
    ("MSG-WARNING", "request"): {"number": "W-000017", **_TOLD},
    ("MSG-WARNING", "answer"): {"decision": "D-ACCEPT", "version": 1, "done": "DONE-SEEN"},
    ("MSG-WARNING", "report"): {"number": "W-000017", "version": 2, "follow": "FOLLOW-UPDATE", **_TOLD},
    ("MSG-WARNING", "notice"): {"version": 2, "done": "DONE-APPLIED"},
    ("MSG-WARNING", "closure"): {"outcome": "OUT-FULFILLED"},
}
