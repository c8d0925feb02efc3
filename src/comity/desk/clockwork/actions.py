"""What officers do with a clock: pause it with a reason, let it go on, acknowledge its warning. One transaction each."""

from collections.abc import Callable

from django.db import transaction

from comity.desk import clocks
from comity.desk.clockwork import policy
from comity.desk.clockwork.pausing import left_micros, let_go_on, stand_still
from comity.desk.clockwork.states import NoticeState
from comity.desk.journalling import note
from comity.desk.permissions import Verb, require
from comity.directory.duties import duty_of
from comity.directory.officers import actor
from comity.directory.once import once
from comity.records.models import Clock, Notice, Officer, Request
from comity.terms.instants import Instant


@transaction.atomic
def pause_clock(request: Request, clock: int, *, why: str, words: str, by: Officer, at: Instant, token: str) -> None:
    """Pause the clock with the key `clock` for the coded reason `why`, with `words` for colleagues.

    Raises `NotAllowed`, `ClockStill` for one that does not run, `PauseNotAllowed`, `PauseTooLate`.
    """
    require(actor(by, at=at), Verb.TEND_CLOCK)

    def do(locked: Request, row: Clock) -> None:
        if row.paused_at is not None:
            raise policy.ClockStill(clock=row.code, reference=locked.reference)
        found = clocks.ruled(row, locked)
        pause = policy.require_pause(found.pause if found else None, clock=row.code, why=why)
        policy.require_time_left(clock=row.code, due=row.due_at, left_micros=left_micros(row, pause), at=at)
        stand_still(row, locked, by=by, why=why, words=words.strip(), at=at)

    _once(request, clock, do, by=by, at=at, token=token, verb="clock.pause")


@transaction.atomic
def resume_clock(request: Request, clock: int, *, words: str, by: Officer, at: Instant, token: str) -> None:
    """Let a paused clock go on; raises `NotAllowed`, and `ClockStill` for one that is not paused."""
    require(actor(by, at=at), Verb.TEND_CLOCK)

    def do(locked: Request, row: Clock) -> None:
        if row.paused_at is None:
            raise policy.ClockStill(clock=row.code, reference=locked.reference)
        let_go_on(row, locked, by=by, why=words.strip(), at=at)

    _once(request, clock, do, by=by, at=at, token=token, verb="clock.resume")


@transaction.atomic
def acknowledge_clock(request: Request, clock: int, *, by: Officer, at: Instant, token: str) -> None:
    """Answer for the open warning or breach of a clock: it is repeated no more and climbs no further.

    Raises `NotAllowed` for who neither works on requests nor has a duty, `NothingToAcknowledge` where nothing is open.
    """
    policy.require_answering(actor(by, at=at), on_duty=duty_of(by) is not None)

    def do(locked: Request, row: Clock) -> None:
        opened = list(Notice.objects.filter(clock=row, next_at__isnull=False).order_by("-rank"))
        if not opened:
            raise policy.NothingToAcknowledge(clock=row.code)
        done = {"state": NoticeState.ACKNOWLEDGED.value, "next_at": None, "acknowledged_at": at, "acknowledged_by": by}
        Notice.objects.filter(pk__in=[one.pk for one in opened]).update(**done)
        facts = {"clock": row.code, "kind": opened[0].kind, "level": opened[0].level, "repeats": opened[0].repeats}
        note("clock.acknowledged", by=by, about=locked.reference, at=at, facts=facts)

    _once(request, clock, do, by=by, at=at, token=token, verb="clock.acknowledge")


def _once(request: Request, clock: int, do: Callable[[Request, Clock], None], *, by: Officer, at: Instant, token: str, verb: str) -> None:
    """Run `do` on the request and its running clock, both locked, once for each token; then repeat the nearest clock beside it."""

    def run() -> str:
        locked = Request.objects.select_for_update().get(pk=request.pk)
        row = Clock.objects.select_for_update().filter(pk=clock, request=locked).first()
        if row is None or row.stopped_at is not None:
            raise policy.ClockStill(clock=row.code if row else "", reference=locked.reference)
        do(locked, row)
        clocks.repeat_nearest(locked)
        locked.save(update_fields=["due_at", "due_clock"])
        return row.code

    once(token, run, officer=by, verb=verb, at=at)
