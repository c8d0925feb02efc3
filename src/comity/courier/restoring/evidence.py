"""What a peer holds of a node that came up from a copy, verified: each part by who signed it, not by who brings it."""

from dataclasses import dataclass, field
from typing import Final

from comity.courier.protocol.restoring import Place
from comity.directory.book import book
from comity.directory.epochseeds import opening_keys
from comity.directory.home import Home
from comity.directory.shownlogs import verify_shown
from comity.seal.closed import open_file
from comity.seal.disclosed import Disclosed, verify_disclosed
from comity.seal.envelope import MAX_PAYLOAD, Opened, Outlined, open_envelope, outline
from comity.seal.frames import parse_frames
from comity.seal.keys import SIGNATURE_CAP, Signature, parse_signature
from comity.seal.receipt import VerifiedReceipt, verify_receipt
from comity.seal.signers import MAX_SIGNATURES
from comity.seal.statement import verify_statement
from comity.terms.digests import Digest
from comity.terms.identifiers import NodeId
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop
from comity.wire.act import ActBody, parse_act
from comity.wire.decided import DecidedBody
from comity.wire.kept import ANSWER_TYPE, Answer, Item, parse_answer
from comity.wire.opened import OpenedBody
from comity.wire.receipts import parse_receipt
from comity.wire.received import ReceivedBody

_CAP: Final = MAX_PAYLOAD + 256 * 1024
_SIGNATURES: Final = MAX_SIGNATURES * (4 + SIGNATURE_CAP)


class StrangeEvidence(Refused):
    """A peer shows as ours what we cannot have sent to it, or as its receipt what it did not sign."""

    wire_class = "conflict"
    sentence = gettext_noop("%(peer)s shows something of this node that does not hold: %(why)s")
    next_step = gettext_noop("Nothing of it was taken. Call its contact point; two officers may go on without it.")


@dataclass(frozen=True, slots=True)
class OwnSent:
    """An act of ours that the peer gave back, word for word as we signed it."""

    peer: NodeId
    sealed: bytes
    outline: Outlined
    disclosed: Disclosed
    body: ActBody
    salt: bytes
    inner_bytes: bytes
    signatures: tuple[Signature, ...]


@dataclass(frozen=True, slots=True)
class Theirs:
    """An act of the peer's that we had receipted, with our receipt."""

    peer: NodeId
    sealed: bytes
    opened: Opened
    body: ActBody
    receipt: bytes
    received: ReceivedBody


@dataclass(frozen=True, slots=True)
class Later:
    """A receipt that travelled on its own: ours to the peer, or the peer's to us."""

    peer: NodeId
    ours: bool
    verified: VerifiedReceipt
    body: OpenedBody | DecidedBody
    sealed: bytes


@dataclass(slots=True)
class Held:
    """Everything that one peer showed."""

    peer: NodeId
    places: list[Place] = field(default_factory=list)
    sent: list[OwnSent] = field(default_factory=list)
    taken: list[tuple[ReceivedBody, bytes]] = field(default_factory=list)
    """The peer's receipts for acts of ours, also for those whose content it did not give back."""
    theirs: list[Theirs] = field(default_factory=list)
    later: list[Later] = field(default_factory=list)
    receipts: dict[bytes, Place] = field(default_factory=dict)
    """Places that receipts of ours name, by the digest of the receipt."""


def verify_answer(data: bytes, *, peer: NodeId, home: Home, at: Instant) -> Answer:
    """Return the answer that `peer` signed for this node, or raise `Refused`; what stands in it is still to be verified."""
    verified = verify_statement(data, payload_type=ANSWER_TYPE, keyring=book(home).keyring, at=at)
    answer = parse_answer(verified.payload)
    if [entry.owner for entry in verified.signed_by] != [peer] or answer.node != peer or answer.to != home.node:
        raise StrangeEvidence(peer=peer, why="the answer is another's, or for another")
    return answer


def add_answer(held: Held, answer: Answer, *, home: Home) -> None:
    """Verify every part of `answer` and add it to `held`; raises `Refused` where one does not hold."""
    if answer.note:
        own = book(home).node(home.node)
        noted = verify_shown(answer.note, of=own, keys=book(home).signing_keys(home.node, at=answer.at))
        held.places.append(Place(noted.size, noted.root, answer.noted))
    for item in answer.items:
        _add(held, item, home=home)


