"""Who writes takes a turn: threads of one process and other processes wait for it, nobody for ever, and it comes back whatever happens."""

import fcntl
import os
import sqlite3
import threading
from contextlib import closing

import pytest
from django.db import OperationalError, transaction
from django.db.utils import load_backend

from comity.records.sqlite import base
from comity.records.sqlite.base import Turn

pytestmark = pytest.mark.django_db  # else no connection may be opened, not even to a database of the test's own


@pytest.fixture
def place(tmp_path):
    """Return where a database would be."""
    return str(tmp_path / "node.sqlite3")


@pytest.fixture
def connection(place):
    """Yield a connection of the node's backend to a database of its own, which any thread may use."""
    with closing(sqlite3.connect(place)) as made:
        made.execute("CREATE TABLE one (n INTEGER)")
    found = _connected(place)
    yield found
    found.close()


def _connected(place):
    settings = {"ENGINE": "comity.records.sqlite", "NAME": place, "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 0.1}}
    usual = {"AUTOCOMMIT": True, "CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": False, "ATOMIC_REQUESTS": False, "TIME_ZONE": None}
    found = load_backend("comity.records.sqlite").DatabaseWrapper({**usual, **settings, "USER": "", "PASSWORD": "", "HOST": "", "PORT": ""})
    found.inc_thread_sharing()
    return found


def _is_free(place):
    """Return whether another process would get the turn now: the lock of the file is that of who opened it."""
    file = os.open(f"{place}-turn", os.O_RDWR)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(file)
    return True


def _write(connection, *, fault=None):
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    try:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO one VALUES (1)")
        if fault is not None:
            raise fault
        connection.commit()
    except BaseException:
        connection.rollback()
        raise
    finally:
        connection.set_autocommit(True)


def test_a_transaction_has_the_turn_from_its_beginning_to_its_end(connection, place):
    """And not longer, whether it was committed or rolled back."""
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    assert not _is_free(place)
    connection.commit()
    connection.set_autocommit(True)
    assert _is_free(place)
    with pytest.raises(LookupError):
        _write(connection, fault=LookupError())
    assert _is_free(place)


def test_a_connection_that_is_closed_in_its_transaction_gives_the_turn_back(connection, place):
    """Nobody commits after a fault of the connection itself."""
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    connection.close()
    assert _is_free(place)
    _write(connection)


def test_the_next_thread_begins_when_the_one_before_has_ended(place):
    """Each of many has the turn alone."""
    inside, most, ends = [], [], []

    def work():
        turn = Turn(place)
        for _ in range(20):
            turn.take()
            inside.append(1)
            most.append(len(inside))
            inside.pop()
            turn.give()
        turn.close()
        ends.append(True)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert (len(ends), max(most)) == (4, 1)


def test_another_process_is_waited_for(place, monkeypatch):
    """Its lock of the file is seen; the turn is taken once it is given back."""
    turn, other = Turn(place), os.open(f"{place}-turn", os.O_RDWR)
    fcntl.flock(other, fcntl.LOCK_EX)
    waits = []

    def sleep(seconds):
        waits.append(seconds)
        fcntl.flock(other, fcntl.LOCK_UN)

    monkeypatch.setattr(base.time, "sleep", sleep)
    turn.take()
    assert len(waits) == 1
    assert not _is_free(place)
    turn.close()
    assert _is_free(place)
    os.close(other)


def test_nobody_waits_for_ever(connection, place, monkeypatch):
    """A process that stopped with the turn holds nobody up: the turn is a courtesy, and SQLite decides."""
    monkeypatch.setattr(base, "PATIENCE", 0.01)
    other = os.open(f"{place}-turn", os.O_RDWR | os.O_CREAT)
    fcntl.flock(other, fcntl.LOCK_EX)
    _write(connection)
    os.close(other)
    with closing(sqlite3.connect(place, isolation_level=None)) as rows:
        assert rows.execute("SELECT count(*) FROM one").fetchone() == (1,)


def test_a_database_that_stays_locked_is_said_and_the_turn_is_given_back(connection, place):
    """SQLite's own refusal, as before; whoever comes next finds the turn free."""
    with closing(sqlite3.connect(place, isolation_level=None)) as rows:
        rows.execute("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError, match="locked"):
            _write(connection)
        rows.execute("ROLLBACK")
    assert _is_free(place)
    _write(connection)


def test_a_transaction_inside_another_takes_no_second_turn():
    """It is a mark in the first one: to wait for itself would be for ever."""
    with transaction.atomic(), transaction.atomic():
        pass
