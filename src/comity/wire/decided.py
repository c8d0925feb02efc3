"""The receipt `decided`: what the receiver decided on an act, and which envelope holds the answer."""

from dataclasses import dataclass
from typing import Final, Literal

from msgspec import UNSET, UnsetType

from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, Reference
from comity.terms.instants import Instant
from comity.terms.json import JsonValue, parse_json, print_json
from comity.terms.refusals import Malformed
from comity.wire.received import MAX_BYTES
from comity.wire.shapes import VERSION, Shape, take_shape

SPEC: Final = "docs/specs/delivery.md, section 5"

DECISIONS: Final = frozenset(
    {
        "accepted",  # will be done, or is being done; with conditions where the answer names them
        "executed",  # is done
        "partial",  # a part is done or will be; the answer says which
        "declined",  # will not be done; the answer names the ground
        "clarify",  # cannot be decided before the sender has said more
        "risk",  # doing it would not help or would do harm; the sender is to say whether to go on
        "postponed",  # not now; the answer says until when and why
    }
)

_WHAT: Final = "receipt"


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedBody:
    """`decision` is one of `DECISIONS`; `answer` the envelope that holds the answer, if one was sent; `due` when more follows."""

    env_id: EnvelopeId
    inner: Digest
    case: Reference
    decision: str
    answer: EnvelopeId | None
    at: Instant
    due: Instant | None = None

    def __post_init__(self) -> None:
        """Refuse an unknown decision, and an act that answers itself."""
        if self.decision not in DECISIONS:
            raise Malformed("decision", ascii(self.decision[:80]))
        if self.answer == self.env_id:
            raise Malformed("decision", "an act that answers itself")


class _Decided(Shape):
    v: Literal[1]
    receipt: Literal["decided"]
    env_id: str
    inner: str
    case: str
    decision: str
    at: str
    answer: str | UnsetType = UNSET
    due: str | UnsetType = UNSET


def print_decided(body: DecidedBody) -> bytes:
    """Return the canonical bytes of `body`; raises `Malformed` when `parse_decided` would not read them back."""
    value = {
        "v": VERSION,
        "receipt": "decided",
        "env_id": str(body.env_id),
        "inner": str(body.inner),
        "case": str(body.case),
        "decision": body.decision,
        "at": str(body.at),
    }
    if body.answer is not None:
        value["answer"] = str(body.answer)
    if body.due is not None:
        value["due"] = str(body.due)
    take_decided(value)
    return print_json(value, what=_WHAT)


def parse_decided(data: bytes) -> DecidedBody:
    """Read what `print_decided` writes and nothing else; raises `TooLarge` over 4 KiB, otherwise `Malformed`."""
    return take_decided(parse_json(data, MAX_BYTES, what=_WHAT))


def take_decided(value: JsonValue) -> DecidedBody:
    """Return the body in the JSON `value`; raises `Malformed`."""
    shape = take_shape(value, shape=_Decided, what=_WHAT)
    return DecidedBody(
        env_id=EnvelopeId(shape.env_id),
        inner=Digest.parse(shape.inner),
        case=Reference(shape.case),
        decision=shape.decision,
        answer=None if shape.answer is UNSET else EnvelopeId(shape.answer),
        at=Instant.parse(shape.at),
        due=None if shape.due is UNSET else Instant.parse(shape.due),
    )
