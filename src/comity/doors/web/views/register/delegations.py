"""Delegations out and in: the list, one with its invitation, members and checklist, and every step of it."""

from collections.abc import Iterator
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from comity.doors.web.framing import render_page
from comity.doors.web.pages.fields import FieldWrite
from comity.doors.web.pages.parts import Fact, Link
from comity.doors.web.pages.register import FormPage, RegisterPage
from comity.doors.web.pages.sheets import Bit, Cell, Row, Sheet, Table
from comity.doors.web.views.refusing import saying_no
from comity.doors.web.views.register import words
from comity.doors.web.views.register.delegation_forms import asks_of, chore_words, steps_of
from comity.doors.web.views.register.fix_fields import day_hint
from comity.doors.web.views.register.listing import asked, narrowed_by
from comity.doors.web.views.register.meeting_forms import codes
from comity.doors.web.views.register.programme import begin_with, delegations_sheet, list_page, tabs
from comity.doors.web.views.register.rows import meetings_sheet
from comity.doors.web.views.register.stepping import How, form_page, formed, own_title, plain, stepped, title_fields, titles_typed
from comity.doors.web.views.working import Work, work
from comity.register.delegations.actions import write_delegation
from comity.register.delegations.queries import DelegationFile, Member, delegations, find_delegation
from comity.register.policy import may_keep
from comity.terms.refusals import Refused
from comity.terms.vocabulary import Verified, Vocabulary, vocabulary

_TYPED: Final = ("way", "country", "place", "meeting", "said", "invited_by", "invitation", "invited_on", "document", "reply_due")


@saying_no
@require_safe
def all_delegations(request: HttpRequest) -> HttpResponse:
    """Show delegations, the newest first."""
    at_work = work(request)
    way = narrowed_by(request, "way", gettext("Out and in"), "delegation-way", at_work.language)
    country = narrowed_by(request, "country", gettext("Any country"), "country", at_work.language)
    found = asked(request, label=gettext("Delegations"), narrowing=(way, country))
    found.rows(lambda after: delegations(by=at_work.actor, after=after, **found.narrowing))
    deck = gettext("Who travels to whom: the invitation and its reply, what is to be seen to, the report on return.")
    begin = begin_with(gettext("Prepare a delegation"), "register-delegation-new", at_work)
    return render_page(request, list_page(gettext("Delegations"), deck, found, delegations_sheet(found.page, at_work), begin=begin))


@saying_no
@require_http_methods(["GET", "POST"])
def prepare(request: HttpRequest) -> HttpResponse:
    """Ask for a delegation; write it down with the checklist of its way."""

    def make(post: QueryDict, how: How) -> str:
        made = write_delegation(typed={"titles": titles_typed(post), **plain(post, *_TYPED)}, **how)
        return reverse("register-delegation", args=[made.number])

    return formed(request, make, lambda at_work, refusal: _form(request, at_work, refusal))


def _form(request: HttpRequest, at_work: Work, refusal: Refused | None) -> FormPage:
    return form_page(
        gettext("Prepare a delegation"),
        gettext("The invitation first; the checklist comes from the template for its way."),
        href=request.get_full_path(),
        back=Link(gettext("Delegations"), reverse("register-delegations")),
        tabs=tabs(),
        fields=tuple(_fields(request.POST or request.GET, at_work)),
        refusal=refusal,
    )


def _fields(post: QueryDict, at_work: Work) -> Iterator[FieldWrite]:
    def line(key: str, label: str, cap: int, *, hint: str = "", optional: bool = True) -> FieldWrite:
        return FieldWrite(key, "name", label, hint=hint, value=post.get(key, "")[:cap], cap=cap, optional=optional)

    whole = gettext("A whole day: 28/11/2026.")
    yield codes("way", gettext("Which way"), "delegation-way", post.get("way", "out"), at_work)
    yield from title_fields(post)
    yield codes("country", gettext("To or from which country"), "country", post.get("country", ""), at_work)
    yield line("place", gettext("Place"), 200)
    yield line("said", gettext("When"), 24, hint=day_hint())
    yield line("meeting", gettext("For which meeting (number)"), 12)
    yield line("invited_by", gettext("Who invited"), 300, optional=False)
    yield line("invitation", gettext("Number of the invitation"), 200)
    yield line("invited_on", gettext("Day of the invitation"), 10, hint=whole)
    yield line("document", gettext("Document of the register (number)"), 12)
    yield line("reply_due", gettext("Reply due"), 10, hint=whole)


@saying_no
@require_http_methods(["GET", "POST"])
def one_delegation(request: HttpRequest, number: str) -> HttpResponse:
    """Show one delegation; a post does the step that it names."""
    return stepped(
        request, steps_of(number), lambda at_work, fault: _page(request, find_delegation(number, by=at_work.actor), at_work, fault)
    )


