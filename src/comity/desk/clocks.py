"""Starts and stops the clocks of a request, and keeps the request's nearest one beside it for the watch queue."""

from collections.abc import Iterable
from typing import Final

from comity.desk.rules import rulebook
from comity.records.models import Clock, Request
from comity.records.rows import insert_all
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.treaty.clocks import Clock as Ruled
from comity.treaty.clocks import clock_named

OUTLIVING: Final = (
    "EMERGENCY",
    "DISPOSAL",
)  # what is owed for the use of a form, or of what was given, is owed whatever became of the request


def stop(request: Request, codes: Iterable[str], *, by: str, at: Instant) -> None:
    """Stop the running clocks among `codes`. `by` names the act that stopped them."""
    Clock.objects.filter(request=request, code__in=list(codes), stopped_at__isnull=True).update(stopped_at=at, stopped_by=by, next_at=None)


def stop_all(request: Request, *, by: str, at: Instant) -> None:
    """Stop whatever still runs, but what outlives the request."""
    Clock.objects.filter(request=request, stopped_at__isnull=True).exclude(code__in=OUTLIVING).update(
        stopped_at=at, stopped_by=by, next_at=None
    )


def start(request: Request, clocks: Iterable[Clock]) -> None:
    """Add `clocks`, unsaved and not yet tied to the request; each knows when it is looked at first."""
    rows = list(clocks)
    for clock in rows:
        clock.request_id = request.pk
    insert_all(rows)


def warnings_of(clock: Clock) -> tuple[Instant, ...]:
    """Return the moments at which the clock warns, as they stand in its row."""
    return tuple(Instant(int(micros)) for micros in clock.warn_at)


def ruled(clock: Clock, request: Request) -> Ruled | None:
    """Return what the rulebook says of a clock; None where a newer or older one named it."""
    try:
        return clock_named(clock.code, rulebook=rulebook(), on=clock.starts_at.datetime().date(), urgency=request.urgency)
    except Refused:
        return None


def nearest(request: Request) -> tuple[Instant | None, str]:
    """Return when the nearest running clock of `request` is due, and its code; what `due_at` must repeat. A paused one does not run."""
    running = Clock.objects.filter(request=request, stopped_at__isnull=True, paused_at__isnull=True)
    found = running.order_by("due_at").values_list("due_at", "code").first()
    return found or (None, "")


def repeat_nearest(request: Request) -> None:
    """Write the nearest clock beside the request, in memory; the caller saves it in the same transaction."""
    request.due_at, request.due_clock = nearest(request)
