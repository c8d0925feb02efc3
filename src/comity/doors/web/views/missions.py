"""Views of missions abroad: a report in three small steps, and the desk that takes it up."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.desk.missions.actions import begin_report, file_report, save_report, take_report
from comity.desk.missions.policy import ReportIncomplete, require_report
from comity.desk.missions.queries import own_report
from comity.desk.permissions import Verb, require
from comity.doors.web.framing import render_page
from comity.doors.web.views import mission_pages
from comity.doors.web.views.addresses import onward
from comity.doors.web.views.refusing import saying_no, sentence_of
from comity.doors.web.views.working import Row, Work, verb_token, work


@saying_no
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, number: int = 0) -> HttpResponse:
    """One step of a report; a post saves it and goes on, the last one files it."""
    at_work = work(request)
    require_report(at_work.actor)
    found = own_report(number, by=at_work.officer) if number else None
    if number and found is None:
        raise Http404
    if request.method == "POST":
        return _save(request, found, at_work)
    return render_page(request, mission_pages.mission_page(found, at_work, step=mission_pages.step_of(request)))


def _save(request: HttpRequest, found: Row | None, at_work: Work) -> HttpResponse:
    begun = found or begin_report(by=at_work.officer, at=at_work.at, token=verb_token(request, "begin"))
    step, here = mission_pages.step_of(request), reverse("mission-report", args=[begun.pk])
    saved = save_report(begun.pk, mission_pages.told(request, step), by=at_work.officer, at=at_work.at)
    if request.POST.get("act") != "file":
        return onward(here, query=f"step={min(step + 1, mission_pages.STEPS)}")
    try:
        file_report(begun.pk, by=at_work.officer, at=at_work.at, token=verb_token(request, "file"))
    except ReportIncomplete as refusal:
        page = mission_pages.mission_page(saved, at_work, step=step, fault=sentence_of(refusal))
        return render_page(request, page, status=422)
    return onward(here)


@saying_no
@require_safe
def arrived(request: HttpRequest) -> HttpResponse:
    """What missions reported and nobody took up."""
    at_work = work(request)
    require(at_work.actor, Verb.DRAFT)
    return render_page(request, mission_pages.arrived_page(at_work))


@saying_no
@require_POST
def take(request: HttpRequest, number: int) -> HttpResponse:
    """Take a report up; the new request begins with what it says."""
    at_work = work(request)
    require(at_work.actor, Verb.DRAFT)
    take_report(number, by=at_work.officer, at=at_work.at, token=verb_token(request, "take-report"))
    return onward(reverse("compose-start"), query=f"report={number}")
