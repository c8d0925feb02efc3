"""Views of evidence in custody: the items of a case, one item, taking in, a step of one person, a step of two."""

from collections.abc import Callable
from typing import Final

from django.http import FileResponse, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.desk.custody.actions import confirm_step, drop_step, propose_step, register_by_hand, register_file, take_step
from comity.desk.custody.queries import evidence_item
from comity.desk.reading.requests import find_request
from comity.doors.web.framing import render_page
from comity.doors.web.pages.evidence import EvidenceForm
from comity.doors.web.pages.parts import Form
from comity.doors.web.views.addresses import onward
from comity.doors.web.views.evidence_forms import hand_fields, heads, marked, part_of, step_fields, typed_of
from comity.doors.web.views.evidence_pages import evidence_page, item_crumbs, item_page
from comity.doors.web.views.evidence_words import deed_words, effects_of, limits_of
from comity.doors.web.views.refusing import next_step_of, saying_no, sentence_of
from comity.doors.web.views.working import Row, Work, fresh_token, verb_token, work
from comity.evidence.refusals import (
    InCustody,
    LimitBroken,
    NoSuchHold,
    NoSuchItem,
    NoSuchTaker,
    RuleUnfit,
    StepIncomplete,
)
from comity.evidence.states import BY_ITSELF, PAIRED, Kind
from comity.terms.refusals import Malformed, Refused, TooLarge
from comity.terms.text import TextTooLong

# What is told at the form, with what was typed; everything else is a page.
_AT_THE_FORM: Final = (StepIncomplete, LimitBroken, RuleUnfit, NoSuchHold, NoSuchTaker, InCustody, Malformed, TextTooLong, TooLarge)


@saying_no
@require_safe
def evidence(request: HttpRequest, reference: str) -> HttpResponse:
    """Show what a case has in custody."""
    at_work = work(request)
    return render_page(request, evidence_page(find_request(reference, by=at_work.actor), at_work))


