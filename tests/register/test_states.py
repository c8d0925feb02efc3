"""The life of a commitment and of a meeting: the whole square."""

from itertools import product

import pytest
from eachof import each_of

from comity.records.models import COMMITMENT_STATES, MEETING_STANDINGS
from comity.register.states import (
    BINDING,
    FULFILLED,
    MEETING_MOVES,
    MOVES,
    NEEDS_EVIDENCE,
    NEEDS_REASON,
    OPEN,
    MeetingOver,
    NotItsMove,
    Standing,
    State,
    require_meeting_move,
    require_move,
)
from comity.terms.vocabulary import vocabulary

# The table from the design and not from the code: from each state, where it may go.
SQUARE = {
    "proposed": {"registered", "lapsed"},
    "registered": {"accepted", "lapsed", "superseded"},
    "accepted": {"in-progress", "claimed", "lapsed", "superseded"},
    "in-progress": {"blocked", "claimed", "lapsed", "superseded"},
    "blocked": {"in-progress", "lapsed", "superseded"},
    "claimed": {"confirmed", "disputed"},
    "disputed": {"in-progress", "claimed", "confirmed", "lapsed"},
    "confirmed": set(),
    "lapsed": set(),
    "superseded": set(),
}


@each_of("state, to", list(product(State, State)))
def test_every_move_of_the_square(state, to):
    """A commitment goes where the table says, and nowhere else."""
    if to.value in SQUARE[state.value]:
        require_move("C-000001", state, to)
    else:
        with pytest.raises(NotItsMove):
            require_move("C-000001", state, to)


@pytest.mark.parametrize(("standing", "to"), list(product(Standing, Standing)))
def test_only_a_planned_meeting_is_held_or_cancelled(standing, to):
    """What is over stays as it ended."""
    if (standing, to) in ((Standing.PLANNED, Standing.HELD), (Standing.PLANNED, Standing.CANCELLED)):
        require_meeting_move("M-000001", standing, to)
    else:
        with pytest.raises(MeetingOver):
            require_meeting_move("M-000001", standing, to)


def test_the_tables_the_codes_and_the_columns_are_one():
    """Each state is a code with a name in both languages, and a value that the table takes."""
    assert tuple(State) == vocabulary("commitment-state").codes == COMMITMENT_STATES
    assert tuple(Standing) == vocabulary("meeting-standing").codes == MEETING_STANDINGS
    assert set(MOVES) == set(State)
    assert set(MEETING_MOVES) == set(Standing)


def test_what_is_owed_is_not_fulfilled_and_can_still_move():
    """The sets that figures count by fit together."""
    assert not OPEN & FULFILLED
    assert all(MOVES[state] for state in OPEN)
    assert State.PROPOSED not in OPEN
    assert not NEEDS_REASON & NEEDS_EVIDENCE
    assert vocabulary("promise-strength").codes[: len(BINDING)] == ("binding-treaty", "signed-mou", "joint-statement", "unilateral-public")
    assert set(vocabulary("promise-strength").codes) - {"readiness", "wish"} == BINDING


def test_every_life_ends():
    """From everywhere an end can be reached, and nothing leads out of an end."""
    ends = {state for state, follow in MOVES.items() if not follow}
    assert ends == {State.CONFIRMED, State.LAPSED, State.SUPERSEDED}
    for state in State:
        seen, front = {state}, [state]
        while front:
            for one in MOVES[front.pop()] - seen:
                seen.add(one)
                front.append(one)
        assert seen & ends
