"""What a node loses without knowing it, when all else is over: a row, or all since some moment. Watermarks must say so at both ends.

Nothing but that is asked of such an epilogue: a node whose rows were taken away keeps none of the other promises. A relay may bring
again what was lost: then it is here, and its second receipt is the alarm.
"""

import copy
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Any, Final, Protocol, TypeAlias

from comity.courier.lab.epochs import shown
from comity.courier.lab.faults import HOUR, SECOND, Story
from comity.courier.lab.marking import Watermarks
from comity.courier.lab.node import Node
from comity.courier.lab.sealing import Envelope
from comity.courier.protocol.arriving import Head, HeldAct
from comity.courier.protocol.effects import Alarm, AlarmKind, Order
from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, NodeId, Reference

_SEED: Final = 0x10552
_BACK: Final = 6 * HOUR
"""Within which a receipt comes back, over a relay too: nothing is lost on the way by then."""
_CARRIED: Final = 0.5
"""Of what is lost, the share of which somebody has a copy with them."""
OWN: Final = frozenset({AlarmKind.OWN_MISSING_HERE, AlarmKind.OWN_MISSING_THERE})
MARKED: Final = OWN | {AlarmKind.MARK_MISSING_HERE, AlarmKind.MARK_MISSING_THERE}

Stream: TypeAlias = tuple[bool, Reference]
"""Whether the node that loses sent it, and its case."""
Place: TypeAlias = tuple[NodeId, Reference]
"""Who sends, and in which case."""
Raised: TypeAlias = tuple[NodeId, Alarm]
"""Who raises an alarm."""


@dataclass(frozen=True, slots=True)
class Then:
    """What a node had at some moment: its rows with each peer, and how far the streams had come that lead to it."""

    node: Node
    rows: dict[NodeId, set[EnvelopeId]]
    heads: dict[Place, dict[int, Head]]
    held: dict[Place, dict[int, HeldAct]]
    applied: dict[Place, set[Digest]]


@dataclass(frozen=True, slots=True)
class Gone:
    """The highest act of one stream, that `node` lost and `peer` has."""

    node: Node
    peer: Node
    envelope: Envelope

    @property
    def alarms(self) -> frozenset[Raised]:
        """What both sides owe for it."""
        case, seq = self.envelope.letter.case, self.envelope.letter.seq
        if self.envelope.letter.sender == self.node.name:
            here, there = AlarmKind.OWN_MISSING_HERE, AlarmKind.MARK_MISSING_THERE
        else:
            here, there = AlarmKind.MARK_MISSING_HERE, AlarmKind.OWN_MISSING_THERE
        at_node = Alarm(here, self.peer.name, case=case, seq=seq)
        return frozenset({(self.node.name, at_node), (self.peer.name, Alarm(there, self.node.name, case=case, seq=seq))})

    @property
    def was_ahead(self) -> bool:
        """Whether it came before its predecessor: its sender was told that it is held, and may be told later that it is refused."""
        row = self.peer.disk.entries.get(self.node.name, {}).get(self.envelope.env_id)
        return row is not None and row.order is Order.HELD

    @property
    def is_back(self) -> bool:
        """Whether it was brought again."""
        return (self.peer.name, self.envelope.env_id) in self.node.disk.inbox

    @property
    def doubt(self) -> Alarm:
        """What its sender says once it has been given a second receipt."""
        letter = self.envelope.letter
        return Alarm(AlarmKind.SECOND_RECEIPT, self.node.name, self.envelope.env_id, letter.case, letter.seq)

    @property
    def is_doubted(self) -> bool:
        """Whether it says so."""
        return self.doubt in self.peer.disk.alarms


class Ground(Protocol):
    """What this needs of a world."""

    nodes: dict[NodeId, Node]
    story: Story
    time: int
    posted: list[Envelope]
    happened: Counter[str]
    marks: Watermarks

    @property
    def restored_at(self) -> dict[NodeId, int]:
        """When a node's disk was lost and a copy put in its place."""

    @property
    def honest(self) -> list[Node]:
        """The nodes that do not lie."""

    def after(self, delay: float, event: Callable[[], None]) -> None:
        """Plan an event."""

    def at(self, node: Node, deed: Callable[[], object]) -> bool:
        """Let a node do something."""

    def later(self, node: Node, delay: int, deed: Callable[[], object]) -> None:
        """Let a node do something after a while, if its process still runs."""

    def play_on(self, *, until: int, done: Callable[[], bool]) -> None:
        """Let everything happen that is going to, until it is done, or until that time."""


