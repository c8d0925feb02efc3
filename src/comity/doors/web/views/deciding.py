"""Views of answering a request: one form, one submit, and the letter before anything goes."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from comity.desk.drafting.actions import open_draft, save_draft, submit_draft
from comity.desk.drafting.refusals import ChangedElsewhere, Stopped
from comity.desk.holding.refusals import HeldByAnother
from comity.desk.permissions import Verb, require
from comity.desk.reading.drafts import view_draft
from comity.desk.reading.openings import Wish, live_draft, opening
from comity.desk.reading.requests import acts_of, find_request
from comity.desk.rules import rulebook
from comity.desk.states import DraftState
from comity.doors.web.framing import render_page
from comity.doors.web.views import written
from comity.doors.web.views.addresses import onward, posted_version
from comity.doors.web.views.answers import faults_on_page, fitting, read_answer
from comity.doors.web.views.compose_pages import MEND
from comity.doors.web.views.conflicts import changed
from comity.doors.web.views.decision_pages import Sheet, decision_page
from comity.doors.web.views.periods import periods
from comity.doors.web.views.refusing import saying_no, sentence_of
from comity.doors.web.views.working import Work, verb_token, work
from comity.terms.identifiers import NodeId
from comity.terms.refusals import Refused
from comity.treaty.faults import FieldFaults

Fit = Callable[[dict[str, Any]], dict[str, Any]]


@saying_no
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, reference: str) -> HttpResponse:
    """Answer a request, or go on with the answer that is being written; what is submitted waits for its second officer."""
    at_work = work(request)
    require(at_work.actor, Verb.DECIDE)
    sheet, draft = _sheet(reference, at_work)
    if request.method == "POST":
        return _save(request, sheet, draft, at_work)
    if sheet.about.holder_id not in (None, at_work.officer.pk):
        raise HeldByAnother(name=sheet.about.holder.name, reference=reference)  # what was typed can still be saved, above
    if draft is not None and draft.state == DraftState.SUBMITTED:
        return onward(reverse("approve", args=[draft.pk]))
    shown = sheet.view if "mend" in request.GET else None
    faults = faults_on_page(shown.faults, shown.findings, at_work.language) if shown else ()
    return render_page(request, decision_page(sheet, at_work, faults=faults))


def _sheet(reference: str, at_work: Work) -> tuple[Sheet, Any]:
    """Return what the page is made of, and the draft if one is written already; raises `Refused`."""
    about = find_request(reference, by=at_work.actor)
    begun = opening(about, Wish.DECIDE, acts=acts_of(about))
    form = rulebook().form_under(begun.kind, begun.act, about.instrument)
    draft = live_draft(about, begun, by=at_work.actor)
    fields = dict(draft.fields if draft is not None else begun.fields)
    view = view_draft(draft.pk, by=at_work.actor, at=at_work.at) if draft is not None else None
    return Sheet(about, begun, form, fields, periods(about, begun, form, fields, at_work), view), draft


def _save(request: HttpRequest, sheet: Sheet, draft: Any, at_work: Work) -> HttpResponse:  # noqa: ANN401 -- a row of a room below
    """Keep what was typed; then make the letter again, or submit."""
    try:
        draft, mine = _keep(request, sheet, draft, at_work, lambda fields: fitting(sheet.form, fields, sheet.fields, at_work))
    except ChangedElsewhere as refusal:
        mine = _typed(request, sheet, at_work)
        return changed(request, draft, refusal, mine=mine, at_work=at_work)
    if request.POST.get("act") == "preview":
        return onward(f"{request.path}#letter")
    try:
        submit_draft(draft.pk, version=draft.version, by=at_work.officer, at=at_work.at, token=verb_token(request, "submit"))
    except (FieldFaults, Stopped):
        return onward(request.path, query=MEND)
    return onward(reverse("approve", args=[draft.pk]))


def _typed(request: HttpRequest, sheet: Sheet, at_work: Work) -> dict[str, Any]:
    return read_answer(request.POST, sheet.form, spans=sheet.spans, at_work=at_work)


def _keep(request: HttpRequest, sheet: Sheet, draft: Any, at_work: Work, fit: Fit) -> tuple[Any, dict[str, Any]]:  # noqa: ANN401 -- as above
    """Save the page in the draft of this decision, opened now unless there is one; raises `Refused`."""
    mine = fit(_typed(request, sheet, at_work))
    if draft is None:
        draft = open_draft(
            act=sheet.begun.act,
            kind=sheet.begun.kind,
            peer=NodeId(sheet.about.peer),
            by=at_work.officer,
            at=at_work.at,
            request=sheet.about,
            replies_to=sheet.begun.envelope,
            fields=mine,
            token=verb_token(request, "open"),
        )
        if draft.fields == mine:
            return draft, mine
    return save_draft(draft.pk, fields=mine, based_on=posted_version(request), by=at_work.officer, at=at_work.at), mine


@require_POST
def decide_autosave(request: HttpRequest, reference: str) -> JsonResponse:
    """Save the page while it is being written, all of it, also what does not go with the answer chosen so far."""
    at_work = work(request)
    try:
        require(at_work.actor, Verb.DECIDE)
        sheet, draft = _sheet(reference, at_work)
        draft, _ = _keep(request, sheet, draft, at_work, dict)
    except Refused as refusal:
        return JsonResponse({"line": sentence_of(refusal)}, status=409)
    return JsonResponse({"version": draft.version, "line": written.version_line(written.saved(draft, at_work))})
