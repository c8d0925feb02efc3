"""A node whose disk is lost and that comes up from a copy of hours or days ago: quarantined, asking, catching up with the real core.

What nobody but the lost disk had is lost, and is taken out of what must arrive. What it had left at a relay, or given to somebody to
carry, arrives after all: then it must be known on both sides, and hinder nothing that the node has sent since.
"""

import copy
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import Random
from typing import Final, Protocol

from comity.courier.lab.disk import Disk, Leaf, Transaction, print_leaf
from comity.courier.lab.faults import DAY, HOUR, MINUTES, SECOND, Planted, Story
from comity.courier.lab.node import Node
from comity.courier.lab.sealing import Envelope
from comity.courier.lab.taking import take_again
from comity.courier.protocol.arriving import Arrived, Head
from comity.courier.protocol.lines import Due, Priority, Receipts
from comity.courier.protocol.restoring import Break, OwnAct, Place, Standing, judge, must_take, settle_claim, take_back
from comity.courier.protocol.states import State
from comity.ledger.frontier import Frontier
from comity.terms.digests import Digest, leaf_hash
from comity.terms.identifiers import EnvelopeId, NodeId, Reference
from comity.terms.lives import UNCLAIMED, Claim, first_of

ASK_EVERY: Final = 10 * MINUTES * SECOND
LOOK_EVERY: Final = 6 * HOUR
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
    last_late: int

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

    def note(self, receiver: Node, sender: Node, receipts: list[bytes]) -> None:
        """Tell the checker which receipts were given."""

    def post_act(self, sender: Node, to: Node, case: Reference, *, priority: Priority, lasts: timedelta, size: int) -> None:
        """Let a node post an act."""


