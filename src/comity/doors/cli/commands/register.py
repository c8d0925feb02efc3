"""`comity register`: documents come in, lists go out. What a document suggests, officers confirm on their pages."""

import json
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from comity.doors.cli.node import boot, for_programs, now, of_node
from comity.doors.cli.passphrase import read_passphrase
from comity.doors.cli.voice import language, say, say_next, say_refusal, spoken, tell, tell_json
from comity.terms.identifiers import Country
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Mapping

    from comity.letters.printed import Shape

REFUSED: Final = 1
_CAP: Final = 4 * 2**20 + 1  # bytes that are read of a file: one more than the register takes
_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER: Final = click.Path(file_okay=False, path_type=Path)
_OUT: Final = click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The file to write.")
_BY: Final = click.option("--by", "sign_in", default="", help="The officer who makes it; without one it is the operator of the node.")
_PASSPHRASE: Final = click.option(
    "--passphrase-stdin", is_flag=True, help="Read the officer's passphrase from the first line of standard input."
)


@click.group
def register() -> None:
    """The register: who met, what was said, what was promised. Its rows are confirmed by officers on their pages."""


@register.command("import")
@click.argument("files", type=_FILE, nargs=-1, required=True)
@click.option("--official", is_flag=True, help="They are official documents, not reports of the press.")
@click.option("--by", "sign_in", default="", help="The officer who imports; without one it is the operator of the node.")
@click.option("--passphrase-stdin", is_flag=True, help="Read the officer's passphrase from the first line of standard input.")
@of_node
@for_programs
@spoken
def import_(files: tuple[Path, ...], *, official: bool, sign_in: str, passphrase_stdin: bool, home_path: Path, as_json: bool) -> None:
    """Import the documents FILES into the queue of what officers look at; nothing else enters the register by it.

    A file whose bytes are there already leads to the document that is there. What cannot be read is told and left out; then it ends
    with 1.
    """
    boot(home_path)
    from comity.directory.officers import unlock
    from comity.directory.people import find_officer
    from comity.register.importing.actions import import_report

    by = find_officer(sign_in) if sign_in else None
    if by is not None:
        unlock(by, passphrase=read_passphrase(from_stdin=passphrase_stdin))  # nobody imports in the name of another
    refused = False
    for file in files:
        with file.open("rb") as source:
            data = source.read(_CAP)
        try:
            found = import_report(data, standing="official" if official else "press", file=file.name, by=by, at=now())
        except Refused as refusal:
            refused = True
            _tell_refused(file, refusal, as_json=as_json)
        else:
            _tell_imported(file, found, as_json=as_json)
    if refused:
        click.get_current_context().exit(REFUSED)


@register.command("list")
@click.argument("what", type=click.Choice(["meetings", "commitments", "documents"]))
@click.option("--words", "q", default="", help="Only those that have these words, with or without marks.")
@click.option("--after", default="", help="What the list before ended with, to go on from there.")
@of_node
@for_programs
@spoken
def list_(what: str, *, q: str, after: str, home_path: Path, as_json: bool) -> None:
    """List WHAT of the register, a page at a time: meetings by day, commitments and documents from the newest on."""
    node = boot(home_path).node
    from comity.register.commitments.queries import commitments
    from comity.register.importing.queries import documents
    from comity.register.meetings.queries import meetings
    from comity.register.policy import operator

    asks: Mapping[str, Any] = {
        "meetings": (meetings, _MEETING),
        "commitments": (commitments, _COMMITMENT),
        "documents": (documents, _DOCUMENT),
    }
    ask, columns = asks[what]
    page = ask(by=operator(node), q=q, after=after)
    rows = [{name: getattr(row, name) for name in columns} for row in page.rows]
    if as_json:
        tell_json({"kind": what, "rows": rows, "after": page.after})
        return
    for row in rows:
        tell("  ".join(str(value) for value in row.values() if value != ""))
    if not rows:
        tell(say(gettext_noop("The register has nothing of this yet.")))
    if page.after:
        tell(say(gettext_noop("There is more: --after %(after)s"), after=page.after))


