"""`comity quarantine`: what a node that came up from a copy waits for, and how two officers let it go on."""

from pathlib import Path

import click

from comity.doors.cli.node import boot, for_programs, now, of_node
from comity.doors.cli.passphrase import read_passphrase
from comity.doors.cli.patience import patience
from comity.doors.cli.quarantinetext import lines_of_quarantine, quarantine_json, told_plan
from comity.doors.cli.voice import say, spoken, tell, tell_json
from comity.terms.speech import gettext_noop


@click.group
def quarantine() -> None:
    """A node that came up from an older copy signs nothing before it has caught up with what its peers hold."""


@quarantine.command
@of_node
@for_programs
@spoken
def show(home_path: Path, *, as_json: bool) -> None:
    """Say whether the node is quarantined, why, what each peer has told, and what is waited for. Ends with 1 while it is."""
    boot(home_path)
    from comity.courier.restoring.marks import shown

    found = shown()
    if as_json:
        tell_json(quarantine_json(found))
    else:
        for line in lines_of_quarantine(found):
            tell(line)
    click.get_current_context().exit(1 if found else 0)


@quarantine.command
@click.option("--why", required=True, help="What happened, in a sentence that every peer will read.")
@click.option("--by", "sign_ins", multiple=True, required=True, help="An officer who may approve, and types their passphrase; give two.")
@click.option("--without", "without", multiple=True, metavar="NODE", help="A peer that is not waited for any longer; repeatable.")
@click.option("--passphrase-stdin", is_flag=True, help="Read the officers' passphrases from standard input, a line each.")
@click.option("--yes", is_flag=True, help="Do not ask once more.")
@of_node
@for_programs
@spoken
def lift(
    *, why: str, sign_ins: tuple[str, ...], without: tuple[str, ...], passphrase_stdin: bool, yes: bool, home_path: Path, as_json: bool
) -> None:
    """Publish where the log breaks and why, signed by the node and two officers; take in what peers hold; and let the node sign again.

    Peers that have not told are asked once more. One that is still silent must be named with --without: what it holds is not known, and
    everybody will read that.
    """
    home = boot(home_path)
    from comity.courier.restoring.asking import ask_all, over_http
    from comity.courier.restoring.breaking import Signer, lift, plan
    from comity.courier.restoring.catching import PeersWaited
    from comity.directory.officers import unlock
    from comity.directory.people import find_officer

    with patience(gettext_noop("asking the peers")):
        ask_all(home, ask=over_http(home), at=now())
    said = plan(home, why=why, at=now())
    if silent := [node for node in said.silent if node.text not in without]:
        raise PeersWaited(peers=", ".join(map(str, silent)))
    if not as_json:
        for line in told_plan(said):
            tell(line)
    if not yes and not click.confirm(say(gettext_noop("Sign this, and let the node go on?"))):
        raise click.Abort
    signers = []
    for sign_in in sign_ins:
        officer = find_officer(sign_in)
        if not passphrase_stdin:
            tell(sign_in)
        signers.append(Signer(officer, unlock(officer, passphrase=read_passphrase(from_stdin=passphrase_stdin))))
    with patience(gettext_noop("catching up")):
        done = lift(home, said=said, by=signers, at=said.at)
    if as_json:
        told = {"node": str(home.node), "index": said.index, "shared": said.shared.size, "sent": done.sent, "received": done.received}
        tell_json({**told, "later": done.later, "leaves": done.leaves, "lost": list(done.lost)})
        return
    facts = {"index": said.index, "sent": done.sent, "received": done.received}
    tell(
        say(
            gettext_noop("Leaf %(index)s of the log tells of it. Taken back: %(sent)s acts of this node, %(received)s of its peers."), facts
        )
    )
    for place in done.lost:
        tell(say(gettext_noop("Nobody gave back act %(place)s: call the contact point of that case."), place=place))
    tell(say(gettext_noop("The node signs again. Every request with the mark “recovered” is to be read by an officer.")))
