"""Django's SQLite backend, with turns for those who write (whoever waits begins when the one before has ended), and tables of its own.

SQLite has one writer at a time, and no queue: who finds it at work sleeps for a millisecond, looks again, and sleeps longer each time, up
to a tenth of a second, whether it was free meanwhile or not. Here a transaction takes a turn before it begins: among threads of a process
a lock, which wakes the next; between processes the lock of a file beside the database, asked for every half millisecond.

The turn is a courtesy and protects nothing: SQLite's own lock does that. So nobody waits for it longer than `PATIENCE`, and a process that
died, or holds a transaction open, is found out by SQLite as before. A database in memory has no other process and no file.
"""

import contextlib
import fcntl
import os
import threading
import time
from collections import defaultdict
from typing import Any, Final

from django.db.backends.sqlite3 import base, schema
from django.db.models import CompositePrimaryKey

from comity.records.fields import WordKeyField

PATIENCE: Final = 5.0
_LOOK: Final = 0.0005
_HERE: Final[defaultdict[str, threading.Lock]] = defaultdict(threading.Lock)


class Turn:
    """The turn of one connection to the database in `path`."""

    def __init__(self, path: str) -> None:
        """Open the file of the turns, and make it where it is missing. Raises `OSError`."""
        self._file = os.open(f"{path}-turn", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._here = _HERE[path]
        self._has_here = self._has_file = False

    def take(self) -> None:
        """Wait for the turn, but not for ever."""
        until = time.monotonic() + PATIENCE
        self._has_here = self._here.acquire(timeout=PATIENCE)
        while self._has_here and not self._has_file:
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self._has_file = True
            except BlockingIOError:
                if time.monotonic() > until:
                    return
                time.sleep(_LOOK)

    def give(self) -> None:
        """Give it to the next; nothing where it was not taken."""
        if self._has_file:
            self._has_file = False
            fcntl.flock(self._file, fcntl.LOCK_UN)
        if self._has_here:
            self._has_here = False
            self._here.release()

    def close(self) -> None:
        """Give it back for good."""
        self.give()
        os.close(self._file)


class TableMaker(schema.DatabaseSchemaEditor):
    """Makes tables; one whose key is no number keeps its rows in the tree of its keys, instead of in one more that is written with it.

    For short rows, which is why a draft, whose key is a UUID, is none of them.
    """

    def table_sql(self, model: Any) -> Any:
        """Return the statement that makes the table of `model`, and its parameters."""
        sql, params = super().table_sql(model)
        by_key = isinstance(model._meta.pk, CompositePrimaryKey | WordKeyField)  # noqa: SLF001 Django's documented name for it
        return f"{sql} WITHOUT ROWID" if by_key else sql, params


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose transactions wait for their turn."""

    SchemaEditorClass = TableMaker
    _turn: Turn | None = None

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect, and open the file of the turns beside the database."""
        connection = super().get_new_connection(conn_params)
        if not self.is_in_memory_db():
            self._turn = Turn(str(conn_params["database"]))
        return connection

    def ensure_connection(self) -> None:
        """Connect where there is no connection yet; several times a transaction Django would look first whether an event loop runs."""
        if self.connection is None:
            super().ensure_connection()

    def _start_transaction_under_autocommit(self) -> None:
        if self._turn is not None:
            self._turn.take()
        try:
            with self.wrap_database_errors:  # as Django does, without the layers of its cursor
                self.connection.execute(f"BEGIN {self.transaction_mode}" if self.transaction_mode else "BEGIN")
        except BaseException:
            self._end_turn()
            raise

    def _end_turn(self) -> None:
        if self._turn is not None:
            self._turn.give()

    def _commit(self) -> Any:
        if self.connection is not None:
            with self.wrap_database_errors:  # as above
                self.connection.commit()
        self._end_turn()  # a commit that failed leaves the transaction open: it is rolled back yet

    def _rollback(self) -> Any:
        try:
            return super()._rollback()
        finally:
            self._end_turn()

    def _close(self) -> None:
        try:
            super()._close()
        finally:
            if self._turn is not None:
                turn, self._turn = self._turn, None
                with contextlib.suppress(OSError):
                    turn.close()
