"""Starts and stops the clocks of a request, and keeps the request's nearest one beside it for the watch queue."""

from collections.abc import Iterable

from comity.records.models import Clock, Request
from comity.records.rows import insert_all
from comity.terms.instants import Instant


def stop(request: Request, codes: Iterable[str], *, by: str, at: Instant) -> None:
    """Stop the running clocks among `codes`. `by` names the act that stopped them."""
    Clock.objects.filter(request=request, code__in=list(codes), stopped_at__isnull=True).update(stopped_at=at, stopped_by=by)


def stop_all(request: Request, *, by: str, at: Instant) -> None:
    """Stop whatever still runs."""
    Clock.objects.filter(request=request, stopped_at__isnull=True).update(stopped_at=at, stopped_by=by)


def start(request: Request, clocks: Iterable[Clock]) -> None:
    """Add `clocks`, unsaved and not yet tied to the request."""
    rows = list(clocks)
    for clock in rows:
        clock.request = request
    insert_all(rows)


def nearest(request: Request) -> tuple[Instant | None, str]:
    """Return when the nearest running clock of `request` is due, and its code; what `due_at` must repeat."""
    found = Clock.objects.filter(request=request, stopped_at__isnull=True).order_by("due_at").values_list("due_at", "code").first()
    return found or (None, "")


def repeat_nearest(request: Request) -> None:
    """Write the nearest clock beside the request, in memory; the caller saves it in the same transaction."""
    request.due_at, request.due_clock = nearest(request)
