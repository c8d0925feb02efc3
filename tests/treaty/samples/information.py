"""Information that nobody asked for, under conditions."""

from tests.treaty.samples import Acts

ACTS: Acts = {
    ("MSG-SPONT", "request"): {
        "authority": "xr-fpc-cyb",
        "authority_name": "Cybercrime Unit, Federal Police of Ruritania",
        "concerns": ["SPT-OFFENCE", "SPT-PROCEEDS"],
        "offences": ["OFF-13"],
        "identifiers": [{"type": "domain", "value": "exchange-zenda.example"}],
        "facts": {"text": "Payments of victims in Viet Nam were found in records seized here on 3 November.", "language": "en"},
        "custody": "Seized at Strelsau on 3 November 2026 by order GC 2026/899",
        "techniques": ["TQ-SOCIAL"],
        "binding": "CND-FIRST",
        "conditions": ["C-USE", "C-ONWARD"],
        "answer_by": "2026-12-04",
        "tlp": "TLP:AMBER",
        "secrecy": "SEC-FACT",
        "secrecy_until": "2027-01-22",
        "secrecy_reviewer": "Head of the Cybercrime Unit",
    },
    ("MSG-SPONT", "answer"): {"decision": "D-ACCEPT"},
    ("MSG-SPONT", "closure"): {"outcome": "OUT-FULFILLED"},
}
