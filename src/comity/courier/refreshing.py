"""Starts, when it is due, a short process that asks the mirrors of the directory's repository for a newer copy.

A process of its own: what reads a repository (python-tuf) takes more memory than a node may hold all day for a minute of work.
"""

import os
import random
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Final

import structlog

from comity.directory.home import Home
from comity.directory.mirrors import asked_at
from comity.terms.instants import Instant

COMMAND: Final = (sys.executable, "-m", "comity.site.entry", "directory", "refresh", "--json", "--home")
FIRST: Final = timedelta(minutes=2)
"""After a start at least, so that a node which is restarted often asks nobody more often."""
AGAIN: Final = timedelta(hours=1)
"""After a process that ended without having asked, and at most this long where nothing is asked more often."""

_LOG: Final = structlog.get_logger("comity.courier")


class Refresher:
    """Looks from time to time whether it is due; never waits for what it started."""

    def __init__(self, home: Home, *, now: Callable[[], Instant], command: tuple[str, ...] = COMMAND) -> None:
        """Nothing is started before `look`."""
        self._home, self._now, self._command = home, now, command
        self._running: subprocess.Popen[bytes] | None = None
        self._not_before = now() + FIRST

    def look(self) -> None:
        """Start the process if it is due and none runs; take note of one that ended."""
        mirrors, at = self._home.mirrors, self._now()
        if mirrors is None:
            return
        if self._running is not None:
            status = self._running.poll()
            if status is None:
                return
            self._running = None
            (_LOG.info if status == 0 else _LOG.warning)("directory", refreshed=status == 0, status=status)
        last = asked_at(self._home.path)
        if at < self._not_before or (last is not None and at - last < mirrors.every):
            return
        self._not_before = at + AGAIN * (0.9 + 0.2 * random.SystemRandom().random())
        # In its own session, so that what stops the node does not cut it in the middle; it ends by itself within minutes.
        self._running = subprocess.Popen(  # noqa: S603 our own program
            [*self._command, str(self._home.path)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            env={**os.environ},
            start_new_session=True,
        )
