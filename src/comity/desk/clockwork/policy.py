"""Who may do what with a clock. Pure."""

from comity.desk.permissions import Verb, may, require
from comity.directory.policy import Actor
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop
from comity.treaty.pack_calendars import PauseRow


class ClockStill(Refused):
    """The clock does not run as the act needs it to."""

    wire_class = "policy"
    sentence = gettext_noop("The clock %(clock)s of %(reference)s does not stand as this act needs it.")
    next_step = gettext_noop("A colleague or an act of the other side may have been faster; look at the request again.")


class PauseNotAllowed(Refused):
    """The rule of the clock lets nobody pause it, or not for this reason."""

    wire_class = "policy"
    sentence = gettext_noop("The clock %(clock)s may not be paused: its rule does not allow it for this reason.")
    next_step = gettext_noop("Choose one of the reasons that the page offers; time limits of a treaty do not stand still.")


class PauseTooLate(Refused):
    """The clock is due already, or was paused for as long as its rule allows."""

    wire_class = "policy"
    sentence = gettext_noop("The clock %(clock)s cannot be paused any more: it is late, or its longest pause is used up.")
    next_step = gettext_noop("Answer the other side, or tell it why you are late.")


class NothingToAcknowledge(Refused):
    """No warning of the clock is open."""

    wire_class = "policy"
    sentence = gettext_noop("No warning of the clock %(clock)s waits for an answer.")
    next_step = gettext_noop("A colleague acknowledged it, or the clock stopped.")


def require_answering(actor: Actor, *, on_duty: bool) -> None:
    """Raise unless `actor` may acknowledge: who works on requests, or is told because others did not answer."""
    if not (on_duty and may(actor, Verb.READ)):
        require(actor, Verb.ANSWER_CLOCK)


def require_pause(pause: PauseRow | None, *, clock: str, why: str) -> PauseRow:
    """Return what the rule says of pauses; raises `PauseNotAllowed` where it allows none for this reason."""
    if pause is None or why not in {reason.code for reason in pause.reasons}:
        raise PauseNotAllowed(clock=clock)
    return pause


def require_time_left(*, clock: str, due: Instant, left_micros: int, at: Instant) -> None:
    """Raise `PauseTooLate` for a clock that is due, or stood still for as long as it may."""
    if due <= at or left_micros <= 0:
        raise PauseTooLate(clock=clock)
