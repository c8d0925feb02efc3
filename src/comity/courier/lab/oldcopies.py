"""A node whose disk is lost and that comes up from a copy of hours or days ago: quarantined, asking, catching up with the real core.

What nobody but the lost disk had is lost, and is taken out of what must arrive: an act that never left, and what waits behind its place.
"""

import copy
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Final, Protocol

from comity.courier.lab.disk import Disk, Leaf, Transaction, print_leaf
from comity.courier.lab.faults import MINUTES, SECOND, Planted, Story
from comity.courier.lab.node import Node
from comity.courier.lab.sealing import Envelope
from comity.courier.lab.taking import take_again
from comity.courier.protocol.arriving import Arrived, Head
from comity.courier.protocol.lines import Due, Priority, Receipts, Restarted
from comity.courier.protocol.restoring import Break, OwnAct, Place, Standing, judge, take_back
from comity.courier.protocol.states import State
from comity.ledger.frontier import Frontier
from comity.terms.digests import Digest, leaf_hash
from comity.terms.identifiers import EnvelopeId, NodeId, Reference

ASK_EVERY: Final = 10 * MINUTES * SECOND
_SEED: Final = 0x0C0B1E5


@dataclass(slots=True)
class Kept:
    """What the peers of one node have told it since it came up."""

    came: dict[NodeId, list[Envelope]] = field(default_factory=dict)  # its own acts, as each peer took them
    receipts: dict[NodeId, list[bytes]] = field(default_factory=dict)  # the peer's receipts for these
    went: dict[NodeId, list[tuple[Envelope, bytes]]] = field(default_factory=dict)  # the peer's acts, with its own receipts

    @property
    def told(self) -> set[NodeId]:
        """Who has told."""
        return set(self.came)


class Ground(Protocol):
    """What this needs of a world."""

    nodes: dict[NodeId, Node]
    story: Story
    time: int
    posted: list[Envelope]
    seen: dict[tuple[NodeId, NodeId, EnvelopeId], set[bytes]]
    cut_until: dict[frozenset[NodeId], int]
    happened: Counter[str]

    @property
    def honest(self) -> list[Node]:
        """The nodes that do not lie."""

    @property
    def stormy(self) -> bool:
        """Whether faults still happen."""

    def after(self, delay: float, event: Callable[[], None]) -> None:
        """Plan an event."""

    def at(self, node: Node, deed: Callable[[], object], *, quarantined: bool = False) -> bool:
        """Let a node do something."""

    def boot(self, node: Node) -> None:
        """Start the node's process."""


