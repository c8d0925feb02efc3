"""Reads what is to be destroyed or returned, and what was."""

from collections.abc import Sequence

from comity.desk.visibility import of_visible
from comity.directory.policy import Actor
from comity.records.models import Disposal, Request
from comity.records.statements import finds
from comity.terms.instants import Instant

_OPEN = "SELECT 1 FROM records_disposal WHERE done_at IS NULL LIMIT 1"


def disposals_of(request: Request) -> Sequence[Disposal]:
    """Return every task of a case, oldest first, done or not."""
    rows = Disposal.objects.select_related("material", "officer", "second").filter(material__request=request)
    return list(rows.order_by("id"))


def disposals_due(*, by: Actor, until: Instant) -> Sequence[Disposal]:
    """Return what is to be done until then in cases that `by` may know of, the first due first; what waits for a second officer always."""
    if not finds(_OPEN):
        return ()
    rows = Disposal.objects.select_related("material__request", "officer").filter(of_visible(by, "material__request"), done_at__isnull=True)
    near = rows.filter(due_at__lte=until).order_by("due_at")[:50]
    waiting = rows.filter(at__isnull=False).order_by("due_at")[:50]
    return list({one.pk: one for one in (*near, *waiting)}.values())
