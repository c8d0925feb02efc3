"""Looks every few seconds whether what keeps this node's keys answers; where it does not, an alarm a day, a word on pages, and acts wait.

A courier that begins meanwhile waits for it too, instead of ending: `wait_for_keys`.
"""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

import structlog
from django.db import close_old_connections, transaction

from comity.courier.alarms import raise_alarm
from comity.courier.protocol.effects import Alarm, AlarmKind
from comity.directory.home import Home
from comity.directory.keyabsence import clear_absence, note_absence
from comity.directory.linekeys import line_password, shown_at, speaks_tls
from comity.records import journal
from comity.records.lending import lent_connection
from comity.seal.refusals import KeeperAway
from comity.terms.instants import Instant

PAUSE: Final = 1.0
LONGEST_PAUSE: Final = 10.0

_DAY: Final = 24 * 3600 * 1_000_000
_LOG: Final = structlog.get_logger("comity.courier")
_SAID: Final[set[Path]] = set()


def look_at_keys(home: Home, *, at: Instant) -> None:
    """Ask the token whether it answers; one that was lost and is back is used again by this. A secret is read once a process, and is there.

    A node whose keys lie in the clear asks nobody.
    """
    if home.key_use.in_the_clear:
        return
    from comity.directory.keepers import require_there  # noqa: PLC0415 a node whose keys lie in the clear loads nothing of it

    try:
        require_there(home)
    except KeeperAway as away:
        _say_away(home, away, at=at)
    else:
        _say_back(home)


def wait_for_keys(home: Home, *, now: Callable[[], Instant], stopping: threading.Event) -> bool:
    """Return True once this node can show on the line who it is, False where it is told to stop before. With the alarm meanwhile.

    Asked again after a second, then after twice as long each time, ten seconds at the most; a PIN that was refused is not tried again by
    that. On a plain line nothing is shown, and nothing is waited for. Raises `NoLineKey`, `BadKeyFile`, which no waiting mends.
    """
    if home.key_use.in_the_clear or not speaks_tls(home):
        return True
    pause = PAUSE
    while not stopping.is_set():
        file, _ = shown_at(home, at=now())
        try:
            line_password(home, file)()
        except KeeperAway as away:
            _try_to_say_away(home, away, at=now())
            stopping.wait(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
        else:
            _say_back(home)
            return True
    return False


def say_fault(what: str, fault: Exception, *, home: Home, at: Instant) -> None:
    """Say a fault in the courier's messages; that keys are away is none: it is said once, and where people look. Raises nothing."""
    if isinstance(fault, KeeperAway):
        _try_to_say_away(home, fault, at=at)
    else:
        _LOG.error(what, exc_info=fault)
        close_old_connections()  # where it was the database's


@lent_connection()
def _try_to_say_away(home: Home, away: KeeperAway, *, at: Instant) -> None:
    try:
        _say_away(home, away, at=at)
    except journal.LogStopped:
        return  # a node in quarantine says so where people look
    except Exception:  # noqa: BLE001 a database that is not there yet: said the next time
        _LOG.exception("keys")


def _say_away(home: Home, away: KeeperAway, *, at: Instant) -> None:
    """Say it in the courier's messages once, on every page, and by an alarm a day.

    The alarm's leaf needs no signature: the checkpoint over it is signed when the keys can be used again.
    """
    if home.path not in _SAID:
        _SAID.add(home.path)
        _LOG.warning("keys", why=str(away))
    note_absence(home, away, at=at)
    with transaction.atomic():
        raise_alarm(Alarm(AlarmKind.KEY_AWAY, home.node, seq=at.micros // _DAY), home=home, at=at)


def _say_back(home: Home) -> None:
    clear_absence(home)  # also what a courier said that ended since
    if home.path in _SAID:
        _SAID.discard(home.path)
        _LOG.info("keys", why="they can be used again")
