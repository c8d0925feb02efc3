"""Permissions: the list, a proposal, the second officer's approval, the end with a reason."""

from datetime import date
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comity.desk.permissions import Verb, require
from comity.desk.permitting.actions import approve_permission, end_permission, propose_permission
from comity.desk.permitting.policy import NothingToPermit, PermissionIncomplete, ReviewNotAhead
from comity.desk.policy import ReasonMissing
from comity.directory.policy import require_active
from comity.doors.web.filling import read_date
from comity.doors.web.framing import render_page
from comity.doors.web.pages.compose import ReasonPage
from comity.doors.web.pages.parts import Crumbs, Form, Link
from comity.doors.web.views.permission_pages import list_page, propose_page
from comity.doors.web.views.refusing import next_step_of, saying_no, sentence_of
from comity.doors.web.views.working import fresh_token, verb_token, work
from comity.terms.identifiers import Country
from comity.treaty.rulebook import NoRule

CAP: Final = 1000
_TYPED: Final = {"kind": 32, "country": 2, "basis": 400, "independent": 200, "reason": CAP}


@saying_no
@require_GET
def permissions_page(request: HttpRequest) -> HttpResponse:
    """Show every permission there ever was; those that wait and count first."""
    at_work = work(request)
    require_active(at_work.actor)
    return render_page(request, list_page(at_work))


@saying_no
@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """Propose that a kind be switched on, or allowed with one State; what is wrong stands at its field."""
    at_work = work(request)
    require(at_work.actor, Verb.PROPOSE_PERMISSION)
    if request.method == "GET":
        return render_page(request, propose_page(at_work, {"kind": request.GET.get("kind", "")}))
    typed = {key: request.POST.get(key, "").strip()[:cap] for key, cap in _TYPED.items()}
    typed["review_on"] = read_date(request.POST, "review_on")
    try:
        _propose(request, typed)
    except (NoRule, NothingToPermit, PermissionIncomplete, ReviewNotAhead) as refusal:
        return render_page(request, propose_page(at_work, typed, refusal=refusal), status=422)
    return redirect("permissions")


def _propose(request: HttpRequest, typed: dict[str, str]) -> None:
    at_work = work(request)
    try:
        review = date.fromisoformat(typed["review_on"])
    except ValueError:
        review = date.min  # no day at all is refused as one that lies behind
    propose_permission(
        kind=typed["kind"],
        country=Country(typed["country"]) if typed["country"] else None,
        basis=typed["basis"],
        independent=typed["independent"],
        reason=typed["reason"],
        review_on=review,
        by=at_work.officer,
        at=at_work.at,
        token=verb_token(request, "permit"),
    )


@saying_no
@require_POST
def approve(request: HttpRequest, permission_id: int) -> HttpResponse:
    """Let a permission count, as the second officer."""
    at_work = work(request)
    approve_permission(permission_id, by=at_work.officer, at=at_work.at, token=verb_token(request, "permit-approve"))
    return redirect("permissions")


@saying_no
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, permission_id: int) -> HttpResponse:
    """End a permission or take a proposal back, with a reason."""
    at_work = work(request)
    fault = ""
    if request.method == "POST":
        reason = request.POST.get("reason", "").strip()[:CAP]
        try:
            end_permission(permission_id, reason=reason, by=at_work.officer, at=at_work.at, token=verb_token(request, "permit-end"))
        except ReasonMissing as refusal:
            fault = f"{sentence_of(refusal)} {next_step_of(refusal)}"
        else:
            return redirect("permissions")
    return render_page(request, _end_page(permission_id, fault=fault), status=422 if fault else 200)


def _end_page(permission_id: int, *, fault: str) -> ReasonPage:
    return ReasonPage(
        heading=gettext("End the permission"),
        crumbs=Crumbs((Link(gettext("Permissions"), reverse("permissions")),), gettext("End")),
        effects=(
            gettext("From now on nothing more is sent under it; one officer is enough."),
            gettext("What was sent under it stays sent."),
        ),
        form=Form(reverse("permission-end", args=[permission_id]), fresh_token()),
        act_label=gettext("End the permission"),
        back_href=reverse("permissions"),
        fault=fault,
    )
