"""What a pattern or an observed object says in MISP's terms, when nothing but itself tells: an attribute, or an object by a template."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from comity.wire.misp.event import Attribute, MispObject
from comity.wire.misp.naming import derived_uuid
from comity.wire.misp.objects import pattern_of
from comity.wire.misp.patterns import Term, print_pattern, read_pattern
from comity.wire.misp.tagging import own_labels
from comity.wire.misp.templates import OBSERVED
from comity.wire.misp.types import ADDRESS, CUSTOM_TYPE, CUSTOM_VALUE, SYSTEM, TYPES, terms_for, type_of, value_of

# MISP's categories where nobody said one (describeTypes.json, "sane defaults").
CATEGORIES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("btc", "xmr", "iban", "bic", "bank-account-nr", "aba-rtn", "bin", "cc-number", "dash"), "Financial fraud"),
    **dict.fromkeys(("phone-number", "first-name", "last-name", "full-name", "passport-number", "nationality"), "Person"),
    **dict.fromkeys(("vulnerability", "link", "attachment", "weakness", "cpe"), "External analysis"),
    **dict.fromkeys(("threat-actor", "campaign-name", "whois-registrant-email"), "Attribution"),
    **dict.fromkeys(("regkey", "regkey|value"), "Persistence mechanism"),
    **dict.fromkeys(("mutex", "mime-type", "windows-service-name", "windows-service-displayname"), "Artifacts dropped"),
    **dict.fromkeys(("yara", "sigma", "stix2-pattern", "pattern-in-file", "pattern-in-memory", "filename-pattern"), "Payload installation"),
    **dict.fromkeys(("text", "comment", "other", "size-in-bytes"), "Other"),
    **dict.fromkeys(("github-username", "twitter-id", "jabber-id", "email"), "Social network"),
    **dict.fromkeys(("filename", "malware-sample"), "Payload delivery"),
    **dict.fromkeys(("snort", "suricata", "zeek", "bro"), "Network activity"),
    "target-email": "Targeting data",
}
_NUMBER: Final = re.compile(r"0|[1-9][0-9]{0,17}")
_DELIVERED: Final = (
    "email-",
    "filename|",
    "md5",
    "sha",
    "ssdeep",
    "tlsh",
    "imphash",
    "authentihash",
    "pehash",
    "vhash",
    "telfhash",
    "impfuzzy",
    "cdhash",
)

# A template for each type of object, and the attribute type of a relation where it is not the relation's own name.
_TEMPLATES: Final[Mapping[str, str]] = {
    "file": "file",
    "email-message": "email",
    "domain-name": "domain-ip",
    "network-traffic": "network-connection",
    "windows-registry-key": "registry-key",
    "process": "process",
    "user-account": "user-account",
    "x509-certificate": "x509",
    "autonomous-system": "asn",
}
_RELATIONS: Final[Mapping[str, Mapping[str, str]]] = {
    "file": {"mimetype": "mime-type", "path": "text"},
    "email": {
        **dict.fromkeys(("to", "cc", "bcc"), "email-dst"),
        "from": "email-src",
        "from-display-name": "email-src-display-name",
        "return-path": "email-src",
        "user-agent": "text",
        **{name: f"email-{name}" for name in ("subject", "message-id", "header", "attachment", "reply-to", "x-mailer", "thread-index")},
    },
    "domain-ip": {"ip": "ip-dst"},
    "network-connection": {
        "hostname-dst": "hostname",
        "hostname-src": "hostname",
        "dst-port": "port",
        "src-port": "port",
        **dict.fromkeys(("dst-bytes-count", "src-bytes-count"), "size-in-bytes"),
        **dict.fromkeys(("dst-packets-count", "src-packets-count"), "counter"),
        **dict.fromkeys(("layer3-protocol", "layer4-protocol", "layer7-protocol"), "text"),
    },
    "registry-key": {"key": "regkey"},
    "asn": {"asn": "AS"},
}
_KNOWN: Final = frozenset(TYPES)


@dataclass(frozen=True, slots=True)
class Inferred:
    """A type and value; or a template with relation, type and value of each attribute; `guessed` where MISP wanted more than was said."""

    type: str = ""
    value: str = ""
    template: str = ""
    relations: tuple[tuple[str, str, str], ...] = ()
    guessed: bool = False


def infer(terms: tuple[Term, ...]) -> Inferred | None:
    """Return what `terms` say in MISP, or None where MISP has neither a type nor a template that says exactly that."""
    if not terms:
        return None
    custom = {term.path: str(term.value) for term in terms}
    if set(custom) == {CUSTOM_TYPE, CUSTOM_VALUE}:
        return Inferred(type=custom[CUSTOM_TYPE], value=custom[CUSTOM_VALUE])
    if len(terms) == 1 and terms[0].path in {"ipv4-addr:value", "ipv6-addr:value"} and len(terms[0].values) == 1:
        value = str(terms[0].value)
        return Inferred(type="ip-dst", value=value, guessed=True) if terms_for("ip-dst", value) else None
    if all(len(term.values) == 1 for term in terms):
        found = type_of(terms)
        if found:
            return Inferred(*found)
    return _by_template(terms)


def _by_template(terms: tuple[Term, ...]) -> Inferred | None:
    template = _TEMPLATES.get(terms[0].path.partition(":")[0])
    if template is None:
        return None
    places: dict[str, list[tuple[str, str]]] = {}
    for relation, part in OBSERVED[template].items():
        places.setdefault(part.path, []).append((relation, part.kind))
    found: list[tuple[str, str, str]] = []
    for term in terms:
        if term.path.endswith("_ref.type"):
            continue
        if term.path not in places:
            return None
        for value in term.values:
            choice = _choose(places[term.path], terms, term)
            kind = _RELATIONS.get(template, {}).get(choice[0], choice[0] if choice[0] in _KNOWN else "text")
            found.append((choice[0], kind, f"AS{value}" if choice[1] == SYSTEM else str(value)))
    return Inferred(template=template, relations=tuple(found)) if found else None


def _choose(places: list[tuple[str, str]], terms: tuple[Term, ...], term: Term) -> tuple[str, str]:
    """Of an address and a name that go to one path, take what the type beside it says."""
    said = {each.path: each.value for each in terms}.get(term.path.removesuffix("value") + "type", "")
    wanted = [one for one in places if (one[1] == ADDRESS) == str(said).startswith("ip")] if said else places
    return (wanted or places)[0]


def made_object(inferred: Inferred, *, uuid: str, to_ids: bool, timestamp: int, comment: str = "") -> MispObject:
    """Return the object of a template; its attributes get UUIDs derived from it."""
    attributes = tuple(
        Attribute(
            uuid=derived_uuid(uuid, relation, str(number)),
            type=kind,
            value=value,
            category=category_of(kind),
            to_ids=to_ids,
            object_relation=relation,
            timestamp=timestamp,
        )
        for number, (relation, kind, value) in enumerate(inferred.relations)
    )
    return MispObject(uuid=uuid, name=inferred.template, attributes=attributes, timestamp=timestamp, comment=comment)


def says_the_same(made: MispObject, pattern: str) -> bool:
    """Say whether the pattern of an object is the one that it was read from."""
    return pattern_of(made) == pattern or canonical(pattern_of(made)) == canonical(pattern)


def canonical(pattern: str) -> str:
    """Return a simple pattern in one form, its terms in order; any other as it is."""
    terms = read_pattern(pattern)
    return print_pattern(sorted(terms)) if terms else pattern


def category_of(kind: str) -> str:
    """Return MISP's usual category of a type."""
    return CATEGORIES.get(kind) or ("Payload delivery" if kind.startswith(_DELIVERED) else "Network activity" if kind in TYPES else "Other")


