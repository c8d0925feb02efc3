"""Brings what lies in the clear under what node.toml names, shows where each key is, and draws the secret that needs no device.

The node's own keys: those of signing (in use, next, old), the sealing ones, the daily ones, that of the line. Not the country's key,
which belongs on a medium that is locked away, and not secrets of others (mail, feeds) or of the web's sessions.
"""

import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, TypeAlias

from django.db import transaction

from comity.directory.epochseeds import TITLE, own_seeds
from comity.directory.home import Home
from comity.directory.keepers import print_secret
from comity.directory.keeping import draw_signing_text, epoch_text, line_text, parse_line, prepare, rewrapped, rewrapped_line, sealing_text
from comity.directory.keptkeys import parse_kept, print_kept
from comity.directory.keyfiles import KEPT_LINE_TITLE, BadKeyFile, kept_text, read_hidden, read_sealing_key, read_signing_key, write_private
from comity.directory.noting import note
from comity.seal.besidekeeper import SIZE
from comity.seal.keeper import Family, Keeper
from comity.seal.keys import SealingKey
from comity.terms.instants import Instant
from comity.terms.refusals import Malformed, Refused
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
    write_private(file, print_secret(secrets.token_bytes(SIZE)))


def lying(home: Home) -> Iterator[Lying]:
    """Yield each key file of this node and how it is kept; asks no keeper. Raises `BadKeyFile`."""
    for kind, file in _files(home):
        if kind == "line":
            text = _text(file)
            yield Lying(file, kind, parse_line(text)[0] if text.startswith(KEPT_LINE_TITLE) else CLEAR)
            continue
        kept = kept_text(file)
        try:
            found = None if kept is None else parse_kept(kept)
        except ValueError as fault:
            raise BadKeyFile(file=file, where=fault) from fault
        yield Lying(file, kind, CLEAR) if found is None else Lying(file, kind, found.mark, found.inside)


def lock_keys(home: Home, *, at: Instant) -> list[Lying]:
    """Wrap each key of this node by what node.toml names now, and return those that were not so yet; a second call finds nothing.

    Each file is replaced as a whole, and what lay in the clear is overwritten. Keys inside a token stay there. The node must not run.
    Raises `NothingKeeps`, `KeeperAway`, `BadKeyFile`; what was done by then stays done.
    """
    keeper = prepare(home)
    own_seeds(home)  # refused where one of them cannot be read, before anything is changed
    owed = [one for one in lying(home) if one.mark != keeper.mark]
    for one in owed:
        _replace(one.file, _wrapped(home, one, keeper))
    if owed:
        with transaction.atomic():
            note("keys.locked", by="operator", at=at, facts={"by": keeper.mark, "files": len(owed)})
    return owed


def _wrapped(home: Home, one: Lying, keeper: Keeper) -> str:
    """Return the file's text as `keeper` wraps it."""
    text = _text(one.file)
    if one.mark != CLEAR:
        if one.kind == "line":
            return rewrapped_line(home, text, to=keeper)
        return print_kept(rewrapped(home, parse_kept(text), to=keeper))
    if one.kind == "line":
        try:
            return line_text(home, text)
        except Malformed as fault:
            raise BadKeyFile(file=one.file, where=fault) from fault
    if one.kind == "signing":
        return draw_signing_text(home, fresh=read_signing_key(one.file))[1]
    if one.kind == "sealing":
        return sealing_text(home, read_sealing_key(one.file))
    seed, statement = read_hidden(one.file, TITLE, 2)
    return epoch_text(home, SealingKey.from_seed(seed), statement)


def _files(home: Home) -> Iterator[tuple[KeyKind, Path]]:
    """Yield the key files of this node, in one order."""
    yield from (("signing", file) for file in sorted(home.keys.glob("node*.key")))
    yield from (("sealing", file) for file in sorted(home.keys.glob("sealing-*.key")))
    yield from (("daily", file) for file in sorted(home.epochs_folder.glob("*.key")))
    yield from (("line", file) for file in sorted(home.keys.glob("tls-*.pem")))


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii")
    except (OSError, ValueError) as fault:
        raise BadKeyFile(file=file, where=fault) from fault


def _replace(file: Path, text: str) -> None:
    """Put `text` in the place of a file, whole or not at all; then overwrite what was there, unless it has another name yet."""
    fresh = file.with_name(f"{file.name}.new")
    fresh.unlink(missing_ok=True)
    write_private(fresh, text)
    before = os.open(file, os.O_WRONLY | os.O_CLOEXEC)
    try:
        fresh.replace(file)
        folder = os.open(file.parent, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(folder)  # not before the new one is there for good
        finally:
            os.close(folder)
        found = os.fstat(before)
        if found.st_nlink == 0:
            os.pwrite(before, bytes(found.st_size), 0)
            os.fsync(before)
    finally:
        os.close(before)
