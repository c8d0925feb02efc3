"""`comity run`."""

from pathlib import Path

import click

from comity.doors.cli.node import of_node, roof
from comity.doors.cli.voice import spoken


@click.command
@of_node
@spoken
def run(home_path: Path) -> None:
    """Serve the node until it is told to stop (Ctrl-C, or SIGTERM).

    One process for people on the web port, one for peers and everything that is due.
    """
    click.get_current_context().exit(roof().run(home_path))
