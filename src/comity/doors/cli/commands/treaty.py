"""`comity treaty`: the rules as lawyers, testers and programs read them; an act checked outside a node."""

import sys
from datetime import date
from pathlib import Path

import click

from comity.doors.cli.commands.treaty_packs import build, lint
from comity.doors.cli.commands.treaty_states import basis, status
from comity.doors.cli.node import for_programs, now
from comity.doors.cli.patience import patience
from comity.doors.cli.voice import language, say, say_next, say_refusal, spoken, tell
from comity.terms.refusals import Refused

UNREADABLE = 2


@click.group
def treaty() -> None:
    """The rules that requests are checked against."""


@treaty.command
@click.argument("instrument")
@click.argument("article")
@spoken
def show(instrument: str, article: str) -> None:
    """Print an article: each paragraph, the rules on it, and the test of each rule, with its source.

    For example: comity treaty show UNCC 42
    """
    from comity.treaty.articles import show_article
    from comity.treaty.rulebook import load_rulebook

    with patience():
        text = show_article(instrument, article, language(), rulebook=load_rulebook())
    click.echo(text, nl=False)


@treaty.command
@click.argument("country")
@click.argument("year", type=click.IntRange(1, 9999))
@spoken
def calendar(country: str, year: int) -> None:
    """Print a year of a country's calendar: each public holiday, what it stands on, and days worked in exchange.

    For example: comity treaty calendar VN 2026
    """
    from comity.terms.identifiers import Country
    from comity.treaty.calendars import show_calendar
    from comity.treaty.rulebook import load_rulebook

    with patience():
        text = show_calendar(load_rulebook().calendar(Country(country)), year, language())
    click.echo(text, nl=False)


@treaty.command("list")
@click.argument("kind", nargs=-1)
@click.option("--family", default="", help="Only the kinds of one family, by its code.")
@for_programs
@spoken
def list_kinds(kind: tuple[str, ...], family: str, *, as_json: bool) -> None:
    """List every kind of request: what it is for, which texts carry it, what it asks, who answers what, and by when.

    With the code of a KIND, or several, all about each: its fields, grounds, answers and clocks.
    """
    from comity.doors.cli.treatytext import print_index, print_kind
    from comity.terms.json import print_json
    from comity.treaty.describing import describe_all
    from comity.treaty.rulebook import NoRule, load_rulebook

    with patience():
        book = load_rulebook()
        if family and family not in book.families:
            raise NoRule(family)
        wanted = kind or tuple(code for code, row in book.kinds.items() if family in ("", row.family))
        found = describe_all(book, on=_today(), kinds=wanted)
    if as_json:
        click.echo(print_json(found), nl=True)
    else:
        tell("\n\n".join(print_kind(one, language()) for one in found["kinds"]) if kind else print_index(found, language()))


@treaty.command
@click.argument("file", type=click.Path(allow_dash=True, path_type=str))
@click.option("--from", "from_", default="", help="The State that sends it, where the file is an act as it travels.")
@click.option("--to", default="", help="The State that receives it, where the file is an act as it travels.")
@click.option("--demo", is_flag=True, help="With the fictional State of the demonstration.")
@for_programs
@spoken
def check(file: str, from_: str, to: str, *, demo: bool, as_json: bool) -> None:
    """Check an act or a request that stands in a JSON file (- for standard input), outside a node.

    Ends with 0 where nothing stops it, with 1 where something must be mended first, with 2 where the file cannot be read.
    """
    from comity.doors.cli.travelled import plain_act
    from comity.doors.cli.treatytext import findings_json, print_findings
    from comity.terms.json import print_json
    from comity.treaty.rulebook import load_rulebook
    from comity.treaty.trying import CAP, try_act

    try:
        with patience():
            book = load_rulebook(demo=demo)
            tried = try_act(plain_act(_bytes_of(file, CAP), from_=from_, to=to), rulebook=book, on=_today())
    except (Refused, OSError) as fault:
        shown = say_refusal(fault) if isinstance(fault, Refused) else str(fault)
        click.echo(f"comity: {shown}", err=True)
        if isinstance(fault, Refused):
            click.echo(f"  {say_next(fault)}", err=True)
        click.get_current_context().exit(UNREADABLE)
    if as_json:
        click.echo(print_json(findings_json(tried, book, say=say)), nl=True)
    else:
        tell(print_findings(tried, book, language(), say=say))
    click.get_current_context().exit(1 if tried.stops else 0)


def _bytes_of(file: str, cap: int) -> bytes:
    """Return what stands in the file, one byte more than the cap at most: enough to see that it is too large."""
    if file == "-":
        return sys.stdin.buffer.read(cap + 1)
    with Path(file).open("rb") as stream:
        return stream.read(cap + 1)


def _today() -> date:
    return now().datetime().date()


treaty.add_command(basis)
treaty.add_command(status)
treaty.add_command(lint)
treaty.add_command(build)
