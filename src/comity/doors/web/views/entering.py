"""The demo's door: be any of its officers without passphrase or code. Not routed on any other node."""

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from comity.directory.people import find_officer, officers_here
from comity.doors.web.entrance import CONFIRMED, DEMO, sit_down, stand_up
from comity.doors.web.framing import render_page
from comity.doors.web.pages.others import DemoDoorPage, Person
from comity.doors.web.pages.parts import Form
from comity.doors.web.views.naming import own_authority
from comity.doors.web.views.words import role_words
from comity.doors.web.views.working import work


@login_not_required
@require_http_methods(["GET", "POST"])
def demo_door(request: HttpRequest) -> HttpResponse:
    """List the officers; let the visitor be one of them. Approvals still ask for the passphrase, which opens the signing key."""
    if request.method == "GET":
        return render_page(request, _page(work(request).language))
    officer = find_officer(request.POST.get("officer", ""))
    if request.user.is_authenticated:
        stand_up(request, why="shift-change")
    login(request, officer)
    request.session[CONFIRMED] = request.session[DEMO] = True
    sit_down(request, officer, came_by="demo")
    return redirect("watch")


def _page(language: str) -> DemoDoorPage:
    people = tuple(
        Person(
            name=officer.name,
            post=", ".join(role_words(role) for role in officer.roles),
            authority=own_authority(language),
            form=Form(reverse("demo_door"), hidden=(("officer", officer.officer_id),)),
            label=gettext("Enter as %(officer)s") % {"officer": officer.name},
        )
        for officer in officers_here()
    )
    return DemoDoorPage(
        heading=gettext("Enter the demo"),
        deck=gettext("Be one of the officers of this node. The passphrase is asked for where an act is approved."),
        people=people,
    )
