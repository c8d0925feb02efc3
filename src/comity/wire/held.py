"""Two receipts of the way over a relay: `held`, that a relay stores it, and `taken`, that a node has a receipt which travelled on its own.

Neither is among the receipts of an act: a relay's word ends nothing.
"""

from dataclasses import dataclass
from typing import Final, Literal

from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, NodeId
from comity.terms.instants import Instant
from comity.terms.json import JsonValue, parse_json, print_json
from comity.wire.received import MAX_BYTES
from comity.wire.shapes import VERSION, Shape, take_shape

SPEC: Final = "docs/specs/relay.md, sections 4 and 6"

_WHAT: Final = "receipt"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldBody:
    """A relay stores this for `to`, and drops it at `until` when nobody has fetched it. It says nothing about what is in it."""

    env_id: EnvelopeId
    outer: Digest
    to: NodeId
    until: Instant
    at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBody:
    """A node has the receipt whose bytes have the digest `outer`: it need not be brought again."""

    outer: Digest
    at: Instant


class _Held(Shape):
    v: Literal[1]
    receipt: Literal["held"]
    env_id: str
    outer: str
    to: str
    until: str
    at: str


class _Taken(Shape):
    v: Literal[1]
    receipt: Literal["taken"]
    outer: str
    at: str


def print_held(body: HeldBody) -> bytes:
    """Return the canonical bytes of `body`."""
    value: dict[str, JsonValue] = {"v": VERSION, "receipt": "held", "env_id": str(body.env_id), "outer": str(body.outer)}
    return print_json(value | {"to": str(body.to), "until": str(body.until), "at": str(body.at)}, what=_WHAT)


def parse_held(data: bytes) -> HeldBody:
    """Read what `print_held` writes and nothing else; raises `TooLarge` over 4 KiB, otherwise `Malformed`.

    That it speaks of what was left, and that this relay signed it, is the CALLER's.
    """
    shape = take_shape(parse_json(data, MAX_BYTES, what=_WHAT), shape=_Held, what=_WHAT)
    return HeldBody(
        env_id=EnvelopeId(shape.env_id),
        outer=Digest.parse(shape.outer),
        to=NodeId(shape.to),
        until=Instant.parse(shape.until),
        at=Instant.parse(shape.at),
    )


def print_taken(body: TakenBody) -> bytes:
    """Return the canonical bytes of `body`."""
    return print_json({"v": VERSION, "receipt": "taken", "outer": str(body.outer), "at": str(body.at)}, what=_WHAT)


def parse_taken(data: bytes) -> TakenBody:
    """Read what `print_taken` writes and nothing else; raises `TooLarge` over 4 KiB, otherwise `Malformed`."""
    shape = take_shape(parse_json(data, MAX_BYTES, what=_WHAT), shape=_Taken, what=_WHAT)
    return TakenBody(outer=Digest.parse(shape.outer), at=Instant.parse(shape.at))


def kind_of(data: bytes) -> str:
    """Return which receipt a body says it is, unread; empty where it says nothing. Raises `Malformed`, `TooLarge`."""
    value = parse_json(data, MAX_BYTES, what=_WHAT)
    kind = value.get("receipt") if isinstance(value, dict) else None
    return kind if isinstance(kind, str) else ""
