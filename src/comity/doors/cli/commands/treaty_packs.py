"""`comity treaty lint` and `comity treaty build`: rules that people changed or added, checked and compiled."""

from pathlib import Path

import click

from comity.doors.cli.node import for_programs
from comity.doors.cli.patience import patience
from comity.doors.cli.voice import say, say_refusal, spoken, tell, tell_json
from comity.terms.speech import gettext_noop

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command
@click.argument("folder", required=False, type=_FOLDER)
@for_programs
@spoken
def lint(folder: Path | None, *, as_json: bool) -> None:
    """Say what is wrong in rules: in FOLDER, or in those that came with Comity.

    FOLDER is a copy of all rules, with one folder an instrument, or an overlay: YAML files and a file VERSION. Ends with 1 where
    anything is wrong, and says in which file, on which row, and what.
    """
    from comity.treaty.workshop import SHIPPED, lint_folder

    where = folder or SHIPPED
    with patience(gettext_noop("reading the rules")):
        faults = lint_folder(where)
    said = [{"file": fault.file, "row": fault.row, "sentence": say_refusal(fault.what)} for fault in faults]
    if as_json:
        tell_json({"v": 1, "folder": str(where), "faults": said})
    elif said:
        for one in said:
            tell(": ".join(part for part in (one["file"], one["row"], one["sentence"]) if part))
        tell(say(gettext_noop("Faults found: %(count)s."), count=len(said)))
    else:
        tell(say(gettext_noop("Nothing is wrong in %(folder)s."), folder=where))
    click.get_current_context().exit(1 if said else 0)


@click.command
@click.argument("folder", type=_FOLDER)
@click.option("--to", "to", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The compiled file to write.")
@for_programs
@spoken
def build(folder: Path, to: Path, *, as_json: bool) -> None:
    """Compile an overlay: national rules that a node lays over those that came with Comity.

    Put the file into the folder rules/ of the node, under a name that ends in .json, and start the node again. What is wrong in FOLDER
    is told as `lint` does, and nothing is written.
    """
    from comity.treaty.workshop import build_overlay

    with patience(gettext_noop("reading the rules")):
        built = build_overlay(folder)
    to.write_bytes(built.data)
    facts = {"file": to, "version": built.version, "digest": built.digest}
    if as_json:
        tell_json({name: str(fact) for name, fact in facts.items()})
    else:
        tell(say(gettext_noop("%(file)s: rules %(version)s, digest %(digest)s."), facts))
