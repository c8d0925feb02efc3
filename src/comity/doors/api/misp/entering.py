"""Who comes in: a key of forty letters and digits in `Authorization`, with no word before it, or in `X-MISP-AUTH`.

What a process knows of a key ends with the epoch of the clock, as at the door of TAXII.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from comity.directory.patience import TooManyAttempts
from comity.doors.api.taxii.asking import Asked
from comity.intel.misp.keys import try_key
from comity.intel.misp.spreading import Look
from comity.intel.store.clients import Client, WrongSecret
from comity.intel.store.clock import Clock
from comity.intel.store.granting import Holding, holdings_of
from comity.intel.store.sight import Reader
from comity.intel.store.sources import known_number
from comity.terms.instants import Instant
from comity.wire.misp.refusals import NoKey, NowhereToPut
from comity.wire.taxii.refusals import TooOften

KNOWN_FOR: Final = timedelta(minutes=5)
MOST_KNOWN: Final = 1000
ALIAS: Final = "misp"
_LONGEST: Final = 100
_KEY: Final = secrets.token_bytes(32)


@dataclass(frozen=True, slots=True)
class Entered:
    """An instance that is in: its client, what it reads with, its collections, the version of MISP that it is answered with."""

    client: Client
    version: str
    reader: Reader
    holdings: dict[str, Holding]
    clock: Clock
    until: Instant

    def look(self, *, at: Instant) -> Look:
        """Return what it may see now."""
        readable = tuple(one for key, one in self.holdings.items() if key == one.uuid and one.can_read)
        return Look(self.client.principal, known_number(self.client.source), self.reader.sight(self.clock, at=at), readable, at)

    @property
    def writes(self) -> bool:
        """Whether it may put something anywhere."""
        return any(one.can_write for one in self.holdings.values())

    def target(self) -> Holding:
        """Return the collection that it writes: the one called misp, else the only one. Raises `NowhereToPut`."""
        writable = {one.uuid: one for one in self.holdings.values() if one.can_write}
        named = next((one for one in writable.values() if one.alias == ALIAS), None)
        if named is None and len(writable) != 1:
            raise NowhereToPut
        return named or next(iter(writable.values()))


_KNOWN: Final[dict[bytes, Entered]] = {}


def enter(asked: Asked, clock: Clock) -> Entered:
    """Return who asks; `clock` is what was read first. Raises `NoKey`, `TooOften`."""
    key = asked.header("HTTP_AUTHORIZATION").strip()
    if not key or len(key) > _LONGEST:
        raise NoKey
    digest = hashlib.blake2b(key.encode("latin-1", "replace"), key=_KEY, digest_size=16).digest()
    known = _KNOWN.get(digest)
    if known is None or asked.at >= known.until or (known.clock.name, known.clock.epoch) != (clock.name, clock.epoch):
        _KNOWN.pop(digest, None)
        known = _try(key, asked, clock)
        if len(_KNOWN) >= MOST_KNOWN:
            _KNOWN.clear()
        _KNOWN[digest] = known
    return Entered(known.client, known.version, known.reader, known.holdings, clock, known.until)


def _try(key: str, asked: Asked, clock: Clock) -> Entered:
    try:
        client, version = try_key(key, address=asked.address, at=asked.at)
    except WrongSecret:
        raise NoKey from None
    except TooManyAttempts as refusal:
        raise TooOften(seconds=int(refusal.facts["minutes"]) * 60) from refusal
    holdings = holdings_of(client.principal, client=client.name)
    return Entered(client, version, Reader(client.principal), holdings, clock, asked.at + KNOWN_FOR)
