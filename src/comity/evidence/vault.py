"""The vault: bytes by their digest and the papers of each item beside them, on disk, in a form that needs no software of ours.

README.txt                    what this is, and how it is checked with sha256sum alone
sha256sums.txt sha512sums.txt a line for each file under objects/, as sha256sum and sha512sum write and read it
objects/ab/ab12…              the bytes of an item, under their SHA-256
custody/XR-2026-000001.E1/    item.txt for people; 0001.json … the steps as the log signed for them; sha256sums.txt over these

`Vault` is the door: `afar` puts a store behind it, with the same names and promises (tests/evidence/test_vault.py asks each of them).
"""

import fcntl
import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import BinaryIO, Final, Protocol

from comity.evidence.steps import Digests
from comity.records.store import Store, pieces_of
from comity.terms.digests import Digest

_OBJECTS, CUSTODY, README = "objects", "custody", "README.txt"
SUMS: Final = ("sha256sums.txt", "sha512sums.txt")


@dataclass(frozen=True, slots=True)
class Placed:
    """What the vault holds now: both digests, and the length in bytes."""

    digests: Digests
    size: int


class Vault(Protocol):
    """Where bytes in custody are. Whatever it is: a whole file or none, and nothing is changed in place."""

    def keep(self, pieces: Iterable[bytes], *, cap: int) -> Placed:
        """Keep what `pieces` make up, once; raises `TooLarge` above `cap` bytes and keeps nothing then. On the disk when it returns."""

    def measure(self, digest: Digest) -> Digests | None:
        """Read the bytes kept under `digest` and return what they are now; None where there are none."""

    def open(self, digest: Digest) -> BinaryIO:
        """Return the bytes to be read. The CALLER has measured them just now. Raises `OSError` where there are none."""

    def remove(self, digest: Digest) -> bool:
        """Remove the bytes for good, and return whether there were any; doing it again changes nothing."""

    def listed(self) -> Iterator[Digest]:
        """Yield the digest under which each kept file stands, in order."""

    def note(self, item: str, papers: Mapping[str, bytes]) -> None:
        """Write the papers of an item over those that were there, each whole, with a list of their digests."""

    def papers(self, item: str) -> Mapping[str, bytes]:
        """Return the papers of an item as they are now; none where there are none."""


class FolderVault:
    """The vault in a folder of the node."""

    def __init__(self, folder: Path) -> None:
        """`folder` need not exist before the first item."""
        self.folder = folder
        self._store = Store(folder / _OBJECTS)

    def keep(self, pieces: Iterable[bytes], *, cap: int) -> Placed:
        """As `Vault.keep`."""
        self._begin()
        long = hashlib.sha512()
        kept = self._store.keep(_through(pieces, long), cap=cap)
        digests = Digests(kept.digest, long.hexdigest())
        with self._lists():
            for name, digest in zip(SUMS, (str(digests.sha256), digests.sha512), strict=True):
                self._add_line(self.folder / name, line_of_sums(digest, place_of(digests.sha256)))
        return Placed(digests, kept.size)

    def measure(self, digest: Digest) -> Digests | None:
        """As `Vault.measure`."""
        short, long = hashlib.sha256(), hashlib.sha512()
        try:
            for piece in pieces_of(self._store.path(digest)):
                short.update(piece)
                long.update(piece)
        except OSError:
            return None
        return Digests(Digest(short.digest()), long.hexdigest())

    def open(self, digest: Digest) -> BinaryIO:
        """As `Vault.open`."""
        return self._store.path(digest).open("rb")

    def remove(self, digest: Digest) -> bool:
        """As `Vault.remove`: the bytes first, then the lines, so that a crash in between is seen by sha256sum."""
        self._begin()
        there = self._store.remove(digest)
        place = f"  {place_of(digest)}\n".encode()
        with self._lists():
            for name in SUMS:
                lines = read_file(self.folder / name).splitlines(keepends=True)
                write_file(self.folder / name, b"".join(line for line in lines if not line.endswith(place)))
        return there

    def listed(self) -> Iterator[Digest]:
        """As `Vault.listed`."""
        for name in self._store.names():
            yield Digest.parse(name)

    def note(self, item: str, papers: Mapping[str, bytes]) -> None:
        """As `Vault.note`."""
        self._begin()
        folder = self.folder / CUSTODY / item
        for one in (folder.parent, folder):
            one.mkdir(mode=0o700, exist_ok=True)
        for name, data in papers.items():
            write_file(folder / name, data)
        write_file(folder / SUMS[0], "".join(line_of_sums(str(Digest.of(data)), name) for name, data in sorted(papers.items())).encode())

    def papers(self, item: str) -> Mapping[str, bytes]:
        """As `Vault.papers`."""
        folder = self.folder / CUSTODY / item
        there = sorted(folder.iterdir()) if folder.is_dir() else []
        return {file.name: file.read_bytes() for file in there if file.name != SUMS[0] and not file.name.startswith(".")}

    def _begin(self) -> None:
        if not (self.folder / README).exists():
            for one in (self.folder, self.folder / _OBJECTS):
                one.mkdir(mode=0o700, exist_ok=True)
            write_file(self.folder / README, readme())

    @contextmanager
    def _lists(self) -> Iterator[None]:
        """Let one process at a time write the lists."""
        fd = os.open(self.folder / ".lock", os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX)
            yield
        finally:
            os.close(fd)

    def _add_line(self, file: Path, line: str) -> None:
        """Put the line behind the others, where it is not there yet, and return when it is on the disk."""
        before = read_file(file)
        if line.encode() not in before.splitlines(keepends=True):
            write_file(file, before + line.encode())


def readme() -> bytes:
    """Return what is said to whoever has the vault and no software of ours."""
    return files("comity.evidence").joinpath("vault.txt").read_bytes()


def _through(pieces: Iterable[bytes], state: "hashlib._Hash") -> Iterator[bytes]:
    for piece in pieces:
        state.update(piece)
        yield piece


def place_of(digest: Digest) -> str:
    """Return under which name bytes are kept, in the folder and in every store."""
    return f"{_OBJECTS}/{str(digest)[:2]}/{digest}"


def line_of_sums(digest: str, place: str) -> str:
    """Return a line of a list, as sha256sum writes and reads it."""
    return f"{digest}  {place}\n"


def read_file(file: Path) -> bytes:
    """Return what is in a file; nothing where there is none."""
    return file.read_bytes() if file.exists() else b""


def write_file(file: Path, data: bytes) -> None:
    """Put `data` in the place of the file at once; on the disk when it returns."""
    fresh = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    fd = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(fd, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(file)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
