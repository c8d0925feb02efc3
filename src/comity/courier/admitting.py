"""Lets peers in at their own address: TLS 1.3, a client's certificate demanded, and only those that the directory names.

A handshake takes no thread while it waits, so that one who is slow, or many, hold up nobody: it goes on when bytes come, has a time, and
of too many at once the oldest is dropped. docs/specs/delivery.md, section 7.
"""

import json
import select
import socket
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, Protocol

import structlog
from cheroot import errors
from cheroot.server import HTTPConnection
from cheroot.ssl import Adapter

from comity.courier.opening import REFUSED_OURS, forget_faults, line_context
from comity.courier.pieces import make_file
from comity.courier.replacing import write_file
from comity.directory.book import Book, book
from comity.directory.home import Home
from comity.terms.identifiers import NodeId
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop

CALLER: Final = "comity.caller"
"""Where the request's environment holds the certificate that the peer showed; absent on a plain line."""
SENDER: Final = "HTTP_COMITY_NODE"
HANDSHAKE: Final = 10.0  # seconds from the connection until both have shown who they are
AT_ONCE: Final = 64  # handshakes under way
OF_ONE: Final = 32  # connections of one key; a peer's courier has three
LINGER: Final = 25  # milliseconds for which a thread stays with a connection that it has just served
SPARE: Final = 2  # threads that are free meanwhile, whoever else calls
KEPT: Final = 32  # callers that were turned away, as the operator is told of them

_PLAIN_ANSWER: Final = (
    b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: 27\r\nConnection: close\r\n\r\nthis port speaks TLS alone\n"
)
_LOG: Final = structlog.get_logger("comity.courier")


class Turned(StrEnum):
    """Why a caller was turned away before anything that it said was read."""

    NO_CERTIFICATE = "no-certificate"
    UNKNOWN = "unknown-certificate"  # one that the directory does not name
    OLD_TLS = "old-tls"  # below 1.3
    PLAIN = "plain"  # HTTP without TLS
    SLOW = "slow"  # no handshake within its time, or too many at once
    REFUSED_OURS = "refused-ours"  # it did not take the certificate of this node
    NO_TLS = "no-tls"  # anything else


class NotItself(Refused):
    """A node whose key was shown calls itself another one."""

    wire_class = "unknown-key"
    sentence = gettext_noop("%(caller)s showed its TLS key and called itself %(named)s.")
    next_step = gettext_noop("Ask the operator of that node; nothing of what it sent was read.")


class AtDoor(Protocol):
    """Whoever lets peers in: a node, or a relay. Its directory says who they are."""

    @property
    def path(self) -> Path:
        """Its folder."""

    @property
    def sections(self) -> Path:
        """Where signed sections lie."""

    @property
    def trust(self) -> Path:
        """Where the pinned keys of countries lie."""


def require_caller(environ: Mapping[str, Any], *, home: AtDoor, at: Instant) -> NodeId | None:
    """Return the node whose key was shown, None on a plain line; raises `UnknownCaller`, `CallerKeyOver`.

    Asked with each request, for a connection may outlive what the directory said when it was opened.
    """
    return _caller(environ, known=book(home), at=at)


def _caller(environ: Mapping[str, Any], *, known: Book, at: Instant) -> NodeId | None:
    shown = environ.get(CALLER)
    if shown is None and environ.get("wsgi.url_scheme") != "https":
        return None
    return known.caller(shown or b"", at=at).id


def sender_of(environ: Mapping[str, Any], *, home: Home, at: Instant) -> NodeId:
    """Return whose delivery this is: the node whose key was shown, or on a plain line, and for this node's own pouches, who is named.

    Raises `NotInDirectory` for a stranger, and `NotItself`. What counts of a delivery is signed, whoever brings it.
    """
    known = book(home)
    caller = _caller(environ, known=known, at=at)
    named = NodeId(environ.get(SENDER, ""))
    if caller is not None and caller not in (named, home.node):
        raise NotItself(caller=caller, named=named)
    return known.node(named).id


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """Callers from one address who were turned away for one reason; moments as `Instant` prints them."""

    why: Turned
    address: str
    first: str
    last: str
    times: int


