"""The receipt `settled`: what became of each object of a threat set, by its place in the content, with a code of `set-outcome`.

A receipt has 4 KiB, and a set up to 100,000 objects: equal outcomes that stand side by side are one run, and what does not fit into one
receipt goes on in the next.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final, Literal

from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, Reference
from comity.terms.instants import Instant
from comity.terms.json import JsonValue, parse_json, print_json
from comity.terms.refusals import Malformed
from comity.wire.received import MAX_BYTES
from comity.wire.shapes import VERSION, Shape, require_count, take_shape, take_word
from comity.wire.threatset import MAX_OBJECTS

SPEC: Final = "docs/specs/threat-set.md, section 4"

MAX_RUNS: Final = 100

_WHAT: Final = "receipt"
_CODE: Final = re.compile(r"SET-[A-Z-]{1,20}")

Run = tuple[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SettledBody:
    """Of the `objects` that the act under `env_id` lists, what became of those from place `first` on: so many, each with that code."""

    env_id: EnvelopeId
    inner: Digest
    case: Reference
    objects: int
    first: int
    runs: tuple[Run, ...]
    at: Instant

    def __post_init__(self) -> None:
        """Refuse counts that are none, runs that could be one, and what reaches beyond the end."""
        require_count(self.objects, least=1, what=_WHAT)
        require_count(self.first, least=0, what=_WHAT)
        if not 1 <= len(self.runs) <= MAX_RUNS:
            raise Malformed(_WHAT, "no run, or too many")
        for count, code in self.runs:
            require_count(count, least=1, what=_WHAT)
            take_word(code, pattern=_CODE, what=_WHAT)
        if any(one[1] == two[1] for one, two in zip(self.runs, self.runs[1:], strict=False)):
            raise Malformed(_WHAT, "two runs that are one")
        if self.objects > MAX_OBJECTS or self.after > self.objects:
            raise Malformed(_WHAT, "it reaches beyond the last object")

    @property
    def after(self) -> int:
        """The place behind the last of which it speaks."""
        return self.first + sum(count for count, _ in self.runs)


def runs_of(codes: Sequence[str]) -> Iterator[tuple[int, tuple[Run, ...]]]:
    """Yield what each receipt says of `codes`, one an object: the place of its first, and its runs."""
    runs = [(len(list(same)), code) for code, same in groupby(codes)]
    first = 0
    for at in range(0, len(runs), MAX_RUNS):
        piece = tuple(runs[at : at + MAX_RUNS])
        yield first, piece
        first += sum(count for count, _ in piece)


class _Settled(Shape):
    v: Literal[1]
    receipt: Literal["settled"]
    env_id: str
    inner: str
    case: str
    objects: int
    first: int
    runs: list[tuple[int, str]]
    at: str


def print_settled(body: SettledBody) -> bytes:
    """Return the canonical bytes of `body`; raises `Malformed` when `parse_settled` would not read them back."""
    value: dict[str, JsonValue] = {
        "v": VERSION,
        "receipt": "settled",
        "env_id": str(body.env_id),
        "inner": str(body.inner),
        "case": str(body.case),
        "objects": body.objects,
        "first": body.first,
        "runs": [[count, code] for count, code in body.runs],
        "at": str(body.at),
    }
    take_settled(value)
    return print_json(value, what=_WHAT)


def parse_settled(data: bytes) -> SettledBody:
    """Read what `print_settled` writes and nothing else; raises `TooLarge` over 4 KiB, otherwise `Malformed`."""
    return take_settled(parse_json(data, MAX_BYTES, what=_WHAT))


def take_settled(value: JsonValue) -> SettledBody:
    """Return the body in the JSON `value`; raises `Malformed`."""
    shape = take_shape(value, shape=_Settled, what=_WHAT)
    return SettledBody(
        env_id=EnvelopeId(shape.env_id),
        inner=Digest.parse(shape.inner),
        case=Reference(shape.case),
        objects=shape.objects,
        first=shape.first,
        runs=tuple((count, code) for count, code in shape.runs),
        at=Instant.parse(shape.at),
    )
