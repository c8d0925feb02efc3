"""Words of the standard in the reader's language: types of objects, how one stands to another, what an indicator means, how sure it is."""

from typing import Final

from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from comity.intel.standing.reckoning import Standing, Word

TYPES: Final = {
    "attack-pattern": gettext_lazy("attack pattern"),
    "campaign": gettext_lazy("campaign"),
    "course-of-action": gettext_lazy("course of action"),
    "grouping": gettext_lazy("grouping"),
    "identity": gettext_lazy("identity"),
    "incident": pgettext_lazy("a STIX object", "incident"),
    "indicator": pgettext_lazy("a STIX object", "indicator"),
    "infrastructure": gettext_lazy("infrastructure"),
    "intrusion-set": gettext_lazy("intrusion set"),
    "location": gettext_lazy("location"),
    "malware": gettext_lazy("malware"),
    "malware-analysis": gettext_lazy("malware analysis"),
    "note": pgettext_lazy("a STIX object", "note"),
    "observed-data": gettext_lazy("observed data"),
    "opinion": pgettext_lazy("a STIX object", "opinion"),
    "report": pgettext_lazy("a STIX object", "report"),
    "threat-actor": gettext_lazy("threat actor"),
    "tool": gettext_lazy("tool"),
    "vulnerability": gettext_lazy("vulnerability"),
    "relationship": gettext_lazy("relationship"),
    "sighting": gettext_lazy("sighting"),
    "marking-definition": gettext_lazy("definition of a marking"),
    "extension-definition": gettext_lazy("definition of an extension"),
    "language-content": gettext_lazy("translation"),
    "artifact": gettext_lazy("artifact"),
    "autonomous-system": gettext_lazy("autonomous system"),
    "directory": gettext_lazy("folder"),
    "domain-name": gettext_lazy("domain name"),
    "email-addr": gettext_lazy("e-mail address"),
    "email-message": gettext_lazy("e-mail message"),
    "file": pgettext_lazy("a STIX object", "file"),
    "ipv4-addr": gettext_lazy("IPv4 address"),
    "ipv6-addr": gettext_lazy("IPv6 address"),
    "mac-addr": gettext_lazy("MAC address"),
    "mutex": gettext_lazy("mutex"),
    "network-traffic": gettext_lazy("network traffic"),
    "process": gettext_lazy("process"),
    "software": gettext_lazy("software"),
    "url": gettext_lazy("URL"),
    "user-account": gettext_lazy("user account"),
    "windows-registry-key": gettext_lazy("Windows registry key"),
    "x509-certificate": gettext_lazy("X.509 certificate"),
    "x-comity-iban": gettext_lazy("IBAN"),
    "x-comity-bank-account": gettext_lazy("bank account"),
    "x-comity-wallet": gettext_lazy("wallet"),
    "x-comity-phone": gettext_lazy("telephone number"),
    "x-comity-imei": gettext_lazy("IMEI of a device"),
    "x-comity-document": gettext_lazy("identity document"),
}
RELATIONS: Final = {
    "attributed-to": gettext_lazy("attributed to"),
    "based-on": gettext_lazy("based on"),
    "beacons-to": gettext_lazy("beacons to"),
    "communicates-with": gettext_lazy("communicates with"),
    "compromises": gettext_lazy("compromises"),
    "consists-of": gettext_lazy("consists of"),
    "controls": gettext_lazy("controls"),
    "delivers": gettext_lazy("delivers"),
    "derived-from": gettext_lazy("derived from"),
    "downloads": gettext_lazy("downloads"),
    "drops": gettext_lazy("drops"),
    "duplicate-of": gettext_lazy("duplicate of"),
    "exfiltrates-to": gettext_lazy("exfiltrates to"),
    "exploits": gettext_lazy("exploits"),
    "has": pgettext_lazy("a relationship", "has"),
    "hosts": pgettext_lazy("a relationship", "hosts"),
    "impersonates": gettext_lazy("impersonates"),
    "indicates": gettext_lazy("indicates"),
    "investigates": gettext_lazy("investigates"),
    "located-at": gettext_lazy("located at"),
    "mitigates": gettext_lazy("mitigates"),
    "originates-from": gettext_lazy("originates from"),
    "owns": gettext_lazy("owns"),
    "related-to": gettext_lazy("related to"),
    "remediates": gettext_lazy("remediates"),
    "resolves-to": gettext_lazy("resolves to"),
    "subtechnique-of": gettext_lazy("subtechnique of"),
    "targets": gettext_lazy("targets"),
    "uses": pgettext_lazy("a relationship", "uses"),
    "variant-of": gettext_lazy("variant of"),
    "object_refs": gettext_lazy("speaks of"),
    "sighting_of_ref": gettext_lazy("was seen"),
    "where_sighted_refs": gettext_lazy("was seen by"),
    "observed_data_refs": gettext_lazy("was seen in"),
}
MEANINGS: Final = {
    "malicious-activity": gettext_lazy("malicious activity"),
    "anomalous-activity": gettext_lazy("anomalous activity"),
    "anonymization": gettext_lazy("anonymisation (a proxy, Tor, a VPN)"),
    "compromised": gettext_lazy("a compromised system"),
    "attribution": gettext_lazy("points to who is behind it"),
    "benign": gettext_lazy("harmless: not to be taken for a threat"),
    "unknown": gettext_lazy("not known"),
}
STANDING: Final = {
    Word.FRESH: pgettext_lazy("of an indicator", "fresh"),
    Word.AGEING: pgettext_lazy("of an indicator", "ageing"),
    Word.SPENT: pgettext_lazy("of an indicator", "spent"),
    Word.DISPUTED: pgettext_lazy("of an indicator", "disputed"),
}
# STIX 2.1, section 10.19, from what is against to what is for.
OPINIONS: Final = {
    "strongly-disagree": gettext_lazy("it is wrong: a false alarm"),
    "disagree": gettext_lazy("probably wrong"),
    "neutral": gettext_lazy("neither right nor wrong, as far as is known"),
    "agree": gettext_lazy("probably right"),
    "strongly-agree": gettext_lazy("it is right: checked"),
}
# STIX 2.1, appendix A: None, Low, Medium, High, with the middle of each range as its number.
SURE: Final = {"low": 15, "medium": 50, "high": 85}
_SURE_WORDS: Final = {
    "none": gettext_lazy("no confidence"),
    "low": gettext_lazy("low confidence"),
    "medium": gettext_lazy("medium confidence"),
    "high": gettext_lazy("high confidence"),
}
_BOUNDS: Final = (("none", 0), ("low", 29), ("medium", 69), ("high", 100))


def kind(sort: str) -> str:
    """Return a type of objects in words; one that the standard does not have by its own name."""
    return str(TYPES[sort]) if sort in TYPES else sort


def relation(word: str) -> str:
    """Return how one object stands to another; a word that nobody listed as it stands."""
    return str(RELATIONS[word]) if word in RELATIONS else word.replace("_", " ")


def meaning(word: str) -> str:
    """Return what an indicator means; a word that nobody listed as it stands."""
    return str(MEANINGS[word]) if word in MEANINGS else word


def sure(number: object) -> str:
    """Return a confidence of 0 to 100 in words with the number; nothing for what is none."""
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number <= 100:
        return ""
    code = next(code for code, most in _BOUNDS if number <= most)
    return gettext("%(words)s (%(number)s of 100)") % {"words": _SURE_WORDS[code], "number": number}


def standing(found: Standing) -> str:
    """Return how an indicator stands, as a word with its number: the word is there whatever colours one sees."""
    return gettext("%(word)s, %(number)s of 100") % {"word": STANDING[found.word], "number": round(found.number)}


def sure_words(code: str) -> str:
    """Return one step of the scale in words."""
    return str(_SURE_WORDS[code])
