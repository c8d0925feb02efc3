"""Small values for the tests of the protocol core."""

from comity.courier.protocol.arriving import Arrived
from comity.courier.protocol.effects import Order
from comity.courier.protocol.lines import Due, PeerAnswer, Priority, Verdict
from comity.courier.protocol.states import State
from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, NodeId, Reference
from comity.terms.instants import Instant

NOW = Instant(1_790_000_000_000_000)
FAR = Instant(NOW.micros + 30 * 86_400_000_000)
PEER = NodeId("poc.xr.example")
CASE = Reference("XR-2026-000001")
OTHER = Reference("XR-2026-000002")


def name(number: int) -> EnvelopeId:
    """The identifier with this number."""
    return EnvelopeId(f"{number:032x}")


def inner(seq: int) -> Digest:
    """The inner digest of the honest act at this place."""
    return Digest.of(b"inner", str(seq).encode())


def outer(number: int) -> Digest:
    """The outer digest of the envelope with this number."""
    return Digest.of(b"outer", str(number).encode())


def arrived(place: int, /, **other: object) -> Arrived:
    """The honest act at this place of one stream, with some parts changed."""
    parts = {
        "env_id": name(place),
        "outer_digest": outer(place),
        "inner_digest": inner(place),
        "sender": PEER,
        "case": CASE,
        "seq": place,
        "previous": inner(place - 1) if place > 1 else None,
    }
    return Arrived(**{**parts, **other})


def due(number: int, **other: object) -> Due:
    """The outbox entry with this number, by default at place `number` of one case."""
    parts = {
        "env_id": name(number),
        "outer_digest": outer(number),
        "case": CASE,
        "seq": number,
        "size": 10_000,
        "priority": Priority.ROUTINE,
        "expires": FAR,
    }
    return Due(**{**parts, **other})


def receipted(number: int, order: Order = Order.APPLIED, **other: object) -> Due:
    """An entry that was receipted with the bytes of `received(number)`."""
    return due(number, state=State.RECEIPTED, order=order, receipt=Digest.of(b"receipt", str(number).encode()), **other)


def received(number: int, verdict: Verdict = Verdict.APPLIED, **other: object) -> PeerAnswer:
    """The peer's receipt for the entry with this number."""
    parts = {
        "env_id": name(number),
        "outer_digest": outer(number),
        "verdict": verdict,
        "receipt": Digest.of(b"receipt", str(number).encode()),
    }
    return PeerAnswer(**{**parts, **other})


def refused(number: int, wire_class: str) -> PeerAnswer:
    """The peer's refusal of the entry with this number."""
    return received(number, Verdict.REFUSED, wire_class=wire_class, receipt=Digest.of(wire_class.encode()))
