"""What survives a crash in a simulated node, and transactions that happen whole or not at all."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from comity.courier.lab.sealing import Envelope, Place
from comity.courier.protocol.arriving import Head, HeldAct
from comity.courier.protocol.effects import COMMIT, Alarm
from comity.courier.protocol.lines import Due, PeerLine
from comity.courier.protocol.watermarks import Mark
from comity.ledger.frontier import Frontier
from comity.terms.digests import Digest, leaf_hash
from comity.terms.identifiers import EnvelopeId, NodeId, Reference
from comity.terms.instants import Instant
from comity.terms.lives import UNCLAIMED, Claim

BEFORE_COMMIT: Final = "before " + COMMIT
AFTER_COMMIT: Final = "after " + COMMIT

Leaf = tuple[str, ...]
"""What an act left in the log: `posted`, `received` or `outcome`, then identifiers."""


def print_leaf(leaf: Leaf) -> bytes:
    """Return the bytes that are hashed into the tree."""
    return " ".join(leaf).encode()


@dataclass
class Log:
    """The leaves of one node, and its frontier as the node itself keeps it."""

    leaves: list[Leaf] = field(default_factory=list)
    frontier: Frontier = field(default_factory=Frontier)


@dataclass
class Disk:
    """What survives a crash."""

    entries: dict[NodeId, dict[EnvelopeId, Due]] = field(default_factory=dict)
    sealed: dict[EnvelopeId, Envelope] = field(default_factory=dict)
    own_heads: dict[tuple[NodeId, Reference], Head] = field(default_factory=dict)
    receipts: dict[EnvelopeId, bytes] = field(default_factory=dict)
    lines: dict[NodeId, PeerLine] = field(default_factory=dict)
    inbox: dict[tuple[NodeId, EnvelopeId], tuple[Digest, bytes]] = field(default_factory=dict)
    came: dict[NodeId, dict[EnvelopeId, Mark]] = field(default_factory=dict)  # of each act in the inbox: where it stands in its stream
    heads: dict[tuple[NodeId, Reference], dict[int, Head]] = field(default_factory=dict)  # by life of the sender
    held: dict[tuple[NodeId, Reference], dict[int, HeldAct]] = field(default_factory=dict)
    refusals: dict[tuple[EnvelopeId, Digest, str], bytes] = field(default_factory=dict)
    applied: list[tuple[NodeId, Reference, int, EnvelopeId]] = field(default_factory=list)
    applied_digests: dict[tuple[NodeId, Reference], set[Digest]] = field(default_factory=dict)
    life: Claim = UNCLAIMED
    lives: dict[NodeId, Claim] = field(default_factory=dict)  # what peers have claimed
    holds: dict[tuple[NodeId, EnvelopeId], Instant] = field(default_factory=dict)  # when a relay last said that it holds an entry
    seeds: dict[int, int] = field(default_factory=dict)  # of daily keys: when each was made, and until when it opens; in no copy
    known: dict[NodeId, int] = field(default_factory=dict)  # the newest daily key that each peer showed
    wrapped: dict[tuple[NodeId, EnvelopeId], int] = field(default_factory=dict)  # what `dedupe-by-bytes` goes by
    compared: dict[NodeId, Instant] = field(default_factory=dict)  # when it was last compared with a peer what both hold
    log: Log = field(default_factory=Log)
    alarms: dict[Alarm, None] = field(default_factory=dict)


class Transaction:
    """Writes that happen together at `commit`, or not at all. Leaves appended here have their place before the commit."""

    def __init__(self, log: Log, point: Callable[[str], None]) -> None:
        """Begin; `point` is told the name of either side of the commit, and may raise."""
        self._point = point
        self._writes: list[tuple[Callable[..., object], tuple[Any, ...]]] = []
        self._log = log
        self._frontier = log.frontier
        self._leaves: list[Leaf] = []

    def write(self, write: Callable[..., object], *given: object) -> None:
        """Call `write` with what is given, at the commit."""
        self._writes.append((write, given))

    def append(self, leaf: Leaf) -> Place:
        """Append a leaf and return its place, which holds once this commits."""
        index = self._frontier.size
        self._frontier = self._frontier.append(leaf_hash(print_leaf(leaf)))
        self._leaves.append(leaf)
        return Place(index, self._frontier.size, self._frontier.root)

    def commit(self) -> None:
        """Make all of it so."""
        self._point(BEFORE_COMMIT)
        for write, given in self._writes:
            write(*given)
        if self._leaves:
            self._log.leaves.extend(self._leaves)
            self._log.frontier = self._frontier
        self._point(AFTER_COMMIT)


class Crashed(Exception):
    """The simulated process died at a crash point."""
