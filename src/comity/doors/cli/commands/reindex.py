"""`comity reindex`."""

from pathlib import Path

import click

from comity.doors.cli.node import boot, for_programs, of_node
from comity.doors.cli.patience import patience
from comity.doors.cli.voice import say, spoken, tell, tell_json
from comity.terms.speech import gettext_noop


@click.command
@of_node
@for_programs
@spoken
def reindex(home_path: Path, *, as_json: bool) -> None:
    """Make the search index anew from the acts, a few hundred requests at a time.

    The node may run meanwhile. For a node of an older release, after content was erased, and when `comity fsck` asks for it.
    """
    home = boot(home_path)
    from comity.desk.indexing import index_all

    done = 0
    with patience(gettext_noop("indexing")) as news:
        for done in index_all():
            news.tell(news.doing, done, 0)
    if as_json:
        tell_json({"node": str(home.node), "requests": done})
    else:
        tell(say(gettext_noop("Every request of %(node)s is indexed again."), node=home.node))
