"""Django's SQLite, but a transaction that finds another one writing looks again after half a millisecond.

SQLite itself waits 1, 2, 5, 10, 15, 20, 25, 25, 25, 50, 50 and then always 100 ms between looks: made for locks that are held
long and seldom. Here web worker and courier write in turn, a few milliseconds each, and whoever came second would sleep through
several turns of the other. That is where acts of 150 ms came from.
"""

import sqlite3
import threading
import time
from collections import defaultdict
from typing import Any, Final

from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3.base import *  # noqa: F403 Django finds a backend's names in this module

_PAUSE: Final = 0.0005
_DEFAULT: Final = 5.0  # seconds: what the standard library's `connect` waits where nothing else is said
_LOCKED: Final = "database is locked"


_TURNS: Final[defaultdict[str, threading.Lock]] = defaultdict(threading.Lock)
"""By file, the lock at which the threads of this process take turns: they wake each other at once."""


class DatabaseWrapper(base.DatabaseWrapper):
    """The connection of one thread."""

    _in_turn = False

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect; only the beginning of a transaction waits in our way."""
        self._limit = conn_params.get("timeout", _DEFAULT)
        return super().get_new_connection(conn_params)

    def _start_transaction_under_autocommit(self) -> None:
        """Begin, as soon as nobody else writes; raises `OperationalError` once the connection's time limit has passed."""
        own, turn = self.connection, _TURNS[self.settings_dict["NAME"]]
        with self.wrap_database_errors:
            if not turn.acquire(timeout=self._limit):
                raise sqlite3.OperationalError(_LOCKED)
            self._in_turn = True
            try:
                own.execute("PRAGMA busy_timeout = 0")
                try:
                    self._begin(own)
                finally:
                    own.execute(f"PRAGMA busy_timeout = {int(1000 * self._limit)}")
            except BaseException:
                self._end_turn()
                raise

    def _begin(self, own: sqlite3.Connection) -> None:
        for _ in range(int(self._limit / _PAUSE)):
            try:
                own.execute(f"BEGIN {self.transaction_mode or ''}")
            except sqlite3.OperationalError as fault:
                if fault.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                    raise
                time.sleep(_PAUSE)
            else:
                return
        own.execute(f"BEGIN {self.transaction_mode or ''}")

    def _commit(self) -> None:
        """Commit, and let the next one write; after a failure Django rolls back or closes, which does the same."""
        super()._commit()
        self._end_turn()

    def _rollback(self) -> None:
        """Roll back, and let the next one write."""
        try:
            super()._rollback()
        finally:
            self._end_turn()

    def _close(self) -> None:
        """Close, and let the next one write."""
        try:
            super()._close()
        finally:
            self._end_turn()

    def _end_turn(self) -> None:
        if self._in_turn:
            self._in_turn = False
            _TURNS[self.settings_dict["NAME"]].release()
