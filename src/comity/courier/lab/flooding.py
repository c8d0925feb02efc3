"""A node whose disk has room for urgent acts alone, while the others write to it as much as they can; and what is to hold meanwhile."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Protocol

from comity.courier.lab.faults import SECOND
from comity.courier.lab.node import Node
from comity.courier.lab.room import AMPLE, LIMITS, traffic_of
from comity.courier.lab.sealing import Envelope
from comity.courier.protocol.granting import COST, MIB, MOST_BYTES, Grant, TrafficClass
from comity.courier.protocol.lines import Priority
from comity.terms.identifiers import EnvelopeId, NodeId, Reference

BURST: Final = 4  # large acts that each peer writes, before an urgent one


class Stage(Protocol):
    """What a flood needs of its world."""

    nodes: dict[NodeId, Node]
    posted: list[Envelope]
    happened: Counter[str]

    def post_act(self, sender: Node, to: Node, case: Reference, *, priority: Priority, lasts: timedelta, size: int) -> None:
        """Let `sender` post one act."""

    def after(self, delay: float, event: Callable[[], None]) -> None:
        """Plan an event."""


@dataclass(frozen=True, slots=True)
class Granted:
    """What a peer granted a sender last, and in which of the sender's lives as a process."""

    generation: int
    granted: Grant


class Floods:
    """Plays floods, and keeps what an onlooker sees of grants and refusals."""

    def __init__(self, stage: Stage) -> None:
        """Nothing is full yet."""
        self._stage = stage
        self._granted: dict[tuple[NodeId, NodeId], Granted] = {}
        self.broken: list[tuple[str, NodeId, EnvelopeId]] = []
        """What was seen that may not be."""

    def flood(self, node: Node, *, lasts: float, little: int) -> None:
        """Leave `node` room for urgent acts and `little` more, until somebody makes some; the others write to it meanwhile."""
        peers = [one for one in self._stage.nodes.values() if one is not node]
        node.room.fill(LIMITS.keep + LIMITS.reserve * len(peers) + little, here=frozenset(node.disk.inbox))
        self._stage.happened["floods"] += 1
        for place, peer in enumerate(peers):
            for number in range(BURST):
                case = Reference(f"VN-2027-{10 * place + number + 1:06d}")
                self._write(peer, node, case, priority=Priority.ROUTINE, size=2 * MIB, soon=SECOND * number)
            urgent = Reference(f"VN-2027-{10 * place + 1:06d}" if place % 2 else f"VN-2027-{10 * place + 9:06d}")
            self._write(peer, node, urgent, priority=Priority.URGENT, size=4 * MIB, soon=lasts / 2)
        self._stage.after(lasts, lambda: node.room.fill(AMPLE, here=frozenset()))

    def _write(self, sender: Node, to: Node, case: Reference, *, priority: Priority, size: int, soon: float) -> None:
        def write() -> None:
            if sender.up and not sender.quarantined:
                self._stage.post_act(sender, to, case, priority=priority, lasts=timedelta(days=60), size=size)

        self._stage.after(soon, write)

    # -- what is seen ---------------------------------------------------------------------------

    def heard(self, sender: Node, receiver: NodeId, granted: Grant) -> None:
        """A reply with a grant reached its sender."""
        self._granted[sender.name, receiver] = Granted(sender.generation, granted)

    def went(self, sender: Node, receiver: NodeId, envelopes: Sequence[Envelope], along: Collection[EnvelopeId]) -> None:
        """A POST left: no more of any class than was granted, but for one that learns what is granted now."""
        before = self._granted.get((sender.name, receiver))
        if before is None or before.generation != sender.generation:
            return
        for traffic in TrafficClass:
            mine = [one for one in envelopes if traffic_of(one, along=along) is traffic]
            sizes = sorted(one.letter.size for one in mine)[:-1]
            allowed = before.granted.of(traffic)
            if len(sizes) > allowed.items or sum(sizes) > allowed.size:
                self.broken.append(("no more is sent than was granted", sender.name, mine[0].env_id))

    def turned_away(self, node: Node, deliverer: NodeId, envelope: Envelope, traffic: TrafficClass, together: int) -> None:
        """Something had no room: where it is urgent, its sender must have used its reserve by what is kept here since.

        Or it came with more than one POST may carry, `together` of its class: as somebody may bring what a lost disk had left with them.
        """
        if traffic is not TrafficClass.URGENT:
            self._stage.happened["no room"] += 1
            return
        if together > MOST_BYTES:
            return
        posted = {one.env_id: one for one in self._stage.posted}
        since = {env_id for sender, env_id in node.disk.inbox.keys() - node.room.here if sender == deliverer}
        urgent = [posted[env_id] for env_id in since & posted.keys() if env_id in node.room.hurried]
        if sum(COST * one.letter.size for one in urgent) + COST * envelope.letter.size <= LIMITS.reserve:
            self.broken.append(("urgent acts have their reserve", node.name, envelope.env_id))
