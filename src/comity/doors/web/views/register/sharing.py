"""Commitments shared with other nodes: the list, and one beside what this register has, answered from here."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from comity.desk.permissions import Verb, may
from comity.desk.rules import rulebook
from comity.desk.sharing.actions import answer_share
from comity.doors.web.framing import render_page
from comity.doors.web.pages.fields import Choice, FieldWrite
from comity.doors.web.pages.parts import Fact, Form, Link
from comity.doors.web.pages.posts import Ask
from comity.doors.web.pages.register import RegisterPage
from comity.doors.web.pages.sheets import Bit, Cell, Row, Sheet, Table
from comity.doors.web.views.addresses import address_of, onward
from comity.doors.web.views.naming import country_of
from comity.doors.web.views.refusing import saying_no
from comity.doors.web.views.register import words
from comity.doors.web.views.register.beside import share_state, shared_sheet
from comity.doors.web.views.register.listing import asked, nothing_found
from comity.doors.web.views.register.rows import commitments_sheet
from comity.doors.web.views.trying import tried
from comity.doors.web.views.working import Work, fresh_token, verb_token, work
from comity.register.sharing.queries import ShareFile, find_share, shares
from comity.treaty.answers import grounds_for
from comity.wire.commitment import KIND


@saying_no
@require_safe
def all_shares(request: HttpRequest) -> HttpResponse:
    """Show what is shared with other nodes, the newest first."""
    at_work = work(request)
    found = asked(request, label="")
    found.rows(lambda after: shares(by=at_work.actor, after=after))
    page = RegisterPage(
        heading=gettext("Shared with other nodes"),
        deck=gettext("Commitments that both sides know, or are asked whether they know. Each side speaks for its own register."),
        crumbs=words.crumbs(gettext("Shared"), Link(gettext("Commitments"), reverse("register-commitments"))),
        tabs=words.tabs("register-commitments"),
        sheets=(_list(found.page, at_work),),
        older_href=found.older_href,
    )
    return render_page(request, page)


def _list(rows: tuple[Any, ...], at_work: Work) -> Sheet:
    heads = (gettext("Case"), gettext("With"), gettext("Commitment"), gettext("Here, and there"))
    return Sheet("shares", gettext("Shared commitments"), table=Table(heads, tuple(_row(one, at_work) for one in rows), nothing_found()))


def _row(one: Any, at_work: Work) -> Row:  # noqa: ANN401 -- a row of a room below
    case = (Bit(one.case, reverse("register-share", args=[one.case])), Bit(share_state(one), soft=True))
    mine = (Bit(one.commitment.number, reverse("register-commitment", args=[one.commitment.number])),) if one.commitment_id else ()
    said = Bit(str(one.shown.get("words", "")), language=str(one.shown.get("words_language", "und")))
    here = words.label("commitment-state", one.commitment.state, at_work.language) if one.commitment_id else words.NOTHING
    there = words.label("commitment-state", one.state_there, at_work.language) if one.state_there else words.NOTHING
    there = gettext("there: %(state)s") % {"state": there}
    cells = (
        Cell(case),
        Cell((Bit(country_of(one.peer, at_work.language)),)),
        Cell((*mine, said)),
        Cell((Bit(here), Bit(there, soft=True))),
    )
    return Row(cells)


@saying_no
@require_http_methods(["GET", "POST"])
def one_share(request: HttpRequest, case: str) -> HttpResponse:
    """Show one share beside the register; a post begins the answer to it."""
    return tried(
        request,
        lambda at_work: onward(address_of(_answer(request, case, at_work))),
        lambda at_work, fault: _page(find_share(case, by=at_work.actor), at_work, fault=fault),
    )


def _answer(request: HttpRequest, case: str, at_work: Work) -> Any:  # noqa: ANN401 -- as above
    post, name = request.POST, request.POST.get("step", "")
    how: Any = {"by": at_work.officer, "at": at_work.at, "token": verb_token(request, f"as-{name[:8]}")}
    if name == "unknown":
        return answer_share(case, grounds=tuple(sorted(set(post.getlist("grounds"))))[:8] or ("-",), **how)
    same = post.get("same", "").strip().upper()[:12] if name == "same" else ""
    return answer_share(case, same=same or ("-" if name == "same" else ""), **how)


def _page(found: ShareFile, at_work: Work, *, fault: str) -> RegisterPage:
    share, shown, language = found.share, found.shown, at_work.language
    return RegisterPage(
        heading=gettext("Shared by %(country)s") % {"country": country_of(share.peer, language)}
        if share.side == "theirs"
        else gettext("Shared with %(country)s") % {"country": country_of(share.peer, language)},
        deck=_deck(share),
        crumbs=words.crumbs(share.case, Link(gettext("Shared"), reverse("register-shares"))),
        tabs=words.tabs("register-commitments"),
        links=(Link(gettext("The case on the desk"), reverse("request", args=[share.case])),),
        facts=tuple(_facts(found, at_work)),
        quote=words.quote(shown.words, shown.words_language, language),
        ladder=words.ladder(shown.strength, language),
        sheets=tuple(_sheets(found, at_work)),
        asks=tuple(_asks(found, at_work)) if _waits(found) and may(at_work.actor, Verb.DECIDE) else (),
        fault=fault,
    )


def _deck(share: Any) -> str:  # noqa: ANN401 -- as above
    number = gettext("number there: %(number)s") % {"number": share.number_there} if share.number_there else ""
    return "; ".join(part for part in (share_state(share), number) if part)


def _waits(found: ShareFile) -> bool:
    return bool(found.share.side == "theirs" and found.share.state == "offered")


def _facts(found: ShareFile, at_work: Work) -> Iterator[tuple[str, Fact]]:
    shown, language = found.shown, at_work.language
    for label, said, code in (
        (gettext("Who promises"), shown.obligor, shown.obligor_country),
        (gettext("Beneficiary"), shown.beneficiary, shown.beneficiary_country),
    ):
        state = words.country(code, language)
        yield label, Fact(said, state if state != said else "", language="und") if said else Fact(state)
    yield gettext("Due"), Fact(words.print_said(shown.due) if shown.due else gettext("no due date"))
    source = words.label("row-source", shown.source_standing, language)
    yield gettext("Source at the other side"), Fact(shown.source_title or source, source if shown.source_title else "", language="und")


def _sheets(found: ShareFile, at_work: Work) -> Iterator[Sheet]:
    share = found.share
    if share.commitment_id:
        yield commitments_sheet("ours", gettext("In this register"), [share.commitment], at_work)
    elif _waits(found):
        note = gettext("Of the same two States, the likest words first. What is in none of them is new.")
        yield commitments_sheet("ours", gettext("What this register has"), found.candidates, at_work, note=note)
    if share.grounds:
        rows = tuple(Row((Cell((Bit(_ground(code, at_work)),)),)) for code in share.grounds)
        yield Sheet("grounds", gettext("Why it is not known"), table=Table((gettext("Reason"),), rows))
    yield shared_sheet([(share, found.standings)], at_work)


def _ground(code: str, at_work: Work) -> str:
    return next((one.labels[at_work.language] for one in grounds_for(KIND, rulebook=rulebook()) if one.code == code), code)


def _asks(found: ShareFile, at_work: Work) -> Iterator[Ask]:
    here = reverse("register-share", args=[found.share.case])
    known = tuple(Choice(one.number, f"{one.number} {one.words[:80]}", language=one.language) for one in found.candidates)
    effect = gettext("A draft of the answer; a second officer approves it before it leaves.")

    def form(name: str) -> Form:
        return Form(here, fresh_token(), hidden=(("step", name),))

    if known:
        fields = (FieldWrite("same", "list", gettext("Which one"), choices=known),)
        yield Ask(gettext("It is one of ours"), form("same"), gettext("Answer: the same as this one"), fields, effect, open=True)
    yield Ask(gettext("It is new here"), form("new"), gettext("Answer: new, taken into our register"), effect=effect, open=not known)
    reasons = tuple(Choice(one.code, one.labels[at_work.language]) for one in grounds_for(KIND, rulebook=rulebook()))
    fields = (FieldWrite("grounds", "codes", gettext("Why"), choices=reasons),)
    yield Ask(gettext("We do not know it"), form("unknown"), gettext("Answer: not known here"), fields, effect, open=True)
