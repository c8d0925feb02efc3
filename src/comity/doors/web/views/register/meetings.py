"""Meetings: the list, one with everything that belongs to it, planning, its outcome, cancelling, amending."""

from collections.abc import Iterator
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from comity.desk.bonds import seen_cases
from comity.desk.reading.requests import find_request
from comity.doors.web.framing import render_page
from comity.doors.web.pages.parts import Act, Fact, Link
from comity.doors.web.pages.register import NAMED, RegisterPage
from comity.doors.web.pages.sheets import Sheet
from comity.doors.web.views.addresses import onward
from comity.doors.web.views.refusing import saying_no
from comity.doors.web.views.register import words
from comity.doors.web.views.register.beside import cases_sheet, place_fact
from comity.doors.web.views.register.beside_meetings import beside_asks, beside_sheets, beside_steps, protocol_words, ways_from
from comity.doors.web.views.register.coding import STEP, codes_ask, codes_sheets, keep_codes
from comity.doors.web.views.register.listing import Asked, asked, narrowed_by, source_words
from comity.doors.web.views.register.meeting_forms import asks_of, plan_page, seats_of, typed_of
from comity.doors.web.views.register.rows import commitments_sheet, figures_sheet, meetings_sheet, seats_sheet, statements_sheet
from comity.doors.web.views.register.sourcing import source_sheet
from comity.doors.web.views.trying import tried
from comity.doors.web.views.working import Work, verb_token, work
from comity.register.commitments.queries import promised_at
from comity.register.joining.rows import join_meetings
from comity.register.meetings.actions import amend_meeting, cancel_meeting, plan_meeting, say_outcome
from comity.register.meetings.queries import MeetingFile, find_meeting, meetings
from comity.register.offering.actions import link_case
from comity.register.offering.queries import cases_of_meeting
from comity.register.policy import may_keep
from comity.terms.refusals import Refused

_WORDS: Final = 2000


@saying_no
@require_safe
def all_meetings(request: HttpRequest) -> HttpResponse:
    """Show meetings, the latest day first."""
    at_work = work(request)
    found = _asked(request, at_work)
    found.rows(lambda after: meetings(by=at_work.actor, q=found.words, after=after, **found.narrowing))
    page = RegisterPage(
        heading=gettext("Meetings"),
        deck=gettext("What took place and what is planned, the latest day first; what has no year stands at the end."),
        crumbs=words.crumbs(gettext("Meetings")),
        tabs=words.tabs("register-meetings"),
        act=Act(gettext("Plan a meeting"), reverse("register-meeting-new")) if may_keep(at_work.actor) else None,
        search=found.search(),
        sheets=(meetings_sheet("meetings", gettext("Meetings"), found.page, at_work),),
        older_href=found.older_href,
    )
    return render_page(request, page)


def _asked(request: HttpRequest, at_work: Work) -> Asked:
    narrowing = (
        narrowed_by(request, "country", gettext("Any country"), "country", at_work.language),
        narrowed_by(request, "type_", gettext("Any type"), "meeting-type", at_work.language),
        narrowed_by(request, "standing", gettext("In any state"), "meeting-standing", at_work.language),
    )
    label = gettext("Number, title, place, who took part; marks and capitals do not matter")
    return asked(request, label=label, narrowing=narrowing)


@saying_no
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    """Ask for a meeting that is to take place, or took place; write it down."""
    at_work = work(request)
    if request.method != "POST" or request.POST.get("begin"):  # begun with what an invitation says: shown, and not kept yet
        return render_page(request, plan_page(request, at_work))
    try:
        how: Any = {"by": at_work.officer, "at": at_work.at, "token": verb_token(request, "plan")}
        parent = request.POST.get("parent", "").strip().upper()[:12]
        made = plan_meeting(typed=typed_of(request.POST), seats=seats_of(request.POST), parent=parent, **how)
    except Refused as refusal:
        return render_page(request, plan_page(request, at_work, refusal=refusal), status=422)
    return onward(reverse("register-meeting", args=[made.number]))


@saying_no
@require_http_methods(["GET", "POST"])
def one_meeting(request: HttpRequest, number: str) -> HttpResponse:
    """Show one meeting; a post says its outcome, cancels or amends it."""
    return tried(
        request,
        lambda at_work: _step(request, number, at_work),
        lambda at_work, fault: _page(request, find_meeting(number, by=at_work.actor), at_work, fault=fault),
    )


