"""A clock stands still and goes on, written down with the reason; whoever asks for it: an officer, an act, the schedule."""

from collections.abc import Iterable
from datetime import timedelta

from comity.desk import clocks
from comity.desk.calendars import calendar_of
from comity.desk.clockwork.moments import first_look
from comity.desk.clockwork.states import NoticeState
from comity.desk.journalling import note
from comity.records.models import Clock, Notice, Officer, Request
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.treaty.lengths import moved_by_pause
from comity.treaty.pack_calendars import PauseRow


def left_micros(clock: Clock, pause: PauseRow) -> int:
    """Return how long the clock may still stand, in microseconds; nothing or less where it is used up."""
    return timedelta(minutes=pause.most_minutes) // timedelta(microseconds=1) - clock.paused_micros


def stand_still(clock: Clock, request: Request, *, by: Officer | str, why: str, at: Instant, words: str = "") -> bool:
    """Pause a running clock as its rule allows, in the caller's transaction; return whether it could be.

    A clock that is late, or stood still for as long as it may, runs on. The CALLER repeats the nearest clock beside the request.
    """
    found = clocks.ruled(clock, request)
    left = left_micros(clock, found.pause) if found is not None and found.pause is not None else 0
    if clock.due_at <= at or left <= 0:
        return False
    _pause(clock, why=why, most=timedelta(microseconds=left), at=at)
    facts = {"clock": clock.code, "why": why, "words": words, "until": str(clock.pause_until)}
    note("clock.paused", by=by, about=request.reference, at=at, facts=facts)
    return True


def let_go_on(clock: Clock, request: Request, *, by: Officer | str, why: str, at: Instant) -> None:
    """Let a paused clock go on, in the caller's transaction; the CALLER repeats the nearest clock beside the request."""
    _resume(clock, request, at=at)
    facts = {"clock": clock.code, "why": why, "due": str(clock.due_at)}
    note("clock.resumed", by=by, about=request.reference, at=at, facts=facts)


def _pause(clock: Clock, *, why: str, most: timedelta, at: Instant) -> None:
    """Let a running clock stand still from `at`, for `most` at the longest, and save it; what it warned of is over."""
    clock.paused_at, clock.paused_why, clock.pause_until = at, why, at + most
    clock.next_at = clock.pause_until
    clock.save(update_fields=["paused_at", "paused_why", "pause_until", "next_at"])
    end_notices([clock.pk])


def _resume(clock: Clock, request: Request, *, at: Instant) -> None:
    """Let a paused clock go on from `at`, due as much later as it stood still, and save it."""
    before, paused = clock.due_at, clock.paused_at
    clock.due_at = _due_after(clock, request, at=at)
    clock.warn_at = [(moment + (clock.due_at - before)).micros for moment in clocks.warnings_of(clock)]
    clock.paused_micros += at.micros - paused.micros
    clock.paused_at, clock.paused_why, clock.pause_until = None, "", None
    clock.next_at = first_look(clocks.warnings_of(clock), clock.due_at, at=at)
    clock.save(update_fields=["due_at", "warn_at", "paused_micros", "paused_at", "paused_why", "pause_until", "next_at"])


def _due_after(clock: Clock, request: Request, *, at: Instant) -> Instant:
    found = clocks.ruled(clock, request)
    unit = found.span.unit if found is not None else "minutes"
    try:
        calendar = calendar_of(found, request) if found is not None else None
        return moved_by_pause(clock.due_at, paused=clock.paused_at, resumed=at, unit=unit, calendar=calendar)
    except Refused:  # the calendar ends before the clock does: what is certain is the time that it stood still
        return moved_by_pause(clock.due_at, paused=clock.paused_at, resumed=at, unit="minutes")


def end_notices(clocks: Iterable[int]) -> None:
    """End what is open of these clocks: they stand still, or something newer is to be said of them."""
    Notice.objects.filter(clock__in=list(clocks), next_at__isnull=False).update(state=NoticeState.ENDED.value, next_at=None)
