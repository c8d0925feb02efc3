"""Mechanisms: the list, one with its sides, rounds and rows, what documents name, and who belongs to the groups."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from comity.desk.rules import rulebook
from comity.doors.web.citing import verified as checked
from comity.doors.web.framing import render_page
from comity.doors.web.pages.parts import Act, Fact, Link
from comity.doors.web.pages.register import NAMED, RegisterPage
from comity.doors.web.pages.sheets import Bit, Cell, Row, Sheet, Table, cell, sourced
from comity.doors.web.views.addresses import onward
from comity.doors.web.views.lawful import citation
from comity.doors.web.views.naming import money_words
from comity.doors.web.views.refusing import saying_no
from comity.doors.web.views.register import words
from comity.doors.web.views.register.listing import Asked, asked, narrowed_by, nothing_found, source_words
from comity.doors.web.views.register.mechanism_forms import asks_of, open_page, parties_of, step, typed_of
from comity.doors.web.views.register.rows import commitments_sheet, meetings_sheet, statements_sheet
from comity.doors.web.views.trying import tried
from comity.doors.web.views.working import Work, verb_token, work
from comity.register.mechanisms.actions import open_mechanism
from comity.register.mechanisms.memberships import Belongs, rows_of
from comity.register.mechanisms.queries import MechanismFile, find_mechanism, mechanisms, named_in_documents
from comity.register.policy import may_keep
from comity.terms.refusals import Refused
from comity.terms.vocabulary import vocabulary


@saying_no
@require_safe
def all_mechanisms(request: HttpRequest) -> HttpResponse:
    """Show mechanisms, the newest first."""
    at_work = work(request)
    found = _asked(request, at_work)
    found.rows(lambda after: mechanisms(by=at_work.actor, at=at_work.at, q=found.words, after=after, **found.narrowing))
    page = RegisterPage(
        heading=gettext("Mechanisms"),
        deck=gettext("Standing ways of working together: who belongs to them, on what they stand, how often they meet, what they brought."),
        crumbs=words.crumbs(gettext("Mechanisms")),
        tabs=words.tabs("register-mechanisms"),
        links=tuple(_links(at_work)),
        act=Act(gettext("Open a mechanism"), reverse("register-mechanism-new")) if may_keep(at_work.actor) else None,
        search=found.search(),
        sheets=(mechanisms_sheet(found.page, at_work),),
        older_href=found.older_href,
    )
    return render_page(request, page)


def _links(at_work: Work) -> Iterator[Link]:
    yield Link(gettext("Groups of States"), reverse("register-groups"))
    if may_keep(at_work.actor):
        yield Link(gettext("What documents name"), reverse("register-mechanisms-named"))


def _asked(request: HttpRequest, at_work: Work) -> Asked:
    narrowing = (
        narrowed_by(request, "sort", gettext("Any sort"), "mechanism-sort", at_work.language),
        narrowed_by(request, "country", gettext("Any country"), "country", at_work.language),
    )
    return asked(request, label=gettext("Number or title; marks and capitals do not matter"), narrowing=narrowing)


def mechanisms_sheet(rows: Any, at_work: Work) -> Sheet:  # noqa: ANN401 -- rows of a room below
    """Return mechanisms as a sheet, each with its sides."""
    heads = (gettext("Mechanism"), gettext("Sides"), gettext("Cadence"), gettext("Next meeting"))
    return Sheet("mechanisms", gettext("Mechanisms"), table=Table(heads, tuple(_row(one, at_work) for one in rows), nothing_found()))


def _row(one: Any, at_work: Work) -> Row:  # noqa: ANN401 -- as above
    name = (Bit(one.number, reverse("register-mechanism", args=[one.number])), _titled(one, at_work))
    sort = Bit(words.label("mechanism-sort", one.sort, at_work.language), soft=True)
    sides = tuple(party_bit(side, at_work) for side in one.parties.all() if side.taken_out_at is None)
    cadence = Bit(words.label("cadence", one.cadence, at_work.language))
    next_ = Bit(gettext("it has ended"), soft=True) if one.ended_at else Bit(words.print_said(one.next_said), soft=not one.next_said)
    return Row((Cell((*name, sort)), Cell(sides), Cell((cadence,)), Cell((next_,))))


def _titled(one: Any, at_work: Work) -> Bit:  # noqa: ANN401 -- as above
    title = one.titles.get(at_work.language)
    return Bit(title, language=at_work.language) if title else Bit(one.title, language=next(iter(one.titles), NAMED))


def party_bit(side: Any, at_work: Work) -> Bit:  # noqa: ANN401 -- as above
    """Return a side: a State, a group with the way to who belongs to it, or somebody's own name."""
    if side.group:
        return Bit(words.label("group", side.group, at_work.language), f"{reverse('register-groups')}#{side.group}")
    return Bit(words.country(side.country, at_work.language)) if side.country else Bit(side.words, language=NAMED)


