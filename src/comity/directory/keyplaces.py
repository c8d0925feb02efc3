"""Where each key of this node lies, and by what it is kept; and the secret that needs no device, drawn. Asks no keeper and needs no tables.

The node's own keys: those of signing (in use, next, old), the sealing ones, the daily ones, that of the line. Not the country's key,
which belongs on a medium that is locked away, and not secrets of others (mail, feeds) or of the web's sessions.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, TypeAlias

from comity.directory.home import Home
from comity.directory.keepers import print_secret
from comity.directory.keeping import parse_line
from comity.directory.keptkeys import parse_kept
from comity.directory.keyfiles import KEPT_LINE_TITLE, BadKeyFile, kept_text, sync_folder, write_private
from comity.directory.keyuse import CREDENTIAL
from comity.seal.besidekeeper import SIZE
from comity.seal.keeper import Family
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop

CLEAR: Final = "clear"
KeyKind: TypeAlias = Literal["signing", "sealing", "daily", "line"]


class SecretInFolder(Refused):
    """The secret would lie where the keys lie, and in each backup."""

    sentence = gettext_noop("%(file)s lies in the node's folder, and so in its backups: the secret was not written.")
    next_step = gettext_noop("Name a place outside of it, such as /etc/comity/keys.secret.")


@dataclass(frozen=True, slots=True)
class Lying:
    """A key file: of which kind, by what it is kept (`CLEAR`, or the keeper's mark), and which of its halves are inside a token."""

    file: Path
    kind: KeyKind
    mark: str
    inside: tuple[Family, ...] = ()


def draw_secret(home: Home, file: Path) -> None:
    """Draw the secret under which keys are wrapped, and write it where nothing is yet. Raises `SecretInFolder`, `FileExistsError`."""
    if file.resolve().is_relative_to(home.path.resolve()):
        raise SecretInFolder(file=file)
    if is_blank(file):
        file.unlink()
    write_private(file, print_secret(secrets.token_bytes(SIZE)))
    sync_folder(file.parent)  # nothing is wrapped by what a loss of power could take away


def is_blank(file: Path) -> bool:
    """Say whether whoever drew a secret there died before it was written: nothing can have been wrapped by it."""
    return file.is_file() and not file.stat().st_size


def lies_beside(home: Home) -> bool:
    """Say whether the secret is a file on the node's own disk, as far as the system tells disks apart: who takes that disk has both."""
    source = home.key_use.secret
    try:
        return bool(source) and not source.startswith(CREDENTIAL) and Path(source).stat().st_dev == home.path.stat().st_dev
    except OSError:
        return False


def lying(home: Home) -> Iterator[Lying]:
    """Yield each key file of this node and how it is kept; asks no keeper. Raises `BadKeyFile`."""
    for kind, file in _files(home):
        if kind == "line":
            text = text_of(file)
            yield Lying(file, kind, parse_line(text)[0] if text.startswith(KEPT_LINE_TITLE) else CLEAR)
            continue
        kept = kept_text(file)
        try:
            found = None if kept is None else parse_kept(kept)
        except ValueError as fault:
            raise BadKeyFile(file=file, where=fault) from fault
        yield Lying(file, kind, CLEAR) if found is None else Lying(file, kind, found.mark, found.inside)


def _files(home: Home) -> Iterator[tuple[KeyKind, Path]]:
    """Yield the key files of this node, in one order."""
    yield from (("signing", file) for file in sorted(home.keys.glob("node*.key")))
    yield from (("sealing", file) for file in sorted(home.keys.glob("sealing-*.key")))
    yield from (("daily", file) for file in sorted(home.epochs_folder.glob("*.key")))
    yield from (("line", file) for file in sorted(home.keys.glob("tls-*.pem")))


def text_of(file: Path) -> str:
    """Return what a key file says; raises `BadKeyFile`."""
    try:
        return file.read_text(encoding="ascii")
    except (OSError, ValueError) as fault:
        raise BadKeyFile(file=file, where=fault) from fault
