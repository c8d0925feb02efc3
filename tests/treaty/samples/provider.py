"""What is recorded of acts that go to providers."""

from collections.abc import Mapping
from typing import Any, Final

from tests.treaty.samples import Acts
from tests.treaty.samples.network import CRIME, MAIL, PROVIDER, WHO

TRACKED: Final[Mapping[str, Any]] = {"issued_on": "2026-11-20", "track_state": "TRK-SENT"}
MANNER: Final[Mapping[str, Any]] = {"answer_by": "2026-12-24", "answer_how": "WAY-PORTAL"}
UNION: Final[Mapping[str, Any]] = {
    "authority_name": "Judicial Court, investigating judge",
    "case_number": "PJ 2026/4471",
    "proceeding": "PRC-INV",
    "issuing_state": "FR",
    "order_number": "FR-2026-118",
    "issued_by": "ISS-JUDGE",
    "provider": "Post Example Ireland Ltd",
    "addressee_as": "ADR-ESTABLISHMENT",
    "provider_state": "IE",
    "identifiers": MAIL,
    "proportionality": ["PRP-NO-OTHER", "PRP-LIMITED"],
    **CRIME,
    **TRACKED,
}

ACTS: Acts = {
    ("REQ-SUBSCRIBER-DIRECT", "request"): {
        **WHO,
        **CRIME,
        **PROVIDER,
        **MANNER,
        **TRACKED,
        "identifiers": MAIL,
        "subscriber_items": ["SUB-IDENTITY", "SUB-BILLING"],
        "power_reference": "Code of Criminal Procedure, Art. 60-1",
        "penalty_reference": "Penal Code, Art. 323-1, five years",
        "contact_name": "Investigating judge",
        "contact_reach": [{"type": "phone", "value": "+33123456789"}],
        "notified": "NTC-MADE",
        "notified_on": "2026-11-20",
    },
    ("REQ-DOMAIN-REG", "request"): {
        **WHO,
        **MANNER,
        **TRACKED,
        "identifiers": [{"type": "domain", "value": "bad.example"}],
        "registration_data": ["REG-NAME", "REG-EMAIL"],
        "provider": "Registry Example",
        "provider_state": "DE",
        "statement": True,
    },
    ("TRK-EPOC", "request"): {
        **UNION,
        "eu_data": ["EU-SUBSCRIBER"],
        "urgency": "routine",
        "controller": "CTL-CONTROLLER",
        "eu_notified": "EUN-NOT-OWED",
        "user_informed": "USR-DELAYED",
        "user_review": "2027-01-20",
        "channel": "CHN-SYSTEM",
    },
    ("TRK-EPOCPR", "request"): {**UNION, "eu_data": ["EU-CONTENT"], "hold_until": "2027-01-19"},
    ("MSG-CONTENT-REFERRAL", "request"): {
        **TRACKED,
        "act": "CR-REFERRAL",
        "authority_name": "National CERT",
        "identifiers": [{"type": "url", "value": "https://video.example/w/77"}],
        "content_kind": ["CK-INCITE"],
        "provider": "Video Example",
        "excluded": ["EXC-NEWS", "EXC-OPINION"],
        "appeal_route": "Complaint to the provider; court at its seat, within 30 days",
        "uploader_told": "UPL-BY-PROVIDER",
    },
}
