"""Writing a warning: one thing a page, whom it is for, then all answers with who gets it and who does not."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from comity.desk.drafting.refusals import Stopped
from comity.desk.warning.actions import submit_warning
from comity.desk.warning.planning import KINDS, TO
from comity.desk.warning.viewing import IssueView, view_issue
from comity.doors.web.filling import posted
from comity.doors.web.framing import render_page
from comity.doors.web.pages.compose import ComposePage, Step
from comity.doors.web.pages.parts import Form, Saved
from comity.doors.web.views import written
from comity.doors.web.views.addresses import onward, posted_version
from comity.doors.web.views.exchange import words
from comity.doors.web.views.exchange.aiming import aim_fields
from comity.doors.web.views.exchange.checking import check_page
from comity.doors.web.views.inputs import leaf_fields
from comity.doors.web.views.leaves import Leaf
from comity.doors.web.views.refusing import next_step_of, saying_no, sentence_of
from comity.doors.web.views.working import Work, fresh_token, verb_token, work
from comity.intel.warnings.actions import save_warning
from comity.intel.warnings.refusals import WarningChanged
from comity.intel.warnings.states import IssueState
from comity.terms.refusals import Refused
from comity.treaty.faults import FieldFaults

AIM: Final = "aim"
_NUMBER: Final = "number"


def leaves_of(view: IssueView, language: str) -> tuple[Leaf, ...]:
    """Return the pages of a warning: each item of its form but the number, and whom it is for."""
    items = tuple(Leaf(item.key, item.labels[language], (item,)) for item in view.form.items if item.key != _NUMBER)
    return (*items, Leaf(AIM, gettext("Whom it is for"), ()))


@saying_no
@require_http_methods(["GET", "POST"])
def item(request: HttpRequest, key: str, item: str) -> HttpResponse:
    """One page. What is typed is kept even when it is wrong; the page of the answers says what is."""
    at_work = work(request)
    view = view_issue(key, by=at_work.actor, at=at_work.at)
    if view.issue.state != IssueState.OPEN or view.recalls:
        return onward(reverse("warning-check", args=[key]))
    pages = leaves_of(view, at_work.language)
    place = _place(pages, item)
    if request.method == "POST":
        return _saved(request, view, pages, place, at_work)
    return render_page(request, _leaf_page(request, view, pages, place, at_work))


def _saved(request: HttpRequest, view: IssueView, pages: tuple[Leaf, ...], place: int, at_work: Work) -> HttpResponse:
    """Keep a page and lead on to the next; what was typed stays on the page where a colleague saved in between."""
    number = view.issue.warning.number
    try:
        _keep(request, view, pages[place], at_work)
    except WarningChanged as refusal:
        return render_page(request, _leaf_page(request, view, pages, place, at_work, refusal=refusal), status=409)
    if request.POST.get("act", "").startswith("more"):
        fresh = view_issue(number, by=at_work.actor, at=at_work.at)
        return render_page(request, _leaf_page(request, fresh, pages, place, at_work))
    if place + 1 < len(pages):
        return onward(reverse("warning-item", args=[number, pages[place + 1].key]))
    return onward(reverse("warning-check", args=[number]))


@require_POST
def autosave(request: HttpRequest, key: str, item: str) -> JsonResponse:
    """Save one page while it is being written; 409 when a colleague saved in between."""
    at_work = work(request)
    try:
        view = view_issue(key, by=at_work.actor, at=at_work.at)
        pages = leaves_of(view, at_work.language)
        kept = _keep(request, view, pages[_place(pages, item)], at_work)
    except Refused as refusal:
        return JsonResponse({"line": sentence_of(refusal)}, status=409)
    return JsonResponse({"version": kept.saved, "line": written.version_line(saved(kept, at_work))})


@saying_no
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, key: str) -> HttpResponse:
    """All answers, who gets it and who does not; a post asks for a second officer."""
    at_work = work(request)
    if request.method == "POST":
        try:
            token = verb_token(request, "submit")
            submit_warning(key, saved=posted_version(request), by=at_work.officer, at=at_work.at, token=token)
            return onward(reverse("warning-approve", args=[key]))
        except (FieldFaults, Stopped):
            pass  # the page below says which
    view = view_issue(key, by=at_work.actor, at=at_work.at)
    if view.issue.state == IssueState.SUBMITTED:
        return onward(reverse("warning-approve", args=[key]))
    return render_page(request, check_page(view, leaves_of(view, at_work.language), saved(view.issue, at_work), at_work))


def saved(issue: Any, at_work: Work) -> Saved:  # noqa: ANN401 -- a row of a room below
    """Return how often it was saved, and when last."""
    return written.saved(SimpleNamespace(version=issue.saved, saved_at=issue.saved_at), at_work)


def _place(pages: tuple[Leaf, ...], key: str) -> int:
    found = next((at for at, leaf in enumerate(pages) if leaf.key == key), None)
    if found is None:
        raise Http404
    return found


def _keep(request: HttpRequest, view: IssueView, leaf: Leaf, at_work: Work) -> Any:  # noqa: ANN401 -- as above
    """Save what one page holds, beside what the others do."""
    typed = _typed(request, view, leaf, at_work)
    return save_warning(view.issue.warning.number, typed=typed, based_on=posted_version(request), by=at_work.officer, at=at_work.at)


def _typed(request: HttpRequest, view: IssueView, leaf: Leaf, at_work: Work) -> dict[str, Any]:
    """Return what is kept, with what was posted on one page in its place."""
    mine = {field.key for field in leaf.fields} | ({TO, KINDS} if leaf.key == AIM else set())
    typed: dict[str, Any] = {key: value for key, value in view.issue.typed.items() if key not in mine}
    for one in leaf.items:
        typed |= posted(request.POST, one, zone=at_work.zone)
    if leaf.key == AIM:
        typed |= {key: chosen for key in (TO, KINDS) if (chosen := [one[:100] for one in request.POST.getlist(key)[:500]])}
    return typed


def _leaf_page(
    request: HttpRequest, view: IssueView, pages: tuple[Leaf, ...], at: int, at_work: Work, *, refusal: Refused | None = None
) -> ComposePage:
    leaf, number = pages[at], view.issue.warning.number
    mend = request.GET.get("mend") == "1"
    faults = leaf.faults_in(view.faults) if mend else ()
    typed: Mapping[str, object] = _typed(request, view, leaf, at_work) if refusal else view.issue.typed
    more = request.POST.get("act", "").partition(":")[2] if request.method == "POST" else ""
    fields = aim_fields(view, at_work) if leaf.key == AIM else leaf_fields(leaf, typed, at_work, peer="", faults=faults, more=more)
    back = reverse("warning-item", args=[number, pages[at - 1].key]) if at else ""
    autosave = reverse("warning-autosave", args=[number, leaf.key])
    return ComposePage(
        heading=leaf.label,
        deck=gettext("Warning %(number)s") % {"number": number},
        crumbs=words.crumbs(number),
        form=Form(reverse("warning-item", args=[number, leaf.key]), fresh_token(), view.issue.saved, autosave),
        steps=_steps(view, pages, at),
        step=at + 1,
        fields=fields,
        saved=saved(view.issue, at_work),
        faults=written.field_faults(faults, at_work.language),
        notice=f"{sentence_of(refusal)} {next_step_of(refusal)}" if refusal else "",
        next_label=gettext("Save and check the answers") if at + 1 == len(pages) else "",
        back_href=back,
    )


def _steps(view: IssueView, pages: tuple[Leaf, ...], at: int) -> tuple[Step, ...]:
    number = view.issue.warning.number
    steps = [
        Step(
            str(n + 1),
            leaf.label,
            reverse("warning-item", args=[number, leaf.key]),
            "current" if n == at else "done" if _done(view, leaf) else "todo",
        )
        for n, leaf in enumerate(pages)
    ]
    return (*steps, Step(str(len(pages) + 1), gettext("Check"), reverse("warning-check", args=[number]), "todo"))


def _done(view: IssueView, leaf: Leaf) -> bool:
    keys = (TO, KINDS) if leaf.key == AIM else tuple(field.key for field in leaf.fields)
    return not leaf.faults_in(view.faults) and any(key in view.issue.typed for key in keys)
