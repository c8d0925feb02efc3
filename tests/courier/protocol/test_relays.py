"""When a relay is used, what is left there and when once more; and that nothing of it is an outcome."""

from dataclasses import replace
from datetime import timedelta

import pytest
from protocol_samples import NOW, OTHER, due

from comity.courier.protocol.lines import BATCH_ITEMS, Priority
from comity.courier.protocol.relays import AGAIN, goes_over_relay, is_believed, to_leave
from comity.courier.protocol.states import State
from comity.terms.identifiers import Reference


def case(number):
    """The case with this number."""
    return Reference(f"XR-2026-{number:06d}")


PATIENCE = timedelta(minutes=10)


@pytest.mark.parametrize(
    ("has_line", "down_for", "goes"),
    [
        (False, None, True),
        (False, 0, True),
        (True, None, False),
        (True, 9.99, False),
        (True, 10, True),
        (True, 100, True),
        (True, -5, False),  # a clock that was set back since
    ],
)
def test_a_relay_is_used_where_no_line_is_or_one_is_dead_for_as_long_as_was_set(has_line, down_for, goes):
    """Minutes of being dead."""
    down_since = None if down_for is None else NOW + timedelta(minutes=-down_for)
    assert goes_over_relay(has_line=has_line, down_since=down_since, patience=PATIENCE, now=NOW) is goes


def test_a_line_that_says_to_wait_for_nothing_is_dead_at_once():
    """Also by a clock that was set back."""
    for down_since in (NOW, NOW + timedelta(hours=1)):
        assert goes_over_relay(has_line=True, down_since=down_since, patience=timedelta(0), now=NOW)


def test_what_is_held_is_believed_for_a_while_and_never_from_the_future():
    """Then it is left again."""
    assert is_believed(NOW, now=NOW)
    assert is_believed(NOW + -AGAIN + timedelta(microseconds=1), now=NOW)
    assert not is_believed(NOW + -AGAIN, now=NOW)
    assert not is_believed(NOW + timedelta(microseconds=1), now=NOW)


def test_only_what_is_open_not_expired_and_not_held_is_left_urgent_first():
    """At most as much as a POST may carry; each case in its order."""
    calm, held, old = due(1), due(2), due(3)
    urgent = replace(due(4, case=OTHER), priority=Priority.URGENT)
    gone = replace(due(5, case=case(3)), expires=NOW)
    done = [replace(due(6 + place, case=case(4 + place)), state=state) for place, state in enumerate(set(State) - {State.DUE, State.SENT})]
    sent = replace(due(20, case=case(20)), state=State.SENT)
    said = {held.env_id: NOW, old.env_id: NOW + -AGAIN}
    left = to_leave([calm, held, old, urgent, gone, *done, sent], said, now=NOW)
    assert [entry.env_id for entry in left] == [one.env_id for one in (urgent, calm, old, sent)]
    assert to_leave([held], said, now=NOW) == ()
    assert len(to_leave([due(1 + place, case=case(1 + place)) for place in range(BATCH_ITEMS + 3)], {}, now=NOW)) == BATCH_ITEMS
