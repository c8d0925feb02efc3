"""The life of a test call, as a table, and what limits it. Pure."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Final


class CallState(StrEnum):
    """Where a test call stands, as the node knows that made it, or the one that got it."""

    ASKED = "asked"  # ours: it goes out in seconds
    CALLING = "calling"  # ours: it is signed and tried; nobody has answered yet
    WAITING = "waiting"  # the node answered; a person has still time
    DONE = "done"  # all that was asked for came
    SILENT = "silent"  # ours: the node did not answer
    UNCONFIRMED = "unconfirmed"  # the node answered, and no person did in time
    REFUSED = "refused"  # ours: its node takes no such call, or not so many


MOVES: Final[Mapping[CallState, frozenset[CallState]]] = {
    CallState.ASKED: frozenset({CallState.CALLING}),
    CallState.CALLING: frozenset({CallState.WAITING, CallState.DONE, CallState.SILENT, CallState.REFUSED}),
    CallState.WAITING: frozenset({CallState.DONE, CallState.UNCONFIRMED}),
    CallState.DONE: frozenset(),
    CallState.SILENT: frozenset(),
    CallState.UNCONFIRMED: frozenset(),
    CallState.REFUSED: frozenset(),
}
OPEN: Final = tuple(state for state, ways in MOVES.items() if ways)

MOST_AN_HOUR: Final = 6
"""Test calls of one node to another in an hour: those beyond are neither made nor answered."""
MOST_PERSONS_AN_HOUR: Final = 2
"""How many of these may ask for a person."""
HOUR: Final = timedelta(hours=1)
ANSWERED_WITHIN: Final = timedelta(minutes=5)
"""How long a node is tried before it counts as silent."""
PAUSES: Final = (timedelta(seconds=30), timedelta(seconds=60), timedelta(seconds=120))
"""Between two tries of a call that nobody answered; the last one again and again."""
LOOK_EVERY: Final = timedelta(seconds=60)
"""How often the node that called asks whether a person has confirmed."""
GRACE: Final = timedelta(minutes=2)
"""How long after the end of the wait it still asks: what was confirmed in the last minute is on its way."""
OF_NOW: Final = timedelta(minutes=10)
"""How far the moment of a new call, or of an answer, may be from the clock of who reads it."""


def may_move(before: CallState, to: CallState) -> bool:
    """Say whether a call may go from one state to the other."""
    return to in MOVES[before]


def next_pause(tries: int) -> timedelta:
    """Return how long to wait after so many tries (1 or more) before the next."""
    return PAUSES[min(tries, len(PAUSES)) - 1]
