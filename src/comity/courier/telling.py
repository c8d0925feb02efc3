"""Sends what is owed to officers and to the webhook: a thread of its own, so that a slow mail server holds up no act and no clock.

(1) what is due is read, (2) it is put into words and looked at again, (3) it is sent, (4) its outcome is kept. A crash between 3 and 4
sends it once more under the same number; nothing is lost, and who receives it knows the repeat.
"""

import threading
from collections.abc import Callable
from typing import Final

import structlog
from django.db import close_old_connections

from comity.courier.hooking import post_notice
from comity.courier.mailing import send_mail
from comity.desk.crashing import crash_point
from comity.desk.telling.outcomes import due, keep_outcome, prepare
from comity.directory.home import Home
from comity.records.lending import lent_connection
from comity.terms.instants import Instant

EVERY: Final = 5.0
_LOG: Final = structlog.get_logger("comity.courier")


class Teller(threading.Thread):
    """Tries what is due every few seconds until `stop`."""

    def __init__(self, home: Home, *, now: Callable[[], Instant]) -> None:
        """Start nothing yet."""
        super().__init__(name="teller", daemon=True)
        self._home, self._now = home, now
        self._stopping = threading.Event()

    def run(self) -> None:
        """Send, wait, send again; a fault is logged, and what was owed stays owed."""
        while not self._stopping.is_set():
            self._tell()
            self._stopping.wait(EVERY)

    @lent_connection()
    def _tell(self) -> None:
        try:
            close_old_connections()
            for key in due(at=self._now()):
                if self._stopping.is_set():
                    break
                send_one(key, home=self._home, now=self._now)
        except Exception:  # noqa: BLE001 as for clocks: what could not be sent now is still in the rows
            _LOG.exception("telling")

    def stop(self) -> None:
        """End after what is in hand."""
        self._stopping.set()


def send_one(key: int, *, home: Home, now: Callable[[], Instant]) -> None:
    """Try one dispatch and keep what became of it."""
    one = prepare(key, at=now())
    if one is None:
        return
    crash_point("tell.prepared")
    tried = send_mail(one, home=home, at=now()) if one.words is not None else post_notice(one, home=home, at=now())
    crash_point("tell.sent")
    keep_outcome(key, outcome=tried.outcome, why=tried.why, at=now())
    crash_point("tell.commit")
