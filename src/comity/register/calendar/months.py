"""A month as weeks of days, and what falls into it. Pure; weeks begin on Monday (ISO 8601)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from comity.register.refusals import DateUnclear

Kind = Literal["meeting", "due", "mechanism"]
_WEEK: Final = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing of the calendar: a meeting, the due day of a commitment, the next meeting of a mechanism.

    `said` is its day as the register has it, `precision` how fine that is; `first` and `last` are ISO days, empty where no year is known.
    `title` is the document's or an officer's own; `own` says that no document has it. `code` is its type, strength or sort.
    """

    kind: Kind
    number: str
    said: str
    precision: str
    first: str
    last: str
    title: str
    language: str
    code: str
    standing: str
    own: bool
    made: str

    @property
    def dated(self) -> bool:
        """Whether it stands on certain days: known to the day, or a range of days."""
        return bool(self.first) and self.precision in ("day", "range")


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a grid; `inside` says that it is of the month."""

    on: date
    inside: bool
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A month: its weeks, what is of it but of no certain day (`about`), and days whose year nobody knows (`yearless`)."""

    first: date
    weeks: Sequence[Sequence[Day]]
    dated: Sequence[Entry]
    about: Sequence[Entry]
    yearless: Sequence[Entry]

    @property
    def before(self) -> date:
        """The first day of the month before."""
        return (self.first - timedelta(days=1)).replace(day=1)

    @property
    def after(self) -> date:
        """The first day of the month after."""
        return _next(self.first)


def read_month(text: str, *, today: date) -> date:
    """Read `2026-11` as the first day of that month; nothing is the month of `today`. Raises `DateUnclear`."""
    if not text:
        return today.replace(day=1)
    try:
        if len(text) != len("2026-11"):
            raise ValueError
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise DateUnclear(said=text[:40]) from None


def last_of(first: date) -> date:
    """Return the last day of a month that begins on `first`."""
    return _next(first) - timedelta(days=1)


def month_of(first: date, *, entries: Iterable[Entry], yearless: Sequence[Entry]) -> Month:
    """Return the month that begins on `first` with what falls into it, in the order of days."""
    held = sorted(entries, key=lambda one: (one.first, one.kind, one.number))
    dated = [one for one in held if one.dated]
    on = {day: tuple(found) for day, found in _by_day(dated, first=first).items()}
    start, weeks = first - timedelta(days=first.weekday()), []
    while start <= last_of(first):
        days = [start + timedelta(days=number) for number in range(_WEEK)]
        weeks.append([Day(day, day.month == first.month, on.get(day, ())) for day in days])
        start += timedelta(days=_WEEK)
    return Month(first=first, weeks=weeks, dated=dated, about=[one for one in held if not one.dated], yearless=yearless)


def _by_day(entries: Iterable[Entry], *, first: date) -> Mapping[date, list[Entry]]:
    found: dict[date, list[Entry]] = {}
    for one in entries:
        day, last = max(date.fromisoformat(one.first), first), min(date.fromisoformat(one.last), last_of(first))
        while day <= last:
            found.setdefault(day, []).append(one)
            day += timedelta(days=1)
    return found


def _next(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1)
