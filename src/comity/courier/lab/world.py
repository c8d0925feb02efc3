"""A deterministic world: nodes around the real core, a network and a carrier that do their worst.

One seed makes one story: loss, duplication, reordering, partitions of days, crashes before and after every commit,
restarts, full disks, clocks that are wrong, keys that change, a node that lies. Then comes calm.
"""

import heapq
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from random import Random
from typing import Final

from comity.courier.lab.disk import BEFORE_COMMIT, Crashed
from comity.courier.lab.epochs import DAYS, shown
from comity.courier.lab.faults import DAY, HOUR, MINUTES, SECOND, Planted, Story
from comity.courier.lab.flooding import Floods
from comity.courier.lab.liar import Liar
from comity.courier.lab.losses import Losses
from comity.courier.lab.marking import Watermarks
from comity.courier.lab.node import Node
from comity.courier.lab.oldcopies import OldCopies
from comity.courier.lab.posting import Post
from comity.courier.lab.realsealing import RealSealer
from comity.courier.lab.relay import VISIT, Relay
from comity.courier.lab.sealing import CheapSealer, Envelope, Sealer
from comity.courier.protocol.effects import Reseal, Resend, SendingAfter, Transmit, WakeAt
from comity.courier.protocol.lines import Posted, Priority, Verdict, Woken
from comity.terms.identifiers import EnvelopeId, NodeId, Reference
from comity.terms.instants import Instant

BEGIN: Final = 1_790_000_000 * SECOND
GRACE: Final = 4 * DAY  # after the storm; by then everything must have an outcome
NAMES: Final = tuple(NodeId(f"poc.{country}.example") for country in ("vn", "xr", "ke", "br", "no", "eg", "fj", "mn", "gh", "pe"))
_PATIENT: Final = timedelta(days=60)


