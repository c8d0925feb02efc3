"""Attribute types of MISP beside the paths of STIX: data, read in both directions.

`TYPES` says for each type which path each part of its value goes to (parts are what stands between `|`). Types that are not here have no
STIX observable of their own: they become the custom object `x-misp-attribute`, as misp-stix writes it, and keep type and value.
Source: MISP `describeTypes.json` (194 types), STIX 2.1 section 6, and the documented mapping of misp-stix.
"""

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from comity.wire.misp.observables import family
from comity.wire.misp.patterns import Literal, Term

TEXT, NUMBER, ADDRESS, HOST, SYSTEM = "text", "number", "address", "host", "system"

# Kinds of hashes that readers of STIX check; of others any text is taken.
_DIGESTS: Final[Mapping[str, re.Pattern[str]]] = {
    "MD5": re.compile("[0-9a-fA-F]{32}"),
    "SHA-1": re.compile("[0-9a-fA-F]{40}"),
    "SHA-256": re.compile("[0-9a-fA-F]{64}"),
    "SHA-512": re.compile("[0-9a-fA-F]{128}"),
    "SHA3-256": re.compile("[0-9a-fA-F]{64}"),
    "SHA3-512": re.compile("[0-9a-fA-F]{128}"),
    "SSDEEP": re.compile("[0-9]+:[0-9a-zA-Z+/]*:[0-9a-zA-Z+/]*"),
    "TLSH": re.compile("(?:T1)?[0-9a-fA-F]{70}"),
}

CUSTOM: Final = "x-misp-attribute"
CUSTOM_TYPE: Final = f"{CUSTOM}:x_misp_type"
CUSTOM_VALUE: Final = f"{CUSTOM}:x_misp_value"


@dataclass(frozen=True, slots=True)
class Part:
    """Where one part of a value goes: `kind` says how its text becomes a literal; an ADDRESS and a HOST also tell the type beside them."""

    path: str
    kind: str = TEXT


@dataclass(frozen=True, slots=True)
class Mapped:
    """The parts of a value in order, and what holds of every such value."""

    parts: tuple[Part, ...]
    fixed: tuple[Term, ...] = ()
    seen: bool = True  # may also be written as an object that was observed, without inventing what STIX demands


def _hashes(kind: str, path: str = "file:hashes.") -> dict[str, Mapped]:
    """Return a hash alone, and behind a file name."""
    found = Part(path + (kind if re.fullmatch(r"\w+", kind) else f"'{kind}'"), kind if kind in _DIGESTS else TEXT)
    name = _MISP_HASHES[kind]
    key = re.fullmatch("[a-zA-Z0-9_-]+", kind) is not None  # what STIX lets be one (section 2.7)
    return {name: Mapped((found,), seen=key), f"filename|{name}": Mapped((Part("file:name"), found), seen=key)}


_MISP_HASHES: Final = {
    "MD5": "md5",
    "SHA-1": "sha1",
    "SHA-256": "sha256",
    "SHA-512": "sha512",
    "SHA3-256": "sha3-256",
    "SHA3-512": "sha3-512",
    "SSDEEP": "ssdeep",
    "TLSH": "tlsh",
    "SHA224": "sha224",
    "SHA384": "sha384",
    "SHA3-224": "sha3-224",
    "SHA3-384": "sha3-384",
    "SHA512/224": "sha512/224",
    "SHA512/256": "sha512/256",
    "AUTHENTIHASH": "authentihash",
    "IMPHASH": "imphash",
    "IMPFUZZY": "impfuzzy",
    "PEHASH": "pehash",
    "VHASH": "vhash",
    "TELFHASH": "telfhash",
    "CDHASH": "cdhash",
}
HASHES: Final[Mapping[str, Part]] = {
    name: each.parts[0] for kind in _MISP_HASHES for name, each in _hashes(kind).items() if "|" not in name
}

_TRAFFIC: Final = "network-traffic:"
_MAIL: Final = "email-message:"
_HEADER: Final = f"{_MAIL}additional_header_fields."


def _one(path: str, kind: str = TEXT, *, seen: bool = True) -> Mapped:
    return Mapped((Part(path, kind),), seen=seen)


def _account(service: str) -> Mapped:
    return Mapped((Part("user-account:account_login"),), (Term("user-account:account_type", (service,)),))


def _certificate(kind: str) -> Mapped:
    return _one(f"x509-certificate:hashes.{kind}", kind.strip("'"))


