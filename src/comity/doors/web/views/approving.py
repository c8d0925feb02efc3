"""Views of the second officer: read exactly what will go, then approve with one's own key or return it with a reason."""

from typing import Any, Final
from uuid import UUID

from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from comity.desk.drafting.actions import drafters, return_draft, take_back
from comity.desk.drafting.refusals import Stopped
from comity.desk.policy import SelfApproval, require_approval
from comity.desk.reading.drafts import see_draft, view_draft
from comity.desk.reading.requests import find_request
from comity.desk.sending.actions import approve_draft
from comity.desk.states import DraftState
from comity.directory.policy import NotAllowed
from comity.doors.web.framing import render_page
from comity.doors.web.pages.parts import Fault
from comity.doors.web.views.access.forms import unlock_key
from comity.doors.web.views.addresses import address_of, onward
from comity.doors.web.views.approve_pages import Sheet, approve_page, awaiting_page
from comity.doors.web.views.compose_pages import has_request
from comity.doors.web.views.refusing import saying_no
from comity.doors.web.views.working import Work, verb_token, work
from comity.doors.web.whereabouts import address_of as client_address
from comity.seal.keys import SigningKey
from comity.seal.refusals import WrongPassphrase
from comity.terms.digests import Digest
from comity.terms.identifiers import OfficerId
from comity.terms.refusals import Malformed

REASON_CAP: Final = 1000


@sensitive_post_parameters("password")
@saying_no
@require_http_methods(["GET", "POST"])
def approve(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Show a submitted draft to the one who reads it; a post approves the bytes that were shown and sends them."""
    at_work = work(request)
    if request.method == "POST":
        return _approve(request, draft_id, at_work)
    draft = see_draft(draft_id, by=at_work.actor)
    if draft.state != DraftState.SUBMITTED:
        return onward(address_of(draft))
    return _show(request, draft_id, at_work)


def _show(request: HttpRequest, draft_id: UUID, at_work: Work, *, faults: tuple[Fault, ...] = (), reason: str = "") -> HttpResponse:
    """Lay out the page for the second officer, or for those who are not."""
    view = view_draft(draft_id, by=at_work.actor, at=at_work.at)
    about = find_request(view.draft.reference, by=at_work.actor) if has_request(view.draft) else None
    sheet = Sheet.of(view, request=about, at_work=at_work)
    try:
        require_approval(at_work.actor, drafted_by=tuple(OfficerId(name) for name in view.drafters))
    except (SelfApproval, NotAllowed):
        mine = at_work.officer.officer_id in view.drafters
        rule = gettext("You drafted this version, so you cannot approve it.") if mine else gettext("Your post does not approve.")
        return render_page(request, awaiting_page(sheet, rule=rule))
    token = request.POST.get("token", "") if request.method == "POST" and not reason else ""
    return render_page(request, approve_page(sheet, faults=faults, reason=reason, token=token))


def _approve(request: HttpRequest, draft_id: UUID, at_work: Work) -> HttpResponse:
    """(1) who may, (2) the key, (3) exactly the bytes that were shown, (4) on to the request. A wrong password loses nothing."""
    require_approval(at_work.actor, drafted_by=drafters(see_draft(draft_id, by=at_work.actor)))
    try:
        key = unlocked(request, at_work)
        sent = approve_draft(
            draft_id, digest_seen=digest_seen(request), by=at_work.officer, key=key, at=at_work.at, token=verb_token(request, "approve")
        )
    except LockedError as locked:
        return _show(request, draft_id, at_work, faults=(Fault("password", str(locked)),))
    except WrongPassphrase:
        fault = Fault("password", gettext("This is not your password. Nothing was approved and nothing was sent."))
        return _show(request, draft_id, at_work, faults=(fault,))
    except Stopped:
        return _show(request, draft_id, at_work)
    return onward(reverse("request", args=[sent.reference]))


class LockedError(Exception):
    """Leaves with the sentence why no passphrase is tried now."""


def unlocked(request: HttpRequest, at_work: Work) -> SigningKey:
    """Return the officer's key, which only their passphrase opens; after too many wrong ones none is tried for a while."""
    passphrase = request.POST.get("password", "")
    if not passphrase:
        raise LockedError(gettext("Type your password: it opens your signing key for this act."))
    try:
        key: SigningKey = unlock_key(at_work.officer, passphrase=passphrase, address=client_address(request))
    except ValidationError as wait:
        unsent = gettext("Nothing was sent.")
        raise LockedError(f"{wait.messages[0]} {unsent}") from wait
    return key


def digest_seen(request: HttpRequest) -> Digest:
    """Return the digest that the page showed of the bytes that are approved; raises `BadRequest` for what no page of ours posts."""
    try:
        return Digest.parse(request.POST.get("digest", ""))
    except Malformed as fault:
        raise BadRequest from fault


@saying_no
@require_POST
def send_back(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Do not approve: return the draft with a reason, which its drafter reads."""
    at_work = work(request)
    reason = request.POST.get("reason", "").strip()[:REASON_CAP]
    if not reason:
        return _show(
            request, draft_id, at_work, faults=(Fault("reason", gettext("Give a reason: the drafter needs it to mend the draft.")),)
        )
    return_draft(draft_id, reason=reason, by=at_work.officer, at=at_work.at, token=verb_token(request, "return"))
    return onward(reverse("watch"))


@saying_no
@require_POST
def draft_take_back(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Go on writing what was submitted and is not approved yet."""
    at_work = work(request)
    draft: Any = take_back(draft_id, by=at_work.officer, at=at_work.at, token=verb_token(request, "take-back"))
    return onward(address_of(draft))
