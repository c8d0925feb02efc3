"""SQLite's log is brought into its file while others read and write."""

import sqlite3
from contextlib import closing

import pytest

from comity.records import settling


@pytest.fixture
def base(tmp_path, monkeypatch):
    """A database of its own; whoever settles has a connection of its own."""
    file = tmp_path / "own.sqlite3"

    def opened():
        one = sqlite3.connect(file, isolation_level=None, timeout=0)
        one.execute("PRAGMA journal_mode=WAL")
        one.execute("PRAGMA wal_autocheckpoint=0")
        return one

    with closing(opened()) as settler, closing(opened()) as writer, closing(opened()) as reader:
        monkeypatch.setattr(settling, "run", settler.execute)
        writer.execute("CREATE TABLE t (a)")
        yield file, writer, reader


def test_all_that_is_committed_comes_into_the_file(base):
    """Also while a writer is in the middle of something; what it then commits is for the next time."""
    file, writer, _ = base
    writer.execute("INSERT INTO t VALUES ('a lantern on the quay')")
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("INSERT INTO t VALUES ('another')")
    assert b"a lantern on the quay" not in file.read_bytes()
    assert settling.settle_log()
    assert b"a lantern on the quay" in file.read_bytes()
    writer.execute("COMMIT")
    assert b"another" not in file.read_bytes()
    assert settling.settle_log()
    assert b"another" in file.read_bytes()


def test_what_somebody_still_reads_is_left(base):
    """A reader keeps its moment; settling says that it has not come to the end, and does afterwards."""
    _, writer, reader = base
    reader.execute("BEGIN")
    assert reader.execute("SELECT count(*) FROM t").fetchone() == (0,)
    writer.execute("INSERT INTO t VALUES ('a')")
    assert not settling.settle_log()
    assert reader.execute("SELECT count(*) FROM t").fetchone() == (0,)
    reader.execute("COMMIT")
    assert settling.settle_log()


def test_the_log_is_emptied_or_it_is_said_that_it_is_not(base):
    """Old versions of pages lie in it."""
    file, writer, reader = base
    log = file.with_name(f"{file.name}-wal")
    writer.execute("INSERT INTO t VALUES ('a')")
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM t").fetchone()
    assert not settling.empty_log()
    assert log.stat().st_size
    reader.execute("COMMIT")
    assert settling.empty_log()
    assert not log.stat().st_size
