"""What happened since the officer left, and marking it as read."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.desk.shifts.attending import mark_caught_up
from comity.desk.shifts.since import since_left
from comity.desk.telling.showing import place_of
from comity.desk.tidings import mark_tidings_read
from comity.doors.web.framing import render_page
from comity.doors.web.pages.parts import Form
from comity.doors.web.pages.shifts import Case, SincePage
from comity.doors.web.views.addresses import crumbs
from comity.doors.web.views.naming import country_of
from comity.doors.web.views.refusing import refused
from comity.doors.web.views.stations import told_of
from comity.doors.web.views.strips import title_of
from comity.doors.web.views.working import Work, fresh_token, work
from comity.terms.refusals import Refused


@require_http_methods(["GET", "POST"])
def since(request: HttpRequest) -> HttpResponse:
    """Read what others did and what arrived; the button forgets it up to what this page showed."""
    at_work = work(request)
    if request.method == "POST":
        mark_caught_up(at_work.officer, up_to=_number(request.POST.get("up_to", "")))
        return redirect("watch")
    return render_page(request, _page(at_work))


def _page(at_work: Work) -> SincePage:
    found = since_left(at_work.officer, by=at_work.actor)
    heading = gettext("Since you left")
    deck = gettext("You have read everything up to now.")
    if found.left_at is not None:
        deck = gettext("You were last here at %(time)s. By request, the newest first; what you did yourself is left out.")
        deck %= {"time": at_work.when(found.left_at)}
    if found.more:
        deck += " " + gettext("There is more than fits here; the journal has all of it.")
    return SincePage(
        heading=heading,
        deck=deck,
        crumbs=crumbs(heading),
        cases=tuple(
            Case(
                reference=request.reference,
                href=reverse("request", args=[request.reference]),
                title=title_of(request, at_work.language),
                other_side=country_of(request.peer, at_work.language),
                days=told_of(entries, request, at_work),
            )
            for request, entries in found.cases
        ),
        empty=gettext("Nothing happened to any request since then."),
        form=Form(reverse("since"), fresh_token(), hidden=(("up_to", str(found.size)),)) if found.left_at is not None else None,
    )


@require_POST
def tidings_read(request: HttpRequest) -> HttpResponse:
    """Forget what the queue told, up to what it showed."""
    at_work = work(request)
    mark_tidings_read(at_work.officer, up_to=_number(request.POST.get("up_to", "")), at=at_work.at)
    return redirect("watch")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


@require_safe
def told(request: HttpRequest, number: int) -> HttpResponse:
    """Lead from the number in a notice to what it is about; who may not know of that is told that nothing is there."""
    at_work = work(request)
    try:
        name, key = place_of(number, officer=at_work.officer, at=at_work.at)
    except Refused as refusal:
        return refused(request, refusal)
    addresses = {"request": "request", "draft": "approve"}
    return redirect(reverse(addresses[name], args=[key]) if name in addresses else reverse("watch"))
