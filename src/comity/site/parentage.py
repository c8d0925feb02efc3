"""Ends a process of the node when its supervisor is gone, however that ended: nothing stays behind to hold a port or the database."""

import contextlib
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from comity.doors.cli.roof import SUPERVISOR

LOOK_EVERY: Final = 1.0
_NAME: Final = Path("/proc/self/comm")


def name_process(name: str) -> None:
    """Be listed by `ps` and `top` under `name`, at most 15 bytes: what was forked has the command line of its parent.

    Before any thread starts: each takes the name of the one that starts it.
    """
    with contextlib.suppress(OSError):
        _NAME.write_text(name, encoding="ascii")


def named_supervisor() -> int | None:
    """Return the process that was named as the supervisor of this one; None where nobody was."""
    named = os.environ.get(SUPERVISOR)
    return None if named is None else int(named)


def name_supervisor() -> None:
    """Name this process as the supervisor of every process that it starts from now on."""
    os.environ[SUPERVISOR] = str(os.getpid())


def end_with(supervisor: int | None, stop: Callable[[], None]) -> None:
    """Call `stop` from a thread once `supervisor` is no longer this process's parent; a process without one is left alone."""
    if supervisor is not None:
        threading.Thread(target=_look, args=(supervisor, stop), name="parentage", daemon=True).start()


def _look(supervisor: int, stop: Callable[[], None]) -> None:
    # A pipe to the supervisor would not do: a worker that was forked meanwhile holds its other end too.
    while os.getppid() == supervisor:
        time.sleep(LOOK_EVERY)
    stop()
