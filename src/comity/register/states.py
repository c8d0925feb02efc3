"""The life of a commitment, and of a meeting, as tables. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class State(StrEnum):
    """Where a commitment stands: codes of the vocabulary `commitment-state`."""

    PROPOSED = "proposed"  # written down, and not yet taken into the register
    REGISTERED = "registered"
    ACCEPTED = "accepted"  # by who owns it
    IN_PROGRESS = "in-progress"
    BLOCKED = "blocked"
    CLAIMED = "claimed"  # fulfilled, says who owed it, with evidence
    CONFIRMED = "confirmed"  # by the counterpart
    DISPUTED = "disputed"
    LAPSED = "lapsed"
    SUPERSEDED = "superseded"


MOVES: Final[Mapping[State, frozenset[State]]] = {
    State.PROPOSED: frozenset({State.REGISTERED, State.LAPSED}),
    State.REGISTERED: frozenset({State.ACCEPTED, State.LAPSED, State.SUPERSEDED}),
    State.ACCEPTED: frozenset({State.IN_PROGRESS, State.CLAIMED, State.LAPSED, State.SUPERSEDED}),
    State.IN_PROGRESS: frozenset({State.BLOCKED, State.CLAIMED, State.LAPSED, State.SUPERSEDED}),
    State.BLOCKED: frozenset({State.IN_PROGRESS, State.LAPSED, State.SUPERSEDED}),
    State.CLAIMED: frozenset({State.CONFIRMED, State.DISPUTED}),
    State.DISPUTED: frozenset({State.IN_PROGRESS, State.CLAIMED, State.CONFIRMED, State.LAPSED}),
    State.CONFIRMED: frozenset(),
    State.LAPSED: frozenset(),
    State.SUPERSEDED: frozenset(),
}
# Still owed: what is overdue is one of these.
OPEN: Final = frozenset({State.REGISTERED, State.ACCEPTED, State.IN_PROGRESS, State.BLOCKED, State.DISPUTED})
FULFILLED: Final = frozenset({State.CLAIMED, State.CONFIRMED})
# Moves that say nothing without a reason; and those that need something to show for them.
NEEDS_REASON: Final = frozenset({State.BLOCKED, State.DISPUTED, State.LAPSED, State.SUPERSEDED})
NEEDS_EVIDENCE: Final = frozenset({State.CLAIMED, State.CONFIRMED})
# Codes of `promise-strength` that bind somebody. To be ready and to wish are no commitments, and count once their owner says so.
BINDING: Final = frozenset({"binding-treaty", "signed-mou", "joint-statement", "unilateral-public"})


class Standing(StrEnum):
    """Where a meeting stands: codes of the vocabulary `meeting-standing`."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


# Types of meeting without substance (wreaths, openings): recorded, counted in no figure, asked for no outcome.
PROTOCOL: Final = frozenset({"ceremony"})
MEETING_MOVES: Final[Mapping[Standing, frozenset[Standing]]] = {
    Standing.PLANNED: frozenset({Standing.HELD, Standing.CANCELLED}),
    Standing.HELD: frozenset(),
    Standing.CANCELLED: frozenset(),
}


class NotItsMove(Refused):
    """The commitment does not go there from where it stands."""

    wire_class = "policy"
    sentence = gettext_noop("Commitment %(number)s is %(state)s; from there it does not become %(to)s.")
    next_step = gettext_noop("Open it again: a colleague may have been faster. Its page offers the steps that follow.")


class MeetingOver(Refused):
    """The meeting was held or cancelled already."""

    wire_class = "policy"
    sentence = gettext_noop("Meeting %(number)s is %(standing)s; only a planned meeting becomes %(to)s.")
    next_step = gettext_noop("What is wrong in it can be amended; whether it took place is not changed any more.")


def require_move(number: str, state: State, to: State) -> None:
    """Raise `NotItsMove` unless a commitment may go from `state` to `to`."""
    if to not in MOVES[state]:
        raise NotItsMove(number=number, state=state.value, to=to.value)


def require_meeting_move(number: str, standing: Standing, to: Standing) -> None:
    """Raise `MeetingOver` unless a meeting may go from `standing` to `to`."""
    if to not in MEETING_MOVES[standing]:
        raise MeetingOver(number=number, standing=standing.value, to=to.value)
