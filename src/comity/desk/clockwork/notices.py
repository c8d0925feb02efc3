"""What waits for somebody's answer, as pages ask for it: highest rung first, late before soon. And that it was seen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from django.db.models import QuerySet

from comity.desk.clockwork.policy import require_answering
from comity.desk.clockwork.states import Level, NoticeState
from comity.desk.visibility import sees
from comity.directory.duties import duty_of, on_duty
from comity.directory.officers import actor
from comity.directory.policy import Actor
from comity.records.models import Clock, Notice, Officer, Request
from comity.terms.instants import Instant
from comity.terms.refusals import Refused

SHOWN: Final = 25
COUNTED: Final = 100
FARTHEST: Final = 2000  # open notices that are looked at for one page


@dataclass(frozen=True, slots=True)
class Open:
    """One open notice with its clock and request; `told` names who is told, none where it is everybody at the desk."""

    notice: Notice
    clock: Clock
    request: Request
    told: tuple[str, ...]
    mine: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """The first of what waits, and how much there is (counted to a hundred)."""

    rows: tuple[Open, ...]
    total: int


def waiting(officer: Officer, *, by: Actor) -> Waiting:
    """Return what nobody has acknowledged, of the requests that this officer may know of."""
    rows: list[Notice] = []
    keys = iter(open_keys() if by.active else ())
    while len(rows) < COUNTED and (page := list(islice(keys, COUNTED))):
        found = _running(Notice.objects.filter(pk__in=page)).select_related("clock__request__holder")
        rows += sorted(found, key=lambda one: (-one.rank, one.moment.micros, one.pk))
    return Waiting(_dressed(rows[:SHOWN], officer), len(rows[:COUNTED]))


def open_keys() -> QuerySet[Notice, int]:
    """Return the keys of open notices in the order of the page: one walk along one index, however many there are.

    What is open of a clock that has stopped ends at its next moment; until then it is left out where its row is looked at.
    """
    return Notice.objects.filter(next_at__isnull=False).order_by("-rank", "moment", "id").values_list("pk", flat=True)[:FARTHEST]


def _running(rows: QuerySet[Notice]) -> QuerySet[Notice]:
    return rows.filter(next_at__isnull=False, clock__stopped_at__isnull=True, clock__paused_at__isnull=True)


def waiting_of(request: Request, officer: Officer, *, by: Actor) -> dict[int, Open]:
    """Return what waits of one request, by the key of its clock."""
    if not sees(request, by=by):
        return {}
    open_ = _running(Notice.objects.filter(clock__request=request))
    rows = list(open_.order_by("rank").select_related("clock__request__holder"))
    return {one.clock.pk: one for one in _dressed(rows, officer)}


def may_answer(officer: Officer, *, at: Instant) -> bool:
    """Say whether an officer may acknowledge, to offer it only to those; `acknowledge_clock` asks again."""
    try:
        require_answering(actor(officer, at=at), on_duty=duty_of(officer) is not None)
    except Refused:
        return False
    return True


def _dressed(rows: Sequence[Notice], officer: Officer) -> tuple[Open, ...]:
    if not rows:
        return ()
    names = {Level.DEPUTY: on_duty("deputy"), Level.SUPERVISOR: on_duty("supervisor")}

    def dress(row: Notice) -> Open:
        request = row.clock.request
        level = Level(row.level)
        if level is Level.DESK:
            told = (request.holder.name,) if request.holder is not None else ()
            mine = request.holder_id in (None, officer.pk)
        else:
            called = _at_desk(names[level], request)
            told = tuple(one.name for one in called)
            mine = not called or officer in called
        return Open(row, row.clock, request, told, mine)

    return tuple(dress(row) for row in rows)


def speaks_to(officer: Officer, *, level: str, request: Request, called: Mapping[str, tuple[Officer, ...]]) -> bool:
    """Say whether a notice on this rung is for `officer`; `called` names who has which duty."""
    if level not in called:
        return request.holder_id in (None, officer.pk)
    there = _at_desk(called[level], request)
    return not there or officer in there


def _at_desk(called: tuple[Officer, ...], request: Request) -> tuple[Officer, ...]:
    """Return those of the desk that holds the request; all of them where nobody holds it, or that desk has none."""
    here = tuple(one for one in called if request.holder is not None and one.desk == request.holder.desk)
    return here or called


def mark_shown(rows: Iterable[Open], *, at: Instant) -> None:
    """Note that those of `rows` which speak to the reader were put before them; being seen answers nothing."""
    keys = [one.notice.pk for one in rows if one.mine and one.notice.state == NoticeState.DUE.value]
    if keys:
        Notice.objects.filter(pk__in=keys, state=NoticeState.DUE.value).update(state=NoticeState.SHOWN.value, shown_at=at)
