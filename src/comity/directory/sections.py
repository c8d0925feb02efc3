"""What one country says of itself: its authorities, nodes, officers and their keys. One signed file a country.

The bytes are a `seal.statement` signed by the country's key. TUF comes later behind the same door (docs/adr/0007).
"""

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Generic, TypeVar

from comity.seal.keys import SealingPublicKey, VerifyingKey
from comity.seal.linekey import LineCertificate, line_name
from comity.terms.identifiers import AuthorityId, Country, KeyId, NodeId, OfficerId
from comity.terms.instants import Instant
from comity.terms.json import JsonValue, parse_json, print_json
from comity.terms.refusals import Malformed, Refused
from comity.terms.speech import gettext_noop

PAYLOAD_TYPE: Final = "application/vnd.comity.section.v1+json"
CAP: Final = 4 * 1024 * 1024
MOST_LINE_KEYS: Final = 2

_LOG: Final = re.compile(r"[!-*,-~]{1,255}")  # what may name a key in a note, and so a log: ASCII without spaces and plus signs

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Dated(Generic[Key]):
    """A key and the time for which it is good: `since` counts, `until` does not."""

    key: Key
    since: Instant
    until: Instant

    def good(self, at: Instant) -> bool:
        """Say whether the key may be relied on at `at`."""
        return self.since <= at < self.until


@dataclass(frozen=True, slots=True)
class Authority:
    """An authority as its country names it. `roles` are codes of the vocabulary `authority-role`."""

    id: AuthorityId
    names: Mapping[str, str]
    roles: tuple[str, ...]
    languages: tuple[str, ...]
    zone: str


@dataclass(frozen=True, slots=True)
class Relay:
    """Where what is due to a node may be left: the relay's name, its address, the keys it signs with. It is no node.

    `tls` are the certificates that it shows on the line, where its address is https; it asks every caller for one.
    """

    id: NodeId
    endpoint: str
    signing: tuple[Dated[VerifyingKey], ...]
    tls: tuple[Dated[LineCertificate], ...] = ()


