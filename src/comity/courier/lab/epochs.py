"""Daily keys in a simulated world. A key is the moment of its making; 0 is the lasting key of the directory, which every node has.

How long a day is, the story says: in a storm of hours keys live for hours.
"""

from typing import Final

from comity.courier.lab.disk import Disk
from comity.seal.envelope import CLOCK_DRIFT
from comity.terms.identifiers import NodeId
from comity.terms.instants import Instant

LASTING: Final = 0
DAYS: Final = 7


def renew(disk: Disk, *, at: Instant, day: int) -> None:
    """Destroy the seeds whose time is over, and make the key of this day, unless it is there."""
    for made, until in list(disk.seeds.items()):
        if until <= at.micros:
            del disk.seeds[made]
    if day and not any(made // day == at.micros // day and made <= at.micros for made in disk.seeds):
        disk.seeds[at.micros] = at.micros + DAYS * day


def openable(disk: Disk, *, at: Instant) -> frozenset[int]:
    """Return the keys that still open."""
    return frozenset({LASTING, *(made for made, until in disk.seeds.items() if at.micros < until)})


def shown(disk: Disk, *, at: Instant) -> int | None:
    """Return the key that peers are told now."""
    return max((made for made, until in disk.seeds.items() if made <= at.micros < until), default=None)


def learn(disk: Disk, peer: NodeId, made: int | None, *, at: Instant) -> bool:
    """Keep a key that `peer` shows, if it is newer than what is kept, and not of a moment to come; return whether it is."""
    if made is None or made <= disk.known.get(peer, LASTING) or made - at.micros > CLOCK_DRIFT.total_seconds() * 1_000_000:
        return False
    disk.known[peer] = made
    for held in [key for key in disk.holds if key[0] == peer]:
        del disk.holds[held]  # what lies at a relay may open no more
    return True
