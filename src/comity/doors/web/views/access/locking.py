"""The lock: pressed by hand or by the clock, opened by password and code or by a passkey; and what was posted meanwhile."""

from typing import Any, Final

from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import resume_request
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.webauthn.internal.auth import begin_authentication
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from comity.directory.keptposts import close_kept, find_kept, keep_post
from comity.directory.sittings import lock_sitting, unlock_sitting
from comity.doors.web.entrance import stand_up
from comity.doors.web.framing import render_page
from comity.doors.web.moments import moment
from comity.doors.web.pages.access import KeptPage
from comity.doors.web.pages.parts import Form
from comity.doors.web.views.access.forms import Confirmation
from comity.doors.web.whereabouts import address_of, now

_KEPT: Final = "kept."
# Where a form has a file beside what is typed; of what is posted to a locked desk only the words are kept.
_WITH_FILES: Final = frozenset({"draft-files", "paper", "outside-came", "outside-step", "mission-report"})


@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """Ask who is there: to open a locked desk, or before an act that wants it fresh. Then go on where the officer was."""
    form = Confirmation(request.POST if request.method == "POST" else None, officer=request.user, address=address_of(request))
    onward = _onward(request)
    if request.method == "POST" and form.is_valid():
        _record(request, form)
        if _is_locked(request):
            unlock_sitting(request.sitting, how=form.how, at=now())
        return resume_request(request) or HttpResponseRedirect(onward)
    options = begin_authentication(request.user) if form.by_passkey else None
    values = {"form": form, "locked": _is_locked(request), "next": onward, "options": options}
    return render(request, "account/reauthenticate.html", values)


@require_POST
def lock(request: HttpRequest) -> HttpResponse:
    """Lock the desk. What a page held unsaved comes along, and is kept; `next` is the page to come back to."""
    onward = _onward(request)
    fields = {name.removeprefix(_KEPT): values for name, values in request.POST.lists() if name.startswith(_KEPT)}
    path = request.POST.get("kept_path", "")
    if fields and _leads_somewhere(path):
        kept = keep_post(request.user, path=path, fields=fields, at=now())
        onward = reverse("kept-post", args=[kept.pk]) if kept else onward
    if request.sitting is not None:
        lock_sitting(request.sitting, why="asked", at=now())
    return HttpResponseRedirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': onward})}")


@login_not_required
@require_POST
def change_shift(request: HttpRequest) -> HttpResponse:
    """End this officer's sitting and ask for the next one, at once. Drafts are on the node."""
    if request.user.is_authenticated:
        stand_up(request, why="shift-change")
    return HttpResponseRedirect(f"{reverse('account_login')}?why=shift-change")


@require_POST
def seen(request: HttpRequest) -> HttpResponse:
    """Hear from a page that its officer is typing or reading; the middleware has noted it already."""
    del request
    return HttpResponse(status=204)


@require_http_methods(["GET", "POST"])
def kept_post(request: HttpRequest, number: int) -> HttpResponse:
    """Show what was posted while the desk was locked; a post sets it aside."""
    if request.method == "POST":
        close_kept(request.user, number=number, at=now())
        return redirect("watch")
    return render_page(request, _kept_page(request, find_kept(request.user, number=number)))


@require_POST
def send_kept(request: HttpRequest, number: int) -> HttpResponse:
    """Let what was kept go out again: the browser posts the same form to where it was to go (307), and the kept one is closed."""
    kept = find_kept(request.user, number=number)
    close_kept(request.user, number=number, at=now())
    return HttpResponse(status=307, headers={"Location": kept.path})


def _kept_page(request: HttpRequest, kept: Any) -> KeptPage:
    from comity.doors.web.views.working import work

    fields = tuple((name, value) for name, values in kept.fields.items() for value in values)
    return KeptPage(
        heading=gettext("This was posted while the desk was locked"),
        deck=_deck(kept),
        when=moment(kept.kept_at, zone=work(request).zone, now=now()),
        texts=tuple(value for _, value in fields if " " in value.strip()),
        again=Form(reverse("send-kept-post", args=[kept.pk])),
        fields=fields,
        back_href=_page_of(kept.path),
        close=Form(reverse("kept-post", args=[kept.pk])),
    )


def _deck(kept: Any) -> str:
    if _has_files(kept.path):
        return gettext("It was not done. What you typed is kept; a file is not: look at the page first, and choose the file again.")
    return gettext("It was not done, and nothing of it is lost. Send it again as it is, or look at the page first.")


def _has_files(path: str) -> bool:
    """Say whether what is posted there is, or may have with it, a file: whose bytes no locked desk keeps."""
    try:
        return resolve(path).url_name in _WITH_FILES
    except Resolver404:
        return False


def _page_of(path: str) -> str:
    """Return the page on which such a form stands: most are posted to themselves, the others belong to a draft or a request."""
    try:
        match = resolve(path)
    except Resolver404:
        return reverse("watch")
    if "draft_id" in match.kwargs:
        item = "item" in match.kwargs
        return reverse("compose-item", kwargs=match.kwargs) if item else reverse("draft-check", args=[match.kwargs["draft_id"]])
    return reverse("request", args=[match.kwargs["reference"]]) if "reference" in match.kwargs else path


def _is_locked(request: HttpRequest) -> bool:
    from comity.directory.sittings import standing_of

    sitting = getattr(request, "sitting", None)
    return sitting is not None and standing_of(sitting, access=settings.COMITY_ACCESS, at=now()) == "locked"


def _record(request: HttpRequest, form: Confirmation) -> None:
    """Remember in the session what was shown, and when: `confirmed_lately` asks for it, and so does allauth."""
    if not form.cleaned_data.get("credential"):
        record_authentication(request, request.user, method="password", reauthenticated=True)
    if form.factor is not None:
        post_authentication(request, form.factor, reauthenticated=True)


def _onward(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/")
    return wanted if safe else reverse("watch")


def _leads_somewhere(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True
