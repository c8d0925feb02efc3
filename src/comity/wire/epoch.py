"""A key that a node made for one day: what others seal with until it ends, and what its seed is destroyed after.

It travels as a receipt of the kind `epoch`, by itself, or as the member `fresh` of a refusal of class `key-expired`.
"""

import base64
import binascii
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal

from comity.terms.instants import Instant
from comity.terms.json import JsonValue, parse_json, print_json
from comity.terms.refusals import Malformed
from comity.wire.received import MAX_BYTES
from comity.wire.shapes import VERSION, Shape, take_shape

SPEC: Final = "docs/specs/epoch-key.md, section 1"

LIFE: Final = timedelta(days=7)
KEY_SIZE: Final = 1216
EPOCH: Final = "epoch"
"""The kind of receipt; it is among those of no act."""

_WHAT: Final = "epoch key"


@dataclass(frozen=True, slots=True, kw_only=True)
class EpochKey:
    """The public half (X-Wing, 1216 bytes), from when it is good, and until when: seven days at the most."""

    key: bytes
    since: Instant
    until: Instant

    def __post_init__(self) -> None:
        """Refuse another length, and a life that is none or longer than any seed lives."""
        if len(self.key) != KEY_SIZE:
            raise Malformed(_WHAT, f"{len(self.key)} bytes")
        if not timedelta(0) < self.until - self.since <= LIFE:
            raise Malformed(_WHAT, "it ends before it begins, or more than seven days after")


class EpochShape(Shape):
    """Its members, as JSON."""

    key: str
    since: str
    until: str


class _Epoch(Shape):
    v: Literal[1]
    receipt: Literal["epoch"]
    key: str
    at: str
    until: str


def epoch_value(epoch: EpochKey) -> JsonValue:
    """Return the key as a member of another body."""
    return {"key": _text(epoch.key), "since": str(epoch.since), "until": str(epoch.until)}


def take_epoch_value(shape: EpochShape) -> EpochKey:
    """Return the key that is a member of another body; raises `Malformed`."""
    return EpochKey(key=_raw(shape.key), since=Instant.parse(shape.since), until=Instant.parse(shape.until))


def print_epoch(epoch: EpochKey) -> bytes:
    """Return the canonical bytes that the node signs as a receipt: it is given at the moment from which it is good."""
    value: dict[str, JsonValue] = {"v": VERSION, "receipt": "epoch", "key": _text(epoch.key), "at": str(epoch.since)}
    return print_json(value | {"until": str(epoch.until)}, what=_WHAT)


def parse_epoch(data: bytes) -> EpochKey:
    """Read what `print_epoch` writes and nothing else; raises `TooLarge` over 4 KiB, otherwise `Malformed`."""
    return take_epoch(parse_json(data, MAX_BYTES, what=_WHAT))


def take_epoch(value: JsonValue) -> EpochKey:
    """Return the key in the JSON `value`; raises `Malformed`. Whose it is, and whether it is of now, is the CALLER's."""
    shape = take_shape(value, shape=_Epoch, what=_WHAT)
    return EpochKey(key=_raw(shape.key), since=Instant.parse(shape.at), until=Instant.parse(shape.until))


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _raw(text: str) -> bytes:
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as fault:
        raise Malformed(_WHAT, "no base64") from fault
    if _text(raw) != text:
        raise Malformed(_WHAT, "not as its printer writes it")
    return raw
