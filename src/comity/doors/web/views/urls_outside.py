"""Addresses of what does not travel on the wire: partners without a node, papers, orders to providers."""

from importlib import import_module

from django.http import HttpRequest, HttpResponse
from django.urls import path

from comity.doors.web.views import carrying, homing, missions, outside, partnering


def mission_note(request: HttpRequest, number: int = 0) -> HttpResponse:
    """Show or keep a mission's note of a meeting; its page is loaded when somebody first opens one."""
    answer: HttpResponse = import_module("comity.doors.web.views.mission_notes").note(request, number)
    return answer


urlpatterns = [
    path("partners/", partnering.partners, name="partners"),
    path("partners/new/", partnering.propose, name="partner-new"),
    path("partners/<slug:authority>/change/", partnering.propose, name="partner-change"),
    path("partners/entries/<int:entry>/approve/", partnering.approve, name="partner-approve"),
    path("partners/<slug:authority>/join/", carrying.join, name="partner-join"),
    path("partners/joinings/<int:joining>/approve/", carrying.approve, name="joining-approve"),
    path("requests/<str:reference>/carry/", carrying.carry, name="carry"),
    path("requests/<str:reference>/carry/back/", carrying.back, name="carry-back"),
    path("record/", outside.record_start, name="record-start"),
    path("drafts/<uuid:draft_id>/paper/", outside.paper, name="paper"),
    path("requests/<str:reference>/outside/", outside.came, name="outside-came"),
    path("requests/<str:reference>/outside/<str:envelope>/<slug:name>/", outside.step, name="outside-step"),
    path("requests/<str:reference>/papers/<str:digest>/", outside.paper_file, name="paper-file"),
    path("requests/<str:reference>/home/", homing.questions, name="home-questions"),
    path("requests/<str:reference>/home/<int:question>/", homing.answer, name="home-answer"),
    path("mission/", missions.report, name="mission"),
    path("mission/<int:number>/", missions.report, name="mission-report"),
    path("mission/meeting/", mission_note, name="mission-note"),
    path("mission/meeting/<int:number>/", mission_note, name="mission-note-own"),
    path("missions/", missions.arrived, name="missions"),
    path("missions/<int:number>/take/", missions.take, name="mission-take"),
]
