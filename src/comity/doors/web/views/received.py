"""Views of what came in a case: look at it, record that it was destroyed or returned, certify that, tell the State that gave it."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.desk.disposing.actions import Record, certify_disposal, record_disposal
from comity.desk.disposing.refusals import DisposalIncomplete
from comity.desk.reading.requests import find_request
from comity.desk.reusing.telling import tell_of_disposal
from comity.doors.web.filling import read_date
from comity.doors.web.framing import render_page
from comity.doors.web.views.addresses import address_of, onward
from comity.doors.web.views.received_pages import disposal_page, received_page
from comity.doors.web.views.refusing import saying_no
from comity.doors.web.views.working import verb_token, work

_CAPS: Final = {"method": 20, "who": 200, "reason": 1000}


@saying_no
@require_safe
def received(request: HttpRequest, reference: str) -> HttpResponse:
    """Show what came in a case and what is owed for it."""
    at_work = work(request)
    return render_page(request, received_page(find_request(reference, by=at_work.actor), at_work))


@saying_no
@require_http_methods(["GET", "POST"])
def disposal(request: HttpRequest, reference: str, disposal_id: int) -> HttpResponse:
    """Record what was destroyed or returned, by whom, how, on which day."""
    at_work = work(request)
    found = find_request(reference, by=at_work.actor)
    typed = {key: request.POST.get(key, "").strip()[:cap] for key, cap in _CAPS.items()} | {"on": read_date(request.POST, "on")}
    if request.method == "GET":
        return render_page(request, disposal_page(found, disposal_id, at_work, typed))
    record = Record(method=typed["method"], what=typed["reason"], who=typed["who"], on=typed["on"])
    try:
        record_disposal(found, disposal_id, record, by=at_work.officer, at=at_work.at, token=verb_token(request, "dispose"))
    except DisposalIncomplete as refusal:
        return render_page(request, disposal_page(found, disposal_id, at_work, typed, refusal=refusal), status=422)
    return redirect("received", reference)


@saying_no
@require_POST
def certify(request: HttpRequest, reference: str, disposal_id: int) -> HttpResponse:
    """Certify a record as the second officer."""
    at_work = work(request)
    found = find_request(reference, by=at_work.actor)
    certify_disposal(found, disposal_id, by=at_work.officer, at=at_work.at, token=verb_token(request, "certify"))
    return redirect("received", reference)


@saying_no
@require_POST
def tell(request: HttpRequest, reference: str, disposal_id: int) -> HttpResponse:
    """Begin the report that tells the State which gave it."""
    at_work = work(request)
    found = find_request(reference, by=at_work.actor)
    draft = tell_of_disposal(found, disposal_id, by=at_work.officer, at=at_work.at, token=verb_token(request, "tell"))
    return onward(address_of(draft))
