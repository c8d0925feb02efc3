"""The 24/7 networks, the path of a communication, and the requests of the Protocol between authorities."""

from collections.abc import Mapping
from typing import Any, Final

from tests.treaty.samples import Acts

WHO: Final[Mapping[str, Any]] = {
    "authority": "fr-pj-cyb",
    "authority_name": "Cybercrime Office, Judicial Police",
    "case_number": "PJ 2026/4471",
    "proceeding": "PRC-INV",
}
CRIME: Final[Mapping[str, Any]] = {"offences": ["OFF-07"], "max_penalty_months": 60, "law_reference": "Penal Code, Art. 323-1"}
FACTS: Final = {"text": "On 20 November 2026 a hospital was entered through a stolen account.", "language": "en"}
URGENT: Final[Mapping[str, Any]] = {"urgency": "urgent", "urgency_reasons": ["UR-EVIDENCE"]}
QUIET: Final[Mapping[str, Any]] = {"secrecy": "SEC-NONE"}
EMERGENCY: Final[Mapping[str, Any]] = {
    "urgency": "emergency",
    "urgency_reasons": ["UR-LIFE"],
    "emergency_risk": "EM-LIFE",
    "emergency_imminent": "IMM-NOW",
    "emergency_persons": "A girl of nine years",
    "emergency_link": {"text": "The account was used an hour ago; its address leads to where she is held.", "language": "en"},
    "emergency_by": "Duty prosecutor",
    "review_by": "Head of the prosecutor's office",
    "review_on": "2026-11-26",
}
ADDRESS: Final = [{"type": "ip-port", "value": "192.0.2.17:48211 2026-11-20T08:12:31Z"}]
MAIL: Final = [{"type": "email", "value": "k7-relay@post.example"}]
PROVIDER: Final[Mapping[str, Any]] = {"provider": "Post Example JSC", "provider_address": "1 Harbour Street", "statement": True}
GRANT: Final[Mapping[str, Any]] = {"decision": "D-GRANT", "expected_on": "2026-11-28"}

REQUESTS: Final[Mapping[str, Mapping[str, Any]]] = {
    "REQ-PROVIDER-LOC": {
        **WHO,
        **CRIME,
        **URGENT,
        **QUIET,
        "identifiers": ADDRESS,
        "sought": ["LOC-PROVIDER"],
        "purposes": ["PUR-IDENTIFY"],
    },
    "REQ-TECH-ADVICE": {
        **WHO,
        **URGENT,
        "advice_topics": ["AT-LOG-FORMAT"],
        "question": {"text": "Which time zone do the access logs of mobile operators carry?", "language": "en"},
    },
    "REQ-LEGAL-INFO": {**WHO, "urgency": "routine", "legal_topics": ["LT-RETENTION"]},
    "REQ-LOCATE": {
        **WHO,
        **CRIME,
        **URGENT,
        **QUIET,
        "facts": FACTS,
        "persons": [{"name": "DOE John", "role": "PR-SUSPECT"}],
        "locate_basis": "LCB-WARRANT",
        "locate_reference": "Warrant 77/2026, investigating judge",
        "locate_on": "2026-11-20",
        "rights_checked": "Legal adviser on duty",
        "purposes": ["PUR-LOCATE"],
    },
    "REQ-EMERGENCY-DATA": {
        **WHO,
        **CRIME,
        **EMERGENCY,
        **PROVIDER,
        **QUIET,
        "data_categories": ["DAT-SUB", "DAT-TRF"],
        "identifiers": MAIL,
        "relation": ["REL-SUSPECT"],
    },
    "REQ-EMERGENCY-MLA": {
        **WHO,
        **CRIME,
        **EMERGENCY,
        **QUIET,
        "facts": FACTS,
        "assistance": {"text": "Search of the place to which the address leads.", "language": "en"},
        "purposes": ["PUR-LOCATE"],
    },
    "REQ-PRODUCTION-EFFECT": {
        **WHO,
        **CRIME,
        **PROVIDER,
        **QUIET,
        "urgency": "routine",
        "facts": FACTS,
        "data_categories": ["DAT-SUB"],
        "identifiers": MAIL,
        "relation": ["REL-SUSPECT"],
        "power_reference": "Code of Criminal Procedure, Art. 60-1",
        "holder_reason": ["HLD-SERVICE"],
        "contact_name": "Investigating judge",
        "contact_reach": [{"type": "phone", "value": "+33123456789"}],
        "sought_before": "SGT-NO",
        "auth_type": "AU-COURT",
        "auth_by": "Judicial Court, investigating judge",
        "auth_on": "2026-11-20",
        "auth_until": "2027-02-20",
        "auth_scope": ["DAT-SUB"],
    },
}
RESULT: Final[Mapping[str, Any]] = {"extent": "RES-ALL", "handed": ["RT-SUBSCRIBER"], "evidential": "EV-LEAD"}

ACTS: Acts = {
    **{(kind, "request"): fields for kind, fields in REQUESTS.items()},
    **{(kind, "answer"): GRANT for kind in REQUESTS},
    **{(kind, "result"): RESULT for kind in REQUESTS},
    **{(kind, "report"): {"used_for": ["USE-LEAD"]} for kind in REQUESTS},
    **{(kind, "closure"): {"outcome": "OUT-FULFILLED"} for kind in REQUESTS},
    ("MSG-PATH", "notice"): {
        "provider": "Transit Example GmbH",
        "provider_state": "DE",
        "path_role": "PTH-TRANSIT",
        "path_points": ADDRESS,
        "next_state": "DE",
        "next_kind": "NXT-PRESERVE",
    },
}
