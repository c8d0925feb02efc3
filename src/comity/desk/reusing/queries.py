"""Reads which drafts use what came in a case."""

from collections.abc import Sequence

from comity.desk.visibility import of_visible_draft
from comity.directory.policy import Actor
from comity.records.models import Request, Reuse


def uses_of(request: Request, *, by: Actor) -> Sequence[Reuse]:
    """Return what was said of drafts that use what came in a case, of drafts that `by` may know of, oldest first."""
    rows = Reuse.objects.select_related("draft", "officer").filter(of_visible_draft(by, "draft"), source=request, ended_at__isnull=True)
    return list(rows.order_by("id"))