@saying_no
@require_http_methods(["GET", "POST"])
def new_mechanism(request: HttpRequest) -> HttpResponse:
    """Ask for a mechanism, begun from what a document names where the address says so; open its file."""
    at_work = work(request)
    if request.method != "POST":
        return render_page(request, open_page(request, at_work))
    try:
        how: Any = {"by": at_work.officer, "at": at_work.at, "token": verb_token(request, "mechanism")}
        told, document = typed_of(request.POST), request.POST.get("document", "").strip().upper()[:12]
        made = open_mechanism(typed=told, parties=parties_of(request.POST), instruments=rulebook().instruments, document=document, **how)
    except Refused as refusal:
        return render_page(request, open_page(request, at_work, refusal=refusal), status=422)
    return onward(reverse("register-mechanism", args=[made.number]))


@saying_no
@require_http_methods(["GET", "POST"])
def one_mechanism(request: HttpRequest, number: str) -> HttpResponse:
    """Show one mechanism; a post amends it, ends it, or says what belongs to it."""
    return tried(
        request,
        lambda at_work: step(request, number, at_work),
        lambda at_work, fault: _page(request, find_mechanism(number, by=at_work.actor, at=at_work.at), at_work, fault=fault),
    )


def _page(request: HttpRequest, found: MechanismFile, at_work: Work, *, fault: str) -> RegisterPage:
    one = found.mechanism
    title = _titled(one, at_work)
    ended = gettext("It has ended: %(reason)s") % {"reason": one.ended_for} if one.ended_at else ""
    return RegisterPage(
        heading=title.text,
        heading_language=title.language,
        deck=words.label("mechanism-sort", one.sort, at_work.language),
        crumbs=words.crumbs(one.number, Link(gettext("Mechanisms"), reverse("register-mechanisms"))),
        tabs=words.tabs("register-mechanisms"),
        facts=tuple(_facts(found, at_work)),
        sheets=tuple(_sheets(found, at_work)),
        asks=tuple(asks_of(request, found, at_work)) if may_keep(at_work.actor) and not one.ended_at else (),
        notice=ended,
        fault=fault,
    )


def _facts(found: MechanismFile, at_work: Work) -> Iterator[tuple[str, Fact]]:
    one = found.mechanism
    yield gettext("Cadence"), Fact(words.label("cadence", one.cadence, at_work.language), rounds_words(found))
    late = bool(one.next_last) and one.next_last < at_work.at.datetime().date().isoformat()
    yield gettext("Next meeting"), Fact(words.print_said(one.next_said), gettext("That day is over; set the next one.") if late else "")
    yield gettext("Stands on"), _basis(one, at_work)
    amount = money_words(Decimal(one.funding_amount), one.funding_currency) if one.funding_amount else ""
    yield gettext("Pooled funds, in no figure"), Fact(one.funding, amount, language=NAMED) if one.funding else Fact(words.NOTHING)


def rounds_words(found: MechanismFile) -> str:
    """Say how far the series is, and what is missing in it."""
    held = found.rounds
    if not held.latest:
        return gettext("%(expected)s rounds are to be held") % {"expected": held.expected} if held.expected else ""
    facts = {"latest": held.latest, "expected": held.expected}
    said = gettext("round %(latest)s of %(expected)s") % facts if held.expected else gettext("round %(latest)s") % facts
    if not held.gaps:
        return said
    gaps = ", ".join(str(one) for one in held.gaps[:10])
    return gettext("%(said)s; nobody noted %(gaps)s") % {"said": said, "gaps": gaps}


def _basis(one: Any, at_work: Work) -> Fact:  # noqa: ANN401 -- a row of a room below
    if one.instrument:
        return Fact(citation(one.instrument, "", at_work.language).text, source_words(one, at_work.language))
    return Fact(one.basis, language=NAMED) if one.basis else Fact(words.NOTHING, source_words(one, at_work.language))