# Where several types go to one path, the first is what a pattern of that path becomes when nothing says more.
TYPES: Final[Mapping[str, Mapped]] = {
    "ip-dst": _one(f"{_TRAFFIC}dst_ref.value", ADDRESS),
    "ip-src": _one(f"{_TRAFFIC}src_ref.value", ADDRESS),
    "ip-dst|port": Mapped((Part(f"{_TRAFFIC}dst_ref.value", ADDRESS), Part(f"{_TRAFFIC}dst_port", NUMBER))),
    "ip-src|port": Mapped((Part(f"{_TRAFFIC}src_ref.value", ADDRESS), Part(f"{_TRAFFIC}src_port", NUMBER))),
    "domain": _one("domain-name:value"),
    "hostname": _one("domain-name:value"),
    "onion-address": _one("domain-name:value"),
    "hostname|port": Mapped((Part(f"{_TRAFFIC}dst_ref.value", HOST), Part(f"{_TRAFFIC}dst_port", NUMBER))),
    "domain|ip": Mapped((Part("domain-name:value"), Part("domain-name:resolves_to_refs[*].value", ADDRESS))),
    "url": _one("url:value"),
    "uri": _one("url:value"),
    "port": _one(f"{_TRAFFIC}dst_port", NUMBER, seen=False),
    "AS": _one("autonomous-system:number", SYSTEM),
    "mac-address": _one("mac-addr:value"),
    "mac-eui-64": _one("mac-addr:value"),
    "user-agent": Mapped((Part(f"{_TRAFFIC}extensions.'http-request-ext'.request_header.'User-Agent'"),), seen=False),
    "http-method": Mapped((Part(f"{_TRAFFIC}extensions.'http-request-ext'.request_method"),), seen=False),
    "cookie": Mapped((Part(f"{_TRAFFIC}extensions.'http-request-ext'.request_header.Cookie"),), seen=False),
    "email": _one("email-addr:value"),
    "target-email": _one("email-addr:value"),
    "email-src": _one(f"{_MAIL}from_ref.value"),
    "email-dst": _one(f"{_MAIL}to_refs[*].value"),
    "email-src-display-name": _one(f"{_MAIL}from_ref.display_name", seen=False),
    "email-dst-display-name": _one(f"{_MAIL}to_refs[*].display_name", seen=False),
    "email-subject": _one(f"{_MAIL}subject"),
    "email-body": _one(f"{_MAIL}body"),
    "email-message-id": _one(f"{_MAIL}message_id"),
    "email-header": _one(f"{_MAIL}received_lines[*]"),
    "email-attachment": _one(f"{_MAIL}body_multipart[*].body_raw_ref.name"),
    "email-reply-to": _one(f"{_HEADER}'Reply-To'[*]"),
    "email-x-mailer": _one(f"{_HEADER}'X-Mailer'[*]"),
    "email-mime-boundary": _one(f"{_HEADER}'Content-Type'[*]"),
    "email-thread-index": _one(f"{_HEADER}'Thread-Index'[*]"),
    "filename": _one("file:name"),
    **{name: each for kind in _MISP_HASHES for name, each in _hashes(kind).items()},
    "mime-type": _one("file:mime_type", seen=False),
    "size-in-bytes": _one("file:size", NUMBER, seen=False),
    "mutex": _one("mutex:name"),
    "regkey": _one("windows-registry-key:key"),
    "regkey|value": Mapped((Part("windows-registry-key:key"), Part("windows-registry-key:values[*].data"))),
    "x509-fingerprint-md5": _certificate("MD5"),
    "x509-fingerprint-sha1": _certificate("'SHA-1'"),
    "x509-fingerprint-sha256": _certificate("'SHA-256'"),
    "github-username": _account("github"),
    "twitter-id": _account("twitter"),
    "jabber-id": _account("jabber"),
    "windows-service-name": _one("process:extensions.'windows-service-ext'.service_name"),
    "windows-service-displayname": Mapped((Part("process:extensions.'windows-service-ext'.display_name"),), seen=False),
}

