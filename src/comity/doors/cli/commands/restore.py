"""`comity restore`: a node made from a backup."""

from pathlib import Path

import click

from comity.doors.cli.node import for_programs, now
from comity.doors.cli.passphrase import read_backup_passphrase
from comity.doors.cli.patience import patience
from comity.doors.cli.voice import say, spoken, tell, tell_json
from comity.terms.speech import gettext_noop


@click.command
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--into", type=click.Path(file_okay=False, path_type=Path), required=True, help="An empty folder, which becomes the node's.")
@click.option("--database", help="An empty PostgreSQL database, for a backup whose tables are on a server.")
@click.option("--passphrase-stdin", is_flag=True, help="Read the passphrase of the backup from the first line of standard input.")
@for_programs
@spoken
def restore(file: Path, *, into: Path, database: str | None, passphrase_stdin: bool, as_json: bool) -> None:
    """Make the node that FILE is a backup of, in an empty folder. It is quarantined: it signs nothing before it has caught up.

    Leave the damaged folder as it is, and move its folder “log” into the new one if it can be read: with it the log may go on unbroken.
    """
    from comity.courier.copying.putting import is_sealed, put_back
    from comity.directory.databases import Database

    try:
        server = Database.parse(database) if database else None
    except ValueError as fault:
        raise click.BadParameter(str(fault), param_hint="--database") from fault
    passphrase = read_backup_passphrase(from_stdin=passphrase_stdin) if is_sealed(file) else ""
    with patience(gettext_noop("restoring")):
        done = put_back(file, into=into, passphrase=passphrase, database=server, at=now())
    if as_json:
        told = {"home": str(done.home.path), "node": str(done.home.node), "made": str(done.manifest.made)}
        tell_json({**told, "leaves": done.manifest.leaves, "keys": done.manifest.keys})
        return
    facts = {"node": done.home.node, "folder": done.home.path, "made": done.manifest.made, "leaves": done.manifest.leaves}
    tell(say(gettext_noop("%(node)s is in %(folder)s as it was at %(made)s, with %(leaves)s leaves of its log."), facts))
    if not done.manifest.keys:
        tell(say(gettext_noop("Put its folder “keys” there before you start it: the backup was made without keys.")))
    tell(say(gettext_noop("It is quarantined. What comes next:")))
    steps = (
        gettext_noop("See that the old node is off, and will not start again: two of them would fork the log."),
        gettext_noop("Move the old folder “log” to %(folder)s/log if it can be read."),
        gettext_noop("Run the node: comity run --home %(folder)s. It asks its peers what they hold."),
        gettext_noop("See what is waited for: comity quarantine show --home %(folder)s"),
    )
    for number, step in enumerate(steps, 1):
        tell(f"  {number}. {say(step, folder=done.home.path)}")
