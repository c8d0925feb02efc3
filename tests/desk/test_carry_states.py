"""The tables of a proposal to go on on the wire, written down a second time; and two desks that carry one matter by them."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds.carrymodel import DEEDS, pair

from comity.desk.carried.states import ANSWERABLE, CarryState, Turn, may_be_accepted, may_follow, turned
from comity.records.models.joining import CARRY_STATES

# Rows: states. Columns: what can happen, in the order of `Turn`. A dot moves nothing.
OURS = """
           acceptance refusal withdrawal loss     arrival overtaking
waiting    accepted   refused withdrawn  returned .       overtaken
accepted   .          .       .          .        .       .
refused    .          .       .          .        .       .
overtaken  .          .       .          .        .       .
returned   accepted   refused .          .        waiting .
withdrawn  accepted   refused withdrawn  .        .       .
"""
THEIRS = """
           acceptance refusal withdrawal loss     arrival overtaking
waiting    accepted   refused withdrawn  .        .       .
accepted   .          .       .          .        .       overtaken
refused    .          .       .          .        .       .
overtaken  .          .       .          .        .       .
returned   .          .       .          .        .       .
withdrawn  .          .       .          .        .       .
"""


def cells(square):
    """Yield (state, turn, state after) of a square."""
    head, *rows = (line.split() for line in square.strip().splitlines())
    for name, *row in rows:
        yield from ((name, turn, cell) for turn, cell in zip(head, row, strict=True))


@pytest.mark.parametrize("square", [OURS, THEIRS])
def test_the_squares_are_whole(square):
    """No state and nothing that can happen is left out, and the table of the database has the same states."""
    assert [(row, turn) for row, turn, _ in cells(square)] == list(itertools.product(map(str, CarryState), map(str, Turn)))
    assert tuple(map(str, CarryState)) == CARRY_STATES


@pytest.mark.parametrize(
    ("side", "state", "turn", "to"), [(side, *cell) for side, square in (("ours", OURS), ("theirs", THEIRS)) for cell in cells(square)]
)
def test_every_turn(side, state, turn, to):
    """The tables say exactly this."""
    found = turned(state, Turn(turn), side=side)
    assert (found.value if found else ".") == to


def test_what_may_follow_and_what_may_be_answered():
    """A further proposal follows on what ended there; an answer is taken for whatever they may have had before them."""
    assert {state for state in CarryState if may_follow([state])} == {CarryState.REFUSED, CarryState.WITHDRAWN}
    assert set(CarryState) - ANSWERABLE == {CarryState.ACCEPTED, CarryState.REFUSED}
    assert not may_be_accepted(CarryState.REFUSED)
    assert all(may_be_accepted(state) for state in CarryState if turned(state, Turn.ACCEPTANCE, side="ours"))


def settled(steps):
    """Play steps of either desk, as far as they are possible, deliver what is under way, and return both."""
    desks = pair()
    for which, deed in steps:
        getattr(desks[which], deed)()
    while any(desk.take() for desk in desks):
        pass
    return desks


def require_one_matter(desks):
    """Both say the same of the matter: it goes on once on the wire with the same papers, or else it is on paper; nothing is frozen."""
    asking, asked = desks
    live = [(asking.own == "wire", asking.row == "wire"), (asked.row == "wire", asked.own == "wire")]
    assert live[0] == live[1]
    assert sum(live[0]) <= 1
    if any(live[0]):
        assert asking.carried == asked.carried
    else:
        assert (asking.own, asked.own) == ("paper", "paper")
    for desk, other in (desks, desks[::-1]):
        waiting = desk.waiting("ours")
        assert waiting is None or (other.row == "waits" and desk.withdraw())


@settings(max_examples=2000)
@given(st.lists(st.tuples(st.sampled_from((0, 1)), st.sampled_from((*DEEDS, "take"))), max_size=24))
def test_both_desks_agree_whatever_crosses(steps):
    """Officers on both sides propose, withdraw, accept, refuse and work on paper in any order, and the post takes its time."""
    require_one_matter(settled(steps))


CROSSING = {
    "accepted before the withdrawal came": ((0, "propose"), (1, "take"), (1, "accept"), (0, "withdraw")),
    "withdrawn before anybody accepted": ((0, "propose"), (1, "take"), (0, "withdraw"), (1, "take"), (1, "accept")),
    "refused before the withdrawal came": ((0, "propose"), (1, "take"), (1, "refuse"), (0, "withdraw")),
}


@pytest.mark.parametrize(("how", "live"), list(zip(CROSSING, (True, False, False), strict=True)))
@pytest.mark.parametrize("first", [0, 1])
def test_the_order_there_decides(how, live, first):
    """Whichever desk takes first what is under way."""
    steps = [(which ^ first, deed) for which, deed in CROSSING[how]]
    for then in ([(0, "take"), (1, "take")], [(1, "take"), (0, "take")]):
        desks = settled([*steps, *then])
        require_one_matter(desks)
        assert (desks[first].own == "wire") is live


def test_of_two_acceptances_that_crossed_the_requesting_states_counts():
    """Each withdrew its own, and each had accepted the other's before it knew: what the State that asked proposed goes on."""
    each = [(0, "propose"), (1, "propose"), (0, "take"), (1, "take"), (0, "withdraw"), (1, "withdraw"), (0, "accept"), (1, "accept")]
    desks = settled(each)
    require_one_matter(desks)
    assert (desks[0].own, desks[1].row) == ("wire", "wire")


def test_a_paper_of_the_time_between_is_in_neither():
    """What was recorded after the withdrawal, while the acceptance was on its way, counts on neither node until it is said on the wire."""
    desks = settled([(0, "propose"), (1, "take"), (1, "accept"), (0, "withdraw"), (0, "work"), (0, "work")])
    require_one_matter(desks)
    assert (desks[0].papers, desks[0].carried, desks[1].carried) == (3, 1, 1)
