"""What pages and commands show of test calls: what waits here, the newest of each peer, and figures of a month or a year."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from comity.desk.testcalls.states import CallState
from comity.records.models import PeerCall
from comity.terms.instants import Instant

SHOWN: Final = 20
_NO_TIME: Final = timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFigure:
    """The test calls of one span with one peer: ours that ended and theirs. A call that its node refused counts nowhere.

    `half_answered`, `half_confirmed`: half of the answers, or of the confirmations, came within that time; None where there is none.
    """

    peer: str
    made: int
    answered: int
    half_answered: timedelta | None
    persons_asked: int
    confirmed: int
    half_confirmed: timedelta | None
    received: int
    persons_wanted: int
    attended: int


def waiting_here(*, at: Instant) -> list[PeerCall]:
    """Return the calls of peers for which an officer here still has time, the soonest first."""
    waits = PeerCall.objects.filter(next_at__isnull=False, direction="in", state=CallState.WAITING, until__gt=at)
    return list(waits.order_by("until", "id"))


def newest_calls(peer: str) -> tuple[PeerCall | None, PeerCall | None]:
    """Return our newest call to `peer` that its node did not refuse, and our newest that asked for a person."""
    ours = PeerCall.objects.filter(peer=peer, direction="out").exclude(state=CallState.REFUSED).order_by("-asked_at", "-id")
    return ours.first(), ours.filter(wait_minutes__gt=0).first()


def last_calls(limit: int = SHOWN) -> list[PeerCall]:
    """Return the newest calls in both directions, newest first."""
    return list(PeerCall.objects.order_by("-asked_at", "-id").select_related("officer")[:limit])


def years() -> list[int]:
    """Return the years that have any call, newest first."""
    first = PeerCall.objects.order_by("asked_at").values_list("asked_at", flat=True).first()
    last = PeerCall.objects.order_by("-asked_at").values_list("asked_at", flat=True).first()
    return [] if first is None else list(range(last.datetime().year, first.datetime().year - 1, -1))


def figures(year: int, *, month: int | None = None) -> list[CallFigure]:
    """Return the figures of a year, or of one month of it (UTC), by the name of the peer."""
    since = datetime(year, month or 1, 1, tzinfo=UTC)
    until = datetime(year + 1, 1, 1, tzinfo=UTC) if month in (None, 12) else datetime(year, (month or 1) + 1, 1, tzinfo=UTC)
    rows: dict[str, list[PeerCall]] = {}
    found = PeerCall.objects.filter(asked_at__gte=Instant.of(since), asked_at__lt=Instant.of(until))
    for row in found.defer("said", "alive", "awake").order_by("peer", "id").iterator(500):
        rows.setdefault(row.peer, []).append(row)
    return [_figure(peer, calls) for peer, calls in rows.items()]


def by_month(year: int) -> Mapping[int, list[CallFigure]]:
    """Return the figures of each month of a year that has any."""
    found = {month: figures(year, month=month) for month in range(1, 13)}
    return {month: rows for month, rows in found.items() if rows}


def _figure(peer: str, calls: Iterable[PeerCall]) -> CallFigure:
    ours = [row for row in calls if row.direction == "out" and row.state not in (CallState.ASKED, CallState.CALLING, CallState.REFUSED)]
    theirs = [row for row in calls if row.direction == "in"]
    answered = [row for row in ours if row.alive_at is not None]
    # one that its node did not answer asked nobody there
    persons = [row for row in answered if row.wait_minutes and row.state != CallState.WAITING]
    confirmed = [row for row in persons if row.awake_at is not None]
    wanted = [row for row in theirs if row.wait_minutes and row.state != CallState.WAITING]
    return CallFigure(
        peer=peer,
        made=len(ours),
        answered=len(answered),
        half_answered=_half(row.came_at - row.tried_at for row in answered),
        persons_asked=len(persons),
        confirmed=len(confirmed),
        half_confirmed=_half(row.awake_at - row.alive_at for row in confirmed),  # both by their clock
        received=len(theirs),
        persons_wanted=len(wanted),
        attended=sum(row.awake_at is not None for row in wanted),
    )


def _half(spans: Iterable[timedelta]) -> timedelta | None:
    found = sorted(max(span, _NO_TIME) for span in spans)
    return found[(len(found) - 1) // 2] if found else None
