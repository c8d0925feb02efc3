"""The ledger of threat sets: pure tables, and the fold of a history against a slow reading of the same."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.intel.sets.outcomes import OF_GIVING, OF_RECALLING, OUTCOMES, print_outcomes, put_outcomes, read_outcomes
from comity.intel.sets.states import GOING, HAD, LEFT, MOVES, RECALLABLE, Heard, SetState, Stand, Told, after, ledger
from comity.records.models import SET_STATES
from comity.terms.vocabulary import vocabulary

KEYS = st.lists(st.integers(1, 6), min_size=1, max_size=4, unique=True)


@st.composite
def histories(draw):
    """Draw sets and recalls in order, each with the state in which it ended and the codes that came back."""
    told = []
    for place in range(draw(st.integers(1, 6))):
        recalls = draw(st.booleans())
        keys = draw(KEYS)
        state = draw(st.sampled_from(sorted(LEFT)))
        known = sorted(OF_RECALLING if recalls else OF_GIVING)
        codes = [draw(st.sampled_from(["", *known])) if state in GOING else "" for _ in keys]
        told.append(Told(place, SetState(state), recalls, keys, codes))
    return told


def slowly(history, key):
    """Return where one object stands: the last act that says something of it counts."""
    found = None
    for one in history:
        if key not in one.keys:
            continue
        code = one.codes[one.keys.index(key)]
        if not one.recalls and one.state not in GOING:
            found = "lost"
        elif not one.recalls:
            found = {"": "sent", "SET-RECEIVED": "received"}.get(code, "refused")
        elif found is not None and one.state in GOING:
            found = "acknowledged" if code else "recalled"
    return found


@given(histories())
@settings(max_examples=200)
def test_the_ledger_is_what_the_history_says(history):
    """Object by object, whatever came in between; what is there can be recalled, what is not lost is not given again."""
    found = ledger(history)
    assert {key: entry.stand.value for key, entry in found.items()} == {
        key: stand for key in range(1, 7) if (stand := slowly(history, key)) is not None
    }
    for key, entry in found.items():
        assert key in next(one.keys for one in history if one.place == entry.by)
        assert (entry.recalled_by is None) or next(one for one in history if one.place == entry.recalled_by).recalls


def test_every_state_and_happening_has_its_answer():
    """The square, as a table: what is not in it moves nothing, and what ended never goes on."""
    assert {state.value for state in SetState} == set(SET_STATES)
    ends = {SetState.DROPPED, SetState.SETTLED, SetState.REFUSED, SetState.BROKEN}
    for state in SetState:
        for heard in Heard:
            assert after(state, heard) == MOVES.get((state, heard))
            assert state not in ends or after(state, heard) is None
    assert frozenset(Stand) - {Stand.LOST} == HAD
    assert RECALLABLE < HAD
    assert GOING < LEFT


@given(st.lists(st.sampled_from(OUTCOMES), max_size=50), st.integers(0, 20))
def test_outcomes_are_bytes_and_back_and_the_first_word_stands(codes, first):
    """A byte for each object; what was said of a place is not said anew."""
    kept = print_outcomes(codes)
    assert len(kept) == len(codes)
    assert list(read_outcomes(kept, count=len(codes) + 2)) == [*codes, "", ""]
    said = put_outcomes(kept, first=first, codes=["SET-CLASH"] * 3)
    told = read_outcomes(said, count=first + 3)
    before = read_outcomes(kept, count=first + 3)
    assert [told[at] for at in range(first, first + 3)] == [before[at] or "SET-CLASH" for at in range(first, first + 3)]


def test_the_codes_are_those_of_the_vocabulary_and_keep_their_places():
    """Rows keep places for good: a code may be added at the end, and nowhere else."""
    assert set(OUTCOMES[1:]) == set(vocabulary("set-outcome").by_code)
    assert (OUTCOMES.index("SET-RECEIVED"), OUTCOMES.index("SET-ABSENT")) == (1, 9)
    assert read_outcomes(b"\xff", count=1) == ["?"]
    assert set(OUTCOMES[1:]) == OF_GIVING | OF_RECALLING


@pytest.mark.parametrize("code", ["SET-TOMORROW", "x"])
def test_a_code_of_tomorrow_is_kept_as_unknown(code):
    """A newer node's code is something that was said, and nothing that this version could call received."""
    assert read_outcomes(print_outcomes([code]), count=1) == ["?"]
