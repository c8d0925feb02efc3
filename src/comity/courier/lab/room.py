"""The disk of a simulated node as far as room goes: how much is free, and what urgent acts of each peer have used of their reserve."""

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from comity.courier.lab.faults import Planted
from comity.courier.lab.sealing import Envelope
from comity.courier.protocol.granting import COST, MIB, Grant, Limits, Room, TrafficClass, class_of, common_room, grant
from comity.terms.identifiers import EnvelopeId, NodeId

AMPLE: Final = 1_000_000 * MIB
LIMITS: Final = Limits(keep=8 * MIB, reserve=36 * MIB, bulk=4 * MIB, held=1000)


class DiskRoom:
    """How much is free; what is kept takes of it. That a peer has used its reserve dies with the process."""

    def __init__(self, planted: Planted | None) -> None:
        """There is room for all."""
        self._planted = planted
        self.free = AMPLE
        self.here: frozenset[tuple[NodeId, EnvelopeId]] = frozenset()
        """What was kept before the disk was filled."""
        self.hurried: set[EnvelopeId] = set()
        """What came as urgent."""
        self._spent: dict[NodeId, int] = {}

    def fill(self, free: int, *, here: frozenset[tuple[NodeId, EnvelopeId]]) -> None:
        """Set how much is free from now on."""
        self.free, self.here = free, here
        self.hurried.clear()
        self.forget()

    def forget(self) -> None:
        """The process died, or there is room for all again."""
        self._spent.clear()

    def granted(self, peer: NodeId, *, peers: int) -> Grant:
        """Return what `peer` may send."""
        limits = self._limits
        if common_room(Room(self.free, peers), limits=limits) > 0:
            self.forget()
        return grant(Room(self.free, peers, spent=self._spent.get(peer, 0)), limits=limits)

    def keep(self, peer: NodeId, size: int, traffic: TrafficClass, *, peers: int) -> None:
        """Something is kept: it takes its room."""
        self.free -= COST * size
        if traffic is TrafficClass.URGENT and common_room(Room(self.free, peers), limits=self._limits) <= 0:
            self._spent[peer] = self._spent.get(peer, 0) + COST * size

    @property
    def _limits(self) -> Limits:
        """The careless shell keeps no reserve."""
        return replace(LIMITS, reserve=0) if self._planted is Planted.RESERVE_NOT_KEPT else LIMITS


def traffic_of(envelope: Envelope, *, along: Collection[EnvelopeId]) -> TrafficClass:
    """Return the class in which an envelope counts."""
    return class_of(urgent=envelope.letter.urgent or envelope.env_id in along, size=envelope.letter.size)