def _step(request: HttpRequest, number: str, at_work: Work) -> None:
    post, step = request.POST, request.POST.get("step", "")
    other = post.get("other", "").strip().upper()[:16]
    how: Any = {"by": at_work.officer, "at": at_work.at, "token": verb_token(request, f"mt-{step[:8]}")}
    if step in (beside := beside_steps(number)):
        beside[step](post, how)
    elif step == "outcome":
        say_outcome(number, outcome=post.get("outcome.text", "")[:_WORDS], **how)
    elif step == "cancel":
        cancel_meeting(number, reason=post.get("reason.text", "")[:_WORDS], **how)
    elif step == "same":
        join_meetings(number, same_as=other, **how)
    elif step == "link":
        link_case(number, case=find_request(other, by=at_work.actor).reference, **how)
    elif step == STEP:
        keep_codes(request, number, at_work)
    else:
        amend_meeting(number, typed=typed_of(post), seats=seats_of(post), **how)


def _page(request: HttpRequest, found: MeetingFile, at_work: Work, *, fault: str) -> RegisterPage:
    one, keeps = found.meeting, may_keep(at_work.actor)
    above = one.parent
    links = [Link(gettext("Meetings"), reverse("register-meetings"))]
    links += [Link(above.number, reverse("register-meeting", args=[above.number]))] if above else []
    return RegisterPage(
        heading=one.titles.get(at_work.language) or one.title,
        heading_language=language_of(one, at_work.language),
        deck=words.label("meeting-type", one.type, at_work.language),
        crumbs=words.crumbs(one.number, *links),
        tabs=words.tabs("register-meetings"),
        links=(*ways_from(one, keeps=keeps), Link(gettext("Who meets whom"), f"{reverse('picture-links')}?meeting={one.number}")),
        facts=tuple(_facts(one, at_work)),
        sheets=tuple(_sheets(found, at_work, keeps=keeps)),
        asks=(*asks_of(request, one, at_work), *beside_asks(request.POST, found, at_work), codes_ask(one, at_work)) if keeps else (),
        notice=one.outcome or protocol_words(one),
        fault=fault,
    )


def language_of(one: Any, reader: str) -> str:  # noqa: ANN401 -- a row of a room below
    """Return the language of the title that a reader is shown: theirs if there is one in it, else that of the first."""
    return reader if reader in one.titles else next(iter(one.titles), NAMED)


def _facts(one: Any, at_work: Work) -> Iterator[tuple[str, Fact]]:  # noqa: ANN401 -- a row of a room below
    language = at_work.language
    basis = one.said_words or words.label("date-basis", one.basis, language)
    yield gettext("When"), Fact(words.print_said(one.said), basis, language="und" if one.said_words else "")
    yield gettext("Where"), place_fact(one, at_work)
    yield gettext("Stands as"), Fact(words.label("meeting-standing", one.standing, language), source_words(one, language))
    numbered = gettext("number %(ordinal)s") % {"ordinal": one.ordinal} if one.ordinal else ""
    yield gettext("Series"), Fact(one.series or words.NOTHING, numbered)


def _sheets(found: MeetingFile, at_work: Work, *, keeps: bool) -> Iterator[Sheet]:
    if found.meeting.parent:
        yield meetings_sheet("whole", gettext("Part of"), [found.meeting.parent], at_work)
    if found.parts:
        yield meetings_sheet("parts", gettext("Its parts"), found.parts, at_work)
    yield seats_sheet("seats", gettext("Who took part"), found.seats, at_work, keeps=keeps)
    yield from beside_sheets(found, at_work)
    if found.statements:
        yield statements_sheet("statements", gettext("What was said"), found.statements, at_work)
    promised = promised_at(found.meeting, by=at_work.actor)
    if promised:
        yield commitments_sheet("commitments", gettext("What was promised"), promised, at_work)
    seen = seen_cases(cases_of_meeting(found.meeting, by=at_work.actor), by=at_work.actor)
    if seen:
        yield cases_sheet(seen, at_work)
    if found.figures:
        yield figures_sheet("figures", gettext("Figures that were named"), found.figures, at_work)
    yield from codes_sheets(found.meeting, at_work)
    yield source_sheet("meeting", found.meeting.pk, at_work)
