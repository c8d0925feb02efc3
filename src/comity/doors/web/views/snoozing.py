"""Putting a request off until a moment, and waking it."""

from datetime import timedelta
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from comity.desk.holding.refusals import AsleepTooLong, DueBeforeWaking, HeldByAnother, HeldByNobody, ReasonNotCoded, WakesInThePast
from comity.desk.holding.snoozing import REASONS, longest, snooze_request, wake_request
from comity.desk.permissions import Verb as Permitted
from comity.desk.permissions import require
from comity.desk.policy import ReasonMissing
from comity.desk.reading.requests import find_request
from comity.doors.web.filling import moment_parts, posted_moment
from comity.doors.web.framing import render_page
from comity.doors.web.pages.compose import ReasonPage
from comity.doors.web.pages.fields import FieldWrite
from comity.doors.web.pages.parts import Form
from comity.doors.web.views.addresses import crumbs
from comity.doors.web.views.clocking import clock_name
from comity.doors.web.views.refusing import next_step_of, saying_no, sentence_of
from comity.doors.web.views.taking import coded_reasons
from comity.doors.web.views.working import Row, Work, fresh_token, verb_token, work
from comity.terms.instants import Instant
from comity.terms.refusals import Malformed, Refused

CAP: Final = 1000
_PROPOSED: Final = timedelta(hours=4)
_AT: Final = {ReasonMissing: "reason", ReasonNotCoded: "code"}


@saying_no
@require_http_methods(["GET", "POST"])
def snooze(request: HttpRequest, reference: str) -> HttpResponse:
    """Put a request off, with a reason; what is wrong stands at its field, and what was typed is kept."""
    at_work = work(request)
    require(at_work.actor, Permitted.HAND_ON)
    found = find_request(reference, by=at_work.actor)
    if found.holder_id != at_work.officer.pk:
        raise HeldByAnother(name=found.holder.name, reference=reference) if found.holder else HeldByNobody(reference=reference)
    if request.method == "GET":
        return render_page(request, _page(found, at_work, until=str(at_work.at + _PROPOSED)))
    until, code, words = _typed(request, at_work)
    try:
        _put_off(request, found, at_work)
    except (ReasonMissing, ReasonNotCoded, WakesInThePast, AsleepTooLong, DueBeforeWaking, Malformed) as refusal:
        return render_page(request, _page(found, at_work, until=until, code=code, words=words, refusal=refusal), status=422)
    return redirect("request", reference)


def _typed(request: HttpRequest, at_work: Work) -> tuple[str, str, str]:
    words = request.POST.get("reason", "").strip()[:CAP]
    return posted_moment(request.POST, "until", zone=at_work.zone), request.POST.get("code", ""), words


def _put_off(request: HttpRequest, found: Row, at_work: Work) -> None:
    until, code, words = _typed(request, at_work)
    moment, token = Instant.parse(until), verb_token(request, "snooze")
    snooze_request(found, until=moment, code=code, words=words, by=at_work.officer, at=at_work.at, token=token)


def _page(request: Row, at_work: Work, *, until: str, code: str = "", words: str = "", refusal: Refused | None = None) -> ReasonPage:
    place = _AT.get(type(refusal), "until") if refusal else ""
    fault = _said(refusal, request, at_work) if refusal else ""
    hours = int(longest(at_work.at).total_seconds()) // 3600
    when = FieldWrite(
        "until",
        "instant",
        gettext("Until when"),
        hint=gettext("At most %(hours)s hours, and never past a time limit that the law sets.") % {"hours": hours},
        fault=fault if place == "until" else "",
        date=moment_parts(until, zone=at_work.zone),
        zone=at_work.zone_words,
    )
    why = coded_reasons(REASONS, gettext("Why"), at_work.language, chosen=code, fault=fault if place == "code" else "")
    return ReasonPage(
        heading=gettext("Put off %(reference)s") % {"reference": request.reference},
        crumbs=crumbs(gettext("Put off"), reference=request.reference),
        effects=(
            gettext("It goes to the foot of the queue and comes back by itself at that moment."),
            gettext("Any act of either side brings it back at once. Clocks go on."),
            gettext("The other side does not see it."),
        ),
        form=Form(reverse("snooze", args=[request.reference]), fresh_token()),
        act_label=gettext("Put it off"),
        back_href=reverse("request", args=[request.reference]),
        reason=words,
        words_label=gettext("The reason in words"),
        words_needed=True,
        fault=fault if place == "reason" else "",
        choices=(when, why),
    )


def _said(refusal: Refused, request: Row, at_work: Work) -> str:
    """Say what is wrong and what to do, with the name of the clock and the desk's time."""
    if isinstance(refusal, Malformed):
        return gettext("Give a day and an hour of the calendar, as 24-hour time.")
    if isinstance(refusal, DueBeforeWaking):
        due = at_work.fully(Instant.parse(refusal.facts["due"]))
        refusal.facts |= {"clock": clock_name(refusal.facts["clock"], request=request, at_work=at_work), "due": due}
    return f"{sentence_of(refusal)} {next_step_of(refusal)}"


@saying_no
@require_POST
def wake(request: HttpRequest, reference: str) -> HttpResponse:
    """Bring a request back before its time."""
    at_work = work(request)
    found = find_request(reference, by=at_work.actor)
    wake_request(found, by=at_work.officer, at=at_work.at, token=verb_token(request, "wake"))
    return redirect("request", reference)
