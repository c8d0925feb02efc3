"""How a lot stands, and which moves there are. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from comity.intel.reading.refusals import LotMoved
from comity.terms.speech import gettext_noop


class LotState(StrEnum):
    """Being looked at by whoever made it, waiting for a second officer, stored, set aside."""

    OPEN = "open"
    WAITING = "waiting"
    STORED = "stored"
    SET_ASIDE = "set-aside"


MOVES: Final[Mapping[LotState, frozenset[LotState]]] = {
    LotState.OPEN: frozenset({LotState.WAITING, LotState.STORED, LotState.SET_ASIDE}),
    LotState.WAITING: frozenset({LotState.OPEN, LotState.STORED, LotState.SET_ASIDE}),
    LotState.STORED: frozenset(),
    LotState.SET_ASIDE: frozenset(),
}
WORDS: Final[Mapping[LotState, str]] = {
    LotState.OPEN: gettext_noop("not stored yet"),
    LotState.WAITING: gettext_noop("waiting for a second officer"),
    LotState.STORED: gettext_noop("stored"),
    LotState.SET_ASIDE: gettext_noop("set aside"),
}


def require_move(state: LotState, to: LotState) -> None:
    """Raise `LotMoved` unless a lot may go from `state` to `to`."""
    if to not in MOVES[state]:
        raise LotMoved(standing=WORDS[state])