# Rules of other languages: the value is the pattern itself (pattern-type-ov, STIX 2.1 section 10.19).
RULES: Final[Mapping[str, str]] = {
    "yara": "yara",
    "sigma": "sigma",
    "snort": "snort",
    "suricata": "suricata",
    "zeek": "zeek",
    "bro": "zeek",
    "stix2-pattern": "stix",
    "kusto-query": "kusto",
    "pattern-in-file": "pcre",
    "pattern-in-traffic": "pcre",
    "pattern-in-memory": "pcre",
    "filename-pattern": "pcre",
}
RULE_TYPES: Final[Mapping[str, str]] = {
    "yara": "yara",
    "sigma": "sigma",
    "snort": "snort",
    "suricata": "suricata",
    "zeek": "zeek",
    "stix": "stix2-pattern",
    "kusto": "kusto-query",
    "pcre": "pattern-in-file",
}

# A name that stands for a thing which STIX has an object for.
NAMED: Final[Mapping[str, str]] = {"vulnerability": "vulnerability", "threat-actor": "threat-actor", "campaign-name": "campaign"}

# What people wrote for people.
PROSE: Final = frozenset({"text", "comment", "other", "link"})

FILES: Final = frozenset({"attachment", "malware-sample"})

_COMPOSITE: Final = "|"
_MD5: Final = re.compile("[0-9a-fA-F]{32}")


@lru_cache(maxsize=64)  # asked for the same value several times in a row
def terms_for(kind: str, value: str) -> tuple[Term, ...] | None:
    """Return the terms that a value of type `kind` becomes, or None where the type has no path or the value is none of its type."""
    mapped = TYPES.get(kind)
    if mapped is None:
        return None
    pieces = value.split(_COMPOSITE, len(mapped.parts) - 1)
    if len(pieces) != len(mapped.parts):
        return None
    found = list(mapped.fixed)
    for part, piece in zip(mapped.parts, pieces, strict=True):
        literal = literal_of(part.kind, piece)
        if literal is None:
            return None
        if part.kind in {ADDRESS, HOST} and part.path.startswith(_TRAFFIC):
            found.append(Term(part.path.removesuffix("value") + "type", (family(piece),)))
        found.append(Term(part.path, (literal,)))
    return tuple(found)


def literal_of(kind: str, piece: str) -> Literal | None:
    """Return the literal of one part of a value, or None where it is none of its kind."""
    if kind == NUMBER:
        return int(piece) if re.fullmatch(r"0|[1-9][0-9]{0,17}", piece) else None
    if kind == SYSTEM:
        found = re.fullmatch(r"(?:AS)?(0|[1-9][0-9]{0,9})", piece)
        return int(found[1]) if found else None
    if kind in _DIGESTS:
        return piece if _DIGESTS[kind].fullmatch(piece) else None
    if kind == ADDRESS:
        try:
            ipaddress.ip_network(piece, strict=False)
        except ValueError:
            return None
    return piece or None


def value_of(kind: str, terms: tuple[Term, ...]) -> str | None:
    """Return the value of type `kind` that `terms` say, or None; then `terms_for(kind, value)` are those terms again."""
    mapped = TYPES.get(kind)
    if mapped is None:
        return None
    said = {term.path: term.values for term in terms}
    if any(len(said.get(part.path, ())) != 1 for part in mapped.parts):
        return None
    pieces = [("AS" if part.kind == SYSTEM else "") + str(said[part.path][0]) for part in mapped.parts]
    value = _COMPOSITE.join(pieces)
    return value if set(terms_for(kind, value) or ()) == set(terms) else None


def type_of(terms: tuple[Term, ...]) -> tuple[str, str] | None:
    """Return the type and value that `terms` say, where exactly one value of one type does; the first type of `TYPES` that fits."""
    for kind in _BY_PATHS.get(frozenset(_without_families(terms)), ()):
        value = value_of(kind, terms)
        if value is not None:
            return kind, value
    return None


def _without_families(terms: tuple[Term, ...]) -> list[str]:
    return [term.path for term in terms if not term.path.endswith("_ref.type")]


def _by_paths() -> dict[frozenset[str], list[str]]:
    found: dict[frozenset[str], list[str]] = {}
    for kind, mapped in TYPES.items():
        paths = frozenset([part.path for part in mapped.parts] + [term.path for term in mapped.fixed])
        found.setdefault(paths, []).append(kind)
    return found


_BY_PATHS: Final = _by_paths()


def is_sample(value: str) -> bool:
    """Say whether the value of a `malware-sample` is a name and an MD5."""
    name, bar, digits = value.rpartition(_COMPOSITE)
    return bool(name and bar and _MD5.fullmatch(digits))
