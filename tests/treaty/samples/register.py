"""A commitment shared from register to register."""

from typing import Final

from tests.treaty.samples import Acts

_STANDING: Final = {"number": "C-000031", "state": "in-progress"}

ACTS: Acts = {
    ("MSG-COMMITMENT", "request"): {
        "number": "C-000017",
        "words": "Ruritania sẽ hỗ trợ Freedonia đào tạo 50 cán bộ trước ngày 30/6/2027.",
        "words_language": "vi",
        "strength": "unilateral-public",
        "due": "2027-06-30",
        "obligor_country": "XR",
        "obligor": "Ministry of the Interior",
        "beneficiary_country": "XF",
        "beneficiary": "Freedonia",
        "source_standing": "press",
        "source_title": "Meeting of ministers in Strelsau",
        "source_digest": "0f" * 32,
        "state": "registered",
    },
    ("MSG-COMMITMENT", "answer"): {"decision": "D-ACCEPT", "known_as": "KNOWN-SAME", "number": "C-000031"},
    ("MSG-COMMITMENT", "report"): {**_STANDING, "number": "C-000017"},
    ("MSG-COMMITMENT", "notice"): _STANDING,
    ("MSG-COMMITMENT", "closure"): {"outcome": "OUT-FULFILLED"},
}
