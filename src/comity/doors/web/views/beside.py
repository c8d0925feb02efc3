"""Views beside a case: legal opinions, giving it to another officer, what a mission forwards, what happened outside any act."""

from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from comity.desk.counselling.actions import advise_on_draft, advise_on_request
from comity.desk.counselling.queries import counsel_on_draft, counsel_on_request
from comity.desk.counselling.refusals import CounselNotCoded
from comity.desk.forwarding.actions import forward, take_forwarded
from comity.desk.holding.reassigning import reassign_request
from comity.desk.holding.refusals import CannotReceive, HoldsAlready
from comity.desk.occurring.actions import EventAhead, EventUnfit, record_event
from comity.desk.onward.materials import end_of
from comity.desk.outside.papers import MIB, PaperNotTaken, PaperTooLarge, Upload
from comity.desk.policy import ReasonMissing
from comity.desk.reading.drafts import see_draft
from comity.desk.reading.requests import find_request
from comity.directory.home import home
from comity.directory.people import NoSuchOfficer, find_officer
from comity.doors.web.filling import read_date
from comity.doors.web.framing import render_page
from comity.doors.web.views import beside_pages as pages
from comity.doors.web.views.refusing import saying_no
from comity.doors.web.views.working import Work, verb_token, work
from comity.terms.instants import Instant
from comity.terms.refusals import Malformed
from comity.terms.text import TextTooLong, UnsafeText

_TEXT: Final = (ReasonMissing, Malformed, TextTooLong, UnsafeText)
_CAPS: Final = {"code": 24, "to": 80, "event": 40, "reason": 4000}


def _typed(request: HttpRequest) -> dict[str, str]:
    return {key: request.POST.get(key, "").strip()[:cap] for key, cap in _CAPS.items()} | {"on": read_date(request.POST, "on")}


@saying_no
@require_safe
def counsel(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the legal opinions on a request and its drafts."""
    at_work = work(request)
    found = find_request(reference, by=at_work.actor)
    return render_page(request, pages.counsel_page(found, counsel_on_request(found), at_work, draft=False))


@saying_no
@require_safe
def draft_counsel(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Show the legal opinions on a draft."""
    at_work = work(request)
    found = see_draft(draft_id, by=at_work.actor)
    return render_page(request, pages.counsel_page(found, counsel_on_draft(found), at_work, draft=True))


@saying_no
@require_http_methods(["GET", "POST"])
def counsel_give(request: HttpRequest, reference: str) -> HttpResponse:
    """Give a legal opinion on a request."""
    at_work, typed = work(request), _typed(request)
    found, back = find_request(reference, by=at_work.actor), reverse("counsel", args=[reference])
    if request.method == "GET":
        return render_page(request, pages.counsel_form(request.path, back, typed, at_work))
    token = verb_token(request, "counsel")
    try:
        advise_on_request(found, code=typed["code"], words=typed["reason"], by=at_work.officer, at=at_work.at, token=token)
    except (CounselNotCoded, *_TEXT) as refusal:
        return render_page(request, pages.counsel_form(request.path, back, typed, at_work, refusal=refusal), status=422)
    return redirect(back)


@saying_no
@require_http_methods(["GET", "POST"])
def draft_counsel_give(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Give a legal opinion on the version of a draft that was read."""
    at_work, typed = work(request), _typed(request)
    found, back = see_draft(draft_id, by=at_work.actor), reverse("draft-counsel", args=[draft_id])
    if request.method == "GET":
        return render_page(request, pages.counsel_form(request.path, back, typed, at_work, version=found.version))
    version, token = _number(request.POST.get("of", "")), verb_token(request, "counsel")
    by = {"by": at_work.officer, "at": at_work.at, "token": token}
    try:
        advise_on_draft(draft_id, version=version, code=typed["code"], words=typed["reason"], **by)
    except (CounselNotCoded, *_TEXT) as refusal:
        page = pages.counsel_form(request.path, back, typed, at_work, version=version, refusal=refusal)
        return render_page(request, page, status=422)
    return redirect(back)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


@saying_no
@require_http_methods(["GET", "POST"])
def reassign(request: HttpRequest, reference: str) -> HttpResponse:
    """Give a request to another officer, as a supervisor."""
    at_work, typed = work(request), _typed(request)
    found = find_request(reference, by=at_work.actor)
    if request.method == "GET":
        return render_page(request, pages.reassign_form(found, typed, at_work))
    token = verb_token(request, "reassign")
    try:
        to = find_officer(typed["to"])
        reassign_request(found, to=to, reason=typed["reason"], by=at_work.officer, at=at_work.at, token=token)
    except (NoSuchOfficer, CannotReceive, HoldsAlready, *_TEXT) as refusal:
        return render_page(request, pages.reassign_form(found, typed, at_work, refusal=refusal), status=422)
    return redirect("request", reference)


@saying_no
@require_http_methods(["GET", "POST"])
def event(request: HttpRequest, reference: str) -> HttpResponse:
    """Record what happened in a case and is no act of either node."""
    at_work, typed = work(request), _typed(request)
    found = find_request(reference, by=at_work.actor)
    if request.method == "GET":
        return render_page(request, pages.event_form(found, typed, at_work))
    on, token = _moment(typed["on"], at_work), verb_token(request, "event")
    try:
        record_event(found, event=typed["event"], on=on, words=typed["reason"], by=at_work.officer, at=at_work.at, token=token)
    except (EventUnfit, EventAhead, *_TEXT) as refusal:
        return render_page(request, pages.event_form(found, typed, at_work, refusal=refusal), status=422)
    return redirect("request", reference)


def _moment(day: str, at_work: Work) -> Instant | None:
    """Return the end of a day, today's being now; None for what is no day, and for one that lies ahead."""
    try:
        if day > at_work.here(at_work.at).date().isoformat():
            return None
        return min(end_of(day), at_work.at)
    except ValueError:
        return None


@saying_no
@require_safe
def forwarded(request: HttpRequest, reference: str) -> HttpResponse:
    """Show what missions forwarded about a case."""
    at_work = work(request)
    return render_page(request, pages.forwarded_page(find_request(reference, by=at_work.actor), at_work))


@saying_no
@require_http_methods(["GET", "POST"])
def forward_on(request: HttpRequest, reference: str) -> HttpResponse:
    """Forward words and a document to the desk, as a mission."""
    at_work = work(request)
    found, words = find_request(reference, by=at_work.actor), request.POST.get("reason", "").strip()
    if request.method == "GET":
        return render_page(request, pages.forward_form(found, ""))
    given = request.FILES.get("document")
    upload = None if given is None else Upload(given.name or "", given.read(home().papers_mib * MIB + 1))
    try:
        forward(found, words=words, upload=upload, by=at_work.officer, at=at_work.at, token=verb_token(request, "forward"))
    except (PaperTooLarge, PaperNotTaken, *_TEXT) as refusal:
        return render_page(request, pages.forward_form(found, words[:4000], refusal=refusal), status=422)
    return redirect("forwarded", reference)


@saying_no
@require_safe
def forwarded_file(request: HttpRequest, reference: str, digest: str) -> HttpResponse:
    """A forwarded document, word for word, always to be saved; the journal keeps who took it."""
    at_work = work(request)
    about = find_request(reference, by=at_work.actor)
    found, data = take_forwarded(about, digest, by=at_work.officer, at=at_work.at)
    ending = found.name.rpartition(".")[2].lower()
    headers = {"Content-Disposition": f'attachment; filename="{reference}.{digest[:16]}.{ending}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(data, content_type=found.media, headers=headers)
