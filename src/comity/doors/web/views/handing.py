"""The change of shift: the brief as things stand, handed over, read as it was kept, accepted in one act."""

from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.desk.permissions import Verb, may
from comity.desk.shifts.gathering import gather
from comity.desk.shifts.handover import accept_brief, find_brief, hand_over, read_brief, recall_brief, recent_briefs
from comity.desk.shifts.refusals import NotYours
from comity.directory.people import find_officer
from comity.doors.web.framing import render_page
from comity.doors.web.pages.fields import Choice
from comity.doors.web.pages.parts import Act, Fault, Form
from comity.doors.web.pages.shifts import BriefPage, Handed, HandoverPage
from comity.doors.web.views.addresses import crumbs
from comity.doors.web.views.briefs import Filled, brief_part
from comity.doors.web.views.naming import short
from comity.doors.web.views.offering import colleagues
from comity.doors.web.views.refusing import next_step_of, saying_no, sentence_of
from comity.doors.web.views.working import Row, Work, fresh_token, verb_token, work
from comity.terms.refusals import Malformed
from comity.terms.text import TextTooLong

NOTE: Final = "note."


@saying_no
@require_http_methods(["GET", "POST"])
def handover(request: HttpRequest) -> HttpResponse:
    """Show the brief as things stand, with boxes and notes; posting keeps it, for the one who comes to accept."""
    at_work = work(request)
    if request.method == "GET":
        return render_page(request, _making(at_work, Filled(None, {})))
    filled = _filled(request)
    try:
        kept = _hand_over(request, filled, at_work)
    except (TextTooLong, Malformed, NotYours) as refusal:
        return render_page(request, _making(at_work, filled, fault=f"{sentence_of(refusal)} {next_step_of(refusal)}"), status=422)
    return redirect("brief", kept.pk)


def _filled(request: HttpRequest) -> Filled:
    notes = {name.removeprefix(NOTE): text for name, text in request.POST.items() if name.startswith(NOTE)}
    return Filled(frozenset(request.POST.getlist("give")), notes, words=request.POST.get("words", ""), to=request.POST.get("to", ""))


def _hand_over(request: HttpRequest, filled: Filled, at_work: Work) -> Any:  # noqa: ANN401 -- a row of a room below
    return hand_over(
        receiver=find_officer(filled.to) if filled.to else None,
        notes=filled.notes,
        give=tuple(filled.give or ()),
        words=filled.words,
        by=at_work.officer,
        at=at_work.at,
        token=verb_token(request, "handover"),
    )


def _making(at_work: Work, filled: Filled, *, fault: str = "") -> HandoverPage:
    content = gather(at_work.officer, receiver=None, at=at_work.at)
    recent = recent_briefs()
    waits = any(one.giver_id == at_work.officer.pk and one.state == "offered" for one in recent)
    drafts = may(at_work.actor, Verb.HAND_ON)
    why_not = "" if drafts else gettext("You can read this. Who holds requests hands them over.")
    if waits:
        why_not = gettext("Your last handover still waits. Take it back first; then hand over again with what has changed.")
    return HandoverPage(
        heading=gettext("Handover"),
        deck=gettext("The desk as it stands now. What you write and tick is kept with it, word for word, and never changes afterwards."),
        crumbs=crumbs(gettext("Handover")),
        part=brief_part(content, at_work, filled=filled),
        receivers=(Choice("", gettext("Whoever comes on duty"), chosen=not filled.to), *colleagues(at_work, chosen=filled.to)),
        recent=tuple(_handed(one, at_work) for one in recent),
        form=Form(reverse("handover"), fresh_token()) if drafts and not waits else None,
        words=filled.words,
        why_not=why_not,
        faults=(Fault("words", fault),) if fault else (),
    )


def _handed(brief: Row, at_work: Work) -> Handed:
    facts = {
        "giver": brief.giver.name,
        "receiver": brief.receiver.name if brief.receiver else gettext("whoever comes on duty"),
        "made": at_work.when(brief.made_at),
        "closed": at_work.when(brief.closed_at) if brief.closed_at else "",
        "by": brief.closed_by.name if brief.closed_by else "",
    }
    said = {
        "offered": gettext("%(made)s: %(giver)s to %(receiver)s, not accepted yet"),
        "accepted": gettext("%(made)s: %(giver)s, accepted by %(by)s at %(closed)s"),
        "recalled": gettext("%(made)s: %(giver)s, taken back at %(closed)s"),
    }[brief.state]
    return Handed(said % facts, reverse("brief", args=[brief.pk]), waits=brief.state == "offered")


@saying_no
@require_safe
def brief(request: HttpRequest, brief_id: UUID) -> HttpResponse:
    """A handover exactly as it was kept, in the reader's language."""
    at_work = work(request)
    return render_page(request, _reading(find_brief(brief_id), at_work))


def _reading(kept: Row, at_work: Work) -> BriefPage:
    content = read_brief(kept)
    waits = kept.state == "offered"
    mine = kept.giver_id == at_work.officer.pk
    accepts = waits and not mine and kept.receiver_id in (None, at_work.officer.pk) and may(at_work.actor, Verb.TAKE)
    recall = Act(gettext("Take this handover back"), reverse("brief-recall", args=[kept.pk]), post=True, token=fresh_token())
    facts = {"giver": content.giver_name, "time": at_work.when(kept.made_at)}
    return BriefPage(
        heading=gettext("Handover by %(giver)s, %(time)s") % facts,
        deck=gettext("As it was kept. It reads in your language; the words of the officers are as they wrote them."),
        crumbs=crumbs(gettext("Handover")),
        part=brief_part(content, at_work, outcomes=dict(kept.moved), choosing=accepts),
        words=content.words,
        digest=short(bytes(kept.digest).hex()),
        state=_handed(kept, at_work).sentence,
        accept=Form(reverse("brief-accept", args=[kept.pk]), fresh_token()) if accepts else None,
        accept_label=gettext("Accept the handover from %(giver)s") % facts,
        recall=recall if waits and mine else None,
    )


@saying_no
@require_POST
def accept(request: HttpRequest, brief_id: UUID) -> HttpResponse:
    """Accept: the ticked rows become theirs, all at once."""
    at_work = work(request)
    chosen = tuple(request.POST.getlist("give"))
    kept = accept_brief(brief_id, references=chosen, by=at_work.officer, at=at_work.at, token=verb_token(request, "accept"))
    return redirect("brief", kept.pk)


@saying_no
@require_POST
def recall(request: HttpRequest, brief_id: UUID) -> HttpResponse:
    """Take a handover back that nobody accepted."""
    at_work = work(request)
    recall_brief(brief_id, by=at_work.officer, at=at_work.at, token=verb_token(request, "recall"))
    return redirect("handover")