class OldCopies:
    """Copies made and put back in one world."""

    def __init__(self, world: Ground, seed: int) -> None:
        """Draw from a stream of chance of its own, so that a seed without copies plays the story that it always played."""
        self._world = world
        self._rng = Random(seed ^ _SEED)  # noqa: S311 -- a story to be played again, no secret
        self.restored_at: dict[NodeId, int] = {}
        self.histories: dict[NodeId, list[list[Leaf]]] = {}
        self.gone: set[tuple[NodeId, NodeId, Reference]] = set()  # streams with a place that only the lost disk had
        self.lost: set[EnvelopeId] = set()
        self._kept: dict[NodeId, Kept] = {}

    def plan(self, times: int) -> None:
        """Copy some node's disk in the first half of the storm, and lose the disk in the second."""
        world, rng = self._world, self._rng
        for _ in range(times):
            name = rng.choice([node.name for node in world.honest])
            made, lost = rng.random() * 0.5, 0.5 + rng.random() * 0.45
            world.after(made * world.story.storm, lambda name=name, lost=lost: self._copy(world.nodes[name], lost))  # type: ignore[misc]  # bound now

    def _copy(self, node: Node, lost: float) -> None:
        kept = copy.deepcopy(node.disk)
        self._world.after(lost * self._world.story.storm - self._world.time, lambda: self._restore(node, kept))

    def _restore(self, node: Node, kept: Disk) -> None:
        world = self._world
        if node.quarantined or node.name in self.restored_at:
            return
        node.die()
        self._count_lost(node, node.disk, kept)
        self.histories.setdefault(node.name, []).append(list(node.disk.log.leaves))
        self.restored_at[node.name] = world.time
        # A receipt that was signed and never arrived is nobody's any more: its act comes again, and gets another.
        for (receiver, sender, env_id), receipts in list(world.seen.items()):
            if receiver == node.name:
                receipts &= {world.nodes[sender].disk.receipts.get(env_id, b"")}
                if not receipts:
                    del world.seen[receiver, sender, env_id]
        kept.seeds.clear()  # they are in no copy
        node.disk = kept
        node.quarantined = node.planted is not Planted.SIGNS_BEFORE_CATCH_UP
        world.happened["old copies"] += 1
        world.boot(node)
        if node.quarantined:
            self._kept[node.name] = Kept()
            world.after(SECOND, lambda: self._ask(node))

    def _count_lost(self, node: Node, old: Disk, kept: Disk) -> None:
        for envelope in self._world.posted:
            letter = envelope.letter
            if letter.sender != node.name or envelope.env_id in kept.sealed or envelope.env_id not in old.sealed:
                continue
            if (node.name, envelope.env_id) not in self._world.nodes[letter.to].disk.inbox:
                self.lost.add(envelope.env_id)
                self.gone.add((node.name, letter.to, letter.case))

    def _ask(self, node: Node) -> None:
        """Ask every peer that has not told; then catch up. A peer that is down, cut off or quarantined itself is asked again."""
        world, kept = self._world, self._kept[node.name]
        if not node.quarantined:
            return  # it died after it had caught up
        if node.up:
            for peer in world.nodes.values():
                cut = world.cut_until.get(frozenset((node.name, peer.name)), 0) > world.time and world.stormy
                lost = world.stormy and self._rng.random() < world.story.loss
                if peer is not node and peer.name not in kept.told and peer.up and not (cut or lost):
                    self._tell(node, peer, kept)
            if kept.told == set(world.nodes) - {node.name} and world.at(node, lambda: self._catch_up(node, kept), quarantined=True):
                return
        world.after(ASK_EVERY, lambda: self._ask(node))

    def _tell(self, node: Node, peer: Node, kept: Kept) -> None:
        posted = {envelope.env_id: envelope for envelope in self._world.posted}
        taken = [(env_id, row) for (sender, env_id), row in peer.disk.inbox.items() if sender == node.name and env_id in posted]
        kept.came[peer.name] = [posted[env_id] for env_id, _ in taken]
        kept.receipts[peer.name] = [receipt for _, (_, receipt) in taken]
        kept.went[peer.name] = [
            (peer.disk.sealed[row.env_id], peer.disk.receipts[row.env_id])
            for row in peer.disk.entries.get(node.name, {}).values()
            if row.state is State.RECEIPTED and row.env_id in peer.disk.receipts
        ]

    def _catch_up(self, node: Node, kept: Kept) -> None:
        """Everything in one transaction, as the shell does; then the node is a node again."""
        disk = node.disk
        before = copy.deepcopy(disk)  # the transaction: a crash inside leaves the disk as it was
        try:
            self._break(node, kept)
            for peer, envelopes in kept.came.items():
                self._take_own(node, peer, envelopes)
            for envelope, receipt in self._in_order(node, kept):
                letter = envelope.letter
                arrived = Arrived(
                    env_id=envelope.env_id,
                    outer_digest=envelope.outer_digest,
                    inner_digest=envelope.inner_digest,
                    sender=letter.sender,
                    case=letter.case,
                    seq=letter.seq,
                    previous=letter.previous,
                )
                take_again(node, arrived, receipt=receipt)
        except BaseException:
            node.disk = before
            raise
        node.quarantined = False
        for peer, receipts in kept.receipts.items():
            known = [one for one in receipts if node.sealer.read(one, giver=peer).answer.env_id in disk.entries.get(peer, {})]
            node.happen(peer, Receipts(tuple(node.sealer.read(one, giver=peer).answer for one in known)), known)
        for peer in disk.entries:
            node.happen(peer, Restarted())

    def _break(self, node: Node, kept: Kept) -> None:
        log, places = node.disk.log, []
        for pairs in kept.went.values():
            for _, receipt in pairs:
                place = node.sealer.read(receipt, giver=node.name).place
                if place is not None:
                    places.append(Place(place.size, place.root, node.clock()))
        roots, frontier = {0: Frontier().root}, Frontier()
        for leaf in log.leaves:
            frontier = frontier.append(leaf_hash(print_leaf(leaf)))
            roots[frontier.size] = frontier.root
        breaks: list[Break] = []
        judged = judge(frontier.size, root_at=lambda size: roots[size], places=places, breaks=breaks)
        if judged.standing is not Standing.WHOLE:  # two people sign it, in a shell; here it is their leaf
            transaction = Transaction(log, node.point)
            transaction.append(("discontinued", str(judged.shared)))
            transaction.commit()
            self._world.happened["breaks"] += 1

    def _take_own(self, node: Node, peer: NodeId, envelopes: list[Envelope]) -> None:
        streams: dict[Reference, list[Envelope]] = {}
        for envelope in envelopes:
            streams.setdefault(envelope.letter.case, []).append(envelope)
        for case, found in streams.items():
            acts = [OwnAct(one.env_id, one.inner_digest, one.letter.seq, one.letter.previous) for one in found]
            back = take_back(node.disk.own_heads.get((peer, case), Head()), acts)
            by_name = {one.env_id: one for one in found}
            for act in back.acts:
                envelope = by_name[act.env_id]
                due = Due(envelope.env_id, envelope.outer_digest, case, act.seq, 10_000, Priority.ROUTINE, envelope.letter.expires)
                transaction = Transaction(node.disk.log, node.point)
                transaction.write(node.disk.sealed.__setitem__, envelope.env_id, envelope)
                transaction.append(("posted", envelope.env_id.text))
                transaction.write(node.disk.entries.setdefault(peer, {}).__setitem__, envelope.env_id, due)
                transaction.write(node.disk.own_heads.__setitem__, (peer, case), back.head)
                transaction.commit()

    @staticmethod
    def _in_order(node: Node, kept: Kept) -> list[tuple[Envelope, bytes]]:
        pairs = [pair for pairs in kept.went.values() for pair in pairs]

        def index(pair: tuple[Envelope, bytes]) -> int:
            place = node.sealer.read(pair[1], giver=node.name).place
            return place.index if place else 0

        return sorted(pairs, key=index)


def told_history(digest: Digest, histories: list[list[Leaf]], size: int) -> list[Leaf] | None:
    """Return the lost history whose first `size` leaves have that root, if there is one."""
    for leaves in histories:
        if size <= len(leaves):
            frontier = Frontier()
            for leaf in leaves[:size]:
                frontier = frontier.append(leaf_hash(print_leaf(leaf)))
            if frontier.root == digest:
                return leaves
    return None