class Losses:
    """One loss at the end of a world: `due` are the alarms that both sides owe, `raised` those that they raised since.

    `again` is what was brought again: where that was before the two had compared or said so, nothing is owed for it but a second receipt.
    What is in `torn` came while they compared: both say that it is missing, or neither.
    """

    def __init__(self, world: Ground, seed: int) -> None:
        """Draw from a stream of chance of its own."""
        self._world = world
        self._rng = Random(seed ^ _SEED)  # noqa: S311 -- a story to be played again, no secret
        self._then: Then | None = None
        self._gone: list[Gone] = []
        self._before: set[Raised] = set()
        self.again: list[Gone] = []
        self.torn: list[Gone] = []
        self.due: set[Raised] = set()
        self.raised: set[Raised] = set()

    def plan(self) -> None:
        """Remember at some moment what a node has, so that it can go back to it."""
        self._world.after(self._rng.random() * 0.6 * self._world.story.storm, self._remember)

    def _remember(self) -> None:
        node = self._rng.choice(self._world.honest)
        disk = node.disk
        rows = {peer.name: self._rows(node, peer) for peer in self._world.nodes.values()}
        self._then = Then(node, rows, *copy.deepcopy((disk.heads, disk.held, disk.applied_digests)))

    def play(self) -> None:
        """Lose something, and play on until the nodes have compared, or have had the time to."""
        world = self._world
        if not world.marks.planned or self._then is None or self._then.node.name in world.restored_at:
            return  # who knows that it came up from a copy looks by itself for what it lost
        self._lose(self._then, whole=self._rng.random() < 0.5)
        if not self._gone:
            return
        world.happened["silent losses"] += 1
        for gone in self._gone if world.story.carried else ():
            if self._rng.random() < _CARRIED:
                world.after(self._rng.random() * world.marks.promised // 2, partial(self._bring, gone))
        self.due = {alarm for gone in self._gone for alarm in gone.alarms}
        self._before = self._alarms() - self.due  # an equal one that stands already is the same
        begun = world.time
        world.play_on(until=begun + world.marks.promised, done=lambda: self._is_over(begun))
        if self.again:
            world.happened["lost and brought again"] += len(self.again)
            world.play_on(until=world.time + _BACK, done=lambda: all(gone.is_doubted for gone in self.again))
        self.raised = self._alarms() - self._before

    def _bring(self, gone: Gone) -> None:
        """Let somebody bring a second copy of what is lost, and take the receipt back."""
        world, node, peer = self._world, gone.node, gone.peer

        def back(receipts: list[bytes], _wants: object) -> None:
            world.later(peer, SECOND, lambda: peer.take_receipts(node.name, receipts))

        if gone.envelope.letter.sender == peer.name:
            peer.learn(node.name, shown(node.disk, at=node.clock()))  # wrapped afresh, or its key would be over
            envelope = peer.to_send(node.name, gone.envelope.env_id)
            world.at(node, lambda: node.take_post([envelope], deliverer=peer.name, reply=back))

    def _is_over(self, begun: int) -> bool:
        """Whether all have compared since; notes what was brought again in the meantime."""
        marks = self._world.marks
        for gone in [one for one in self._gone if one.is_back]:
            self._gone.remove(gone)
            self.again.append(gone)
            pair, said = (gone.node, gone.peer), gone.alarms & (self._alarms() - self._before)
            if said == gone.alarms or marks.compared_since(begun, among=pair):
                continue  # they have said so, it may be by words that began to go before the loss, or must have
            self.due -= gone.alarms
            self.torn += [gone] if said or marks.are_comparing(*pair) else []
        return marks.compared_since(begun, among=self._world.honest)

    def _lose(self, then: Then, *, whole: bool) -> None:
        """Go back to what there was then, of what came and what went; or lose the row of the highest act of one stream with somebody."""
        node, disk = then.node, then.node.disk
        peers = [peer for peer in self._world.honest if peer is not node]
        highest = [Gone(node, peer, envelope) for peer in peers for envelope in self._told(node, peer).values()]
        if whole:
            lost = {env_id for peer in peers for env_id in self._rows(node, peer) - then.rows[peer.name]}
            for peer in peers:
                self._go_back(then, peer.name)
        else:
            ahead = [one for one in highest if one.was_ahead]
            lost = {self._rng.choice(ahead or highest).envelope.env_id} if highest else set()
        for peer in peers:
            came = disk.came.get(peer.name, {})
            for env_id in self._rows(node, peer) & lost:
                disk.entries.get(peer.name, {}).pop(env_id, None)
                disk.inbox.pop((peer.name, env_id), None)
                if (mark := came.pop(env_id, None)) is not None:
                    disk.held.get((peer.name, mark.case), {}).pop(mark.seq, None)  # the row of an act that is held is its row in the inbox
        self._gone = [one for one in highest if one.envelope.env_id in lost]

    @staticmethod
    def _rows(node: Node, peer: Node) -> set[EnvelopeId]:
        """Return the acts that `node` has rows of, of both sides."""
        return {*node.disk.entries.get(peer.name, {}), *node.disk.came.get(peer.name, {})}

    def _go_back(self, then: Then, sender: NodeId) -> None:
        """Put the streams from `sender` back to where they stood then."""
        disk = then.node.disk
        for now, before in ((disk.heads, then.heads), (disk.held, then.held), (disk.applied_digests, then.applied)):
            _replace(now, before, of=sender)

    def _told(self, node: Node, peer: Node) -> dict[Stream, Envelope]:
        """Return the highest act of each stream between the two that `peer` keeps or has a receipt for, by what was posted."""
        told: dict[Stream, Envelope] = {}
        rows = peer.disk.entries.get(node.name, {})
        for envelope in self._world.posted:
            letter, env_id = envelope.letter, envelope.env_id
            came = (letter.sender, letter.to) == (node.name, peer.name) and (node.name, env_id) in peer.disk.inbox
            sent = (letter.sender, letter.to) == (peer.name, node.name) and env_id in rows and rows[env_id].signed_for
            if came or sent:
                best = told.get((came, letter.case))
                if best is None or best.letter.seq < letter.seq:
                    told[came, letter.case] = envelope
        return told

    def _alarms(self) -> set[Raised]:
        honest = {node.name for node in self._world.honest}
        return {
            (node.name, alarm) for node in self._world.honest for alarm in node.disk.alarms if alarm.kind in MARKED and alarm.peer in honest
        }


def _replace(now: dict[Place, Any], before: dict[Place, Any], *, of: NodeId) -> None:
    for place in [one for one in now if one[0] == of]:
        del now[place]
    now.update({place: what for place, what in before.items() if place[0] == of})
