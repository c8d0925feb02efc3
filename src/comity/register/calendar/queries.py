"""What stands in the calendar: one month of it, what is coming, and all of it for a calendar program."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any, Final

from comity.directory.policy import Actor
from comity.records.models import Commitment, Mechanism, Meeting
from comity.register.calendar.months import Entry, Month, last_of, month_of
from comity.register.paging import YES
from comity.register.policy import require_read
from comity.terms.instants import Instant

_LONGEST: Final = timedelta(days=400)  # of an event, as where candidates are looked for
_MOST: Final = 400  # rows of each sort in a month
_COMING: Final = 50
_PIECE: Final = 500
_YEARLESS: Final = "0000-"  # how a day without a year sorts


def month(first: date, *, by: Actor) -> Month:
    """Return the month that begins on `first`."""
    require_read(by)
    begins, ends = first.isoformat(), last_of(first).isoformat()
    return month_of(first, entries=_of_month(begins, ends, first), yearless=list(_yearless(f"{_YEARLESS}{begins[5:8]}")))


def coming(*, by: Actor, at: Instant) -> Sequence[Entry]:
    """Return what is ahead from today on, the nearest first: planned meetings, due days, next meetings of mechanisms."""
    require_read(by)
    today = at.datetime().date().isoformat()
    met = _meetings().filter(standing="planned", sorts__gte=today).order_by("sorts", "id")
    owed = _commitments().filter(due_last__gte=today).order_by("due_last", "id")
    next_ = _mechanisms().filter(next_sorts__gte=today).order_by("next_sorts", "id")
    found = [*map(_meeting, met[:_COMING]), *map(_due, owed[:_COMING]), *map(_mechanism, next_[:_COMING])]
    return sorted(found, key=lambda one: (one.first, one.kind, one.number))[:_COMING]


def whole_calendar(*, by: Actor) -> Iterator[Entry]:
    """Yield everything whose year is known, a piece at a time, by table and key: for a calendar program."""
    require_read(by)
    for rows, make in (
        (_meetings().exclude(first=""), _meeting),
        (_commitments().exclude(due_last=""), _due),
        (_mechanisms().exclude(next_first=""), _mechanism),
    ):
        yield from map(make, _in_pieces(rows))


def _in_pieces(rows: Any) -> Iterator[Any]:  # noqa: ANN401 - a question of Django's, and its rows
    last = 0
    while piece := list(rows.filter(pk__gt=last).order_by("pk")[:_PIECE]):
        yield from piece
        last = piece[-1].pk


def _of_month(begins: str, ends: str, first: date) -> Iterator[Entry]:
    inside = _meetings().filter(sorts__gte=begins, sorts__lte=ends).exclude(precision="year")
    yield from map(_meeting, inside.order_by("sorts", "id")[:_MOST])
    before = (first - _LONGEST).isoformat()
    longer = _meetings().filter(sorts__gte=before, sorts__lt=begins, last__gte=begins, precision="range")
    yield from map(_meeting, longer.order_by("sorts", "id")[:_MOST])
    year = _meetings().filter(sorts=f"{begins[:4]}-01-01", precision="year")
    yield from map(_meeting, year.order_by("id")[:_MOST])
    owed = _commitments().filter(due_last__gte=begins, due_last__lte=ends)
    yield from map(_due, owed.order_by("due_last", "id")[:_MOST])
    next_ = _mechanisms().filter(next_sorts__lte=ends, next_last__gte=begins).exclude(next_sorts="")
    yield from map(_mechanism, next_.order_by("next_sorts", "id")[:_MOST])


def _yearless(begin: str) -> Iterable[Entry]:
    asked = {"sorts__gte": f"{begin}01", "sorts__lte": f"{begin}31"}
    yield from map(_meeting, _meetings().filter(**asked).order_by("sorts", "id")[:_MOST])
    named = {"next_sorts__gte": f"{begin}01", "next_sorts__lte": f"{begin}31"}
    yield from map(_mechanism, _mechanisms().filter(**named).order_by("next_sorts", "id")[:_MOST])


def _meetings() -> Any:  # noqa: ANN401 - as above
    return Meeting.objects.filter(taken_out_at__isnull=True)


def _commitments() -> Any:  # noqa: ANN401 - as above
    return Commitment.objects.filter(counted__in=YES)


def _mechanisms() -> Any:  # noqa: ANN401 - as above
    return Mechanism.objects.filter(ended_at__isnull=True)


def _meeting(row: Meeting) -> Entry:
    return Entry(
        kind="meeting",
        number=row.number,
        said=row.said,
        precision=row.precision,
        first=row.first,
        last=row.last,
        title=row.title,
        language=next(iter(row.titles), ""),
        code=row.type,
        standing=row.standing,
        own=row.source == "own",
        made=_stamp(row.made_at),
    )


def _due(row: Commitment) -> Entry:
    """Return the due day of a commitment: its last day, whatever is known of the others. Its words stay where they are."""
    return Entry(
        kind="due",
        number=row.number,
        said=row.due,
        precision=row.due_precision if row.due_precision != "range" else "day",
        first=row.due_last,
        last=row.due_last,
        title=row.words,
        language=row.language,
        code=row.strength,
        standing=row.state,
        own=row.source == "own",
        made=_stamp(row.made_at),
    )


def _mechanism(row: Mechanism) -> Entry:
    return Entry(
        kind="mechanism",
        number=row.number,
        said=row.next_said,
        precision=row.next_precision,
        first=row.next_first,
        last=row.next_last,
        title=row.title,
        language=next(iter(row.titles), ""),
        code=row.sort,
        standing="planned",
        own=row.source == "own",
        made=_stamp(row.made_at),
    )


def _stamp(at: Instant) -> str:
    return at.datetime().strftime("%Y%m%dT%H%M%SZ")
