"""Whoever waits for the write lock gets it soon after it is free; nobody keeps it who has ended, failed or gone."""

import sqlite3
import threading
import time

import pytest
from django.db import DatabaseError, OperationalError, transaction
from django.db.utils import ConnectionHandler

from comity.records.sqlite import base


@pytest.fixture
def handler(tmp_path, django_db_blocker):
    """Connections to a database in a file, as a node has it; the limit is short."""
    options = {"transaction_mode": "IMMEDIATE", "timeout": 0.4, "init_command": "PRAGMA journal_mode=WAL;"}
    made = ConnectionHandler({"default": {"ENGINE": "comity.records.sqlite", "NAME": str(tmp_path / "node.sqlite3"), "OPTIONS": options}})
    with sqlite3.connect(tmp_path / "node.sqlite3") as rows:
        rows.execute("CREATE TABLE kept (number INTEGER PRIMARY KEY)")
    rows.close()
    with django_db_blocker.unblock():  # files of our own, not the tests' database
        yield made
        made["default"].close()


def write(connection, number):
    """Insert one row inside the transaction in hand."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO kept VALUES (%s)", [number])


def atomic(handler):
    """Begin a transaction on the default connection of this thread."""
    return transaction.Atomic(using="default", savepoint=False, durable=False)


@pytest.fixture(autouse=True)
def _ours(handler, monkeypatch):
    """Let `atomic` find this file's connections instead of the node's."""
    monkeypatch.setattr(transaction, "connections", handler)


def free(handler):
    """Say whether another thread can write now."""
    found = []

    def look():
        try:
            with atomic(handler):
                found.append(True)
        except OperationalError:
            found.append(False)
        handler["default"].close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    return found[0]


def test_the_lock_is_given_back_after_a_commit(handler):
    """And is held until then."""
    with atomic(handler):
        write(handler["default"], 1)
        assert not free(handler)
    assert free(handler)


def test_the_lock_is_given_back_after_a_rollback(handler):
    """Whatever failed."""

    def fail():
        with atomic(handler):
            write(handler["default"], 1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert free(handler)


def test_the_lock_is_given_back_after_a_refused_statement(handler):
    """A key that is there twice."""

    def fail():
        with atomic(handler):
            write(handler["default"], 1)
            write(handler["default"], 1)

    with pytest.raises(DatabaseError):
        fail()
    assert free(handler)


def test_the_lock_is_given_back_when_the_connection_is_closed(handler):
    """In the middle of a transaction, as a dying thread does."""
    connection = handler["default"]
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    write(connection, 1)
    connection.close()
    assert free(handler)


def test_the_lock_is_given_back_when_the_commit_fails(handler, monkeypatch):
    """The disk is full: Django rolls back."""
    with monkeypatch.context() as broken:

        def full(self):
            raise OperationalError

        broken.setattr(base.base.DatabaseWrapper, "_commit", full)
        with pytest.raises(OperationalError), atomic(handler):
            write(handler["default"], 1)
    assert free(handler)


def test_a_thread_that_waits_is_told_after_the_limit(handler):
    """As SQLite tells it: the database is locked."""
    with atomic(handler):
        begun = time.monotonic()
        assert not free(handler)
        assert time.monotonic() - begun >= 0.4


def test_another_process_is_waited_for(handler, tmp_path):
    """It holds the lock for a moment; the waiting one goes on with its own time limit back in force."""
    handler["default"].ensure_connection()
    other = sqlite3.connect(tmp_path / "node.sqlite3", check_same_thread=False, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    timer = threading.Timer(0.1, lambda: other.execute("COMMIT"))
    timer.start()
    with atomic(handler):
        write(handler["default"], 1)
    timer.join()
    assert handler["default"].connection.execute("PRAGMA busy_timeout").fetchone() == (400,)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(OperationalError, match="locked"), atomic(handler):
        pass
    other.close()
    assert free(handler)
