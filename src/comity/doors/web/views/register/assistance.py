"""Offers and asks: the list by side, topic and State, one with what may meet it and why, and statements that nobody coded yet."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from comity.doors.web.framing import render_page
from comity.doors.web.pages.parts import Act, Fact, Link
from comity.doors.web.pages.register import RegisterPage
from comity.doors.web.pages.sheets import Bit, Cell, Row, Sheet, Table
from comity.doors.web.pages.watch import Choice, Option
from comity.doors.web.views.addresses import onward
from comity.doors.web.views.refusing import saying_no
from comity.doors.web.views.register import words
from comity.doors.web.views.register.assistance_forms import asks_of, side_words, step, typed_of, write_page
from comity.doors.web.views.register.listing import Asked, asked, narrowed_by, nothing_found, source_words
from comity.doors.web.views.register.rows import statements_sheet
from comity.doors.web.views.trying import tried
from comity.doors.web.views.working import Work, verb_token, work
from comity.register.assistance.actions import write_assistance
from comity.register.assistance.queries import AssistanceFile, assistance, find_assistance, uncoded
from comity.register.policy import may_keep
from comity.terms.refusals import Refused

_UNCODED: Final = 10


@saying_no
@require_safe
def all_assistance(request: HttpRequest) -> HttpResponse:
    """Show offers and asks, the newest first; below them, for who keeps the register, what nobody coded yet."""
    at_work = work(request)
    found = _asked(request, at_work)
    found.rows(lambda after: assistance(by=at_work.actor, after=after, **found.narrowing))
    page = RegisterPage(
        heading=gettext("Offers and asks"),
        deck=gettext("Who offers what to whom, and who asks for it. Which of them belong together an officer says, nobody else."),
        crumbs=words.crumbs(gettext("Offers and asks")),
        tabs=words.tabs("register-assistance"),
        act=Act(gettext("Write one down"), reverse("register-assistance-new")) if may_keep(at_work.actor) else None,
        search=replace(found.search(), typed=False),
        sheets=tuple(_all_sheets(found, at_work)),
        older_href=found.older_href,
    )
    return render_page(request, page)


def _all_sheets(found: Asked, at_work: Work) -> Iterator[Sheet]:
    yield assistance_sheet("offers", gettext("Offers and asks"), found.page, at_work)
    if may_keep(at_work.actor) and not found.narrowed and not found.after:
        waiting = uncoded(by=at_work.actor).rows[:_UNCODED]
        if waiting:
            yield _waiting(waiting, at_work)


def _asked(request: HttpRequest, at_work: Work) -> Asked:
    chosen = request.GET.get("side", "")
    known = (("", gettext("Offers and asks")), ("offer", gettext("Offers")), ("ask", gettext("Asks")))
    narrowing = (
        Choice("side", gettext("Offers and asks"), tuple(Option(code, text, chosen=code == chosen) for code, text in known)),
        narrowed_by(request, "topic", gettext("Any topic"), "assistance-topic", at_work.language),
        narrowed_by(request, "country", gettext("Any country"), "country", at_work.language),
    )
    return asked(request, label=gettext("Narrow by side, topic and country"), narrowing=narrowing)


def assistance_sheet(key: str, heading: str, rows: Any, at_work: Work) -> Sheet:  # noqa: ANN401 -- rows of a room below
    """Return offers and asks as a sheet, in their own words."""
    heads = (gettext("Which"), gettext("Who to whom"), gettext("Topic"), gettext("Original words"))
    return Sheet(key, heading, table=Table(heads, tuple(_row(one, at_work) for one in rows), nothing_found()))


def _row(one: Any, at_work: Work) -> Row:  # noqa: ANN401 -- as above
    name = (Bit(one.number, reverse("register-assistance-one", args=[one.number])), Bit(side_words(one.side)))
    closed = (Bit(gettext("closed"), soft=True),) if one.closed_at else ()
    topic = (Bit(words.label("assistance-topic", one.topic, at_work.language)), *_region(one, at_work))
    said = (Bit(one.words, language=one.language), *((Bit(one.resources, soft=True, language="und"),) if one.resources else ()))
    return Row((Cell((*name, *closed)), Cell(tuple(_parties(one, at_work))), Cell(topic), Cell(said)))


def _region(one: Any, at_work: Work) -> tuple[Bit, ...]:  # noqa: ANN401 -- as above
    return (Bit(words.label("group", one.region, at_work.language), soft=True),) if one.region else ()


def _parties(one: Any, at_work: Work) -> Iterator[Bit]:  # noqa: ANN401 -- as above
    state, to = words.country(one.country, at_work.language), words.country(one.to_country, at_work.language)
    yield Bit(state or one.party, language="" if state else "und")
    if state and one.party and one.party != state:
        yield Bit(one.party, soft=True, language="und")
    if to or one.to_party:
        yield Bit(f"→ {to or one.to_party}", language="" if to else "und")


def _waiting(rows: Any, at_work: Work) -> Sheet:  # noqa: ANN401 -- as above
    heads = (gettext("Statement"), gettext("Who to whom"), gettext("Original words"))
    shown = []
    for one in rows:
        act = words.label("speech-act", one.act, at_work.language)
        code = Bit(gettext("Say what it is about"), f"{reverse('register-assistance-new')}?statement={one.pk}")
        name = (Bit(act, reverse("register-statement", args=[one.pk])), code)
        shown.append(
            Row((Cell(name), Cell(words.sides(one, "speaker", "addressee", at_work)), Cell((Bit(one.words, language=one.language),))))
        )
    note = gettext("Statements that offer or ask, and stand in no offer and no ask. None is taken by itself.")
    return Sheet("uncoded", gettext("Said, and not written down here"), note, table=Table(heads, tuple(shown)))


@saying_no
@require_http_methods(["GET", "POST"])
def new_assistance(request: HttpRequest) -> HttpResponse:
    """Ask for an offer or an ask, from a statement where the address names one; write it down."""
    at_work = work(request)
    if request.method != "POST":
        return render_page(request, write_page(request, at_work))
    try:
        how: Any = {"by": at_work.officer, "at": at_work.at, "token": verb_token(request, "assistance")}
        typed = typed_of(request.POST)
        made = write_assistance(typed=typed, statement=int(typed.pop("statement") or 0), **how)
    except Refused as refusal:
        return render_page(request, write_page(request, at_work, refusal=refusal), status=422)
    return onward(reverse("register-assistance-one", args=[made.number]))


@saying_no
@require_http_methods(["GET", "POST"])
def one_assistance(request: HttpRequest, number: str) -> HttpResponse:
    """Show an offer or an ask; a post joins, parts or closes it."""
    return tried(
        request,
        lambda at_work: step(request, number, at_work),
        lambda at_work, fault: _page(request, find_assistance(number, by=at_work.actor, at=at_work.at), at_work, fault=fault),
    )


def _page(request: HttpRequest, found: AssistanceFile, at_work: Work, *, fault: str) -> RegisterPage:
    one = found.one
    return RegisterPage(
        heading=gettext("%(side)s %(number)s") % {"side": side_words(one.side), "number": one.number},
        deck=words.label("assistance-topic", one.topic, at_work.language),
        crumbs=words.crumbs(one.number, Link(gettext("Offers and asks"), reverse("register-assistance"))),
        tabs=words.tabs("register-assistance"),
        facts=tuple(_facts(one, at_work)),
        quote=words.quote(one.words, one.language, at_work.language),
        sheets=tuple(_sheets(found, at_work)),
        asks=tuple(asks_of(request, found, at_work)) if may_keep(at_work.actor) and not one.closed_at else (),
        notice=gettext("It is closed: %(reason)s") % {"reason": one.closed_for} if one.closed_at else "",
        fault=fault,
    )


def _facts(one: Any, at_work: Work) -> Iterator[tuple[str, Fact]]:  # noqa: ANN401 -- a row of a room below
    for label, country, party in ((gettext("Who"), one.country, one.party), (gettext("To whom"), one.to_country, one.to_party)):
        state = words.country(country, at_work.language)
        yield label, Fact(party, state, language="und") if party else Fact(state or words.NOTHING)
    region = words.label("group", one.region, at_work.language) if one.region else words.NOTHING
    yield gettext("For the group"), Fact(region, source_words(one, at_work.language))
    yield gettext("Resources"), Fact(one.resources, language="und") if one.resources else Fact(words.NOTHING)


def _sheets(found: AssistanceFile, at_work: Work) -> Iterator[Sheet]:
    one = found.one
    heads = (gettext("Which"), gettext("Who to whom"), gettext("Why"))
    joined = tuple(_joined(match, match.ask if match.offer_id == one.pk else match.offer, at_work) for match in found.joined)
    yield Sheet("joined", gettext("Belongs together with"), table=Table(heads, joined, gettext("Nobody joined it with anything yet.")))
    if not one.closed_at:
        possible = tuple(_possible(each.one, each.fit.reasons, at_work) for each in found.possible)
        note = gettext("By topic, addressee and group. Each says why; whether it is so, an officer says below.")
        yield Sheet("possible", gettext("May belong together"), note, table=Table(heads, possible, gettext("Nothing fits yet.")))
    if one.statement_id:
        yield statements_sheet("statement", gettext("Said in"), [one.statement], at_work)


def _joined(match: Any, other: Any, at_work: Work) -> Row:  # noqa: ANN401 -- as above
    who = gettext("%(officer)s, %(time)s") % {"officer": match.by.name, "time": at_work.when(match.at)}
    why = Cell((Bit(match.reason, language="und"), Bit(who, soft=True)))
    return Row((_named(other), Cell(tuple(_parties(other, at_work))), why))


def _possible(other: Any, reasons: tuple[str, ...], at_work: Work) -> Row:  # noqa: ANN401 -- as above
    return Row((_named(other), Cell(tuple(_parties(other, at_work))), Cell(tuple(Bit(gettext(text)) for text in reasons))))


def _named(other: Any) -> Cell:  # noqa: ANN401 -- as above
    return Cell(
        (Bit(other.number, reverse("register-assistance-one", args=[other.number])), Bit(other.words, soft=True, language=other.language))
    )
