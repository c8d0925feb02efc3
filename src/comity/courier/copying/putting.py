"""Makes a node from a backup, in an empty folder; it is quarantined from its first moment. docs/specs/backup.md, section 4."""

import os
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import IO, Final

from comity import __version__
from comity.courier.copying.contents import FOLDERS, KEYS, SINGLE, TABLES
from comity.courier.copying.manifest import MAX_SIZE, NAME, Manifest, parse_manifest
from comity.courier.copying.tables import load, mark
from comity.directory.databases import Database
from comity.directory.home import Home, print_home, read_home
from comity.seal.locked import MAGIC, Unlocker, is_locked
from comity.terms.instants import Instant
from comity.terms.refusals import Malformed, Refused
from comity.terms.speech import gettext_noop

_SETTINGS: Final = "node.toml"
_WHAT: Final = "backup"


class FolderInUse(Refused):
    """Something is there already."""

    sentence = gettext_noop("The folder %(folder)s is not empty; nothing was restored.")
    next_step = gettext_noop("Restore into a new folder, and leave the damaged one as it is: its log may still be needed.")


class OtherRelease(Refused):
    """The tables of another release."""

    sentence = gettext_noop("This backup was made by Comity %(theirs)s, and this is %(ours)s.")
    next_step = gettext_noop("Restore it with the release that made it, and update the node afterwards.")


class DatabaseWanted(Refused):
    """The tables are for a server, and none was named; or the other way round."""

    sentence = gettext_noop("The tables of this backup are of %(database)s.")
    next_step = gettext_noop("For PostgreSQL name an empty database with --database; for SQLite leave --database away.")


class KeyNeeded(Refused):
    """The file is sealed, and no passphrase was given."""

    wire_class = "policy"
    sentence = gettext_noop("This backup is sealed under a passphrase.")
    next_step = gettext_noop("Give the same command again and type it.")


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored: the node, and what its backup says of itself."""

    home: Home
    manifest: Manifest


def is_sealed(file: Path) -> bool:
    """Say whether a passphrase is needed to read `file`."""
    with file.open("rb") as data:
        return is_locked(data.read(len(MAGIC)))


def put_back(file: Path, *, into: Path, passphrase: str, database: Database | None, at: Instant) -> Restored:
    """Make the node that `file` is a backup of in the empty folder `into`; it signs nothing before it has caught up.

    Whatever goes wrong, nothing is left in `into`, and nothing in `database` that was not there. Raises `FolderInUse`, `OtherRelease`,
    `DatabaseWanted`, `KeyNeeded`, `NotUnlocked`, `Malformed`, and what `load` refuses.
    """
    if into.exists() and any(into.iterdir()):
        raise FolderInUse(folder=into)
    into.mkdir(parents=True, exist_ok=True, mode=0o700)
    into.chmod(0o700)
    try:
        with _opened(file, passphrase=passphrase) as archive:
            manifest = _unpack(archive, into=into, database=database)
        # (1) the tables, which are quarantined before anything can be done with them
        tables = into / TABLES[manifest.database]
        if database is not None:
            load(tables, database)
            tables.unlink()
        mark(tables, database, made=manifest.made, at=at)
        for name in (KEYS, "directory", "log", "proofs", "run"):
            (into / name).mkdir(mode=0o700, exist_ok=True)
        # (2) last of all the settings: a folder without them is no node
        settings = into / f"{_SETTINGS}.new"
        settings.rename(into / _SETTINGS)
        found = replace(read_home(into), database=database)
        (into / _SETTINGS).write_text(print_home(found), encoding="utf-8")
        for path in into.rglob("*"):
            path.chmod(0o700 if path.is_dir() else 0o600)
    except BaseException:
        shutil.rmtree(into)
        raise
    return Restored(found, manifest)


@contextmanager
def _opened(file: Path, *, passphrase: str) -> Iterator[tarfile.TarFile]:
    with file.open("rb") as data:
        source: IO[bytes] | Unlocker = data
        if is_sealed(file):
            if not passphrase:
                raise KeyNeeded
            source = Unlocker(data, passphrase=passphrase)
        try:
            with tarfile.open(fileobj=source, mode="r|") as archive:  # type: ignore[call-overload]  # it only reads
                yield archive
        except tarfile.TarError as fault:
            raise Malformed(_WHAT, str(fault)) from fault


def _unpack(archive: tarfile.TarFile, *, into: Path, database: Database | None) -> Manifest:
    first = archive.next()
    data = archive.extractfile(first) if first is not None and first.name == NAME and first.isreg() else None
    if first is None or data is None or first.size > MAX_SIZE:
        raise Malformed(_WHAT, "does not begin as one")
    manifest = parse_manifest(data.read())
    if manifest.release != __version__:
        raise OtherRelease(theirs=manifest.release, ours=__version__)
    if (database is None) != (manifest.database == "sqlite"):
        raise DatabaseWanted(database=manifest.database)
    seen = set()
    while (member := archive.next()) is not None:
        name = _place(member, manifest)
        seen.add(name)
        target = into / (f"{name}.new" if name == _SETTINGS else name)
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        content = archive.extractfile(member)
        if content is None:
            raise Malformed(_WHAT, f"no content for {name}")
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            shutil.copyfileobj(content, out, 2**20)
            out.flush()
            os.fsync(out.fileno())
    if missing := {*SINGLE, TABLES[manifest.database]} - seen:
        raise Malformed(_WHAT, f"without {min(missing)}")
    return manifest


def _place(member: tarfile.TarInfo, manifest: Manifest) -> str:
    """Return the path of a member in the folder; raises `Malformed` for what no backup has."""
    path = PurePosixPath(member.name)
    plain = member.isreg() and not path.is_absolute() and str(path) == member.name and ".." not in path.parts
    folders = (*FOLDERS, *((KEYS,) if manifest.keys else ()))
    single = (*SINGLE, TABLES[manifest.database])
    if not plain or not (member.name in single or (len(path.parts) > 1 and path.parts[0] in folders)):
        raise Malformed(_WHAT, f"a member {member.name[:80]!a}")
    return member.name
