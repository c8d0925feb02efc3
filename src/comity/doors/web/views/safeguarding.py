"""Flags and reviews of a request: set, end, review, agree."""

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comity.desk.permitting.policy import ReviewNotAhead
from comity.desk.policy import ReasonMissing
from comity.desk.reading.requests import find_request
from comity.desk.safeguarding.actions import (
    agree_to_secrecy,
    end_flag,
    review_emergency,
    review_flags,
    review_secrecy,
    set_flag,
)
from comity.desk.safeguarding.refusals import FlagNotCoded, OriginMissing, OutcomeNotCoded
from comity.doors.web.filling import read_date
from comity.doors.web.framing import render_page
from comity.doors.web.views.refusing import saying_no
from comity.doors.web.views.safeguard_pages import REVIEWED, end_page, flag_page, review_page, safeguards_page
from comity.doors.web.views.working import Row, Work, verb_token, work
from comity.terms.refusals import Malformed
from comity.terms.text import TextTooLong, UnsafeText

_CAPS: Final = {"code": 20, "person": 400, "origin": 2, "reason": 2000, "used": 2000}
_MENDED: Final = (FlagNotCoded, OriginMissing, OutcomeNotCoded, ReasonMissing, ReviewNotAhead, Malformed, TextTooLong, UnsafeText)


@saying_no
@require_GET
def safeguards(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the flags of a request and what was found about them, its emergency, its secrecy."""
    at_work = work(request)
    return render_page(request, safeguards_page(find_request(reference, by=at_work.actor), at_work))


@saying_no
@require_http_methods(["GET", "POST"])
def flag(request: HttpRequest, reference: str) -> HttpResponse:
    """Set a flag on a request or a person of it."""
    at_work = work(request)
    found, typed = find_request(reference, by=at_work.actor), _typed(request)
    if request.method == "GET":
        return render_page(request, flag_page(found, at_work, {}))
    code, person, origin, words, token = typed["code"], typed["person"], typed["origin"], typed["reason"], verb_token(request, "flag")
    try:
        set_flag(found, code=code, person=person, origin=origin, words=words, by=at_work.officer, at=at_work.at, token=token)
    except _MENDED as refusal:
        return render_page(request, flag_page(found, at_work, typed, refusal=refusal), status=422)
    return redirect("safeguards", reference)


@saying_no
@require_http_methods(["GET", "POST"])
def flag_end(request: HttpRequest, reference: str, flag_id: int) -> HttpResponse:
    """End a flag that is wrong, with a reason."""
    at_work = work(request)
    found, words = find_request(reference, by=at_work.actor), _typed(request)["reason"]
    if request.method == "GET":
        return render_page(request, end_page(found, flag_id))
    try:
        end_flag(found, flag_id, words=words, by=at_work.officer, at=at_work.at, token=verb_token(request, "flag-end"))
    except (ReasonMissing, Malformed, TextTooLong, UnsafeText) as refusal:
        return render_page(request, end_page(found, flag_id, words=words, refusal=refusal), status=422)
    return redirect("safeguards", reference)


@saying_no
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, reference: str, subject: str) -> HttpResponse:
    """Write what a review found: of the flags, the emergency or the secrecy."""
    at_work = work(request)
    if subject not in REVIEWED:
        raise Http404
    found, typed = find_request(reference, by=at_work.actor), _typed(request)
    if request.method == "GET":
        return render_page(request, review_page(found, subject, at_work, {}))
    try:
        _review(found, subject, typed, at_work, token=verb_token(request, f"rv-{subject}"))
    except _MENDED as refusal:
        return render_page(request, review_page(found, subject, at_work, typed, refusal=refusal), status=422)
    return redirect("safeguards", reference)


def _review(found: Row, subject: str, typed: dict[str, str], at_work: Work, *, token: str) -> None:
    outcome, words, by, at = typed["code"], typed["reason"], at_work.officer, at_work.at
    if subject == "flags":
        review_flags(found, outcome=outcome, words=words, by=by, at=at, token=token)
    elif subject == "emergency":
        review_emergency(found, outcome=outcome, used=typed["used"], words=words, by=by, at=at, token=token)
    else:
        review_secrecy(found, outcome=outcome, until=typed["until"], words=words, by=by, at=at, token=token)


@saying_no
@require_POST
def agree(request: HttpRequest, reference: str, review_id: int) -> HttpResponse:
    """Agree as the second officer that secrecy goes on."""
    at_work = work(request)
    found = find_request(reference, by=at_work.actor)
    agree_to_secrecy(found, review_id, by=at_work.officer, at=at_work.at, token=verb_token(request, "agree"))
    return redirect("safeguards", reference)


def _typed(request: HttpRequest) -> dict[str, str]:
    """Return what was typed, cut where no honest form is longer."""
    typed = {key: request.POST.get(key, "").strip()[:cap] for key, cap in _CAPS.items()}
    return typed | {"until": read_date(request.POST, "until")}
