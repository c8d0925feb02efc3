"""The status of treaties: every text, one with what each State did by day, the rulebook and what officers registered told apart."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from comity.desk.rules import rulebook
from comity.directory.home import home
from comity.doors.web.citing import article as cited
from comity.doors.web.citing import verified as checked
from comity.doors.web.framing import render_page
from comity.doors.web.pages.fields import Choice, FieldWrite
from comity.doors.web.pages.parts import Fact, Form, Link
from comity.doors.web.pages.posts import Ask
from comity.doors.web.pages.register import RegisterPage
from comity.doors.web.pages.sheets import Bit, Cell, Row, Sheet, Table, cell, sourced
from comity.doors.web.pages.watch import Choice as Narrow
from comity.doors.web.views.lawful import citation, law_href
from comity.doors.web.views.naming import language_name
from comity.doors.web.views.refusing import saying_no
from comity.doors.web.views.register import words
from comity.doors.web.views.register.fix_fields import day_hint
from comity.doors.web.views.register.listing import asked, narrowed_by
from comity.doors.web.views.register.meeting_forms import codes
from comity.doors.web.views.trying import tried
from comity.doors.web.views.working import Work, fresh_token, verb_token, work
from comity.register.policy import may_keep
from comity.register.treaties.actions import register_treaty_act, take_out_treaty_act
from comity.register.treaties.queries import Dated, StateStatus, treaty_status
from comity.terms.vocabulary import Verified

_CAP: Final = 1000
_TYPED: Final = ("country", "act", "said", "article", "document")
# Acts of the rulebook's status rows that the vocabulary of acts does not have.
_ACTS: Final = {
    "signed": gettext_lazy("signed"),
    "not-signed": gettext_lazy("not signed"),
    "ratification-reported": gettext_lazy("ratification reported, not confirmed by the depositary"),
    "party": gettext_lazy("party"),
    "member": gettext_lazy("member"),
    "left": gettext_lazy("left"),
}


@saying_no
@require_safe
def treaties(request: HttpRequest) -> HttpResponse:
    """Show every text of the rulebook with how many States did something towards it."""
    at_work = work(request)
    rows = tuple(_texts(at_work))
    heads = (gettext("Text"), gettext("State"), gettext("States of which something is recorded"))
    page = RegisterPage(
        heading=gettext("Status of treaties"),
        deck=gettext("What each State did and when: as the rulebook holds it, and as officers registered it with a document."),
        crumbs=words.crumbs(gettext("Status of treaties")),
        tabs=words.tabs("register"),
        sheets=(Sheet("texts", gettext("Texts"), count=str(len(rows)), table=Table(heads, rows)),),
    )
    return render_page(request, page)


def _texts(at_work: Work) -> Iterator[Row]:
    book, today = rulebook(), at_work.at.datetime().date()
    for code, text in book.instruments.items():
        states = {row.country for row in book.status if row.instrument == code}
        if not states and text.nature != "treaty":
            continue
        force = gettext("in force") if book.in_force(code, on=today).in_force else gettext("not in force")
        short = Bit(text.short[at_work.language], reverse("register-treaty", args=[code]))
        yield Row((Cell((short, Bit(text.title[at_work.language], soft=True))), cell(force), cell(str(len(states)))))


@saying_no
@require_http_methods(["GET", "POST"])
def treaty(request: HttpRequest, instrument: str) -> HttpResponse:
    """Show the table of a text, of all States or of those asked for; a post registers an act, or takes one out."""
    chosen = [request.GET[name] for name in ("country", "and", "with") if request.GET.get(name)]

    def show(at_work: Work, fault: str) -> RegisterPage:
        found = treaty_status(instrument, rulebook=rulebook(), by=at_work.actor, countries=chosen)
        return _page(request, instrument, found, at_work, fault=fault)

    return tried(request, lambda at_work: _step(request, instrument, at_work), show)


def _step(request: HttpRequest, instrument: str, at_work: Work) -> None:
    post = request.POST
    how: Any = {"by": at_work.officer, "at": at_work.at, "token": verb_token(request, "treaty-act")}
    if post.get("step") == "out":
        key = post.get("key", "")
        row = int(key) if key.isascii() and key.isdigit() and len(key) < 18 else 0
        take_out_treaty_act(row, reason=post.get("why.text", "")[:_CAP], **how)
        return
    typed = {name: post.get(name, "").strip()[:300] for name in _TYPED}
    typed |= {"words": post.get("words.text", "")[: 2 * _CAP], "language": post.get("words.language", "")}
    register_treaty_act(instrument, typed=typed, instruments=rulebook().instruments, **how)


def _page(request: HttpRequest, instrument: str, found: Sequence[StateStatus], at_work: Work, *, fault: str) -> RegisterPage:
    text = rulebook().instruments[instrument]
    narrowing = tuple(_narrowing(request, at_work))
    search = asked(request, label=gettext("Up to three countries beside each other"), narrowing=narrowing).search()
    return RegisterPage(
        heading=text.short[at_work.language],
        deck=text.title[at_work.language],
        crumbs=words.crumbs(instrument, Link(gettext("Status of treaties"), reverse("register-treaties"))),
        tabs=words.tabs("register"),
        links=(Link(gettext("Its articles"), reverse("law-text", args=[instrument])),),
        facts=tuple(_facts(instrument, found, at_work)),
        search=replace(search, typed=False),
        sheets=(*_binding(instrument, at_work), _table(instrument, found, at_work)),
        asks=tuple(_asks(request, instrument, found, at_work)) if may_keep(at_work.actor) else (),
        fault=fault,
    )


def _narrowing(request: HttpRequest, at_work: Work) -> Iterator[Narrow]:
    for name, label in (("country", gettext("Any country")), ("and", gettext("and a second")), ("with", gettext("and a third"))):
        yield narrowed_by(request, name, label, "country", at_work.language)


def _facts(instrument: str, found: Sequence[StateStatus], at_work: Work) -> Iterator[tuple[str, Fact]]:
    book = rulebook()
    held = book.in_force(instrument, on=at_work.at.datetime().date())
    force = gettext("in force") if held.in_force else gettext("not in force")
    day = words.print_said((held.since if held.in_force else held.checked_on).isoformat())
    since = (gettext("since %(day)s") if held.in_force else gettext("as it stood on %(day)s")) % {"day": day}
    yield gettext("The text"), Fact(force, since)
    registered = sum(one.registered is not None for state in found for one in state.lines)
    yield (
        gettext("Recorded acts"),
        Fact(str(sum(len(state.lines) for state in found)), gettext("%(count)s by officers") % {"count": registered}),
    )


def _binding(instrument: str, at_work: Work) -> Iterator[Sheet]:
    """Yield the rule that says whom the text binds, with the way to its article."""
    rule = rulebook().rules.get(rulebook().instruments[instrument].basis)
    if rule is None:
        return
    held = rulebook().articles.get((instrument, rule.article.partition("(")[0]))
    row = Row(
        (
            Cell((citation(instrument, rule.article, at_work.language),)),
            cell(held.title[at_work.language] if held else words.NOTHING),
            sourced(rule.source, str(checked(rule.verified or Verified.MEMORY))),
        )
    )
    heads = (gettext("Article"), gettext("Title"), gettext("Source"))
    yield Sheet("binds", gettext("The rule that says whom it binds"), table=Table(heads, (row,)))


def _table(instrument: str, found: Sequence[StateStatus], at_work: Work) -> Sheet:
    heads = (gettext("What it did"), gettext("What it says"), gettext("Source"))
    rows: list[Row] = []
    nothing = Row((cell(gettext("nothing recorded")), cell(words.NOTHING), cell(words.NOTHING)))
    called = {state.country: words.country(state.country, at_work.language) for state in found}
    for state in sorted(found, key=lambda one: words.by_name(called[one.country])):
        name = called[state.country]
        lines = [_line(instrument, one, at_work) for one in state.lines] or [nothing]
        rows += [Row(line.cells, name if not number else "") for number, line in enumerate(lines)]
    note = gettext("Lines of officers are shown beside the rulebook and change no answer of law.")
    return Sheet(
        "status", gettext("What States did"), note, str(len(found)), table=Table(heads, tuple(rows), gettext("Nothing is recorded."))
    )


def _line(instrument: str, one: Dated, at_work: Work) -> Row:
    return Row((_act(instrument, one, at_work), Cell(tuple(_says(one, at_work))), _source(one, at_work)))


def _act(instrument: str, one: Dated, at_work: Work) -> Cell:
    known = _ACTS.get(one.act) if one.registered is None else None
    said = str(known) if known else words.label("treaty-act", one.act, at_work.language)
    article = (Bit(cited(one.article), law_href(instrument, one.article)),) if one.article else ()
    return Cell((Bit(said), Bit(words.print_said(one.on)), *article))


def _says(one: Dated, at_work: Work) -> Iterator[Bit]:
    for language, text in (one.words or {}).items():
        if one.registered is not None or language == at_work.language:
            yield Bit(text, language=language)
    if one.act == "languages" and one.more:
        yield Bit(", ".join(language_name(code, at_work.language) for code in one.more.split()))
    elif one.more:
        yield Bit(one.more, soft=True, code=True)
    if not one.words and not one.more:
        yield Bit(words.NOTHING)


def _source(one: Dated, at_work: Work) -> Cell:
    if one.registered is None:
        return sourced(one.source, str(checked(one.verified)), gettext("rulebook"))
    document = one.registered.document
    standing = words.label("row-source", document.standing, at_work.language)
    who = gettext("registered by %(officer)s, %(time)s") % {
        "officer": one.registered.made_by.name,
        "time": at_work.when(one.registered.made_at),
    }
    name = (Bit(document.number, reverse("register-review", args=[document.number])), Bit(document.title, language=document.language))
    return Cell((*name, Bit(standing, soft=True), Bit(who, soft=True)))


def _in_words(row: Any, at_work: Work) -> str:  # noqa: ANN401 -- a row of a room below
    language = at_work.language
    return f"{words.country(row.country, language)} · {words.label('treaty-act', row.act, language)} · {words.print_said(row.said)}"


def _asks(request: HttpRequest, instrument: str, found: Sequence[StateStatus], at_work: Work) -> Iterator[Ask]:
    here, post = reverse("register-treaty", args=[instrument]), request.POST
    form = Form(here, fresh_token(), hidden=(("step", "register"),))
    effect = gettext("With the document that shows it: a notification of the depositary, an official list, a note.")
    yield Ask(gettext("Register an act of a State"), form, gettext("Register it"), tuple(_fields(request, at_work)), effect)
    mine = [one.registered for state in found for one in state.lines if one.registered is not None]
    if mine:
        named = tuple(Choice(str(row.pk), _in_words(row, at_work)) for row in mine)
        fields = (
            FieldWrite("key", "list", gettext("Which line"), choices=named),
            FieldWrite("why", "text", gettext("Why"), value=post.get("why.text", "")[:_CAP], cap=_CAP),
        )
        out = Form(here, fresh_token(), hidden=(("step", "out"),))
        yield Ask(gettext("A line that was wrong"), out, gettext("Take it out, with the reason"), fields)


def _fields(request: HttpRequest, at_work: Work) -> Iterator[FieldWrite]:
    post = request.POST
    yield codes("country", gettext("Country"), "country", post.get("country", home().country.text), at_work)
    yield codes("act", gettext("What it did"), "treaty-act", post.get("act", "signed"), at_work)
    yield FieldWrite("said", "name", gettext("When"), hint=day_hint(), value=post.get("said", "")[:24], cap=24)
    yield FieldWrite("article", "name", gettext("Article, if it is about one"), value=post.get("article", "")[:40], cap=40, optional=True)
    language = post.get("words.language", at_work.language)
    languages = tuple(Choice(code, name, chosen=code == language) for code, name in (("vi", "Tiếng Việt"), ("en", "English")))
    said = gettext("What it says, in the words of the document")
    yield FieldWrite("words", "text", said, value=post.get("words.text", "")[:_CAP], cap=_CAP, languages=languages, optional=True)
    hint = gettext("R-000001: import it first, as an official document.")
    yield FieldWrite("document", "reference", gettext("Document that shows it"), hint=hint, value=post.get("document", "")[:12], cap=12)
