"""Whole worlds: nothing lost, nothing twice, and every planted fault is found."""

import copy
from collections import Counter
from datetime import timedelta

import pytest
from simulated_node import BUGS, Crashed
from simulation import NAMES, Story, Violation, World, check, play

from comity.courier.protocol.effects import ARRIVAL_POINTS, COMMIT, SENDING_POINTS, AlarmKind, Order
from comity.courier.protocol.lines import Posted, Priority
from comity.courier.protocol.states import State
from comity.terms.identifiers import EnvelopeId, Reference

SEEDS = 40
WITHIN = 24  # seeds in which each planted fault must be found


@pytest.mark.parametrize("first", range(0, SEEDS, 10))
def test_no_act_is_lost_and_none_is_applied_twice(first):
    """Loss, repeats, late messages, cuts of days, crashes at every point, wrong clocks, new keys: every invariant holds."""
    for seed in range(first, first + 10):
        play(seed)


@pytest.mark.parametrize("bug", BUGS)
def test_each_planted_fault_is_found(bug):
    """The checker is worth something: a careless shell fails it."""
    for seed in range(WITHIN):
        try:
            play(seed, bug=bug)
        except Violation:
            return
    pytest.fail(f"{bug} was not found in {WITHIN} seeds")


def test_one_seed_is_one_story():
    """A failing seed can be played again."""
    first, second = play(7), play(7)
    assert (first.steps, first.time) == (second.steps, second.time)
    assert [node.disk for node in first.nodes.values()] == [node.disk for node in second.nodes.values()]


def test_the_stories_reach_what_they_are_meant_to_test():
    """Some acts are held, some expire, some are repeated: the storms are storms."""
    outcomes = Counter()
    for seed in range(1, 12, 2):
        for node in play(seed).nodes.values():
            outcomes.update((row.state, row.order) for rows in node.disk.entries.values() for row in rows.values())
    assert outcomes[State.RECEIPTED, Order.APPLIED]
    assert outcomes[State.RECEIPTED, Order.HELD]
    assert outcomes[State.EXPIRED, None]


# Honest nodes that lose no data never come there; the tests of batches and steps do, and the one of the old disk below.
UNREACHED = {"unhold", "alarm", "resend"}


@pytest.mark.parametrize("point", sorted({*ARRIVAL_POINTS, *SENDING_POINTS, "before " + COMMIT, "after " + COMMIT} - {COMMIT, "want"}))
def test_dying_at_each_named_point_harms_nothing(point):
    """The process dies the first five times it comes to a point; then all is as it should be."""
    reached = 0

    def die(name):
        nonlocal reached
        if name == point:
            reached += 1
            if reached <= 5:
                raise Crashed

    for seed in (2, 8, 14, 20):
        reached = 0
        world = World(seed, Story(patient=True, crash=0.0, crashes=0))
        for node in world.nodes.values():
            node.point = die
        world.run()
        if reached:
            return
    assert point in UNREACHED


def test_a_node_that_came_back_with_an_old_disk_gets_its_acts_again_and_is_found_out():
    """The next act shows the gap; what is wanted goes once more; the second receipts are the alarm."""
    world = World(0, Story(patient=True, loss=0.0, twice=0.0, late=0.0, crash=0.0))
    sender, receiver = (world.nodes[name] for name in NAMES[:2])
    receiver.refusing = sender.refusing = 0.0

    def post(number):
        case, env_id = Reference("VN-2026-000001"), EnvelopeId(f"{number:032x}")
        world.posted.append(
            sender.post(receiver.name, case, env_id=env_id, priority=Priority.ROUTINE, lasts=timedelta(days=9), size=9),
        )
        world.at(sender, lambda: sender.happen(receiver.name, Posted()))
        while world.travelling:
            world.next()

    post(1)
    old = copy.deepcopy(receiver.disk)
    post(2)
    post(3)
    receiver.disk = old
    post(4)
    assert [done[2] for done in receiver.disk.applied] == [1, 2, 3, 4]
    assert [alarm.seq for alarm in sender.disk.alarms if alarm.kind is AlarmKind.SECOND_RECEIPT] == [2, 3]
    with pytest.raises(Violation, match="the same"):
        check(world)


def test_the_checker_reads_a_silent_world():
    """A world in which nothing happened holds every invariant."""
    check(World(0, Story()))
