"""`comity backup`: a whole node in one file."""

from pathlib import Path

import click

from comity.doors.cli.node import boot, for_programs, now, of_node
from comity.doors.cli.passphrase import read_backup_passphrase
from comity.doors.cli.patience import patience
from comity.doors.cli.voice import say, spoken, tell, tell_json
from comity.terms.speech import gettext_noop


@click.command
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--without-keys", is_flag=True, help="Leave the private keys out, and write the file unsealed: it holds every act in clear.")
@click.option("--passphrase-stdin", is_flag=True, help="Read the passphrase of the backup from the first line of standard input.")
@of_node
@for_programs
@spoken
def backup(file: Path, *, without_keys: bool, passphrase_stdin: bool, home_path: Path, as_json: bool) -> None:
    """Write everything that the node is into FILE, sealed under a passphrase; the node may run meanwhile.

    Tables, keys, directory, documents, files. Left out: the log's tiles, which are made from the tables; and the country's key, which
    belongs on no machine that runs.
    """
    home = boot(home_path)
    from comity.courier.copying.backing import back_up

    passphrase = "" if without_keys else read_backup_passphrase(from_stdin=passphrase_stdin, twice=True)
    with patience(gettext_noop("backing up")):
        done = back_up(home, file=file, passphrase=passphrase, keys=not without_keys, at=now())
    if as_json:
        told = {"file": str(file), "node": str(home.node), "leaves": done.leaves, "files": done.files, "bytes": done.size}
        tell_json({**told, "keys": not without_keys})
        return
    facts = {"node": home.node, "file": file, "leaves": done.leaves, "size": f"{done.size:,}"}
    tell(say(gettext_noop("%(node)s is in %(file)s: %(leaves)s leaves of its log, %(size)s bytes."), facts))
    if without_keys:
        tell(say(gettext_noop("The file is not sealed, and without the folder “keys” nothing can be made of it: keep both, apart.")))
    else:
        tell(say(gettext_noop("Without the passphrase nobody opens it. Keep it where this machine's account cannot write.")))
