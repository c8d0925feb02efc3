"""`comity treaty basis` and `comity treaty status`: which texts stand between two States, and what each State did, on which day."""

from datetime import date, datetime
from typing import Any

import click

from comity.doors.cli.node import for_programs, now
from comity.doors.cli.voice import language, say, spoken, tell, tell_json
from comity.terms.identifiers import Country
from comity.terms.refusals import Malformed
from comity.terms.speech import gettext_noop

_DAY = click.DateTime(formats=["%Y-%m-%d"])
_DEMO = click.option("--demo", is_flag=True, help="With the fictional State of the demonstration.")


@click.command
@click.argument("kind")
@click.argument("from_", metavar="FROM")
@click.argument("to")
@click.option("--on", type=_DAY, help="The day asked about, written 2026-11-23; today where none is named.")
@_DEMO
@for_programs
@spoken
def basis(kind: str, from_: str, to: str, on: datetime | None, *, demo: bool, as_json: bool) -> None:
    """Say which texts carry a KIND of request between two States, which bind, why the others do not, and what would help.

    For example: comity treaty basis REQ-PRESERVE VN FR
    """
    from comity.doors.cli.treatytext import basis_json, print_basis
    from comity.treaty.legalbasis import legal_basis
    from comity.treaty.rulebook import load_rulebook

    book = load_rulebook(demo=demo)
    found = legal_basis(kind, from_=_country(from_), to=_country(to), on=_day(on), rulebook=book)
    bases = (*found.carrying, *found.others)
    if as_json:
        tell_json({"v": 1, "kind": kind, "from": from_, "to": to, "on": _day(on).isoformat(), "basis": [basis_json(one) for one in bases]})
    else:
        tell("\n".join(print_basis(bases, book, language())))


@click.command
@click.argument("states", nargs=-1, required=True, metavar="STATE...")
@click.option("--instrument", default="", help="Only under one text, by its code.")
@_DEMO
@for_programs
@spoken
def status(states: tuple[str, ...], instrument: str, *, demo: bool, as_json: bool) -> None:
    """Print what each STATE did towards each text, on which day, and where that is written: dated acts, declarations, languages.

    For example: comity treaty status VN FR US
    """
    from comity.treaty.rulebook import NoRule, load_rulebook

    book = load_rulebook(demo=demo)
    if instrument and instrument not in book.instruments:
        raise NoRule(instrument)
    wanted = [instrument] if instrument else list(book.instruments)
    found = {state: [row for code in wanted for row in _rows(book, _country(state), code)] for state in states}
    if as_json:
        tell_json({"v": 1, "states": found})
        return
    for state, rows in found.items():
        tell(f"{_country_name(state)} ({state})")
        for row in rows:
            tell("  " + "  ".join(row[name] for name in ("instrument", "on", "what") if row[name]) + f"  [{row['verified']}]")
            tell(f"      {row['source']}")
        if not rows:
            tell("  " + say(gettext_noop("Nothing is recorded of this State.")))


def _rows(book: Any, state: Country, code: str) -> list[dict[str, str]]:  # noqa: ANN401 -- a rulebook, which is loaded late
    """Return what is recorded of a State under one text, as cells of text; of what is to come too, with its day."""
    from comity.terms.vocabulary import Verified
    from comity.treaty.wording import cite

    far, spoken_in = date.max, language()
    acts = book.status_of(state, instrument=code, on=far)
    rows = [(one.on, one.act + (f": {one.note[spoken_in]}" if one.note else ""), one) for one in acts]
    declared = book.reservations_of(state, instrument=code, on=far)
    rows += [(str(one.since), f"{cite(one.article, spoken_in)}: {one.said[spoken_in]}", one) for one in declared]
    notified = book.notified_by(state, instrument=code, on=far)
    rows += [(str(one.since), f"{one.role}: {one.name[spoken_in]} ({one.channel})", one) for one in notified]
    languages = [one for one in book.languages if (one.country, one.instrument) == (state.text, code)]
    rows += [(str(one.since), ", ".join(one.languages), one) for one in languages]
    return [
        {"instrument": code, "on": on, "what": what, "source": one.source, "verified": str(one.verified or Verified.MEMORY)}
        for on, what, one in rows
    ]


def _country(text: str) -> Country:
    try:
        return Country(text)
    except Malformed as fault:
        raise click.BadParameter(say(fault.sentence, fault.facts)) from fault


def _country_name(text: str) -> str:
    from comity.treaty.rulebook import country_words

    return country_words(Country(text))[language()]


def _day(on: datetime | None) -> date:
    return on.date() if on else now().datetime().date()