@dataclass(frozen=True, slots=True)
class Node:
    """A node: whose it is, where it listens, which keys it signs and opens with, what its log is called, how it is known on the line.

    An empty `endpoint`: no line leads to it, as to a node behind NAT, and what is due to it goes over `relay`, or by hand.
    `tls` has no certificate where the node has none yet, and two while one takes the other's place.
    """

    id: NodeId
    authority: AuthorityId
    endpoint: str
    signing: tuple[Dated[VerifyingKey], ...]
    sealing: tuple[Dated[SealingPublicKey], ...]
    log_origin: str
    relay: Relay | None = None
    tls: tuple[Dated[LineCertificate], ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """An officer who may sign acts of a node."""

    id: OfficerId
    name: str
    authority: AuthorityId
    signing: tuple[Dated[VerifyingKey], ...]


class Reason(StrEnum):
    """Why a country takes a key back."""

    STOLEN = "stolen"
    LOST = "lost"
    LEFT = "left"  # its officer is no longer one
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Revocation:
    """A signing key that the country takes back: from `since` on, nothing that it signed counts."""

    key: KeyId
    since: Instant
    reason: Reason


@dataclass(frozen=True, slots=True)
class Section:
    """All that one country says. `version` only grows; so does `revoked`, and a revoked key keeps its row."""

    country: Country
    version: int
    issued: Instant
    expires: Instant
    names: Mapping[str, str]
    authorities: tuple[Authority, ...]
    nodes: tuple[Node, ...]
    officers: tuple[Person, ...]
    revoked: tuple[Revocation, ...] = ()


def print_keys(keys: tuple[Dated[Any], ...]) -> list[JsonValue]:
    """Return the JSON value of dated keys."""
    return [
        {"key": base64.b64encode(dated.key.raw).decode("ascii"), "since": str(dated.since), "until": str(dated.until)} for dated in keys
    ]


def _print_relay(relay: Relay | None) -> dict[str, JsonValue]:
    """Return the member of a node that has a relay; a node without one has no such member."""
    if relay is None:
        return {}
    named: dict[str, JsonValue] = {"id": str(relay.id), "endpoint": relay.endpoint, "signing": print_keys(relay.signing)}
    return {"relay": named | ({"tls": print_keys(relay.tls)} if relay.tls else {})}


def _print_revoked(revoked: tuple[Revocation, ...]) -> dict[str, JsonValue]:
    """Return the member of a section that took keys back; another one has no such member."""
    rows = [{"key": str(one.key), "since": str(one.since), "reason": one.reason.value} for one in revoked]
    return {"revoked": rows} if rows else {}


def print_section(section: Section) -> bytes:
    """Print the canonical JSON that the country signs."""
    return print_json(
        {
            "v": 1,
            "country": str(section.country),
            "version": section.version,
            "issued": str(section.issued),
            "expires": str(section.expires),
            "names": dict(section.names),
            "authorities": [
                {
                    "id": str(authority.id),
                    "names": dict(authority.names),
                    "roles": list(authority.roles),
                    "languages": list(authority.languages),
                    "zone": authority.zone,
                }
                for authority in section.authorities
            ],
            "nodes": [
                {
                    "id": str(node.id),
                    "authority": str(node.authority),
                    "endpoint": node.endpoint,
                    "signing": print_keys(node.signing),
                    "sealing": print_keys(node.sealing),
                    "log": node.log_origin,
                    **_print_relay(node.relay),
                }
                | ({"tls": print_keys(node.tls)} if node.tls else {})
                for node in section.nodes
            ],
            "officers": [
                {"id": str(person.id), "name": person.name, "authority": str(person.authority), "signing": print_keys(person.signing)}
                for person in section.officers
            ],
        }
        | _print_revoked(section.revoked)
    )


def read_keys(rows: list[dict[str, str]], kind: type[Any]) -> tuple[Dated[Any], ...]:
    """Return the dated keys in a JSON value that nobody has looked at yet: what it is not, it raises as Python does, or `Refused`."""
    return tuple(
        Dated(
            key=kind(base64.b64decode(row["key"], validate=True)),
            since=Instant.parse(row["since"]),
            until=Instant.parse(row["until"]),
        )
        for row in rows
    )


def _parse_relay(row: dict[str, Any]) -> Relay:
    return Relay(
        id=NodeId(row["id"]),
        endpoint=row["endpoint"],
        signing=read_keys(row["signing"], VerifyingKey),
        tls=read_keys(row.get("tls", []), LineCertificate),
    )


def _parse(value: dict[str, Any]) -> Section:
    return Section(
        country=Country(value["country"]),
        version=value["version"],
        issued=Instant.parse(value["issued"]),
        expires=Instant.parse(value["expires"]),
        names=value["names"],
        authorities=tuple(
            Authority(
                id=AuthorityId(row["id"]),
                names=row["names"],
                roles=tuple(row["roles"]),
                languages=tuple(row["languages"]),
                zone=row["zone"],
            )
            for row in value["authorities"]
        ),
        nodes=tuple(
            Node(
                id=NodeId(row["id"]),
                authority=AuthorityId(row["authority"]),
                endpoint=row["endpoint"],
                signing=read_keys(row["signing"], VerifyingKey),
                sealing=read_keys(row["sealing"], SealingPublicKey),
                log_origin=row["log"],
                relay=_parse_relay(row["relay"]) if "relay" in row else None,
                tls=read_keys(row.get("tls", []), LineCertificate),
            )
            for row in value["nodes"]
        ),
        officers=tuple(
            Person(
                id=OfficerId(row["id"]),
                name=row["name"],
                authority=AuthorityId(row["authority"]),
                signing=read_keys(row["signing"], VerifyingKey),
            )
            for row in value["officers"]
        ),
        revoked=tuple(
            Revocation(KeyId(row["key"]), Instant.parse(row["since"]), Reason(row["reason"])) for row in value.get("revoked", [])
        ),
    )


def parse_section(data: bytes) -> Section:
    """Read what `print_section` wrote and nothing else; raises `Malformed` or `TooLarge`.

    A country names only its own authorities, nodes of its own authorities, and officers of its own nodes.
    """
    value = parse_json(data, cap=CAP)
    try:
        section = _parse(value)
        same = print_section(section) == data
    except Refused:
        raise
    except (KeyError, TypeError, ValueError, AttributeError, binascii.Error) as fault:
        raise Malformed("country section", f"not of its shape ({type(fault).__name__})") from fault
    if not same:
        raise Malformed("country section", "not canonical")
    if type(section.version) is not int or section.version < 1:
        raise Malformed("country section", "version")
    if not all(isinstance(one, str) for one in _texts(section)):
        raise Malformed("country section", "a number or another thing where a text belongs")
    for node in section.nodes:
        _require_sound(node)
    ours = {authority.id for authority in section.authorities}
    nodes = {node.id for node in section.nodes}
    if any(authority.country != section.country for authority in ours):
        raise Malformed("country section", "an authority of another country")
    if any(node.authority not in ours for node in section.nodes):
        raise Malformed("country section", "a node of an authority that is not named")
    if any(person.authority not in ours or person.id.node not in nodes for person in section.officers):
        raise Malformed("country section", "an officer of a node that is not named")
    _require_named(section)
    return section


class RevocationTakenBack(Refused):
    """A later section that forgets that a key was taken back."""

    wire_class = "conflict"
    sentence = gettext_noop("The directory file of %(country)s no longer says that the key %(key)s is revoked from %(since)s on.")
    next_step = gettext_noop("Nothing was changed. Ask that country, by a number that you know, who signed this file.")


def require_kept(before: Section | None, after: Section) -> None:
    """Return where `after` takes back every key that `before` did, from that moment or earlier; raises `RevocationTakenBack`."""
    since = {one.key: one.since for one in after.revoked}
    for one in () if before is None else before.revoked:
        if one.key not in since or since[one.key] > one.since:
            raise RevocationTakenBack(country=after.country, key=one.key, since=one.since)


def _require_named(section: Section) -> None:
    """Refuse a revocation of a key that the section does not name: what it signed before could no longer be read."""
    holders: list[Node | Person] = [*section.nodes, *section.officers]
    named = {dated.key.key_id for holder in holders for dated in holder.signing}
    revoked = [one.key for one in section.revoked]
    if len(set(revoked)) != len(revoked) or not named.issuperset(revoked):
        raise Malformed("country section", "a revoked key that is not named, or twice")


def _require_sound(node: Node) -> None:
    if not _LOG.fullmatch(node.log_origin):
        raise Malformed("country section", "the name of a log")
    # Its own name alone: OpenSSL tells certificates apart by it before it looks at anything else.
    for shown in (node, node.relay) if node.relay is not None else (node,):
        if len(shown.tls) > MOST_LINE_KEYS or any(dated.key.name != line_name(shown.id) for dated in shown.tls):
            raise Malformed("country section", "more TLS certificates than two, or one of another node")


def _texts(section: Section) -> Iterator[object]:
    """Yield what must be text and has no form of its own."""
    yield from section.names.values()
    for authority in section.authorities:
        yield from (*authority.names.values(), *authority.roles, *authority.languages, authority.zone)
    for node in section.nodes:
        yield from (node.endpoint, node.log_origin, "" if node.relay is None else node.relay.endpoint)
    for person in section.officers:
        yield person.name
