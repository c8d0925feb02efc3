"""Commitments: the list by partner and state, one with its words and its life, and every step of it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_http_methods, require_safe

from comity.doors.web.framing import render_page
from comity.doors.web.pages.parts import Act, Fact, Link
from comity.doors.web.pages.posts import Ask
from comity.doors.web.pages.register import RegisterPage
from comity.doors.web.pages.sheets import Bit, Cell, Row, Sheet, Table
from comity.doors.web.views.addresses import onward
from comity.doors.web.views.refusing import saying_no
from comity.doors.web.views.register import share_forms, words
from comity.doors.web.views.register.beside import sheets_of_commitment
from comity.doors.web.views.register.home import kpis
from comity.doors.web.views.register.listing import Asked, asked, narrowed_by, source_words
from comity.doors.web.views.register.promise_forms import asks_of, propose_page, step, typed_of
from comity.doors.web.views.register.recurrences import turns_sheet
from comity.doors.web.views.register.rows import commitments_sheet, statements_sheet
from comity.doors.web.views.register.share_forms import asks_beside
from comity.doors.web.views.register.sourcing import source_sheet
from comity.doors.web.views.register.statements import ways_on
from comity.doors.web.views.trying import tried
from comity.doors.web.views.working import Work, verb_token, work
from comity.register.commitments.actions import propose_commitment
from comity.register.commitments.figures import figures
from comity.register.commitments.queries import CommitmentFile, commitments, find_commitment
from comity.register.policy import may_keep
from comity.terms.refusals import Refused


@saying_no
@require_safe
def all_commitments(request: HttpRequest) -> HttpResponse:
    """Show commitments, the newest first, with their figures."""
    at_work = work(request)
    found = _asked(request, at_work)
    page = RegisterPage(
        heading=gettext("Commitments"),
        deck=gettext("What was promised, in its own words; to be ready and to wish do not count."),
        crumbs=words.crumbs(gettext("Commitments")),
        tabs=words.tabs("register-commitments"),
        links=_links(),
        act=Act(gettext("Write down a commitment"), reverse("register-commitment-new")) if may_keep(at_work.actor) else None,
        kpis=kpis(figures(by=at_work.actor, at=at_work.at, partner=found.narrowing["partner"])),
        search=found.search(),
        sheets=(commitments_sheet("commitments", gettext("Commitments"), found.page, at_work),),
        older_href=found.older_href,
    )
    return render_page(request, page)


def _links() -> tuple[Link, ...]:
    shares = Link(gettext("Shared with other nodes"), reverse("register-shares"))
    return shares, Link(gettext("Proposed exercises"), reverse("register-exercises"))


def _asked(request: HttpRequest, at_work: Work) -> Asked:
    narrowing = (
        narrowed_by(request, "partner", gettext("With any partner"), "country", at_work.language),
        narrowed_by(request, "of", gettext("Owed by any country"), "country", at_work.language),
        narrowed_by(request, "state", gettext("In any state"), "commitment-state", at_work.language),
    )
    label = gettext("Number, words, who promised, owner; marks and capitals do not matter")
    found = asked(request, label=label, narrowing=narrowing)
    return found.rows(lambda after: commitments(by=at_work.actor, q=found.words, after=after, **found.narrowing))


@saying_no
@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """Ask for a commitment that stands in no document here; write it down."""
    at_work = work(request)
    if request.method != "POST":
        return render_page(request, propose_page(request, at_work))
    try:
        how: Any = {"by": at_work.officer, "at": at_work.at, "token": verb_token(request, "propose")}
        made = propose_commitment(typed=typed_of(request.POST), **how)
    except Refused as refusal:
        return render_page(request, propose_page(request, at_work, refusal=refusal), status=422)
    return onward(reverse("register-commitment", args=[made.number]))


@saying_no
@require_http_methods(["GET", "POST"])
def one_commitment(request: HttpRequest, number: str) -> HttpResponse:
    """Show one commitment; a post does the step that it names."""
    do = share_forms.step if request.POST.get("step") in share_forms.STEPS else step
    return tried(
        request,
        lambda at_work: do(request, number, at_work),
        lambda at_work, fault: _page(request, find_commitment(number, by=at_work.actor), at_work, fault=fault),
    )


def _page(request: HttpRequest, found: CommitmentFile, at_work: Work, *, fault: str) -> RegisterPage:
    one, language = found.commitment, at_work.language
    return RegisterPage(
        heading=gettext("Commitment %(number)s") % {"number": one.number},
        deck=words.label("commitment-state", one.state, language),
        crumbs=words.crumbs(one.number, Link(gettext("Commitments"), reverse("register-commitments"))),
        tabs=words.tabs("register-commitments"),
        links=tuple(ways_on(one.statement, at_work, commitment=one.number)) if one.statement_id else (),
        facts=tuple(_facts(one, at_work)),
        quote=words.quote(one.words, one.language, language),
        ladder=words.ladder(one.strength, language, promoted=one.promoted_at is not None),
        sheets=tuple(_sheets(found, at_work)),
        asks=tuple(_asks(request, found, at_work)) if may_keep(at_work.actor) else (),
        fault=fault,
    )


def _asks(request: HttpRequest, found: CommitmentFile, at_work: Work) -> Iterator[Ask]:
    """Yield what may be done; that which was refused stands open."""
    tried_step = ("step", request.POST.get("step", ""))
    for ask in (*asks_beside(request.POST, found, at_work), *asks_of(request, found, at_work)):
        yield replace(ask, open=True) if tried_step in ask.form.hidden else ask


def _facts(one: Any, at_work: Work) -> Iterator[tuple[str, Fact]]:  # noqa: ANN401 -- a row of a room below
    for label, name in ((gettext("Who promises"), "obligor"), (gettext("Beneficiary"), "beneficiary")):
        yield label, words.side_fact(one, name, at_work)
    basis = words.label("date-basis", one.due_basis, at_work.language)
    yield gettext("Due"), Fact(words.print_said(one.due), basis) if one.due else Fact(gettext("no due date"))
    focal = gettext("Asked about it: %(name)s") % {"name": one.focal} if one.focal else ""
    yield gettext("Owner"), Fact(words.owner(one, at_work.language) or gettext("nobody yet"), focal or source_words(one, at_work.language))


def _sheets(found: CommitmentFile, at_work: Work) -> Iterator[Sheet]:
    one = found.commitment
    if one.superseded_by_id:
        yield commitments_sheet("instead", gettext("In its place"), [one.superseded_by], at_work)
    heads = (gettext("Step"), gettext("Why"), gettext("By whom"))
    rows = tuple(_move(move, at_work) for move in found.moves)
    yield Sheet("life", gettext("Its life"), note=one.indicator, table=Table(heads, rows))
    evidence = pgettext("of a commitment", "Evidence")
    heads = (evidence, gettext("What it says"), gettext("Given by"))
    shown = tuple(_shown(item, at_work) for item in found.evidence)
    yield Sheet("evidence", evidence, table=Table(heads, shown, gettext("Nothing shows yet that it is fulfilled.")))
    yield from sheets_of_commitment(one, at_work)
    yield from turns_sheet(one, at_work)
    if one.statement_id:
        yield statements_sheet("statement", gettext("Said in"), [one.statement], at_work)
    yield source_sheet("commitment", one.pk, at_work)


def _move(move: Any, at_work: Work) -> Row:  # noqa: ANN401 -- as above
    was = words.label("commitment-state", move.from_state, at_work.language) if move.from_state else ""
    to = words.label("commitment-state", move.to_state, at_work.language)
    who = gettext("%(officer)s, %(time)s") % {"officer": move.by.name, "time": at_work.when(move.at)}
    why = (Bit(move.reason, language="und"),) if move.reason else (Bit(words.NOTHING),)
    return Row(
        (Cell((Bit(to), *((Bit(gettext("from: %(state)s") % {"state": was}, soft=True),) if was else ()))), Cell(why), Cell((Bit(who),)))
    )


def _shown(one: Any, at_work: Work) -> Row:  # noqa: ANN401 -- as above
    sort = words.label("evidence-sort", one.sort, at_work.language)
    digest = (Bit(one.digest, code=True),) if one.digest else ()
    who = gettext("%(officer)s, %(time)s") % {"officer": one.by.name, "time": at_work.when(one.at)}
    said = (Bit(one.words, language="und"),) if one.words else ()
    from_ = Bit(gettext("from: %(source)s") % {"source": one.supplied_by}, soft=True)
    return Row((Cell((Bit(sort), Bit(one.reference, code=True), *digest)), Cell((*said, from_)), Cell((Bit(who),))))
