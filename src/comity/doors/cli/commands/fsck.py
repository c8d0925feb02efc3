"""`comity fsck`."""

from pathlib import Path

import click

from comity.doors.cli.keytext import clear_lines
from comity.doors.cli.node import boot, for_programs, now, of_node
from comity.doors.cli.patience import patience
from comity.doors.cli.voice import say, say_refusal, spoken, tell, tell_json
from comity.terms.speech import gettext_noop


@click.command
@of_node
@for_programs
@spoken
def fsck(home_path: Path, *, as_json: bool) -> None:
    """Compare database, log, files, keys and clock of a node with each other.

    It changes nothing, and the node may run meanwhile. Ends with 1 when something is wrong, and says what, where, and what to do.
    """
    home = boot(home_path)
    from comity.courier.fsck import CHECKS, check_node

    with patience(gettext_noop("checking")) as news:
        faults = check_node(home, at=now(), progress=news.tell)
    said = [
        (say(fault.sentence, {**fault.facts, **({"why": say_refusal(fault.cause)} if fault.cause else {})}), say(fault.mend, fault.facts))
        for fault in faults
    ]
    if as_json:
        found = [{"what": what, "mend": mend} for what, mend in said]
        tell_json({"node": str(home.node), "checks": list(CHECKS), "faults": found, "keys_in_the_clear": home.keys_in_the_clear})
        click.get_current_context().exit(1 if said else 0)
    for line in clear_lines(home):
        tell(line)
    if not said:
        tell(say(gettext_noop("%(node)s is sound: %(checks)s."), node=home.node, checks=", ".join(CHECKS)))
    else:
        for what, mend in said:
            tell(what)
            tell(f"  {mend}")
        tell(say(gettext_noop("%(count)s faults were found."), count=len(said)))
    click.get_current_context().exit(1 if said else 0)
