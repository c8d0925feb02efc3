"""Police information, a lead; and methods, which name nobody."""

from typing import Final

from tests.treaty.samples import Acts

POLICE: Final = {"authority": "xr-fpc-cyb", "authority_name": "Cybercrime Unit, Federal Police of Ruritania"}

ACTS: Acts = {
    ("REQ-POLICE-INFO", "request"): {
        **POLICE,
        "case_number": "FPC 2026/77",
        "proceeding": "PRC-INV",
        "offences": ["OFF-07"],
        "max_penalty_months": 72,
        "law_reference": "Criminal Code of Ruritania, s. 142a",
        "treaty_offences": ["TO-UNTOC-05"],
        "transnational": ["TRN-MORE"],
        "organized_group": True,
        "facts": {"text": "The telephone was used to talk to the victims of the false exchange.", "language": "en"},
        "inquiries": ["INQ-IDENTITY", "INQ-WHEREABOUTS"],
        "identifiers": [{"type": "phone", "value": "+84901234567"}],
        "relations": ["RP-USER"],
        "purposes": ["PUR-IDENTIFY"],
        "techniques": ["TQ-SOCIAL", "TQ-COMPOUND"],
        "sectors": ["SCT-CIVIL"],
        "urgency": "routine",
        "secrecy": "SEC-FACT",
        "secrecy_until": "2027-01-22",
        "secrecy_reviewer": "Head of the Cybercrime Unit",
    },
    ("REQ-POLICE-INFO", "answer"): {"decision": "D-GRANT", "expected_on": "2026-12-04"},
    ("REQ-POLICE-INFO", "result"): {
        "extent": "RES-ALL",
        "handed": ["RT-INTELLIGENCE"],
        "custody": "Police register, looked up on 2 December 2026",
        "evidential": "EV-LEAD",
        "conditions": ["C-USE", "C-ONWARD"],
        "retain_until": "2028-12-31",
    },
    ("REQ-POLICE-INFO", "report"): {"used_for": ["USE-LEAD"], "used_on": "2027-02-01"},
    ("REQ-POLICE-INFO", "closure"): {"outcome": "OUT-FULFILLED"},
    ("MSG-TTP", "request"): {
        **POLICE,
        "techniques": ["TQ-SOCIAL", "TQ-CRYPTO-MIX"],
        "description": {
            "text": "Victims are led from chat to a false exchange; payments pass through a mixer within the hour.",
            "language": "en",
        },
        "offences": ["OFF-13"],
        "incidents": ["INC-FRAUD"],
        "sectors": ["SCT-CIVIL", "SCT-FINANCE"],
        "threat_level": "TL-SUBSTANTIAL",
        "indicators": [{"type": "domain", "value": "exchange-zenda.example"}, {"type": "ip", "value": "192.0.2.17"}],
        "tlp": "TLP:AMBER",
        "advice": {"text": "Warn of transfers to new exchanges; ask for a day's delay.", "language": "en"},
    },
    ("MSG-TTP", "closure"): {"outcome": "OUT-FULFILLED"},
}
