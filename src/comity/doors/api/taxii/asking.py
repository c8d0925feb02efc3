"""One request as this door reads it: the address in steps, headers, a body that is read with a cap (PEP 3333)."""

import zlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import msgspec

from comity.doors.api.taxii.settled import is_own_host, may_send_secrets, proxy, tls_header
from comity.terms.instants import Instant
from comity.wire.taxii.refusals import BadAddress, BadBody, BodyTooLarge, NoEncryption, NotTaxii

PREFIX: Final = "/taxii2/"
MOST_CONTENT: Final = 16 * 2**20
_PIECE: Final = 256 * 1024
_LONGEST_LENGTH: Final = 18  # digits: more are no number that anybody means
_GZIP: Final = 16 + zlib.MAX_WBITS


class Asked(msgspec.Struct, frozen=True):
    """`steps` is the address below `/taxii2/`, without its last slash; None where that is missing."""

    method: str
    steps: tuple[str, ...] | None
    query: str
    environ: Mapping[str, Any]
    at: Instant

    def header(self, name: str) -> str:
        """Return the value of a header, as HTTP_ACCEPT; empty without one."""
        return str(self.environ.get(name, ""))

    @property
    def origin(self) -> str:
        """Scheme, host and port by which the client reached this node."""
        return f"{'https' if self.is_encrypted else 'http'}://{self.header('HTTP_HOST')}"

    @property
    def is_encrypted(self) -> bool:
        """Whether TLS carried it: here, or up to a proxy whose word counts (`settled.tls_header`)."""
        if self.environ.get("wsgi.url_scheme") == "https":
            return True
        believed = tls_header()
        return believed is not None and self.header(believed[0]) == believed[1]

    @property
    def address(self) -> str:
        """The client's address, as the web's door takes it: the other end, or what the one believed proxy added last."""
        peer = self.header("REMOTE_ADDR")
        if proxy() and peer == proxy():
            told = self.header("HTTP_X_FORWARDED_FOR").rpartition(",")[2].strip()
            return told[:45] if told and told.isascii() and told.isprintable() else peer[:45]
        return peer[:45]


def read_request(environ: Mapping[str, Any], *, at: Instant, prefix: str = PREFIX) -> Asked:
    """Return what is asked. Raises `BadAddress` for a host that is not this node's, `NoEncryption` for secrets in the clear."""
    steps = _steps(str(environ.get("PATH_INFO", ""))[len(prefix) - 1 :])
    asked = Asked(str(environ["REQUEST_METHOD"]), steps, str(environ.get("QUERY_STRING", "")), environ, at)
    if not is_own_host(asked.header("HTTP_HOST")):
        raise BadAddress
    if "HTTP_AUTHORIZATION" in environ and not may_send_secrets(asked.header("REMOTE_ADDR"), encrypted=asked.is_encrypted):
        raise NoEncryption
    return asked


def _steps(path: str) -> tuple[str, ...] | None:
    """Return the steps of an address; None for one without a last slash, or with letters that no address here has."""
    inner = path[1:]
    if not (path.isascii() and path.isprintable() and path.endswith("/")):
        return None
    return tuple(inner[:-1].split("/")) if inner else ()


def read_body(asked: Asked, *, most: int = MOST_CONTENT) -> bytes:
    """Return the body, unpacked, of at most `most` bytes.

    Raises `BodyTooLarge`, before anything is read where its length says so; `NotTaxii`, `BadBody`.
    """
    length = length_of(asked)
    if length is not None and length > most:
        raise BodyTooLarge(cap=most)
    packing = asked.header("HTTP_CONTENT_ENCODING").strip().lower()
    if packing not in ("", "identity", "gzip"):
        raise NotTaxii
    pieces = _pieces(asked.environ["wsgi.input"].read, length, most)
    return _joined(_unpacked(pieces) if packing == "gzip" else pieces, most)


def length_of(asked: Asked) -> int | None:
    """Return how long the body is as it comes, packed or not; None where the request does not say. Raises `BadBody`, `BodyTooLarge`."""
    length = asked.header("CONTENT_LENGTH")
    if length and (not length.isascii() or not length.isdigit()):
        raise BadBody(why="its length is no number")
    if len(length) > _LONGEST_LENGTH:
        raise BodyTooLarge(cap=MOST_CONTENT)
    return int(length) if length else None


def _pieces(read: Callable[[int], bytes], length: int | None, most: int) -> Iterable[bytes]:
    """Read as much as the length says; without one, as much as shows that it is too much."""
    left = most + 1 if length is None else length
    while left and (piece := read(min(left, _PIECE))):
        left -= len(piece)
        yield piece
    if left and length is not None:
        raise BadBody(why="it ends before the length that its header says")


def _unpacked(pieces: Iterable[bytes]) -> Iterable[bytes]:
    """Unpack piece by piece: what a few bytes become is never larger than one piece at a time."""
    unpacking = zlib.decompressobj(_GZIP)
    try:
        for piece in pieces:
            left = piece
            while left:
                yield unpacking.decompress(left, _PIECE)
                left = unpacking.unconsumed_tail
    except zlib.error as fault:
        raise BadBody(why="it is not packed with gzip, as its header says") from fault
    if not unpacking.eof:
        raise BadBody(why="it ends before its end")


def _joined(pieces: Iterable[bytes], most: int) -> bytes:
    kept: list[bytes] = []
    size = 0
    for piece in pieces:
        kept.append(piece)
        size += len(piece)
        if size > most:
            raise BodyTooLarge(cap=most)
    return b"".join(kept)
