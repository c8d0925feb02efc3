"""Where a draft or a request stands among the pages."""

from typing import Any

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext

from comity.desk.states import DraftState
from comity.doors.web.pages.parts import Crumbs, Link


def address_of(draft: Any) -> str:  # noqa: ANN401 -- a row of a room below
    """Return the page on which one goes on with the draft, as its state is."""
    if draft.state == DraftState.SENT:
        return reverse("request", args=[draft.reference])
    if draft.state == DraftState.SUBMITTED:
        return reverse("approve", args=[draft.pk])
    if draft.act == "answer" and draft.state == DraftState.OPEN and draft.direction == "out":
        return reverse("decide", args=[draft.reference])
    return reverse("draft-check", args=[draft.pk])


def onward(href: str, *, query: str = "") -> HttpResponseRedirect:
    """Send the browser on after a post (303 by meaning; Django's 302 is understood everywhere)."""
    return HttpResponseRedirect(f"{href}?{query}" if query else href)


def crumbs(here: str, *, reference: str = "") -> Crumbs:
    """Return the way back: the queue, the request if there is one, then `here`."""
    links = [Link(gettext("Watch queue"), home_href())]
    if reference:
        links.append(Link(reference, reverse("request", args=[reference])))
    return Crumbs(tuple(links), here)


def home_href() -> str:
    """Return the address of the watch queue."""
    try:
        return reverse("watch")
    except NoReverseMatch:
        return "/"


def posted_version(request: HttpRequest) -> int:
    """Return the version that the form was filled from; 0 where it says none."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