@register.command
@click.argument("document")
@click.option("--to", "folder", type=_FOLDER, help="Write the document and its labels into this folder, for “comity reading evaluate”.")
@of_node
@spoken
def rejected(document: str, *, folder: Path | None, home_path: Path) -> None:
    """Print what officers made of DOCUMENT (R-000001) as labels, one line of JSON: confirmed ones, and the rejected beside them."""
    node = boot(home_path).node
    from comity.register.confirming.queries import labels_from, original_of
    from comity.register.policy import operator

    labels = labels_from(document, by=operator(node))
    if folder is None:
        tell_json(labels)
        return
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{document}.txt").write_bytes(original_of(document, by=operator(node)))
    (folder / f"{document}.json").write_text(json.dumps(labels, ensure_ascii=False, indent=1), encoding="utf-8")
    tell(say(gettext_noop("Document and labels are in %(folder)s."), folder=folder))


@register.command
@click.argument("what", type=click.Choice(["meetings", "statements", "commitments", "actors"]))
@click.option("--format", "form", type=click.Choice(["csv", "jsonld"]), default="csv", help="CSV, or JSON-LD with its context.")
@click.option("--bom", is_flag=True, help="Begin a CSV with a byte order mark, for spreadsheets that ask for one.")
@click.option("--to", "target", type=click.Path(dir_okay=False, path_type=Path), help="Write into this file, which is not there yet.")
@of_node
@spoken
def export(what: str, *, form: str, bom: bool, target: Path | None, home_path: Path) -> None:
    """Print a whole table of the register, WHAT, a row at a time. In a CSV no cell is a formula (docs/specs/register-tables.md)."""
    node = boot(home_path).node
    from comity.register.policy import operator
    from comity.register.tables.columns import COLUMNS
    from comity.register.tables.csvs import print_csv
    from comity.register.tables.linked import print_linked
    from comity.register.tables.queries import rows_of

    kind: Any = what
    rows = rows_of(kind, by=operator(node))
    text = print_csv(rows, columns=COLUMNS[kind], bom=bom) if form == "csv" else print_linked(kind, rows, node=str(node))
    if target is None:
        for line in text:
            click.echo(line.encode(), nl=False)
        return
    with target.open("x", encoding="utf-8", newline="") as kept:
        kept.writelines(text)
    tell(say(gettext_noop("The table is in %(file)s."), file=target))


@register.command("import-csv")
@click.argument("what", type=click.Choice(["meetings", "commitments"]))
@click.argument("file", type=_FILE)
@click.option("--keep", is_flag=True, help="Take it in; without this it is only tried.")
@click.option("--by", "sign_in", default="", help="The officer who takes it in.")
@click.option("--passphrase-stdin", is_flag=True, help="Read the officer's passphrase from the first line of standard input.")
@of_node
@for_programs
@spoken
def import_csv(what: str, file: Path, *, keep: bool, sign_in: str, passphrase_stdin: bool, home_path: Path, as_json: bool) -> None:
    """Try the table FILE of WHAT: every fault with its row and column. With --keep all of it comes in, or nothing; nothing is doubled.

    It ends with 1 where the table has faults. Columns and rules: docs/specs/register-tables.md.
    """
    if keep and not sign_in:
        raise click.UsageError(say(gettext_noop("Who takes a table in is an officer: --by.")))
    node = boot(home_path).node
    from comity.directory.officers import unlock
    from comity.directory.people import find_officer
    from comity.register.policy import operator
    from comity.register.tables.actions import take_table, try_table
    from comity.register.tables.csvs import CAP

    with file.open("rb") as source:
        data = source.read(CAP + 1)
    kind: Any = what
    tried = try_table(data, kind=kind, by=operator(node))
    _tell_tried(tried, as_json=as_json)
    if tried.faults:
        click.get_current_context().exit(REFUSED)
    if keep:
        by = find_officer(sign_in)
        unlock(by, passphrase=read_passphrase(from_stdin=passphrase_stdin))  # nobody writes in the name of another
        take_table(data, kind=kind, by=by, at=now(), token=f"csv:{secrets.token_urlsafe(24)}")
        if not as_json:
            tell(say(gettext_noop("It came in: %(count)s new rows."), count=len(tried.new)))


