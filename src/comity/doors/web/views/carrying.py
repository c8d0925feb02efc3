"""Views of a partner that got a node, and of a case that goes on on the wire."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from comity.desk.carrying.actions import answer_carry, propose_carry, take_back, withdraw_carry
from comity.desk.carrying.queries import asked_by_us, asked_of_us, destination, withdrawable
from comity.desk.carrying.refusals import CannotCarry
from comity.desk.joining.actions import approve_joining, propose_joining
from comity.desk.partnering.queries import entered
from comity.desk.permissions import Verb, require
from comity.desk.policy import ReasonMissing
from comity.desk.reading.requests import find_request
from comity.doors.web.framing import render_page
from comity.doors.web.pages.parts import Fault
from comity.doors.web.views import carry_pages
from comity.doors.web.views.addresses import onward
from comity.doors.web.views.refusing import next_step_of, saying_no, sentence_of
from comity.doors.web.views.working import Row, Work, verb_token, work
from comity.doors.web.views.written import field_faults
from comity.terms.identifiers import AuthorityId, NodeId
from comity.terms.refusals import Refused
from comity.treaty.faults import FieldFaults


@saying_no
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, authority: str) -> HttpResponse:
    """Say which node of the signed directory a partner is; a second officer approves it."""
    at_work = work(request)
    require(at_work.actor, Verb.PROPOSE_PARTNER)
    known = next((one.counts for one in entered() if one.authority == authority), None)
    if known is None:
        raise Http404
    faults: tuple[Fault, ...] = ()
    if request.method == "POST" and not request.POST.get("node"):
        faults = (Fault("node", gettext("Choose its node.")),)
    elif request.method == "POST":
        try:
            return _join(request, AuthorityId(authority), at_work)
        except Refused as refusal:
            faults = (_fault_of(refusal),)
    return render_page(request, carry_pages.join_page(request, known, at_work, faults=faults), status=422 if faults else 200)


def _join(request: HttpRequest, authority: AuthorityId, at_work: Work) -> HttpResponse:
    node, reason = NodeId(request.POST.get("node", "")), request.POST.get("reason", "")[: carry_pages.CAP]
    propose_joining(authority, node=node, reason=reason, by=at_work.officer, at=at_work.at, token=verb_token(request, "join"))
    return onward(reverse("partners"))


def _fault_of(refusal: Refused) -> Fault:
    """Return what stands against a joining, at its field."""
    if isinstance(refusal, ReasonMissing):
        return Fault("reason", f"{sentence_of(refusal)} {next_step_of(refusal)}")
    return Fault("node", sentence_of(refusal))


@saying_no
@require_POST
def approve(request: HttpRequest, joining: int) -> HttpResponse:
    """Let it count, as the second officer."""
    at_work = work(request)
    approve_joining(joining, by=at_work.officer, at=at_work.at, token=verb_token(request, "approve-joining"))
    return onward(reverse("partners"))


@saying_no
@require_http_methods(["GET", "POST"])
def carry(request: HttpRequest, reference: str) -> HttpResponse:
    """Propose that a case goes on on the wire, withdraw that, or answer such a proposal."""
    at_work = work(request)
    about = find_request(reference, by=at_work.actor)
    waiting, ours = asked_of_us(about), asked_by_us(about) or withdrawable(about)
    if waiting is None and ours is None and destination(about) is None:
        raise Http404
    faults: tuple[Fault, ...] = ()
    if request.method == "POST":
        try:
            return _submit(request, about, waiting, ours, at_work)
        except FieldFaults as wrong:
            faults = field_faults(wrong.faults, at_work.language)
        except Refused as refusal:
            faults = (Fault(_key(refusal, ours), sentence_of(refusal)),)
    page = carry_pages.carry_page(request, about, waiting, ours, at_work, faults=faults)
    return render_page(request, page, status=422 if faults else 200)


def _key(refusal: Refused, ours: Row | None) -> str:
    """Return the field at which a refusal stands: what keeps a case from being accepted is our own one, or that none was named."""
    if ours is not None:
        return "reason"
    return "own_case" if isinstance(refusal, CannotCarry) else "carry"


def _submit(request: HttpRequest, about: Row, waiting: Row | None, ours: Row | None, at_work: Work) -> HttpResponse:
    token, post = verb_token(request, "carry"), request.POST
    if ours is not None:
        withdraw_carry(about, reason=post.get("reason", ""), by=at_work.officer, at=at_work.at, token=token)
    elif waiting is None:
        propose_carry(about, by=at_work.officer, at=at_work.at, token=token)
    else:
        said, reasons = post.get("carry", ""), post.getlist("carry_reasons")
        own = post.get("own_case", "") if said == carry_pages.ANSWERS[0] else ""
        answer_carry(about, answer=said, reasons=reasons, own_case=own, by=at_work.officer, at=at_work.at, token=token)
    return onward(reverse("request", args=[about.reference]))


@saying_no
@require_POST
def back(request: HttpRequest, reference: str) -> HttpResponse:
    """Take our proposal back that has not arrived."""
    at_work = work(request)
    about = find_request(reference, by=at_work.actor)
    take_back(about, by=at_work.officer, at=at_work.at, token=verb_token(request, "carry-back"))
    return onward(reverse("request", args=[reference]))
