"""Brings each key file of this node under what node.toml names: a deed of the operator, with its act."""

import os
from pathlib import Path

from django.db import transaction

from comity.directory.epochseeds import TITLE, own_seeds
from comity.directory.home import Home
from comity.directory.keeping import draw_signing_text, epoch_text, line_text, prepare, rewrapped, rewrapped_line, sealing_text
from comity.directory.keptkeys import parse_kept, print_kept
from comity.directory.keychoice import require_stopped
from comity.directory.keyfiles import BadKeyFile, read_hidden, read_sealing_key, read_signing_key, write_private
from comity.directory.keyplaces import CLEAR, Lying, lying, text_of
from comity.directory.noting import note
from comity.seal.keeper import Keeper
from comity.seal.keys import SealingKey
from comity.terms.instants import Instant
from comity.terms.refusals import Malformed


def lock_keys(home: Home, *, at: Instant) -> list[Lying]:
    """Wrap each key of this node by what node.toml names now, and return those that were not so yet; a second call finds nothing.

    Each file is replaced as a whole, and what lay in the clear is overwritten. Keys inside a token stay there.
    Raises `NodeRuns`, `NothingKeeps`, `KeeperAway`, `BadKeyFile`; what was done by then stays done.
    """
    require_stopped(home)
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
    text = text_of(one.file)
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
