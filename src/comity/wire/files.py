"""The receipt `files`: every file that an act lists is here and is what it says, or one of them, which it names, is not."""

from dataclasses import dataclass
from typing import Final, Literal

from msgspec import UNSET, UnsetType

from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, Reference
from comity.terms.instants import Instant
from comity.terms.json import JsonValue, parse_json, print_json
from comity.wire.received import MAX_BYTES
from comity.wire.shapes import VERSION, Shape, require_count, take_shape

SPEC: Final = "docs/specs/file.md, section 4"

_WHAT: Final = "receipt"


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesBody:
    """Of the act under `env_id`, `whole` files arrived and their digests verified; `broken` is the listed digest of one that did not.

    Without `broken` the act is complete: `whole` is the number of files that it lists.
    """

    env_id: EnvelopeId
    inner: Digest
    case: Reference
    whole: int
    broken: Digest | None
    at: Instant

    def __post_init__(self) -> None:
        """Refuse a count that is none."""
        require_count(self.whole, least=0 if self.broken else 1, what=_WHAT)


class _Files(Shape):
    v: Literal[1]
    receipt: Literal["files"]
    env_id: str
    inner: str
    case: str
    whole: int
    at: str
    broken: str | UnsetType = UNSET


def print_files(body: FilesBody) -> bytes:
    """Return the canonical bytes of `body`; raises `Malformed` when `take_files_receipt` would not read them back."""
    value: dict[str, JsonValue] = {
        "v": VERSION,
        "receipt": "files",
        "env_id": str(body.env_id),
        "inner": str(body.inner),
        "case": str(body.case),
        "whole": body.whole,
        "at": str(body.at),
    }
    if body.broken is not None:
        value["broken"] = str(body.broken)
    take_files_receipt(value)
    return print_json(value, what=_WHAT)


def parse_files(data: bytes) -> FilesBody:
    """Read what `print_files` writes and nothing else; raises `TooLarge` over 4 KiB, otherwise `Malformed`."""
    return take_files_receipt(parse_json(data, MAX_BYTES, what=_WHAT))


def take_files_receipt(value: JsonValue) -> FilesBody:
    """Return the body in the JSON `value`; raises `Malformed`."""
    shape = take_shape(value, shape=_Files, what=_WHAT)
    return FilesBody(
        env_id=EnvelopeId(shape.env_id),
        inner=Digest.parse(shape.inner),
        case=Reference(shape.case),
        whole=shape.whole,
        broken=None if shape.broken is UNSET else Digest.parse(shape.broken),
        at=Instant.parse(shape.at),
    )
