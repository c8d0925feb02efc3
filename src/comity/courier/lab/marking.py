"""Watermarks in a simulated world: nodes compare once a day what both hold, with the core of the node itself, over wires that lose words.

All chance here is of a stream of its own, so that a seed plays the story that it played before.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import combinations
from random import Random
from typing import Final, Protocol, TypeAlias

from comity.courier.lab.disk import Transaction
from comity.courier.lab.faults import HOUR, SECOND, Planted, Story
from comity.courier.lab.liar import Liar
from comity.courier.lab.lyingmarks import MarkLies
from comity.courier.lab.node import Node
from comity.courier.protocol import comparing as protocol
from comity.courier.protocol.comparing import Comparison, Found, Said, answer
from comity.courier.protocol.watermarks import Mark, bucket_of, tally
from comity.terms.digests import Digest
from comity.terms.identifiers import NodeId, Reference

TIMEOUT: Final = 30 * SECOND
WORDS: Final = 3
"""Of one comparison at most, where so few streams are compared: the root, the marks, what is strange."""
LOOKS: Final = 4
"""How often in a day a node looks whether it is time: an attempt that failed is made again at the next look."""
_SEED: Final = 0x3A7C5
_ANY: Final = Digest(bytes(32))

Pair: TypeAlias = tuple[NodeId, NodeId]
"""Who asks, and whom."""


class Ground(Protocol):
    """What this needs of a world."""

    nodes: dict[NodeId, Node]
    story: Story
    time: int
    cut_until: dict[frozenset[NodeId], int]
    happened: Counter[str]
    liar: Liar | None

    @property
    def restored_at(self) -> dict[NodeId, int]:
        """When a node's disk was lost and a copy put in its place."""

    @property
    def stormy(self) -> bool:
        """Whether faults still happen."""

    def after(self, delay: float, event: Callable[[], None]) -> None:
        """Plan an event."""

    def at(self, node: Node, deed: Callable[[], object]) -> bool:
        """Let a node do something."""

    def later(self, node: Node, delay: int, deed: Callable[[], object]) -> None:
        """Let a node do something after a while, if its process still runs."""


class Shelf:
    """What a node holds of both sides' streams with one peer, read from its disk each time."""

    def __init__(self, node: Node, peer: NodeId) -> None:
        """Read at `node`."""
        self._node, self._peer = node, peer

    def _acts(self, *, ours: bool) -> Iterator[tuple[Mark, bool]]:
        """Yield every act of one direction, and whether it was signed for."""
        disk = self._node.disk
        if ours:
            for env_id, row in disk.entries.get(self._peer, {}).items():
                yield Mark(ours, row.case, row.seq, disk.sealed[env_id].inner_digest), row.signed_for
        else:
            for mark in disk.came.get(self._peer, {}).values():
                yield mark, True

    def _highest(self) -> Iterator[Mark]:
        planted = self._node.planted
        for ours in (True, False):
            streams: dict[Reference, list[Mark]] = {}
            for mark, signed in self._acts(ours=ours):
                if signed or planted is Planted.DUE_COUNTED:
                    streams.setdefault(mark.case, []).append(mark)
            for marks in streams.values():
                marks.sort(key=lambda mark: mark.seq)
                yield marks[-2 if planted is Planted.NEWEST_NOT_COUNTED and len(marks) > 1 else -1]

    def digests(self) -> tuple[Digest, ...]:
        """Return the digests of all buckets."""
        marks: Iterable[Mark] = self._highest()
        if self._node.planted is Planted.MARKS_COUNT_ONLY:
            marks = (replace(mark, seq=1, inner=_ANY) for mark in marks)
        return tally(marks, own=self._node.name, peer=self._peer)

    def marks(self, buckets: Sequence[int]) -> dict[int, list[Mark]]:
        """Return the marks in these buckets."""
        found: dict[int, list[Mark]] = {}
        for mark in self._highest() if buckets else ():
            if (bucket := bucket_of(mark.case)) in buckets:
                found.setdefault(bucket, []).append(mark)
        return found

    def present(self, marks: Iterable[Mark], *, signed_for: bool = False) -> set[Mark]:
        """Return which of these acts are here."""
        asked = set(marks)
        return {mark for ours in (True, False) for mark, signed in self._acts(ours=ours) if mark in asked and (signed or not signed_for)}


