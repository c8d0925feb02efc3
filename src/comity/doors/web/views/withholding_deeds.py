"""What a page asks of a proof that leaves something out: one officer chooses, another reads and approves, the file lacks it."""

from typing import Final

from django.http import FileResponse, HttpRequest, HttpResponse
from django.urls import reverse

from comity.courier.publishing import publish_log
from comity.desk.reading.requests import find_request
from comity.desk.withholding.actions import approve_withholding, drop_withholding, export_withheld, propose_withholding
from comity.desk.withholding.refusals import NothingChosen, NotWithheld, WaitsAlready
from comity.directory.home import home
from comity.doors.web.framing import render_page
from comity.doors.web.views.addresses import onward
from comity.doors.web.views.refusing import next_step_of, sentence_of
from comity.doors.web.views.withholding_pages import Typed, withholding_page
from comity.doors.web.views.working import verb_token, work
from comity.terms.refusals import Malformed, Refused
from comity.terms.text import TextTooLong

_MENDED: Final[tuple[type[Refused], ...]] = (NothingChosen, NotWithheld, WaitsAlready, Malformed, TextTooLong)


def choose(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the page, or propose what was typed."""
    at_work = work(request)
    found = find_request(reference, by=at_work.actor)
    if request.method == "GET":
        return render_page(request, withholding_page(found, at_work, Typed()))
    typed = Typed.of(request.POST)
    said = {"names": typed.names, "ground": typed.ground, "words": typed.words, "token": verb_token(request, "withhold")}
    try:
        propose_withholding(found, **said, by=at_work.officer, at=at_work.at)
    except _MENDED as refusal:
        fault = f"{sentence_of(refusal)} {next_step_of(refusal)}"
        return render_page(request, withholding_page(found, at_work, typed, fault=fault), status=422)
    return onward(request.path)


def end(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    """Approve or drop what waits."""
    at_work = work(request)
    found = find_request(reference, by=at_work.actor)
    deed, name = (approve_withholding, "approve") if request.POST.get("act") == "approve" else (drop_withholding, "drop")
    deed(found, key, by=at_work.officer, at=at_work.at, token=verb_token(request, name))
    return onward(reverse("withholding", args=[reference]))


def give(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    """Make the file, and give it as a download."""
    at_work = work(request)
    found = find_request(reference, by=at_work.actor)
    publish_log(home())
    path = export_withheld(found, key, by=at_work.officer, at=at_work.at)
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name, content_type="application/zip")
