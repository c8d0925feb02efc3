"""`comity treaty`: what the rules of an article ask, and where that is written."""

import click

from comity.doors.cli.patience import patience
from comity.doors.cli.voice import language, spoken


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
