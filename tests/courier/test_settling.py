"""The thread that settles SQLite's log: it looks whether anything was written, and what fails is tried again."""

import logging
from dataclasses import replace

import pytest
from django.db import OperationalError

from comity.courier import settling
from comity.courier.settling import AGAIN, Settler


@pytest.fixture
def settler(world, tmp_path):
    """One that does not run, of a folder of its own."""
    return Settler(replace(world.home, path=tmp_path))


@pytest.fixture
def log(tmp_path):
    """Where the log is that it looks at."""
    return tmp_path / "node.sqlite3-wal"


def test_it_copies_only_what_is_fresh(settler, log):
    """Nothing where nothing was written since the last look, or where there is no log."""
    assert not settler._is_fresh()
    log.write_bytes(b"a")
    assert settler._is_fresh()
    assert not settler._is_fresh()
    log.write_bytes(b"ab")
    assert settler._is_fresh()


@pytest.mark.parametrize(("said", "asked"), [([True], 1), ([False, True], 2), ([False] * 9, AGAIN)])
def test_what_is_committed_meanwhile_is_copied_too(settler, monkeypatch, said, asked):
    """Until the log is copied whole, and not for ever."""
    left = list(said)
    monkeypatch.setattr(settling, "settle_log", lambda: left.pop(0))
    settler._settle()
    assert len(said) - len(left) == asked


def test_a_full_disk_is_said_once_and_tried_again(settler, log, monkeypatch, caplog):
    """Delivery goes on: what is committed stands in the log."""

    def fails():
        raise OperationalError("database or disk is full")

    log.write_bytes(b"a")
    monkeypatch.setattr(settling, "settle_log", fails)
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            assert settler._is_fresh()
            settler._settle()
    assert sum("settling" in record.getMessage() for record in caplog.records) == 1