def labelled(made: Mapping[str, Any], terms: tuple[Term, ...]) -> Attribute | None:
    """Return the attribute that the labels of misp-stix tell, where the terms say a value of its type; they write numbers as texts."""
    labels = own_labels(made.get("labels", ()))
    kind = labels.get("type", "")
    value = value_of(kind, terms) or value_of(kind, tuple(_numbers(term) for term in terms)) if kind else None
    return Attribute(uuid="", type=kind, value=value, category=labels.get("category") or category_of(kind)) if value else None


def _numbers(term: Term) -> Term:
    return Term(term.path, tuple(int(one) if isinstance(one, str) and _NUMBER.fullmatch(one) else one for one in term.values))


def roots(made: Mapping[str, Any], others: Mapping[str, Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the observables of observed data that no other of them points to, in order; of a circle, the first."""
    refs = [one for one in made.get("object_refs", ()) if isinstance(one, str) and one in others]
    pointed: set[str] = set()
    for one in refs:
        pointed |= {
            ref
            for name, value in _flat(others[one])
            if name.endswith(("_ref", "_refs"))
            for ref in (value if isinstance(value, list) else [value])
            if isinstance(ref, str)
        }
    found = [others[one] for one in refs if one not in pointed]
    return found or [others[one] for one in refs[:1]]


def _flat(value: Any, depth: int = 0) -> list[tuple[str, Any]]:  # noqa: ANN401 # any JSON
    found: list[tuple[str, Any]] = []
    if isinstance(value, Mapping) and depth < 8:
        for name, inner in value.items():
            found += [(name, inner), *_flat(inner, depth + 1)]
    elif isinstance(value, list) and depth < 8:
        for inner in value:
            found += _flat(inner, depth + 1)
    return found
