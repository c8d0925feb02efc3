"""The programme: courses, plans, delegations and press lines, the newest of each, and how each stands in a list."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_safe

from comity.doors.web.framing import render_page
from comity.doors.web.pages.frame import Place
from comity.doors.web.pages.parts import Act, Link
from comity.doors.web.pages.register import RegisterPage
from comity.doors.web.pages.sheets import Bit, Cell, Row, Sheet, Table
from comity.doors.web.views.refusing import saying_no
from comity.doors.web.views.register import words
from comity.doors.web.views.register.embargo import moment_words
from comity.doors.web.views.register.listing import Asked, nothing_found
from comity.doors.web.views.register.stepping import own_title
from comity.doors.web.views.working import Work, work
from comity.register.delegations.queries import delegations
from comity.register.lines.queries import LineView, lines
from comity.register.planning.queries import plans
from comity.register.policy import may_keep
from comity.register.training.queries import courses

Rows = Sequence[Any]  # rows of a room below: doors may not import their tables
_NEWEST: Final = 5


@saying_no
@require_safe
def programme(request: HttpRequest) -> HttpResponse:
    """Show what is planned, trained, visited and said, the newest of each."""
    at_work = work(request)
    page = RegisterPage(
        heading=gettext("Programme"),
        deck=gettext("Plans and their tasks, training, delegations out and in, what will be said to the press."),
        crumbs=words.crumbs(gettext("Programme")),
        tabs=tabs(),
        links=tuple(Link(part.label, reverse(part.list)) for part in parts()),
        sheets=tuple(_newest(at_work)),
    )
    return render_page(request, page)


def _newest(at_work: Work) -> Iterator[Sheet]:
    who = at_work.actor
    yield plans_sheet(plans(by=who).rows[:_NEWEST], at_work)
    yield courses_sheet(courses(by=who).rows[:_NEWEST], at_work)
    yield delegations_sheet(delegations(by=who).rows[:_NEWEST], at_work)
    yield lines_sheet(lines(by=who, at=at_work.at).rows[:_NEWEST], at_work)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the programme: the address of its list, and what that is called."""

    list: str
    label: str


def parts() -> tuple[Part, ...]:
    """Return the parts of the programme; a new row is begun from its list."""
    return (
        Part("register-plans", gettext("All plans")),
        Part("register-courses", gettext("All courses")),
        Part("register-delegations", gettext("All delegations")),
        Part("register-lines", gettext("All press lines")),
    )


def list_page(heading: str, deck: str, found: Asked, sheet: Sheet, *, begin: Act | None) -> RegisterPage:
    """Return the page of one list, with the act that begins a new row for whoever may."""
    return RegisterPage(
        heading=heading,
        deck=deck,
        crumbs=words.crumbs(heading, back()),
        tabs=tabs(),
        act=begin,
        search=replace(found.search(), typed=False) if found.choices else None,
        sheets=(sheet,),
        older_href=found.older_href,
        fault="" if found.choices else found.fault,
    )


def begin_with(label: str, address: str, at_work: Work) -> Act | None:
    """Return the act that begins a new row, for whoever keeps the register."""
    return Act(label, reverse(address)) if may_keep(at_work.actor) else None


def tabs() -> tuple[Place, ...]:
    """Return the parts of the register, the programme marked."""
    return words.tabs("register-programme")


def back() -> Link:
    """Return the way back to the programme."""
    return Link(gettext("Programme"), reverse("register-programme"))


def name_bits(number: str, address: str, titles: Any, at_work: Work, *args: object) -> tuple[Bit, ...]:  # noqa: ANN401 -- a column of JSON
    """Return number and title of a row, with a link."""
    text, language = own_title(titles, at_work.language)
    return (Bit(number, reverse(address, args=args or [number])), Bit(text, language=language))