class OldCopies:
    """Copies made and put back in one world."""

    def __init__(self, world: Ground, seed: int) -> None:
        """Draw from a stream of chance of its own, so that a seed without copies plays the story that it always played."""
        self._world = world
        self._rng = Random(seed ^ _SEED)  # noqa: S311 -- a story to be played again, no secret
        self.restored_at: dict[NodeId, int] = {}
        self.histories: dict[NodeId, list[list[Leaf]]] = {}
        self.behind: set[tuple[NodeId, NodeId, Reference, int]] = set()
        """Acts that a copy did not have when it was put back: from whom, to whom, of which case, with which number."""
        self.unheard: set[bytes] = set()  # receipts that the lost disk had signed, and whose acts the copy does not have
        self._kept: dict[NodeId, Kept] = {}
        self._looked: dict[NodeId, int] = {}  # when every peer had last told, since when
        self._streams: list[tuple[NodeId, Reference]] = []  # in which the lost disk had sent

    @property
    def lost(self) -> set[EnvelopeId]:
        """The acts that the lost disk alone had, as it stands now: they lie on no disk of their sender or receiver."""
        world = self._world
        of_restored = [one for one in world.posted if one.letter.sender in self.restored_at]
        return {
            one.env_id
            for one in of_restored
            if one.env_id not in world.nodes[one.letter.sender].disk.sealed
            and (one.letter.sender, one.env_id) not in world.nodes[one.letter.to].disk.inbox
        }

    def settled(self) -> bool:
        """Whether every node that came up from a copy has looked for what arrived late, after the last could have arrived."""
        return all(self._looked.get(name, -1) >= max(self._world.story.storm, self._world.last_late) for name in self.restored_at)

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
        self.histories.setdefault(node.name, []).append(list(node.disk.log.leaves))
        self.restored_at[node.name] = world.time
        kept.seeds.clear()  # they are in no copy
        for (receiver, sender, env_id), receipts in world.seen.items():
            if receiver == node.name and (sender, env_id) not in kept.inbox:
                self.unheard |= receipts
        self._note_behind(node, kept)
        self._send_pouch(node, node.disk)
        self._streams = list(node.disk.own_heads)
        node.disk = kept
        node.quarantined = node.planted is not Planted.SIGNS_BEFORE_CATCH_UP
        world.happened["old copies"] += 1
        world.boot(node)
        if node.quarantined:
            self._kept[node.name] = Kept()
            world.after(SECOND, lambda: self._claim(node))

    def _note_behind(self, node: Node, kept: Disk) -> None:
        old = node.disk
        for peer in self._world.nodes:
            sent = {env_id: (row.case, row.seq) for env_id, row in old.entries.get(peer, {}).items()}
            came = {env_id: (mark.case, mark.seq) for env_id, mark in old.came.get(peer, {}).items()}
            self.behind |= {(node.name, peer, *place) for env_id, place in sent.items() if env_id not in kept.entries.get(peer, {})}
            self.behind |= {(peer, node.name, *place) for env_id, place in came.items() if env_id not in kept.came.get(peer, {})}

    def _send_pouch(self, node: Node, old: Disk) -> None:
        """Let somebody be on the way with acts and receipts of the lost disk, and arrive when the node has long gone on."""
        world, rng = self._world, self._rng
        if not world.story.carried:
            return
        for peer in world.nodes.values():
            acts = [old.sealed[env_id] for env_id in old.entries.get(peer.name, {}) if rng.random() < 0.5]
            receipts = [receipt for (sender, _), (_, receipt) in old.inbox.items() if sender == peer.name and rng.random() < 0.5]
            if peer is not node and (acts or receipts):
                late = int(rng.random() * 2 * DAY)
                world.last_late = max(world.last_late, world.time + late + 1)
                world.after(late, lambda peer=peer, acts=acts, receipts=receipts: self._arrive(node, peer, acts, receipts))  # type: ignore[misc]  # bound now

    def _arrive(self, node: Node, peer: Node, acts: list[Envelope], receipts: list[bytes]) -> None:
        world = self._world
        world.happened["late pouches"] += 1
        if acts:
            world.at(peer, lambda: peer.take_post(acts, deliverer=node.name, reply=lambda given, _wants: world.note(peer, node, given)))
        if receipts:
            world.at(peer, lambda: peer.take_receipts(node.name, receipts))

    def _claim(self, node: Node) -> None:
        """Take a life above that of the copy; each peer that tells may know of a higher one."""
        node.disk.life = Claim(node.disk.life.life + 1, f"{self._rng.getrandbits(128):032x}")
        self._ask(node)

    def _ask(self, node: Node) -> None:
        """Ask every peer that has not told, and catch up; then look for what comes late. Who is down or cut off is asked again."""
        world, kept = self._world, self._kept[node.name]
        if not node.quarantined:  # caught up
            if node.planted is not Planted.NEVER_ASKS_AGAIN:
                world.after(LOOK_EVERY, lambda: self._look(node))
            return
        if node.up:
            for peer in world.nodes.values():
                cut = world.cut_until.get(frozenset((node.name, peer.name)), 0) > world.time and world.stormy
                lost = world.stormy and self._rng.random() < world.story.loss
                if peer is not node and peer.name not in kept.told and peer.up and not (cut or lost):
                    self._tell(node, peer, kept)
            if kept.told == set(world.nodes) - {node.name}:
                world.at(node, lambda: self._catch_up(node, kept), quarantined=True)
        world.after(ASK_EVERY, lambda: self._ask(node))

    def _look(self, node: Node) -> None:
        """Ask every peer once more what it holds: what the lost disk had sent may have arrived since."""
        world, begun = self._world, self._world.time
        told = [self.ask_again(node, peer) for peer in world.nodes.values() if peer is not node]
        if all(told):
            self._looked[node.name] = begun
        world.after(LOOK_EVERY, lambda: self._look(node))

    def ask_again(self, node: Node, peer: Node) -> bool:
        """Ask a peer once more, and take what it holds and is not here; return whether it told, and that is done."""
        world = self._world
        cut = world.cut_until.get(frozenset((node.name, peer.name)), 0) > world.time and world.stormy
        if node.planted is Planted.NEVER_ASKS_AGAIN or not node.up or not peer.up or node.quarantined or cut:
            return False
        kept = Kept()
        self._tell(node, peer, kept)
        return world.at(node, lambda: self._take_late(node, kept))

    def _take_late(self, node: Node, kept: Kept) -> None:
        new = any(one.env_id not in node.disk.sealed for came in kept.came.values() for one in came)
        new |= any((peer, one.env_id) not in node.disk.inbox for peer, went in kept.went.items() for one, _ in went)
        if not new:
            return
        before = copy.deepcopy(node.disk)
        try:
            self._take_acts(node, kept)
        except BaseException:
            node.disk = before
            raise
        self._world.happened["late acts taken back"] += 1
        self._hear(node, kept)

    def _tell(self, node: Node, peer: Node, kept: Kept) -> None:
        known = settle_claim(peer.disk.lives.get(node.name, UNCLAIMED), node.disk.life)
        peer.disk.lives[node.name] = known
        node.disk.life = replace(node.disk.life, life=must_take(node.disk.life, known))
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
            tips = self._take_acts(node, kept)
            for place in {*disk.own_heads, *tips}:
                tip = tips.get(place, disk.own_heads.get(place, Head()).digest)
                if node.planted is not Planted.NUMBERS_AGAIN:
                    disk.own_heads[place] = Head(first_of(disk.life.life), tip)
                else:
                    numbers = [one.letter.seq for one in kept.came[place[0]] if one.letter.case == place[1]]
                    last = max(numbers, default=0)
                    if last >= disk.own_heads.get(place, Head()).next_seq:
                        disk.own_heads[place] = Head(last + 1, tip)
        except BaseException:
            node.disk = before
            raise
        node.quarantined = False
        node.disk.compared.clear()  # all is compared again soon
        self._hear(node, kept)
        node.begin()
        for peer, case in self._streams:  # its officers write again, in the very cases in which something may be on its way
            if self._rng.random() < 0.5:
                self._world.after(self._rng.random() * HOUR, lambda peer=peer, case=case: self._write_again(node, peer, case))  # type: ignore[misc]  # bound now

    def _write_again(self, node: Node, peer: NodeId, case: Reference) -> None:
        if node.up:
            lasts = timedelta(days=60)
            self._world.post_act(node, self._world.nodes[peer], case, priority=Priority.ROUTINE, lasts=lasts, size=10_000)

    def _take_acts(self, node: Node, kept: Kept) -> dict[tuple[NodeId, Reference], Digest | None]:
        """Take the acts of both sides that are not here; return what the next act of each stream names."""
        tips = {}
        for peer, envelopes in kept.came.items():
            tips.update(self._take_own(node, peer, envelopes))
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
        return tips

    def _hear(self, node: Node, kept: Kept) -> None:
        """Give the line what peers have signed, as for receipts that came any other way."""
        for peer, receipts in kept.receipts.items():
            entries = node.disk.entries.get(peer, {})
            known = [one for one in receipts if node.sealer.read(one, giver=peer).answer.env_id in entries]
            node.happen(peer, Receipts(tuple(node.sealer.read(one, giver=peer).answer for one in known)), known)

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

    def _take_own(self, node: Node, peer: NodeId, envelopes: list[Envelope]) -> dict[tuple[NodeId, Reference], Digest | None]:
        streams: dict[Reference, list[Envelope]] = {}
        tips: dict[tuple[NodeId, Reference], Digest | None] = {}
        for envelope in envelopes:
            if envelope.env_id not in node.disk.sealed:
                streams.setdefault(envelope.letter.case, []).append(envelope)
        for case, found in streams.items():
            acts = [OwnAct(one.env_id, one.inner_digest, one.letter.seq, one.letter.previous) for one in found]
            back = take_back(node.disk.own_heads.get((peer, case), Head()), acts)
            tips[peer, case] = back.tip
            by_name = {one.env_id: one for one in found}
            for act in back.acts:
                envelope = by_name[act.env_id]
                due = Due(envelope.env_id, envelope.outer_digest, case, act.seq, 10_000, Priority.ROUTINE, envelope.letter.expires)
                transaction = Transaction(node.disk.log, node.point)
                transaction.write(node.disk.sealed.__setitem__, envelope.env_id, envelope)
                transaction.append(("posted", envelope.env_id.text))
                transaction.write(node.disk.entries.setdefault(peer, {}).__setitem__, envelope.env_id, due)
                transaction.commit()
        return tips

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
