"""Threads of one process take turns at writing, and nobody who writes already waits for a turn."""

import threading

import pytest

from comity.records import turns
from comity.records.turns import turn


def _is_free() -> bool:
    """Return whether another thread would get the turn now."""
    found: list[bool] = []

    def look() -> None:
        free = turns._WRITING.acquire(blocking=False)
        found.append(free)
        if free:
            turns._WRITING.release()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    return found[0]


def test_one_thread_has_the_turn_and_gives_it_back():
    """Whatever becomes of what was written."""
    with turn():
        assert not _is_free()
    assert _is_free()
    with pytest.raises(LookupError), turn():
        raise LookupError
    assert _is_free()


@pytest.mark.django_db
def test_who_is_in_a_transaction_takes_no_turn():
    """It has the database's lock: waiting for a thread that waits for this lock would never end."""
    with turn(), turn():
        assert _is_free()
