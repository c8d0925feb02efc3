"""What a receiver signs of a file whose parcels came by another way than the line: how far it is, for there is no answer to read it in.

It is a word about the way, and not among the receipts of an act: what ends a file is the receipt `files`.
"""

from dataclasses import dataclass
from typing import Final, Literal

from msgspec import UNSET, UnsetType

from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId
from comity.terms.instants import Instant
from comity.terms.json import JsonValue, parse_json, print_json
from comity.wire.parcels import ParcelAnswer, ParcelState
from comity.wire.received import MAX_BYTES
from comity.wire.shapes import VERSION, Shape, take_shape

SPEC: Final = "docs/specs/file.md, section 5"

COMING: Final = "coming"
_WHAT: Final = "receipt"


@dataclass(frozen=True, slots=True, kw_only=True)
class ComingBody:
    """Of the file with the digest `file`, listed by the act under `env_id`: `answer` is what a parcel on the line is answered with.

    Its `receipt` is never in it: that travels beside it.
    """

    env_id: EnvelopeId
    file: Digest
    answer: ParcelAnswer
    at: Instant


class _Coming(Shape):
    v: Literal[1]
    receipt: Literal["coming"]
    env_id: str
    file: str
    state: ParcelState
    at: str
    next: int | UnsetType = UNSET


def print_coming(body: ComingBody) -> bytes:
    """Return the canonical bytes of `body`."""
    value: dict[str, JsonValue] = {"v": VERSION, "receipt": COMING, "env_id": str(body.env_id), "file": str(body.file)}
    value |= {"state": body.answer.state, "at": str(body.at)}
    if body.answer.next is not None:
        value["next"] = body.answer.next
    return print_json(value, what=_WHAT)


def parse_coming(data: bytes) -> ComingBody:
    """Read what `print_coming` writes and nothing else; raises `TooLarge` over 4 KiB, otherwise `Malformed`.

    That its signer is who the file goes to, and that the act lists it, is the CALLER's.
    """
    shape = take_shape(parse_json(data, MAX_BYTES, what=_WHAT), shape=_Coming, what=_WHAT)
    return ComingBody(
        env_id=EnvelopeId(shape.env_id),
        file=Digest.parse(shape.file),
        answer=ParcelAnswer(shape.state, None if shape.next is UNSET else shape.next),
        at=Instant.parse(shape.at),
    )
