"""Makes a backup: the tables of one moment, then every file of the node, as one file; docs/specs/backup.md."""

import io
import os
import tarfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from comity import __version__
from comity.courier.copying.contents import FOLDERS, KEYS, SINGLE, TABLES
from comity.courier.copying.manifest import NAME, Manifest, print_manifest
from comity.courier.copying.tables import dump
from comity.directory.home import Home
from comity.records import journal
from comity.seal.locked import Locker
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop

COUNTRY_KEY: Final = "country.key"
_COMING: Final = "coming"  # of the folder of files: what is being written, and counts for nothing
_MANIFEST_SLACK: Final = 512


class KeysInClear(Refused):
    """Private keys go into no file that anybody can read."""

    sentence = gettext_noop("A backup with keys is sealed under a passphrase, and none was given.")
    next_step = gettext_noop("Type a passphrase, or leave the keys out with --without-keys and keep a copy of the folder “keys” elsewhere.")


@dataclass(frozen=True, slots=True)
class Backed:
    """What was written: how many leaves its log has, how many files, how long the file became."""

    leaves: int
    files: int
    size: int


def back_up(home: Home, *, file: Path, passphrase: str, keys: bool, at: Instant) -> Backed:
    """Write everything that the node is into `file`, which must not be there yet; the node may go on working.

    With `keys` it is sealed under `passphrase`; the country's key is never in it. Raises `KeysInClear`, `FileExistsError`, and what
    `dump` refuses. A file that is not whole is not left.
    """
    if keys and not passphrase:
        raise KeysInClear
    tables = home.path / "run" / f"backup-{os.getpid()}"
    tables.parent.mkdir(mode=0o700, exist_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as out:
            # (1) the tables first: a file that a row names was there before the row
            leaves = journal.head().size
            dump(home.database, sqlite=home.sqlite, to=tables)
            kind = "sqlite" if home.database is None else "postgresql"
            manifest = Manifest(home.node, at, __version__, kind, keys, leaves)  # type: ignore[arg-type]  # one of the two
            # (2) all of it in one stream, sealed as it goes
            count = _write(home, out, manifest=manifest, tables=tables, passphrase=passphrase)
            out.flush()
            os.fsync(out.fileno())
    except BaseException:
        file.unlink()
        raise
    finally:
        with suppress(FileNotFoundError):
            tables.unlink()
    return Backed(leaves, count, file.stat().st_size)


def _write(home: Home, out: IO[bytes], *, manifest: Manifest, tables: Path, passphrase: str) -> int:
    locker = Locker(out, passphrase=passphrase) if passphrase else None
    count = 0
    with tarfile.open(fileobj=locker or out, mode="w|", format=tarfile.PAX_FORMAT) as archive:  # type: ignore[call-overload]  # it only writes
        head = print_manifest(manifest)
        member = tarfile.TarInfo(NAME)
        member.size, member.mode = len(head), 0o600
        archive.addfile(member, io.BytesIO(head))
        _add(archive, tables, TABLES[manifest.database])
        for path in _files(home, keys=manifest.keys):
            with suppress(FileNotFoundError):  # a proof that was taken away since it was listed
                _add(archive, path, path.relative_to(home.path).as_posix())
                count += 1
    if locker is not None:
        locker.close()
    return count


def _add(archive: tarfile.TarFile, path: Path, name: str) -> None:
    with path.open("rb") as data:
        member = tarfile.TarInfo(name)
        member.size, member.mode = os.fstat(data.fileno()).st_size, 0o600
        archive.addfile(member, data)


def _files(home: Home, *, keys: bool) -> Iterator[Path]:
    yield from (home.path / name for name in SINGLE if (home.path / name).is_file())
    for name in (*FOLDERS, *((KEYS,) if keys else ())):
        for path in sorted((home.path / name).rglob("*")):
            if path.is_file() and path.name != COUNTRY_KEY and _COMING not in path.relative_to(home.path).parts:
                yield path
