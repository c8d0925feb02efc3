"""The receipt `received`: the envelope is kept, its act stands in the receiver's log. Made by the node, after commit."""

import re
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from msgspec import UNSET, UnsetType

from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, Reference
from comity.terms.instants import Instant
from comity.terms.json import JsonValue, parse_json, print_json
from comity.terms.lives import LAST_LIFE
from comity.terms.refusals import Malformed
from comity.wire.shapes import VERSION, Shape, require_count, take_shape, take_word

SPEC: Final = "docs/specs/delivery.md, section 2"

MAX_BYTES: Final = 4096  # of every receipt's body

Order: TypeAlias = Literal["applied", "held"]

_WHAT: Final = "receipt"
_ORIGIN: Final = re.compile(r"(?=.{1,255}\Z)[!-*,-~]+")  # printable ASCII without spaces and plus signs, as C2SP notes want


@dataclass(frozen=True, slots=True, kw_only=True)
class LogPosition:
    """Where the act stands in the receiver's log: the leaf's `index` in a tree of `size` leaves under `root`."""

    origin: str
    index: int
    size: int
    root: Digest

    def __post_init__(self) -> None:
        """Refuse a name that no log bears, and a leaf outside its tree."""
        take_word(self.origin, pattern=_ORIGIN, what="log origin")
        require_count(self.size, least=1, what="log size")
        require_count(self.index, least=0, what="log index")
        if self.index >= self.size:
            raise Malformed("log index", f"{self.index} in a tree of {self.size}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedBody:
    """`applied`: the act has taken effect in its turn. `held`: it waits for an earlier one of the same case.

    `life` is the life of the receiver in which it was signed: 0 unless that node has come up from a copy, and then not printed.
    """

    env_id: EnvelopeId
    outer: Digest
    inner: Digest
    case: Reference
    seq: int
    order: Order
    log: LogPosition
    at: Instant
    life: int = 0

    def __post_init__(self) -> None:
        """Refuse a number that no act of a case has."""
        require_count(self.seq, least=1, what="sequence number")
        if not 0 <= self.life <= LAST_LIFE:
            raise Malformed("life", "out of range")


class LogShape(Shape):
    """The members of a log position."""

    origin: str
    index: int
    size: int
    root: str


class _Received(Shape):
    v: Literal[1]
    receipt: Literal["received"]
    env_id: str
    outer: str
    inner: str
    case: str
    seq: int
    order: Order
    log: LogShape
    at: str
    life: int | UnsetType = UNSET


def print_received(body: ReceivedBody) -> bytes:
    """Return the canonical bytes of `body`; raises `Malformed` when `parse_received` would not read them back."""
    value: dict[str, JsonValue] = {
        "v": VERSION,
        "receipt": "received",
        "env_id": str(body.env_id),
        "outer": str(body.outer),
        "inner": str(body.inner),
        "case": str(body.case),
        "seq": body.seq,
        "order": body.order,
        "log": log_value(body.log),
        "at": str(body.at),
    }
    if body.life:
        value["life"] = body.life
    take_received(value)
    return print_json(value, what=_WHAT)


def parse_received(data: bytes) -> ReceivedBody:
    """Read what `print_received` writes and nothing else; raises `TooLarge` over 4 KiB, otherwise `Malformed`.

    That `env_id`, `outer` and `inner` are of an envelope that was sent is the CALLER's to compare, and the signature
    around these bytes his to verify.
    """
    return take_received(parse_json(data, MAX_BYTES, what=_WHAT))


def take_received(value: JsonValue) -> ReceivedBody:
    """Return the body in the JSON `value`; raises `Malformed`."""
    shape = take_shape(value, shape=_Received, what=_WHAT)
    if shape.life == 0:
        raise Malformed("life", "the first one is not printed")
    return ReceivedBody(
        env_id=EnvelopeId(shape.env_id),
        outer=Digest.parse(shape.outer),
        inner=Digest.parse(shape.inner),
        case=Reference(shape.case),
        seq=shape.seq,
        order=shape.order,
        log=take_log(shape.log),
        at=Instant.parse(shape.at),
        life=0 if shape.life is UNSET else shape.life,
    )


def take_log(shape: LogShape) -> LogPosition:
    """Return the position that `shape` holds; raises `Malformed`."""
    return LogPosition(origin=shape.origin, index=shape.index, size=shape.size, root=Digest.parse(shape.root))


def log_value(log: LogPosition) -> dict[str, JsonValue]:
    """Return the JSON value of a position."""
    return {"origin": log.origin, "index": log.index, "size": log.size, "root": str(log.root)}
