"""`comity link`: how the line to each peer stands, who countersigned the log, and what an operator must look at."""

from pathlib import Path

import click

from comity.doors.cli.keytext import clear_lines, ending_lines, section_lines
from comity.doors.cli.node import boot, for_programs, now, of_node
from comity.doors.cli.voice import spoken, tell, tell_json


@click.command
@of_node
@for_programs
@spoken
def link(home_path: Path, *, as_json: bool) -> None:
    """Show for each peer what needs somebody, whether it is reached and since when not, what waits, and every alarm.

    Then what this node refused of what peers sent, and who was turned away at the port.

    Then who countersigned this node's own log: its witnesses, and the time-stamp authority where one is named.
    Of cases it shows nothing but the identifiers of envelopes. Ends with 1 where a peer signed for two logs.
    """
    home = boot(home_path)
    from comity.courier.admitting import turned_away
    from comity.courier.overview.lines import see_lines
    from comity.courier.overview.ownlog import see_log
    from comity.courier.refusing import refused_here
    from comity.directory.endingkeys import ending_keys
    from comity.directory.freshness import read_seen
    from comity.directory.mirrors import read_said
    from comity.directory.quarantined import read_standing
    from comity.directory.sectionlife import section_ends
    from comity.doors.cli.freshtext import mirror_lines, repository_json, repository_lines
    from comity.doors.cli.linktext import line_json, lines_of, refusal_json, refusals_of, turned_json, turned_of
    from comity.doors.cli.quarantinetext import told_standing
    from comity.doors.cli.witnesstext import lines_of_log, log_json

    at = now()
    seen, log, turned, standing = see_lines(home, at=at), see_log(home), turned_away(home), read_standing(home)
    age, refused = read_seen(home), refused_here(home)
    if as_json:
        lines, away = [line_json(one, at=at) for one in seen], [turned_json(one) for one in turned]
        told = {"node": str(home.node), "quarantined": standing is not None, "keys_in_the_clear": home.keys_in_the_clear}
        told |= {"lines": lines, "turned_away": away, "log": log_json(log), "refused": [refusal_json(one) for one in refused]}
        tell_json(told | {"directory": None if age is None else repository_json(age, at=at)})
    else:
        for text in (*clear_lines(home), *ending_lines(ending_keys(home, at=at)), *section_lines(section_ends(home, at=at))):
            tell(text)
        if standing is not None:
            tell(told_standing(standing))
        for text in () if age is None else (*repository_lines(age, at=at), *mirror_lines(read_said(home.path))):
            tell(text)
        for text in (*lines_of(seen, at=at), *refusals_of(refused), *turned_of(turned), *lines_of_log(log)):
            tell(text)
    click.get_current_context().exit(1 if any(one.forks for one in seen) else 0)