def courses_sheet(rows: Rows, at_work: Work, *, empty: str = "") -> Sheet:
    """Return courses as a sheet."""
    heads = (gettext("Course"), gettext("When, where"), gettext("Who gives it"), gettext("Stands as"))
    return Sheet("courses", gettext("Training"), table=Table(heads, tuple(_course(one, at_work) for one in rows), empty or nothing_found()))


def _course(one: Any, at_work: Work) -> Row:  # noqa: ANN401 -- a row of a room below
    language = at_work.language
    where = one.place or words.country(one.country, language)
    name = name_bits(one.number, "register-course", one.titles, at_work)
    return Row(
        (
            Cell((*name, Bit(words.label("training-topic", one.topic, language), soft=True))),
            Cell((Bit(words.print_said(one.said)), *((Bit(where, soft=True, language="und" if one.place else ""),) if where else ()))),
            Cell((Bit(one.provider, language="und"), Bit(words.country(one.provider_country, language), soft=True))),
            Cell((Bit(words.label("course-state", one.state, language)),)),
        )
    )


def plans_sheet(rows: Rows, at_work: Work) -> Sheet:
    """Return plans as a sheet."""
    heads = (pgettext("of a year", "Plan"), gettext("Year"), gettext("Ordered by"), gettext("Stands as"))
    return Sheet("plans", gettext("Plans"), table=Table(heads, tuple(_plan(one, at_work) for one in rows), nothing_found()))


def _plan(one: Any, at_work: Work) -> Row:  # noqa: ANN401 -- as above
    ordered = (Bit(one.ordered_by, language="und"), *((Bit(one.reference, soft=True, language="und"),) if one.reference else ()))
    state = words.label("plan-state", one.state, at_work.language)
    name = name_bits(one.number, "register-plan", one.titles, at_work)
    return Row((Cell(name), Cell((Bit(str(one.year)),)), Cell(ordered), Cell((Bit(state),))))


def delegations_sheet(rows: Rows, at_work: Work, *, empty: str = "") -> Sheet:
    """Return delegations as a sheet."""
    heads = (gettext("Delegation"), gettext("When, where"), gettext("Invited by"), gettext("Stands as"))
    made = tuple(_delegation(one, at_work) for one in rows)
    return Sheet("delegations", gettext("Delegations"), table=Table(heads, made, empty or nothing_found()))


def _delegation(one: Any, at_work: Work) -> Row:  # noqa: ANN401 -- as above
    language = at_work.language
    place = (Bit(one.place, soft=True, language="und"),) if one.place else ()
    due = gettext("reply due %(day)s") % {"day": words.print_said(one.reply_due)} if one.state == "invited" and one.reply_due else ""
    name = name_bits(one.number, "register-delegation", one.titles, at_work)
    return Row(
        (
            Cell((*name, Bit(words.label("delegation-way", one.way, language), soft=True))),
            Cell((Bit(words.print_said(one.said)), Bit(words.country(one.country, language)), *place)),
            Cell((Bit(one.invited_by, language="und"),)),
            Cell((Bit(words.label("delegation-state", one.state, language)), *((Bit(due, soft=True),) if due else ()))),
        )
    )


def lines_sheet(rows: Sequence[LineView], at_work: Work, *, empty: str = "") -> Sheet:
    """Return press lines as a sheet: before release their subject is for those alone who write and agree."""
    heads = (gettext("Press line"), gettext("Release"), gettext("Stands as"))
    return Sheet("lines", gettext("Press lines"), table=Table(heads, tuple(_line(one, at_work) for one in rows), empty or nothing_found()))


def _line(view: LineView, at_work: Work) -> Row:
    one: Any = view.line
    subject = Bit(gettext("kept back until its release"), soft=True) if view.hidden else Bit(view.subject, language="und")
    return Row(
        (
            Cell((Bit(one.number, reverse("register-line", args=[one.number])), subject)),
            Cell(tuple(Bit(text, soft=bool(at)) for at, text in enumerate(moment_words(view, at_work)))),
            Cell((Bit(words.label("line-state", one.state, at_work.language)),)),
        )
    )
