"""Opens the connections to one peer as the directory says: TLS 1.3 with both keys pinned where its address is https, else plain.

docs/specs/delivery.md, section 7. Nothing falls back: what cannot be opened so is not opened.
"""

import functools
import ssl
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPSConnectionPool

from comity.courier.posting import Answer, InOne, Posting
from comity.courier.protocol.lines import Failure
from comity.directory.book import book
from comity.directory.home import Home, home
from comity.directory.keyfiles import BadKeyFile
from comity.directory.linekeys import PLAIN, TLS, NoLineKey, line_password, shown_at
from comity.directory.sections import Node, Relay
from comity.seal.linekey import LineCertificate
from comity.terms.identifiers import NodeId
from comity.terms.instants import Instant
from comity.terms.refusals import Refused

_FORBIDDEN: Final = 403
REFUSED_OURS: Final = (
    "UNKNOWN_CA",
    "CERTIFICATE_REQUIRED",
    "BAD_CERTIFICATE",
    "CERTIFICATE_UNKNOWN",
    "CERTIFICATE_EXPIRED",
    "ACCESS_DENIED",
)
"""What the other side says of the certificate that it was shown (RFC 8446, section 6.2): the ends of OpenSSL's reasons."""


class UnpinnedError(urllib3.exceptions.HTTPError):
    """The directory names no TLS key of the peer that is good now."""


class NoAddressError(urllib3.exceptions.HTTPError):
    """The peer's address is neither http nor https."""


class PinnedPool:
    """The connections to one peer, made as they are needed and made anew when the directory, or this node's own key, changes."""

    def __init__(
        self,
        peer: NodeId,
        *,
        now: Callable[[], Instant],
        timeout: urllib3.Timeout,
        node: Home | None = None,
        at: str | None = None,
        most: int = 1,
    ) -> None:
        """Connect to nobody yet. `at` is a host and port to reach the peer at instead of those that the directory names.

        `most` is how many connections are kept, for as many threads that ask at once.
        """
        self._peer, self._now, self._timeout, self._node, self._at = peer, now, timeout, node, at
        self._most, self._lock = most, threading.Lock()
        self._made_of: object = None
        self._pool: Posting | None = None

    def request(self, method: str, path: str, **how: Any) -> urllib3.BaseHTTPResponse:  # noqa: ANN401 as urllib3's own
        """Ask the peer once, without following it anywhere; `how` as of `urlopen`. Raises `urllib3.exceptions.HTTPError`, `Refused`."""
        with self._lock:
            prefix, pool = self._current()
        try:
            return pool.urlopen(method, prefix + path, redirect=False, **how)
        except urllib3.exceptions.HTTPError:
            forget_faults()  # this thread may have lines to others
            raise

    def post(self, path: str, *, headers: Mapping[str, str], body: bytes, most: int) -> Answer:
        """Post to the peer once, by the shortest road, and read no more than `most` bytes and one of its answer. Raises as `request`."""
        with self._lock:
            prefix, pool = self._current()
        try:
            return pool.post(prefix + path, headers=headers, body=body, most=most)
        except urllib3.exceptions.HTTPError:
            forget_faults()
            raise

    def clear(self) -> None:
        """Let go of the connections."""
        if self._pool is not None:
            self._pool.close()
        self._pool = self._made_of = None

    def _current(self) -> tuple[str, Posting]:
        here, at = self._node or home(), self._now()
        entry = self._entry(here)
        # A node that nobody calls (a relay or a pouch serves it) has no address in the directory; at its own it is asked without TLS.
        path, where = ("", self._at) if self._at and not entry.endpoint else _address(entry.endpoint)
        where = self._at or where
        made_of: object = where
        own, pins = None, tuple(dated.key for dated in entry.tls if dated.good(at))
        if entry.endpoint.startswith(TLS):
            if not pins:
                raise UnpinnedError(self._peer.text)
            own, _ = shown_at(here, at=at)
            made_of = (where, own, pins)
        if self._pool is None or made_of != self._made_of:
            self.clear()
            self._pool, self._made_of = self._open(where, own=own, pins=pins), made_of
        return path, self._pool

    def _entry(self, here: Home) -> Node | Relay:
        """Return where to call, and whose keys to expect there."""
        return book(here).node(self._peer)

    def _open(self, where: str, *, own: Path | None, pins: tuple[LineCertificate, ...]) -> Posting:
        parts = urlsplit(f"//{where}")
        how: dict[str, Any] = {"port": parts.port, "maxsize": self._most, "retries": False, "timeout": self._timeout}
        if own is None:
            return Posting(parts.hostname or "", **how)
        context = line_context(ssl.PROTOCOL_TLS_CLIENT, own=own, trusted=pins, password=line_password(self._node or home(), own))
        raw = frozenset(pin.raw for pin in pins)
        return _Pool(parts.hostname or "", ssl_context=context, cert_reqs="CERT_REQUIRED", assert_hostname=False, pins=raw, **how)


