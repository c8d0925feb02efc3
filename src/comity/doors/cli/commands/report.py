"""`comity report`: what the public may know of a node's work."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from comity.doors.cli.node import boot, for_programs, now, of_node
from comity.doors.cli.voice import say, spoken, tell, tell_json
from comity.terms.speech import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Mapping

    from comity.desk.reporting.suppression import Table
    from comity.desk.reporting.transparency import Half

_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.group
def report() -> None:
    """Reports for the public."""


@report.command
@click.option("--from", "start", type=_DAY, required=True, help="The first day of a calendar year.")
@click.option("--to", "end", type=_DAY, required=True, help="The last day of the same year.")
@of_node
@for_programs
@spoken
def transparency(start: datetime, end: datetime, *, home_path: Path, as_json: bool) -> None:
    """Count the requests of a year by kind, text, country, decision, ground and time; small counts are left out for good.

    A year is reported once it is over for as long as the desk's own policy says.
    """
    boot(home_path)
    from comity.desk.reporting import transparency as reporting

    at = now()
    year = reporting.require_year(_date(start), _date(end), at=at)
    made = reporting.transparency(year, at=at)
    if as_json:
        tell_json(reporting.as_json(made))
        return
    tell(say(gettext_noop("Transparency report %(year)s; counts below %(smallest)s are left out"), year=year, smallest=made.smallest))
    for half in made.halves:
        _tell_half(half)
    tell(say(gettext_noop("Asked by persons concerned")))
    tell(f"  {'-' if made.persons.total is None else made.persons.total}")
    _tell_tables(made.persons.tables)


def _date(moment: datetime) -> date:
    return moment.date()


def _tell_half(half: "Half") -> None:
    tell(say(gettext_noop("Asked of us")) if half.side == "in" else say(gettext_noop("Asked by us")))
    tell(f"  {'-' if half.total is None else half.total}")
    _tell_tables(half.tables)
    for name, medians in (("production", half.produced), ("cost", half.costs)):
        tell(f"  {name}: " + ", ".join(f"{code} {median}" for code, median in medians))


def _tell_tables(tables: "Mapping[str, Table]") -> None:
    for measure, table in tables.items():
        cells = ", ".join(f"{name} {count}" for name, count in table.shown if count)
        rest = say(gettext_noop("left out")) if table.is_withheld else f"{table.rest} / {len(table.hidden)}" if table.hidden else ""
        tell(f"  {measure}: " + "; ".join(filter(None, (cells, rest))))
