"""What a node still takes of one peer, by class."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.courier.protocol.granting import (
    BULK_FROM,
    COST,
    MIB,
    MOST_BYTES,
    MOST_ITEMS,
    Allowance,
    Grant,
    Limits,
    Purse,
    Room,
    TrafficClass,
    class_of,
    grant,
)
from comity.terms.refusals import Malformed

LIMITS = Limits(keep=64 * MIB, reserve=36 * MIB, bulk=256 * MIB, held=1000)
AMPLE = Room(free=100_000 * MIB, peers=3)
FLOOR = LIMITS.keep + 3 * LIMITS.reserve  # below it the reserves of three peers are used
FULL, NONE = Allowance(MOST_ITEMS, MOST_BYTES), Allowance(0, 0)


def test_a_node_with_room_takes_whatever_a_post_holds():
    """So that grants slow down nothing in an ordinary life."""
    assert grant(AMPLE, limits=LIMITS) == Grant(urgent=FULL, ordinary=FULL, bulk=FULL)


def test_bulk_goes_first_then_what_is_ordinary_and_the_reserve_stays():
    """Below each mark one class less; the last mark is the node's own, and nothing passes it."""
    assert grant(replace(AMPLE, free=FLOOR + 200 * MIB), limits=LIMITS).bulk == NONE
    tight = grant(replace(AMPLE, free=FLOOR), limits=LIMITS)
    assert (tight.ordinary, tight.bulk) == (NONE, NONE)
    assert tight.urgent == FULL  # one act of the largest size, from each peer
    assert grant(replace(AMPLE, free=LIMITS.keep), limits=LIMITS) == Grant(NONE, NONE, NONE)


def test_a_peer_uses_its_own_reserve_and_nobody_elses():
    """However much it marks as urgent."""
    tight = replace(AMPLE, free=FLOOR)
    assert grant(replace(tight, spent=LIMITS.reserve), limits=LIMITS).urgent == NONE
    assert grant(tight, limits=LIMITS).urgent == FULL
    assert grant(replace(AMPLE, spent=LIMITS.reserve), limits=LIMITS).urgent == FULL


def test_ten_peers_share_what_is_left_and_each_has_room_for_one():
    """A share of it, but at least one act of its class while there is that much."""
    shared = grant(Room(free=LIMITS.keep + 10 * LIMITS.reserve + 100 * MIB, peers=10), limits=LIMITS)
    assert shared.ordinary == Allowance(MOST_ITEMS, 100 * MIB // COST // 10 // (64 * 1024) * 64 * 1024)
    little = grant(Room(free=LIMITS.keep + 10 * LIMITS.reserve + 5 * MIB, peers=10), limits=LIMITS)
    assert little.ordinary == Allowance(MOST_ITEMS, BULK_FROM)


def test_whoever_has_many_waiting_is_taken_one_at_a_time():
    """It may be the very act that they wait for; what is urgent is not counted so."""
    granted = grant(replace(AMPLE, held=LIMITS.held + 5), limits=LIMITS)
    assert (granted.ordinary.items, granted.bulk.items, granted.urgent.items) == (1, 1, MOST_ITEMS)
    assert grant(replace(AMPLE, held=LIMITS.held - 7), limits=LIMITS).ordinary.items == 7


def test_classes_are_told_apart_by_what_anybody_may_read():
    """By the outer header, and by size."""
    assert class_of(urgent=True, size=8 * MIB) is TrafficClass.URGENT
    assert class_of(urgent=False, size=BULK_FROM) is TrafficClass.ORDINARY
    assert class_of(urgent=False, size=BULK_FROM + 1) is TrafficClass.BULK


def test_a_purse_is_used_up_by_class():
    """In the order of the items."""
    purse = Purse(Grant(urgent=FULL, ordinary=Allowance(2, 100), bulk=NONE))
    asked = [(TrafficClass.ORDINARY, 60), (TrafficClass.ORDINARY, 60), (TrafficClass.ORDINARY, 40), (TrafficClass.ORDINARY, 0)]
    assert [purse.take(*one) for one in asked] == [True, False, True, False]
    assert purse.take(TrafficClass.URGENT, MOST_BYTES)
    assert not purse.take(TrafficClass.BULK, 1)


@pytest.mark.parametrize("numbers", [(-1, 0), (65, 0), (0, -1), (1, MOST_BYTES + 1)])
def test_an_allowance_is_no_more_than_a_post_holds(numbers):
    """Such a grant cannot be built."""
    with pytest.raises(Malformed):
        Allowance(*numbers)


rooms = st.builds(Room, st.integers(0, 2**40), st.integers(0, 300), st.integers(0, 3000), st.integers(0, 2**30))
limits = st.builds(Limits, st.integers(0, 2**34), st.integers(0, 2**28), st.integers(0, 2**34), st.integers(0, 5000))


@given(rooms, limits)
def test_what_is_not_urgent_never_reaches_the_reserve(room, limits):
    """Whatever the disk: after all that one POST may bring of it, every peer still has its reserve, and the node its own."""
    granted = grant(room, limits=limits)
    for allowance in (granted.ordinary, granted.bulk):
        if allowance.items:
            assert room.free - COST * allowance.size >= limits.keep + limits.reserve * max(1, room.peers)
    if granted.urgent.items:
        assert room.free - COST * granted.urgent.size >= limits.keep


@given(rooms, limits, st.integers(0, 2**36))
def test_more_room_never_grants_less(room, limits, more):
    """To no class."""
    before, after = grant(room, limits=limits), grant(replace(room, free=room.free + more), limits=limits)
    for traffic in TrafficClass:
        assert after.of(traffic).size >= before.of(traffic).size
        assert after.of(traffic).items >= before.of(traffic).items
