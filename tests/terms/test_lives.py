"""Numbers and lives: every number is of one life, and what may stand where."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.terms.lives import LAST_LIFE, LIFE, begins_life, first_of, life_of, may_stand

LIVES = st.integers(0, LAST_LIFE)
PLACES = st.integers(1, LIFE - 1)


@given(LIVES, PLACES, LIVES, PLACES)
def test_no_place_of_one_life_is_a_place_of_another(life, place, other, there):
    """A number says of which life it is, and every number stays exact in any JSON reader."""
    seq, second = first_of(life) + place - 1, first_of(other) + there - 1
    assert (life_of(seq), seq < 2**53) == (life, True)
    assert (seq == second) == ((life, place) == (other, there))
    assert begins_life(seq) == (life > 0 and place == 1)


@pytest.mark.parametrize(
    ("seq", "follows", "alone"),
    [
        (0, False, False),
        (-1, False, False),
        (1, False, True),
        (2, True, False),
        (LIFE - 1, True, False),
        (LIFE, False, False),
        (LIFE + 1, True, True),
        (LIFE + 2, True, False),
        (2 * LIFE, False, False),
        (first_of(LAST_LIFE), True, True),
        (first_of(LAST_LIFE + 1), False, False),
    ],
)
def test_what_stands_after_an_act_and_what_after_none(seq, follows, alone):
    """The first of all follows none, the first of a later life may, every other must; the billions themselves are no numbers."""
    assert (may_stand(seq, follows=True), may_stand(seq, follows=False)) == (follows, alone)
