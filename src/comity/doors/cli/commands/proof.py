"""`comity proof`: proof files of requests."""

from pathlib import Path
from secrets import token_urlsafe
from typing import Any

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
@click.option("--withheld", type=int, help="The number of a choice that a second officer approved: the file lacks what it names.")
@of_node
@for_programs
@spoken
def export(
    reference: str, *, sign_in: str, passphrase_stdin: bool, to: Path | None, withheld: int | None, home_path: Path, as_json: bool
) -> None:
    """Write the proof file of the request REFERENCE, after verifying it, as an officer who may export it and who types their passphrase.

    It holds the acts word for word: hand it only to those who may read them. That it was made is logged, with who made it.
    """
    home = boot(home_path)
    from comity.courier.publishing import publish_log
    from comity.desk.proving.exporting import export_proof
    from comity.desk.reading.requests import find_request
    from comity.desk.withholding.actions import export_withheld
    from comity.directory.officers import actor, unlock
    from comity.directory.people import find_officer

    by = find_officer(sign_in)
    unlock(by, passphrase=read_passphrase(from_stdin=passphrase_stdin))  # the officer is here: nobody exports in the name of another
    with patience(gettext_noop("making the proof")):
        publish_log(home)
        if withheld:
            found = find_request(reference, by=actor(by, at=now()))
            file = export_withheld(found, withheld, by=by, at=now(), to=to)
        else:
            file = export_proof(reference, by=by, at=now(), to=to)
    _made(reference, file, as_json=as_json)


def _made(reference: str, file: Path, *, as_json: bool) -> None:
    if as_json:
        tell_json({"reference": reference, "file": str(file)})
        return
    tell(say(gettext_noop("The proof of request %(reference)s is in %(file)s."), reference=reference, file=file))
    tell(say(gettext_noop("Verify it anywhere, offline: comity verify %(file)s --trust trust.json"), file=file.name))


@proof.command
@click.argument("reference")
@click.argument("parts", nargs=-1, required=True)
@click.option("--ground", required=True, help="The code of the ground (vocabulary withholding-ground).")
@click.option("--words", required=True, help="Why, in words that the reader of the file gets.")
@click.option("--by", "sign_in", required=True, help="The officer who chooses.")
@click.option("--passphrase-stdin", is_flag=True, help="Read the officer's passphrase from the first line of standard input.")
@of_node
@for_programs
@spoken
def withhold(
    reference: str,
    parts: tuple[str, ...],
    *,
    ground: str,
    words: str,
    sign_in: str,
    passphrase_stdin: bool,
    home_path: Path,
    as_json: bool,
) -> None:
    """Choose PARTS that the proof of the request REFERENCE leaves out: act-2, item-1, step-1-3. A second officer approves it.

    Of an act its words are left out, of an item all steps, of a step its words; that they exist stays proven.
    """
    boot(home_path)
    from comity.desk.withholding.actions import propose_withholding

    by, found = _officer_of(sign_in, reference, passphrase_stdin=passphrase_stdin)
    row = propose_withholding(found, names=parts, ground=ground, words=words, by=by, at=now(), token=token_urlsafe(24))
    if as_json:
        tell_json({"reference": reference, "number": row.pk, "digest": row.digest})
        return
    tell(say(gettext_noop("Choice %(number)s of request %(reference)s waits for a second officer."), number=row.pk, reference=reference))


@proof.command("approve-withheld")
@click.argument("reference")
@click.argument("number", type=int)
@click.option("--by", "sign_in", required=True, help="The second officer, who has read what is left out.")
@click.option("--passphrase-stdin", is_flag=True, help="Read the officer's passphrase from the first line of standard input.")
@click.option("--drop", is_flag=True, help="Drop the choice instead.")
@of_node
@for_programs
@spoken
def approve_withheld(
    reference: str, number: int, *, sign_in: str, passphrase_stdin: bool, drop: bool, home_path: Path, as_json: bool
) -> None:
    """Approve choice NUMBER of what the proof of the request REFERENCE leaves out, as an officer who did not choose it."""
    boot(home_path)
    from comity.desk.withholding.actions import approve_withholding, drop_withholding

    by, found = _officer_of(sign_in, reference, passphrase_stdin=passphrase_stdin)
    deed = drop_withholding if drop else approve_withholding
    deed(found, number, by=by, at=now(), token=token_urlsafe(24))
    outcome = "dropped" if drop else "approved"
    if as_json:
        tell_json({"reference": reference, "number": number, "outcome": outcome})
        return
    done = gettext_noop("Choice %(number)s was dropped.") if drop else gettext_noop("Choice %(number)s is approved.")
    tell(say(done, number=number))


def _officer_of(sign_in: str, reference: str, *, passphrase_stdin: bool) -> tuple[Any, Any]:
    """Return the officer, who is here and typed their passphrase, and the request as far as they may know of it."""
    from comity.desk.reading.requests import find_request
    from comity.directory.officers import actor, unlock
    from comity.directory.people import find_officer

    by = find_officer(sign_in)
    unlock(by, passphrase=read_passphrase(from_stdin=passphrase_stdin))
    return by, find_request(reference, by=actor(by, at=now()))
