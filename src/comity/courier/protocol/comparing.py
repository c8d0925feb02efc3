"""One comparison of watermarks: what is asked and answered in turn, and what each side then knows to be missing.

docs/specs/protocol.md, section 12. Pure: the shell reads the rows, carries the words, and raises the alarms.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from comity.courier.protocol.effects import Alarm, AlarmKind
from comity.courier.protocol.watermarks import MOST, Mark, differing, root_of, rounds, strange
from comity.terms.digests import Digest
from comity.terms.identifiers import NodeId

FULL: Final = 2 * MOST
"""Marks in one answer at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one side says in one word, as that side speaks of it."""

    root: Digest
    digests: tuple[Digest, ...] = ()
    buckets: tuple[int, ...] = ()
    marks: tuple[Mark, ...] = ()
    strange: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What one word of the other side shows: acts that it names and are not `here`, and acts of which it says that they are not `there`."""

    here: tuple[Mark, ...] = ()
    there: tuple[Mark, ...] = ()

    def alarms(self, peer: NodeId) -> tuple[Alarm, ...]:
        """Return an alarm for each act. Its kind says whose act: in one case both sides have one of the same number."""
        # what is not here the other side named, and speaks of its own as `ours`; of what is not there we spoke
        here = ((AlarmKind.MARK_MISSING_HERE if mark.ours else AlarmKind.OWN_MISSING_HERE, mark) for mark in self.here)
        there = ((AlarmKind.OWN_MISSING_THERE if mark.ours else AlarmKind.MARK_MISSING_THERE, mark) for mark in self.there)
        return tuple(Alarm(kind, peer, case=mark.case, seq=mark.seq) for kind, mark in (*here, *there))


class Shelf(Protocol):
    """What one side holds of both sides' streams with the other, as it is when it is read."""

    def digests(self) -> tuple[Digest, ...]:
        """Return the digest of each bucket (`watermarks.tally` of all marks)."""

    def marks(self, buckets: Sequence[int]) -> Mapping[int, Sequence[Mark]]:
        """Return the marks in these buckets."""

    def present(self, marks: Iterable[Mark], *, signed_for: bool = False) -> Collection[Mark]:
        """Return which of these acts are here; of our own, with `signed_for`, only those that the peer signed for."""


class Comparison:
    """The side that asks: `begin` gives the first question, `hear` what an answer shows and the next question."""

    def __init__(self, shelf: Shelf) -> None:
        """Ask about what stands on `shelf`."""
        self._shelf = shelf
        self._digests = shelf.digests()
        self._root = root_of(self._digests)
        self._asked = Said(root=self._root)
        self._rounds: Iterator[tuple[tuple[int, ...], tuple[Mark, ...]]] | None = None
        self._halves: list[tuple[int, ...]] = []
        self._untold: dict[Mark, None] = {}

    def begin(self) -> Said:
        """Return the first question: nothing but the root."""
        return self._asked

    def hear(self, answer: Said) -> tuple[Found, Said | None]:
        """Return what the answer shows, and what is asked next; None when nothing is left to ask or to tell."""
        found = Found()
        if self._rounds is None:
            # (1) where the roots differ, the marks in the buckets that differ
            differ = differing(self._digests, answer.digests) if answer.root != self._root and answer.digests else ()
            self._rounds = iter(rounds(differ, self._shelf.marks(differ)))
        elif self._asked.buckets:
            # (2) what it names and is not here; what is strange to it, of what was named to it and nothing else
            named = set(self._asked.marks)
            found = Found(lacking(self._shelf, answer.marks), tuple(mark for mark in answer.strange if mark in named))
            self._untold |= dict.fromkeys(found.here)
            if len(answer.marks) >= FULL and len(buckets := self._asked.buckets) > 1:
                # it may have been cut: what was told is told, and half of the buckets at a time is asked for again
                self._halves += [buckets[len(buckets) // 2 :], buckets[: len(buckets) // 2]]
        return found, self._next()

    def _next(self) -> Said | None:
        if self._halves:
            self._asked = Said(root=self._root, buckets=self._halves.pop())
            return self._asked
        for buckets, marks in self._rounds or ():
            self._asked = Said(root=self._root, buckets=buckets, marks=marks)
            return self._asked
        # (3) the other side learns what it has and this one has not
        if self._untold:
            told = tuple(self._untold)[:MOST]
            self._asked = Said(root=self._root, strange=told)
            for mark in told:
                del self._untold[mark]
            return self._asked
        return None


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer, what the question shows, and whether with it both sides have compared."""

    said: Said
    found: Found
    compared: bool


def answer(shelf: Shelf, question: Said) -> Answered:
    """Answer with as little as will do: the root, the digests of buckets, or the marks of some and which told ones are strange here."""
    digests = shelf.digests()
    root = root_of(digests)
    same = question.root == root
    here = lacking(shelf, question.marks)
    # What the other side says that it lacks counts only where this one has it: what is nowhere is no disagreement.
    missing = sorted(shelf.present(question.strange, signed_for=True), key=lambda mark: (mark.case.text, mark.seq))
    told = shelf.marks(question.buckets) if question.buckets else {}
    marks = tuple(mark for _, some in sorted(told.items()) for mark in some)[:FULL]
    brief = same or question.buckets or question.strange
    said = Said(root=root, digests=() if brief else digests, marks=marks, strange=here)
    return Answered(said, Found(here, tuple(missing)), compared=same or bool(question.buckets))


def lacking(shelf: Shelf, told: Sequence[Mark]) -> tuple[Mark, ...]:
    """Return which acts the other side names and are not here, as it speaks of them."""
    return strange(told, here=shelf.present(mark.turned() for mark in told)) if told else ()
