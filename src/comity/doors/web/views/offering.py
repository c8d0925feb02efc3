"""Handing one request to a named colleague: offer, accept, decline, take back."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.desk.holding.actions import accept_offer, decline_offer, offer_request, recall_offer
from comity.desk.holding.queries import offer_seen_by
from comity.desk.holding.refusals import HeldByAnother, HeldByNobody
from comity.desk.permissions import Verb as Permitted
from comity.desk.permissions import holders, require
from comity.desk.policy import ReasonMissing
from comity.desk.reading.requests import find_request
from comity.directory.officers import officers_with
from comity.directory.people import find_officer
from comity.doors.web.framing import render_page
from comity.doors.web.pages.compose import ReasonPage
from comity.doors.web.pages.fields import Choice, FieldWrite
from comity.doors.web.pages.parts import Act, Form
from comity.doors.web.pages.shifts import OfferPage
from comity.doors.web.views.addresses import crumbs
from comity.doors.web.views.refusing import saying_no
from comity.doors.web.views.working import Row, Work, fresh_token, verb_token, work

CAP: Final = 1000


@saying_no
@require_http_methods(["GET", "POST"])
def offer(request: HttpRequest, reference: str) -> HttpResponse:
    """Offer a request to a colleague by name; it stays with its holder until they accept."""
    at_work = work(request)
    require(at_work.actor, Permitted.HAND_ON)
    found = find_request(reference, by=at_work.actor)
    to, words = request.POST.get("to", ""), request.POST.get("reason", "").strip()[:CAP]
    if found.holder_id != at_work.officer.pk:
        raise HeldByAnother(name=found.holder.name, reference=reference) if found.holder else HeldByNobody(reference=reference)
    if request.method == "GET" or not (to and words):
        page = _asking(found, at_work, to=to, words=words, asked=request.method == "POST")
        return render_page(request, page, status=422 if request.method == "POST" else 200)
    token = verb_token(request, "offer")
    offer_request(found, to=find_officer(to), words=words, by=at_work.officer, at=at_work.at, token=token)
    return redirect("request", reference)


def _asking(request: Row, at_work: Work, *, to: str, words: str, asked: bool) -> ReasonPage:
    fault = gettext("Choose who is to take it.") if asked and not to else ""
    return ReasonPage(
        heading=gettext("Hand over %(reference)s") % {"reference": request.reference},
        crumbs=crumbs(gettext("Hand over"), reference=request.reference),
        effects=(
            gettext("It stays yours until your colleague accepts; until then it shows as waiting."),
            gettext("Clocks go on. Drafts stay where they are."),
            gettext("The other side does not see it."),
        ),
        form=Form(reverse("offer", args=[request.reference]), fresh_token()),
        act_label=gettext("Offer it to the colleague"),
        back_href=reverse("request", args=[request.reference]),
        reason=words,
        fault=gettext("Write what your colleague must know first.") if asked and not words else "",
        choices=(receivers(at_work, chosen=to, fault=fault),),
    )


def receivers(at_work: Work, *, chosen: str = "", fault: str = "") -> FieldWrite:
    """Return the choice of a colleague who may hold requests."""
    return FieldWrite("to", "code", gettext("Who takes it"), fault=fault, choices=colleagues(at_work, chosen=chosen))


def colleagues(at_work: Work, *, chosen: str = "") -> tuple[Choice, ...]:
    """Return everybody else here who may hold requests."""
    others = [one for one in officers_with(holders(Permitted.TAKE), at=at_work.at) if one.pk != at_work.officer.pk]
    return tuple(Choice(one.officer_id, one.name, chosen=one.officer_id == chosen) for one in others)


@saying_no
@require_safe
def offer_page(request: HttpRequest, offer_id: int) -> HttpResponse:
    """One offer, for who gave it or is to take it."""
    return render_page(request, _offer_page(offer_id, work(request)))


def _offer_page(offer_id: int, at_work: Work, *, typed: str = "", fault: str = "") -> OfferPage:
    found = offer_seen_by(offer_id, officer=at_work.officer)
    facts = {"officer": found.giver.name, "receiver": found.receiver.name, "reference": found.request.reference}
    waits, mine = found.state == "waiting", found.receiver_id == at_work.officer.pk
    accept = Act(gettext("Accept %(reference)s") % facts, reverse("offer-accept", args=[found.pk]), post=True, token=fresh_token())
    recall = Act(gettext("Take the offer back"), reverse("offer-recall", args=[found.pk]), post=True, token=fresh_token())
    return OfferPage(
        heading=gettext("%(officer)s offers %(reference)s to %(receiver)s") % facts,
        deck=gettext("Offered at %(time)s.") % {"time": at_work.when(found.at)} if waits else gettext("This offer does not wait any more."),
        crumbs=crumbs(gettext("Offer"), reference=found.request.reference),
        words=found.words,
        effects=(
            gettext("When accepted, %(receiver)s holds it and %(officer)s is told.") % facts,
            gettext("Clocks go on. Drafts stay where they are."),
        ),
        accept=accept if waits and mine else None,
        decline=Form(reverse("offer-decline", args=[found.pk]), fresh_token()) if waits and mine else None,
        recall=recall if waits and not mine else None,
        typed=typed,
        fault=fault,
    )


@saying_no
@require_POST
def accept(request: HttpRequest, offer_id: int) -> HttpResponse:
    """Accept: from now on it is theirs."""
    at_work = work(request)
    taken = accept_offer(offer_id, by=at_work.officer, at=at_work.at, token=verb_token(request, "accept"))
    return redirect("request", taken.reference)


@saying_no
@require_POST
def decline(request: HttpRequest, offer_id: int) -> HttpResponse:
    """Do not accept, with a reason that the giver reads."""
    at_work = work(request)
    words = request.POST.get("reason", "").strip()[:CAP]
    try:
        decline_offer(offer_id, words=words, by=at_work.officer, at=at_work.at, token=verb_token(request, "decline"))
    except ReasonMissing:
        fault = gettext("Say why not: your colleague goes on holding it.")
        return render_page(request, _offer_page(offer_id, at_work, fault=fault), status=422)
    return redirect("watch")


@saying_no
@require_POST
def recall(request: HttpRequest, offer_id: int) -> HttpResponse:
    """Take an offer back that nobody accepted."""
    at_work = work(request)
    kept = recall_offer(offer_id, by=at_work.officer, at=at_work.at, token=verb_token(request, "recall"))
    return redirect("request", kept.reference)
