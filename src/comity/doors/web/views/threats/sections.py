"""The parts of the threat exchange, as its pages name them at their heads; apart from `words`, so that the first page loads no formats."""

from typing import Final

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy

from comity.doors.web.pages.frame import Place

_TABS: Final = (
    ("exchange", gettext_lazy("Warnings")),
    ("threats", gettext_lazy("Collections")),
    ("threat-search", gettext_lazy("Search by value")),
    ("threat-matrix", gettext_lazy("ATT&CK")),
    ("threat-sets", gettext_lazy("Threat sets")),
    ("threat-lots", gettext_lazy("Put in by officers")),
    ("threat-feeds", gettext_lazy("Feeds")),
    ("threat-permissions", gettext_lazy("Passing on")),
    ("threat-groups", gettext_lazy("Sharing groups")),
)


def tabs(here: str) -> tuple[Place, ...]:
    """Return the parts of the threat exchange that this node has, and which of them this page belongs to."""
    return tuple(Place(str(label), href, current=name == here) for name, label in _TABS if (href := _href(name)))


def _href(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
