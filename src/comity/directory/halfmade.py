"""What a founding leaves that died half-way, and how the next one goes on: what nobody can have used is cleared, all else is finished.

Two marks lie in the folder, one after the other. `founding.begun`: keys are drawn, and there is no `node.toml`, without which no command
uses any of them. `founding.made`: every file is there, and from then on none is ever taken away, for the node may have been used; what is
left are the tables, which are made as far as they are not there. A folder without a mark is no founding of ours, whatever lies in it.
"""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from comity.directory.book import SUFFIX
from comity.directory.home import Home, print_home
from comity.directory.keyfiles import sync_folder
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop

BEGUN: Final = "founding.begun"
MADE: Final = "founding.made"

_KEYS: Final = ("country.key", "node.key", "sealing-*.key", "sealing-*.new", "tls-*.pem", "web.secret")


class HomeTaken(Refused):
    """There is a node already."""

    sentence = gettext_noop("The folder %(folder)s already holds a node; it was left as it is.")
    next_step = gettext_noop("Choose an empty folder, or run the node that is there.")


class HomeWithoutSettings(HomeTaken):
    """Files of a node are there, and no settings: no founding of ours left them so."""

    sentence = gettext_noop("The folder %(folder)s holds %(file)s of a node, and no node.toml; it was left as it is.")
    next_step = gettext_noop("Bring node.toml back from a backup of that node, or choose an empty folder.")


class FoundingRuns(HomeTaken):
    """Another process is at it."""

    sentence = gettext_noop("A node is being made in the folder %(folder)s by another command.")
    next_step = gettext_noop("Wait until it is done.")


class FoundedOtherwise(HomeTaken):
    """What a founding made is whole, and is not what is asked for now."""

    sentence = gettext_noop("In the folder %(folder)s a node was nearly made, with other words; it was left as it is.")
    next_step = gettext_noop("Say the words of that time again, which its node.toml shows: then it is finished. Or choose an empty folder.")


class HalfMade(Refused):
    """The node is there, and its tables may not be."""

    sentence = gettext_noop("The node in %(folder)s was not made to its end: “comity init” was cut off.")
    next_step = gettext_noop("Say it again with the same words: it goes on where it was cut off, and loses nothing.")


def require_founded(path: Path) -> None:
    """Return where no founding is left half-way in this folder after its settings were named; raises `HalfMade`."""
    if (path / MADE).exists():
        raise HalfMade(folder=path)


@contextlib.contextmanager
def alone(home: Home) -> Iterator[None]:
    """Found in this folder, and let nobody else meanwhile; whoever dies lets go. Raises `FoundingRuns`."""
    home.path.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(home.path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as fault:
            raise FoundingRuns(folder=home.path) from fault
        yield
    finally:
        os.close(descriptor)


def require_no_node(home: Home) -> None:
    """Return where no node is in the folder; raises `HomeTaken`."""
    if (home.path / "node.toml").exists():
        raise HomeTaken(folder=home.path)


def begin(home: Home) -> None:
    """Leave the mark that keys are drawn here, and nothing of a founding that died before; raises `HomeTaken`."""
    require_no_node(home)
    made = sorted(_made(home))
    if (home.path / BEGUN).exists():
        for file in made:
            file.unlink()
        return
    for file in (*made, home.path / MADE, home.sqlite):
        if file.exists():
            raise HomeWithoutSettings(folder=home.path, file=file.relative_to(home.path))
    (home.path / BEGUN).touch(mode=0o600, exist_ok=False)
    sync_folder(home.path)


def stand(home: Home) -> None:
    """Name the settings, when all other files of the node are on the disk: from now on it is one, and nothing of it is cleared."""
    fresh = home.path / "node.toml.new"
    with fresh.open("w", encoding="utf-8") as out:
        out.write(print_home(home))
        out.flush()
        os.fsync(out.fileno())
    for file in (*_made(home), home.keys, home.sections, home.path):
        sync_folder(file)
    (home.path / BEGUN).replace(home.path / MADE)
    _name_settings(home)


def is_made(home: Home) -> bool:
    """Say whether a founding died here whose files were whole."""
    return (home.path / MADE).exists()


def go_on(home: Home) -> None:
    """Return when what such a founding made stands, and is what is asked for now; raises `HomeTaken`."""
    settings = home.path / "node.toml"
    if not settings.exists():
        if not settings.with_name("node.toml.new").exists():
            raise HomeWithoutSettings(folder=home.path, file=MADE)
        _name_settings(home)
    if settings.read_text(encoding="utf-8") != print_home(home):
        raise FoundedOtherwise(folder=home.path)


def end(home: Home) -> None:
    """Take the mark away: there is nothing left to do."""
    (home.path / MADE).unlink()
    sync_folder(home.path)


def _name_settings(home: Home) -> None:
    (home.path / "node.toml.new").replace(home.path / "node.toml")
    sync_folder(home.path)


def _made(home: Home) -> Iterator[Path]:
    """Yield the files that a founding makes before the settings, and that are there."""
    section = home.sections / f"{home.country}{SUFFIX}"
    for file in (section, section.with_suffix(".new"), home.trust, home.path / "node.toml.new"):
        if file.exists():
            yield file
    for name in _KEYS:
        yield from home.keys.glob(name)
