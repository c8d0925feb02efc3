"""The life of a warning, of one of its versions, and of its delivery to one authority, as tables. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

OURS: Final = "ours"
THEIRS: Final = "theirs"


class WarningState(StrEnum):
    """Where a warning stands: one of ours, or one that came."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RECALLED = "recalled"
    SET_ASIDE = "set-aside"
    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    DECLINED = "declined"


WARNING_MOVES: Final[Mapping[WarningState, frozenset[WarningState]]] = {
    WarningState.DRAFT: frozenset({WarningState.PUBLISHED, WarningState.SET_ASIDE}),
    WarningState.SET_ASIDE: frozenset({WarningState.DRAFT}),
    WarningState.PUBLISHED: frozenset({WarningState.RECALLED}),
    WarningState.RECEIVED: frozenset({WarningState.ACKNOWLEDGED, WarningState.DECLINED, WarningState.RECALLED}),
    # What was acknowledged or declined is recalled all the same: that it was read stays on record.
    WarningState.ACKNOWLEDGED: frozenset({WarningState.RECALLED}),
    WarningState.DECLINED: frozenset({WarningState.RECALLED}),
    WarningState.RECALLED: frozenset(),
}


class IssueState(StrEnum):
    """Where one version stands."""

    OPEN = "open"
    SUBMITTED = "submitted"
    SENT = "sent"
    SET_ASIDE = "set-aside"
    RECEIVED = "received"


ISSUE_MOVES: Final[Mapping[IssueState, frozenset[IssueState]]] = {
    IssueState.OPEN: frozenset({IssueState.SUBMITTED, IssueState.SET_ASIDE}),
    IssueState.SUBMITTED: frozenset({IssueState.OPEN, IssueState.SENT}),
    IssueState.SET_ASIDE: frozenset({IssueState.OPEN}),
    IssueState.SENT: frozenset(),
    IssueState.RECEIVED: frozenset(),
}


class DeliveryState(StrEnum):
    """Where a warning stands with one authority. What is withheld stays so: nothing was sent, and nothing can come back."""

    WITHHELD = "withheld"
    SENT = "sent"
    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    DECLINED = "declined"
    REFUSED = "refused"
    EXPIRED = "expired"
    RECALLED = "recalled"


class Heard(StrEnum):
    """What can be heard of a delivery: from the line, from the other side, or from our own second officer."""

    RECEIPT = "receipt"
    ACKNOWLEDGEMENT = "acknowledgement"
    DECLINE = "decline"
    REFUSAL = "refusal"
    EXPIRY = "expiry"
    RECALL = "recall"


# An answer may overtake the receipt; a receipt that was on its way when the envelope expired still proves delivery.
_ON_ITS_WAY: Final = (DeliveryState.SENT, DeliveryState.EXPIRED)
_THERE: Final = (DeliveryState.RECEIVED, DeliveryState.ACKNOWLEDGED)
DELIVERY_MOVES: Final[Mapping[tuple[DeliveryState, Heard], DeliveryState]] = {
    **{(state, Heard.RECEIPT): DeliveryState.RECEIVED for state in _ON_ITS_WAY},
    **{(state, Heard.ACKNOWLEDGEMENT): DeliveryState.ACKNOWLEDGED for state in (*_ON_ITS_WAY, *_THERE)},
    **{(state, Heard.DECLINE): DeliveryState.DECLINED for state in (*_ON_ITS_WAY, DeliveryState.RECEIVED)},
    (DeliveryState.SENT, Heard.REFUSAL): DeliveryState.REFUSED,
    (DeliveryState.SENT, Heard.EXPIRY): DeliveryState.EXPIRED,
    **{(state, Heard.RECALL): DeliveryState.RECALLED for state in (DeliveryState.SENT, *_THERE, DeliveryState.DECLINED)},
}
# Who has it, or may still get it: to these goes what follows.
HOLDING: Final = frozenset({DeliveryState.SENT, DeliveryState.RECEIVED, DeliveryState.ACKNOWLEDGED, DeliveryState.DECLINED})


def after(state: DeliveryState, heard: Heard) -> DeliveryState | None:
    """Return where a delivery stands after `heard`, `None` where it moves nothing."""
    return DELIVERY_MOVES.get((state, heard))
