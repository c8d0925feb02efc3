"""The receipt `opened`: an officer of the receiver has the act before them. It names no officer, and proves no understanding."""

from dataclasses import dataclass
from typing import Final, Literal

from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, Reference
from comity.terms.instants import Instant
from comity.terms.json import JsonValue, parse_json, print_json
from comity.wire.received import MAX_BYTES
from comity.wire.shapes import VERSION, Shape, take_shape

SPEC: Final = "docs/specs/delivery.md, section 4"

_WHAT: Final = "receipt"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedBody:
    """The act under `env_id` was opened by an officer at this instant, for the first time."""

    env_id: EnvelopeId
    inner: Digest
    case: Reference
    at: Instant


class _Opened(Shape):
    v: Literal[1]
    receipt: Literal["opened"]
    env_id: str
    inner: str
    case: str
    at: str


def print_opened(body: OpenedBody) -> bytes:
    """Return the canonical bytes of `body`; raises `Malformed` when `parse_opened` would not read them back."""
    value = {
        "v": VERSION,
        "receipt": "opened",
        "env_id": str(body.env_id),
        "inner": str(body.inner),
        "case": str(body.case),
        "at": str(body.at),
    }
    take_opened(value)
    return print_json(value, what=_WHAT)


def parse_opened(data: bytes) -> OpenedBody:
    """Read what `print_opened` writes and nothing else; raises `TooLarge` over 4 KiB, otherwise `Malformed`."""
    return take_opened(parse_json(data, MAX_BYTES, what=_WHAT))


def take_opened(value: JsonValue) -> OpenedBody:
    """Return the body in the JSON `value`; raises `Malformed`."""
    shape = take_shape(value, shape=_Opened, what=_WHAT)
    return OpenedBody(
        env_id=EnvelopeId(shape.env_id),
        inner=Digest.parse(shape.inner),
        case=Reference(shape.case),
        at=Instant.parse(shape.at),
    )
