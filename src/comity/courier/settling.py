"""Settles the database's log in a thread of its own, while whoever commits goes on; where the database is SQLite."""

import os
import threading
from typing import Final

import structlog
from django.db import DatabaseError, connections

from comity.directory.home import Home
from comity.records.settling import settle_log

EVERY: Final = 0.5  # seconds; at a hundred acts a second the log has some 2,500 pages by then
AGAIN: Final = 3  # times that what was committed meanwhile is copied too: a log that is copied whole begins anew, and stays short
_LOG: Final = structlog.get_logger("comity.courier")


class Settler(threading.Thread):
    """Runs until `stop`. What it leaves, commits settle by themselves once the log is long."""

    def __init__(self, home: Home) -> None:
        """Open nothing yet."""
        super().__init__(name="settler", daemon=True)
        self._log = f"{home.sqlite}-wal"
        self._ending = threading.Event()
        self._seen: tuple[int, int] | None = None
        self._failed = False

    def stop(self) -> None:
        """End soon."""
        self._ending.set()

    def run(self) -> None:
        """Look and copy until told to stop."""
        try:
            while not self._ending.wait(EVERY):
                if self._is_fresh():
                    self._settle()
        finally:
            connections.close_all()  # this thread's alone

    def _is_fresh(self) -> bool:
        """Say whether anything was written since the last look."""
        try:
            found = os.stat(self._log)  # noqa: PTH116 a Path would be built for each look
        except FileNotFoundError:
            return False
        before, self._seen = self._seen, (found.st_mtime_ns, found.st_size)
        return self._seen != before

    def _settle(self) -> None:
        try:
            for _ in range(AGAIN):
                if settle_log():
                    break
            self._failed = False
        except DatabaseError as fault:  # a full disk: what is committed stands in the log, and a later copy brings it in
            if not self._failed:
                _LOG.warning("settling", why=str(fault))
            self._failed, self._seen = True, None
