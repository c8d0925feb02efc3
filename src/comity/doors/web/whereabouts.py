"""From where a request comes, and what moment it is, for whoever counts attempts and lists sittings."""

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from comity.terms.instants import Instant


def now() -> Instant:
    """Return the moment by this machine's clock."""
    return Instant.of(datetime.now(UTC))


def access() -> Any:  # noqa: ANN401 -- Django's settings have no types
    """Return the node's policy of access."""
    return settings.COMITY_ACCESS


def from_proxy(request: HttpRequest) -> bool:
    """Say whether the machine at the other end is the one proxy that this node believes."""
    return bool(access().proxy) and request.META.get("REMOTE_ADDR", "") == access().proxy


def address_of(request: HttpRequest) -> str:
    """Return the client's address: what the proxy added last, or the other end itself where it is not the proxy."""
    if from_proxy(request):
        # Only the last entry is the proxy's own word; what stands before it, anybody may have written.
        told = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        if told:
            return told[:45]
    return str(request.META.get("REMOTE_ADDR", ""))[:45]


def browser_of(request: HttpRequest) -> str:
    """Return what the browser says that it is, cut short."""
    return request.headers.get("User-Agent", "")[:200]


def sitting_of(request: HttpRequest) -> int:
    """Return the number of the officer's sitting at this browser; 0 where sittings are not counted (the demo's door)."""
    sitting = getattr(request, "sitting", None)
    return int(sitting.pk) if sitting is not None else 0
