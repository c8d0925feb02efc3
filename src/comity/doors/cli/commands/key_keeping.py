"""`comity key …`: where the node's keys are kept at rest, and what brings them there."""

from pathlib import Path
from typing import Final

import click

from comity.doors.cli.keytext import AWAY, clear_lines, kept_lines
from comity.doors.cli.node import boot, for_programs, now, of_node
from comity.doors.cli.voice import say, spoken, tell, tell_json, tell_refusal
from comity.terms.speech import gettext_noop

KINDS: Final = {
    "signing": gettext_noop("signing key"),
    "sealing": gettext_noop("sealing key"),
    "daily": gettext_noop("daily key"),
    "line": gettext_noop("TLS key"),
}


@click.command
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@of_node
@spoken
def secret(file: Path, home_path: Path) -> None:
    """Draw the secret under which key files are wrapped, and write it to FILE: outside of the node's folder and of its backups."""
    from comity.directory.home import read_home
    from comity.directory.keyplaces import draw_secret

    draw_secret(read_home(home_path), file)
    tell(say(gettext_noop("The secret of the keys was written to %(file)s."), file=file))
    tell(say(gettext_noop("Keep a copy on paper, or on a medium that is locked away.")))
    tell(say(gettext_noop("Without it nothing that it wraps opens again, from a backup neither.")))


@click.command
@click.option(
    "--secret",
    "place",
    metavar="PLACE",
    help="For a node whose keys lie in the clear: first name the secret in this file, drawn where there is none, in node.toml. Outside of"
    " the folder and of its backups; or credential:NAME, one of systemd's.",
)
@of_node
@for_programs
@spoken
def lock(home_path: Path, *, place: str | None, as_json: bool) -> None:
    """Wrap every key file of the node by what [keys] of node.toml names: a secret, or a token. The node must not run meanwhile.

    What lay in the clear is overwritten. Also after [keys] was changed: what the one before wrapped is wrapped anew. Cut off at any moment,
    it leaves each key whole, wrapped or not yet, and goes on when it is called again. There is no command that unwraps.
    """
    if place is not None:
        from comity.directory.home import read_home
        from comity.directory.keychoice import name_secret

        name_secret(read_home(home_path), place)
    home = boot(home_path)
    from comity.directory.locking import lock_keys

    done = lock_keys(home, at=now())
    if as_json:
        tell_json([str(one.file) for one in done])
        return
    for one in done:
        tell(say(gettext_noop("Wrapped: %(file)s"), file=one.file))
    tell(say(gettext_noop("Files that were wrapped now: %(count)s."), count=len(done)))
    for line in kept_lines(home):
        tell(line)


@click.command
@click.option("--check", is_flag=True, help="Also ask secret and token whether they can be used now.")
@of_node
@for_programs
@spoken
def where(home_path: Path, *, check: bool, as_json: bool) -> None:
    """Show where each key of the node is: in the clear, wrapped by a secret or a token, or inside a token. Nothing secret.

    With --check it ends with status 3 where secret or token cannot be used now.
    """
    from comity.directory.home import read_home
    from comity.directory.keepers import require_there
    from comity.directory.keyplaces import CLEAR, lying
    from comity.seal.refusals import KeeperAway

    home = read_home(home_path)
    found = list(lying(home))
    if as_json:
        tell_json([{"file": one.file.name, "use": one.kind, "kept": one.mark, "inside": list(one.inside)} for one in found])
    else:
        for one in found:
            facts = {"file": one.file.name, "kind": say(KINDS[one.kind]), "mark": one.mark, "inside": ", ".join(one.inside)}
            if one.mark == CLEAR:
                tell(say(gettext_noop("%(file)s: %(kind)s, in the clear"), facts))
            elif one.inside:
                tell(say(gettext_noop("%(file)s: %(kind)s, %(inside)s inside the token, the rest wrapped by %(mark)s"), facts))
            else:
                tell(say(gettext_noop("%(file)s: %(kind)s, wrapped by %(mark)s"), facts))
    if (home.keys / "country.key").exists() and not as_json:
        tell(say(gettext_noop("country.key: the key of the country lies here. Take it away: a node does not need it to run.")))
    for line in () if as_json else clear_lines(home):
        tell(line)
    if check:
        try:
            require_there(home)
        except KeeperAway as away:
            tell_refusal(away)
            click.get_current_context().exit(AWAY)
        if not as_json:
            tell(say(gettext_noop("What keeps the keys can be used.")))


@click.command("try-pin")
@of_node
@spoken
def try_pin(home_path: Path) -> None:
    """Try the token's PIN once, after it was refused and has been corrected; a last attempt that is left is used."""
    from comity.directory.home import read_home
    from comity.directory.keepers import holding_keeper

    holding_keeper(read_home(home_path)).try_pin()
    tell(say(gettext_noop("The token took the PIN. A node that runs goes on by itself within seconds.")))


COMMANDS: Final = (secret, lock, where, try_pin)
