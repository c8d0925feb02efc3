"""Files by their digest: bytes that were uploaded here or came from a peer, in the node's folder, for the node's account alone.

files/ab/ab12…          a file that is whole, under its SHA-256
files/coming/…          what is being written; nothing here counts, and no reader is ever shown it
"""

import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

from comity.terms.digests import Digest
from comity.terms.refusals import TooLarge

PIECE: Final = 4 * 2**20  # of a file that comes: what one parcel brings
_READ: Final = 2**20
_COMING: Final = "coming"


@dataclass(frozen=True, slots=True)
class Kept:
    """A whole file: its digest and its length in bytes."""

    digest: Digest
    size: int


class Store:
    """The folder of files. Whoever adds the same bytes twice has them once; a whole file goes by `remove` alone."""

    def __init__(self, folder: Path) -> None:
        """`folder` need not exist before the first file."""
        self._folder = folder

    def path(self, digest: Digest) -> Path:
        """Return where the file of that digest is, or would be."""
        text = str(digest)
        return self._folder / text[:2] / text

    def has(self, digest: Digest, *, size: int) -> bool:
        """Say whether a file of that length is there; whether it is unchanged only `holds` says."""
        try:
            return self.path(digest).stat().st_size == size
        except OSError:
            return False

    def holds(self, digest: Digest) -> bool:
        """Say whether the file is there and every byte of it is the one that was kept; reads all of it, a piece at a time."""
        try:
            return _hash(self.path(digest)) == digest
        except OSError:
            return False

    def keep(self, pieces: Iterable[bytes], *, cap: int) -> Kept:
        """Keep what `pieces` make up; raises `TooLarge` as soon as they are more than `cap` bytes, and keeps nothing then."""
        place = self.coming(f"upload-{secrets.token_hex(16)}")
        state, size = hashlib.sha256(), 0
        try:
            with _open_new(place) as out:
                for piece in pieces:
                    size += len(piece)
                    if size > cap:
                        raise TooLarge("file", size=size, cap=cap)
                    state.update(piece)
                    os.write(out.fd, piece)
                os.fsync(out.fd)
        except BaseException:
            place.unlink(missing_ok=True)
            raise
        found = Digest(state.digest())
        self._put(place, found)
        return Kept(found, size)

    def coming(self, name: str) -> Path:
        """Return where the file called `name` is written while it comes; `name` is ours, never a stranger's."""
        return self._folder / _COMING / name

    def arrived(self, name: str, *, size: int) -> int:
        """Return how many whole pieces of a file of `size` bytes are on the disk; what follows the last whole one does not count."""
        try:
            there = self.coming(name).stat().st_size
        except OSError:
            return 0
        return -(-size // PIECE) if there >= size else there // PIECE

    def arriving(self) -> Iterator[tuple[str, int]]:
        """Yield the name of each file that is coming, and how many of its bytes are there."""
        folder = self._folder / _COMING
        for file in sorted(folder.iterdir()) if folder.is_dir() else ():
            with suppress(FileNotFoundError):  # it was finished meanwhile
                yield file.name, file.stat().st_size

    def append(self, name: str, piece: bytes | memoryview, *, number: int) -> None:
        """Write piece `number` behind those before it, over whatever a crash left there, and return when it is on the disk."""
        place = self.coming(name)
        _make(place.parent)
        fd = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            os.ftruncate(fd, number * PIECE)
            os.pwrite(fd, piece, number * PIECE)
            os.fdatasync(fd)  # with the new length of the file, without which its bytes could not be read
        finally:
            os.close(fd)

    def finish(self, name: str, *, digest: Digest, hashed: Digest | None = None) -> bool:
        """Put what came under its digest and return True; or, where it is not that, throw it away and return False.

        `hashed` is the digest of all pieces as they were appended, where it is known; else the file is read. Doing it again after a
        crash gives the same answer.
        """
        place = self.coming(name)
        if not place.exists():
            return self.holds(digest)
        if (hashed or _hash(place)) != digest:
            place.unlink()
            return False
        self._put(place, digest)
        return True

    def remove(self, digest: Digest) -> bool:
        """Remove the file of that digest for good and return whether there was one: what two officers destroyed by a rule, nothing else."""
        place = self.path(digest)
        if not place.exists():
            return False
        place.unlink()
        fd = os.open(place.parent, os.O_RDONLY)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)
        return True

    def names(self) -> Iterator[str]:
        """Yield the name of every file that stands where whole files stand, in order."""
        for shelf in sorted(self._folder.glob("??")) if self._folder.is_dir() else ():
            yield from sorted(file.name for file in shelf.iterdir())

    def _put(self, place: Path, digest: Digest) -> None:
        target = self.path(digest)
        _make(target.parent)
        place.replace(target)  # over the same bytes, where they were there
        for folder in (target.parent, place.parent):
            fd = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(fd)
            finally:
                os.close(fd)


class Hashing:
    """The digests of files that come, piece by piece as these are written: what is whole then need not be read again.

    Nothing depends on it: what it does not know, a file that another process began, or one of too many, is read.
    """

    _MOST: Final = 64

    def __init__(self) -> None:
        """Know of no file."""
        self._known: dict[str, tuple[int, Any]] = {}

    def add(self, name: str, piece: bytes | memoryview, *, number: int) -> None:
        """Go on with piece `number` of the file called `name`. Of one file in one thread at a time."""
        pieces, state = self._known.pop(name, (0, None)) if number else (0, hashlib.sha256())
        if pieces != number or state is None:
            return
        state.update(piece)  # without the interpreter's lock
        self._known[name] = (number + 1, state)
        while len(self._known) > self._MOST:
            with suppress(KeyError, StopIteration, RuntimeError):
                del self._known[next(iter(self._known))]

    def take(self, name: str, *, pieces: int) -> Digest | None:
        """Return the digest of the first `pieces` of a file, and forget it; None where it is not known."""
        known, state = self._known.pop(name, (0, None))
        return Digest(state.digest()) if state is not None and known == pieces else None


class _open_new:  # noqa: N801 -- used like `open`
    """A new file that only this account reads, closed at the end of the block."""

    def __init__(self, place: Path) -> None:
        _make(place.parent)
        self.fd = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            os.close(self.fd)


def pieces_of(path: Path) -> Iterator[bytes]:
    """Yield the bytes of a file, a piece at a time."""
    with path.open("rb") as file:
        while piece := file.read(_READ):
            yield piece


def _hash(path: Path) -> Digest:
    state = hashlib.sha256()
    for piece in pieces_of(path):
        state.update(piece)
    return Digest(state.digest())


def _make(folder: Path) -> None:
    if not folder.is_dir():
        folder.parent.mkdir(mode=0o700, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
