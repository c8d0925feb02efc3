"""What a node loses without knowing it, when all else is over: rows, or everything since some moment. Watermarks must say so at both ends.

Nothing but that is asked of such an epilogue: a node whose rows were taken away keeps none of the other promises.
"""

from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Final, Protocol, TypeAlias

from comity.courier.lab.faults import Story
from comity.courier.lab.marking import Watermarks
from comity.courier.lab.node import Node
from comity.courier.lab.sealing import Envelope
from comity.courier.protocol.effects import Alarm, AlarmKind
from comity.terms.identifiers import EnvelopeId, NodeId, Reference

_SEED: Final = 0x10552
MARKED: Final = frozenset({AlarmKind.MARK_MISSING_HERE, AlarmKind.MARK_MISSING_THERE})

Stream: TypeAlias = tuple[bool, Reference]
"""Whether the node that loses sent it, and its case."""


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

    def play_on(self, *, until: int, done: Callable[[], bool]) -> None:
        """Let everything happen that is going to, until it is done, or until that time."""


class Losses:
    """One loss at the end of a world: `due` are the alarms that both sides owe, `raised` those that they raised since."""

    def __init__(self, world: Ground, seed: int) -> None:
        """Draw from a stream of chance of its own."""
        self._world = world
        self._rng = Random(seed ^ _SEED)  # noqa: S311 -- a story to be played again, no secret
        self._then: tuple[Node, dict[NodeId, set[EnvelopeId]]] | None = None
        self.due: set[tuple[NodeId, Alarm]] = set()
        self.raised: set[tuple[NodeId, Alarm]] = set()

    def plan(self) -> None:
        """Remember at some moment which rows a node has, so that it can go back to them."""
        self._world.after(self._rng.random() * 0.6 * self._world.story.storm, self._remember)

    def _remember(self) -> None:
        node = self._rng.choice(self._world.honest)
        rows = {peer: {*node.disk.entries.get(peer, {}), *node.disk.came.get(peer, {})} for peer in self._world.nodes}
        self._then = node, rows

    def play(self) -> None:
        """Lose something, and play on until the nodes have compared, or have had the time to."""
        world, before = self._world, self._alarms()
        if not world.marks.planned or self._then is None or self._then[0].name in world.restored_at:
            return  # who knows that it came up from a copy looks by itself for what it lost
        node, then = self._then
        self._lose(node, then if self._rng.random() < 0.5 else None)
        if not self.due:
            return
        world.happened["silent losses"] += 1
        begun = world.time
        world.play_on(until=begun + world.marks.promised, done=lambda: world.marks.compared_since(begun, among=world.honest))
        self.raised = self._alarms() - before

    def _lose(self, node: Node, then: dict[NodeId, set[EnvelopeId]] | None) -> None:
        """Go back to the rows of then; or lose the highest act of one stream with somebody."""
        for peer in self._world.honest:
            if peer is node:
                continue
            told = self._told(node, peer)
            if then is None:
                gone = {told[stream].env_id for stream in list(told)[:1] if not self.due}
            else:
                gone = {*node.disk.entries.get(peer.name, {}), *node.disk.came.get(peer.name, {})} - then[peer.name]
            for env_id in gone:
                node.disk.entries.get(peer.name, {}).pop(env_id, None)
                node.disk.came.get(peer.name, {}).pop(env_id, None)
                node.disk.inbox.pop((peer.name, env_id), None)
            for envelope in told.values():
                if envelope.env_id in gone:
                    case, seq = envelope.letter.case, envelope.letter.seq
                    self.due.add((node.name, Alarm(AlarmKind.MARK_MISSING_HERE, peer.name, case=case, seq=seq)))
                    self.due.add((peer.name, Alarm(AlarmKind.MARK_MISSING_THERE, node.name, case=case, seq=seq)))

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

    def _alarms(self) -> set[tuple[NodeId, Alarm]]:
        honest = {node.name for node in self._world.honest}
        return {
            (node.name, alarm) for node in self._world.honest for alarm in node.disk.alarms if alarm.kind in MARKED and alarm.peer in honest
        }
