"""Mutual legal assistance, real-time measures and joint investigations: the hospital whose server was encrypted."""

from typing import Any, Final

from tests.treaty.samples import Acts

AUTHORITY: Final = {"authority": "xr-fpc-cyb", "authority_name": "Cybercrime Unit, Federal Police of Ruritania"}
CASE: Final = {"case_number": "FPC 2026/77", "proceeding": "PRC-INV"}
OFFENCE: Final = {"offences": ["OFF-07", "OFF-09"], "max_penalty_months": 72, "law_reference": "Criminal Code of Ruritania, s. 142a"}
FACTS: Final = {
    "facts": {
        "text": "Between 3 and 9 November 2026 the server of a hospital was entered and its data encrypted; a ransom was asked.",
        "language": "en",
    }
}
ACCOUNT: Final = {"type": "email", "value": "k7-relay@post.example"}
WITNESS: Final = {"name": "Nguyễn Thị Hoa", "role": "PR-WITNESS", "nationality": "VN", "place": "Da Nang"}
DETAINED: Final = {"name": "Trần Văn Bình", "role": "PR-WITNESS", "nationality": "VN", "born": "1990-04-02"}
AUTHORIZATION: Final = {
    "auth_type": "AU-COURT",
    "auth_by": "District Court of Strelsau, Judge A. Hentzau",
    "auth_reference": "GC 2026/411",
    "auth_on": "2026-11-20",
    "auth_until": "2027-02-20",
    "auth_scope": ["DAT-SUB", "DAT-TRF", "DAT-CON", "DAT-OTH"],
}


def _request(assistance: str, **more: Any) -> dict[str, Any]:
    """Return the content of Article 40(15), and what the kind adds."""
    return {
        **AUTHORITY,
        **CASE,
        **OFFENCE,
        **FACTS,
        "assistance": {"text": assistance, "language": "en"},
        "procedures": ["PW-CHAIN"],
        "purposes": ["PUR-INVESTIGATE"],
        "dual_criminality": "DC-BOTH",
        "dual_reference": "Penal Code of Viet Nam, Art. 289",
        "urgency": "urgent",
        "urgency_reasons": ["UR-EVIDENCE"],
        "needed_by": "2027-01-15",
        "secrecy": "SEC-USER",
        "secrecy_until": "2027-01-22",
        "secrecy_reviewer": "Head of the Cybercrime Unit",
        "contact": "Duty desk, 24 h, UTC+1",
        **more,
    }


_GRANT: Final = {"decision": "D-GRANT", "expected_on": "2027-01-10", "secrecy_answer": "SCA-KEPT"}
_REPORT: Final = {"used_for": ["USE-EVIDENCE"], "used_on": "2027-03-01"}
_CLOSURE: Final = {"outcome": "OUT-FULFILLED"}


def _whole(kind: str, request: dict[str, Any], handed: str, answer: dict[str, Any] = _GRANT) -> dict[tuple[str, str], dict[str, Any]]:
    """Return a case from its request to its closure."""
    result = {
        "extent": "RES-ALL",
        "handed": [handed],
        "custody": "Produced to the investigating police under a production order",
        "evidential": "EV-EVIDENCE",
        "conditions": ["C-USE"],
        "retain_until": "2031-12-31",
    }
    return {
        (kind, "request"): request,
        (kind, "answer"): answer,
        (kind, "result"): result,
        (kind, "report"): _REPORT,
        (kind, "closure"): _CLOSURE,
    }


_DATA: Final = {"relation": ["REL-SUSPECT"], "custodian": "Post Example JSC"}
_PERIOD: Final = {"from": "2026-11-01", "to": "2026-11-23"}
_REALTIME: Final = {
    **_DATA,
    **AUTHORIZATION,
    "identifiers": [ACCOUNT],
    "need": ["RT-NEED-ONGOING", "RT-NEED-NO-STORED"],
    "need_words": {"text": "The account still receives the keys; stored logs are kept for two days only.", "language": "en"},
    "period": {"from": "2026-12-01", "to": "2026-12-31"},
    "period_reasons": ["RT-PER-ORDER"],
}

