"""Views of what officers do with a clock: pause it with a reason, let it go on, acknowledge its warning."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from comity.desk.clocks import ruled
from comity.desk.clockwork.actions import acknowledge_clock, pause_clock, resume_clock
from comity.desk.permissions import Verb as Permitted
from comity.desk.permissions import require
from comity.desk.reading.requests import clocks_of, find_request
from comity.doors.web.framing import render_page
from comity.doors.web.views.alerting import pause_page
from comity.doors.web.views.refusing import saying_no
from comity.doors.web.views.working import Row, verb_token, work

_CAP = 1000


@saying_no
@require_http_methods(["GET", "POST"])
def pause(request: HttpRequest, reference: str, clock: int) -> HttpResponse:
    """Ask why, then let the clock stand still."""
    at_work = work(request)
    found = find_request(reference, by=at_work.actor)
    require(at_work.actor, Permitted.TEND_CLOCK)
    row, why, words = _row(found, clock), request.POST.get("why", "")[:60], request.POST.get("reason", "").strip()[:_CAP]
    if request.method == "POST" and why:
        token = verb_token(request, "pause")
        pause_clock(found, clock, why=why, words=words, by=at_work.officer, at=at_work.at, token=token)
        return redirect("request", reference)
    named = ruled(row, found)
    if named is None or named.pause is None:
        raise Http404
    fault = gettext("Choose a reason.") if request.method == "POST" else ""
    page = pause_page(found, row, named, at_work, words=words, fault=fault)
    return render_page(request, page, status=422 if fault else 200)


@saying_no
@require_POST
def resume(request: HttpRequest, reference: str, clock: int) -> HttpResponse:
    """Let a paused clock go on."""
    at_work = work(request)
    found = find_request(reference, by=at_work.actor)
    resume_clock(found, clock, words="", by=at_work.officer, at=at_work.at, token=verb_token(request, "resume"))
    return redirect("request", reference)


@saying_no
@require_POST
def acknowledge(request: HttpRequest, reference: str, clock: int) -> HttpResponse:
    """Answer for the warning of a clock."""
    at_work = work(request)
    found = find_request(reference, by=at_work.actor)
    acknowledge_clock(found, clock, by=at_work.officer, at=at_work.at, token=verb_token(request, "ack"))
    return redirect("request", reference)


def _row(found: Row, clock: int) -> Row:
    """Return the running clock with this key; raises `Http404` for one of another request, or that stopped."""
    row = next((row for row in clocks_of(found) if row.pk == clock and row.stopped_at is None), None)
    if row is None:
        raise Http404
    return row
