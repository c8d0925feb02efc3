"""Views of partners without a node: the list with what waits for a second officer, the form of an entry, its approval."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.desk.partnering.actions import approve_partner, propose_partner
from comity.desk.partnering.queries import entered
from comity.desk.permissions import Verb, require
from comity.doors.web.framing import render_page
from comity.doors.web.pages.parts import Fault
from comity.doors.web.views import partner_pages
from comity.doors.web.views.addresses import onward
from comity.doors.web.views.refusing import saying_no, sentence_of
from comity.doors.web.views.working import Work, verb_token, work
from comity.terms.refusals import Refused


@saying_no
@require_safe
def partners(request: HttpRequest) -> HttpResponse:
    """Everybody who is reached outside the wire, and providers: where data sits."""
    words = request.GET.get("q", "")[:80].strip()
    return render_page(request, partner_pages.list_page(entered(), work(request), words=words))


@saying_no
@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest, authority: str = "") -> HttpResponse:
    """Write an entry, new or changed; a second officer approves it before it counts."""
    at_work = work(request)
    require(at_work.actor, Verb.PROPOSE_PARTNER)
    known = next((one.waiting or one.counts for one in entered() if one.authority == authority), None)
    if authority and known is None:
        raise Http404
    faults: tuple[Fault, ...] = ()
    if request.method == "POST":
        try:
            return _propose(request, authority, at_work)
        except Refused as refusal:
            faults = (Fault(partner_pages.field_of(refusal), sentence_of(refusal)),)
    page = partner_pages.entry_page(request, known, at_work, faults=faults)
    return render_page(request, page, status=422 if faults else 200)


def _propose(request: HttpRequest, authority: str, at_work: Work) -> HttpResponse:
    given, reason = partner_pages.posted_entry(request, authority), request.POST.get("reason", "")[: partner_pages.CAP]
    propose_partner(given, reason=reason, by=at_work.officer, at=at_work.at, token=verb_token(request, "propose"))
    return onward(reverse("partners"))


@saying_no
@require_POST
def approve(request: HttpRequest, entry: int) -> HttpResponse:
    """Let a version count, as the second officer."""
    at_work = work(request)
    approve_partner(entry, by=at_work.officer, at=at_work.at, token=verb_token(request, "approve-partner"))
    return onward(reverse("partners"))
