"""Proposes a threat set: one collection, one authority; what goes into it is what they may see and may be given, and have not got yet."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from comity.desk.giving.actions import propose_set
from comity.desk.giving.drawing import reaches
from comity.directory.book import book
from comity.doors.web.framing import render_page
from comity.doors.web.pages.fields import Choice, FieldWrite
from comity.doors.web.pages.parts import Form, Link
from comity.doors.web.pages.threats import ThreatForm
from comity.doors.web.views.addresses import onward
from comity.doors.web.views.refusing import next_step_of, saying_no, sentence_of
from comity.doors.web.views.threats import words
from comity.doors.web.views.working import Work, fresh_token, verb_token, work
from comity.intel.reading.onlooking import Onlooker
from comity.intel.warnings.recipients import others
from comity.terms.identifiers import AuthorityId
from comity.terms.refusals import Refused


@saying_no
@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """Ask for a collection and an authority; a post fixes what goes, and leads to what is in it."""
    at_work = work(request)
    eye = words.eye_of(at_work)
    if request.method != "POST":
        return render_page(request, _page(request, eye, at_work))
    try:
        holding = eye.holding(request.POST.get("collection", "")[:80])
        to = AuthorityId(request.POST.get("to", "")[:64])
        row = propose_set(holding.uuid, to=to, by=at_work.officer, at=at_work.at, token=verb_token(request, "set"))
    except Refused as refusal:
        return render_page(request, _page(request, eye, at_work, refusal=refusal), status=422)
    return onward(reverse("threat-set", args=[row.pk]))


def _page(request: HttpRequest, eye: Onlooker, at_work: Work, *, refusal: Refused | None = None) -> ThreatForm:
    return ThreatForm(
        heading=gettext("Propose a threat set"),
        deck=gettext(
            "What they may see of the collection, and you may pass on, less what they have. You see what is in it before it goes."
        ),
        crumbs=words.crumbs(gettext("Propose"), Link(gettext("Threat sets"), reverse("threat-sets"))),
        tabs=words.tabs("threat-sets"),
        form=Form(reverse("threat-set-propose"), fresh_token()),
        label=gettext("Fix what goes into it"),
        fields=tuple(_fields(request, eye, at_work)),
        back_href=reverse("threat-sets"),
        fault=sentence_of(refusal) if refusal else "",
        fault_next=next_step_of(refusal) if refusal else "",
    )


def _fields(request: HttpRequest, eye: Onlooker, at_work: Work) -> Iterator[FieldWrite]:
    asked = request.POST.get("collection", "") or request.GET.get("collection", "")
    shelves = tuple(
        Choice(one.uuid, one.title, words.fields(one.row.fields, at_work.language), chosen=one.uuid == asked, language=words.NAMED)
        for one in eye.readable
    )
    yield FieldWrite("collection", "code", gettext("Of which collection"), choices=shelves, coded=False)
    to = request.POST.get("to", "")
    known = tuple(
        Choice(one.id.text, words.authority_name(one.id.text, at_work.language), chosen=one.id.text == to)
        for one in others(book())
        if reaches(one, at=at_work.at)
    )
    hint = gettext("Authorities whose node can be reached, and to whom a text carries it. The operator says who reads a collection.")
    yield FieldWrite("to", "code", gettext("To which authority"), hint=hint, choices=known, coded=False)
