"""Who comes in: HTTP Basic (RFC 7617) or a bearer token (RFC 6750), which is name and secret of the same client with a dot between.

The stretched secret is tried once; then this process knows a keyed digest of the header for a while. What it knows ends with the epoch of
the clock, which is read with each request: a client that was revoked is out at every worker with that commit.
"""

import base64
import binascii
import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from comity.directory.patience import TooManyAttempts
from comity.doors.api.taxii.asking import Asked
from comity.intel.store.clients import Client, WrongSecret, try_secret
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

    def sight(self, *, at: Instant) -> Sight:
        """Return what the client may see now."""
        return self.reader.sight(self.clock, at=at)


_KNOWN: Final[dict[bytes, Entered]] = {}


def enter(asked: Asked, clock: Clock) -> Entered:
    """Return who asks; `clock` is what was read first. Raises `NoCredentials`, `TooOften`."""
    header = asked.header("HTTP_AUTHORIZATION")
    if not header or len(header) > LONGEST:
        raise NoCredentials
    digest = hashlib.blake2b(header.encode("latin-1", "replace"), key=_KEY, digest_size=16).digest()
    known = _KNOWN.get(digest)
    if known is None or asked.at >= known.until or (known.clock.name, known.clock.epoch) != (clock.name, clock.epoch):
        _KNOWN.pop(digest, None)
        known = _try(header, asked, clock)
        if len(_KNOWN) >= MOST_KNOWN:
            _KNOWN.clear()
        _KNOWN[digest] = known
    return Entered(known.client, known.reader, known.holdings, clock, known.until)


def _try(header: str, asked: Asked, clock: Clock) -> Entered:
    name, secret = _named(header)
    try:
        client = try_secret(name, secret, address=asked.address, at=asked.at)
    except WrongSecret:
        raise NoCredentials from None
    except TooManyAttempts as refusal:
        raise TooOften(seconds=int(refusal.facts["minutes"]) * 60) from refusal
    reader = Reader(client.principal)
    return Entered(client, reader, holdings_of(client.principal, client=client.name), clock, asked.at + KNOWN_FOR)


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
