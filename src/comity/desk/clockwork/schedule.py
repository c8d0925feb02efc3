"""What clocks do when nobody does anything: they warn, they are late, they climb, they go on after their longest pause.

The courier calls `keep_clocks` every few seconds. All that is to come stands in the rows (`next_at`), found by an index that leaves
out everything else; a step takes a bounded number of rows in a bounded number of statements and is one transaction, so that after
a crash it is as if it had not begun. Each row is changed only if its `next_at` is still what was read, and a notice exists once for
a clock, a moment and a rung: two schedules at once, or one twice, say nothing twice.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any, Final

from django.db import transaction

from comity.desk import clocks, occasions
from comity.desk.clockwork.moments import Come, newest, next_moment
from comity.desk.clockwork.pausing import end_notices, let_go_on
from comity.desk.clockwork.states import Level, NoticeState, above, rank
from comity.desk.rules import rulebook
from comity.directory.home import home
from comity.directory.keyfiles import node_keys
from comity.records import journal
from comity.records.models import Clock, Notice, Request
from comity.records.rows import insert_all
from comity.records.statements import run_all
from comity.terms.instants import Instant
from comity.treaty.clocks import escalation_of
from comity.treaty.pack_calendars import EscalationRow

BATCH: Final = 200
LONGEST: Final = "longest pause"  # why a clock goes on by itself, as the journal has it
_NAMES: Final = {"warning": "clock.warned", "breach": "clock.breached"}
_MOVE_CLOCK: Final = "UPDATE records_clock SET next_at = %s WHERE id = %s AND next_at = %s"
_MOVE_NOTICE: Final = "UPDATE records_notice SET state = %s, repeats = %s, next_at = %s WHERE id = %s AND next_at = %s"


def keep_clocks(*, at: Instant) -> int:
    """Do what is due at `at`, for `BATCH` clocks and as many notices at most; return how many rows it looked at, 0 when all is done."""
    return _look_at_clocks(at=at) + _look_at_notices(at=at)


def _due(rows: Any, *, at: Instant) -> Any:  # noqa: ANN401 -- either table
    return rows.filter(next_at__lte=at).order_by("next_at", "id")


def _look_at_clocks(*, at: Instant) -> int:
    if not _due(Clock.objects, at=at).exists():
        return 0  # no write lock is taken for nothing
    with transaction.atomic():
        due = _due(Clock.objects.select_related("request"), at=at).select_for_update(skip_locked=True, of=("self",))
        rows = list(due[:BATCH])
        running = [row for row in rows if row.paused_at is None]
        come = [(row, newest(clocks.warnings_of(row), row.due_at, since=row.next_at, at=at)) for row in running]
        _tell([(row, one) for row, one in come if one is not None], at=at)
        moves = [(row.pk, row.next_at, next_moment(clocks.warnings_of(row), row.due_at, after=at)) for row in running]
        run_all(_MOVE_CLOCK, [(after and after.micros, key, before.micros) for key, before, after in moves])
        for row in rows:
            if row.paused_at is not None:
                _go_on(row)
    return len(rows)


def _go_on(row: Clock) -> None:
    """Let a clock go on whose longest pause is over, from the moment at which it was; the next step sees what has come since."""
    # Acts lock the request first and its clocks after it; here it is the other way round, so a request that is held is left for later.
    request = Request.objects.select_for_update(skip_locked=True).filter(pk=row.request_id).first()
    if request is None:
        return
    let_go_on(row, request, by=str(home().node), why=LONGEST, at=row.pause_until)
    clocks.repeat_nearest(request)
    request.save(update_fields=["due_at", "due_clock"])


def _tell(come: Sequence[tuple[Clock, Come]], *, at: Instant) -> None:
    """Write a notice to the desk for each, in place of what was open of the same clock, and the leaf that says so."""
    if not come:
        return
    end_notices(row.pk for row, _ in come)
    made = [_notice(row, kind=one.kind, moment=one.moment, level=Level.DESK, at=at) for row, one in come]
    insert_all(made, keep_first=True)
    occasions.keep(occasions.of_clock(row, kind=one.kind, level=Level.DESK.value, at=at) for row, one in come)
    _log(
        (_entry(_NAMES[one.kind], row, {"clock": row.code, "due": str(row.due_at), "moment": str(one.moment)}) for row, one in come),
        at=at,
    )


def _notice(clock: Clock, *, kind: str, moment: Instant, level: Level, at: Instant) -> Notice:
    every = timedelta(minutes=_policy(kind, clock.request, at=at).every_minutes)
    return Notice(clock=clock, kind=kind, moment=moment, level=level.value, rank=rank(level, kind), made_at=at, next_at=at + every)


def _look_at_notices(*, at: Instant) -> int:
    if not _due(Notice.objects, at=at).exists():
        return 0
    with transaction.atomic():
        due = _due(Notice.objects.select_related("clock__request"), at=at).select_for_update(skip_locked=True, of=("self",))
        rows = list(due[:BATCH])
        moves: list[tuple[Any, ...]] = []
        higher: list[tuple[Notice, Level]] = []
        again: list[Notice] = []
        for row in rows:
            state, repeats, next_at = NoticeState.ENDED, row.repeats, None
            if row.clock.stopped_at is None and row.clock.paused_at is None:
                step, up = _policy(row.kind, row.clock.request, at=at), above(Level(row.level))
                if up is not None and row.repeats >= step.repeats:
                    state = NoticeState.ESCALATED
                    higher.append((row, up))
                else:
                    state, repeats = NoticeState.DUE, row.repeats + 1
                    again.append(row)
                    next_at = (at + timedelta(minutes=step.every_minutes)).micros
            moves.append((state.value, repeats, next_at, row.pk, row.next_at.micros))
        run_all(_MOVE_NOTICE, moves)
        occasions.keep(occasions.of_clock(row.clock, kind=row.kind, level=row.level, at=at) for row in again)
        _climb(higher, at=at)
    return len(rows)


def _climb(higher: Sequence[tuple[Notice, Level]], *, at: Instant) -> None:
    """Write the notice of the next rung for each that nobody answered, and the leaf that says so."""
    if not higher:
        return
    insert_all([_notice(row.clock, kind=row.kind, moment=row.moment, level=up, at=at) for row, up in higher], keep_first=True)
    occasions.keep(occasions.of_clock(row.clock, kind=row.kind, level=up.value, at=at) for row, up in higher)
    facts = ((row, {"clock": row.clock.code, "kind": row.kind, "from": row.level, "to": up.value}) for row, up in higher)
    _log((_entry("clock.escalated", row.clock, said) for row, said in facts), at=at)


def _policy(kind: str, request: Request, *, at: Instant) -> EscalationRow:
    return escalation_of(
        "breach" if kind == "breach" else "warning", rulebook=rulebook(), day=at.datetime().date(), urgency=request.urgency
    )


def _entry(name: str, clock: Clock, facts: dict[str, Any]) -> journal.Entry:
    return journal.Entry(name=name, actor=str(home().node), about=clock.request.reference, facts=facts)


def _log(entries: Iterable[journal.Entry], *, at: Instant) -> None:
    journal.append(*entries, at=at, key=node_keys(home()).signing.public.key_id)
