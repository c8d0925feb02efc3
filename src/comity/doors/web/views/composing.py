"""Views of writing an act: to whom, one thing a page, check, submit; and putting a draft aside."""

from collections.abc import Iterator
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from comity.desk.drafting.actions import open_draft, save_draft, set_aside, submit_draft, take_up
from comity.desk.drafting.basis import bases
from comity.desk.drafting.refusals import ChangedElsewhere, Stopped
from comity.desk.permissions import Verb, require
from comity.desk.reading.drafts import see_draft, view_draft
from comity.desk.reading.requests import find_request
from comity.desk.rules import rulebook
from comity.desk.states import DraftState
from comity.directory.book import book
from comity.directory.home import home
from comity.directory.sections import Node
from comity.doors.web.filling import posted
from comity.doors.web.framing import render_page
from comity.doors.web.pages.compose import ReasonPage
from comity.doors.web.pages.parts import Fault, Form
from comity.doors.web.views import compose_pages, written
from comity.doors.web.views.addresses import address_of, crumbs, onward, posted_version
from comity.doors.web.views.conflicts import changed
from comity.doors.web.views.leaves import Leaf, find_leaf, leaves
from comity.doors.web.views.mission_pages import prefilled
from comity.doors.web.views.naming import in_words
from comity.doors.web.views.refusing import saying_no, sentence_of
from comity.doors.web.views.register.beginning import bind_begun, facts_said
from comity.doors.web.views.working import Work, fresh_token, verb_token, work
from comity.terms.identifiers import NodeId
from comity.terms.refusals import Refused
from comity.treaty.faults import FieldFaults

REASON_CAP = 1000


@saying_no
@require_http_methods(["GET", "POST"])
def compose_start(request: HttpRequest) -> HttpResponse:
    """Ask to whom and for what; open the draft."""
    at_work = work(request)
    require(at_work.actor, Verb.DRAFT)
    if request.method == "GET":
        return render_page(request, compose_pages.start_page(at_work, to=_partner(request.GET.get("country", "")), begun=_begun(request)))
    to, kind = request.POST.get("to", ""), request.POST.get("kind", "")
    node = next((node for node in compose_pages.peers() if str(node.id) == to), None)
    faults = tuple(_start_faults(node, kind, at_work))
    if node is None or faults:
        return render_page(request, compose_pages.start_page(at_work, to=to, kind=kind, faults=faults, begun=_begun(request)))
    return _begin(request, node.id, kind, at_work)


def _begin(request: HttpRequest, node: NodeId, kind: str, at_work: Work) -> HttpResponse:
    """Open the draft on the one text that carries the kind; where several do, the officer chooses; where none does, each says why."""
    found = bases(kind, peer=node, at=at_work.at)
    chosen = request.POST.get("instrument", "")
    only = found.carrying[0].instrument if len(found.carrying) == 1 else ""
    basis = found.under(chosen or only)
    if basis is None or not basis.carries:
        fault = gettext("Choose a text that carries the request.") if "instrument" in request.POST else ""
        return render_page(request, compose_pages.basis_page(at_work, to=node, kind=kind, found=found, fault=fault, begun=_begun(request)))
    fields, token = _known(request, node, kind, at_work), verb_token(request, "open")
    draft = open_draft(
        act="request", kind=kind, peer=node, by=at_work.officer, at=at_work.at, instrument=basis.instrument, fields=fields, token=token
    )
    bind_begun(str(draft.pk), request.POST, at_work)
    first = leaves(rulebook().form(kind, "request"), at_work.language)[0]
    return onward(reverse("compose-item", args=[draft.pk, first.key]))


def _known(request: HttpRequest, node: NodeId, kind: str, at_work: Work) -> dict[str, object]:
    """Return what need not be typed: who writes, and what the mission's report or the statement says that the request is begun from."""
    keys, post = frozenset(rulebook().form(kind, "request").by_key), request.POST
    said = facts_said(post.get("statement", ""), at_work, keys=keys)
    return own_authority_fields(node, at_work) | prefilled(post.get("report", ""), at_work, keys=keys) | said


def _begun(request: HttpRequest) -> compose_pages.Begun:
    """Return from what the request is begun: a mission's report, or a statement or a commitment of the register."""
    given = request.POST if request.method == "POST" else request.GET
    return tuple((name, given[name][:18]) for name in ("report", "statement", "commitment") if given.get(name))


def _partner(country: str) -> str:
    """Return the first authority that the node knows in a country; nothing where it knows none."""
    return next((str(node.id) for node in compose_pages.peers() if book().authority_of(node.id).id.country.text == country), "")


def _start_faults(node: Node | None, kind: str, at_work: Work) -> Iterator[Fault]:
    if node is None:
        yield Fault("to", gettext("Choose the country that is asked."))
    if kind not in compose_pages.kinds() or not compose_pages.is_offered(kind, at_work):
        yield Fault("kind", gettext("Choose what is asked for."))
    elif node is not None and not compose_pages.may_receive(node, kind):
        yield Fault("to", gettext("That authority does not receive requests of this kind; choose one of the right role."))


def own_authority_fields(peer: NodeId, at_work: Work) -> dict[str, object]:
    """Return what need not be typed: which authority writes, in a language that the other side reads. Another one is typed over it."""
    own = home()
    names = book().authority(own.authority).names
    language = next((tag for tag in book().authority_of(peer).languages if tag in names), at_work.language)
    return {"authority": str(own.authority), "authority_name": in_words(names, language)}


