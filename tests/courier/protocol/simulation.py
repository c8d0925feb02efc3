"""A deterministic world: nodes around the real core, a network and a carrier that do their worst, and a checker.

One seed makes one story: loss, duplication, reordering, partitions of days, crashes before and after every commit,
restarts, clocks that are wrong, keys that change. Then comes calm, and `check` looks at the disks alone.
"""

import heapq
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random

from simulated_node import Crashed, Envelope, Node

from comity.courier.protocol.effects import AlarmKind, Reseal, Resend, Transmit, WakeAt
from comity.courier.protocol.lines import Failed, Failure, Posted, Priority, Wanted, Woken
from comity.courier.protocol.recourse import Recourse, recourse
from comity.courier.protocol.states import OPEN, State
from comity.terms.identifiers import EnvelopeId, NodeId, Reference
from comity.terms.instants import Instant

SECOND = 1_000_000
HOUR = 3600 * SECOND
DAY = 24 * HOUR
BEGIN = 1_790_000_000 * SECOND
GRACE = 4 * DAY  # after the storm; by then everything must have an outcome
NAMES = tuple(NodeId(f"poc.{country}.example") for country in ("vn", "xr", "ke"))


class Violation(AssertionError):
    """An invariant does not hold; the message names it."""


@dataclass(frozen=True)
class Story:
    """How hard a world is. `patient` stories have expiries beyond any fault: there nothing may be lost or alarmed."""

    storm: int = 8 * HOUR  # faults happen until then
    cuts_last: tuple[int, ...] = (10 * SECOND, 600 * SECOND, HOUR)
    nodes: int = 2
    acts: int = 24
    cases: int = 3
    loss: float = 0.15
    twice: float = 0.1
    late: float = 0.05  # share of messages that take up to three hours
    crash: float = 0.03  # at each crash point
    cuts: int = 6
    crashes: int = 4
    jumps: int = 3
    carried: int = 10
    patient: bool = True


