"""Which side of a shared commitment may say what of it, and what can follow what it said before. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from comity.register.states import MOVES, State

OURS: Final = "ours"
THEIRS: Final = "theirs"


class ShareState(StrEnum):
    """Where the sharing itself stands."""

    OFFERED = "offered"  # shown, and not answered
    SHARED = "shared"  # known at both sides
    UNKNOWN = "unknown"  # the other side does not know it
    WITHDRAWN = "withdrawn"


SHARE_MOVES: Final[Mapping[ShareState, frozenset[ShareState]]] = {
    ShareState.OFFERED: frozenset({ShareState.SHARED, ShareState.UNKNOWN, ShareState.WITHDRAWN}),
    ShareState.SHARED: frozenset({ShareState.WITHDRAWN}),
    ShareState.UNKNOWN: frozenset(),
    ShareState.WITHDRAWN: frozenset(),
}
# Only who promised says that it is done; only who was promised it says whether that is so.
_OF_OBLIGOR: Final = frozenset({State.CLAIMED})
_OF_BENEFICIARY: Final = frozenset({State.CONFIRMED, State.DISPUTED})


def may_say(state: State, *, promised: bool) -> bool:
    """Say whether a side may say of a commitment that it stands so; `promised`: it is the side that promised."""
    return state not in (_OF_BENEFICIARY if promised else _OF_OBLIGOR)


def follows(was: State, to: State) -> bool:
    """Say whether a commitment that stood at `was` may stand at `to` by now: some way through the table leads there, and it is another."""
    seen, found = {was}, set(MOVES[was])
    while fresh := found - seen:
        seen |= fresh
        found |= {further for one in fresh for further in MOVES[one]}
    return to is not was and to in found
