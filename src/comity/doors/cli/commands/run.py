"""`comity run`."""

import subprocess
from pathlib import Path
from typing import Final

import click

from comity.directory.home import Home
from comity.doors.cli.keytext import AWAY, clear_lines
from comity.doors.cli.node import now, of_node, roof
from comity.doors.cli.voice import say, spoken, tell, tell_refusal
from comity.terms.speech import gettext_noop

WAITS: Final = (
    gettext_noop("The node starts all the same. Officers can sign in and read; nothing is signed, sent or opened meanwhile."),
    gettext_noop("It asks again every few seconds and goes on by itself; only what is changed in node.toml wants another start."),
)


@click.command
@of_node
@spoken
def run(home_path: Path) -> None:
    """Serve the node until it is told to stop (Ctrl-C, or SIGTERM).

    One process for people on the web port, one for peers and everything that is due. Where the token or the secret of its keys is away, it
    says so, starts all the same, and waits.
    """
    from comity.directory.halfmade import require_founded
    from comity.directory.home import read_home
    from comity.directory.linekeys import shown_at, speaks_tls

    home = read_home(home_path)
    require_founded(home.path)
    if speaks_tls(home):
        shown_at(home, at=now())  # where it has no key to show, the operator is told here and now
    answers = True
    if home.key_use.token is not None:
        answers = _ask_keepers(home)
    elif home.key_use.secret:
        answers = _read_secret(home)
    elif home.keys_in_the_clear:
        for line in clear_lines(home):
            tell(line)
    for sentence in () if answers else WAITS:
        click.echo(f"  {say(sentence)}", err=True)
    click.get_current_context().exit(roof().run(home_path))


def _read_secret(home: Home) -> bool:
    """Say whether the secret can be read, and aloud where not; and which key files lie in the clear all the same.

    What this loads both processes need: it is loaded once, before they part.
    """
    from comity.directory.keepers import require_there
    from comity.directory.keyplaces import CLEAR, lying
    from comity.seal.refusals import KeeperAway

    for one in lying(home):
        if one.mark == CLEAR:
            tell(say(gettext_noop("%(file)s lies in the clear, though node.toml names a secret: comity key lock"), file=one.file.name))
    try:
        require_there(home)
    except KeeperAway as away:
        tell_refusal(away)
        return False
    return True


def _ask_keepers(home: Home) -> bool:
    """Say whether what keeps the keys answers; end here where a key file is broken, which no waiting mends.

    In a process of its own, which also tells what is away: a wrong PIN is tried once, and not by each process in turn; a token's library
    does not live through a fork, and what it loads is not held twice.
    """
    asked = (*roof().program, "key", "where", "--check", "--json", "--home", str(home.path))
    done = subprocess.run(asked, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False)  # noqa: S603 our own program
    if done.returncode not in (0, AWAY):
        click.get_current_context().exit(done.returncode)
    return done.returncode == 0
