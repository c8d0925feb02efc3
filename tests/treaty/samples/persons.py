"""Extradition, provisional arrest, transfer of a sentenced person and of a case: the fraud of Strelsau."""

from typing import Any, Final

from tests.treaty.samples import Acts

CENTRAL: Final = {"authority": "xr-moj-int", "authority_name": "Federal Ministry of Justice of Ruritania, International Cooperation"}
CASE: Final = {"case_number": "FPO 2026/311", "proceeding": "PRC-PRO"}
OFFENCE: Final = {"offences": ["OFF-13"], "max_penalty_months": 120, "law_reference": "Criminal Code of Ruritania, s. 263a"}
ORGANIZED: Final = {"treaty_offences": ["TO-UNTOC-05"], "transnational": ["TRN-MORE", "TRN-GROUP"], "organized_group": True}
FACTS: Final = {
    "facts": {
        "text": "From 2 June to 30 September 2026 the person ran a false exchange of virtual assets; 214 people lost 2.1 million euro.",
        "language": "en",
    }
}
LAW: Final = {"law_text": {"text": "s. 263a: whoever by false data causes a loss is punished by up to ten years.", "language": "en"}}
PERSON: Final = {
    "name": "Rudolf Rassendyll",
    "role": "PR-ACCUSED",
    "other_names": "R. Zenda",
    "born": "1987-03-14",
    "nationality": "XR",
    "place": "Da Nang",
    "document": "XR P1234567",
}
WARRANT: Final = {
    "warrant_kind": "WAR-ARREST",
    "warrant_by": "District Court of Strelsau, Judge A. Hentzau",
    "warrant_number": "GC 2026/902",
    "warrant_on": "2026-10-12",
    "warrant_copy": True,
}
URGENT: Final = {"urgency": "urgent", "urgency_reasons": ["UR-FLIGHT"], "needed_by": "2027-01-15"}
ROUTINE: Final = {"urgency": "routine", "needed_by": "2027-03-01"}
DUAL: Final = {"dual_criminality": "DC-BOTH", "dual_reference": "Penal Code of Viet Nam, Art. 290"}

GRANT: Final = {"decision": "D-GRANT", "expected_on": "2027-01-20"}
REPORT: Final = {"case_state": "PRO-CONVICTED", "assurances_kept": True, "as_of": "2028-02-01"}
CLOSURE: Final = {"outcome": "OUT-FULFILLED"}


def _whole(kind: str, request: dict[str, Any], result: dict[str, Any], answer: dict[str, Any] = GRANT) -> dict[tuple[str, str], Any]:
    """Return a case from its request to its closure."""
    return {
        (kind, "request"): request,
        (kind, "answer"): answer,
        (kind, "result"): result,
        (kind, "report"): REPORT,
        (kind, "closure"): CLOSURE,
    }


ACTS: Acts = {
    **_whole(
        "REQ-EXTRADITION",
        {
            **CENTRAL,
            **CASE,
            **OFFENCE,
            **ORGANIZED,
            **FACTS,
            **LAW,
            **WARRANT,
            **DUAL,
            **ROUTINE,
            "wanted_for": "EXT-PROSECUTE",
            "persons": [PERSON],
            "identity_aids": ["IDA-PHOTO", "IDA-PRINTS"],
            "whereabouts": "Son Tra, Da Nang",
            "limitation": "LIM-RUNS",
            "limitation_law": "Criminal Code of Ruritania, s. 78",
            "assurances": ["ASR-SPECIALTY", "ASR-FAIR-TRIAL", "ASR-HUMANE"],
            "assured_by": "Federal Ministry of Justice of Ruritania",
            "notice_number": "2026/54321",
        },
        {"extent": "RES-ALL", "surrender_on": "2027-02-11", "surrender_at": "Noi Bai airport", "custody_days": 61, "conditions": ["C-USE"]},
        {"decision": "D-COND", "expected_on": "2027-02-15", "conditions": ["C-NO-DEATH"]},
    ),
    **_whole(
        "REQ-PROV-ARREST",
        {
            **CENTRAL,
            **CASE,
            **OFFENCE,
            **ORGANIZED,
            **FACTS,
            **WARRANT,
            **URGENT,
            "persons": [PERSON],
            "extradition_follows": True,
            "extradition_by": "2026-12-30",
            "notice_number": "2026/54321",
        },
        {"extent": "RES-ALL", "arrested_at": "2026-11-26T03:10:00.000000Z", "request_by": "2027-01-10"},
    ),
    **_whole(
        "REQ-TRANSFER-PERSON",
        {
            **CENTRAL,
            **OFFENCE,
            **DUAL,
            **ROUTINE,
            "asked_by": "DIR-ADMINISTERING",
            "persons": [{**PERSON, "role": "PR-CONVICTED"}],
            "judged_by": "People's Court of Da Nang",
            "judgment_number": "112/2025/HS-ST",
            "judgment_on": "2025-08-19",
            "judgment_final": True,
            "sentence_months": 84,
            "remaining_months": 61,
            "consent": "CN-GIVEN",
            "consent_on": "2026-11-02",
            "consent_before": "Consul of Ruritania in Ha Noi",
            "transfer_reasons": ["TRP-FAMILY", "TRP-NATIONAL"],
        },
        {"extent": "RES-ALL", "transfer_on": "2027-04-08", "transfer_at": "Noi Bai airport", "remaining_months": 56},
    ),
    **_whole(
        "REQ-TRANSFER-PROC",
        {
            **CENTRAL,
            **CASE,
            **OFFENCE,
            **ORGANIZED,
            **FACTS,
            **LAW,
            **DUAL,
            **ROUTINE,
            "file_index": {
                "text": "Vols. 1 to 4: statements of 31 victims, expert report on the servers, records of three banks.",
                "language": "en",
            },
            "evidence": ["ET-STATEMENT", "ET-FINANCIAL", "ET-EXPERT"],
            "limitation_on": "2036-09-30",
            "limitation_law": "Criminal Code of Ruritania, s. 78",
            "proceedings_state": "PST-INVESTIGATED",
            "persons": [PERSON],
            "victim_claims": "VCL-FILED",
            "claimed": {"amount": "812000", "currency": "EUR"},
            "transfer_reasons": ["TPR-EVIDENCE", "TPR-JOIN"],
        },
        {"extent": "RES-ALL", "verdict": "VER-CONVICTED", "decided_on": "2028-01-20"},
    ),
}