@saying_no
@require_safe
def item(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Show one item."""
    at_work = work(request)
    found = find_request(reference, by=at_work.actor)
    return render_page(request, item_page(found, evidence_item(found, number, by=at_work.actor, at=at_work.at), at_work))


@saying_no
@require_http_methods(["GET", "POST"])
def take_in(request: HttpRequest, reference: str, env_id: str, digest: str) -> HttpResponse:
    """Take a file of an act into custody."""
    at_work, typed = work(request), typed_of(request.POST)
    found = find_request(reference, by=at_work.actor)

    def do() -> HttpResponse:
        token = verb_token(request, "take-in")
        made = register_file(found, env_id=env_id, digest=digest, typed=typed, by=at_work.officer, at=at_work.at, token=token)
        return onward(reverse("evidence-item", args=[reference, made.number]))

    effects = (gettext("A copy goes into the vault, and its chain of custody begins. The file beside its act stays."),)
    page = _registration(found, gettext("Take into custody"), effects=effects, href=request.path)
    return _answer(request, do, lambda fault: page(heads(typed), fault, upload=False))


@saying_no
@require_http_methods(["GET", "POST"])
def by_hand(request: HttpRequest, reference: str) -> HttpResponse:
    """Register what came by another way: a carrier, an image, a paper."""
    at_work, typed = work(request), typed_of(request.POST)
    found = find_request(reference, by=at_work.actor)
    upload = request.FILES.get("file")

    def do() -> HttpResponse:
        pieces, name = (upload.chunks(), upload.name or "") if upload else (None, "")
        token = verb_token(request, "register")
        made = register_by_hand(found, typed=typed, pieces=pieces, name=name, by=at_work.officer, at=at_work.at, token=token)
        return onward(reverse("evidence-item", args=[reference, made.number]))

    effects = (gettext("Its chain of custody begins. With its bytes it goes into the vault; without them the thing lies where you say."),)
    page = _registration(found, gettext("Register by hand"), effects=effects, href=request.path)
    return _answer(request, do, lambda fault: page(hand_fields(typed, at_work), fault, upload=True))


@saying_no
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, reference: str, number: int, kind: str) -> HttpResponse:
    """Take a step: what one person does is recorded, what takes two waits for the second. What gives bytes answers with them."""
    at_work, typed = work(request), typed_of(request.POST)
    found = find_request(reference, by=at_work.actor)
    if kind not in set(Kind) - BY_ITSELF:
        raise NoSuchItem(number=number)
    return _answer(
        request,
        lambda: _step(request, found, number, Kind(kind), at_work),
        lambda fault: _step_page(found, number, Kind(kind), at_work, typed=typed, fault=fault),
    )


def _step(request: HttpRequest, found: Row, number: int, kind: Kind, at_work: Work) -> HttpResponse:
    said = {"typed": typed_of(request.POST), "by": at_work.officer, "at": at_work.at, "token": verb_token(request, f"custody-{kind}"[:18])}
    back = onward(reverse("evidence-item", args=[found.reference, number]))
    if kind in PAIRED:
        propose_step(found, number, kind, **said)
        return back
    taken, data = take_step(found, number, kind, **said)
    return back if data is None else _given(data, taken.item)


def _given(data: object, row: Row) -> FileResponse:
    """Return the bytes as a download, as files of acts are given."""
    response = FileResponse(data, as_attachment=True, filename=row.name or f"E{row.number}", content_type="application/octet-stream")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "no-store"
    return response


@saying_no
@require_POST
def settle(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Be the second person of a step, or drop it."""
    at_work = work(request)
    found = find_request(reference, by=at_work.actor)
    deed, name = (confirm_step, "confirm") if request.POST.get("act") == "confirm" else (drop_step, "drop")
    deed(found, number, by=at_work.officer, at=at_work.at, token=verb_token(request, name))
    return onward(reverse("evidence-item", args=[reference, number]))


def _answer(request: HttpRequest, do: Callable[[], HttpResponse], page: Callable[[Refused | None], EvidenceForm]) -> HttpResponse:
    """Show the form; or do what was posted, and show the form again with what was wrong."""
    if request.method == "GET":
        return render_page(request, page(None))
    try:
        return do()
    except _AT_THE_FORM as refusal:
        return render_page(request, page(refusal), status=422)


def _registration(found: Row, label: str, *, effects: tuple[str, ...], href: str) -> Callable[..., EvidenceForm]:
    def page(fields: tuple, fault: Refused | None, *, upload: bool) -> EvidenceForm:
        return EvidenceForm(
            heading=label,
            deck=gettext("Evidence in %(reference)s") % {"reference": found.reference},
            crumbs=item_crumbs(found, label),
            effects=effects,
            form=Form(href, fresh_token()),
            fields=marked(fields, fault),
            label=label,
            back_href=reverse("evidence", args=[found.reference]),
            bar=gettext("The journal keeps who did this."),
            fault=sentence_of(fault) if fault else "",
            fault_next=next_step_of(fault) if fault else "",
            fault_key=part_of(fault),
            upload=upload,
        )

    return page


def _step_page(found: Row, number: int, kind: Kind, at_work: Work, *, typed: dict[str, str], fault: Refused | None) -> EvidenceForm:
    one = evidence_item(found, number, by=at_work.actor, at=at_work.at)
    label = gettext("Propose it to the second person") if kind in PAIRED else deed_words(kind)
    back = reverse("evidence-item", args=[found.reference, number])
    return EvidenceForm(
        heading=deed_words(kind),
        deck=f"{one.held.label} · {one.held.item.what}",
        crumbs=item_crumbs(found, f"E{number}"),
        effects=effects_of(kind, in_vault=one.held.item.in_vault),
        form=Form(reverse("evidence-step", args=[found.reference, number, kind.value]), fresh_token()),
        fields=marked(step_fields(one, kind, typed, at_work), fault),
        label=label,
        back_href=back,
        bar=gettext("The step, its time and your name stand in the chain for good."),
        limits=tuple(limits_of(one.limits, at_work.language)),
        fault=sentence_of(fault) if fault else "",
        fault_next=next_step_of(fault) if fault else "",
        fault_key=part_of(fault),
    )
