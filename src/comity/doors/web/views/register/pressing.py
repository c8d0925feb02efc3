"""Press lines: the list, one with its words in both languages and its embargo, and every step of it."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from comity.doors.web.framing import render_page
from comity.doors.web.pages.parts import Fact, Link
from comity.doors.web.pages.register import FormPage, RegisterPage
from comity.doors.web.pages.sheets import Bit, Cell, Row, Sheet, Table
from comity.doors.web.views.refusing import saying_no
from comity.doors.web.views.register import words
from comity.doors.web.views.register.embargo import embargo_facts
from comity.doors.web.views.register.line_forms import asks_of, line_fields, steps_of, typed_of
from comity.doors.web.views.register.listing import asked, narrowed_by
from comity.doors.web.views.register.programme import begin_with, lines_sheet, list_page, tabs
from comity.doors.web.views.register.rows import meetings_sheet
from comity.doors.web.views.register.stepping import Asking, How, form_page, formed, stepped
from comity.doors.web.views.working import Work, work
from comity.register.lines.actions import draft_line
from comity.register.lines.queries import LineView, find_line, lines
from comity.terms.refusals import Refused


@saying_no
@require_safe
def all_lines(request: HttpRequest) -> HttpResponse:
    """Show press lines, the newest first."""
    at_work = work(request)
    found = asked(
        request,
        label=gettext("Press lines"),
        narrowing=(narrowed_by(request, "state", gettext("In any state"), "line-state", at_work.language),),
    )
    found.rows(lambda after: lines(by=at_work.actor, at=at_work.at, after=after, **found.narrowing))
    deck = gettext("What will be said in both languages, agreed by two officers, and not before its moment.")
    begin = begin_with(gettext("Draft a press line"), "register-line-new", at_work)
    return render_page(request, list_page(gettext("Press lines"), deck, found, lines_sheet(found.page, at_work), begin=begin))


@saying_no
@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest) -> HttpResponse:
    """Ask for a press line; begin it."""

    def make(post: QueryDict, how: How) -> str:
        return reverse("register-line", args=[draft_line(typed=typed_of(post), **how).number])

    return formed(request, make, lambda at_work, refusal: _form(request, at_work, refusal))


def _form(request: HttpRequest, at_work: Work, refusal: Refused | None) -> FormPage:
    return form_page(
        gettext("Draft a press line"),
        gettext("Before its moment its words are shown to those who write and agree, and stand in no journal and no export."),
        href=request.get_full_path(),
        back=Link(gettext("Press lines"), reverse("register-lines")),
        tabs=tabs(),
        fields=tuple(line_fields(Asking(request.POST or request.GET, ""), None, at_work)),
        refusal=refusal,
    )


@saying_no
@require_http_methods(["GET", "POST"])
def one_line(request: HttpRequest, number: str) -> HttpResponse:
    """Show one press line; a post does the step that it names."""

    def show(at_work: Work, fault: str) -> RegisterPage:
        return _page(request, find_line(number, by=at_work.actor, at=at_work.at), at_work, fault)

    return stepped(request, steps_of(number), show)


def _page(request: HttpRequest, view: LineView, at_work: Work, fault: str) -> RegisterPage:
    one: Any = view.line
    return RegisterPage(
        heading=gettext("Press line %(number)s") % {"number": one.number},
        deck=words.label("line-state", one.state, at_work.language),
        crumbs=words.crumbs(one.number, Link(gettext("Press lines"), reverse("register-lines"))),
        tabs=tabs(),
        facts=(*embargo_facts(view, at_work), *_facts(view)),
        notice=one.reason if one.state in ("withdrawn", "drafted") and not view.hidden else "",
        sheets=tuple(_sheets(view, at_work)),
        asks=tuple(asks_of(request, view, at_work)),
        fault=fault,
    )


def _facts(view: LineView) -> Iterator[tuple[str, Fact]]:
    one: Any = view.line
    agreed = one.agreed_by.name if one.agreed_by_id else gettext("no second officer yet")
    yield gettext("Written by, agreed by"), Fact(one.made_by.name, agreed)
    if not view.hidden:
        yield gettext("Agreed with"), Fact(one.agreed_with or words.NOTHING, one.request, language="und" if one.agreed_with else "")


def _sheets(view: LineView, at_work: Work) -> Iterator[Sheet]:
    if view.hidden:
        yield Sheet("words", gettext("Its words"), gettext("Kept back until its release: they are shown to those who write and agree."))
        return
    heads = (gettext("Language"), gettext("Its words"))
    texts = ((code, label, getattr(view, code)) for code, label in (("vi", gettext("Vietnamese")), ("en", gettext("English"))))
    missing = gettext("not written yet")
    rows = tuple(
        Row((Cell((Bit(label, language=code),)), Cell((Bit(text, language=code) if text else Bit(missing, soft=True),))))
        for code, label, text in texts
    )
    yield Sheet("words", view.subject, table=Table(heads, rows))
    if view.line.meeting:
        yield meetings_sheet("meeting", gettext("For which meeting"), [view.line.meeting], at_work)
    if len(view.versions) > 1:
        heads = (gettext("Version"), gettext("By whom"))
        yield Sheet("versions", gettext("Versions"), table=Table(heads, tuple(_version(one, at_work) for one in view.versions)))


def _version(one: Any, at_work: Work) -> Row:  # noqa: ANN401 -- a row of a room below
    who = gettext("%(officer)s, %(time)s") % {"officer": one.by.name, "time": at_work.when(one.at)}
    texts = tuple(Bit(text, soft=True, language=code) for code, text in (("vi", one.vi), ("en", one.en)) if text)
    return Row((Cell((Bit(str(one.version)), *texts)), Cell((Bit(who),))))
