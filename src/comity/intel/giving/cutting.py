"""Bytes that a person brought, cut into objects: a bundle, an envelope, a list, or one object alone; each with the line where it begins."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from comity.intel.reading.refusals import NothingThere, TooManyThere
from comity.wire.stix import BadStix, read_bundle, read_envelope, read_head
from comity.wire.stix.refusals import BundleGiven

CAP: Final = 8 * 2**20  # bytes
MOST: Final = 10_000  # objects: what is more comes over TAXII


@dataclass(frozen=True, slots=True)
class Piece:
    """One object: its place among the others from 0 on, the line on which it begins from 1 on, its bytes."""

    place: int
    line: int
    raw: bytes


def cut(data: bytes) -> tuple[Piece, ...]:
    """Return the objects in `data`. Raises `TooLarge`, `BadStix`, `NothingThere`, `TooManyThere`: nothing is told of single ones."""
    raws = _raws(data) if data.strip() else ()
    if not raws:
        raise NothingThere
    if len(raws) > MOST:
        raise TooManyThere(count=len(raws), most=MOST)
    pieces = []
    at = line = 0
    for place, raw in enumerate(raws):
        begins = data.index(raw, at)
        line += data.count(b"\n", at, begins)
        pieces.append(Piece(place, line + 1, raw))
        at = begins + len(raw)
        line += raw.count(b"\n")
    return tuple(pieces)


def _raws(data: bytes) -> Sequence[bytes]:
    try:
        found = read_envelope(data, most=CAP)
    except BundleGiven:
        return [bytes(one) for one in read_bundle(data, most=CAP)]
    if found:
        return [bytes(one) for one in found]
    try:
        read_head(data)
    except BadStix:
        return []
    return [data.strip()]