@saying_no
@require_http_methods(["GET", "POST"])
def compose_item(request: HttpRequest, draft_id: UUID, item: str) -> HttpResponse:
    """One page of the form. What is typed is kept even when it is wrong; a first save shows what is, a second one goes on."""
    at_work = work(request)
    draft = see_draft(draft_id, by=at_work.actor)
    if draft.state != DraftState.OPEN or (draft.act == "answer" and draft.direction == "out"):
        return onward(address_of(draft))
    pages = leaves(rulebook().form_under(draft.kind, draft.act, draft.instrument), at_work.language)
    at = find_leaf(pages, item)
    if request.method == "POST":
        return _save_leaf(request, draft_id, pages, at, at_work)
    view = view_draft(draft_id, by=at_work.actor, at=at_work.at)
    mend, more = "mend" in request.GET, request.GET.get("more", "")
    return render_page(request, compose_pages.leaf_page(view, pages, at, at_work, mend=mend, more=more))


def _save_leaf(request: HttpRequest, draft_id: UUID, pages: tuple[Leaf, ...], at: int, at_work: Work) -> HttpResponse:
    try:
        _keep(request, draft_id, pages[at], at_work)
    except ChangedElsewhere as refusal:
        mine = _with_leaf(request, refusal.theirs, pages[at], at_work)
        return changed(request, see_draft(draft_id, by=at_work.actor), refusal, mine=mine, at_work=at_work)
    here = reverse("compose-item", args=[draft_id, pages[at].key])
    act, _, key = request.POST.get("act", "").partition(":")
    if act == "more" and any(field.key == key for field in pages[at].fields):
        return onward(here, query=f"more={key}#f-{key}")
    wrong = pages[at].faults_in(view_draft(draft_id, by=at_work.actor, at=at_work.at).faults)
    if wrong and "seen" not in request.POST:
        return onward(here, query=compose_pages.MEND)
    last = at + 1 == len(pages)
    return onward(reverse("draft-check", args=[draft_id]) if last else reverse("compose-item", args=[draft_id, pages[at + 1].key]))


def _keep(request: HttpRequest, draft_id: UUID, leaf: Leaf, at_work: Work) -> tuple[int, str]:
    """Save what one page holds; return version and line as the page shows them."""
    fields = _with_leaf(request, see_draft(draft_id, by=at_work.actor).fields, leaf, at_work)
    draft = save_draft(draft_id, fields=fields, based_on=posted_version(request), by=at_work.officer, at=at_work.at)
    return draft.version, written.version_line(written.saved(draft, at_work))


def _with_leaf(request: HttpRequest, fields: dict[str, object], leaf: Leaf, at_work: Work) -> dict[str, object]:
    """Return `fields` with those of the page as they were posted."""
    mine = {field.key for field in leaf.fields}
    found = {key: value for key, value in fields.items() if key not in mine}
    for item in leaf.items:
        found |= posted(request.POST, item, zone=at_work.zone)
    return found


@require_POST
def draft_autosave(request: HttpRequest, draft_id: UUID, item: str) -> JsonResponse:
    """Save one page while it is being written; 409 when another version came in between."""
    at_work = work(request)
    try:
        draft = see_draft(draft_id, by=at_work.actor)
        pages = leaves(rulebook().form_under(draft.kind, draft.act, draft.instrument), at_work.language)
        version, line = _keep(request, draft_id, pages[find_leaf(pages, item)], at_work)
    except Refused as refusal:
        return JsonResponse({"line": sentence_of(refusal)}, status=409)
    return JsonResponse({"version": version, "line": line})


def _submit(request: HttpRequest, draft_id: UUID, at_work: Work) -> HttpResponse:
    """Ask for a second officer; what came on paper goes on to its document instead."""
    if see_draft(draft_id, by=at_work.actor).direction == "in":
        return onward(reverse("paper", args=[draft_id]))
    token = verb_token(request, "submit")
    submit_draft(draft_id, version=posted_version(request), by=at_work.officer, at=at_work.at, token=token)
    return onward(reverse("approve", args=[draft_id]))


@saying_no
@require_http_methods(["GET", "POST"])
def draft_check(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """All answers with what the rules say; submit to a second officer."""
    at_work = work(request)
    if request.method == "POST":
        try:
            return _submit(request, draft_id, at_work)
        except (FieldFaults, Stopped):
            pass  # the page below says which
    view = view_draft(draft_id, by=at_work.actor, at=at_work.at)
    at_home = address_of(view.draft)
    if at_home != request.path:
        return onward(at_home)
    belongs = compose_pages.has_request(view.draft)
    about = find_request(view.draft.reference, by=at_work.actor) if belongs else None
    return render_page(request, compose_pages.check_page(view, at_work, request=about))


@saying_no
@require_http_methods(["GET", "POST"])
def draft_set_aside(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Put a draft away with a reason; it can be taken up again."""
    at_work = work(request)
    draft = see_draft(draft_id, by=at_work.actor)
    reason = request.POST.get("reason", "").strip()[:REASON_CAP]
    if request.method == "POST" and reason:
        set_aside(draft_id, reason=reason, by=at_work.officer, at=at_work.at, token=verb_token(request, "set-aside"))
        return onward(reverse("draft-check", args=[draft_id]))
    page = ReasonPage(
        gettext("Set the draft aside"),
        crumbs(gettext("Draft"), reference=draft.reference if compose_pages.has_request(draft) else ""),
        (
            gettext("The draft and all its versions are kept; it can be taken up again."),
            gettext("It leaves the queue. Nothing is sent, and the other side learns nothing of it."),
        ),
        Form(request.path, fresh_token()),
        gettext("Set the draft aside"),
        address_of(draft),
        fault=gettext("Give a reason.") if request.method == "POST" else "",
    )
    return render_page(request, page)


@saying_no
@require_POST
def draft_take_up(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Go on with a draft that was set aside."""
    at_work = work(request)
    draft = take_up(draft_id, by=at_work.officer, at=at_work.at, token=verb_token(request, "take-up"))
    return onward(address_of(draft))
