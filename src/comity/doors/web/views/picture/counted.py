"""What is counted, as charts and tables: requests by partner, threats by their codes, support; each number with its parts."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from django.utils.translation import gettext

from comity.desk.permissions import Verb, may
from comity.desk.reading.passed import Passed, Way
from comity.doors.web.moments import print_span
from comity.doors.web.pages.picture import Bars, Heat, HeatCell, Section
from comity.doors.web.pages.sheets import Bit, Cell, Row, Table
from comity.doors.web.views.picture.sentences import country_words
from comity.doors.web.views.register.words import NOTHING, label
from comity.doors.web.views.working import Work
from comity.picture.charts import diverging, shade
from comity.picture.threats import Count, Threats

SHOWN: Final = 12  # partners in the chart; the table has all
PERIOD: Final = timedelta(days=365)


def requests_section(found: Sequence[Passed], at_work: Work) -> Section:
    """Return who asks whom, as bars to both sides, and under them how long answers took."""
    heading, note = gettext("Requests by partner"), gettext("Opened in the last 12 months, as far as you may know of them")
    if not may(at_work.actor, Verb.READ):
        return Section("requests", heading, empty=gettext("Your role reads no cases: they are not counted here."))
    if not found:
        return Section("requests", heading, note, empty=gettext("No request was opened in the last 12 months."))
    shown = [(country_words(one.country, at_work.language), one.out.asked, one.came.asked) for one in found[:SHOWN]]
    facts = {"out": sum(one.out.asked for one in found), "came": sum(one.came.asked for one in found), "partners": len(found)}
    text = gettext("%(out)s requests to %(partners)s partners and %(came)s from them, by partner.") % facts
    bars = Bars(heading, text, gettext("we asked"), gettext("they asked"), diverging(shown))
    return Section("requests", heading, note, bars=bars, table=_table(found, at_work))


def _table(found: Sequence[Passed], at_work: Work) -> Table:
    heads = (gettext("Partner"), gettext("We asked"), gettext("They answered"), gettext("They asked"), gettext("We answered"))
    rows = []
    for one in found:
        name = Cell((Bit(country_words(one.country, at_work.language)),))
        out, came = _way(one.out), _way(one.came)
        rows.append(Row((name, Cell((Bit(str(one.out.asked)),)), out, Cell((Bit(str(one.came.asked)),)), came)))
    return Table(heads, tuple(rows))


def _way(way: Way) -> Cell:
    if way.minutes is None:
        return Cell((Bit(NOTHING),))
    return Cell((Bit(str(way.answered)), Bit(gettext("median %(span)s") % {"span": span_of(way)}, soft=True)))


def span_of(way: Way) -> str:
    """Print how long the median answer took; nothing where there is none."""
    return print_span(timedelta(minutes=way.minutes)) if way.minutes is not None else ""


def threats_section(found: Threats, at_work: Work) -> Section:
    """Return uses of ICT by sector of the target, as a table whose ground is darker the more there is."""
    heading = gettext("Terrorist use of ICT by target sector")
    note = gettext("Codes that cases carry and that officers gave to events; nothing is guessed from words")
    if not found.cells:
        return Section("threats", heading, note, empty=gettext("No case and no event carries these codes yet."))
    heat = heat_of(found, at_work.language)
    return Section("threats", heading, note, heat=heat)


def heat_of(found: Threats, language: str) -> Heat:
    """Return the cells: the number, and its parts where it has two."""
    rows = tuple(
        (
            _named("ict-use", use, language),
            tuple(_cell(found.cells.get((use, sector), Count()), most=found.most) for sector in found.sectors),
        )
        for use in found.uses
    )
    heads = tuple(_named("sector", sector, language) for sector in found.sectors)
    caption = gettext("How many cases and events; where there are both: cases + events.")
    return Heat(caption, gettext("Use of ICT"), heads, rows)


def _cell(count: Count, *, most: int) -> HeatCell:
    both = f"{count.cases} + {count.events}" if count.cases and count.events else ""
    return HeatCell(count.all, shade(count.all, most=most), both)


def _named(name: str, code: str, language: str) -> str:
    return label(name, code, language) if code else gettext("not said")


def support_section(found: Threats, at_work: Work) -> Section:
    """Return sorts of support: cases to one side, events to the other."""
    heading = gettext("Support to terrorism")
    shown = [(label("support-type", code, at_work.language), one.cases, one.events) for code, one in found.supports.items()]
    text = ", ".join(f"{name} {cases + events}" for name, cases, events in shown)
    bars = Bars(heading, text, gettext("cases"), gettext("events"), diverging(shown))
    rows = tuple(Row((Cell((Bit(name),)), Cell((Bit(str(cases)),)), Cell((Bit(str(events)),)))) for name, cases, events in shown)
    table = Table((gettext("Sort of support"), gettext("Cases"), gettext("Events")), rows)
    return Section("support", heading, gettext("By what: people, ideology, finance, weapons"), bars=bars, table=table)
