"""Reads the directory's repository from its mirrors: https, no redirects, sizes and times that are bounded, nothing believed.

Loaded by `comity directory` alone, which the courier starts as a process of its own (`refreshing`). docs/specs/repository.md, section 8.
"""

import time
from collections.abc import Callable, Iterator
from typing import Final

import structlog
import urllib3
from django.db import transaction

from comity.courier.alarms import raise_alarm
from comity.courier.protocol.effects import Alarm, AlarmKind
from comity.courier.trusting import trusting
from comity.directory.freshness import read_seen
from comity.directory.home import Home
from comity.directory.mirrors import NEWER, OLDER, SAME, SILENT, WRONG, MirrorSaid, write_said
from comity.directory.repository.layout import LARGEST, METADATA, MissingFileError, Source
from comity.directory.repository.noting import refresh
from comity.directory.repository.packing import MOST_BYTES
from comity.directory.repository.refusals import NotFollowed, OverdueRole, RolledBack
from comity.terms.instants import Instant
from comity.terms.refusals import Refused, TooLarge
from comity.terms.speech import gettext_noop

TIMEOUT: Final = urllib3.Timeout(connect=10, read=30)
PATIENCE: Final = 600.0
"""Seconds in which all of it must have come from one mirror: who sends a byte at a time is left."""
MOST_ROOTS: Final = 1000
DAY: Final = 24 * 3_600_000_000  # microseconds

_PIECE: Final = 64 * 1024
_OK: Final = 200
_NOT_THERE: Final = (403, 404)
_LOG: Final = structlog.get_logger("comity.courier")


class MirrorSilent(Refused):
    """The mirror did not answer, or not with a file."""

    wire_class = "unavailable"
    sentence = gettext_noop("The mirror %(url)s of the directory repository did not answer: %(why)s.")
    next_step = gettext_noop("Nothing was changed. Look whether this node reaches it, or take the repository over from a file.")


class NoMirrors(Refused):
    """No mirror is named."""

    sentence = gettext_noop("No mirror of the directory repository is named for this node.")
    next_step = gettext_noop("Write the table [mirrors] in node.toml, or name a folder or a file.")


class Mirror:
    """A repository at an address."""

    def __init__(self, url: str, *, ca: str = "", clock: Callable[[], float] = time.monotonic) -> None:
        """Nobody is asked yet; `clock` counts seconds."""
        self._url, self._clock = url, clock
        self._pool = urllib3.PoolManager(num_pools=1, retries=False, timeout=TIMEOUT, ssl_context=trusting(ca))
        self._until = clock() + PATIENCE
        self._room = MOST_BYTES

    def read(self, path: str) -> bytes:
        """Return a file. Raises `MissingFileError`; `MirrorSilent`, also for a way to elsewhere; `TooLarge` for more than all may have."""
        data = self._get(f"{self._url}/{path}")
        self._room -= len(data)
        if self._room < 0:
            raise TooLarge("directory repository", size=MOST_BYTES - self._room, cap=MOST_BYTES)
        return data

    def roots(self) -> Iterator[bytes]:
        """Yield the files of the root from the first on, until one is missing."""
        for version in range(1, MOST_ROOTS):
            try:
                data = self.read(f"{METADATA}/{version}.root.json")
            except MissingFileError:
                return
            yield data if len(data) <= LARGEST else b""

    def _get(self, address: str) -> bytes:
        headers = {"Accept-Encoding": "identity"}
        try:
            answer = self._pool.request("GET", address, headers=headers, redirect=False, preload_content=False, decode_content=False)
            try:
                if answer.status in _NOT_THERE:
                    raise MissingFileError(address)
                if answer.status != _OK:
                    raise MirrorSilent(url=self._url, why=f"status {answer.status}")
                return self._body(answer)
            finally:
                answer.close()
        except (urllib3.exceptions.HTTPError, OSError) as fault:
            raise MirrorSilent(url=self._url, why=type(fault).__name__) from fault

    def _body(self, answer: urllib3.BaseHTTPResponse) -> bytes:
        """Read no more than a file may have, and a byte by which it is seen to be too large."""
        data = bytearray()
        while len(data) <= LARGEST:
            if self._clock() > self._until:
                raise MirrorSilent(url=self._url, why=f"it was not done in {PATIENCE:.0f} seconds")
            piece = answer.read1(min(_PIECE, LARGEST + 1 - len(data)))
            if not piece:
                break
            data += piece
        return bytes(data)


Open = Callable[[str], Source]
"""Return the mirror at an address."""


def ask_mirrors(home: Home, *, at: Instant, mirror: Open | None = None) -> tuple[MirrorSaid, ...]:
    """Ask each mirror of this node's settings for a newer copy, take over what verifies, and note what came of it.

    One that is silent, lags or lies is in the way of no other. Raises `NoMirrors`, `NotFollowed`.
    """
    mirrors = home.mirrors
    if mirrors is None:
        raise NoMirrors
    if read_seen(home) is None:
        raise NotFollowed
    given = mirror or (lambda url: Mirror(url, ca=mirrors.ca))
    said = tuple(_asked(home, url, given(url), at=at) for url in mirrors.urls)
    write_said(home.path, said)
    wrong = any(one.outcome == WRONG for one in said)
    silent = all(one.outcome == SILENT for one in said)
    for kind, raised in ((AlarmKind.MIRROR_WRONG, wrong), (AlarmKind.MIRRORS_SILENT, silent)):
        if raised:
            with transaction.atomic():  # one of a kind a day
                raise_alarm(Alarm(kind, home.node, seq=at.micros // DAY), home=home, at=at)
    return said


def _asked(home: Home, url: str, source: Source, *, at: Instant) -> MirrorSaid:
    before = read_seen(home)
    try:
        taken = refresh(home, source, at=at, by=home.node.text)
    except MirrorSilent as refusal:
        outcome, why = SILENT, str(refusal.facts["why"])
    except (RolledBack, OverdueRole) as refusal:
        outcome, why = OLDER, str(refusal)
    except Refused as refusal:
        outcome, why = WRONG, str(refusal)
    else:
        newer = before is None or taken.seen.timestamp > before.timestamp
        return MirrorSaid(url, str(at), NEWER if newer else SAME)
    _LOG.warning("mirror", url=url, outcome=outcome, why=why)
    return MirrorSaid(url, str(at), outcome, why[:300])
