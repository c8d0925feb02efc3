"""Which clocks an event starts, when they are due and when they warn; treaty clocks cite, desk targets say that they are none."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, cast, get_args

from comity.terms.instants import Instant
from comity.terms.vocabulary import Verified
from comity.treaty.calendars import Calendar
from comity.treaty.lengths import Span, end_of
from comity.treaty.pack import ClockRow
from comity.treaty.pack_calendars import EscalationRow, PauseRow, Unit
from comity.treaty.rulebook import NoRule, Rulebook
from comity.treaty.wording import Cited, Words, fill

_KEPT: Final = 512  # answers of `clocks_for`: each event, kind and urgency of a day is one


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock before it runs.

    `nature` is `treaty`, `home-law` or `desk-target`; a desk target has no instrument, no article and no `verified`.
    `bound`: `at-least` (the stated end may be later), `at-most`, `before` (do it until then), `target`.
    `side` says on whose desk it is to be shown: that of the State which asked, which was asked, or both. `responsible` says whose
    working days count. `pause` is None where nothing may pause it.
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
    responsible: Literal["requesting", "requested"]
    span: Span
    renewable: bool
    warn: tuple[timedelta, ...]
    pause: PauseRow | None
    starts: tuple[str, ...]
    stops: tuple[str, ...]
    rule: Words
    expiry: Words

    @property
    def is_local(self) -> bool:
        """Whether it is a target that the desk set itself, and no law."""
        return self.nature == "desk-target"

    @property
    def in_working_days(self) -> bool:
        """Whether only a calendar can say when it is due."""
        return self.span.unit == "working-days"

    @property
    def length(self) -> timedelta:
        """Its length where that is exact; raises `NoRule` for working days and months, which are longer or shorter by their start."""
        if self.span.exact is None:
            raise NoRule(f"{self.id} {self.span.unit}")
        return self.span.exact

    def due(self, started: Instant, *, stated_end: Instant | None = None, calendar: Calendar | None = None) -> Instant:
        """Return when the clock is due: the end that the answer states, where the bound leaves it open; else the length.

        `calendar` is that of the responsible side; a clock in working days raises `Malformed` without it, and `YearNotRecorded`
        where its record ends.
        """
        if stated_end is not None and self.bound in {"at-least", "before"}:
            return stated_end
        return end_of(self.span, started=started, calendar=calendar)

    def warnings(self, due: Instant) -> tuple[Instant, ...]:
        """Return the moments of warning before `due`, earliest first."""
        return tuple(due + -before for before in self.warn)


def clocks_for(event: str, kind: str, *, rulebook: Rulebook, on: date, urgency: str = "routine", instrument: str = "") -> tuple[Clock, ...]:
    """Return the clocks that `event` starts for `kind` under `instrument`, its first text where none is named; empty for none.

    A clock of a text that the act does not stand on never runs; the desk's own targets run under every text.

    Raises `NoRule` for an event that no clock knows, or a clock without a length for this urgency and day.
    """
    asked = (event, kind, on, urgency, instrument)
    known: tuple[Clock, ...] | None = rulebook.started.get(asked)
    if known is not None:
        return known
    found = _started_by(event, kind, rulebook=rulebook, on=on, urgency=urgency, instrument=instrument)
    if kind in rulebook.kinds and (not instrument or instrument in rulebook.instruments):  # other names are a peer's to make up
        if len(rulebook.started) >= _KEPT:
            rulebook.started.clear()
        rulebook.started[asked] = found
    return found


def _started_by(event: str, kind: str, *, rulebook: Rulebook, on: date, urgency: str, instrument: str) -> tuple[Clock, ...]:
    if not any(event in (*row.starts, *row.stops, *_pausing(row)) for row in rulebook.clocks):
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


def clocks_paused_by(event: str, kind: str, *, rulebook: Rulebook) -> tuple[str, ...]:
    """Return the identifiers of the clocks that `event` pauses for `kind`."""
    return tuple(row.id for row in rulebook.clocks if row.pause is not None and event in row.pause.starts and kind in row.kinds)


def clocks_resumed_by(event: str, kind: str, *, rulebook: Rulebook) -> tuple[str, ...]:
    """Return the identifiers of the clocks that `event` lets go on for `kind`."""
    return tuple(row.id for row in rulebook.clocks if row.pause is not None and event in row.pause.ends and kind in row.kinds)


def escalation_of(on: Literal["warning", "breach"], *, rulebook: Rulebook, day: date, urgency: str) -> EscalationRow:
    """Return how an unanswered warning or breach climbs, as the desk decided: the newest row, rather one that names the urgency.

    Raises `NoRule` where the desk decided nothing.
    """
    rows = [row for row in rulebook.escalation if row.on == on and row.since <= day and (not row.urgency or urgency in row.urgency)]
    if not rows:
        raise NoRule(f"escalation of a {on}, {urgency}", on=day)
    return max(rows, key=lambda row: (bool(row.urgency), row.since))


def preservation_bounds(rulebook: Rulebook, *, kind: str, instrument: str, on: date) -> Cited[int]:
    """Return the least number of days that data are preserved under a text, cited; raises `NoRule` where it names none."""
    rule = rulebook.clause(kind, "preservation", instrument=instrument)
    if rule is None:
        raise NoRule(f"{kind} preservation", on=on)
    return rulebook.value(rule.id, "least_days", on=on)


def _clock(row: ClockRow, *, rulebook: Rulebook, on: date, urgency: str) -> Clock:
    span = _span(row, rulebook=rulebook, on=on, urgency=urgency)
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
        responsible=row.responsible,
        span=span,
        renewable=row.renewable,
        warn=tuple(timedelta(minutes=minutes) for minutes in sorted(row.warn_minutes, reverse=True)),
        pause=row.pause,
        starts=row.starts,
        stops=row.stops,
        rule=fill(row.rule, {"days": span.whole_days}),
        expiry=row.expiry,
    )


def _pausing(row: ClockRow) -> tuple[str, ...]:
    return (*row.pause.starts, *row.pause.ends) if row.pause is not None else ()


def _span(row: ClockRow, *, rulebook: Rulebook, on: date, urgency: str) -> Span:
    if row.follows:
        rule_id, _, name = row.follows.partition("#")
        value = rulebook.dated_value(rule_id, name, on=on)
        if value.unit not in get_args(Unit):
            raise NoRule(f"{row.id} {value.unit}", on=on)
        return Span(value.value, cast("Unit", value.unit))
    held = [length for length in row.lengths if length.since <= on and (not length.urgency or urgency in length.urgency)]
    if not held:
        raise NoRule(f"{row.id} {urgency}", on=on)
    found = max(held, key=lambda length: length.since)
    return Span(found.minutes, "minutes") if found.minutes else Span(found.count, found.unit)
