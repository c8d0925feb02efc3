"""`comity proof`: proof files of requests."""

from pathlib import Path

import click

from comity.doors.cli.node import boot, for_programs, now, of_node
from comity.doors.cli.passphrase import read_passphrase
from comity.doors.cli.patience import patience
from comity.doors.cli.voice import say, spoken, tell, tell_json
from comity.terms.speech import gettext_noop


@click.group
def proof() -> None:
    """Proof files: everything about one request, to be verified offline by anybody."""


@proof.command
@click.argument("reference")
@click.option("--by", "sign_in", required=True, help="The officer who exports; the operator of the node reads no case.")
@click.option("--passphrase-stdin", is_flag=True, help="Read the officer's passphrase from the first line of standard input.")
@click.option("--to", type=click.Path(dir_okay=False, path_type=Path), help="The file to write; by default in the node's folder “proofs”.")
@of_node
@for_programs
@spoken
def export(reference: str, *, sign_in: str, passphrase_stdin: bool, to: Path | None, home_path: Path, as_json: bool) -> None:
    """Write the proof file of the request REFERENCE, after verifying it, as an officer who may export it and who types their passphrase.

    It holds the acts word for word: hand it only to those who may read them. That it was made is logged, with who made it.
    """
    home = boot(home_path)
    from comity.courier.publishing import publish_log
    from comity.desk.proving.exporting import export_proof
    from comity.directory.officers import unlock
    from comity.directory.people import find_officer

    by = find_officer(sign_in)
    unlock(by, passphrase=read_passphrase(from_stdin=passphrase_stdin))  # the officer is here: nobody exports in the name of another
    with patience(gettext_noop("making the proof")):
        publish_log(home)
        file = export_proof(reference, by=by, at=now(), to=to)
    if as_json:
        tell_json({"reference": reference, "file": str(file)})
        return
    tell(say(gettext_noop("The proof of request %(reference)s is in %(file)s."), reference=reference, file=file))
    tell(say(gettext_noop("Verify it anywhere, offline: comity verify %(file)s --trust trust.json"), file=file.name))
