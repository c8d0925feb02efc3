"""Views of the auditor: cases from outside, and the log; who, what, when, under which article, never what anybody wrote."""

from collections.abc import Iterable
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.views.decorators.http import require_safe

from comity.desk.reading.auditing import PAGE, ActFacts, CaseFacts, ClockFacts, LogLine, audited_case, audited_cases, audited_log
from comity.doors.web.framing import render_page
from comity.doors.web.pages.parts import Crumbs, Link
from comity.doors.web.pages.posts import Cell, Table, TablesPage
from comity.doors.web.pages.sheets import NOTHING
from comity.doors.web.views.lawful import citation
from comity.doors.web.views.naming import actor_name, code_name, country_of, kind_name
from comity.doors.web.views.stations import without_facts
from comity.doors.web.views.words import act_words, level_words, state_words
from comity.doors.web.views.working import Work, work
from comity.terms.refusals import Refused
from comity.terms.vocabulary import vocabulary

_RECEIPTS: Final = {
    "received": pgettext_lazy("a receipt", "received"),
    "opened": pgettext_lazy("a receipt", "opened"),
    "decided": pgettext_lazy("a receipt", "decided"),
    "refused": pgettext_lazy("a receipt", "refused"),
}


@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """Every case from outside, newest first."""
    at_work = work(request)
    found, older = audited_cases(by=at_work.actor, before=_number(request, "before"))
    page = TablesPage(
        heading=gettext("Cases from outside"),
        deck=gettext("Who asked whom under which article, and where it stands. What the cases say is not shown to an auditor."),
        crumbs=Crumbs(),
        tables=(_case_table(found, at_work),),
        older_href=f"?before={older}" if older is not None else "",
    )
    return render_page(request, page)


@require_safe
def one_case(request: HttpRequest, reference: str) -> HttpResponse:
    """One case from outside: its acts, clocks and lines of the log."""
    at_work = work(request)
    found = audited_case(reference, by=at_work.actor)
    page = TablesPage(
        heading=reference,
        deck=gettext("Acts, clocks and log of this case, without what they say."),
        crumbs=Crumbs((Link(gettext("Cases from outside"), reverse("audit")),), reference),
        tables=(
            _case_table((found.case,), at_work),
            _act_table(found.acts, at_work),
            _clock_table(found.clocks, at_work),
            _log_table(found.log, at_work),
        ),
    )
    return render_page(request, page)


@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """The log of the node, newest first, without what its lines say."""
    at_work, before = work(request), _number(request, "before")
    lines = audited_log(by=at_work.actor, before=before, limit=PAGE + 1)
    page = TablesPage(
        heading=gettext("Log"),
        deck=gettext("Every act of the journal: who, what, when, on which case. Each has its place in the node's log for ever."),
        crumbs=Crumbs(),
        tables=(_log_table(lines[:PAGE], at_work),),
        filters=(Link(gettext("Newest"), reverse("audit-log")),) if before is not None else (),
        older_href=f"?before={lines[PAGE - 1].index}" if len(lines) > PAGE else "",
    )
    return render_page(request, page)


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _case_table(found: Iterable[CaseFacts], at_work: Work) -> Table:
    columns = (
        gettext("Request"),
        gettext("Direction"),
        gettext("Kind"),
        gettext("Article"),
        gettext("Where it stands"),
        gettext("Opened"),
        gettext("Last act"),
        gettext("Due"),
        gettext("Wall"),
        gettext("Level"),
        gettext("Acts"),
    )
    return Table(gettext("Cases"), columns, tuple(_case_row(one, at_work) for one in found), gettext("There is no case."))


def _case_row(one: CaseFacts, at_work: Work) -> tuple[Cell, ...]:
    country = country_of(one.peer, at_work.language)
    way = gettext("to %(country)s") if one.direction == "out" else gettext("from %(country)s")
    return (
        Cell(one.reference, reverse("audit-case", args=[one.reference])),
        Cell(way % {"country": country}),
        Cell(kind_name(one.kind, at_work.language)),
        Cell(citation(one.instrument, one.article, at_work.language).text),
        Cell(state_words(one.state)),
        Cell(at_work.when(one.opened_at)),
        Cell(at_work.when(one.last_act_at)),
        Cell(at_work.fully(one.due_at) if one.due_at else gettext("No clock runs")),
        Cell(wall_words(one.wall)),
        Cell(level_words(one.level)),
        Cell(str(one.acts)),
    )


def wall_words(wall: str) -> str:
    """Name a wall by its sort."""
    return {"": gettext("open to the desk"), "unit": gettext("one unit"), "named": gettext("named officers")}[wall]


def _act_table(found: Iterable[ActFacts], at_work: Work) -> Table:
    columns = (gettext("Act"), gettext("Direction"), gettext("Time"), gettext("Signed by"), gettext("Decision"), gettext("Receipts"))
    rows = tuple(
        (
            Cell(act_words(one.act, one.kind)),
            Cell(gettext("out") if one.direction == "out" else gettext("in")),
            Cell(at_work.when(one.at)),
            Cell(", ".join(one.signers), machine=True),
            Cell(_decision(one.decision, at_work)),
            Cell(", ".join(str(_RECEIPTS.get(kind, kind)) for kind in one.receipts)),
        )
        for one in found
    )
    return Table(gettext("Acts"), columns, rows, gettext("There is no act."))


def _decision(code: str, at_work: Work) -> str:
    if not code:
        return NOTHING
    try:
        return vocabulary("decision").label(code, at_work.language)
    except Refused:
        return code


def _clock_table(found: Iterable[ClockFacts], at_work: Work) -> Table:
    columns = (gettext("Clock"), gettext("Rule"), gettext("Started"), gettext("Due"), gettext("Stopped"))
    rows = tuple(
        (
            Cell(code_name(one.code, at_work.language), code=one.code),
            Cell(one.rule or NOTHING),
            Cell(at_work.when(one.starts_at)),
            Cell(at_work.fully(one.due_at)),
            Cell(at_work.when(one.stopped_at) if one.stopped_at else gettext("it runs")),
        )
        for one in found
    )
    return Table(gettext("Clocks"), columns, rows, gettext("No clock runs"))


def _log_table(found: Iterable[LogLine], at_work: Work) -> Table:
    columns = (gettext("Entry"), gettext("Time"), gettext("What"), gettext("Who"), gettext("Request"))
    rows = tuple(
        (
            Cell(str(one.index)),
            Cell(at_work.when(one.at)),
            Cell(without_facts(one.name), code=one.name),
            Cell(actor_name(one.actor)),
            Cell(one.about, reverse("audit-case", args=[one.about]) if one.about else ""),
        )
        for one in found
    )
    return Table(gettext("Log"), columns, rows, gettext("The log is empty."))
