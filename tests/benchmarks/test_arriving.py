"""Receipts are told once, in their order, as soon as another process has committed them, and nothing is asked meanwhile."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from benchmarks.arriving import Receipts, receipts


@pytest.fixture
def tables(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A node's tables, held open as its courier does."""
    with closing(sqlite3.connect(tmp_path / "node.sqlite3", isolation_level=None)) as rows:
        rows.execute("PRAGMA journal_mode=WAL")
        rows.execute('CREATE TABLE records_receipt (id INTEGER PRIMARY KEY, "case" TEXT, kind TEXT)')
        _commit(rows, "XR-2026-000001")
        yield rows


@pytest.fixture
def looking(tables: sqlite3.Connection, tmp_path: Path) -> Iterator[Receipts]:
    """A look that begins after the first receipt."""
    with receipts(tmp_path / "node.sqlite3") as opened:
        opened.fresh()
        yield opened


def _commit(rows: sqlite3.Connection, *cases: str, kind: str = "received") -> None:
    rows.executemany('INSERT INTO records_receipt ("case", kind) VALUES (?, ?)', [(case, kind) for case in cases[:1]])
    rows.execute("BEGIN")
    rows.executemany('INSERT INTO records_receipt ("case", kind) VALUES (?, ?)', [(case, kind) for case in cases[1:]])
    rows.execute("COMMIT")


def test_what_was_there_before_is_not_told(looking: Receipts) -> None:
    """A measurement counts its own."""
    assert looking.fresh() == []


def test_each_is_told_once_and_in_order(tables: sqlite3.Connection, looking: Receipts) -> None:
    """In two transactions, or in one."""
    _commit(tables, "XR-2026-000002", "XR-2026-000003", "XR-2026-000004")
    assert looking.fresh() == ["XR-2026-000002", "XR-2026-000003", "XR-2026-000004"]
    assert looking.fresh() == []


def test_other_kinds_are_not_told(tables: sqlite3.Connection, looking: Receipts) -> None:
    """A refusal ends no exchange."""
    _commit(tables, "XR-2026-000005", kind="refused")
    assert looking.fresh() == []


def test_nothing_is_asked_when_nothing_was_committed(tables: sqlite3.Connection, looking: Receipts) -> None:
    """Or the look would cost what it is to save."""
    asked: list[str] = []
    looking.rows.set_trace_callback(asked.append)
    looking.fresh()
    assert asked == []
    _commit(tables, "XR-2026-000006")
    looking.fresh()
    assert len(asked) == 1


def test_what_does_not_come_ends_the_wait(looking: Receipts) -> None:
    """A run in which an act is lost fails."""
    with pytest.raises(AssertionError, match="1 receipts did not come"):
        looking.await_more(1, look=0, patience=0)


def test_the_locks_of_this_process_stay(tables: sqlite3.Connection, tmp_path: Path) -> None:
    """To close the shared index would take them away, and another process would write into what is being written."""
    writes = "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=0, isolation_level=None).execute('BEGIN IMMEDIATE')"
    tables.execute("BEGIN IMMEDIATE")
    with receipts(tmp_path / "node.sqlite3"):
        other = subprocess.run([sys.executable, "-c", writes, tmp_path / "node.sqlite3"], capture_output=True, text=True, check=False)
    assert "database is locked" in other.stderr
