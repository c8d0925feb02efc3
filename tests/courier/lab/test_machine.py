"""Two nodes and a hand on every wire: hypothesis decides what is delivered, lost, repeated, and who dies when."""

from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from comity.courier.lab.checking import check
from comity.courier.lab.disk import Crashed
from comity.courier.lab.faults import HOUR, SECOND, Story
from comity.courier.lab.world import GRACE, NAMES, World
from comity.courier.protocol.lines import Priority
from comity.terms.identifiers import Reference

PLACES = st.integers(0, 10**6)
WHO = st.sampled_from(NAMES[:2])


class ByHand(World):
    """A world whose messages lie in a bag until someone delivers them."""

    calm = False

    def __init__(self, seed):
        """Begin with an empty bag."""
        super().__init__(seed, Story(patient=True, crash=0.0))
        self.bag = []

    @property
    def stormy(self):
        """Until calm is declared."""
        return not self.calm

    def wire(self, a, b, event):
        """Put the message into the bag; in calm, carry it."""
        if self.calm:
            super().wire(a, b, event)
        else:
            self.bag.append(event)


class TwoNodes(RuleBasedStateMachine):
    """Whatever the order of these rules, the checker holds at the end."""

    @initialize(seed=st.integers(0, 2**32))
    def begin(self, seed):
        """Two nodes, nothing posted."""
        self.world = ByHand(seed)
        for name in self.world.nodes:
            self.world.poll(name)
            self.world.keep_keys(name)  # or nobody makes a key once the first is over

    @rule(sender=WHO, case=st.integers(1, 2), priority=st.sampled_from(Priority), dies=st.none() | st.integers(0, 3))
    def post(self, sender, case, priority, dies):
        """An act is posted; the process may die at one of the points on the way."""
        node, (to,) = self.world.nodes[sender], [peer for name, peer in self.world.nodes.items() if name != sender]
        case_name = Reference(f"VN-2026-{case:06d}")
        self._dying(node, dies, lambda: self.world.post_act(node, to, case_name, priority=priority, lasts=timedelta(days=60), size=9))

    @precondition(lambda self: self.world.bag)
    @rule(place=PLACES, again=st.booleans(), dies=st.none() | st.tuples(WHO, st.integers(0, 9)))
    def deliver(self, place, again, dies):
        """Any message in the bag arrives, and may stay there to arrive again."""
        at = place % len(self.world.bag)
        event = self.world.bag[at] if again else self.world.bag.pop(at)
        if dies is None:
            event()
        else:
            self._dying(self.world.nodes[dies[0]], dies[1], event)

    @precondition(lambda self: self.world.bag)
    @rule(place=PLACES)
    def lose(self, place):
        """A message is gone."""
        self.world.bag.pop(place % len(self.world.bag))

    @rule(span=st.sampled_from((SECOND, 31 * SECOND, HOUR)))
    def wait(self, span):
        """Time passes; what was planned for it happens."""
        until = self.world.time + span
        while self.world.events and self.world.events[0][0] <= until:
            self.world.next()
        self.world.time = until

    @rule(name=WHO)
    def die(self, name):
        """A process dies between two deeds, and comes back after a while."""
        self.world.crash(self.world.nodes[name])

    @rule(name=WHO)
    def rotate(self, name):
        """A node's sealing key changes."""
        self.world.rotate(name)

    @rule()
    def carry(self):
        """Copies of envelopes are carried by hand."""
        self.world.carry()

    def _dying(self, node, dies, deed):
        left = dies

        def count(_name):
            nonlocal left
            if left is not None:
                left -= 1
                if left < 0:
                    left = None
                    raise Crashed

        node.point = count
        deed()
        node.point = lambda _name: None

    def teardown(self):
        """Calm comes: the bag is delivered, time passes, and the disks are checked."""
        if not hasattr(self, "world"):
            return
        self.world.calm = True
        for event in self.world.bag:
            event()
        self.world.settle(until=self.world.time + GRACE)
        check(self.world)


TestTwoNodes = TwoNodes.TestCase
TestTwoNodes.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)
