"""Receipts as they are committed at a node, seen from another process at hardly any cost to what is measured.

A look by SQL every third of a millisecond takes a fifth of a core from the two couriers that are timed. So rows are asked for only when a
commit was made: each one writes the first 48 bytes of the shared index of SQLite's log (`-shm`; sqlite.org/walformat.html, 2.2).
"""

import mmap
import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_HEADER: Final = slice(0, 48)
_CAME: Final = "SELECT id, \"case\" FROM records_receipt WHERE id > ? AND kind = 'received' ORDER BY id"


@dataclass(slots=True)
class Receipts:
    """The receipts that came after the last look."""

    rows: sqlite3.Connection
    index: mmap.mmap
    last: int = 0
    seen: bytes = b""

    def fresh(self) -> list[str]:
        """Return the cases of the receipts that were committed since the last look, in their order."""
        if (header := self.index[_HEADER]) == self.seen:
            return []
        # The header is read before the rows: a commit between the two is looked for once more, and none is missed.
        self.seen = header
        found = self.rows.execute(_CAME, (self.last,)).fetchall()
        self.last = max((number for number, _ in found), default=self.last)
        return [case for _, case in found]

    def await_more(self, count: int, *, look: float, patience: float) -> int:
        """Look every `look` seconds; return how many came once they are `count`. Raises AssertionError after `patience` seconds."""
        until, came = time.monotonic() + patience, 0
        while (came := came + len(self.fresh())) < count:
            assert time.monotonic() < until, f"{count - came} receipts did not come"
            time.sleep(look)
        return came


@contextmanager
def receipts(sqlite: Path) -> Iterator[Receipts]:
    """Open the receipts of the node whose tables are in `sqlite` and in use; those that are there now are not told.

    A process that has other connections to it lets this end when it ends itself.
    """
    with ExitStack() as opened:
        rows = sqlite3.connect(f"file:{sqlite}?mode=ro", uri=True)
        opened.callback(rows.close)
        # Asked first: it is this that makes the shared index where no other process has it open.
        last = rows.execute("SELECT coalesce(max(id), 0) FROM records_receipt").fetchone()[0]
        # It stays open: closing it takes away the locks that all connections of this process have on it (sqlite.org/howtocorrupt.html, 2.2)
        file = opened.enter_context(sqlite.with_name(f"{sqlite.name}-shm").open("rb"))
        yield Receipts(rows, opened.enter_context(mmap.mmap(file.fileno(), 4096, access=mmap.ACCESS_READ)), last)
