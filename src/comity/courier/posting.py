"""Posts on a connection that is kept, by a short road where the answer reads as a node's does; urllib3 opens it, and reads every other.

A line asks one path of one peer again and again, and urllib3 with `http.client` takes longer to print that head and to read this one than
OpenSSL does to close ten kilobytes: objects for retries, redirects and encodings, a mail parser. docs/adr/0059.
"""

import http.client
import io
import re
import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final, NamedTuple

import urllib3
from urllib3.connection import HTTPConnection
from urllib3.connectionpool import HTTPConnectionPool

from comity.courier.pieces import AT_A_TIME, together

# A head that says where its body ends and nothing else of it, nor that the connection ends: as nodes answer. All else is the library's.
_BESIDE: Final = rb"(?:(?:Content-Type|Date|Server|Keep-Alive): [ -~]*|Connection: keep-alive)\r\n"
_USUAL: Final = re.compile(
    rb"HTTP/1\.1 200 [ -~]*\r\n(?:%b)*Content-Length: ([0-9]{1,9})\r\n(?:%b)*\r\n" % (_BESIDE, _BESIDE), re.IGNORECASE
)
_OK: Final = 200
_LENGTH: Final = b"Content-Length: "
_BODY: Final = b"?"  # of the request that is printed for its head


class Answer(NamedTuple):
    """What came back; `data` is one byte longer than was asked for at most where there is more, which is not read."""

    status: int
    data: bytes


class InOne(HTTPConnection):
    """A connection on which the head of a request leaves with its body."""

    _held: list[bytes] | None = None

    def printed(self, *asked: Any, **how: Any) -> list[bytes]:  # noqa: ANN401 as urllib3's own
        """Return the pieces that urllib3 sends for a request, the head by itself."""
        held: list[bytes] = []
        self._held = held
        try:
            super().request(*asked, **how)
        finally:
            self._held = None
        return held

    def request(self, *asked: Any, **how: Any) -> None:  # type: ignore[override]  # noqa: ANN401 as urllib3's own
        """Ask as urllib3 does, which sends the head by itself."""
        for piece in together(self.printed(*asked, **how)):
            self.send(piece)

    def send(self, data: Any) -> None:  # noqa: ANN401 as urllib3's own
        """Send, or keep until all of a request is there."""
        if self._held is None:
            super().send(data)
        else:
            self._held.append(data)

    def post(self, head: bytes, body: bytes, *, most: int) -> Answer:
        """Send a request that is printed, and return its answer; closed then where no other can follow. Raises as `http.client`.

        Every wait has the time that the first answer on this connection had.
        """
        with suppress(BrokenPipeError, ConnectionResetError):  # who hangs up may have answered first, as urllib3 has it
            for piece in together((head, body)):
                self.send(piece)
        came = self.sock.recv(AT_A_TIME)
        usual = _USUAL.match(came)
        if usual is None:
            return self._read(came, most=most)
        begun, length = came[usual.end() :], int(usual[1])
        size = min(length, most + 1)
        data = begun if len(begun) == size else _whole(self.sock, begun, size=size)
        if length > most or len(begun) > length:
            self.close()
        return Answer(_OK, data)

    def _read(self, came: bytes, *, most: int) -> Answer:
        """Let the library read an answer of which this much came."""
        answer = http.client.HTTPResponse(_Begun(self.sock, came), method="POST")  # type: ignore[arg-type]  # it asks for a file alone
        answer.begin()
        data = answer.read(most + 1)
        if len(data) <= most and answer.length:
            raise http.client.IncompleteRead(data, answer.length)
        if answer.will_close or not answer.isclosed():
            self.close()
        return Answer(answer.status, data)


class Posting(HTTPConnectionPool):
    """Connections that are kept, and what is posted on them."""

    ConnectionCls = InOne

    def post(self, url: str, *, headers: Mapping[str, str], body: bytes, most: int) -> Answer:
        """Post, and return the answer, of which no more than `most` bytes and one are read. Raises `urllib3.exceptions.HTTPError`."""
        line: Any = self._get_conn()  # closed where the other side has hung up meanwhile
        if line.is_closed:
            self._put_conn(line)
            return self._post_first(url, headers=headers, body=body, most=most)
        try:
            return line.post(self._head(url, headers, length=len(body)), body, most=most)
        except (OSError, http.client.HTTPException) as fault:
            line.close()
            raise self._as_urllib3(url, fault) from fault
        finally:
            self._put_conn(line)

    def _post_first(self, url: str, *, headers: Mapping[str, str], body: bytes, most: int) -> Answer:
        """Open the connection; what may go wrong there is urllib3's to tell."""
        answer = self.urlopen("POST", url, headers=headers, body=body, redirect=False, preload_content=False)
        data = answer.read(most + 1, decode_content=False)
        # What is longer than any answer is not read to its end; its connection is given up with it.
        (answer.close if len(data) > most else answer.release_conn)()
        return Answer(answer.status, data)

    def _head(self, url: str, headers: Mapping[str, str], *, length: int) -> bytes:
        """Return the head of a request as urllib3 prints it, which it does once: only the length changes."""
        asked = (url, *headers.items())
        if self._printed_of != asked:
            target = urllib3.util.parse_url(url).request_uri
            head, _ = self._new_conn().printed("POST", target, body=_BODY, headers=headers)  # type: ignore[attr-defined]  # an `InOne`
            self._printed = head.split(b"%b%d" % (_LENGTH, len(_BODY)), 1)
            self._printed_of = asked
        return (b"%b%d" % (_LENGTH, length)).join(self._printed)

    _printed: list[bytes]
    _printed_of: object = None

    def _as_urllib3(self, url: str, fault: Exception) -> urllib3.exceptions.HTTPError:
        match fault:
            case TimeoutError():
                return urllib3.exceptions.ReadTimeoutError(self, url, "no answer in time")
            case ssl.SSLError():
                return urllib3.exceptions.SSLError(fault)
            case _:
                return urllib3.exceptions.ProtocolError("the connection broke", fault)


class _Begun(io.RawIOBase):
    """A connection of which something was read already, as `http.client` reads one."""

    def __init__(self, sock: socket.socket, came: bytes) -> None:
        self._sock, self._came = sock, came

    def makefile(self, _mode: str) -> io.BufferedReader:
        """Return what it reads from."""
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, place: Any) -> int:  # noqa: ANN401 any buffer
        if not self._came:
            return self._sock.recv_into(place)
        count = min(len(place), len(self._came))
        place[:count], self._came = self._came[:count], self._came[count:]
        return count


def _whole(line: socket.socket, begun: bytes, *, size: int) -> bytes:
    """Return the first `size` bytes of a body that has begun so. Raises `IncompleteRead`."""
    pieces, left = [begun], size - len(begun)
    while left > 0:
        if not (piece := line.recv(min(left, AT_A_TIME))):
            raise http.client.IncompleteRead(b"".join(pieces), left)
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)[:size]
