"""Ends a process of the node when its supervisor is gone, however that ended: nothing stays behind to hold a port or the database."""

import os
import threading
import time
from collections.abc import Callable
from typing import Final

from comity.doors.cli.roof import SUPERVISOR

LOOK_EVERY: Final = 1.0


def name_supervisor() -> None:
    """Name this process as the supervisor of every process that it starts from now on."""
    os.environ[SUPERVISOR] = str(os.getpid())


def end_with_supervisor(stop: Callable[[], None]) -> None:
    """Call `stop` from a thread once the supervisor is no longer this process's parent; a process without one is left alone."""
    supervisor = os.environ.get(SUPERVISOR)
    if supervisor is not None:
        threading.Thread(target=_look, args=(int(supervisor), stop), name="parentage", daemon=True).start()


def _look(supervisor: int, stop: Callable[[], None]) -> None:
    # A pipe to the supervisor would not do: a worker that was forked meanwhile holds its other end too.
    while os.getppid() == supervisor:
        time.sleep(LOOK_EVERY)
    stop()