def _sheets(found: MechanismFile, at_work: Work) -> Iterator[Sheet]:
    one = found.mechanism
    rows = tuple(_side(side, found, at_work) for side in found.parties)
    yield Sheet("sides", gettext("Who belongs to it"), table=Table((gettext("Side"), gettext("Of whom it consists today")), rows))
    yield meetings_sheet("meetings", gettext("Its meetings"), found.meetings, at_work, empty=gettext("None is noted yet."))
    if found.offered:
        yield meetings_sheet("offered", gettext("These name it and belong to none; say below which are its own"), found.offered, at_work)
    yield commitments_sheet(
        "commitments", gettext("What was promised in it"), found.commitments, at_work, empty=gettext("None is noted yet.")
    )
    if found.statements:
        yield statements_sheet("statements", gettext("What was said in it"), found.statements, at_work)
    if one.document:
        shown = (Row((Cell(_document(one.document)), cell(source_words(one, at_work.language)))),)
        yield Sheet("sources", gettext("Where it was read"), table=Table((gettext("Document"), gettext("Standing")), shown))


def _document(one: Any) -> tuple[Bit, ...]:  # noqa: ANN401 -- as above
    return (Bit(one.number, reverse("register-review", args=[one.number])), Bit(one.title, language=one.language))


def _side(side: Any, found: MechanismFile, at_work: Work) -> Row:  # noqa: ANN401 -- as above
    members = next((one.members for one in found.sides if one.group == side.group), ()) if side.group else ()
    names = sorted((words.country(code, at_work.language) for code in members), key=words.by_name)
    return Row((Cell((party_bit(side, at_work),)), cell(", ".join(names) or words.NOTHING)))


@saying_no
@require_safe
def named(request: HttpRequest) -> HttpResponse:
    """Show the mechanisms that documents name and that have no file yet; each opens a form that an officer confirms."""
    at_work = work(request)
    heads = (gettext("Mechanism"), gettext("As the document writes it"), gettext("Document"))
    empty = gettext("No document names a mechanism that has no file yet.")
    rows = tuple(_named(one, at_work) for one in named_in_documents(by=at_work.actor))
    page = RegisterPage(
        heading=gettext("What documents name"),
        deck=gettext("Mechanisms that the reader of reports knows, named in documents here. Nothing is opened by itself."),
        crumbs=words.crumbs(gettext("What documents name"), Link(gettext("Mechanisms"), reverse("register-mechanisms"))),
        tabs=words.tabs("register-mechanisms"),
        sheets=(Sheet("named", gettext("Without a file yet"), count=str(len(rows)) if rows else "", table=Table(heads, rows, empty)),),
    )
    return render_page(request, page)


def _named(one: Any, at_work: Work) -> Row:  # noqa: ANN401 -- as above
    href = f"{reverse('register-mechanism-new')}?gazetteer={one.code}&document={one.document.number}"
    title = Bit(one.titles.get(at_work.language, one.written), href, language=at_work.language)
    return Row((Cell((title,)), Cell((Bit(one.written, language=one.document.language),)), Cell(_document(one.document))))


@saying_no
@require_safe
def groups(request: HttpRequest) -> HttpResponse:
    """Show the groups of States with who belongs to them since when, each with its source."""
    at_work = work(request)
    heads = (gettext("Country"), gettext("As what"), gettext("Since"), gettext("Until"), gettext("Source"))
    sheets = []
    for item in vocabulary("group").offered:
        rows = tuple(_belongs(one, at_work) for one in rows_of(item.code))
        sheets.append(Sheet(item.code, item.label(at_work.language), count=str(len(rows)), table=Table(heads, rows)))
    page = RegisterPage(
        heading=gettext("Groups of States"),
        deck=gettext("Who belongs to which group, since when. A mechanism of a group is one of all its members of that day."),
        crumbs=words.crumbs(gettext("Groups of States"), Link(gettext("Mechanisms"), reverse("register-mechanisms"))),
        tabs=words.tabs("register-mechanisms"),
        sheets=tuple(sheets),
    )
    return render_page(request, page)


def _belongs(one: Belongs, at_work: Work) -> Row:
    until = words.print_said(one.until) if one.until else words.NOTHING
    return Row(
        (
            cell(words.country(one.country, at_work.language)),
            cell(words.label("membership", one.as_, at_work.language)),
            cell(words.print_said(one.since)),
            cell(until),
            sourced(one.source, str(checked(one.verified))),
        )
    )
