"""The papers that the first act of a carried case lists: told by a proof, and proven by none. Pure, without Django."""

import re
from dataclasses import dataclass
from typing import Final, Literal

from msgspec import UNSET, UnsetType

from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId
from comity.terms.instants import Instant
from comity.terms.json import JsonValue
from comity.terms.refusals import Malformed, Refused
from comity.wire.act import ActBody
from comity.wire.shapes import Shape, take_shape, take_word

CARRYING: Final = "ADM-CARRY"

_CAP: Final = 200
_LINE: Final = 80
_CODE: Final = re.compile(r"(?=.{1,64}\Z)[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Listed:
    """One paper, as who proposed says: `document` is its SHA-256, empty where there was none."""

    envelope: EnvelopeId
    act: str
    kind: str
    on: str
    method: str
    document: str


def is_proposal(body: ActBody) -> bool:
    """Say whether an act proposes that a case goes on on the wire."""
    return (body.act, body.kind) == ("question", CARRYING)


def listed_papers(body: ActBody) -> tuple[Listed, ...]:
    """Return the papers that a proposal lists; none for any other act, and for a list that is not one. docs/specs/act.md, section 7.

    A way of delivery that this version does not know is no fault: a proof outlives the vocabulary that it was made with.
    """
    rows = body.fields.get("papers") if is_proposal(body) else None
    if not isinstance(rows, list) or len(rows) > _CAP:
        return ()
    try:
        return tuple(_read(row) for row in rows)
    except Refused:
        return ()


class _Paper(Shape):
    by: Literal["asking", "asked"]
    act: str
    kind: str
    on: str
    method: str
    envelope: str
    fields: dict[str, JsonValue]
    number: str | UnsetType = UNSET
    document: str | UnsetType = UNSET
    original: str | UnsetType = UNSET


def _read(row: JsonValue) -> Listed:
    paper = take_shape(row, shape=_Paper, what="paper")
    for words in (paper.act, paper.kind, "1" if paper.number is UNSET else paper.number):
        if not words.strip() or len(words) > _LINE or "\n" in words:
            raise Malformed("paper", "not a short line")
    Instant.parse(paper.on)
    take_word(paper.method, pattern=_CODE, what="way of delivery")
    if paper.original is not UNSET:
        EnvelopeId(paper.original)
    document = "" if paper.document is UNSET else str(Digest.parse(paper.document))
    return Listed(EnvelopeId(paper.envelope), paper.act, paper.kind, paper.on, paper.method, document)
