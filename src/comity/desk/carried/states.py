"""The life of a proposal to go on on the wire, as tables, at the node that made it and at the one that it was made to. Pure.

The node that answers is where it is decided: of an acceptance and a withdrawal the one counts that was first there. An acceptance that
reaches the proposer after its withdrawal was therefore signed before that came, and stands.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final


class CarryState(StrEnum):
    """Where a proposal stands, as far as this node knows."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    OVERTAKEN = "overtaken"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class Turn(StrEnum):
    """What can happen to a proposal: an act of officers, here or there, or what becomes of its envelope.

    `lost` is one that did not arrive, was refused by the node or was taken back before it arrived; `arrived` says that it is there
    after all; `overtaken` that another one counts in its place.
    """

    ACCEPTANCE = "acceptance"
    REFUSAL = "refusal"
    WITHDRAWAL = "withdrawal"
    LOSS = "loss"
    ARRIVAL = "arrival"
    OVERTAKING = "overtaking"


# What the other side signed counts before what this node gave up: an acceptance ends each of them but what another one took the place of.
OURS: Final[Mapping[tuple[CarryState, Turn], CarryState]] = {
    (CarryState.WAITING, Turn.ACCEPTANCE): CarryState.ACCEPTED,
    (CarryState.WAITING, Turn.REFUSAL): CarryState.REFUSED,
    (CarryState.WAITING, Turn.WITHDRAWAL): CarryState.WITHDRAWN,
    (CarryState.WAITING, Turn.LOSS): CarryState.RETURNED,
    (CarryState.WAITING, Turn.OVERTAKING): CarryState.OVERTAKEN,
    (CarryState.RETURNED, Turn.ACCEPTANCE): CarryState.ACCEPTED,
    (CarryState.RETURNED, Turn.REFUSAL): CarryState.REFUSED,
    (CarryState.RETURNED, Turn.ARRIVAL): CarryState.WAITING,
    (CarryState.WITHDRAWN, Turn.ACCEPTANCE): CarryState.ACCEPTED,
    (CarryState.WITHDRAWN, Turn.REFUSAL): CarryState.REFUSED,
    # A withdrawal that did not arrive is signed anew.
    (CarryState.WITHDRAWN, Turn.WITHDRAWAL): CarryState.WITHDRAWN,
}
# A withdrawal that finds it accepted is overtaken: it is kept and shown, and moves nothing. So is one that finds it refused.
THEIRS: Final[Mapping[tuple[CarryState, Turn], CarryState]] = {
    (CarryState.WAITING, Turn.ACCEPTANCE): CarryState.ACCEPTED,
    (CarryState.WAITING, Turn.REFUSAL): CarryState.REFUSED,
    (CarryState.WAITING, Turn.WITHDRAWAL): CarryState.WITHDRAWN,
    # We accepted theirs, and our own that they had accepted before goes before it.
    (CarryState.ACCEPTED, Turn.OVERTAKING): CarryState.OVERTAKEN,
}
ANSWERABLE: Final = frozenset({CarryState.WAITING, CarryState.OVERTAKEN, CarryState.RETURNED, CarryState.WITHDRAWN})
_LIVING: Final = frozenset({CarryState.WAITING, CarryState.ACCEPTED, CarryState.RETURNED, CarryState.WITHDRAWN})
_OVER_THERE: Final = frozenset({CarryState.REFUSED, CarryState.WITHDRAWN})


def turned(state: CarryState | str, turn: Turn, *, side: str) -> CarryState | None:
    """Return the state after `turn` of a proposal of `side` (`ours`, `theirs`), or None where it moves nothing."""
    return (OURS if side == "ours" else THEIRS).get((CarryState(state), turn))


def may_follow(states: Iterable[CarryState | str]) -> bool:
    """Say whether a further proposal of theirs may stand in a case whose earlier ones of theirs stand so: each refused or withdrawn."""
    return all(CarryState(state) in _OVER_THERE for state in states)


def may_be_accepted(state: CarryState | str) -> bool:
    """Say whether the other side may have accepted, or may accept, a proposal of ours that stands so: its acts are taken in."""
    return CarryState(state) in _LIVING