class Watermarks:
    """Every comparison of one world, and what an onlooker sees of them."""

    def __init__(self, world: Ground, seed: int) -> None:
        """Nobody has compared anything."""
        self._world = world
        self._rng = Random(seed ^ _SEED)  # noqa: S311 -- a story to be played again, no secret
        self._every = world.story.compares
        self._begun: dict[Pair, int] = {}
        self.planned = False
        self.ended: dict[Pair, int] = {}
        """When a comparison began that came to its end, with all that there was to tell."""
        self.lies = MarkLies(self._rng) if world.story.lies else None

    def plan(self) -> None:
        """Let every node look from now on."""
        self.planned = bool(self._every)
        for name in self._world.nodes if self.planned else ():
            self._world.after(self._rng.random() * self._every / LOOKS, partial(self._look, name))

    def compared_since(self, moment: int, *, among: Iterable[Node]) -> bool:
        """Whether each two of these nodes have compared since then, where any do."""
        names = [node.name for node in among]
        pairs = combinations(names, 2) if self.planned else ()
        return all(max(self.ended.get((a, b), -1), self.ended.get((b, a), -1)) >= moment for a, b in pairs)

    def are_comparing(self, node: Node, peer: Node) -> bool:
        """Whether one of the two has begun to compare with the other, and may still come to the end of it."""
        pairs, lately = ((node.name, peer.name), (peer.name, node.name)), self._world.time - WORDS * TIMEOUT
        return any(self._begun.get(pair, -1) > max(lately, self.ended.get(pair, -1)) for pair in pairs)

    @property
    def promised(self) -> int:
        """How long it takes, where words arrive, until two nodes have compared again."""
        return self._every + 2 * self._every // LOOKS + 2 * TIMEOUT

    # -- one comparison -------------------------------------------------------------------------

    def _look(self, name: NodeId) -> None:
        node = self._world.nodes[name]
        if node.up and not node.quarantined:
            for peer in self._world.nodes.values():
                if peer is not node and self._is_due(node, peer.name):
                    self._begin(node, peer)
        self._world.after(self._every // LOOKS, partial(self._look, name))

    def _is_due(self, node: Node, peer: NodeId) -> bool:
        last = node.disk.compared.get(peer)
        if last is None or node.planted is Planted.COMPARED_ONCE:
            return last is None
        return not 0 <= node.clock().micros - last.micros < self._every

    def _begin(self, node: Node, peer: Node) -> None:
        begun = self._world.time
        if begun - self._begun.get((node.name, peer.name), -TIMEOUT) >= TIMEOUT:
            self._begun[node.name, peer.name] = begun
            self._world.happened["comparisons"] += 1
            comparison = Comparison(self._shelf(node, peer.name))
            self._ask(node, peer, comparison, comparison.begin())

    def _shelf(self, node: Node, peer: NodeId) -> protocol.Shelf:
        shelf = Shelf(node, peer)
        lies = self._lies_of(node)
        return shelf if lies is None else lies.shelf(shelf, own=node.name, to=peer)

    def _lies_of(self, node: Node) -> MarkLies | None:
        liar = self._world.liar
        return self.lies if liar is not None and node is liar.node else None

    def _ask(self, node: Node, peer: Node, comparison: Comparison, question: Said) -> None:
        pair, sent, generation = (node.name, peer.name), self._world.time, node.generation
        begun, lies = self._begun[pair], self._lies_of(peer)

        def hear(said: Said) -> None:
            found, following = comparison.hear(said)
            self._raise(node, peer.name, found)
            if following is None or (following.strange and node.planted is Planted.MISSING_UNTOLD):
                node.disk.compared[peer.name] = node.clock()
                self.ended[pair] = begun
            else:
                self._ask(node, peer, comparison, following)

        def back(said: Said) -> None:
            alive = node.generation == generation and self._begun[pair] == begun and not self._is_of_lost_disk(peer, sent)
            if alive and self._world.time - sent < TIMEOUT:
                self._told(peer, node, said, deed=lambda: hear(said))

        def reply() -> None:
            answered = answer(self._shelf(peer, node.name), question)
            self._raise(peer, node.name, answered.found)
            if answered.compared:
                peer.disk.compared[node.name] = peer.clock()
            said = answered.said if lies is None else lies.answered(node.name, question, answered.said)
            self._carry(peer, node, lambda: back(said))

        def arrive() -> None:
            if not self._is_of_lost_disk(node, sent) and not (lies is not None and lies.is_silent(node.name)):
                self._told(node, peer, question, deed=reply)

        self._carry(node, peer, arrive)

    def _told(self, speaker: Node, to: Node, said: Said, *, deed: Callable[[], None]) -> None:
        """Let a word be heard; an onlooker notes the lies in it."""
        lies = self._lies_of(speaker)
        if self._world.at(to, deed) and lies is not None:
            lies.heard(to.name, said)

    def _raise(self, node: Node, peer: NodeId, found: Found) -> None:
        alarms = found.alarms(peer)
        if alarms and node.planted is not Planted.NO_ALARM_ON_DIFFERENCE:
            transaction = Transaction(node.disk.log, node.point)
            for alarm in alarms:
                transaction.write(node.disk.alarms.setdefault, alarm)
            transaction.commit()

    # -- wires ----------------------------------------------------------------------------------

    def _carry(self, sender: Node, receiver: Node, event: Callable[[], None]) -> None:
        """Carry a word, or lose it, or carry it twice, or late, as other messages."""
        world, rng, story = self._world, self._rng, self._world.story
        stormy = world.stormy
        if stormy and (world.cut_until.get(frozenset((sender.name, receiver.name)), 0) > world.time or rng.random() < story.loss):
            return
        for _ in range(2 if stormy and rng.random() < story.twice else 1):
            late = stormy and rng.random() < story.late
            world.after(rng.random() * 3 * HOUR if late else rng.expovariate(5) * SECOND, event)

    def _is_of_lost_disk(self, node: Node, sent: int) -> bool:
        return sent < self._world.restored_at.get(node.name, -1)
