"""The life of a request and of a draft, as tables. Pure; the same table serves the requesting and the requested node."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class State(StrEnum):
    """Where a request stands, as far as this node knows. A message that asks nothing lives by the same table."""

    SENT = "sent"
    DELIVERED = "delivered"
    OPENED = "opened"
    QUESTIONED = "questioned"
    CONSULTING = "consulting"
    VIEWS_GIVEN = "views-given"
    RISK_NOTIFIED = "risk-notified"
    OFFERED = "offered"
    POSTPONED = "postponed"
    ACCEPTED = "accepted"
    ANSWERED = "answered"
    FULFILLED = "fulfilled"
    EXTENSION_ASKED = "extension-asked"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    UNDELIVERED = "undelivered"
    CLOSED = "closed"


class Happening(StrEnum):
    """What can happen to a request: a receipt, an act of either side, the end of its time on the way, or its going on on the wire."""

    DELIVERY = "delivery"
    OPENING = "opening"
    QUESTION = "question"
    INFORMATION = "information"
    STATUS = "status"
    CONSULTATION = "consultation"
    VIEWS = "views"
    NOTICE = "notice"
    PATH = "path"
    OFFER = "offer"
    TERMS = "terms"
    POSTPONEMENT = "postponement"
    ACCEPTANCE = "acceptance"
    GRANT = "grant"
    CONSENT = "consent"
    REFUSAL = "refusal"
    PART = "part"
    RESULT = "result"
    REPORT = "report"
    EXTENSION = "extension"
    WITHDRAWAL = "withdrawal"
    UPDATE = "update"
    RECALL = "recall"
    CLOSURE = "closure"
    FILING = "filing"
    EXPIRY = "expiry"
    CARRYING = "carrying"
    CARRIED = "carried"
    NOT_CARRIED = "not-carried"
    CARRY_WITHDRAWN = "carry-withdrawn"
    MOVED_ON = "moved-on"


_UNDECIDED: Final = (
    State.SENT,
    State.DELIVERED,
    State.OPENED,
    State.QUESTIONED,
    State.CONSULTING,
    State.VIEWS_GIVEN,
    State.RISK_NOTIFIED,
    State.OFFERED,
    State.POSTPONED,
)
_OPEN: Final = (*_UNDECIDED, State.ACCEPTED, State.ANSWERED, State.FULFILLED, State.EXTENSION_ASKED)

_CARRYING: Final = (Happening.CARRYING, Happening.CARRIED, Happening.NOT_CARRIED, Happening.CARRY_WITHDRAWN)

# An answer may overtake the receipt of the opening, so an undecided request takes every act of the other side.
MOVES: Final[Mapping[tuple[State, Happening], State]] = {
    (State.SENT, Happening.DELIVERY): State.DELIVERED,
    (State.SENT, Happening.OPENING): State.OPENED,
    (State.DELIVERED, Happening.OPENING): State.OPENED,
    (State.SENT, Happening.EXPIRY): State.UNDELIVERED,
    # A receipt that was on its way when the envelope expired still proves delivery.
    (State.UNDELIVERED, Happening.DELIVERY): State.DELIVERED,
    (State.UNDELIVERED, Happening.OPENING): State.OPENED,
    # What is asked and said beside the decision: the state of the decision stays, but for a question that comes before it.
    **{(state, Happening.QUESTION): State.QUESTIONED for state in _UNDECIDED},
    **{(state, Happening.QUESTION): state for state in (State.POSTPONED, State.ACCEPTED)},
    **{(state, Happening.INFORMATION): state for state in (*_UNDECIDED, State.ACCEPTED)},
    (State.QUESTIONED, Happening.INFORMATION): State.OPENED,
    **{(state, Happening.STATUS): state for state in _OPEN},
    **{(state, Happening.PATH): state for state in _OPEN},
    # Talking first.
    **{(state, Happening.CONSULTATION): State.CONSULTING for state in (*_UNDECIDED, State.ACCEPTED)},
    **{(state, Happening.VIEWS): State.VIEWS_GIVEN for state in (State.CONSULTING, State.RISK_NOTIFIED, State.OFFERED)},
    **{(state, Happening.NOTICE): State.RISK_NOTIFIED for state in _UNDECIDED},
    # Deciding. Conditions that are offered bind, and are carried out, once they are accepted.
    **{(state, Happening.OFFER): State.OFFERED for state in _UNDECIDED},
    (State.OFFERED, Happening.TERMS): State.ACCEPTED,
    (State.CONSULTING, Happening.TERMS): State.VIEWS_GIVEN,
    **{(state, Happening.POSTPONEMENT): State.POSTPONED for state in (*_UNDECIDED, State.ACCEPTED)},
    **{(state, Happening.ACCEPTANCE): State.ACCEPTED for state in _UNDECIDED},
    **{(state, Happening.GRANT): State.ANSWERED for state in _UNDECIDED},
    **{(state, Happening.CONSENT): State.FULFILLED for state in _UNDECIDED},
    **{(state, Happening.REFUSAL): State.REFUSED for state in (*_UNDECIDED, State.ACCEPTED)},
    # Carrying out. What is urgent may be handed over without a decision before it: the result is one.
    **{(state, Happening.PART): State.ACCEPTED for state in (*_UNDECIDED, State.ACCEPTED)},
    **{(state, Happening.RESULT): State.FULFILLED for state in (*_UNDECIDED, State.ACCEPTED)},
    **{(State.FULFILLED, happening): State.FULFILLED for happening in (Happening.PART, Happening.RESULT)},
    **{(state, Happening.REPORT): state for state in (State.ACCEPTED, State.FULFILLED, State.CLOSED)},
    (State.ANSWERED, Happening.EXTENSION): State.EXTENSION_ASKED,
    (State.EXTENSION_ASKED, Happening.GRANT): State.ANSWERED,
    # What was preserved stays preserved when only its extension is refused.
    (State.EXTENSION_ASKED, Happening.REFUSAL): State.ANSWERED,
    # Going on on the wire: asking for it, answering and withdrawing move nothing; the case on paper ends when it goes on under another
    # number.
    **{(state, happening): state for state in _OPEN for happening in _CARRYING},
    **{(state, Happening.MOVED_ON): State.CLOSED for state in _OPEN},
    # What was told of by warning is told anew, recalled, or met again: also after it was acknowledged, declined or filed.
    **{(state, Happening.UPDATE): state for state in (*_OPEN, State.REFUSED, State.CLOSED)},
    **{(state, Happening.RECALL): State.WITHDRAWN for state in (*_OPEN, State.REFUSED, State.CLOSED)},
    # Ending.
    **{(state, Happening.WITHDRAWAL): State.WITHDRAWN for state in _OPEN},
    **{(state, Happening.CLOSURE): State.CLOSED for state in (State.ANSWERED, State.FULFILLED, State.REFUSED)},
    **{(state, Happening.FILING): State.CLOSED for state in (State.SENT, State.DELIVERED, State.OPENED, State.FULFILLED, State.REFUSED)},
}

DECIDABLE: Final = frozenset({*_UNDECIDED, State.EXTENSION_ASKED} - {State.SENT})


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