class Doorkeeper:
    """Remembers who was turned away, the newest `KEPT`, and writes it beside the bell for `comity link`."""

    def __init__(self, home: AtDoor, *, now: Callable[[], Instant]) -> None:
        """Go on from what was written before."""
        self._file, self._now, self._lock = _file(home), now, threading.Lock()
        self._known = {(one.why, one.address): one for one in turned_away(home)}
        self._fresh = False

    def turn_away(self, why: Turned, address: str) -> None:
        """Remember one."""
        at = str(self._now())
        with self._lock:
            before = self._known.pop((why, address), None)
            times, first = (before.times + 1, before.first) if before else (1, at)
            self._known[why, address] = TurnedAway(why, address, first, at, times)
            while len(self._known) > KEPT:
                del self._known[next(iter(self._known))]
            self._fresh = True

    def tell(self) -> None:
        """Write it, if there is something new; called every few seconds, so that a flood of callers is no flood of writes."""
        with self._lock:
            rows, fresh, self._fresh = [asdict(one) for one in self._known.values()], self._fresh, False
        if fresh:
            try:
                write_file(self._file, json.dumps(rows).encode("ascii"))
            except OSError:
                _LOG.exception("turned-away")


def turned_away(home: AtDoor) -> tuple[TurnedAway, ...]:
    """Return who was turned away, the newest last; a file that is not there, or not whole, says nobody."""
    try:
        rows = json.loads(_file(home).read_bytes())
        return tuple(TurnedAway(Turned(row["why"]), str(row["address"]), row["first"], row["last"], int(row["times"])) for row in rows)
    except (OSError, ValueError, TypeError, KeyError):
        return ()


def _file(home: AtDoor) -> Path:
    return home.path / "run" / "turned-away.json"


class Admission(Adapter):  # type: ignore[misc]  # cheroot has no types
    """What cheroot asks for each connection: TLS with the certificates that the directory names now."""

    def __init__(self, home: AtDoor, *, shown: Callable[[], Path], keeper: Doorkeeper, opens: Callable[[Path], Callable[[], str]]) -> None:
        """`shown` returns the file of the key to be shown now, `opens` what is asked for its password; what they raise, this raises too."""
        self._home, self._shown, self._keeper, self._opens, self._lock = home, shown, keeper, opens, threading.Lock()
        self._made_of: tuple[Book, Path] | None = None
        self._waiting: dict[PeerConnection, None] = {}
        self._open: Counter[bytes] = Counter()  # only of keys that some section named
        self._context = self._current()

    def _current(self) -> ssl.SSLContext:
        """Return what the next connection is opened with: made anew when a section, or the key that this node shows, changed."""
        known, own = book(self._home), self._shown()
        if self._made_of is None or self._made_of[0] is not known or self._made_of[1] != own:
            self._context = line_context(ssl.PROTOCOL_TLS_SERVER, own=own, trusted=known.certificates, password=self._opens(own))
            self._made_of = (known, own)
        return self._context

    def bind(self, sock: socket.socket) -> socket.socket:
        """Leave the listening socket as it is."""
        return sock

    def wrap(self, sock: socket.socket) -> tuple[ssl.SSLSocket, dict[str, Any]]:
        """Begin TLS on a connection, without waiting for the other side."""
        try:
            context = self._current()
        except Refused as refusal:  # a file that is just being repaired: go on with what was last good
            _LOG.warning("directory", why=str(refusal))
            context = self._context
        try:
            return context.wrap_socket(sock, server_side=True, do_handshake_on_connect=False), {}
        except OSError as fault:
            raise errors.FatalSSLAlert(*fault.args) from fault

    def get_environ(self) -> dict[str, Any]:
        """Nothing is known before the handshake."""
        return {}

    def makefile(self, sock: ssl.SSLSocket, mode: str = "r", bufsize: int = -1) -> Any:  # noqa: ANN401 cheroot's own
        """Return what cheroot reads and writes with."""
        return make_file(sock, mode, bufsize)

    # -- handshakes under way --------------------------------------------------------------------------

    def began(self, connection: "PeerConnection") -> None:
        """Count a handshake in; of too many the oldest is dropped, for whoever means it is done in milliseconds."""
        with self._lock:
            self._waiting[connection] = None
            oldest = next(iter(self._waiting)) if len(self._waiting) > AT_ONCE else None
            if oldest is not None:
                del self._waiting[oldest]
        if oldest is not None:
            self._drop(oldest)

    def drop_slow(self) -> None:
        """Drop the handshakes whose time is over, of callers who say nothing at all; asked every few seconds."""
        at = time.monotonic()
        with self._lock:
            slow = [one for one in self._waiting if one.until is not None and one.until <= at]
            for one in slow:
                del self._waiting[one]
        for one in slow:
            self._drop(one)

    def _drop(self, connection: "PeerConnection") -> None:
        self._keeper.turn_away(Turned.SLOW, str(connection.remote_addr))
        with suppress(OSError):  # whoever watches it sees its end, and closes it
            socket.socket.shutdown(connection.socket, socket.SHUT_RDWR)

    def ended(self, connection: "PeerConnection", why: Turned | None) -> None:
        """Count a handshake out; `why` None where it came to its end."""
        with self._lock:
            was = connection in self._waiting
            self._waiting.pop(connection, None)
        if was and why is not None:
            self._keeper.turn_away(why, str(connection.remote_addr))

    def counted(self, certificate: bytes, by: int) -> bool:
        """Count a connection of a key in or out; False where it has as many as it may."""
        with self._lock:
            self._open[certificate] += by
            return self._open[certificate] <= OF_ONE


