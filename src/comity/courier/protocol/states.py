"""States of an outbox entry and the moves between them: a table, no ifs (docs/specs/protocol.md, section 3)."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class State(StrEnum):
    """Where an outbox entry stands, as its sender knows it."""

    DUE = "due"  # to be transmitted as soon as the line to the peer allows
    SENT = "sent"  # inside a POST whose lease has not ended
    RECEIPTED = "receipted"  # the peer signed that it has it for ever
    REFUSED = "refused"  # the peer signed that it will not take it as it is
    EXPIRED = "expired"  # the envelope's own expiry passed without either


OPEN: Final = frozenset({State.DUE, State.SENT})

MOVES: Final[Mapping[State, frozenset[State]]] = MappingProxyType(
    {
        State.DUE: frozenset({State.SENT, State.RECEIPTED, State.REFUSED, State.EXPIRED}),
        State.SENT: frozenset({State.DUE, State.RECEIPTED, State.REFUSED, State.EXPIRED}),
        # Only what the peer *held* may still be refused, when its place in the order turns out to be another's.
        State.RECEIPTED: frozenset({State.REFUSED}),
        # Re-sealed, it is due again, and what waits for a key may wait too long; and a signed receipt for it is the truth,
        # whatever was signed before.
        State.REFUSED: frozenset({State.DUE, State.RECEIPTED, State.EXPIRED}),
        # A receipt that was on its way when the envelope expired still proves delivery.
        State.EXPIRED: frozenset({State.RECEIPTED}),
    }
)


class ForbiddenMove(Refused):
    """An outbox entry was told to go where the table has no road."""

    wire_class = "policy"
    sentence = gettext_noop("A delivery cannot go from %(current)s to %(to)s.")
    next_step = gettext_noop("This is a fault of the program. Run the file check and report it.")


def require_move(current: State, *, to: State) -> State:
    """Return `to` when the table allows it from `current`; raises `ForbiddenMove`."""
    if to not in MOVES[current]:
        raise ForbiddenMove(current=current, to=to)
    return to
