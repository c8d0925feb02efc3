"""Outbox states: the whole square, and what each refusal leaves."""

import itertools

import pytest

from comity.courier.protocol.recourse import RECOURSE, Recourse, recourse
from comity.courier.protocol.states import MOVES, OPEN, ForbiddenMove, State, require_move
from comity.terms.refusals import WIRE_CLASSES, Malformed

D, S, R, F, X = State.DUE, State.SENT, State.RECEIPTED, State.REFUSED, State.EXPIRED
ROADS = {(D, S), (D, R), (D, F), (D, X), (S, D), (S, R), (S, F), (S, X), (R, F), (F, D), (F, R), (F, X), (X, R)}


@pytest.mark.parametrize(("current", "to"), list(itertools.product(State, State)))
def test_the_whole_square(current, to):
    """Thirteen moves are allowed; the other twelve are refused."""
    if (current, to) in ROADS:
        assert require_move(current, to=to) is to
    else:
        with pytest.raises(ForbiddenMove, match=f"from {current} to {to}"):
            require_move(current, to=to)


def test_the_table_names_every_state_and_no_outcome_is_open():
    """Every state has a row; the open ones are those without an outcome."""
    assert set(MOVES) == set(State)
    assert set(State) - OPEN == {R, F, X}


def test_an_outcome_is_never_sent_again_by_itself():
    """No final state leads to `sent`; only a refused entry, re-sealed, is due again."""
    assert {state for state in State if S in MOVES[state]} == {D}
    assert {state for state in State if D in MOVES[state]} == {S, F}


def test_every_wire_class_has_a_recourse():
    """The table covers the wire's classes exactly; another class is malformed."""
    assert set(RECOURSE) == WIRE_CLASSES
    assert {name for name in RECOURSE if recourse(name) is Recourse.RESEAL} == {"key-expired"}
    assert {name for name in RECOURSE if recourse(name) is Recourse.RETRY} == {"stale", "unavailable", "no-credit"}
    with pytest.raises(Malformed):
        recourse("because")
