"""The receipt `refused`: the envelope was not taken, and the class says why. Made by the node; never unsigned, never silent."""

from dataclasses import dataclass
from typing import Final, Literal

from msgspec import UNSET, UnsetType

from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, Reference
from comity.terms.instants import Instant
from comity.terms.json import JsonValue, parse_json, print_json
from comity.terms.refusals import WIRE_CLASSES, Malformed
from comity.wire.epoch import EpochKey, EpochShape, epoch_value, take_epoch_value
from comity.wire.received import MAX_BYTES, LogPosition, LogShape, log_value, take_log
from comity.wire.shapes import VERSION, Shape, require_count, take_shape

SPEC: Final = "docs/specs/delivery.md, section 3"

KEY_EXPIRED: Final = "key-expired"

_WHAT: Final = "receipt"


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedBody:
    """The refusal of one envelope, or of bytes that should have been one.

    `outer` is the outer digest; where not even the outer header could be read, SHA-256 of all the bytes of the item,
    and `env_id` is None. `inner`, `case` and `seq` are known together or not at all: None when it was not opened.
    `log` is None when the refusal is no leaf of the refuser's log. `fresh` is the key to wrap afresh for, of class `key-expired` alone.
    """

    env_id: EnvelopeId | None
    outer: Digest
    wire_class: str
    at: Instant
    inner: Digest | None = None
    case: Reference | None = None
    seq: int | None = None
    log: LogPosition | None = None
    fresh: EpochKey | None = None

    def __post_init__(self) -> None:
        """Refuse an unknown class, and half of what opening tells."""
        if self.wire_class not in WIRE_CLASSES:
            raise Malformed("refusal class", ascii(self.wire_class[:80]))
        if self.fresh is not None and self.wire_class != KEY_EXPIRED:
            raise Malformed(_WHAT, "a fresh key answers key-expired, and nothing else")
        opened = [part is not None for part in (self.inner, self.case, self.seq)]
        if any(opened) and not (all(opened) and self.env_id):
            raise Malformed(_WHAT, "inner, case and seq stand together, and with env_id")
        if self.seq is not None:
            require_count(self.seq, least=1, what="sequence number")


class _Refused(Shape, rename={"class_": "class"}):
    v: Literal[1]
    receipt: Literal["refused"]
    outer: str
    class_: str
    at: str
    env_id: str | UnsetType = UNSET
    inner: str | UnsetType = UNSET
    case: str | UnsetType = UNSET
    seq: int | UnsetType = UNSET
    log: LogShape | UnsetType = UNSET
    fresh: EpochShape | UnsetType = UNSET


def print_refused(body: RefusedBody) -> bytes:
    """Return the canonical bytes of `body`; raises `Malformed` when `parse_refused` would not read them back."""
    value: dict[str, JsonValue] = {
        "v": VERSION,
        "receipt": "refused",
        "outer": str(body.outer),
        "class": body.wire_class,
        "at": str(body.at),
    }
    for name, known in (("env_id", body.env_id), ("inner", body.inner), ("case", body.case)):
        if known is not None:
            value[name] = str(known)
    if body.seq is not None:
        value["seq"] = body.seq
    if body.log is not None:
        value["log"] = log_value(body.log)
    if body.fresh is not None:
        value["fresh"] = epoch_value(body.fresh)
    take_refused(value)
    return print_json(value, what=_WHAT)


def parse_refused(data: bytes) -> RefusedBody:
    """Read what `print_refused` writes and nothing else; raises `TooLarge` over 4 KiB, otherwise `Malformed`.

    That the digests are of what was sent is the CALLER's to compare, and the signature around these bytes his to verify.
    """
    return take_refused(parse_json(data, MAX_BYTES, what=_WHAT))


def take_refused(value: JsonValue) -> RefusedBody:
    """Return the body in the JSON `value`; raises `Malformed`."""
    shape = take_shape(value, shape=_Refused, what=_WHAT)
    return RefusedBody(
        env_id=None if shape.env_id is UNSET else EnvelopeId(shape.env_id),
        outer=Digest.parse(shape.outer),
        wire_class=shape.class_,
        at=Instant.parse(shape.at),
        inner=None if shape.inner is UNSET else Digest.parse(shape.inner),
        case=None if shape.case is UNSET else Reference(shape.case),
        seq=None if shape.seq is UNSET else shape.seq,
        log=None if shape.log is UNSET else take_log(shape.log),
        fresh=None if shape.fresh is UNSET else take_epoch_value(shape.fresh),
    )
