"""Object templates of MISP beside STIX: data, read in both directions.

`OBSERVED` says for each relation of a template which path its value goes to; `NAMED` says which property of a named thing (a vulnerability,
an organisation) it fills. Templates that are not here become the custom object `x-misp-object`, as misp-stix writes it.
Source: misp-objects (424 templates), STIX 2.1 sections 4 and 6, and the documented mapping of misp-stix.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from comity.wire.misp.types import ADDRESS, HASHES, HOST, NUMBER, SYSTEM, Part

CUSTOM: Final = "x-misp-object"

_T: Final = "network-traffic:"
_E: Final = "email-message:"
_H: Final = f"{_E}additional_header_fields."


def _parts(paths: Mapping[str, str | tuple[str, str] | Part]) -> dict[str, Part]:
    return {name: path if isinstance(path, Part) else Part(path) if isinstance(path, str) else Part(*path) for name, path in paths.items()}


_FILE: Final[Mapping[str, str | tuple[str, str] | Part]] = {
    "filename": "file:name",
    **{name: part for name, part in HASHES.items() if name not in {"cdhash", "impfuzzy", "pehash"}},
    "size-in-bytes": ("file:size", NUMBER),
    "mimetype": "file:mime_type",
    "path": "file:parent_directory_ref.path",
}
_CERTIFICATE: Final[Mapping[str, str | tuple[str, str] | Part]] = {
    "x509-fingerprint-md5": ("x509-certificate:hashes.MD5", "MD5"),
    "x509-fingerprint-sha1": ("x509-certificate:hashes.'SHA-1'", "SHA-1"),
    "x509-fingerprint-sha256": ("x509-certificate:hashes.'SHA-256'", "SHA-256"),
    "issuer": "x509-certificate:issuer",
    "subject": "x509-certificate:subject",
    "serial-number": "x509-certificate:serial_number",
    "version": "x509-certificate:version",
    "signature_algorithm": "x509-certificate:signature_algorithm",
    "pubkey-info-algorithm": "x509-certificate:subject_public_key_algorithm",
    "pubkey-info-modulus": "x509-certificate:subject_public_key_modulus",
    "pubkey-info-exponent": ("x509-certificate:subject_public_key_exponent", NUMBER),
}

# The first relation of a template that is there decides about an end of a connection which has an address or a name.
OBSERVED: Final[Mapping[str, Mapping[str, Part]]] = {
    "file": _parts(_FILE),
    "email": _parts(
        {
            "from": f"{_E}from_ref.value",
            "from-display-name": f"{_E}from_ref.display_name",
            "to": f"{_E}to_refs[*].value",
            "cc": f"{_E}cc_refs[*].value",
            "bcc": f"{_E}bcc_refs[*].value",
            "subject": f"{_E}subject",
            "email-body": f"{_E}body",
            "message-id": f"{_E}message_id",
            "header": f"{_E}received_lines[*]",
            "attachment": f"{_E}body_multipart[*].body_raw_ref.name",
            "reply-to": f"{_H}'Reply-To'[*]",
            "return-path": f"{_H}'Return-Path'[*]",
            "x-mailer": f"{_H}'X-Mailer'[*]",
            "user-agent": f"{_H}'User-Agent'[*]",
            "thread-index": f"{_H}'Thread-Index'[*]",
        }
    ),
    "domain-ip": _parts(
        {"domain": "domain-name:value", "hostname": "domain-name:value", "ip": ("domain-name:resolves_to_refs[*].value", ADDRESS)}
    ),
    "url": _parts({"url": "url:value"}),
    "asn": _parts({"asn": ("autonomous-system:number", SYSTEM), "description": "autonomous-system:name"}),
    "ip-port": _parts(
        {
            "ip-dst": (f"{_T}dst_ref.value", ADDRESS),
            "ip": (f"{_T}dst_ref.value", ADDRESS),
            "hostname": (f"{_T}dst_ref.value", HOST),
            "domain": (f"{_T}dst_ref.value", HOST),
            "ip-src": (f"{_T}src_ref.value", ADDRESS),
            "dst-port": (f"{_T}dst_port", NUMBER),
            "src-port": (f"{_T}src_port", NUMBER),
        }
    ),
    "network-connection": _parts(
        {
            "ip-dst": (f"{_T}dst_ref.value", ADDRESS),
            "hostname-dst": (f"{_T}dst_ref.value", HOST),
            "ip-src": (f"{_T}src_ref.value", ADDRESS),
            "hostname-src": (f"{_T}src_ref.value", HOST),
            "dst-port": (f"{_T}dst_port", NUMBER),
            "src-port": (f"{_T}src_port", NUMBER),
            "dst-bytes-count": (f"{_T}dst_byte_count", NUMBER),
            "src-bytes-count": (f"{_T}src_byte_count", NUMBER),
            "dst-packets-count": (f"{_T}dst_packets", NUMBER),
            "src-packets-count": (f"{_T}src_packets", NUMBER),
            "layer7-protocol": f"{_T}protocols[*]",
            "layer4-protocol": f"{_T}protocols[*]",
            "layer3-protocol": f"{_T}protocols[*]",
        }
    ),
    "mutex": _parts({"name": "mutex:name"}),
    "registry-key": _parts(
        {
            "key": "windows-registry-key:key",
            "name": "windows-registry-key:values[*].name",
            "data": "windows-registry-key:values[*].data",
            "data-type": "windows-registry-key:values[*].data_type",
        }
    ),
    "process": _parts(
        {
            "pid": ("process:pid", NUMBER),
            "command-line": "process:command_line",
            "current-directory": "process:cwd",
            "image": "process:image_ref.name",
        }
    ),
    "user-account": _parts(
        {
            "username": "user-account:account_login",
            "user-id": "user-account:user_id",
            "account-type": "user-account:account_type",
            "display-name": "user-account:display_name",
            "password": "user-account:credential",
        }
    ),
    "x509": _parts(_CERTIFICATE),
    "directory": _parts({"path": "directory:path"}),
}


@dataclass(frozen=True, slots=True)
class Filled:
    """A named thing: its STIX type, and which property each relation fills; `+roles` adds to a list, `url` and `capec` are references."""

    type: str
    relations: Mapping[str, str]
    fixed: tuple[tuple[str, str], ...] = ()


NAMED: Final[Mapping[str, Filled]] = {
    "vulnerability": Filled("vulnerability", {"id": "name", "summary": "description", "description": "description", "references": "url"}),
    "attack-pattern": Filled("attack-pattern", {"name": "name", "summary": "description", "id": "capec", "references": "url"}),
    "course-of-action": Filled("course-of-action", {"name": "name", "description": "description"}),
    "person": Filled(
        "identity",
        {"full-name": "name", "alias": "name", "handle": "name", "text": "description", "role": "+roles", "e-mail": "contact_information"},
        (("identity_class", "individual"),),
    ),
    "legal-entity": Filled(
        "identity",
        {"name": "name", "commercial-name": "name", "text": "description", "website": "url", "phone-number": "contact_information"},
        (("identity_class", "organization"),),
    ),
    "organization": Filled(
        "identity",
        {
            "name": "name",
            "description": "description",
            "role": "+roles",
            "e-mail": "contact_information",
            "phone-number": "contact_information",
        },
        (("identity_class", "organization"),),
    ),
    "intrusion-set": Filled("intrusion-set", {"name": "name", "description": "description", "aliases": "+aliases"}),
    "geolocation": Filled(
        "location", {"city": "city", "countrycode": "country", "address": "street_address", "zipcode": "postal_code", "text": "description"}
    ),
}

# A template around one rule.
RULE_OBJECTS: Final[Mapping[str, str]] = {"yara": "yara", "sigma": "sigma", "suricata": "suricata", "stix2-pattern": "stix2-pattern"}
