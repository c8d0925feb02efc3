"""The searches that an officer kept, and those of the desk, as links beside the queue and the list of requests."""

from django.urls import reverse
from django.utils.translation import gettext

from comity.desk.reading.filters import filters_of
from comity.doors.web.pages.watch import Kept
from comity.doors.web.views.working import Work


def kept_filters(at_work: Work) -> tuple[Kept, ...]:
    """Return the desk's filters and the officer's own; each is an address, and each can be renamed or retired."""
    return tuple(
        Kept(
            label=row.name,
            href=f"{reverse('requests')}?{row.query}",
            note=gettext("the desk's") if row.shared else "",
            change_href=reverse("filter", args=[row.pk]),
        )
        for row in filters_of(at_work.officer)
    )
