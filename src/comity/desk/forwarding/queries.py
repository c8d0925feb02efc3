"""Reads what missions forwarded."""

from collections.abc import Sequence

from comity.records.models import Forwarding, Request


def forwarded_on(request: Request) -> Sequence[Forwarding]:
    """Return what missions forwarded about a case, oldest first."""
    return list(Forwarding.objects.select_related("officer").filter(request=request).order_by("id"))
