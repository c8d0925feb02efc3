"""What the officers of the demonstration fill in: coded fields, one free text at most, dates counted from the day it runs."""

from datetime import timedelta
from typing import Any

from comity.terms.instants import Instant

Fields = dict[str, Any]

_FACTS = {
    "hospital": (
        "On 9 November the patient-records server of the public hospital of Strelsau was entered and its data encrypted. "
        "The keys were sent to two mailboxes hosted in Viet Nam."
    ),
    "registry": ("On 12 November the land registry of Strelsau was entered. Command traffic went to a server rented in Viet Nam."),
    "forum": "An account on a forum hosted in Viet Nam offered access to the accounts of the Ruritanian revenue office.",
}


def _day(at: Instant, days: int) -> str:
    return (at + timedelta(days=days)).datetime().date().isoformat()


def moment(at: Instant, days: int) -> str:
    """Return the full hour `days` after `at`, as a form takes it."""
    later = (at + timedelta(days=days)).datetime().replace(minute=0, second=0, microsecond=0)
    return str(Instant.of(later))


def request(case: str, *, at: Instant) -> Fields:
    """Return the fields of a request for expedited preservation, all seven content items."""
    return {
        "authority": "xr-poc",
        "authority_name": "Cybercrime Unit, Federal Police of Ruritania",
        "case_number": {"hospital": "FP-2026-1187", "registry": "FP-2026-1203", "forum": "FP-2026-1211"}[case],
        "proceeding": "PRC-INV",
        "offences": ["OFF-07", "OFF-09"],
        "max_penalty_months": 72,
        "law_reference": "Penal Code of Ruritania, s. 303b",
        "facts": {"text": _FACTS[case], "language": "en"},
        "data_categories": ["DAT-SUB", "DAT-TRF", "DAT-CON"],
        "identifiers": [
            {"type": "email", "value": "k7-relay@post.example"},
            {"type": "email", "value": "ml0i1l@post.example"},
        ],
        "relation": ["REL-SUSPECT"],
        "period": {"from": _day(at, -22), "to": _day(at, 0)},
        "custodian": "Post Example JSC, Ha Noi",
        "necessity": ["NEC-VOL", "NEC-RET"],
        "mla_intent": "MLA-INTENT",
        "mla_date": _day(at, 30),
        "secrecy": "SEC-USER",
        "secrecy_until": _day(at, 59),
        "length_days": 60,
    }


def preserved(*, at: Instant) -> Fields:
    """Return the fields of an answer that preserves under conditions."""
    return {
        "decision": "D-COND",
        "conditions": ["C-USE", "C-CONF"],
        "start": moment(at, 0),
        "end": moment(at, 61),
    }


def extension(reference: str, *, at: Instant) -> Fields:
    """Return the fields of a request for an extension by another thirty days."""
    return {
        "original": reference,
        "reasons": ["EXT-MLA-DRAFT"],
        "end": moment(at, 91),
        "mla_intent": "MLA-INTENT",
        "mla_date": _day(at, 45),
    }


def extended(*, at: Instant) -> Fields:
    """Return the fields of the answer that grants it."""
    return {"decision": "D-GRANT", "end": moment(at, 91)}


def refused(ground: str) -> Fields:
    """Return the fields of a refusal."""
    return {"decision": "D-REFUSE", "grounds": [ground]}


def consultation(ground: str, *, at: Instant) -> Fields:
    """Return the fields of the consultation that goes before a refusal."""
    return {"grounds": [ground], "conditions_offered": ["C-USE"], "views_by": _day(at, 3)}


def views() -> Fields:
    """Return the fields of the views given in a consultation."""
    return {"views": "VIEWS-MAINTAIN"}
