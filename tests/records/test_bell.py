"""The bell wakes the courier after a commit, and only then; losing it loses nothing."""

import functools
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import transaction

from comity.records import bell

pytestmark = pytest.mark.both_databases("what is rolled back")


@pytest.fixture
def ringer(settings):
    """A bell in a folder of its own."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:  # a socket's path may have 107 bytes
        settings.COMITY_HOME = Path(folder)
        made = bell.Bell()
        yield made
        made.close()


def test_it_rings_after_the_commit(ringer, transactional_db):
    """Not before: whoever wakes finds the rows."""
    with transaction.atomic():
        bell.ring_on_commit()
        assert not ringer.wait(0.01)
    assert ringer.wait(1)


def test_a_rollback_does_not_ring(ringer, transactional_db):
    """Nothing happened."""
    with transaction.atomic():
        bell.ring_on_commit()
        transaction.set_rollback(True)
    assert not ringer.wait(0.01)


def test_a_transaction_rings_once(transactional_db, monkeypatch):
    """However many of its acts ask for it; and one that is taken back takes the ring of no other with it."""
    rung = []
    monkeypatch.setattr(bell, "_ring", lambda: rung.append(1))
    with transaction.atomic():
        with suppress(LookupError), transaction.atomic():
            bell.ring_on_commit()
            raise LookupError
        with transaction.atomic():
            bell.ring_on_commit()
        bell.ring_on_commit()
        assert rung == []
    assert rung == [1]
    with transaction.atomic():
        bell.ring_on_commit()
    assert rung == [1, 1]


def test_many_rings_are_one(ringer):
    """Rings that piled up wake once."""
    for _ in range(500):  # more than the socket holds
        bell._ring()
    assert ringer.wait(1)
    assert not ringer.wait(0.01)


def test_nobody_listens(settings, tmp_path):
    """The courier is down: it reads the rows at its start."""
    settings.COMITY_HOME = tmp_path
    bell._ring()


def test_the_file_of_a_dead_courier_is_replaced(ringer):
    """A second start takes the place."""
    again = bell.Bell()
    bell._ring()
    assert again.wait(1)
    again.close()


@pytest.mark.django_db(transaction=True)
def test_an_approval_rings(world, monkeypatch):
    """Sending and owing a receipt each wake the courier once they are durable."""
    rung = []
    monkeypatch.setattr(bell, "_ring", lambda: rung.append(1))
    world.send()
    assert rung


def test_two_who_ring_for_the_first_time_at_once_make_one_clapper(monkeypatch):
    """The second waits for it; one that nobody holds would be left open."""
    made, second = [], threading.Thread(target=bell._ring)

    def make(*_):
        made.append(1)
        if len(made) == 1:
            second.start()
            second.join(0.2)
        return SimpleNamespace(settimeout=lambda _: None, sendto=lambda *_: None)

    monkeypatch.setattr(bell, "_clapper", functools.cache(bell._clapper.__wrapped__))
    monkeypatch.setattr(bell.socket, "socket", make)
    bell._ring()
    second.join()
    assert made == [1]
