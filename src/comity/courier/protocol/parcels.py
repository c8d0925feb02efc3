"""Files beside an act, chunk by chunk: what either side does next. Pure; docs/specs/file.md, section 3.

The receiver keeps chunks in order and says which one it wants; what it has stands on its disk, so nothing else is remembered between
parcels. The sender sends what is wanted, and begins wherever the other side stands. Losing, repeating and reordering parcels, and
the death of either side between any two steps, cost time and nothing else.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias

from comity.courier.protocol.backoff import delay
from comity.terms.instants import Instant
from comity.terms.refusals import Malformed


class FileState(StrEnum):
    """Where a file of an act stands, at either end."""

    DUE = "due"  # sender: the other side does not have all of it
    COMING = "coming"  # receiver: not all of it is here
    WHOLE = "whole"  # all of it is there, and its digest is the listed one
    BROKEN = "broken"  # all of it came, and it is not what the signed act lists: for good, and an alarm


ENDED = frozenset({FileState.WHOLE, FileState.BROKEN})


# -- the receiver -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Coming:
    """A listed file at its receiver: `chunks` in all, of which the first `have` are on the disk. Raises `Malformed` for what cannot be."""

    chunks: int
    have: int = 0
    state: FileState = FileState.COMING

    def __post_init__(self) -> None:
        """Refuse counts that no file has."""
        if not 0 <= self.have <= self.chunks or self.chunks < 1 or self.state is FileState.DUE:
            raise Malformed("file", f"{self.have} of {self.chunks} chunks, {self.state}")


@dataclass(frozen=True, slots=True)
class WriteChunk:
    """Append the chunk of this parcel to what is on the disk, and make it last, before anything is answered."""

    number: int


@dataclass(frozen=True, slots=True)
class CheckWhole:
    """Hash all that is on the disk and go on with `checked`."""


@dataclass(frozen=True, slots=True)
class SayState:
    """Answer with where the file stands; `wants` is the number of the next chunk while it is coming."""

    state: FileState
    wants: int | None = None


ReceiverEffect: TypeAlias = WriteChunk | CheckWhole | SayState


def arrive(coming: Coming, number: int) -> tuple[Coming, tuple[ReceiverEffect, ...]]:
    """Take the parcel of chunk `number`, which opened and belongs to this file."""
    if coming.state in ENDED:
        return coming, (SayState(coming.state),)
    if coming.have == coming.chunks:  # died between the last chunk and its check
        return coming, (CheckWhole(),)
    if number != coming.have:
        return coming, (SayState(FileState.COMING, coming.have),)
    grown = replace(coming, have=coming.have + 1)
    if grown.have == grown.chunks:
        return grown, (WriteChunk(number), CheckWhole())
    return grown, (WriteChunk(number), SayState(FileState.COMING, grown.have))


def checked(coming: Coming, *, holds: bool) -> tuple[Coming, SayState]:
    """Go on after the check: `holds` says whether the digest is the listed one. The outcome is committed before it is said."""
    state = FileState.WHOLE if holds else FileState.BROKEN
    return replace(coming, state=state), SayState(state)


# -- the sender -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Going:
    """A listed file at its sender: the chunk that is sent next, and how often in a row that brought nothing."""

    chunks: int
    next: int = 0
    attempts: int = 0
    state: FileState = FileState.DUE


@dataclass(frozen=True, slots=True)
class Begin:
    """It is this file's turn, for the first time or again after a wait."""


@dataclass(frozen=True, slots=True)
class Told:
    """The other side answered; `wants` with `COMING` alone. `known` is false where it does not know such an act, or not yet."""

    state: FileState
    wants: int | None = None
    known: bool = True


@dataclass(frozen=True, slots=True)
class Missed:
    """No answer came, or none that can be used."""


@dataclass(frozen=True, slots=True)
class SendChunk:
    """Seal and post this chunk."""

    number: int


@dataclass(frozen=True, slots=True)
class WaitUntil:
    """Leave the file alone until then, and give it `Begin`."""

    at: Instant


@dataclass(frozen=True, slots=True)
class Ended:
    """Commit the outcome; nothing more is sent."""

    state: FileState


SenderHappening: TypeAlias = Begin | Told | Missed
SenderEffect: TypeAlias = SendChunk | WaitUntil | Ended


def go_on(going: Going, happening: SenderHappening, *, now: Instant, jitter: float) -> tuple[Going, SenderEffect]:
    """Return what the sender does next; `jitter` is a draw from 0 to 1."""
    match happening:
        case Begin():
            return going, SendChunk(going.next)
        case Told(state=state) if state in ENDED:
            return replace(going, state=state), Ended(state)
        case Told(wants=int(wants), known=True) if 0 <= wants < going.chunks:
            if wants == going.next + 1 or (going.attempts == 0 and wants != going.next):
                return replace(going, next=wants, attempts=0 if wants > going.next else 1), SendChunk(wants)
            # It wants again what it was just sent: once more, but not at once, or two such nodes would never rest.
            return _wait(replace(going, next=wants), now=now, jitter=jitter)
        case _:
            return _wait(going, now=now, jitter=jitter)


def _wait(going: Going, *, now: Instant, jitter: float) -> tuple[Going, WaitUntil]:
    waited = replace(going, attempts=going.attempts + 1)
    return waited, WaitUntil(now + delay(waited.attempts, jitter=jitter))