@register.command
@click.argument("country")
@_OUT
@_BY
@_PASSPHRASE
@of_node
@spoken
def brief(country: str, *, out: Path, sign_in: str, passphrase_stdin: bool, home_path: Path) -> None:
    """Write the brief of COUNTRY (a code of two letters) as PDF, one page, into a file, in the language of the command.

    Without an officer it is the operator's: it leaves out open requests, and says so.
    """
    boot(home_path)
    from comity.desk.briefing.actions import print_country_brief

    printed = print_country_brief(Country(country), language=language(), at=now(), by=_officer(sign_in, from_stdin=passphrase_stdin))
    _write(printed.data, out)


@register.command
@click.option("--form", "shape", type=click.Choice(["pdf", "docx"]), default="pdf", show_default=True, help="PDF to hand on, DOCX to edit.")
@_OUT
@_BY
@_PASSPHRASE
@of_node
@spoken
def kpi(*, shape: "Shape", out: Path, sign_in: str, passphrase_stdin: bool, home_path: Path) -> None:
    """Write the pack of key figures into a file: what is counted and what it means, by partner and owner, what is overdue and unowned.

    It is in the language of the command.
    """
    boot(home_path)
    from comity.register.packing.actions import print_pack

    printed = print_pack(language=language(), shape=shape, at=now(), by=_officer(sign_in, from_stdin=passphrase_stdin))
    _write(printed.data, out)


def _officer(sign_in: str, *, from_stdin: bool) -> Any:  # noqa: ANN401 - a row, of which a door knows no class
    """Return who makes a paper; None for the operator at the machine."""
    from comity.directory.officers import unlock
    from comity.directory.people import find_officer

    by = find_officer(sign_in) if sign_in else None
    if by is not None:
        unlock(by, passphrase=read_passphrase(from_stdin=from_stdin))
    return by


def _write(data: bytes, out: Path) -> None:
    out.write_bytes(data)
    tell(say(gettext_noop("Written: %(file)s"), file=out))


_MEETING: Final = ("number", "said", "type", "standing", "place", "country", "title", "source")
_COMMITMENT: Final = (
    "number",
    "state",
    "strength",
    "obligor_country",
    "obligor_words",
    "beneficiary_country",
    "beneficiary_words",
    "due",
    "owner",
    "words",
    "source",
)
_DOCUMENT: Final = ("number", "standing", "published", "language", "open_count", "title", "digest")


def _tell_imported(file: Path, found: Any, *, as_json: bool) -> None:  # noqa: ANN401 - a row, of which a door knows no class
    if as_json:
        tell_json({"file": str(file), "document": found.number, "open": found.open_count, "digest": found.digest})
        return
    tell(
        say(gettext_noop("%(file)s is %(document)s: %(count)s suggestions wait"), file=file, document=found.number, count=found.open_count)
    )


def _tell_tried(tried: Any, *, as_json: bool) -> None:  # noqa: ANN401 - as above
    if as_json:
        faults = [
            {"row": one.row, "column": one.column, "why": say_refusal(one.refusal), "next": say_next(one.refusal)} for one in tried.faults
        ]
        there = {str(one.row): one.there for one in tried.there}
        tell_json({"new": len(tried.new), "there": there, "faults": faults})
        return
    for one in tried.faults:
        place = gettext_noop("row %(row)s, column %(column)s:") if one.column else gettext_noop("row %(row)s:")
        click.echo(f"{say(place, {'row': one.row, 'column': one.column})} {say_refusal(one.refusal)} {say_next(one.refusal)}", err=True)
    facts = {"new": len(tried.new), "there": len(tried.there), "faults": len(tried.faults)}
    tell(say(gettext_noop("%(new)s rows are new, %(there)s are there already, %(faults)s faults."), facts))


def _tell_refused(file: Path, refusal: Refused, *, as_json: bool) -> None:
    if as_json:
        told = {"verdict": "refused", "class": refusal.wire_class, "why": say_refusal(refusal), "next": say_next(refusal)}
        tell_json({"file": str(file), **told})
        return
    click.echo(f"{file}: {say_refusal(refusal)}", err=True)
    click.echo(f"  {say_next(refusal)}", err=True)
