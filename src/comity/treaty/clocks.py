"""Which clocks an event starts, when they are due and when they warn; treaty clocks cite, desk targets say that they are none."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from comity.terms.instants import Instant
from comity.terms.vocabulary import Verified
from comity.treaty.pack import ClockRow
from comity.treaty.rulebook import NoRule, Rulebook
from comity.treaty.wording import Cited, Words, fill


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock before it runs.

    `nature` is `treaty`, `home-law` or `desk-target`; a desk target has no instrument, no article and no `verified`.
    `bound`: `at-least` (the stated end may be later), `at-most`, `before` (do it until then), `target`.
    `side` says on whose desk it is to be shown: that of the State which asked, which was asked, or both.
    """

    id: str
    nature: Literal["treaty", "home-law", "desk-target"]
    labels: Words
    instrument: str
    article: str
    verified: Verified | None
    source: str
    bound: Literal["at-least", "at-most", "before", "target"]
    side: Literal["requesting", "requested", "both"]
    length: timedelta
    renewable: bool
    warn: tuple[timedelta, ...]
    starts: tuple[str, ...]
    stops: tuple[str, ...]
    rule: Words
    expiry: Words

    def due(self, started: Instant, *, stated_end: Instant | None = None) -> Instant:
        """Return when the clock is due: the end that the answer states, where the bound leaves it open; else the length."""
        if stated_end is not None and self.bound in {"at-least", "before"}:
            return stated_end
        return started + self.length

    def warnings(self, due: Instant) -> tuple[Instant, ...]:
        """Return the moments of warning before `due`, earliest first."""
        return tuple(due + -before for before in self.warn)


def clocks_for(event: str, kind: str, *, rulebook: Rulebook, on: date, urgency: str = "routine", instrument: str = "") -> tuple[Clock, ...]:
    """Return the clocks that `event` starts for `kind` under `instrument`, its first text where none is named; empty for none.

    A clock of a text that the act does not stand on never runs; the desk's own targets run under every text.

    Raises `NoRule` for an event that no clock knows, or a clock without a length for this urgency and day.
    """
    if not any(event in (*row.starts, *row.stops) for row in rulebook.clocks):
        raise NoRule(event, on=on)
    reached = rulebook.reach(instrument or (rulebook.kinds[kind].instrument if kind in rulebook.kinds else ""))
    heard = (row for row in rulebook.clocks if event in row.starts and kind in row.kinds)
    rows = [row for row in heard if not row.instrument or row.instrument in reached]
    return tuple(_clock(row, rulebook=rulebook, on=on, urgency=urgency) for row in rows)


def clock_named(clock_id: str, *, rulebook: Rulebook, on: date, urgency: str = "routine") -> Clock:
    """Return the clock of this identifier, as it is for an urgency on a day; raises `NoRule`."""
    for row in rulebook.clocks:
        if row.id == clock_id:
            return _clock(row, rulebook=rulebook, on=on, urgency=urgency)
    raise NoRule(clock_id, on=on)


def clocks_stopped_by(event: str, kind: str, *, rulebook: Rulebook) -> tuple[str, ...]:
    """Return the identifiers of the clocks that `event` stops for `kind`."""
    return tuple(row.id for row in rulebook.clocks if event in row.stops and kind in row.kinds)


def preservation_bounds(rulebook: Rulebook, *, on: date) -> Cited[int]:
    """Return the least number of days that data are preserved, cited."""
    return rulebook.value("uncc.42.8", "least_days", on=on)


def _clock(row: ClockRow, *, rulebook: Rulebook, on: date, urgency: str) -> Clock:
    length = _length(row, rulebook=rulebook, on=on, urgency=urgency)
    return Clock(
        id=row.id,
        nature=row.nature,
        labels=row.labels,
        instrument=row.instrument,
        article=row.article,
        verified=row.verified,
        source=row.source,
        bound=row.bound,
        side=row.side,
        length=length,
        renewable=row.renewable,
        warn=tuple(timedelta(minutes=minutes) for minutes in sorted(row.warn_minutes, reverse=True)),
        starts=row.starts,
        stops=row.stops,
        rule=fill(row.rule, {"days": length.days}),
        expiry=row.expiry,
    )


def _length(row: ClockRow, *, rulebook: Rulebook, on: date, urgency: str) -> timedelta:
    if row.follows:
        rule_id, _, name = row.follows.partition("#")
        return timedelta(days=rulebook.value(rule_id, name, on=on).value)
    held = [length for length in row.lengths if length.since <= on and (not length.urgency or urgency in length.urgency)]
    if not held:
        raise NoRule(f"{row.id} {urgency}", on=on)
    return timedelta(minutes=max(held, key=lambda length: length.since).minutes)
