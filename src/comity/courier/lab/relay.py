"""A relay in a simulated world: a third party that signs `held` and then loses, doubles, reorders or withholds what it was given.

Nodes leave there what `protocol.relays` says, and bring in what lies there; their receipts go back the same way. Nobody's act may suffer.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Final, Protocol

from comity.courier.lab.faults import HOUR
from comity.courier.lab.node import Node
from comity.courier.lab.sealing import Envelope
from comity.terms.identifiers import NodeId

NAME: Final = NodeId("relay.un.example")
LOST: Final = 0.15  # shares of what is left there, while it storms
DOUBLED: Final = 0.15
WITHHELD: Final = 0.2
VISIT: Final = HOUR // 2
PAGE: Final = 4


class Surroundings(Protocol):
    """What a relay needs of its world."""

    rng: Random
    time: int
    happened: Counter[str]
    last_late: int
    nodes: dict[NodeId, Node]

    @property
    def stormy(self) -> bool:
        """Whether faults still happen."""

    def wire(self, a: NodeId, b: NodeId, event: Callable[[], object]) -> None:
        """Carry a message, or lose it."""

    def at(self, node: Node, deed: Callable[[], object]) -> bool:
        """Let a node do something."""

    def note(self, receiver: Node, sender: Node, receipts: list[bytes]) -> None:
        """Tell the checker which receipts were given."""


@dataclass(eq=False)
class Lying:
    """One thing in a box: an envelope, or receipts, and when the relay will hand it out at the earliest."""

    giver: NodeId
    envelope: Envelope | None
    receipts: list[bytes]
    not_before: int


class Relay:
    """Boxes by recipient. Its word is worth nothing, which is what is to be shown."""

    def __init__(self, world: Surroundings) -> None:
        """Begin with empty boxes."""
        self._world = world
        self._boxes: dict[NodeId, list[Lying]] = {}

    @property
    def empty(self) -> bool:
        """Whether nothing lies here any more."""
        return not any(self._boxes.values())

    def visit(self, node: Node) -> None:
        """Let `node` leave what is due to anybody, and bring in what lies here for it."""
        for peer in list(node.disk.entries):
            self._world.at(node, lambda peer=peer: self._leave(node, peer))  # type: ignore[misc]  # bound now
        self._bring(node)

    def _leave(self, node: Node, peer: NodeId) -> None:
        for entry in node.for_relay(peer):
            envelope = node.to_send(peer, entry.env_id)

            def arrive(envelope: Envelope = envelope) -> None:
                self._world.happened["left at the relay"] += 1
                self._keep(peer, Lying(node.name, envelope, [], 0))
                receipt = b"held " + envelope.env_id.text.encode()  # it says so whatever it does with it
                self._world.wire(NAME, node.name, lambda: self._world.at(node, lambda: node.take_held(peer, envelope.env_id, receipt)))

            self._world.wire(node.name, NAME, arrive)

    def _keep(self, to: NodeId, thing: Lying) -> None:
        rng = self._world.rng
        box = self._boxes.setdefault(to, [])
        if self._world.stormy:
            if rng.random() < LOST:
                return
            if rng.random() < WITHHELD:
                thing.not_before = self._world.time + int(rng.random() * 24 * HOUR)
            if rng.random() < DOUBLED:
                box.append(Lying(thing.giver, thing.envelope, thing.receipts, thing.not_before))
        box.append(thing)

    def _bring(self, node: Node) -> None:
        """Hand out a few things, in any order; let go of those that the node said it has, unless it was not heard."""

        def ask() -> None:
            box = [thing for thing in self._boxes.get(node.name, []) if thing.not_before <= self._world.time]
            if self._world.stormy:
                self._world.rng.shuffle(box)
            page = box[:PAGE]
            if page:
                self._world.wire(NAME, node.name, lambda: self._hand_out(node, page))

        self._world.wire(node.name, NAME, ask)

    def _hand_out(self, node: Node, page: list[Lying]) -> None:
        self._world.last_late = max(self._world.last_late, self._world.time + 1)
        taken = [thing for thing in page if self._world.at(node, lambda thing=thing: self._take(node, thing))]  # type: ignore[misc]  # bound now

        def forget() -> None:
            self._boxes[node.name] = [thing for thing in self._boxes.get(node.name, []) if thing not in taken]

        if taken:
            self._world.wire(node.name, NAME, forget)

    def _take(self, node: Node, thing: Lying) -> None:
        if thing.envelope is None:
            node.take_receipts(thing.giver, thing.receipts)
            return
        giver = self._world.nodes[thing.giver]

        def back(receipts: list[bytes], _wants: object) -> None:
            self._world.note(node, giver, receipts)
            self._world.wire(node.name, NAME, lambda: self._keep(giver.name, Lying(node.name, None, receipts, 0)))

        node.take_post([thing.envelope], deliverer=giver.name, reply=back)