class PeerConnection(HTTPConnection):  # type: ignore[misc]  # cheroot has no types
    """One connection of a caller: first the handshake, step by step as bytes come, then requests."""

    def __init__(self, server: Any, sock: Any, makefile: Any = None) -> None:  # noqa: ANN401 cheroot's own
        """Begin with the handshake; on a plain line with the first request."""
        del makefile
        super().__init__(server, sock, make_file)
        self.rfile.before = self.wfile.flush
        self.until: float | None = None
        """When the handshake must be done, by the machine's monotonic clock; None once it is, and on a plain line."""
        self._shown: bytes | None = None
        if isinstance(sock, ssl.SSLSocket):
            self.until = time.monotonic() + HANDSHAKE
            server.ssl_adapter.began(self)

    def communicate(self) -> bool:
        """Go one step on; True where the connection is to be watched for more."""
        if self.until is None:
            return self._answered()
        admission: Admission = self.server.ssl_adapter
        try:
            self.socket.settimeout(0)
            self.socket.do_handshake()
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            if time.monotonic() < self.until:
                return True
            admission.ended(self, Turned.SLOW)
            return False
        except (OSError, ValueError) as fault:  # ValueError: the socket was taken away meanwhile
            admission.ended(self, _why(fault))
            if _why(fault) is Turned.PLAIN:
                with suppress(OSError):
                    socket.socket.send(self.socket, _PLAIN_ANSWER)
            return False
        self.until = None
        admission.ended(self, None)
        self.socket.settimeout(self.server.timeout)
        self._shown = self.socket.getpeercert(binary_form=True)
        self.ssl_env = {CALLER: self._shown}
        return admission.counted(self._shown, 1)

    def _answered(self) -> bool:
        """Take one request, and those that follow it soon; True where the connection is to be watched for more."""
        while self._took_one():
            if not self._more_comes():
                return True
        return False

    def _took_one(self) -> bool:
        """Take one request; its answer leaves in one piece, and before anything more is waited for. False where it was the last."""
        self.wfile.hold()
        goes_on = bool(super().communicate())
        try:
            self.wfile.let_go()
        except OSError:  # whoever asked is gone
            return False
        return goes_on

    def _more_comes(self) -> bool:
        """Wait a moment for the next request, which so takes no way over two more threads; not where another caller could need this one."""
        workers = self.server.requests
        if workers.qsize or workers.idle < SPARE or not self.server.ready:
            return False
        if self.rfile.has_data():
            return True
        line = select.poll()
        line.register(self.socket, select.POLLIN)
        return bool(line.poll(LINGER))

    def close(self) -> None:
        """Close it; one that was still silent has had its time."""
        if self.until is not None:
            self.server.ssl_adapter.ended(self, Turned.SLOW)
        if self._shown is not None:
            self.server.ssl_adapter.counted(self._shown, -1)
            self._shown = None
        try:
            super().close()
        finally:
            if isinstance(self.socket, ssl.SSLSocket):
                forget_faults()  # this thread serves others next


def _why(fault: Exception) -> Turned | None:
    """Say why a handshake failed; None for who left by itself, as whatever looks whether the port is open does."""
    reason = str(getattr(fault, "reason", "") or "")
    if isinstance(fault, ssl.SSLCertVerificationError):
        return Turned.UNKNOWN
    if isinstance(fault, ssl.SSLError) and not isinstance(fault, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return Turned.REFUSED_OURS if reason.endswith(REFUSED_OURS) else _REASONS.get(reason, Turned.NO_TLS)
    return None


_REASONS: Final = {
    "PEER_DID_NOT_RETURN_A_CERTIFICATE": Turned.NO_CERTIFICATE,
    "HTTP_REQUEST": Turned.PLAIN,
    "UNSUPPORTED_PROTOCOL": Turned.OLD_TLS,
}
