"""What a node still takes of one peer, by class: the urgent class has a reserve that nothing else uses (docs/specs/protocol.md, §11).

Pure: the shell measures the room. The same rule grants before, and judges what then comes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from comity.terms.refusals import Malformed

MIB: Final = 1024 * 1024
COST: Final = 4  # what is kept of an act takes this many times its bytes: as it came, its content, the log, the pages of a database
MOST_ITEMS: Final = 64  # what one POST carries (docs/specs/delivery.md, section 6)
MOST_BYTES: Final = 8 * MIB + MIB // 4
GRAIN: Final = 64 * 1024  # sizes are granted in such steps, so that a grant changes seldom


class TrafficClass(StrEnum):
    """The class in which something is counted; coded data, and no law."""

    URGENT = "urgent"
    ORDINARY = "ordinary"
    BULK = "bulk"


BULK_FROM: Final = MIB  # bytes above which what is not urgent is bulk


def class_of(*, urgent: bool, size: int) -> TrafficClass:
    """Return the class of an envelope of `size` bytes, as it travels; `urgent` is what its outer header, or its place before one, says."""
    if urgent:
        return TrafficClass.URGENT
    return TrafficClass.BULK if size > BULK_FROM else TrafficClass.ORDINARY


@dataclass(frozen=True, slots=True)
class Allowance:
    """What may come of one class in one POST. Raises `Malformed` for what no POST could hold."""

    items: int
    size: int

    def __post_init__(self) -> None:
        """Refuse numbers out of range."""
        if not (0 <= self.items <= MOST_ITEMS and 0 <= self.size <= MOST_BYTES):
            raise Malformed("grant", "more than a delivery holds, or less than nothing")

    def holds(self, size: int) -> bool:
        """Whether one more of `size` bytes is within it."""
        return self.items > 0 and size <= self.size

    def less(self, size: int) -> "Allowance":
        """Return what is left once that has come."""
        return Allowance(max(0, self.items - 1), max(0, self.size - size))


@dataclass(frozen=True, slots=True)
class Grant:
    """What a node takes of one peer in its next POST, by class."""

    urgent: Allowance
    ordinary: Allowance
    bulk: Allowance

    def of(self, traffic: TrafficClass) -> Allowance:
        """Return what is granted to a class."""
        return {TrafficClass.URGENT: self.urgent, TrafficClass.ORDINARY: self.ordinary, TrafficClass.BULK: self.bulk}[traffic]


@dataclass(frozen=True, slots=True)
class Limits:
    """What the operator sets, in bytes but for `held`.

    `keep` is the node's own: log, receipts and alarms must be written in any case. Each peer has a `reserve` above it for its urgent
    acts. Bulk comes only while there is `bulk` more. `held` is how many acts of a peer may wait here for those before them.
    """

    keep: int
    reserve: int
    bulk: int
    held: int


@dataclass(frozen=True, slots=True)
class Room:
    """What the shell measured: bytes free on the disk, peers, acts of this peer that are held, and how much of its reserve it has used."""

    free: int
    peers: int
    held: int = 0
    spent: int = 0


def common_room(room: Room, *, limits: Limits) -> int:
    """Return how many bytes of the disk are there for everything: above the node's own, and above the reserves of all peers."""
    return room.free - limits.keep - limits.reserve * max(1, room.peers)


def grant(room: Room, *, limits: Limits) -> Grant:
    """Return what one peer may send in its next POST.

    Of the common room each peer has its share, though always room for one act, so that nothing waits for ever while there is any. While
    there is none, urgent acts come out of the peer's own reserve, which no other class and no other peer can use.
    """
    common = max(0, common_room(room, limits=limits))
    own = max(0, min(limits.reserve - room.spent, room.free - limits.keep))
    # Whoever has as many waiting as may wait is taken one at a time: it may be the very act that they wait for.
    items = min(MOST_ITEMS, max(1, limits.held - room.held))
    return Grant(
        urgent=_allowance((common + own) // COST, MOST_ITEMS),
        ordinary=_allowance(_share(common // COST, room.peers, least=BULK_FROM), items),
        bulk=_allowance(_share(max(0, common - limits.bulk) // COST, room.peers, least=MOST_BYTES), items),
    )


def _share(total: int, peers: int, *, least: int) -> int:
    return max(total // max(1, peers), min(total, least))


def _allowance(size: int, items: int) -> Allowance:
    size = MOST_BYTES if size >= MOST_BYTES else size // GRAIN * GRAIN
    return Allowance(items if size else 0, size)


class Purse:
    """What is left of a grant while the items of one POST are judged, in their order."""

    def __init__(self, granted: Grant) -> None:
        """All of it."""
        self._left = {TrafficClass.URGENT: granted.urgent, TrafficClass.ORDINARY: granted.ordinary, TrafficClass.BULK: granted.bulk}

    def take(self, traffic: TrafficClass, size: int) -> bool:
        """Say whether one more is within it, and count it if so."""
        if not self._left[traffic].holds(size):
            return False
        self._left[traffic] = self._left[traffic].less(size)
        return True

    @property
    def left(self) -> Mapping[TrafficClass, Allowance]:
        """What is left by class."""
        return MappingProxyType(self._left)
