"""Views of what comes and goes outside the wire: begin a record, the document and its way, a later step, a document to take away."""

from typing import Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from comity.desk.drafting.actions import open_draft
from comity.desk.outside.passing import record_step, take_paper
from comity.desk.outside.queries import may_come, outside_acts
from comity.desk.outside.recording import record_act
from comity.desk.outside.refusals import StepNotNow
from comity.desk.outside.states import Step
from comity.desk.permissions import Verb, require
from comity.desk.reading.drafts import see_draft
from comity.desk.reading.requests import acts_of, find_request
from comity.desk.states import DraftState
from comity.directory.partners import outside_nodes
from comity.directory.ways import is_outside
from comity.doors.web.framing import render_page
from comity.doors.web.pages.parts import Fault
from comity.doors.web.views import outside_pages
from comity.doors.web.views.addresses import address_of, onward
from comity.doors.web.views.compose_pages import kinds
from comity.doors.web.views.outside_pages import posted_passing
from comity.doors.web.views.refusing import next_step_of, saying_no, sentence_of
from comity.doors.web.views.working import Row, Work, verb_token, work
from comity.terms.identifiers import EnvelopeId, NodeId
from comity.terms.refusals import Refused

_STEPS: Final = frozenset(Step) - {Step.RECEIVED}


@saying_no
@require_http_methods(["GET", "POST"])
def record_start(request: HttpRequest) -> HttpResponse:
    """Ask who wrote and what for; open the draft into which the paper is written down."""
    at_work = work(request)
    require(at_work.actor, Verb.DRAFT)
    peer, kind = request.POST.get("from", ""), request.POST.get("kind", "")
    known = {str(node.id): node.id for node in outside_nodes()}
    if request.method == "GET" or peer not in known or kind not in kinds():
        faults = tuple(outside_pages.start_faults(peer in known, kind in kinds())) if request.method == "POST" else ()
        return render_page(request, outside_pages.start_page(at_work, peer=peer, kind=kind, faults=faults))
    draft = open_draft(
        act="request", kind=kind, peer=known[peer], by=at_work.officer, at=at_work.at, direction="in", token=verb_token(request, "open")
    )
    return onward(reverse("draft-check", args=[draft.pk]))


@saying_no
@require_http_methods(["GET", "POST"])
def came(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask what came in a case; open the draft into which it is written down."""
    at_work = work(request)
    require(at_work.actor, Verb.DRAFT)
    about = find_request(reference, by=at_work.actor)
    may = {f"{act}:{kind}": (act, kind) for act, kind in may_come(about)}
    chosen = may.get(request.POST.get("what", ""))
    if chosen is None:
        faults = (Fault("what", gettext("Choose what came.")),) if request.method == "POST" else ()
        return render_page(request, outside_pages.came_page(about, tuple(may.values()), at_work, faults=faults))
    return _begin(request, about, *chosen, at_work=at_work)


def _begin(request: HttpRequest, about: Row, act: str, kind: str, *, at_work: Work) -> HttpResponse:
    """Open the draft of what came; an answer or a result answers our newest request."""
    asked = next((one.env_id for one in reversed(acts_of(about)) if one.direction == "out" and one.body.act == "request"), None)
    draft = open_draft(
        act=act,
        kind=kind,
        peer=NodeId(about.peer),
        by=at_work.officer,
        at=at_work.at,
        request=about,
        replies_to=asked if act in ("answer", "result") else None,
        direction="in",
        token=verb_token(request, "open"),
    )
    return onward(reverse("draft-check", args=[draft.pk]))


@saying_no
@require_http_methods(["GET", "POST"])
def paper(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """The document and how it came; a post records what was written down."""
    at_work = work(request)
    require(at_work.actor, Verb.DRAFT)
    draft = see_draft(draft_id, by=at_work.actor)
    if draft.state != DraftState.OPEN or not is_outside(draft.peer) or draft.direction != "in":
        return onward(address_of(draft))
    faults: tuple[Fault, ...] = ()
    if request.method == "POST":
        try:
            return _keep(request, draft, at_work)
        except Refused as refusal:
            faults = (Fault(outside_pages.field_of(refusal), sentence_of(refusal)),)
    return render_page(request, outside_pages.paper_page(request, draft, at_work, faults=faults), status=422 if faults else 200)


def _keep(request: HttpRequest, draft: Row, at_work: Work) -> HttpResponse:
    passing, token = posted_passing(request, at_work), verb_token(request, "record")
    done = record_act(draft.pk, version=draft.version, passing=passing, by=at_work.officer, at=at_work.at, token=token)
    return onward(reverse("request", args=[done.reference]))


@saying_no
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, reference: str, envelope: str, name: str) -> HttpResponse:
    """A later step of an act: dispatched, acknowledged, confirmed, or the result of an order to a provider."""
    at_work = work(request)
    require(at_work.actor, Verb.DRAFT)
    about = find_request(reference, by=at_work.actor)
    known = {str(env_id): act for env_id, act in outside_acts(about).items()}
    if name not in _STEPS or envelope not in known:
        raise Http404
    faults: tuple[Fault, ...] = ()
    if request.method == "POST":
        try:
            return _record(request, about, EnvelopeId(envelope), Step(name), at_work)
        except Refused as refusal:
            faults = (Fault(outside_pages.field_of(refusal), _said(refusal)),)
    page = outside_pages.step_page(request, about, known[envelope], Step(name), at_work, faults=faults)
    return render_page(request, page, status=422 if faults else 200)


def _said(refusal: Refused) -> str:
    """Say what is wrong; of a step that is done already, also where to look."""
    return f"{sentence_of(refusal)} {next_step_of(refusal)}" if isinstance(refusal, StepNotNow) else sentence_of(refusal)


def _record(request: HttpRequest, about: Row, envelope: EnvelopeId, which: Step, at_work: Work) -> HttpResponse:
    passing, token = posted_passing(request, at_work), verb_token(request, which.value)
    done = record_step(about, envelope, step=which, passing=passing, by=at_work.officer, at=at_work.at, token=token)
    return onward(reverse("request", args=[done.reference]))


@saying_no
@require_safe
def paper_file(request: HttpRequest, reference: str, digest: str) -> HttpResponse:
    """A document of the case, word for word, always to be saved and never shown in the browser; the journal keeps who took it."""
    at_work = work(request)
    about = find_request(reference, by=at_work.actor)
    found, data = take_paper(about, digest, by=at_work.officer, at=at_work.at)
    ending = found.name.rpartition(".")[2].lower()
    headers = {"Content-Disposition": f'attachment; filename="{reference}.{digest[:16]}.{ending}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(data, content_type=found.media, headers=headers)
