"""`comity run`."""

import subprocess
from pathlib import Path

import click

from comity.directory.home import Home
from comity.doors.cli.keytext import clear_lines
from comity.doors.cli.node import now, of_node, roof
from comity.doors.cli.voice import say, spoken, tell
from comity.terms.speech import gettext_noop


@click.command
@of_node
@spoken
def run(home_path: Path) -> None:
    """Serve the node until it is told to stop (Ctrl-C, or SIGTERM).

    One process for people on the web port, one for peers and everything that is due.
    """
    from comity.directory.home import read_home
    from comity.directory.linekeys import shown_at, speaks_tls

    home = read_home(home_path)
    if speaks_tls(home):
        shown_at(home, at=now())  # where it has no key to show, the operator is told here and now
    if home.key_use.token is not None:
        _ask_keepers(home)
    elif home.key_use.secret:
        _read_secret(home)
    elif home.keys_in_the_clear:
        for line in clear_lines(home):
            tell(line)
    click.get_current_context().exit(roof().run(home_path))


def _read_secret(home: Home) -> None:
    """Raise `KeeperAway` where the secret cannot be read, and say which key files lie in the clear all the same.

    What this loads both processes need: it is loaded once, before they part.
    """
    from comity.directory.keepers import require_there
    from comity.directory.keyplaces import CLEAR, lying

    require_there(home)
    for one in lying(home):
        if one.mark == CLEAR:
            tell(say(gettext_noop("%(file)s lies in the clear, though node.toml names a secret: comity key lock"), file=one.file.name))


def _ask_keepers(home: Home) -> None:
    """End here where what keeps the keys cannot be used: a wrong PIN is tried once, and not by each process in turn.

    In a process of its own: a token's library does not live through a fork, and what it loads is not held twice.
    """
    asked = (*roof().program, "key", "where", "--check", "--json", "--home", str(home.path))
    done = subprocess.run(asked, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False)  # noqa: S603 our own program
    if done.returncode:
        click.get_current_context().exit(done.returncode)
