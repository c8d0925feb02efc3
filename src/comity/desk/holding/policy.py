"""Until when a request may be put off. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from comity.desk.holding.refusals import AsleepTooLong, DueBeforeWaking, WakesInThePast
from comity.terms.instants import Instant


@dataclass(frozen=True, slots=True)
class Running:
    """A running clock; `legal` unless it is the desk's own target. A clock that no rule knows counts as legal."""

    code: str
    due: Instant
    legal: bool


def require_waking(until: Instant, *, at: Instant, longest: timedelta) -> None:
    """Raise unless `until` is still to come and no further away than `longest`."""
    if until <= at:
        raise WakesInThePast
    if until - at > longest:
        raise AsleepTooLong(hours=int(longest.total_seconds()) // 3600)


def require_nothing_due(until: Instant, *, clocks: Iterable[Running], reference: str) -> None:
    """Raise `DueBeforeWaking` where a legal clock is due at `until` or before; the nearest one is named."""
    due = sorted((clock for clock in clocks if clock.legal and clock.due <= until), key=lambda clock: clock.due)
    if due:
        raise DueBeforeWaking(clock=due[0].code, reference=reference, due=due[0].due)
