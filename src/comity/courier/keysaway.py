"""Looks every few seconds whether the token that keeps this node's keys answers; where it does not, an alarm a day, and acts wait."""

from pathlib import Path
from typing import Final

import structlog
from django.db import transaction

from comity.courier.alarms import raise_alarm
from comity.courier.protocol.effects import Alarm, AlarmKind
from comity.directory.home import Home
from comity.seal.refusals import KeeperAway
from comity.terms.instants import Instant

_DAY: Final = 24 * 3600 * 1_000_000
_LOG: Final = structlog.get_logger("comity.courier")
_SAID: Final[set[Path]] = set()


def look_at_keys(home: Home, *, at: Instant) -> None:
    """Ask the token whether it answers; one that was lost and is back is used again by this. A node without one is not looked at.

    The alarm's leaf needs no signature: the checkpoint over it is signed when the token is back.
    """
    if home.key_use.token is None:
        return
    from comity.directory.keepers import require_there  # noqa: PLC0415 a node whose keys lie in the clear loads nothing of it

    try:
        require_there(home)
    except KeeperAway as away:
        if home.path not in _SAID:
            _SAID.add(home.path)
            _LOG.warning("keys", why=str(away))
        with transaction.atomic():
            raise_alarm(Alarm(AlarmKind.KEY_AWAY, home.node, seq=at.micros // _DAY), home=home, at=at)
        return
    if home.path in _SAID:
        _SAID.discard(home.path)
        _LOG.info("keys", why="they can be used again")