def _add(held: Held, item: Item, *, home: Home) -> None:
    match item.kind:
        case "place":
            _place(held, item.parts[0], home=home)
        case "came":
            received = _taken(held.peer, item.parts[1], home=home)
            held.taken.append((received, item.parts[1]))
            if item.parts[2]:
                held.sent.append(_own(held.peer, item.parts[0], item.parts[2], received=received, home=home))
        case "went":
            received = _place(held, item.parts[1], home=home)
            held.theirs.append(_theirs(held.peer, *item.parts, received=received, home=home))
        case "said" | "told":
            held.later.append(_later(held.peer, item.parts[0], ours=item.kind == "said", home=home))


def _place(held: Held, sealed: bytes, *, home: Home) -> ReceivedBody:
    """Verify a receipt of ours, and note the place that it names."""
    verified = verify_receipt(sealed, keyring=book(home).keyring)
    body = parse_receipt(verified.body_bytes)
    own = book(home).node(home.node)
    if verified.node != home.node or not isinstance(body, ReceivedBody) or body.log.origin != own.log_origin:
        raise StrangeEvidence(peer=held.peer, why="a receipt that is not ours")
    place = Place(body.log.size, body.log.root, body.at)
    held.places.append(place)
    held.receipts[Digest.of(sealed).raw] = place
    return body


def _taken(peer: NodeId, receipt: bytes, *, home: Home) -> ReceivedBody:
    verified = verify_receipt(receipt, keyring=book(home).keyring)
    received = parse_receipt(verified.body_bytes)
    if verified.node != peer or not isinstance(received, ReceivedBody):
        raise StrangeEvidence(peer=peer, why="a receipt of another node")
    return received


def _own(peer: NodeId, sealed: bytes, opening: bytes, *, received: ReceivedBody, home: Home) -> OwnSent:
    seen = outline(sealed)
    content = open_file(opening, node=home.node, sealing_keys=opening_keys(home, at=None), most=_CAP)
    payload, salt, inner_bytes, printed = parse_frames(content, what="opening", cap=_CAP, least=4, most=4)
    signatures = tuple(
        parse_signature(one) for one in parse_frames(printed, what="list of signatures", cap=_SIGNATURES, least=1, most=MAX_SIGNATURES)
    )
    disclosed = verify_disclosed(inner_bytes, signatures, salt=salt, payload=payload, keyring=book(home).keyring)
    inner = disclosed.inner
    if inner.sender != home.node or peer not in inner.to or inner.env_id != seen.outer.env_id:
        raise StrangeEvidence(peer=peer, why="an act that this node did not send to it")
    if (received.env_id, received.outer, received.inner) != (inner.env_id, seen.outer_digest, disclosed.inner_digest):
        raise StrangeEvidence(peer=peer, why="a receipt of another act")
    return OwnSent(peer, sealed, seen, disclosed, parse_act(payload), salt, inner_bytes, signatures)


def _theirs(peer: NodeId, sealed: bytes, receipt: bytes, *, received: ReceivedBody, home: Home) -> Theirs:
    keys = opening_keys(home, at=None)
    opened = open_envelope(sealed, node=home.node, sealing_keys=keys, keyring=book(home).keyring, at=received.at)
    if opened.inner.sender != peer or (received.env_id, received.inner) != (opened.inner.env_id, opened.inner_digest):
        raise StrangeEvidence(peer=peer, why="an act of another, or a receipt for another act")
    return Theirs(peer, sealed, opened, admit_again(opened), receipt, received)


def admit_again(opened: Opened) -> ActBody:
    """Return the act in an envelope that this node had admitted before: its receipt says so. What rules refuse today is no question."""
    return parse_act(opened.payload)


def _later(peer: NodeId, sealed: bytes, *, ours: bool, home: Home) -> Later:
    verified = verify_receipt(sealed, keyring=book(home).keyring)
    body = parse_receipt(verified.body_bytes)
    if verified.node != (home.node if ours else peer) or not isinstance(body, OpenedBody | DecidedBody):
        raise StrangeEvidence(peer=peer, why="a later receipt that is not of who should have signed it")
    return Later(peer, ours, verified, body, sealed)
