"""STIX objects of our own: an indicator from what an officer typed, the identity that stands behind it, the mark that it bears.

Whoever says the same twice makes the same object: identifiers are computed (UUID of version 5 in a namespace of ours, never that of
observables, section 2.9), and the bytes are canonical. What the standard has no observable for (bank accounts, wallets, telephones,
devices, documents) is compared as `x-comity-<type>:value`, in the one form of `comity.terms.outside`.
"""

from collections.abc import Collection
from typing import Final
from uuid import UUID, uuid5

from comity.terms.identifiers import AuthorityId
from comity.terms.instants import Instant
from comity.terms.json import JsonValue, print_json
from comity.terms.markings import Tlp
from comity.terms.outside import Account, Domain, Email, FileHash, IpAddress, IpPort, Outside, Url
from comity.wire.stix.patterns import (
    Comparison,
    Compound,
    Constant,
    During,
    Junction,
    Kind,
    Observation,
    Operator,
    Path,
    Pattern,
    Qualified,
    print_pattern,
)
from comity.wire.stix.tables.vocabularies import TLP_2, TLP_EXTENSION
from comity.wire.stix.timestamps import print_timestamp

NAMESPACE: Final = UUID("34a13010-d316-5e91-81a0-da6264505134")  # of "comity/1 stix" among addresses (RFC 4122, appendix C); never changed
_MOMENT: Final = 1_000_000  # microseconds: as finely as an address behind a shared one is known
_TLP_SINCE: Final = "2022-10-01T00:00:00.000Z"
_VALUE: Final = {Domain: "domain-name", Url: "url", Email: "email-addr"}
_HASHES: Final = {"md5": "MD5", "sha1": "SHA-1", "sha256": "SHA-256"}


def make_marking(level: Tlp) -> bytes:
    """Return the marking definition of TLP 2.0, as it is published."""
    word = level.value.removeprefix("TLP:").lower()
    return print_json(
        {
            "type": "marking-definition",
            "spec_version": "2.1",
            "id": TLP_2[word],
            "created": _TLP_SINCE,
            "name": level.value,
            "extensions": {TLP_EXTENSION: {"extension_type": "property-extension", "tlp_2_0": word}},
        }
    )


def marking_id(level: Tlp) -> str:
    """Return the identifier of the mark."""
    return TLP_2[level.value.removeprefix("TLP:").lower()]


def identity_id(authority: AuthorityId) -> str:
    """Return the identifier under which an authority stands behind its objects, at every node the same."""
    return computed_id("identity", {"authority": str(authority)})


def make_identity(authority: AuthorityId, *, name: str, at: Instant, sectors: Collection[str] = (), level: Tlp | None = None) -> bytes:
    """Return the identity of an authority, first said `at`, marked `level`; `sectors` are words of the standard's vocabulary."""
    return print_json(
        {
            "type": "identity",
            "spec_version": "2.1",
            "id": identity_id(authority),
            "created": print_timestamp(at.micros),
            "modified": print_timestamp(at.micros),
            "name": name,
            "identity_class": "organization",
            **({"sectors": sorted(sectors)} if sectors else {}),
            **({"object_marking_refs": [marking_id(level)]} if level else {}),
        }
    )


def make_indicator(
    what: Outside,
    *,
    authority: AuthorityId,
    level: Tlp,
    at: Instant,
    first: Instant | None = None,
    valid_from: Instant,
    valid_until: Instant | None = None,
    name: str = "",
    description: str = "",
    types: Collection[str] = (),
    labels: Collection[str] = (),
    confidence: int | None = None,
    marks: Collection[str] = (),
) -> bytes:
    """Return an indicator of `what`, by `authority`, marked `level`: the version of `at`, of an object made `first` (now, if that is None).

    The identifier is computed from the authority and the pattern: who says more of the same thing later makes a new version of the same
    object. `types` are words of `indicator-type-ov` or others; `confidence` is 0 to 100; `marks` are markings beside the
    level. Raises `Malformed` for texts that no JSON can
    carry. The CALLER validates it as it validates what others send.
    """
    pattern = print_pattern(pattern_of(what))
    said: dict[str, JsonValue] = {
        "type": "indicator",
        "spec_version": "2.1",
        "id": computed_id("indicator", {"authority": str(authority), "pattern": pattern}),
        "created_by_ref": identity_id(authority),
        "created": print_timestamp((first or at).micros),
        "modified": print_timestamp(at.micros),
        "name": name or str(what),
        "description": description,
        "indicator_types": sorted(types),
        "labels": sorted(labels),
        "pattern": pattern,
        "pattern_type": "stix",
        "pattern_version": "2.1",
        "valid_from": print_timestamp(valid_from.micros),
        "valid_until": print_timestamp(valid_until.micros) if valid_until else "",
        "confidence": confidence,
        "object_marking_refs": [marking_id(level), *marks],
    }
    return print_json({key: value for key, value in said.items() if value not in ("", [], None)})


def pattern_of(what: Outside) -> Pattern:
    """Return the pattern that finds `what`; of an address with port and moment, traffic from it in that second."""
    if isinstance(what, IpPort):
        stop = print_timestamp(what.at.micros + _MOMENT)
        traffic = _all_of(
            _equals("network-traffic", "src_ref", "value", value=what.address),
            _equals("network-traffic", "src_port", value=what.port),
        )
        return Qualified(traffic, (During(print_timestamp(what.at.micros), stop),))
    if isinstance(what, Account):
        return _all_of(
            _equals("user-account", "account_login", value=what.handle),
            _equals("user-account", "account_type", value=str(what.provider)),
        )
    if isinstance(what, IpAddress):
        return Observation(_equals("ipv6-addr" if ":" in what.address else "ipv4-addr", "value", value=what.address))
    if isinstance(what, FileHash):
        return Observation(_equals("file", "hashes", _HASHES[what.algorithm], value=what.digits))
    return Observation(_equals(_VALUE.get(type(what), f"x-comity-{what.type_}"), "value", value=str(what)))


def _equals(kind: str, *steps: str, value: str | int) -> Comparison:
    constant = Constant(Kind.TEXT, value) if isinstance(value, str) else Constant(Kind.INTEGER, str(value))
    return Comparison(Path(kind, steps), Operator.EQUAL, (constant,))


def _all_of(*tests: Comparison) -> Observation:
    return Observation(Compound(Junction.AND, tests))


def computed_id(kind: str, said: dict[str, JsonValue]) -> str:
    """Return the identifier of an object of ours that is told apart by what it says, and by nothing else."""
    return f"{kind}--{uuid5(NAMESPACE, print_json({'type': kind} | said).decode())}"
