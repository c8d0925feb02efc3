"""The line to a TAXII server: one origin, verified, with time-outs and caps; secrets are put on here and appear nowhere else.

Nobody is followed: a redirect is an answer like any other, and an address of another origin (an API root that a server names elsewhere)
is asked only where the operator allowed that origin, so that no server can lead this node to a third one, or into its own network.
Proxies, `.netrc` and cookies of this machine's account are left alone.
"""

import base64
import ssl
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import urllib3

from comity.courier.taxii.exchange import NOBODY, Answered, Asked, NoAnswer
from comity.courier.trusting import trusting
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop
from comity.wire.taxii.servers import origin_of

LARGEST: Final = 64 * 2**20  # of one answer, decompressed
CONNECT: Final = 10.0
READ: Final = 60.0
_CHUNK: Final = 256 * 1024


class WrongOrigin(Refused):
    """A server led to another one."""

    sentence = gettext_noop("The server leads to %(origin)s, which is not the one that you named.")
    next_step = gettext_noop("Look whether that server is meant; if it is, allow it with --also.")


class BadSecret(Refused):
    """A name, password or token that no header can carry."""

    sentence = gettext_noop("The name, password or token cannot be sent: %(where)s.")
    next_step = gettext_noop("Give it as one line of text; a name holds no colon.")


@dataclass(frozen=True, slots=True)
class Credential:
    """How one identity signs in: the value of `Authorization`, or a client certificate with its key as files. Never printed."""

    authorization: str = ""
    certificate: str = ""
    key: str = ""

    def __repr__(self) -> str:
        """Say the way and nothing of the secret."""
        return f"Credential({self.way})"

    @property
    def way(self) -> str:
        """How it signs in, in one word."""
        return "certificate" if self.certificate else self.authorization.partition(" ")[0] or "nobody"

    @classmethod
    def basic(cls, user: str, password: str) -> "Credential":
        """Sign in with HTTP Basic in UTF-8 (RFC 7617, 2.1)."""
        if ":" in user or not (user + password).isprintable():
            raise BadSecret(where="a colon in the name, or what is no text of one line")
        return cls("Basic " + base64.b64encode(f"{user}:{password}".encode()).decode("ascii"))

    @classmethod
    def bearer(cls, token: str) -> "Credential":
        """Sign in with a token (RFC 6750, 2.1)."""
        if not token or not token.isascii() or not token.isprintable() or " " in token:
            raise BadSecret(where="a token is one word of ASCII")
        return cls(f"Bearer {token}")


ANONYMOUS: Final = Credential()


class Line:
    """Asks the server of `origin`, and the origins that are allowed beside it; identities by name."""

    def __init__(
        self, url: str, *, identities: Mapping[str, Credential], also: Iterable[str] = (), ca: str = "", largest: int = LARGEST
    ) -> None:
        """Connect to nobody yet."""
        self._origin = origin_of(url)
        self._allowed = frozenset({self._origin, *map(origin_of, also)})
        self._identities = {NOBODY: ANONYMOUS, **identities}
        self._ca, self._largest = ca, largest
        self._pools: dict[tuple[str, str], urllib3.PoolManager] = {}

    def __call__(self, asked: Asked) -> Answered:
        """Ask once; raises `WrongOrigin`, `NoAnswer`."""
        origin = origin_of(asked.url)
        if origin not in self._allowed:
            raise WrongOrigin(origin=origin)
        who = self._identities[asked.by]
        headers = {"User-Agent": "comity", "Accept-Encoding": "gzip", **dict(asked.headers)}
        if who.authorization:
            headers["Authorization"] = who.authorization
        try:
            return self._asked(asked, headers, who)
        except urllib3.exceptions.SSLError as fault:
            raise NoAnswer("certificate", origin=origin) from fault
        except (urllib3.exceptions.DecodeError, zlib.error) as fault:
            raise NoAnswer("garbled", origin=origin) from fault
        except urllib3.exceptions.ConnectTimeoutError as fault:
            raise NoAnswer("no-connection", origin=origin) from fault
        except (urllib3.exceptions.TimeoutError, urllib3.exceptions.ProtocolError) as fault:
            raise NoAnswer("broke-off", origin=origin) from fault
        except (urllib3.exceptions.HTTPError, OSError) as fault:
            raise NoAnswer("no-connection", origin=origin) from fault

    def _asked(self, asked: Asked, headers: Mapping[str, str], who: Credential) -> Answered:
        answer = self._pool(who).request(
            asked.method, asked.url, body=asked.body or None, headers=headers, redirect=False, preload_content=False, decode_content=True
        )
        try:
            body = bytearray()
            for piece in answer.stream(_CHUNK, decode_content=True):
                body += piece
                if len(body) > self._largest:
                    raise NoAnswer("too-large", origin=origin_of(asked.url))
            return Answered(answer.status, tuple(answer.headers.items()), bytes(body))
        except BaseException:
            answer.close()  # what was not read to its end is not used again
            raise
        finally:
            answer.release_conn()

    def _pool(self, who: Credential) -> urllib3.PoolManager:
        """Return the connections of one identity: a connection that a certificate opened speaks for nobody else."""
        kept = self._pools.get((who.certificate, who.key))
        if kept is None:
            context = trusting(self._ca)
            if who.certificate:
                try:
                    context.load_cert_chain(who.certificate, who.key or None, password=_no_password)
                except (ssl.SSLError, OSError) as fault:
                    raise BadSecret(where=f"{who.certificate}: {fault}") from fault
            timeout = urllib3.Timeout(connect=CONNECT, read=READ)
            kept = urllib3.PoolManager(num_pools=4, maxsize=1, retries=False, timeout=timeout, ssl_context=context)
            self._pools[who.certificate, who.key] = kept
        return kept

    def close(self) -> None:
        """Let go of every connection."""
        for pool in self._pools.values():
            pool.clear()
        self._pools.clear()


def _no_password() -> str:
    """Ask nobody at a terminal: a key with a passphrase is refused."""
    return ""
