"""Wakes the courier after a commit, from whichever process committed. Losing a ring costs at most one second."""

import contextlib
import functools
import socket
import threading
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import connection, transaction

_MAKING: Final = threading.Lock()


def _path() -> str:
    return f"{settings.COMITY_HOME}/run/bell"


def ring_on_commit() -> None:
    """Wake the courier once the transaction in hand is durable; once for all who ask for it in that transaction."""
    if not any(do is _ring for _, do, _ in connection.run_on_commit):
        transaction.on_commit(_ring)


def _ring() -> None:
    # A full buffer means that the courier is awake already; an absent socket, that it is down and reads the rows at its start.
    with contextlib.suppress(OSError):
        with _MAKING:  # two threads that ring for the first time at once would make two
            clapper = _clapper()
        clapper.sendto(b"!", _path())


@functools.cache
def _clapper() -> socket.socket:
    """Return this process's end: never connected, so a courier that started again hears it too."""
    end = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    end.settimeout(0)
    return end


class Bell:
    """The courier's end."""

    def __init__(self) -> None:
        """Bind the socket; an old file of a dead courier is replaced."""
        file = Path(_path())
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.unlink(missing_ok=True)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(file))

    def wait(self, seconds: float) -> bool:
        """Return True when rung, False after `seconds`; rings that piled up since the last time count as one."""
        rung = False
        self._socket.settimeout(0)
        with contextlib.suppress(BlockingIOError):
            while self._socket.recv(16):
                rung = True
        if rung:
            return True
        self._socket.settimeout(seconds)
        try:
            return bool(self._socket.recv(16))  # whoever waits is told of this one at once
        except TimeoutError:
            return False

    def close(self) -> None:
        """Take the socket away."""
        self._socket.close()
        Path(_path()).unlink(missing_ok=True)