class World:
    """Nodes, wires and time; `run` plays the story of one seed to its end."""

    def __init__(self, seed: int, story: Story, *, planted: Planted | None = None, real: bool = False) -> None:
        """Make the nodes of `story`; all chance comes from `seed`. `real` seals for real, which takes some ten times as long."""
        self.rng = Random(seed)  # noqa: S311 -- a story to be played again, no secret
        self.story = story
        self.time = 0
        self.steps = 0
        self.travelling = 0
        self.last_late = 0  # until when something of a lost disk may arrive, as far as it is known
        self.happened: Counter[str] = Counter()
        self.posted: list[Envelope] = []
        self.seen: dict[tuple[NodeId, NodeId, EnvelopeId], set[bytes]] = {}  # receiver, sender, act: what receipts were given
        self.cut_until: dict[frozenset[NodeId], int] = {}
        self.full_until: dict[NodeId, int] = {}
        names = NAMES[: story.nodes]
        self.skew = {name: self.rng.randrange(-MINUTES, MINUTES) * SECOND for name in names}
        self.sealer: Sealer = RealSealer(names) if real else CheapSealer(self.rng, signer_checked=planted is not Planted.SIGNER_NOT_CHECKED)
        self.events: list[tuple[int, int, Callable[[], None]]] = []
        self._counter = 0
        self._wakes: dict[tuple[NodeId, NodeId], WakeAt] = {}
        self.nodes = {name: self._node(name, planted=planted) for name in names}
        self.floods = Floods(self)
        for node in self.nodes.values():
            node.peers = len(names) - 1
            node.turned_away = partial(self.floods.turned_away, node)
        self.relay = Relay(self) if story.relays else None
        self.old_copies = OldCopies(self, seed)
        self.marks = Watermarks(self, seed)
        self.losses = Losses(self, seed) if story.losses else None
        self.liar = Liar(self, self.nodes[names[-1]]) if story.lies else None

    def _node(self, name: NodeId, *, planted: Planted | None) -> Node:
        node = Node(name, sealer=self.sealer, rng=self.rng, planted=planted, durable_lines=self.rng.random() < 0.5)
        node.clock = lambda: Instant(BEGIN + self.time + self.skew[name])
        node.point = lambda point: self._point(name, point)
        node.day = self.story.day
        node.keep_keys()
        node.refusing = self.rng.choice((0.0, 0.0, self.story.busy))
        return node

    @property
    def honest(self) -> list[Node]:
        """The nodes that do not lie."""
        return [node for node in self.nodes.values() if self.liar is None or node is not self.liar.node]

    @property
    def restored_at(self) -> dict[NodeId, int]:
        """When a node's disk was lost and a copy put in its place."""
        return self.old_copies.restored_at

    # -- time ---------------------------------------------------------------------------------

    def after(self, delay: float, event: Callable[[], None]) -> None:
        """Plan an event, `delay` microseconds from now."""
        self._counter += 1
        heapq.heappush(self.events, (self.time + int(delay), self._counter, event))

    @property
    def stormy(self) -> bool:
        """Whether faults still happen."""
        return self.time < self.story.storm

    def run(self) -> None:
        """Play until every act has an outcome and nothing travels, or no grace is left."""
        self._plan()
        self.settle(until=self.story.storm + GRACE)

    def settle(self, *, until: int) -> None:
        """Let everything happen that is going to, until all is calm and has an outcome, or until that time."""
        while self.events and self.events[0][0] <= until:
            self.next()
            if (
                not self.stormy
                and not self.travelling
                and not any(node.unsettled() or node.quarantined or not node.up for node in self.nodes.values())
                and self._nothing_late()
                and self.marks.compared_since(self.story.storm, among=self.honest)
            ):
                break

    def play_on(self, *, until: int, done: Callable[[], bool]) -> None:
        """Let everything happen that is going to, until it is done, or until that time."""
        while self.events and self.events[0][0] <= until and not done():
            self.next()

    def _nothing_late(self) -> bool:
        """Whether nothing of a lost disk can arrive any more, and its node has looked for it since."""
        if not self.old_copies.restored_at:
            return True
        return (self.relay is None or self.relay.empty) and self.old_copies.settled()

    def next(self) -> None:
        """Let the next thing happen."""
        at, _, event = heapq.heappop(self.events)
        self.time = max(self.time, at)
        self.steps += 1
        event()

    def _plan(self) -> None:
        story, rng, names = self.story, self.rng, list(self.nodes)

        def sometime(times: int, event: Callable[[], None]) -> None:
            for _ in range(times):
                self.after(rng.random() * story.storm, event)

        for _ in range(story.acts):
            self.after(rng.random() * rng.choice((60 * SECOND, HOUR, story.storm * 0.9)), self.post)
        sometime(story.cuts, self.cut)
        sometime(story.crashes, lambda: self.crash(self.nodes[rng.choice(names)]))
        sometime(story.fulls, lambda: self.fill(rng.choice(names)))
        sometime(story.jumps, lambda: self.jump(rng.choice(names)))
        sometime(story.carried, self.carry)
        sometime(story.floods, self.flood)
        self.old_copies.plan(story.copies)
        self.marks.plan()
        if self.losses is not None:
            self.losses.plan()
        if self.liar is not None:
            sometime(story.lies, self.liar.lie)
        for name in names:
            sometime(story.rotations, lambda name=name: self.rotate(name))  # type: ignore[misc]  # bound now
            self.after(HOUR, lambda name=name: self.poll(name))  # type: ignore[misc]  # bound now
            if story.day:
                self.after(story.day // 4, lambda name=name: self.keep_keys(name))  # type: ignore[misc]  # bound now
            if self.relay is not None:
                self.after(rng.random() * VISIT, lambda name=name: self.visit(name))  # type: ignore[misc]  # bound now

    # -- what goes wrong ----------------------------------------------------------------------

    def _point(self, name: NodeId, point: str) -> None:
        if point == BEFORE_COMMIT and self.full_until.get(name, 0) > self.time:
            raise Crashed
        if self.stormy and self.rng.random() < self.story.crash:
            raise Crashed

    def cut(self) -> None:
        """Let two nodes lose each other."""
        pair = frozenset(self.rng.sample(list(self.nodes), 2))
        self.cut_until[pair] = self.time + self.rng.choice(self.story.cuts_last)
        self.happened["cuts"] += 1

    def crash(self, node: Node) -> None:
        """Kill the node's process; it boots again after a while."""
        if node.up:
            node.die()
            self.happened["crashes"] += 1
            self.after(self.rng.choice((2 * SECOND, 600 * SECOND, max(self.story.cuts_last))), lambda: self.boot(node))

    def boot(self, node: Node) -> None:
        """Start the node's process."""
        node.up = True
        self.at(node, node.boot)

    def fill(self, name: NodeId) -> None:
        """Fill the node's disk: until somebody makes room, a process that must commit dies of it."""
        self.full_until[name] = min(self.story.storm, self.time + self.rng.choice(self.story.cuts_last))
        self.happened["full disks"] += 1

    def flood(self) -> None:
        """Fill a node's disk but for what is kept for urgent acts, until somebody makes room; meanwhile the others write to it."""
        lasts = min(self.story.storm - self.time, self.rng.choice(self.story.cuts_last) + HOUR)
        self.floods.flood(self.nodes[self.rng.choice(list(self.nodes))], lasts=lasts, little=self.rng.randrange(8_000_000))

    def jump(self, name: NodeId) -> None:
        """Set the node's clock wrong."""
        self.skew[name] = self.rng.randrange(-self.story.jump, self.story.jump) * SECOND
        self.happened["clock jumps"] += 1

    def rotate(self, name: NodeId) -> None:
        """Let a node lose all its daily keys: what is wrapped for them is refused."""
        if self.nodes[name].up:
            self.nodes[name].disk.seeds.clear()
            self.at(self.nodes[name], self.nodes[name].keep_keys)

    def keep_keys(self, name: NodeId) -> None:
        """Let a node look after its daily keys, several times in what is a day here."""
        if self.nodes[name].up:
            self.nodes[name].keep_keys()
        self.after(self.story.day // 4, lambda: self.keep_keys(name))

    def poll(self, name: NodeId) -> None:
        """Look at every line once an hour, as a shell's schedule does."""
        node = self.nodes[name]
        for peer in self.nodes:
            if peer != name:
                self.at(node, lambda peer=peer: node.happen(peer, Woken()))  # type: ignore[misc]  # bound now
                self.at(node, lambda peer=peer: node.reseal_waiting(peer))  # type: ignore[misc]  # bound now
                if node.up and node.waits_for_key(peer):
                    self._ask_key(node, self.nodes[peer])
        self.after(HOUR, lambda: self.poll(name))

    def _ask_key(self, node: Node, peer: Node) -> None:
        def told(key: int | None) -> None:
            self.at(node, lambda: node.learn(peer.name, key))

        def show() -> None:
            if peer.up and not peer.quarantined:
                key = shown(peer.disk, at=peer.clock())
                self.wire(peer.name, node.name, lambda: told(key))

        self.wire(node.name, peer.name, show)

    def visit(self, name: NodeId) -> None:
        """Let a node go over the relay, as often as its schedule says."""
        if self.relay is not None and self.nodes[name].up:
            self.relay.visit(self.nodes[name])
        self.after(VISIT, lambda: self.visit(name))

    def carry(self) -> None:
        """Carry copies of some envelopes by hand, in any order; their receipts come back by hand, sometimes."""
        for envelope in self.rng.choices(self.posted, k=3) if self.posted else ():
            self._carry(self.nodes[envelope.letter.sender], self.nodes[envelope.letter.to], envelope.env_id)

    def _carry(self, sender: Node, receiver: Node, env_id: EnvelopeId) -> None:
        sent = self.time

        def arrive(receipts: list[bytes]) -> None:
            if not self.is_of_lost_disk(receiver, sent) and not self.is_of_lost_disk(sender, sent):
                self.at(sender, lambda: sender.take_receipts(receiver.name, receipts))

        def bring_back(receipts: list[bytes], _wants: object) -> None:
            self.note(receiver, sender, receipts)
            if self.rng.random() < 0.5:
                self._travel(HOUR * self.rng.random(), lambda: arrive(receipts))

        envelope = sender.disk.sealed.get(env_id)
        if envelope is None:
            return  # it was lost with a disk

        def bring() -> None:
            # As with relays: what a lost disk had given to a carrier would come after all, perhaps into a place that was given again.
            if not self.is_of_lost_disk(receiver, sent) and not self.is_of_lost_disk(sender, sent):
                self.at(receiver, lambda: receiver.take_post([envelope], deliverer=sender.name, reply=bring_back))

        if self.story.slow and self.rng.random() < self.story.slow:
            self.happened["slow pouches"] += 1
            self._travel(2 * DAYS * (self.story.day or HOUR) * self.rng.random(), bring)
        else:
            bring()

    # -- what nodes do ------------------------------------------------------------------------

    def at(self, node: Node, deed: Callable[[], object], *, quarantined: bool = False) -> bool:
        """Let a node do something, if it is up; perform what it then asks for; return whether it lived to the end of it.

        In quarantine it does nothing but catch up.
        """
        if not node.up or (node.quarantined and not quarantined):
            return False
        try:
            deed()
            while node.out:
                self._perform(node, node.out.pop(0))
            while node.asks:
                peer = self.nodes[node.asks.pop()]
                self.later(node, SECOND, partial(self.old_copies.ask_again, node, peer))
        except Crashed:
            self.crash(node)
            return False
        return True

    def post(self) -> None:
        """Let some node post an act to another; later, when it is down."""
        sender, to = (self.nodes[name] for name in self.rng.sample(list(self.nodes), 2))
        if not sender.up or sender.quarantined:
            self.after(600 * SECOND, self.post)
            return
        story, rng = self.story, self.rng
        case = Reference(f"VN-2026-{rng.randrange(story.cases) + 1:06d}")
        forever = story.patient or rng.random() < 0.5
        lasts = _PATIENT if forever else timedelta(minutes=rng.randrange(1, story.storm // (60 * SECOND)))
        priority = Priority.URGENT if rng.random() < 0.2 else Priority.ROUTINE
        self.post_act(sender, to, case, priority=priority, lasts=lasts, size=rng.choice((10_000, 3_000_000)))

    def post_act(self, sender: Node, to: Node, case: Reference, *, priority: Priority, lasts: timedelta, size: int) -> None:
        """Let `sender` post one act; it is among `posted` once it has committed, whatever came then."""
        before = len(sender.disk.sealed)

        def deed() -> None:
            sender.post(to.name, case, priority=priority, expires=sender.clock() + lasts, size=size)
            sender.happen(to.name, Posted())

        self.at(sender, deed)
        if len(sender.disk.sealed) > before:
            self.posted.append(next(reversed(sender.disk.sealed.values())))

    def _perform(self, node: Node, effect: SendingAfter) -> None:
        match effect:
            case Transmit(peer, number, env_ids, _until, along):
                Post(self, node, self.nodes[peer], number, env_ids, along=along).leave()
            case Resend(peer, env_ids):
                Post(self, node, self.nodes[peer], None, env_ids, along=()).leave()
            case Reseal(peer, env_id):
                self.happened["refused for their key"] += 1
                self.later(node, SECOND, lambda: node.reseal(peer, env_id))
            case WakeAt(peer, at):
                self._wakes[node.name, peer] = effect  # a later one replaces it
                delay = max(0, at.micros - node.clock().micros)
                self.later(node, delay, lambda: node.happen(peer, Woken()) if self._wakes[node.name, peer] is effect else None)

    def later(self, node: Node, delay: int, deed: Callable[[], object]) -> None:
        """Let a node do something after a while, if its process still runs then."""
        generation = node.generation

        def event() -> None:
            if node.generation == generation:
                self.at(node, deed)

        self.after(delay, event)

    # -- wires --------------------------------------------------------------------------------

    def _travel(self, delay: float, event: Callable[[], object]) -> None:
        def arrive() -> None:
            self.travelling -= 1
            event()

        self.travelling += 1
        self.after(delay, arrive)

    def wire(self, a: NodeId, b: NodeId, event: Callable[[], object]) -> None:
        """Carry one message from `a` to `b`, or lose it, or carry it twice, or late."""
        self.happened["messages"] += 1
        if self.cut_until.get(frozenset((a, b)), 0) > self.time and self.stormy:
            return
        story, rng = self.story, self.rng
        if self.stormy and rng.random() < story.loss:
            return
        for _ in range(2 if self.stormy and rng.random() < story.twice else 1):
            late = self.stormy and rng.random() < story.late
            self._travel(rng.random() * 3 * HOUR if late else rng.expovariate(5) * SECOND, event)

    def is_of_lost_disk(self, node: Node, sent: int) -> bool:
        """Whether what was sent then is of a disk that is lost since: no connection outlives its machine."""
        return sent < self.old_copies.restored_at.get(node.name, -1)

    def note(self, receiver: Node, sender: Node, receipts: Sequence[bytes]) -> None:
        """Remember which receipts a node gave to another, for the checker."""
        for receipt in receipts:
            answer = self.sealer.read(receipt, giver=receiver.name).answer
            if answer.verdict in {Verdict.APPLIED, Verdict.HELD}:
                self.seen.setdefault((receiver.name, sender.name, answer.env_id), set()).add(receipt)
