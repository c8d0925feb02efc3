"""Which requests an officer may know of: the only road from a page, a list or a search to the table."""

from django.db.models import QuerySet

from comity.directory.policy import Actor
from comity.records.models import Request


def visible_to(by: Actor) -> QuerySet[Request]:
    """Return the requests that this officer may know of."""
    return Request.objects.all() if by.active else Request.objects.none()