ACTS: Acts = {
    **_whole(
        "REQ-STORED",
        _request(
            "Disclose the mailbox and its access logs.",
            **_DATA,
            **AUTHORIZATION,
            data_categories=["DAT-SUB", "DAT-TRF", "DAT-CON"],
            identifiers=[ACCOUNT],
            preserved_under="XR-2026-000001",
            period=_PERIOD,
            expedite="EXP-VULNERABLE",
        ),
        "RT-CONTENT",
    ),
    **_whole(
        "REQ-SUBSCRIBER",
        _request(
            "Say who held the account and from where it was paid.",
            **_DATA,
            subscriber_items=["SUB-IDENTITY", "SUB-CONTACT", "SUB-PAYMENT"],
            identifiers=[ACCOUNT],
            period=_PERIOD,
        ),
        "RT-SUBSCRIBER",
    ),
    **_whole(
        "REQ-MLA-EVIDENCE",
        _request(
            "Take a statement of the system administrator.",
            measures=["MM-STATEMENT"],
            questions={"text": "1. Who had access to the server? 2. When was the ransom note found?", "language": "en"},
            persons=[WITNESS],
            period=_PERIOD,
        ),
        "RT-STATEMENT",
    ),
    **_whole(
        "REQ-SERVE",
        {
            **{key: value for key, value in _request("Serve the summons by hand.").items() if key not in {"facts", "needed_by"}},
            "document_type": "DOC-SUMMONS",
            "document_number": "Summons GC 2026/411-2 of 18 November 2026",
            "serve_by": "2027-01-05",
            "court_on": "2027-03-15",
            "serve_how": "SRV-HAND",
            "persons": [WITNESS],
        },
        "RT-SERVICE",
    ),
    **_whole(
        "REQ-SEARCH-SEIZE",
        _request(
            "Search the office and seize the computers named.",
            **AUTHORIZATION,
            place="12 Example Street, Da Nang, second floor",
            items_sought=["ET-ELECTRONIC", "ET-DOCUMENT"],
            relation=["REL-INFRA"],
            seize_how="SZ-COPY",
            persons=[{"name": "Trần Văn Bình", "role": "PR-SUSPECT"}],
            period=_PERIOD,
        ),
        "RT-OBJECT",
    ),
    **_whole(
        "REQ-RECORDS",
        _request(
            "Provide the statements of the account that received the ransom.",
            record_classes=["REC-BANK", "REC-GOV-PUBLIC"],
            holder="Example Commercial Bank, Da Nang branch",
            account="0123 4567 8901",
            relation=["REL-PROCEEDS"],
            certified="CRT-CERTIFIED",
            persons=[{"name": "Trần Văn Bình", "role": "PR-HOLDER"}],
            period=_PERIOD,
        ),
        "RT-RECORDS",
    ),
    **_whole(
        "REQ-VIDEO-HEARING",
        _request(
            "Let the court hear the witness by video.",
            hearing_on="2027-02-10",
            hearing_hour="14:00 UTC+7, two hours",
            hearing_by="District Court of Strelsau",
            hearing_why="VH-UNDESIRABLE",
            hearing_rules=["VH-ATTENDS", "VH-INTERPRETER"],
            technical="court-it@gc.example, H.323 over TLS",
            questions={"text": "How the ransom note was found.", "language": "en"},
            persons=[WITNESS],
        ),
        "RT-STATEMENT",
    ),
    **_whole(
        "REQ-DETAINED",
        _request(
            "Bring the person to the court to give evidence.",
            consent="CN-GIVEN",
            consent_on="2026-11-18",
            guarantees=["DT-CUSTODY", "DT-RETURN", "DT-NO-EXTRADITION", "DT-CREDIT", "DT-IMMUNITY"],
            needed_from="2027-02-01",
            return_by="2027-02-20",
            persons=[DETAINED],
        ),
        "RT-STATEMENT",
        {**_GRANT, "consent": "CN-GIVEN", "consent_on": "2026-12-02"},
    ),
    **_whole("REQ-TRAFFIC-RT", _request("Collect traffic data of the account.", **_REALTIME, data_categories=["DAT-TRF"]), "RT-TRAFFIC"),
    **_whole("REQ-INTERCEPT-CONTENT", _request("Intercept the account named.", **_REALTIME, data_categories=["DAT-CON"]), "RT-CONTENT"),
    ("AGR-JIT", "request"): {
        **AUTHORITY,
        **CASE,
        **OFFENCE,
        **FACTS,
        "purposes": ["PUR-INVESTIGATE", "PUR-IDENTIFY"],
        "authorities": "Federal Police of Ruritania; Ministry of Public Security of Viet Nam",
        "members": "Two investigators and one analyst of each side",
        "functions": ["JF-INVESTIGATE", "JF-ANALYSE"],
        "period": {"from": "2027-01-04", "to": "2027-06-30"},
        "extension": "JX-AGREE",
        "location": "Da Nang and Strelsau",
        "leader": "Heads of both units, each at home",
        "costs": "JC-OWN",
        "evidence_terms": ["JE-GATHER", "JE-SHARE", "JE-CASE", "JE-DATA"],
        "secrecy": "SEC-FACT",
        "secrecy_until": "2027-01-31",
        "secrecy_reviewer": "Head of the Cybercrime Unit",
        "presence": "JP-ATTEND",
    },
    ("AGR-JIT", "answer"): {"decision": "D-GRANT", "signatory": "Ministry of Public Security"},
    ("AGR-JIT", "report"): {"done": ["JD-EVIDENCE", "JD-PERSONS"], "as_of": "2027-03-31"},
    ("AGR-JIT", "closure"): _CLOSURE,
}
