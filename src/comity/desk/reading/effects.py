"""What will happen to the clocks when a draft is approved, said before it does."""

from collections.abc import Iterator
from dataclasses import dataclass

from comity.desk.calendars import calendar_for
from comity.desk.drafting.resolving import Resolved
from comity.desk.meaning import events_of, happening_of, opens_request
from comity.desk.rules import rulebook
from comity.records.models import Clock, Request
from comity.terms.instants import Instant
from comity.terms.json import JsonValue
from comity.terms.refusals import Refused
from comity.treaty.clocks import Clock as Ruled
from comity.treaty.clocks import clocks_for, clocks_stopped_by
from comity.treaty.wording import Words


@dataclass(frozen=True, slots=True)
class Effects:
    """The names of the running clocks that stop, and of those that start at this desk with the moment they are due."""

    stops: tuple[Words, ...]
    starts: tuple[tuple[Words, Instant], ...]


def effects_of(meant: Resolved, *, request: Request | None, peer: str, at: Instant) -> Effects:
    """Return what the act would do to the clocks if it left at `at`; `request` is None while there is none."""
    events = _events(meant)
    running = set() if request is None else set(_running(request))
    ending = {code for event in events for code in _stopped(event, meant)} & running
    side = "requested" if request is not None and request.direction == "in" else "requesting"
    stated = _moment(meant.fields.get("end"))
    starts: dict[str, tuple[Words, Instant]] = {}
    for event in events:
        begin = (_moment(meant.fields.get("start")) or at) if event == "preservation.effected" else at
        for clock in _started(event, meant, request=request, at=at):
            if clock.side in ("both", side):
                due = _due(clock, begin, stated, side=side, peer=peer)
                if due is not None:
                    starts[clock.id] = (clock.labels, due)
    names = {row.id: row.labels for row in rulebook().clocks}
    return Effects(tuple(names[code] for code in names if code in ending - starts.keys()), tuple(starts.values()))


def _due(clock: Ruled, begin: Instant, stated: Instant | None, *, side: str, peer: str) -> Instant | None:
    try:
        calendar = calendar_for(clock, direction="in" if side == "requested" else "out", peer=peer)
        return clock.due(begin, stated_end=stated, calendar=calendar)
    except Refused:
        return None  # no calendar says when; the desk is told when the act has left


def _events(meant: Resolved) -> tuple[str, ...]:
    if opens_request(meant.act, meant.kind):
        return ("request.sent",)
    return events_of(happening_of(meant.act, meant.kind, meant.fields), direction="out", act=meant.act)


def _running(request: Request) -> Iterator[str]:
    yield from Clock.objects.filter(request=request, stopped_at__isnull=True).values_list("code", flat=True)


def _stopped(event: str, meant: Resolved) -> tuple[str, ...]:
    try:
        return clocks_stopped_by(event, meant.kind, rulebook=rulebook())
    except Refused:
        return ()


def _started(event: str, meant: Resolved, *, request: Request | None, at: Instant) -> tuple[Ruled, ...]:
    urgency = str(meant.fields.get("urgency", "urgent")) if request is None else request.urgency
    try:
        text = request.instrument if request else ""
        return clocks_for(event, meant.kind, rulebook=rulebook(), on=at.datetime().date(), urgency=urgency, instrument=text)
    except Refused:
        return ()


def _moment(value: JsonValue) -> Instant | None:
    try:
        return Instant.parse(value) if isinstance(value, str) else None
    except Refused:
        return None