def _page(request: HttpRequest, found: DelegationFile, at_work: Work, fault: str) -> RegisterPage:
    one: Any = found.delegation
    title, language = own_title(one.titles, at_work.language)
    return RegisterPage(
        heading=title,
        heading_language=language,
        deck=words.label("delegation-way", one.way, at_work.language),
        crumbs=words.crumbs(one.number, Link(gettext("Delegations"), reverse("register-delegations"))),
        tabs=tabs(),
        facts=tuple(_facts(one, at_work)),
        quote=words.quote(one.report, one.report_language, at_work.language) if one.report else None,
        notice=one.reason,
        sheets=tuple(_sheets(found, at_work)),
        asks=tuple(asks_of(request, found, at_work)) if may_keep(at_work.actor) else (),
        fault=fault,
    )


def _facts(one: Any, at_work: Work) -> Iterator[tuple[str, Fact]]:  # noqa: ANN401 -- a row of a room below
    country = words.country(one.country, at_work.language)
    yield gettext("When, where"), Fact(words.print_said(one.said), f"{one.place}, {country}" if one.place else country)
    numbered = one.invitation or (one.document.number if one.document_id else "")
    yield gettext("Invited by"), Fact(one.invited_by, numbered, language="und")
    replied = gettext("replied %(day)s") % {"day": words.print_said(one.replied_on)} if one.replied_on else ""
    due = gettext("reply due %(day)s") % {"day": words.print_said(one.reply_due)} if one.reply_due else ""
    yield gettext("Reply"), Fact(replied or due or words.NOTHING, one.reply_reference or (due if replied else ""))
    yield gettext("Stands as"), Fact(words.label("delegation-state", one.state, at_work.language))


def _sheets(found: DelegationFile, at_work: Work) -> Iterator[Sheet]:
    if found.delegation.meeting:
        yield meetings_sheet("meeting", gettext("For which meeting"), [found.delegation.meeting], at_work)
    kept = "" if found.named else gettext("Names are shown to those who nominate and decide.")
    heads = (gettext("Who"), gettext("Role"), gettext("Authority"))
    members = tuple(_member(one, at_work) for one in found.members)
    yield Sheet("members", gettext("Members"), kept, table=Table(heads, members, gettext("Nobody is named yet.")))
    heads = (gettext("What is to be seen to"), gettext("Owner, due"), gettext("Stands as"))
    chores = tuple(_chore(one, at_work) for one in found.chores)
    left = gettext("%(left)s of %(all)s left") % {"left": found.left, "all": len(found.chores)}
    source = _source(vocabulary("delegation-task"))
    yield Sheet("checklist", gettext("Checklist"), source, count=left, table=Table(heads, chores))


def _source(template: Vocabulary) -> str:
    """Say where the checklist comes from, and how well that was checked."""
    if any(item.verified is Verified.MEMORY for item in template.items):
        return gettext("Template %(version)s: as protocol departments work, from memory, not checked against a rule.") % {
            "version": template.version
        }
    return gettext("Template %(version)s.") % {"version": template.version}


def _member(one: Member, at_work: Work) -> Row:
    row: Any = one.row
    name = Bit(one.name, language="und") if one.name else Bit(gettext("Member %(key)s") % {"key": row.pk}, soft=True)
    if one.name and row.actor_id:
        name = Bit(one.name, reverse("register-actor", args=[row.actor_id]), language="und")
    role = Bit(words.label("delegation-role", row.role, at_work.language))
    authority = Bit(row.authority, language="und") if row.authority else Bit(words.NOTHING)
    return Row((Cell((name,)), Cell((role,)), Cell((authority,))))


def _chore(one: Any, at_work: Work) -> Row:  # noqa: ANN401 -- a row of a room below
    text, hint, language = chore_words(one, at_work.language)
    states = {"open": gettext("to be done"), "done": gettext("done"), "not-needed": gettext("not needed")}
    late = one.counts and one.state == "open" and one.due and one.due < at_work.at.datetime().date().isoformat()
    stands = [Bit(states[one.state]), *((Bit(gettext("Overdue")),) if late else ())]
    if one.by_id and one.state != "open":
        stands.append(Bit(gettext("%(officer)s, %(time)s") % {"officer": one.by.name, "time": at_work.when(one.at)}, soft=True))
    stands += [Bit(one.reason, soft=True, language="und")] if one.reason else []
    who = [Bit(one.owner, language="und")] if one.owner else []
    who += [Bit(words.print_said(one.due), soft=bool(who))] if one.due else []
    name = (Bit(text, language=language), *((Bit(hint, soft=True),) if hint else ()))
    return Row((Cell(name), Cell(tuple(who) or (Bit(words.NOTHING),)), Cell(tuple(stands))))
