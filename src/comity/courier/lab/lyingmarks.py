"""Lies about watermarks: a liar denies what it signed for, names what never was, says that all is the same, or says nothing.

The last two are nobody's alarm (docs/specs/protocol.md, section 12): what a liar denies its receipts prove. The others must stand as one.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random
from typing import Final

from comity.courier.protocol.comparing import Said, Shelf
from comity.courier.protocol.effects import AlarmKind
from comity.courier.protocol.watermarks import Mark, bucket_of, tally
from comity.terms.digests import Digest
from comity.terms.identifiers import NodeId, Reference

OURS: Final = True


class MarkLie(StrEnum):
    """What a liar does with watermarks."""

    WITHHELD = "mark-withheld"  # it denies a stream that it signed for
    FORGED = "mark-forged"  # it names an act of its own that never was
    SAME = "marks-same"  # it repeats the root that it is told
    SILENT = "marks-silent"  # it does not answer


ALARMED: Final = {MarkLie.WITHHELD: AlarmKind.OWN_MISSING_THERE, MarkLie.FORGED: AlarmKind.MARK_MISSING_HERE}


@dataclass(slots=True)
class Lying:
    """How a liar lies to one peer; `denied` is chosen once there is something to deny."""

    lie: MarkLie
    forged: tuple[Mark, ...] = ()
    denied: set[Reference] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Heard:
    """A lie about one act, that `to` has taken in."""

    lie: MarkLie
    to: NodeId
    case: Reference
    seq: int


class MarkLies:
    """The lies of one world, and which of them were heard."""

    def __init__(self, rng: Random) -> None:
        """Draw from the chance of the watermarks."""
        self._rng = rng
        self._lying: dict[NodeId, Lying] = {}
        self.heard_by: dict[Heard, None] = {}

    def to(self, peer: NodeId) -> Lying:
        """Return how it lies to `peer`, from the first word to the last."""
        if peer not in self._lying:
            number = self._rng.randrange(1, 1000)
            lie = self._rng.choice((MarkLie.WITHHELD, MarkLie.WITHHELD, MarkLie.FORGED, MarkLie.FORGED, MarkLie.SAME, MarkLie.SILENT))
            never = Mark(OURS, Reference(f"VN-2028-{number:06d}"), number, Digest.of(b"never was", peer.text.encode()))
            self._lying[peer] = Lying(lie, (never,) if lie is MarkLie.FORGED else ())
        return self._lying[peer]

    def shelf(self, true: Shelf, *, own: NodeId, to: NodeId) -> Shelf:
        """Return what the liar pretends to hold."""
        return _LyingShelf(true, self.to(to), own=own, peer=to)

    def is_silent(self, to: NodeId) -> bool:
        """Whether it answers `to` nothing at all."""
        return self.to(to).lie is MarkLie.SILENT

    def answered(self, to: NodeId, question: Said, said: Said) -> Said:
        """Return what it answers in place of what it would say."""
        return Said(root=question.root) if self.to(to).lie is MarkLie.SAME else said

    def heard(self, to: NodeId, said: Said) -> None:
        """Note the lies in a word that `to` has taken in."""
        lying = self.to(to)
        for mark in said.marks:
            if mark in lying.forged:
                self.heard_by[Heard(MarkLie.FORGED, to, mark.case, mark.seq)] = None
        for mark in said.strange:
            if mark.ours and mark.case in lying.denied:
                self.heard_by[Heard(MarkLie.WITHHELD, to, mark.case, mark.seq)] = None


class _LyingShelf:
    """A shelf without what is denied, and with what is forged."""

    def __init__(self, true: Shelf, lying: Lying, *, own: NodeId, peer: NodeId) -> None:
        self._true, self._lying, self._own, self._peer = true, lying, own, peer

    def _shown(self, marks: Iterable[Mark]) -> list[Mark]:
        lying = self._lying
        signed = [mark for mark in marks if not mark.ours]
        if lying.lie is MarkLie.WITHHELD and not lying.denied and signed:
            lying.denied.add(min(signed, key=lambda mark: mark.case.text).case)
        return [mark for mark in marks if mark.ours or mark.case not in lying.denied]

    def _all(self) -> list[Mark]:
        marks = [mark for some in self._true.marks(range(256)).values() for mark in some]
        return [*self._shown(marks), *self._lying.forged]

    def digests(self) -> tuple[Digest, ...]:
        """Return the digests of what is shown."""
        return tally(self._all(), own=self._own, peer=self._peer)

    def marks(self, buckets: Sequence[int]) -> Mapping[int, Sequence[Mark]]:
        """Return what is shown in these buckets."""
        found: dict[int, list[Mark]] = {}
        for mark in self._all():
            if (bucket := bucket_of(mark.case)) in buckets:
                found.setdefault(bucket, []).append(mark)
        return found

    def present(self, marks: Iterable[Mark], *, signed_for: bool = False) -> Collection[Mark]:
        """Return what is there and not denied, and all that is forged."""
        asked = list(marks)
        here = set(self._true.present(asked, signed_for=signed_for))
        shown = {mark for mark in here if mark.ours or mark.case not in self._lying.denied}
        return shown | {mark for mark in asked if mark in self._lying.forged}
