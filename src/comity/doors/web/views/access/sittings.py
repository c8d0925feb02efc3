"""Where an officer is signed in: the list, ending one, ending all others; and what the last sign-ins were."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from comity.directory.keptposts import kept_posts
from comity.directory.sittings import end_one, end_others, sittings_of
from comity.doors.web.framing import render_page
from comity.doors.web.lastly import last_words
from comity.doors.web.moments import moment, print_when
from comity.doors.web.pages.access import Place, SittingsPage
from comity.doors.web.pages.parts import Form, Link
from comity.doors.web.views.working import Work, work
from comity.doors.web.whereabouts import access
from comity.terms.instants import Instant

_STEPS: Final = {
    "password": gettext_lazy("password"),
    "totp": gettext_lazy("one-time code"),
    "recovery-code": gettext_lazy("recovery code"),
    "passkey": gettext_lazy("passkey"),
    "socialaccount": gettext_lazy("identity provider"),
    "certificate": gettext_lazy("smart card"),
    "demo": gettext_lazy("the demo's door"),
}
_BROWSERS: Final = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))


@require_safe
def sittings(request: HttpRequest) -> HttpResponse:
    """Show where the officer is signed in."""
    at_work, here = work(request), request.sitting
    places = tuple(_place(one, at_work, here=here) for one in sittings_of(request.user, access=access(), at=at_work.at))
    kept = tuple(Link(_posted(one.kept_at, at_work), _href(one)) for one in kept_posts(request.user))
    page = SittingsPage(
        heading=gettext("Where you are signed in"),
        deck=gettext("If you do not know one of these, end it and change your password."),
        places=places,
        last=last_words(here),
        end_others=Form(reverse("end-other-sittings")) if len(places) > 1 else None,
        kept=kept,
    )
    return render_page(request, page)


@require_POST
def end_sitting(request: HttpRequest, number: int) -> HttpResponse:
    """End one of the officer's own."""
    end_one(request.user, number=number, at=work(request).at)
    return redirect("sittings")


@require_POST
def end_other_sittings(request: HttpRequest) -> HttpResponse:
    """End all of the officer's but this one."""
    end_others(request.user, but=request.sitting.pk if request.sitting else None, at=work(request).at)
    return redirect("sittings")


def _place(sitting: Any, at_work: Work, *, here: Any) -> Place:
    is_here = here is not None and sitting.pk == here.pk
    return Place(
        browser=next((name for sign, name in _BROWSERS if sign in sitting.browser), gettext("Unknown browser")),
        address=sitting.address,
        came_by=", ".join(str(_STEPS.get(step, step)) for step in sitting.came_by.split()),
        began=moment(sitting.began_at, zone=at_work.zone, now=at_work.at),
        seen=moment(sitting.seen_at, zone=at_work.zone, now=at_work.at),
        locked=sitting.locked_at is not None,
        here=is_here,
        end=None if is_here else Form(reverse("end-sitting", args=[sitting.pk])),
    )


def _posted(at: Instant, at_work: Work) -> str:
    return gettext("Posted at %(time)s") % {"time": print_when(at, zone=at_work.zone, now=at_work.at)}


def _href(kept: Any) -> str:
    return reverse("kept-post", args=[kept.pk])
