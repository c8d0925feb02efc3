"""`comity witness`: the logs of peers that this node cosigned, and how it goes on with one that broke openly."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from comity.doors.cli.node import boot, for_programs, now, of_node
from comity.doors.cli.voice import moment_of, printable, say, spoken, tell, tell_json
from comity.terms.identifiers import NodeId
from comity.terms.speech import gettext_noop

if TYPE_CHECKING:
    from comity.courier.rewitnessing import Stuck


@click.group
def witness() -> None:
    """This node as a witness of its peers' logs."""


@witness.command
@of_node
@for_programs
@spoken
def show(home_path: Path, *, as_json: bool) -> None:
    """List the logs that broke openly after this node cosigned them: it cosigns nothing more of them before its operator says yes.

    Ends with 1 where there is one.
    """
    home = boot(home_path)
    from comity.courier.rewitnessing import stuck_logs

    found = stuck_logs(home)
    if as_json:
        tell_json([_json(one) for one in found])
    else:
        for one in found:
            _tell(one)
        if not found:
            tell(say(gettext_noop("No log that this node cosigned has broken since.")))
    click.get_current_context().exit(int(bool(found)))


@witness.command("go-on")
@click.argument("node")
@click.option("--yes", is_flag=True, help="Do not ask once more.")
@of_node
@for_programs
@spoken
def go_on(node: str, *, yes: bool, home_path: Path, as_json: bool) -> None:
    """Go on as a witness of NODE's log in its new life: from where both histories are the same, with a proof of what comes after.

    Call its contact point first, by a number that you knew before. What this node cosigned of the lost history is kept as a file.
    """
    home = boot(home_path)
    from comity.courier.rewitnessing import NothingBroke, stuck_logs
    from comity.courier.rewitnessing import go_on as begin_again

    peer = NodeId(node)
    stuck = next((one for one in stuck_logs(home) if one.peer == peer), None)
    if stuck is None:
        raise NothingBroke(peer=peer)
    if not yes:
        _tell(stuck)
        click.confirm(say(gettext_noop("Did its contact point say so too, by a telephone number that you knew before?")), abort=True)
    done = begin_again(peer, home=home, at=now())
    if as_json:
        tell_json(_json(done))
        return
    facts = {"peer": done.peer, "shared": done.verified.said.shared.size}
    tell(say(gettext_noop("This node goes on as a witness of %(peer)s from %(shared)s entries on."), facts))


def _tell(stuck: "Stuck") -> None:
    said = stuck.verified.said
    facts = {"peer": stuck.peer, "size": stuck.size, "at": moment_of(stuck.cosigned_at)}
    tell(say(gettext_noop("%(peer)s: this node cosigned %(size)s entries at %(at)s, and the log broke after that."), facts))
    told = {"at": moment_of(said.at), "shared": said.shared.size, "index": said.index, "why": printable(said.why)}
    tell("  " + say(gettext_noop("since %(at)s it goes on from %(shared)s entries; its entry %(index)s says why: %(why)s"), told))
    tell("  " + say(gettext_noop("signed by its node and %(officers)s"), officers=", ".join(map(str, stuck.verified.officers))))


def _json(stuck: "Stuck") -> dict[str, object]:
    said = stuck.verified.said
    return {
        "peer": str(stuck.peer),
        "size": stuck.size,
        "cosigned_at": str(stuck.cosigned_at),
        "broke_at": str(said.at),
        "shared": said.shared.size,
        "index": said.index,
        "why": said.why,
        "officers": [str(one) for one in stuck.verified.officers],
    }
