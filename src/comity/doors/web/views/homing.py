"""Views of what is asked at home about a request, and of the answers."""

from collections.abc import Mapping
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from comity.desk.homing.actions import ask_at_home, decline_over, give_opinion, take_over
from comity.desk.homing.policy import AskedAlready, DayNotAhead, NoSuchDay, NotAtHome
from comity.desk.homing.queries import open_question_for
from comity.desk.policy import ReasonMissing
from comity.desk.reading.requests import find_request
from comity.doors.web.framing import render_page
from comity.doors.web.pages.parts import Fault
from comity.doors.web.views import home_pages
from comity.doors.web.views.addresses import onward
from comity.doors.web.views.refusing import saying_no, sentence_of
from comity.doors.web.views.working import Row, Work, verb_token, work
from comity.terms.refusals import Refused
from comity.terms.vocabulary import UnknownCode

_PLACES: Final[Mapping[type[Refused], str]] = {
    NoSuchDay: "by",
    DayNotAhead: "by",
    NotAtHome: "of",
    AskedAlready: "of",
    ReasonMissing: "words",
}
"""Beside which question each refusal of a question stands; any other, beside the first."""


@saying_no
@require_http_methods(["GET", "POST"])
def questions(request: HttpRequest, reference: str) -> HttpResponse:
    """What was asked at home; a post asks."""
    at_work = work(request)
    about = find_request(reference, by=at_work.actor)
    faults: tuple[Fault, ...] = ()
    if request.method == "POST":
        try:
            return _ask(request, about, at_work)
        except Refused as refusal:
            unsaid = gettext("Say what it has to look at.") if isinstance(refusal, ReasonMissing) else ""
            faults = (Fault(_PLACES.get(type(refusal), "want"), unsaid or sentence_of(refusal)),)
    return render_page(request, home_pages.home_page(request, about, at_work, faults=faults), status=422 if faults else 200)


def _ask(request: HttpRequest, about: Row, at_work: Work) -> HttpResponse:
    ask_at_home(
        about,
        want="transfer" if request.POST.get("want") == home_pages.TRANSFER else "opinion",
        of=request.POST.get("of", ""),
        words=request.POST.get("words", "")[: home_pages.CAP],
        by_day=home_pages.posted_day(request),
        by=at_work.officer,
        at=at_work.at,
        token=verb_token(request, "ask"),
    )
    return onward(reverse("home-questions", args=[about.reference]))


@saying_no
@require_POST
def answer(request: HttpRequest, reference: str, question: int) -> HttpResponse:
    """Give the opinion, or take over or not, as the authority that was asked."""
    at_work = work(request)
    about = find_request(reference, by=at_work.actor)
    if open_question_for(about, question) is None:
        raise Http404
    try:
        _answer(request, question, at_work)
    except Refused as refusal:
        page = home_pages.home_page(request, about, at_work, answered=question, faults=(_fault(refusal),))
        return render_page(request, page, status=422)
    return onward(reverse("home-questions", args=[reference]))


def _fault(refusal: Refused) -> Fault:
    if isinstance(refusal, UnknownCode):
        return Fault("code", gettext("Choose the opinion from the list."))
    return Fault("answer", sentence_of(refusal))


def _answer(request: HttpRequest, question: int, at_work: Work) -> None:
    words, act = request.POST.get("answer", "")[: home_pages.CAP], request.POST.get("act", "")
    token = verb_token(request, "answer")
    if act == "accept":
        take_over(question, words=words, by=at_work.officer, at=at_work.at, token=token)
    elif act == "decline":
        decline_over(question, words=words, by=at_work.officer, at=at_work.at, token=token)
    else:
        give_opinion(question, code=request.POST.get("code", ""), words=words, by=at_work.officer, at=at_work.at, token=token)
