"""By what the keys of a node are to be kept, as its operator decides: at its founding, or later for a node whose keys lie in the clear.

Decision: docs/adr/0054. What was decided is written into `node.toml` before anything is wrapped by it, so there is no moment at which a key
is wrapped by something that nobody names.
"""

import os
import socket
import tomllib
from pathlib import Path
from typing import Final

from comity.directory.home import Home
from comity.directory.keepers import secret_keeper
from comity.directory.keyfiles import sync_folder
from comity.directory.keyplaces import draw_secret, is_blank
from comity.directory.keyuse import CREDENTIAL, KeyUse, parse_key_use, parse_source, print_key_use
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop

CAP: Final = 64 * 1024


class NobodySaid(Refused):
    """A node is to be made, and nobody said by what its keys are kept."""

    sentence = gettext_noop("Nothing was made: nobody said by what the keys of this node are to be kept on its disk.")
    next_step = gettext_noop(
        "Name a place outside of its folder, such as --keys-secret /etc/comity/keys.secret, or a token with --keys-from;"
        " to leave the keys in the clear, say --keys-in-the-clear."
    )


class BadKeySettings(Refused):
    """What was to say by what keys are kept says something else."""

    sentence = gettext_noop("%(file)s does not say by what keys are kept: %(where)s.")
    next_step = gettext_noop("It holds a table [keys] or [keys.token], as node.toml will have it: docs/operators/keys.md.")


class KeptAlready(Refused):
    """The settings name something already."""

    wire_class = "conflict"
    sentence = gettext_noop("%(file)s has a table [keys] already: it was left as it is.")
    next_step = gettext_noop("To change it, write the new secret there as “secret” and the old one as “before”: docs/operators/keys.md.")


class NodeRuns(Refused):
    """What a running node writes meanwhile would not be wrapped, and what it has read would not be what lies there."""

    wire_class = "conflict"
    sentence = gettext_noop("The node runs. Nothing was changed.")
    next_step = gettext_noop("Stop it, and say so again; then start it.")


def require_stopped(home: Home) -> None:
    """Return where no courier of this node holds its bell; raises `NodeRuns`. A socket that a dead one left behind is nobody."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(str(home.bell))
        except OSError:
            return
    raise NodeRuns


def use_of_secret(home: Home, place: str) -> KeyUse:
    """Return that the secret at `place` wraps; one that is to be a file, and is not there, is drawn. Raises `KeeperAway`, `Refused`.

    It is read back before anything relies on it.
    """
    source = _source(place)
    if not source.startswith(CREDENTIAL) and (not Path(source).exists() or is_blank(Path(source))):
        draw_secret(home, Path(source))
    secret_keeper(home, source)
    return KeyUse(secret=source)


def use_of_file(file: Path) -> KeyUse:
    """Return what a file with the table `[keys]` says; raises `BadKeySettings`."""
    try:
        with file.open("rb") as opened:
            settings = tomllib.loads(opened.read(CAP).decode("utf-8"))
        use = parse_key_use(settings.pop("keys", {}))
        if settings or use.in_the_clear:
            raise ValueError("another table than [keys], or nothing in it")
    except (OSError, ValueError, TypeError, AttributeError) as fault:
        raise BadKeySettings(file=file, where=fault) from fault
    return use


def name_secret(home: Home, place: str) -> None:
    """Write into `node.toml` that the secret at `place` wraps this node's keys. A second call for the same place changes nothing.

    Nothing is wrapped yet: whatever dies here leaves a node that runs, its keys in the clear, whether its settings name the secret or not.
    The operator's own lines stay as they are. Raises `NodeRuns`, `KeptAlready`, `KeeperAway`, `Refused`.
    """
    require_stopped(home)
    file = home.path / "node.toml"
    if not home.key_use.in_the_clear:
        if home.key_use.secret != _source(place):
            raise KeptAlready(file=file)
        return
    use = use_of_secret(home, place)
    before = file.read_text(encoding="utf-8")
    text = before + ("" if before.endswith("\n") else "\n") + print_key_use(use)
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:  # an empty table
        raise KeptAlready(file=file) from fault
    _replace(file, text)


def _source(place: str) -> str:
    try:
        return parse_source(place)
    except ValueError as fault:
        raise BadKeySettings(file=place, where=fault) from fault


def _replace(file: Path, text: str) -> None:
    """Put `text` in the place of a file, whole or not at all, with the same mode."""
    fresh = file.with_name(f"{file.name}.new")
    with fresh.open("w", encoding="utf-8") as out:
        fresh.chmod(file.stat().st_mode & 0o777)
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(file)
    sync_folder(file.parent)
