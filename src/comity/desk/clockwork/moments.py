"""The moments of a clock: its warnings and its end, which of them has come, which comes next. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from comity.terms.instants import Instant

Kind = Literal["warning", "breach"]


@dataclass(frozen=True, slots=True)
class Come:
    """What a moment of a clock is, and when it was."""

    kind: Kind
    moment: Instant


def first_look(warnings: Iterable[Instant], due: Instant, *, at: Instant) -> Instant:
    """Return when a clock that starts at `at` is looked at first: at its next warning, or when it is due, even if that is past."""
    return next_moment(warnings, due, after=at) or due


def next_moment(warnings: Iterable[Instant], due: Instant, *, after: Instant) -> Instant | None:
    """Return the earliest warning or end later than `after`; None when all are over."""
    coming = [moment for moment in (*warnings, due) if after < moment <= due]
    return min(coming) if coming else None


def newest(warnings: Iterable[Instant], due: Instant, *, since: Instant, at: Instant) -> Come | None:
    """Return the latest moment from `since` to `at`, both included.

    After an outage one is enough: who is told that a clock is late need not hear that it was going to be.
    """
    if since <= due <= at:
        return Come("breach", due)
    come = [moment for moment in warnings if since <= moment <= at and moment < due]
    return Come("warning", max(come)) if come else None
