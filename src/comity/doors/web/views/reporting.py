"""The transparency report as a page, to be printed as it stands."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_GET

from comity.desk.reporting.persons import ASKED, DECIDED, Persons
from comity.desk.reporting.suppression import Table
from comity.desk.reporting.transparency import OTHER, UNANSWERED, Half, Report, newest_year, transparency
from comity.desk.rules import rulebook
from comity.desk.safeguarding.policy import REVIEWS
from comity.directory.policy import require_active
from comity.doors.web.framing import render_page
from comity.doors.web.moments import print_span
from comity.doors.web.pages.parts import Crumbs, Link
from comity.doors.web.pages.safeguards import Cell, Counts, ReportPage, Side
from comity.doors.web.views.naming import country_name, kind_name
from comity.doors.web.views.refusing import saying_no
from comity.doors.web.views.words import state_words
from comity.doors.web.views.working import work
from comity.terms.vocabulary import vocabulary

_MEASURES: Final = {
    "kind": gettext_lazy("By kind"),
    "text": gettext_lazy("By text"),
    "country": gettext_lazy("By State"),
    "urgency": gettext_lazy("By urgency"),
    "data": gettext_lazy("By category of data"),
    "decision": gettext_lazy("By decision"),
    "ground": gettext_lazy("Grounds of refusal"),
    "state": gettext_lazy("Where they stand"),
    "emergency": gettext_lazy("Emergencies as reviewed"),
    ASKED: gettext_lazy("What was asked"),
    DECIDED: gettext_lazy("How it was decided"),
}
_VOCABULARIES: Final = {
    "urgency": "urgency",
    "data": "data-category",
    "decision": "decision",
    "emergency": REVIEWS,
    ASKED: ASKED,
    DECIDED: DECIDED,
}
PRESERVED: Final = "preserved"


@require_GET
def newest(request: HttpRequest) -> HttpResponse:
    """Lead to the newest year that may be reported."""
    return redirect("report", newest_year(work(request).at))


@saying_no
@require_GET
def report(request: HttpRequest, year: int) -> HttpResponse:
    """Show the report of a year, as it may be published."""
    at_work = work(request)
    require_active(at_work.actor)
    if not 2000 <= year <= newest_year(at_work.at):
        return redirect("report-newest")
    return render_page(request, _page(transparency(year, at=at_work.at), at_work.language))


def _page(made: Report, language: str) -> ReportPage:
    facts = {"year": made.year, "smallest": made.smallest, "days": made.delay_days}
    return ReportPage(
        heading=gettext("Transparency report %(year)s") % facts,
        deck=gettext("What was asked of this authority and by it, and what became of it. No person, case or officer is named."),
        crumbs=Crumbs((Link(gettext("Watch queue"), reverse("watch")),), gettext("Transparency report")),
        notes=(
            gettext("A count below %(smallest)s is not shown, and cannot be computed from what is.") % facts,
            gettext("A year is reported %(days)s days after its end at the earliest, and never another span of time.") % facts,
            gettext("The measures follow Article 28 of Regulation (EU) 2023/1543 where they apply. Times are medians."),
        ),
        sides=(
            *(_side(half, language, smallest=made.smallest) for half in made.halves),
            _persons(made.persons, language, smallest=made.smallest),
        ),
    )


def _persons(made: Persons, language: str, *, smallest: int) -> Side:
    few = gettext("fewer than %(smallest)s") % {"smallest": smallest}
    tables = tuple(_counts(measure, table, language) for measure, table in made.tables.items())
    return Side("persons", gettext("Asked by persons concerned"), few if made.total is None else str(made.total), tables)


def _side(half: Half, language: str, *, smallest: int) -> Side:
    few = gettext("fewer than %(smallest)s") % {"smallest": smallest}
    tables = [_counts(measure, table, language) for measure, table in half.tables.items()]
    tables += [_times(gettext("Until the decision"), half.first, language), _times(gettext("Until the result"), half.last, language)]
    tables.append(_times(gettext("Until data came, by category"), half.produced, language, measure="data"))
    kept = () if half.preserved is None else ((PRESERVED, half.preserved),)
    tables.append(_times(gettext("From preservation until data came"), kept, language, measure=PRESERVED))
    tables.append(_costs(half, language))
    heading = gettext("Asked of us") if half.side == "in" else gettext("Asked by us")
    return Side(half.side, heading, few if half.total is None else str(half.total), tuple(tables))


def _counts(measure: str, table: Table, language: str) -> Counts:
    cells = tuple(Cell(_name(measure, name, language), str(count)) for name, count in table.shown if count)
    rest = ""
    if table.is_withheld:
        rest = gettext("Left out: too few to be broken down.")
    elif table.hidden:
        facts = {"rest": table.rest, "count": len(table.hidden)}
        rest = gettext("All others together, %(count)s of them: %(rest)s") % facts
    elif not cells:
        rest = gettext("None.")
    return Counts(str(_MEASURES[measure]), cells, rest)


def _times(heading: str, medians: Iterable[tuple[str, int]], language: str, *, measure: str = "kind") -> Counts:
    cells = tuple(Cell(_name(measure, name, language), print_span(timedelta(minutes=minutes))) for name, minutes in medians)
    return Counts(heading, cells, "" if cells else gettext("Left out: too few to be timed."))


def _costs(half: Half, language: str) -> Counts:
    """Return the median cost of a case, in whole units; currencies are told by their code in every language."""
    cells = tuple(Cell(vocabulary("currency").label(currency, language), f"{units} {currency}") for currency, units in half.costs)
    return Counts(gettext("Cost of a case"), cells, "" if cells else gettext("Left out: too few to be told."))


def _name(measure: str, name: str, language: str) -> str:
    if measure == PRESERVED:
        return gettext("all categories")
    if name in (OTHER, UNANSWERED):
        return gettext("others") if name == OTHER else gettext("no answer yet")
    if measure in _VOCABULARIES:
        return vocabulary(_VOCABULARIES[measure]).by_code[name].label(language)
    if measure == "text":
        return rulebook().instruments[name].short[language]
    if measure == "ground":
        return next(row.labels[language] for row in rulebook().grounds if row.code == name)
    return {"kind": kind_name, "country": country_name}[measure](name, language) if measure != "state" else state_words(name)
