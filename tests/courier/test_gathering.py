"""A line waits only where acts keep coming faster than one POST each could carry them."""

from hypothesis import given
from hypothesis import strategies as st

from comity.courier.gathering import BUSY, FULL, PAUSE, SEEN, Gathering


def pauses(carried, gap):
    """Return the pauses of POSTs that begin `gap` seconds after each other and carry so many items."""
    gathering = Gathering()
    return [gathering.pause(count, begun=100 + place * gap) for place, count in enumerate(carried)]


def test_an_act_that_comes_alone_never_waits():
    """Ten a second, and a hundred: one a POST."""
    assert set(pauses([1] * 50, 0.1)) == {0.0}
    assert set(pauses([1] * 50, 0.01)) == {0.0}


def test_a_burst_does_not_wait():
    """What piled up while a peer was away goes at once."""
    assert pauses([1, 1, 1, 20, 1, 1, 1, 1], 0.2) == [0.0] * 8


def test_a_stream_waits_a_moment():
    """Two hundred a second: from the sixth POST on."""
    found = pauses([2] * 20, 0.01)
    assert found[: SEEN - 1] == [0.0] * (SEEN - 1)
    assert set(found[SEEN - 1 :]) == {PAUSE}


def test_a_full_post_does_not_wait():
    """Waiting would only delay what is due."""
    assert set(pauses([FULL] * 20, 0.05)) == {0.0}


@given(st.lists(st.integers(1, 64), min_size=SEEN, max_size=40), st.floats(0.001, 10))
def test_it_waits_exactly_where_the_last_posts_were_busy(carried, gap):
    """Against the definition, worked out from all of them."""
    moments = [100 + place * gap for place in range(len(carried))]
    for place, pause in enumerate(pauses(carried, gap)):
        first = place - SEEN + 1
        busy = first >= 0 and carried[place] < FULL and sum(carried[first + 1 : place + 1]) >= BUSY * (moments[place] - moments[first])
        assert pause == (PAUSE if busy else 0.0)
