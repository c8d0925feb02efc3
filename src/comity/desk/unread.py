"""Who has not seen the newest of a request."""

from comity.records.models import Officer, Request, Unread
from comity.records.unread import count_unread


def mark_unread(request: Request, *, but: Officer | None = None) -> None:
    """Count one more unseen thing of `request` for every officer here except the one who did it."""
    count_unread(request.pk, but=but.pk if but else None)


def mark_read(request: Request, *, by: Officer) -> None:
    """Forget what `by` had not seen of `request`."""
    Unread.objects.filter(request=request, officer=by).delete()


def unread_by(officer: Officer, request: Request) -> int:
    """Return how many things of `request` are new to `officer`."""
    return Unread.objects.filter(request=request, officer=officer).values_list("count", flat=True).first() or 0