class RelayPool(PinnedPool):
    """The connections to one relay, as the country that named it says: by the keys in its entry, and no others."""

    def __init__(self, relay: Relay, *, home: Home, now: Callable[[], Instant], timeout: urllib3.Timeout) -> None:
        """Connect to nobody yet."""
        super().__init__(relay.id, now=now, timeout=timeout, node=home)
        self._relay = relay

    def _entry(self, here: Home) -> Node | Relay:
        del here  # the entry was read from its directory; one that changes is another relay
        return self._relay


@functools.lru_cache(maxsize=512)  # of the peers that are called; an address says the same each time
def _address(endpoint: str) -> tuple[str, str]:
    """Return the path before ours, and the host and port; raises `NoAddressError`."""
    try:
        parts = urlsplit(endpoint)
        if parts.hostname and endpoint.startswith((TLS, PLAIN)) and parts.port != 0:
            return parts.path.rstrip("/"), parts.netloc
    except ValueError as fault:
        raise NoAddressError(endpoint) from fault
    raise NoAddressError(endpoint)


class _Connection(InOne, HTTPSConnection):
    """A connection to whoever shows one of the certificates that the directory names, and to nobody whom these vouch for."""

    def __init__(self, host: str, *, pins: frozenset[bytes], **how: Any) -> None:  # noqa: ANN401 as urllib3's own
        super().__init__(host, **how)
        self._pins = pins

    def connect(self) -> None:
        super().connect()
        if not isinstance(self.sock, ssl.SSLSocket) or self.sock.getpeercert(binary_form=True) not in self._pins:
            self.close()
            message = "not a certificate that the directory names"
            raise ssl.SSLCertVerificationError(message)

    def send(self, data: Any) -> None:  # noqa: ANN401 as urllib3's own
        """Send; where the peer hung up, read first what it said: in TLS 1.3 it refuses our key after our own handshake is done."""
        try:
            super().send(data)
        except OSError:
            if isinstance(self.sock, ssl.SSLSocket):
                self.sock.recv(1)  # raises the alert, if there is one
            raise


class _Pool(Posting, HTTPSConnectionPool):
    ConnectionCls: type[HTTPConnection] = _Connection  # type: ignore[assignment]  # what urllib3 gives to it, it takes


def forget_faults() -> None:
    """Take what a broken connection left behind out of this thread's queue of OpenSSL's errors; 10 millionths of a second.

    Since 3.13.1 Python leaves there what the system said of a write that failed, and says it once more of the next connection that is read
    in this thread and whose bytes have not come yet, however sound that one is (python/cpython#148594). A handshake begins by emptying the
    queue; this one has nothing to read, and ends there.
    """
    with suppress(ssl.SSLWantReadError):
        _nobody().wrap_bio(ssl.MemoryBIO(), ssl.MemoryBIO(), server_side=True).do_handshake()


@functools.cache
def _nobody() -> ssl.SSLContext:
    return ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)


def no_password() -> str:
    """Return none: a key that has one is refused, and nobody at a terminal is asked."""
    return ""


def line_context(role: int, *, own: Path, trusted: Iterable[LineCertificate], password: Callable[[], str] = no_password) -> ssl.SSLContext:
    """Return TLS 1.3 that shows the key of `own` and takes a certificate of `trusted`; the caller compares it byte by byte.

    Raises `BadKeyFile`. Nobody else is trusted, no name is looked at, and no session is taken up again: each connection shows its key.
    """
    context = ssl.SSLContext(role)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = False
    context.verify_mode = ssl.CERT_REQUIRED
    try:
        context.load_cert_chain(own, password=password)
    except OSError as fault:
        raise BadKeyFile(file=own, where=fault) from fault
    if role == ssl.PROTOCOL_TLS_SERVER:
        context.num_tickets = 0
    for certificate in trusted:
        try:
            context.load_verify_locations(cadata=certificate.raw)
        except ssl.SSLError:
            continue  # one that OpenSSL cannot read keeps out its own node and no other
    return context


def failure_of(fault: Exception) -> Failure:
    """Say why nothing came of a request, for the line; `fault` is what `request` raised."""
    match fault:
        case NoLineKey() | BadKeyFile():
            return Failure.NO_LINE_KEY
        case UnpinnedError():
            return Failure.NOT_TRUSTED
        case NoAddressError() | urllib3.exceptions.LocationValueError() | urllib3.exceptions.NewConnectionError() | Refused():
            # NewConnectionError is to urllib3 one of the timeouts, so asked first
            return Failure.NO_ROUTE
        case urllib3.exceptions.TimeoutError():
            return Failure.TIMEOUT
        case urllib3.exceptions.SSLError():
            return _of_tls(fault.args[0] if fault.args else None)
        case _:
            return Failure.CUT


def _of_tls(fault: object) -> Failure:
    if isinstance(fault, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return Failure.CUT
    reason = str(getattr(fault, "reason", "") or "")
    if "ALERT" in reason:
        return Failure.NOT_ACCEPTED if reason.endswith(REFUSED_OURS) else Failure.CUT
    return Failure.NOT_TRUSTED


def failure_of_status(status: int) -> Failure:
    """Say why an answer of another status than 200 is none."""
    return Failure.NOT_ACCEPTED if status == _FORBIDDEN else Failure.STATUS
