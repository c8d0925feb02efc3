"""The life of a request and of a draft, as tables. Pure; the same table serves the requesting and the requested node."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class State(StrEnum):
    """Where a request stands, as far as this node knows."""

    SENT = "sent"
    DELIVERED = "delivered"
    OPENED = "opened"
    CONSULTING = "consulting"
    VIEWS_GIVEN = "views-given"
    RISK_NOTIFIED = "risk-notified"
    ANSWERED = "answered"
    EXTENSION_ASKED = "extension-asked"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    UNDELIVERED = "undelivered"


class Happening(StrEnum):
    """What can happen to a request: a receipt, an act of either side, or the end of its time on the way."""

    DELIVERY = "delivery"
    OPENING = "opening"
    CONSULTATION = "consultation"
    VIEWS = "views"
    NOTICE = "notice"
    GRANT = "grant"
    REFUSAL = "refusal"
    EXTENSION = "extension"
    WITHDRAWAL = "withdrawal"
    EXPIRY = "expiry"


_UNDECIDED: Final = (
    State.SENT,
    State.DELIVERED,
    State.OPENED,
    State.CONSULTING,
    State.VIEWS_GIVEN,
    State.RISK_NOTIFIED,
)

# An answer may overtake the receipt of the opening, so an undecided request takes every act of the other side.
MOVES: Final[Mapping[tuple[State, Happening], State]] = {
    (State.SENT, Happening.DELIVERY): State.DELIVERED,
    (State.SENT, Happening.OPENING): State.OPENED,
    (State.DELIVERED, Happening.OPENING): State.OPENED,
    (State.SENT, Happening.EXPIRY): State.UNDELIVERED,
    # A receipt that was on its way when the envelope expired still proves delivery.
    (State.UNDELIVERED, Happening.DELIVERY): State.DELIVERED,
    (State.UNDELIVERED, Happening.OPENING): State.OPENED,
    **{(state, Happening.CONSULTATION): State.CONSULTING for state in _UNDECIDED},
    (State.CONSULTING, Happening.VIEWS): State.VIEWS_GIVEN,
    (State.RISK_NOTIFIED, Happening.VIEWS): State.VIEWS_GIVEN,
    **{(state, Happening.NOTICE): State.RISK_NOTIFIED for state in _UNDECIDED},
    **{(state, Happening.GRANT): State.ANSWERED for state in _UNDECIDED},
    **{(state, Happening.REFUSAL): State.REFUSED for state in _UNDECIDED},
    **{(state, Happening.WITHDRAWAL): State.WITHDRAWN for state in _UNDECIDED},
    (State.ANSWERED, Happening.EXTENSION): State.EXTENSION_ASKED,
    (State.EXTENSION_ASKED, Happening.GRANT): State.ANSWERED,
    # What was preserved stays preserved when only its extension is refused.
    (State.EXTENSION_ASKED, Happening.REFUSAL): State.ANSWERED,
    (State.ANSWERED, Happening.WITHDRAWAL): State.WITHDRAWN,
    (State.EXTENSION_ASKED, Happening.WITHDRAWAL): State.WITHDRAWN,
}

DECIDABLE: Final = frozenset(
    {State.DELIVERED, State.OPENED, State.CONSULTING, State.VIEWS_GIVEN, State.RISK_NOTIFIED, State.EXTENSION_ASKED}
)


def after(state: State, happening: Happening) -> State | None:
    """Return the state after `happening`, or `None` where it moves nothing (acts that crossed on the way)."""
    return MOVES.get((state, happening))


class DraftState(StrEnum):
    """Where a draft stands."""

    OPEN = "open"
    SUBMITTED = "submitted"
    SENT = "sent"
    SET_ASIDE = "set-aside"


DRAFT_MOVES: Final[Mapping[DraftState, frozenset[DraftState]]] = {
    DraftState.OPEN: frozenset({DraftState.SUBMITTED, DraftState.SET_ASIDE}),
    DraftState.SUBMITTED: frozenset({DraftState.OPEN, DraftState.SENT}),
    DraftState.SENT: frozenset(),
    DraftState.SET_ASIDE: frozenset({DraftState.OPEN}),
}
