"""What goes into the next POST: urgent first, the order of each case kept, no more than was granted (docs/specs/protocol.md, section 5)."""

from collections import deque
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from comity.courier.protocol.granting import Grant, Purse, TrafficClass, class_of
from comity.courier.protocol.lines import BATCH_BYTES, BATCH_ITEMS, Due, Priority
from comity.terms.identifiers import EnvelopeId, Reference


@dataclass(frozen=True, slots=True)
class Picked:
    """What goes, in its order; which of it is counted as urgent only because it stands before what is; which classes found no room."""

    entries: tuple[Due, ...] = ()
    along: tuple[EnvelopeId, ...] = ()
    short: frozenset[TrafficClass] = frozenset()


def pick(
    due: Sequence[Due],
    *,
    granted: Grant | None,
    closed: Collection[TrafficClass] = (),
    probing: Collection[TrafficClass] = (),
    turn: bool = False,
) -> Picked:
    """Return what fits into one POST of `due` (oldest first), at most `BATCH_ITEMS` and `BATCH_BYTES`; the first goes alone over the size.

    - An act never overtakes an earlier one of its case; an urgent one carries those before it along, and they count as urgent.
    - Nothing goes beyond what is `granted`, but for one of each class in `probing`, which learns what is granted now; nothing of a
      `closed` class goes. None: the peer grants nothing, and takes what comes.
    - What is urgent goes first. When that alone fills the POST, and it is the `turn` of the others, half of it is theirs.
    """
    hurried, calm = part(due)
    filling = _Filling(granted, closed=closed, probing=probing, hurried={entry.env_id for entry in hurried})
    if filling.fill(hurried):
        filling.fill(calm)
    elif turn and calm:
        filling = _Filling(granted, closed=closed, probing=probing, hurried={entry.env_id for entry in hurried})
        busy = {entry.case for entry in hurried}
        filling.fill([entry for entry in calm if entry.case not in busy], items=BATCH_ITEMS // 2, size=BATCH_BYTES // 2)
        filling.fill(hurried)
    return filling.picked()


def part(due: Sequence[Due]) -> tuple[list[Due], list[Due]]:
    """Return what is urgent, with what stands before it in its case, and what is calm."""
    urgent_up_to: dict[Reference, int] = {}
    for entry in due:
        if entry.priority is Priority.URGENT:
            urgent_up_to[entry.case] = max(entry.seq, urgent_up_to.get(entry.case, 0))
    hurried = [entry for entry in due if entry.seq <= urgent_up_to.get(entry.case, -1)]
    return hurried, [entry for entry in due if entry.seq > urgent_up_to.get(entry.case, -1)]


def counted_as(entry: Due, *, hurried: Collection[EnvelopeId]) -> TrafficClass | None:
    """Return the class in which an entry is counted; None for a receipt that travels on its own, which no node refuses for want of room."""
    return None if not entry.seq else class_of(urgent=entry.env_id in hurried, size=entry.size)


class _Filling:
    """One POST being filled."""

    def __init__(
        self, granted: Grant | None, *, closed: Collection[TrafficClass], probing: Collection[TrafficClass], hurried: Collection[EnvelopeId]
    ) -> None:
        self._purse = None if granted is None else Purse(granted)
        self._closed, self._probing, self._hurried = closed, set(probing), hurried
        self._taken: list[Due] = []
        self._used = 0
        self._passed_over: set[Reference] = set()
        self._went: set[TrafficClass] = set()
        self._stopped: set[TrafficClass] = set()

    def fill(self, entries: Sequence[Due], *, items: int = BATCH_ITEMS, size: int = BATCH_BYTES) -> bool:
        """Take what fits, in turn; return whether the POST itself had room for all that the peer takes."""
        roomy = True
        for entry in _in_order(entries):
            if self._taken and len(self._taken) >= items:
                return False
            traffic = counted_as(entry, hurried=self._hurried)
            if entry.case in self._passed_over:
                continue
            if self._taken and self._used + entry.size > size:
                self._passed_over.add(entry.case)
                roomy = False
            elif not self._may(traffic, entry.size):
                self._passed_over.add(entry.case)
            else:
                self._taken.append(entry)
                self._used += entry.size
                if traffic is not None:
                    self._went.add(traffic)
        return roomy

    def picked(self) -> Picked:
        """Return what was taken: what is urgent stands first."""
        entries = sorted(self._taken, key=lambda entry: entry.env_id not in self._hurried)
        return Picked(tuple(entries), tuple(_along(entries, self._hurried)), frozenset(self._stopped - self._went))

    def _may(self, traffic: TrafficClass | None, size: int) -> bool:
        if traffic is None:
            return True
        if traffic in self._closed:
            return False
        if self._purse is None or self._purse.take(traffic, size):
            self._probing.discard(traffic)
            return True
        if traffic in self._probing:
            self._probing.discard(traffic)
            return True
        self._stopped.add(traffic)
        return False


def _along(entries: Iterable[Due], hurried: Collection[EnvelopeId]) -> list[EnvelopeId]:
    return [entry.env_id for entry in entries if entry.seq and entry.env_id in hurried and entry.priority is not Priority.URGENT]


def _in_order(entries: Sequence[Due]) -> list[Due]:
    """Keep which case has which turn, and give each case's turns to its entries by sequence number."""
    turns: dict[Reference, deque[Due]] = {}
    for entry in sorted(entries, key=lambda entry: entry.seq):
        turns.setdefault(entry.case, deque()).append(entry)
    return [turns[entry.case].popleft() for entry in entries]
