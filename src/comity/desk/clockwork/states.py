"""The states of a notice and the rungs of its ladder, as tables. Pure."""

from enum import StrEnum
from typing import Final


class NoticeState(StrEnum):
    """Where a notice stands. It is open while it is due or shown, and only then moves; repeated, it is due anew."""

    DUE = "due"
    SHOWN = "shown"
    ACKNOWLEDGED = "acknowledged"
    ESCALATED = "escalated"
    ENDED = "ended"


class Level(StrEnum):
    """Who is told: the desk (the holder, or everybody where nobody holds the request), its deputy, its supervisor."""

    DESK = "desk"
    DEPUTY = "deputy"
    SUPERVISOR = "supervisor"


OPEN: Final = frozenset({NoticeState.DUE, NoticeState.SHOWN})
_LADDER: Final = tuple(Level)


def above(level: Level) -> Level | None:
    """Return the next rung; None above the supervisor, who is reminded until somebody answers."""
    place = _LADDER.index(level) + 1
    return _LADDER[place] if place < len(_LADDER) else None


def rank(level: Level, kind: str) -> int:
    """Return by what the pages sort: the higher rung first, and on one rung what is late before what is soon."""
    return 2 * _LADDER.index(level) + (kind == "breach")
