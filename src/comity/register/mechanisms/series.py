"""Rounds of a series, and promises that come back: how far it is, what is missing. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

# How many months lie between two of a cadence (codes of the vocabulary `cadence`); what is irregular misses nothing.
MONTHS: Final[Mapping[str, int]] = {"monthly": 1, "quarterly": 3, "half-yearly": 6, "yearly": 12, "two-yearly": 24}
_MOST: Final = 240  # periods that are looked at: twenty years of months


@dataclass(frozen=True, slots=True)
class Rounds:
    """How far a series is: the latest round, how many there are to be (None: nobody said), and which before the latest nobody noted."""

    latest: int
    expected: int | None
    gaps: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Period:
    """One turn of a cadence, from its first day to its last."""

    first: date
    last: date


def rounds(ordinals: Iterable[int], *, expected: int | None) -> Rounds:
    """Return how far a series is whose meetings have these ordinals, in any order, some perhaps twice."""
    seen = sorted({one for one in ordinals if one > 0})
    latest = seen[-1] if seen else 0
    lowest = seen[0] if seen else 1
    return Rounds(latest, expected, tuple(one for one in range(lowest, latest) if one not in seen))


def periods(cadence: str, *, since: date, until: date) -> tuple[Period, ...]:
    """Return the turns of a cadence from `since` on, the one that `until` lies in as the last; none for what is irregular."""
    step = MONTHS.get(cadence)
    if step is None or until < since:
        return ()
    found: list[Period] = []
    for turn in range(_MOST):
        first, following = _months_on(since, turn * step), _months_on(since, (turn + 1) * step)
        if first > until:
            break
        found.append(Period(first, following - timedelta(days=1)))
    return tuple(found)


def _months_on(day: date, months: int) -> date:
    """Return the day so many months later; the 31st of a month that has none is its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for back in range(4):
        try:
            return date(year, month + 1, day.day - back)
        except ValueError:
            continue
    raise AssertionError("no month has fewer than 28 days")
