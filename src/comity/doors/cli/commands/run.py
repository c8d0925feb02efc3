"""`comity run`."""

from pathlib import Path

import click

from comity.doors.cli.node import now, of_node, roof
from comity.doors.cli.voice import spoken


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
    click.get_current_context().exit(roof().run(home_path))
