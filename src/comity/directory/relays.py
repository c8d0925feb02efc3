"""Relays as the directory knows them: the card by which one says who it is, and over which relay what goes to whom. Pure."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from comity.directory.book import Book, NotInDirectory
from comity.directory.sections import Node, Relay, print_keys, read_keys
from comity.seal.keyring import DatedKeyring, KeyEntry, KeyRow
from comity.seal.keys import SigningKey, VerifyingKey
from comity.seal.linekey import LineCertificate, line_name
from comity.seal.statement import sign_statement, verify_statement
from comity.terms.identifiers import NodeId
from comity.terms.json import JsonValue, parse_json, print_json
from comity.terms.refusals import Malformed

MAX_CARD: Final = 64 * 1024
PAYLOAD_TYPE: Final = "application/vnd.comity.relay-card.v1+json"
_WHAT: Final = "card of a relay"


def print_card(relay: Relay, *, key: SigningKey) -> bytes:
    """Return the card of a relay, signed by its key: who takes it over compares the fingerprint of that key by telephone."""
    told = _told(relay)
    signed = sign_statement(print_json(told, what=_WHAT), payload_type=PAYLOAD_TYPE, keys=(key,))
    return print_json(told | {"signed": base64.b64encode(signed).decode("ascii")}, what=_WHAT)


def parse_card(data: bytes) -> Relay:
    """Read what `print_card` writes, with one key that signed all of it; raises `Refused`. Whose key it is, is the CALLER's to ask.

    A card from before 2026-11-29 is not signed, and is read where it names no certificate.
    """
    told = parse_json(data, MAX_CARD, what=_WHAT)
    try:
        tls = read_keys(told.get("tls", []), LineCertificate)  # type: ignore[union-attr, arg-type]  # whatever it is
        relay = Relay(NodeId(told["id"]), str(told["endpoint"]), read_keys(told["signing"], VerifyingKey), tls)  # type: ignore[index, call-overload, arg-type]  # as above
        signed = base64.b64decode(told["signed"], validate=True) if "signed" in told else None  # type: ignore[index, call-overload, arg-type, operator]  # as above
        told_again = _told(relay) | ({} if signed is None else {"signed": base64.b64encode(signed).decode("ascii")})
        same = print_json(told_again, what=_WHAT) == data
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise Malformed(_WHAT, f"not of its shape ({type(fault).__name__})") from fault
    if not same or not relay.endpoint or len(relay.signing) != 1:
        raise Malformed(_WHAT, "not in canonical form, or without an address, or not with one key")
    if relay.endpoint.startswith("https://") != bool(relay.tls) or any(dated.key.name != line_name(relay.id) for dated in relay.tls):
        raise Malformed(_WHAT, "a TLS certificate without an address of TLS, or none, or one of another relay")
    if signed is None and relay.tls:
        raise Malformed(_WHAT, "a TLS certificate for which nobody signed")
    if signed is not None:
        verified = verify_statement(signed, payload_type=PAYLOAD_TYPE, keyring=keyring_of(relay), at=relay.signing[0].since)
        if verified.payload != print_json(_told(relay), what=_WHAT):
            raise Malformed(_WHAT, "another card was signed")
    return relay


def _told(relay: Relay) -> dict[str, JsonValue]:
    told: dict[str, JsonValue] = {"v": 1, "id": str(relay.id), "endpoint": relay.endpoint, "signing": print_keys(relay.signing)}
    return told | ({"tls": print_keys(relay.tls)} if relay.tls else {})


def keyring_of(relay: Relay) -> DatedKeyring:
    """Return the keys of this relay alone: what any other key signs is not its word, and its own word is no node's."""
    return DatedKeyring(KeyRow(KeyEntry.of(dated.key, owner=relay.id), dated.since, dated.until) for dated in relay.signing)


@dataclass(frozen=True, slots=True)
class Box:
    """One relay as this node uses it: the peers to whom things are left there, and whether this node has things fetched from it."""

    relay: Relay
    peers: tuple[Node, ...]
    asks: bool


def relay_to(peer: NodeId, *, book: Book, own: NodeId) -> Relay | None:
    """Return the relay at which things for `peer` are left: the peer's own; where it has none, this node's own."""
    return book.node(peer).relay or own_relay(book, own)


def own_relay(book: Book, own: NodeId) -> Relay | None:
    """Return the relay that this node's country names for it."""
    try:
        return book.node(own).relay
    except NotInDirectory:
        return None


def boxes(book: Book, *, own: NodeId) -> Iterator[Box]:
    """Yield every relay that this node leaves things at or asks, by name.

    A node that has a relay asks there alone, for everybody leaves there what is due to it. One that has none asks at the relays of its
    peers: what they owe it lies at their own. Where two countries give one name to two relays, each stands by itself.
    """
    mine = own_relay(book, own)
    found: dict[Relay, list[Node]] = {mine: []} if mine else {}
    for peer in book.peers(own):
        relay = relay_to(peer.id, book=book, own=own)
        if relay is not None:
            found.setdefault(relay, []).append(peer)
    for relay in sorted(found, key=lambda one: (one.id.text, one.endpoint)):
        yield Box(relay, tuple(found[relay]), mine is None or relay == mine)