class World:
    """Nodes, wires and time; `run` plays the story of one seed to its end."""

    def __init__(self, seed: int, story: Story, *, bug: str | None = None) -> None:
        """Make the nodes of `story`; all chance comes from `seed`."""
        self.rng = Random(seed)
        self.story = story
        self.time = 0
        self.steps = 0
        self.travelling = 0
        self.posted: list[Envelope] = []
        self.seen: dict[tuple[NodeId, NodeId, EnvelopeId], set[bytes]] = {}
        self.cut_until: dict[frozenset[NodeId], int] = {}
        self.skew = {name: self.rng.randrange(-120, 120) * SECOND for name in NAMES[: story.nodes]}
        self._events: list[tuple[int, int, Callable[[], None]]] = []
        self._counter = 0
        self._wakes: dict[tuple[NodeId, NodeId], WakeAt] = {}
        self.nodes: dict[NodeId, Node] = {}
        for name in self.skew:
            peers = [other for other in self.skew if other != name]
            node = Node(name, peers, self.rng, bug=bug, durable_lines=self.rng.random() < 0.5)
            node.clock = lambda name=name: Instant(BEGIN + self.time + self.skew[name])
            node.point = self._point
            node.refusing = self.rng.choice((0.0, 0.0, 0.1))
            self.nodes[name] = node

    # -- time ---------------------------------------------------------------------------------

    def after(self, delay: float, event: Callable[[], None]) -> None:
        """Plan an event, `delay` microseconds from now."""
        self._counter += 1
        heapq.heappush(self._events, (self.time + int(delay), self._counter, event))

    @property
    def stormy(self) -> bool:
        """Whether faults still happen."""
        return self.time < self.story.storm

    def run(self) -> None:
        """Play until every act has an outcome and nothing travels, or no grace is left; then check."""
        self._plan()
        self.settle(until=self.story.storm + GRACE)
        check(self)

    def settle(self, *, until: int) -> None:
        """Let everything happen that is going to, until all is calm and has an outcome, or until that time."""
        while self._events and self._events[0][0] <= until:
            self.next()
            if not self.stormy and not self.travelling and not any(node.unsettled() or not node.up for node in self.nodes.values()):
                break

    def next(self) -> None:
        """Let the next thing happen."""
        at, _, event = heapq.heappop(self._events)
        self.time = max(self.time, at)
        self.steps += 1
        event()

    def _plan(self) -> None:
        story, rng, names = self.story, self.rng, list(self.nodes)
        for number in range(story.acts):
            at = rng.random() * (rng.choice((60 * SECOND, HOUR, story.storm * 0.9)))
            self.after(at, lambda number=number: self.post(number))
        for _ in range(story.cuts):
            pair = frozenset(rng.sample(names, 2))
            lasts = rng.choice(story.cuts_last)
            self.after(rng.random() * story.storm, lambda pair=pair, lasts=lasts: self.cut_until.__setitem__(pair, self.time + lasts))
        for _ in range(story.crashes):
            self.after(rng.random() * story.storm, lambda: self.crash(self.nodes[rng.choice(names)]))
        for _ in range(story.jumps):
            self.after(rng.random() * story.storm, lambda: self.jump(rng.choice(names)))
        for _ in range(story.carried):
            self.after(rng.random() * story.storm, self.carry)
        for name in names:
            self.after(rng.random() * story.storm, lambda name=name: self.rotate(name))
            self.after(HOUR, lambda name=name: self.poll(name))

    # -- what goes wrong ----------------------------------------------------------------------

    def _point(self, _name: str) -> None:
        if self.stormy and self.rng.random() < self.story.crash:
            raise Crashed

    def crash(self, node: Node) -> None:
        """Kill the node's process; it boots again after a while."""
        if node.up:
            node.die()
            self.after(self.rng.choice((2 * SECOND, 600 * SECOND, max(self.story.cuts_last))), lambda: self.boot(node))

    def boot(self, node: Node) -> None:
        """Start the node's process."""
        node.up = True
        self.at(node, node.boot)

    def jump(self, name: NodeId) -> None:
        """Set the node's clock wrong by some minutes, or hours in patient stories."""
        self.skew[name] = self.rng.randrange(-7200, 7200) * SECOND if self.story.patient else self.rng.randrange(-60, 60) * SECOND

    def rotate(self, name: NodeId) -> None:
        """Change the node's sealing key: what is wrapped for the old one is refused."""
        self.nodes[name].epoch += 1

    def poll(self, name: NodeId) -> None:
        """Look at every line once an hour, as a shell's schedule does."""
        node = self.nodes[name]
        for peer in node.peers:
            self.at(node, lambda peer=peer: node.happen(peer, Woken()))
        self.after(HOUR, lambda: self.poll(name))

    def carry(self) -> None:
        """Carry copies of some envelopes by hand, in any order; their receipts come back by hand, sometimes."""
        if self.posted:
            for envelope in self.rng.choices(self.posted, k=3):
                receiver, sender = self.nodes[envelope.to], self.nodes[envelope.sender]
                sealed = sender.disk.sealed[envelope.env_id]

                def bring_back(receipts: list[bytes], _wants: object, sender: Node = sender, receiver: Node = receiver) -> None:
                    self._note(receiver, sender, receipts)
                    if self.rng.random() < 0.5:
                        self._travel(
                            HOUR * self.rng.random(), lambda: self.at(sender, lambda: sender.take_receipts(receiver.name, receipts))
                        )

                self.at(receiver, lambda sealed=sealed, bring_back=bring_back, receiver=receiver: receiver.take_post([sealed], bring_back))

    # -- what nodes do ------------------------------------------------------------------------

    def at(self, node: Node, deed: Callable[[], None]) -> None:
        """Let a node do something, if it is up; perform what it then asks for, unless it dies of it."""
        if not node.up:
            return
        try:
            deed()
            while node.out:
                self._perform(node, node.out.pop(0))
        except Crashed:
            self.crash(node)

    def post(self, number: int) -> None:
        """Let some node post an act to another; later, when it is down."""
        story, rng = self.story, self.rng
        sender, to = (self.nodes[name] for name in rng.sample(list(self.nodes), 2))
        if not sender.up:
            self.after(600 * SECOND, lambda: self.post(number))
            return
        case = Reference(f"VN-2026-{rng.randrange(story.cases) + 1:06d}")
        lasts = (
            timedelta(days=60) if story.patient or rng.random() < 0.5 else timedelta(minutes=rng.randrange(1, story.storm // (60 * SECOND)))
        )
        env_id = EnvelopeId(f"{rng.getrandbits(128):032x}")

        def deed() -> None:
            priority = Priority.URGENT if rng.random() < 0.2 else Priority.ROUTINE
            sender.post(to.name, case, env_id=env_id, priority=priority, lasts=lasts, size=rng.choice((10_000, 3_000_000)))
            sender.happen(to.name, Posted())

        self.at(sender, deed)
        if env_id in sender.disk.sealed:  # it committed, whatever came then
            self.posted.append(sender.disk.sealed[env_id])

    def _perform(self, node: Node, effect: object) -> None:
        match effect:
            case Transmit(peer, number, env_ids, _until):
                self._request(node, self.nodes[peer], number, env_ids)
            case Resend(peer, env_ids):
                self._request(node, self.nodes[peer], None, env_ids)
            case Reseal(peer, env_id, "key-expired"):
                self._later(node, SECOND, lambda: node.reseal(peer, env_id))
            case Reseal():
                pass  # stale: for people
            case WakeAt(peer, at):
                self._wakes[node.name, peer] = effect  # a later one replaces it
                delay = max(0, at.micros - node.clock().micros)
                self._later(node, delay, lambda: self._wakes[node.name, peer] is effect and node.happen(peer, Woken()))

    def _later(self, node: Node, delay: int, deed: Callable[[], None]) -> None:
        generation = node.generation
        self.after(delay, lambda: self.at(node, deed) if node.generation == generation else None)

    # -- wires --------------------------------------------------------------------------------

    def _travel(self, delay: float, event: Callable[[], None]) -> None:
        def arrive() -> None:
            self.travelling -= 1
            event()

        self.travelling += 1
        self.after(delay, arrive)

    def _wire(self, a: NodeId, b: NodeId, event: Callable[[], None]) -> None:
        if self.cut_until.get(frozenset((a, b)), 0) > self.time and self.stormy:
            return
        story, rng = self.story, self.rng
        if self.stormy and rng.random() < story.loss:
            return
        for _ in range(2 if self.stormy and rng.random() < story.twice else 1):
            late = self.stormy and rng.random() < story.late
            self._travel(rng.random() * 3 * HOUR if late else rng.expovariate(5) * SECOND, event)

    def _request(self, sender: Node, receiver: Node, number: int | None, env_ids: Sequence[EnvelopeId]) -> None:
        generation = sender.generation
        envelopes = [sender.disk.sealed[env_id] for env_id in env_ids]
        replied = []

        def back(receipts: list[bytes], wants: list[Wanted]) -> None:
            if sender.generation != generation:
                return  # the connection died with the process
            replied.append(number)
            if number is None:
                self.at(sender, lambda: sender.take_receipts(receiver.name, receipts))
            else:
                self.at(sender, lambda: sender.take_reply(receiver.name, number, receipts, wants))

        def answer(receipts: list[bytes], wants: list[Wanted]) -> None:
            self._note(receiver, sender, receipts)
            self._wire(receiver.name, sender.name, lambda: back(receipts, wants))

        self._wire(sender.name, receiver.name, lambda: self.at(receiver, lambda: receiver.take_post(envelopes, answer)))
        if number is not None:
            failed = Failed(number, Failure.TIMEOUT)
            self._later(sender, 30 * SECOND, lambda: None if replied else sender.happen(receiver.name, failed))

    def _note(self, receiver: Node, sender: Node, receipts: Sequence[bytes]) -> None:
        for receipt in receipts:
            word, env_id, _ = receipt.decode().split(" ", 2)
            if word in {"applied", "held"}:
                self.seen.setdefault((receiver.name, sender.name, EnvelopeId(env_id)), set()).add(receipt)


# -- the checker: reads the disks and what travelled, never the core's mind --------------------------


def require(holds: object, invariant: str, *facts: object) -> None:
    """Raise `Violation` naming the invariant unless it holds."""
    if not holds:
        raise Violation(invariant, *map(str, facts))


def check(world: World) -> None:
    """Check every invariant on the disks at the end of a story; raises `Violation`."""
    for envelope in world.posted:
        _check_act(world, envelope)
    for node in world.nodes.values():
        _check_streams(world, node)
        _check_logs(world, node)
        _check_alarms(world, node)


def _check_act(world: World, envelope: Envelope) -> None:
    sender, receiver = world.nodes[envelope.sender], world.nodes[envelope.to]
    row = sender.disk.entries.get(envelope.to, {}).get(envelope.env_id)
    require(row is not None, "every posted act has its outbox row", envelope)
    require(row.state not in OPEN, "every posted act comes to an outcome", envelope, row)
    kept = receiver.disk.inbox.get((envelope.sender, envelope.env_id))
    times = sum(done[3] == envelope.env_id for done in receiver.disk.applied)
    held = any(act.env_id == envelope.env_id for act in receiver.disk.held.get((envelope.sender, envelope.case), {}).values())
    require(times + held == (kept is not None), "an act is kept and applied once, or kept and held", envelope, times, held, kept)
    if row.state is State.RECEIPTED:
        require(kept is not None, "no receipted act is lost", envelope)
        require(sender.disk.receipts[envelope.env_id] == kept[1], "both sides keep the same receipt", envelope)
    if row.state is State.REFUSED:
        require(kept is None, "no refused act is applied", envelope)
        require(recourse(row.wire_class) is Recourse.RESEAL, "honest nodes refuse nothing for good", envelope, row)
    if row.state is State.EXPIRED:
        alarms = {alarm.env_id for alarm in sender.disk.alarms if alarm.kind is AlarmKind.EXPIRED}
        require(envelope.env_id in alarms, "expiry is never silent", envelope)
    if world.story.patient:
        require(row.state is State.RECEIPTED, "patient acts are all receipted", envelope, row)
        require(times == 1, "patient acts are all applied", envelope)


def _check_streams(world: World, node: Node) -> None:
    posted = {envelope.env_id: envelope for envelope in world.posted}
    streams: dict[tuple[NodeId, Reference], list[int]] = {}
    for sender, case, seq, env_id in node.disk.applied:
        envelope = posted.get(env_id)
        require(
            envelope and (envelope.sender, envelope.case, envelope.seq) == (sender, case, seq), "only what was posted is applied", env_id
        )
        streams.setdefault((sender, case), []).append(seq)
    for place, seqs in streams.items():
        require(seqs == list(range(1, len(seqs) + 1)), "each case is applied in its order", place, seqs)
        require(node.disk.heads[place].next_seq == len(seqs) + 1, "the head says how far the stream is", place)
    for (sender, env_id), (_, receipt) in node.disk.inbox.items():
        seen = world.seen.get((node.name, sender, env_id), set())
        require(seen <= {receipt}, "every accepted act has one receipt, the same bytes each time", env_id, seen)
    for receiver, sender, env_id in world.seen:
        require((sender, env_id) in world.nodes[receiver].disk.inbox, "no receipt is given before its commit", env_id)


def _check_logs(world: World, node: Node) -> None:
    leaves = Counter(node.disk.leaves)
    require(max(leaves.values(), default=1) == 1, "no leaf stands twice", node.name)
    rows = {env_id: row for rows in node.disk.entries.values() for env_id, row in rows.items()}
    posted = {leaf[1] for leaf in leaves if leaf[0] == "posted"}
    require(posted == {envelope.env_id for envelope in world.posted if envelope.sender == node.name}, "one leaf for each posted act")
    require(posted == set(rows), "one outbox row for each posted act", node.name)
    received = {leaf[1:] for leaf in leaves if leaf[0] == "received"}
    require(received == set(node.disk.inbox), "one leaf for each accepted act", node.name)
    outcomes = {(leaf[1], leaf[2]) for leaf in leaves if leaf[0] == "outcome"}
    final = {(env_id, row.state) for env_id, row in rows.items() if row.state not in OPEN}
    require(final <= outcomes, "one leaf for each outcome", node.name)
    require({env_id for env_id, _ in outcomes} <= set(rows), "no leaf without its act", node.name)


def _check_alarms(world: World, node: Node) -> None:
    allowed = set() if world.story.patient else {AlarmKind.EXPIRED, AlarmKind.GAP_GONE}
    kinds = {alarm.kind for alarm in node.disk.alarms}
    require(kinds <= allowed, "honest nodes raise no false alarm", node.name, sorted(kinds - allowed))


def play(seed: int, *, bug: str | None = None) -> World:
    """Play one seed: every second impatient, every third with three nodes, every fifth over days; raises `Violation`."""
    story = Story(patient=seed % 2 == 0)
    if seed % 3 == 0:
        story = replace(story, nodes=3, acts=30)
    if seed % 10 in {4, 7}:
        story = replace(story, storm=4 * DAY, cuts_last=(HOUR, DAY, 3 * DAY))
    world = World(seed, story, bug=bug)
    world.run()
    return world
