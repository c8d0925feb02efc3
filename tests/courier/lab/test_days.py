"""Whatever days pass and however long things are carried: an act is delivered once, under the key of some day."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.courier.lab.checking import check
from comity.courier.lab.epochs import DAYS, LASTING
from comity.courier.lab.faults import DAY, HOUR, Story
from comity.courier.lab.world import NAMES, World
from comity.courier.protocol.lines import Priority
from comity.courier.protocol.states import State
from comity.terms.identifiers import Reference

NOTHING = ("acts", "loss", "twice", "late", "crash", "cuts", "crashes", "fulls", "jumps", "carried", "busy", "rotations")
QUIET = dict.fromkeys(NOTHING, 0)
LONGEST = 16 * 24  # hours


class Days(World):
    """Two nodes and no line until it is up; what goes by hand takes as long as it is told to."""

    def __init__(self, line_up):
        """The line is up after so many hours."""
        super().__init__(0, Story(**QUIET, storm=line_up * HOUR, day=DAY))
        for node in self.nodes.values():
            node.refusing = 0.0
        self.first, self.second = (self.nodes[name] for name in NAMES[:2])
        self.cut_until[frozenset(self.nodes)] = line_up * HOUR
        self.first.disk.known[self.second.name] = max(self.second.disk.seeds)

    def write(self):
        """Let the first node post an act of one case."""
        case = Reference("VN-2026-000001")
        self.post_act(self.first, self.second, case, priority=Priority.ROUTINE, lasts=timedelta(days=60), size=10_000)

    def trip(self, there, back):
        """Carry copies of all that is due, for so many hours, and the answers back again."""
        due = self.first.for_relay(self.second.name)  # what goes when no line leads anywhere
        stick = [self.first.to_send(self.second.name, row.env_id) for row in due]

        def home(receipts, _wants):
            self.note(self.second, self.first, receipts)
            self._travel(back * HOUR, lambda: self.at(self.first, lambda: self.first.take_receipts(self.second.name, receipts)))

        if stick:
            self._travel(there * HOUR, lambda: self.at(self.second, lambda: self.second.take_post(stick, deliverer=NAMES[0], reply=home)))


hours = st.integers(1, LONGEST)
trips = st.lists(st.tuples(st.integers(0, LONGEST), hours, hours), max_size=5)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(written=st.lists(st.integers(0, LONGEST), min_size=1, max_size=3), trips=trips, line_up=hours)
def test_for_any_schedule_of_days_and_delays_each_act_is_delivered_once(written, trips, line_up):
    """Sticks that take weeks, keys that die under way, a line that comes up at last: receipted, applied once, in order, no alarm."""
    world = Days(line_up)
    for at in written:
        world.after(at * HOUR, world.write)
    for at, there, back in trips:
        world.after(at * HOUR, lambda there=there, back=back: world.trip(there, back))
    world.story = Story(**QUIET, storm=max(line_up, *written, *(sum(trip) for trip in trips)) * HOUR + 1, day=DAY)
    world.run()
    check(world)
    rows = world.first.disk.entries[world.second.name].values()
    assert [row.state for row in rows] == [State.RECEIPTED] * len(written)
    assert len(world.second.disk.applied) == len(written)
    # What left under a daily key opens for seven days, and for none after that.
    assert all(until - made == DAYS * DAY for made, until in world.second.disk.seeds.items())
    assert LASTING not in {one.epoch for one in world.first.disk.sealed.values()}


def test_a_stick_of_eight_days_is_refused_and_its_act_goes_again_under_the_key_that_came_back():
    """The story by itself: carried for eight days, refused with the key of that day, wrapped afresh, carried for one."""
    world = Days(40 * 24)
    world._plan()
    world.write()
    world.trip(8 * 24, 24)
    world.after(9 * DAY + HOUR, lambda: world.trip(24, 24))
    world.settle(until=12 * DAY)
    (row,) = world.first.disk.entries[world.second.name].values()
    assert (row.state, row.rewraps, len(world.second.disk.applied)) == (State.RECEIPTED, 1, 1)
    assert world.time < 40 * DAY
