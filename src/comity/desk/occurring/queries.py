"""Reads what can be recorded in a case, and what was."""

from collections.abc import Mapping, Sequence

from comity.desk.meaning import is_recorded
from comity.desk.rules import rulebook
from comity.desk.sounding import OF_PROVIDERS, RECORDED
from comity.records.models import Occurrence, Request


def events_for(request: Request) -> Mapping[str, str]:
    """Return what an officer can record in this case, event by sentence: only what a clock of its kind listens for."""
    known = {**RECORDED, **OF_PROVIDERS} if is_recorded(request.kind) else RECORDED
    side = ("both", "requesting" if request.direction == "out" else "requested")
    rows = [row for row in rulebook().clocks if request.kind in row.kinds and row.side in side]
    heard = {event for row in rows for event in (*row.starts, *row.stops)}
    return {event: said for event, said in known.items() if event in heard}


def recorded_in(request: Request) -> Sequence[Occurrence]:
    """Return what was recorded, oldest first."""
    return list(Occurrence.objects.select_related("officer").filter(request=request).order_by("id"))
