"""Has the vault carried to its store: a short process of its own, where something is due, so that a node holds nothing of it in memory."""

import subprocess
import sys
import time
from typing import Final

import structlog

from comity.directory.home import Home
from comity.evidence.afar import is_something_due

EVERY: Final = 60.0
AGAIN: Final = (
    300.0  # after something was left, and twice as long each time: a store that is away, or keeps by its lock, is not asked each minute
)
LATEST: Final = 3600.0
_ENDED_BY_US: Final = 5.0
_LOG: Final = structlog.get_logger("comity.courier")


class Bringer:
    """Starts `comity evidence carry` and sees how it ends."""

    def __init__(self, home: Home) -> None:
        """Start nothing yet."""
        self._home = home
        self._running: subprocess.Popen[bytes] | None = None
        self._next, self._faults = 0.0, 0

    def look(self) -> None:
        """Start the process where something is due and none runs; say of one that ended whether it left something."""
        if self._running is not None:
            status = self._running.poll()
            if status is None:
                return
            self._running = None
            left = status != 0 or is_something_due(self._home.vault)
            self._faults = self._faults + 1 if left else 0
            self._next = time.monotonic() + (min(AGAIN * 2 ** min(self._faults - 1, 4), LATEST) if left else EVERY)
            if status:
                _LOG.warning("store of evidence", left="comity evidence carry says what")
        if time.monotonic() >= self._next and is_something_due(self._home.vault):
            command = [sys.executable, "-P", "-m", "comity.site.entry", "evidence", "carry", "--home", str(self._home.path)]
            self._running = subprocess.Popen(  # noqa: S603 our own interpreter and module
                command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )

    def stop(self) -> None:
        """End the process that runs; what it had in hand is done again."""
        if self._running is not None:
            self._running.terminate()
            try:
                self._running.wait(timeout=_ENDED_BY_US)
            except subprocess.TimeoutExpired:
                self._running.kill()
                self._running.wait()
            self._running = None
