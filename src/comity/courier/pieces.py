"""What is said on a line leaves in one piece, and is read through one plain buffer: each piece more wakes the other side once more."""

import socket
import ssl
import sys
from collections.abc import Callable, Sequence
from typing import Any, Final

AT_ONCE: Final = 64 * 1024  # bytes that are copied to leave in one piece
AT_A_TIME: Final = 32 * 1024  # bytes that are asked of the system at once: a request with one act has 20,000


def together(pieces: Sequence[bytes]) -> Sequence[bytes]:
    """Return `pieces` as they are to be sent: in one, unless that is large."""
    return (b"".join(pieces),) if sum(map(len, pieces)) <= AT_ONCE else pieces


class Reader:
    """Reads what a caller says through a buffer of its own, as far as cheroot asks; and what is large to where it shall be.

    cheroot's own is written in Python too, with a lock and a copy for each line, and makes room for a whole body anew for each 16 KiB.
    """

    def __init__(self, sock: socket.socket) -> None:
        """Read nothing yet."""
        self.before: Callable[[], None] = _nothing
        """Called before anything is waited for."""
        self.closed = False
        self._sock, self._tls = sock, sock if isinstance(sock, ssl.SSLSocket) else None
        self._kept, self._at = b"", 0  # what came, and how far of it is read

    def has_data(self) -> bool:
        """Say whether something can be read without waiting; no selector sees what TLS has opened already."""
        return self._at < len(self._kept) or (self._tls is not None and self._tls.pending() > 0)

    def readline(self, size: int | None = None) -> bytes:
        """Return the next line with its end, or the next `size` bytes of it; less where the other side has nothing more to say."""
        most = sys.maxsize - self._at if size is None else size
        while not (end := self._kept.find(b"\n", self._at, self._at + most) + 1):
            if len(self._kept) - self._at >= most or not self._more():
                return self._taken(most)
        return self._taken(end - self._at)

    def read(self, size: int) -> bytes:
        """Return the next `size` bytes; less where the other side has nothing more to say."""
        if size <= len(self._kept) - self._at:
            return self._taken(size)
        place = memoryview(bytearray(size))
        return bytes(place[: self.fill(place)])

    def fill(self, place: memoryview) -> int:
        """Read until `place` is full or the other side has nothing more to say; return how many bytes came."""
        first = self._taken(len(place))
        at = len(first)
        place[:at] = first
        if at < len(place):
            self.before()
        while at < len(place) and (came := self._sock.recv_into(place[at:])):
            at += came
        return at

    def close(self) -> None:
        """Let go of what was not read."""
        self.closed, self._kept, self._at = True, b"", 0

    def _taken(self, most: int) -> bytes:
        found = self._kept[self._at : self._at + most]
        self._at += len(found)
        if self._at == len(self._kept):
            self._kept, self._at = b"", 0
        return found

    def _more(self) -> bool:
        self.before()
        came = self._sock.recv(AT_A_TIME)
        self._kept, self._at = self._kept[self._at :] + came, 0
        return bool(came)


class Writer:
    """Writes at once, or in one piece what is written while it is held: whoever waits for an answer wakes once."""

    def __init__(self, sock: socket.socket) -> None:
        """Hold nothing yet."""
        self._sock = sock
        self._held: list[bytes] | None = None

    def write(self, data: bytes) -> int:
        """Write all of `data`, or keep it."""
        if self._held is None:
            self._send(data)
        else:
            self._held.append(data)
        return len(data)

    def hold(self) -> None:
        """Keep from now on what is written."""
        self._held = []

    def flush(self) -> None:
        """Write what was kept so far."""
        if self._held:
            held, self._held = self._held, []
            for piece in together(held):
                self._send(piece)

    def let_go(self) -> None:
        """Write what was kept, and from now on at once."""
        try:
            self.flush()
        finally:
            self._held = None

    def _send(self, data: bytes) -> None:
        sent = self._sock.send(data)  # and not all at once: the time that a line has is that of each part
        while sent < len(data):
            sent += self._sock.send(memoryview(data)[sent:])


def make_file(sock: Any, mode: str = "r", bufsize: int = -1) -> Reader | Writer:  # noqa: ANN401 cheroot's own
    """Return what cheroot reads or writes a connection with."""
    del bufsize
    return Reader(sock) if "r" in mode else Writer(sock)


def _nothing() -> None:
    """Stand where nothing waits to be written."""
