"""An officer's own page of notices: the address and its code, for what, when not, how often; and what became of the last ones."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from comity.desk.telling.showing import sent_to
from comity.directory import reaching
from comity.directory.home import home
from comity.directory.notifying import BadAddress
from comity.doors.web.framing import render_page
from comity.doors.web.pages.notices import Choice, NoticesPage
from comity.doors.web.pages.parts import Fault, Form
from comity.doors.web.views.addresses import crumbs
from comity.doors.web.views.refusing import next_step_of, sentence_of
from comity.doors.web.views.told_words import sent_words
from comity.doors.web.views.working import Work, fresh_token, work
from comity.terms.refusals import Refused

_SUBJECTS: Final = {
    "urgent": (gettext_lazy("Urgent acts that arrive"), gettext_lazy("Urgent requests and emergencies.")),
    "clock": (gettext_lazy("Clocks"), gettext_lazy("Warnings and missed deadlines, repeated until somebody answers.")),
    "approval": (gettext_lazy("Something to approve"), gettext_lazy("Drafts that wait for a second officer.")),
    "handover": (gettext_lazy("Handover"), gettext_lazy("A request or the desk is offered to you.")),
    "arrival": (gettext_lazy("Everything that arrives"), gettext_lazy("Every act of the other side, whatever its urgency.")),
}
_DIGESTS: Final = {
    0: gettext_lazy("As it comes, at most one mail a minute"),
    60: gettext_lazy("Together, once an hour"),
    240: gettext_lazy("Together, every four hours"),
}


@require_http_methods(["GET", "POST"])
def notices(request: HttpRequest) -> HttpResponse:
    """Show and choose; a time that cannot be is told at its field, and nothing is kept."""
    at_work = work(request)
    if request.method == "GET":
        return render_page(request, _page(at_work, saved="saved" in request.GET))
    try:
        _choose(request.POST, at_work)
    except reaching.BadTimes as refusal:
        return render_page(request, _page(at_work, refusal=refusal, key="quiet-from", posted=request.POST), status=422)
    return redirect(f"{reverse('notices')}?saved")


def _choose(posted: Any, at_work: Work) -> None:
    quiet = (_minutes(posted.get("quiet-from", "")), _minutes(posted.get("quiet-until", "")))
    every = next((one for one in _DIGESTS if str(one) == posted.get("every")), -1)
    reaching.choose(at_work.officer, subjects=posted.getlist("for"), quiet=quiet, every_minutes=every, at=at_work.at)


@require_POST
def give_address(request: HttpRequest) -> HttpResponse:
    """Take an address and have its code sent."""
    at_work = work(request)
    typed = request.POST.get("address", "")
    try:
        reaching.ask_code(at_work.officer, address=typed, at=at_work.at)
    except (BadAddress, reaching.CodeTooSoon) as refusal:
        return render_page(request, _page(at_work, refusal=refusal, key="address", posted=request.POST), status=422)
    return redirect("notices")


@require_POST
def confirm_address(request: HttpRequest) -> HttpResponse:
    """Let the address count if the code is right."""
    at_work = work(request)
    try:
        reaching.confirm(at_work.officer, code=request.POST.get("code", "")[:20], at=at_work.at)
    except reaching.WrongCode as refusal:
        return render_page(request, _page(at_work, refusal=refusal, key="code"), status=422)
    return redirect(f"{reverse('notices')}?saved")


@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """Send nothing to the address any more."""
    at_work = work(request)
    reaching.forget_address(at_work.officer, at=at_work.at)
    return redirect("notices")


def _page(at_work: Work, *, saved: bool = False, refusal: Refused | None = None, key: str = "", posted: Any = None) -> NoticesPage:
    chosen, ways = reaching.reach_of(at_work.officer), home().notices
    post: Any = posted or {}
    own = "quiet-from" in post
    ticked = set(post.getlist("for")) if own else chosen.subjects
    every = post.get("every") if own else str(chosen.every_minutes)
    return NoticesPage(
        heading=gettext("Notices by mail"),
        deck=gettext("The pages tell you in any case. A mail has no content of a case: it says what kind of thing waits, and until when."),
        crumbs=crumbs(gettext("Notices by mail")),
        ways=_ways(ways),
        mail_on=ways.mail is not None,
        address=chosen.address,
        typed=post.get("address", chosen.address),
        confirmed=chosen.confirmed,
        address_form=Form(reverse("notices-address"), fresh_token()),
        code_form=Form(reverse("notices-confirm"), fresh_token()),
        forget_form=Form(reverse("notices-forget"), fresh_token()),
        form=Form(reverse("notices"), fresh_token()),
        subjects=tuple(Choice(code, str(label), str(note), code in ticked) for code, (label, note) in _SUBJECTS.items()),
        digests=tuple(Choice(str(code), str(label), chosen=str(code) == every) for code, label in _DIGESTS.items()),
        quiet_from=post["quiet-from"] if own else _clock(chosen.quiet_from),
        quiet_until=post.get("quiet-until", "") if own else _clock(chosen.quiet_until),
        zone=at_work.zone_words,
        sent=tuple(sent_words(one, at_work) for one in sent_to(at_work.officer)),
        saved=saved,
        faults=(Fault(key, f"{sentence_of(refusal)} {next_step_of(refusal)}"),) if refusal else (),
    )


def _ways(ways: Any) -> tuple[str, ...]:
    mail = gettext("Mail: this node sends it.") if ways.mail else gettext("Mail: the operator has not switched it on.")
    hook = gettext("Webhook: the operator has set one for the whole node.") if ways.webhook else gettext("Webhook: none.")
    return gettext("Page: always."), mail, hook


def _minutes(typed: str) -> int | None:
    """Read `22:30` as minutes of the day; None for nothing, and what cannot be as a time that no day has."""
    if not typed.strip():
        return None
    hours, colon, minutes = typed.strip().partition(":")
    fits = colon and hours.isascii() and hours.isdigit() and minutes.isascii() and minutes.isdigit()
    return int(hours) * 60 + int(minutes) if fits and len(hours) <= 2 and len(minutes) == 2 and int(minutes) < 60 else -1


def _clock(minutes: int | None) -> str:
    return "" if minutes is None else f"{minutes // 60:02}:{minutes % 60:02}"
