"""Who comes in: by HTTP Basic (RFC 7617), by a bearer token (RFC 6750), or by a certificate that the node's own proxy has checked.

A token is name and secret of the same client with a dot between.
The stretched secret is tried once; then this process knows a keyed digest of the header for a while. The epoch of the clock is read with
each request, and when it has moved the client and its rights are read anew: one that was revoked is out at every worker with that commit.
"""

import base64
import binascii
import hashlib
import secrets
import threading
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from comity.directory.bindings import Identity
from comity.directory.book import NotInDirectory
from comity.directory.patience import TooManyAttempts
from comity.doors.api.taxii.asking import Asked
from comity.doors.api.taxii.settled import shown_certificate
from comity.intel.store.clients import Client, WrongSecret, same_client, try_secret, with_certificate
from comity.intel.store.clock import Clock
from comity.intel.store.granting import Holding, holdings_of
from comity.intel.store.sight import Reader, Sight
from comity.terms.instants import Instant
from comity.wire.taxii.refusals import NoCredentials, TooOften

KNOWN_FOR: Final = timedelta(minutes=5)
MOST_KNOWN: Final = 1000
LONGEST: Final = 400
_KEY: Final = secrets.token_bytes(32)  # of this process alone: nothing of what it knows can be tried elsewhere


@dataclass(slots=True)
class Entered:
    """A client that is in: what it reads with, and the collections that it may know of, by identifier and alias."""

    client: Client
    reader: Reader
    holdings: dict[str, Holding]
    clock: Clock
    until: Instant

    @property
    def open_to(self) -> frozenset[int]:
        """The keys of the collections that the client may read."""
        return frozenset(one.pk for one in self.holdings.values() if one.can_read)

    def sight(self, *, at: Instant) -> Sight:
        """Return what the client may see now."""
        return self.reader.sight(self.clock, at=at)


_KNOWN: Final[dict[bytes, Entered]] = {}
# Trying takes tens of megabytes; and a client whose first requests come all at once must not be taken for a guesser, for each is counted.
_ONE_AT_A_TIME: Final = threading.Lock()


def enter(asked: Asked, clock: Clock) -> Entered:
    """Return who asks; `clock` is what was read first. Raises `NoCredentials`, `TooOften`."""
    header = asked.header("HTTP_AUTHORIZATION")
    identity = None if header else shown_certificate(asked.header("REMOTE_ADDR"), asked.header)
    if (not header and identity is None) or len(header) > LONGEST:
        raise NoCredentials
    said = header if identity is None else f"\0{identity.subject}"
    digest = hashlib.blake2b(said.encode("latin-1", "replace"), key=_KEY, digest_size=16).digest()
    known = _known(digest, asked, clock)
    if known is None:
        with _ONE_AT_A_TIME:
            known = _known(digest, asked, clock) or _look_again(digest, asked, clock, identity)
    return Entered(known.client, known.reader, known.holdings, clock, known.until)


def _known(digest: bytes, asked: Asked, clock: Clock) -> Entered | None:
    known = _KNOWN.get(digest)
    fresh = known is not None and asked.at < known.until and (known.clock.name, known.clock.epoch) == (clock.name, clock.epoch)
    return known if fresh else None


def _look_again(digest: bytes, asked: Asked, clock: Clock, identity: Identity | None) -> Entered:
    """Try the secret; where it was right a moment ago and only rights have changed since, see whether the client still has it."""
    kept = _KNOWN.pop(digest, None)
    try:
        client, until = None, asked.at + KNOWN_FOR
        if kept is not None and asked.at < kept.until and kept.clock.name == clock.name:
            client, until = same_client(kept.client), kept.until
        if client is None:
            client, until = _try(asked) if identity is None else with_certificate(identity), asked.at + KNOWN_FOR
    except (WrongSecret, NotInDirectory):
        raise NoCredentials from None
    except TooManyAttempts as refusal:
        raise TooOften(seconds=int(refusal.facts["minutes"]) * 60) from refusal
    found = Entered(client, Reader(client.principal), holdings_of(client.principal, client=client.name), clock, until)
    if len(_KNOWN) >= MOST_KNOWN:
        _KNOWN.clear()
    _KNOWN[digest] = found
    return found


def _try(asked: Asked) -> Client:
    name, secret = _named(asked.header("HTTP_AUTHORIZATION"))
    return try_secret(name, secret, address=asked.address, at=asked.at)


def _named(header: str) -> tuple[str, str]:
    scheme, _, told = header.partition(" ")
    told = told.strip()
    if scheme.lower() == "bearer":
        name, dot, secret = told.partition(".")
    elif scheme.lower() == "basic":
        try:
            name, dot, secret = base64.b64decode(told, validate=True).decode().partition(":")
        except (binascii.Error, ValueError):
            raise NoCredentials from None
    else:
        raise NoCredentials
    if not dot or not name or not secret or not (name.isascii() and name.isprintable()):
        raise NoCredentials
    return name, secret
