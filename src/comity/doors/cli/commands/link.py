"""`comity link`: how the line to each peer stands, what waits on it, and what an operator must look at."""

from pathlib import Path

import click

from comity.doors.cli.node import boot, for_programs, of_node
from comity.doors.cli.voice import spoken, tell, tell_json


@click.command
@of_node
@for_programs
@spoken
def link(home_path: Path, *, as_json: bool) -> None:
    """Show for each peer whether it is reached and since when not, what waits, how far its log was compared, and every alarm.

    Of cases it shows nothing but the identifiers of envelopes. Ends with 1 where a peer signed for two logs.
    """
    home = boot(home_path)
    from comity.courier.overview import see_lines
    from comity.directory.quarantined import read_standing
    from comity.doors.cli.linktext import line_json, lines_of
    from comity.doors.cli.quarantinetext import told_standing

    seen, standing = see_lines(home), read_standing(home)
    if as_json:
        tell_json({"node": str(home.node), "quarantined": standing is not None, "lines": [line_json(one) for one in seen]})
    else:
        if standing is not None:
            tell(told_standing(standing))
        for text in lines_of(seen):
            tell(text)
    click.get_current_context().exit(1 if any(one.forks for one in seen) else 0)
