"""The vault with two keepers: the disk, which has everything first, and a store elsewhere, which gets it from there.

What the disk keeps beside the folder of `vault`:

elsewhere/sha256sums.txt sha512sums.txt   what the store has, verified; the same lists lie in the store
elsewhere/due/ITEM                        papers that the store has not got yet
elsewhere/doomed/DIGEST                   bytes that were destroyed here and that the store has still

In the store the names are those of the disk, so that whoever fetches all of it has the folder, and `sha256sum -c` checks it.
Bytes leave the disk when the store has them, was asked for them and gave the same ones; whatever fails before that, they are here.
`moving` carries them; this module reads. No officer's page waits for the store but to read what is there alone.
"""

import hashlib
import secrets
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, Protocol, cast

from comity.evidence.steps import Digests
from comity.evidence.vault import CUSTODY, SUMS, FolderVault, Placed, line_of_sums, place_of, read_file, write_file
from comity.terms.digests import Digest

ELSEWHERE: Final = "elsewhere"
_DUE, _DOOMED = "due", "doomed"


@dataclass(frozen=True, slots=True)
class Shelved:
    """One name in the store: the length of what is read under it, and how many versions of it the store has."""

    name: str
    size: int
    versions: int


class ObjectStore(Protocol):
    """A store elsewhere. Each verb raises `StoreAway` where it is not reached or refuses its keys; nothing is lost by that."""

    def begin(self) -> None:
        """See that the store is there and refuses to put anything over what it has; raises `StoreUnfit`."""

    def put(self, name: str, file: Path, *, digest: Digest) -> bool:
        """Put a file where nothing is yet, its SHA-256 checked by the store; False where something is there, which is left as it is.

        What was interrupted goes on where it stood. The CALLER reads back what is there.
        """

    def replace(self, name: str, data: bytes) -> None:
        """Put a list or a paper over the one before it."""

    def get(self, name: str) -> Iterator[bytes] | None:
        """Return what is there, in pieces; None where nothing is."""

    def names(self, under: str) -> Iterator[Shelved]:
        """Yield what stands under a name, in order."""

    def remove(self, name: str) -> None:
        """Remove every version of what two officers destroyed, and nothing else; raises `StoreKeeps` where its lock forbids it."""


class StoredVault(FolderVault):
    """The folder of the node, and the store behind it."""

    def __init__(self, folder: Path, *, store: Callable[[], ObjectStore]) -> None:
        """`store` opens the store; it is asked when something is wanted of it, and no sooner."""
        super().__init__(folder)
        self._open_store = store

    @property
    def store(self) -> ObjectStore:
        """The store."""
        return self._open_store()

    def keep(self, pieces: Iterable[bytes], *, cap: int) -> Placed:
        """As `Vault.keep`: on this disk when it returns. Bytes that were to be removed from the store are wanted again."""
        placed = super().keep(pieces, cap=cap)
        self.spare(placed.digests.sha256)
        return placed

    def measure(self, digest: Digest) -> Digests | None:
        """As `Vault.measure`. The store is asked also where no list says that it has them: `None` locks an item. Raises `StoreAway`."""
        return self.measure_here(digest) or self.measure_afar(digest)

    def measure_here(self, digest: Digest) -> Digests | None:
        """Measure what this disk has."""
        return super().measure(digest)

    def measure_afar(self, digest: Digest) -> Digests | None:
        """Measure what the store gives, every byte of it; raises `StoreAway`."""
        pieces = self.store.get(place_of(digest))
        if pieces is None:
            return None
        short, long = hashlib.sha256(), hashlib.sha512()
        for piece in pieces:
            short.update(piece)
            long.update(piece)
        return Digests(Digest(short.digest()), long.hexdigest())

    def open(self, digest: Digest) -> BinaryIO:
        """As `Vault.open`: what comes from the store is measured as it comes. Raises `StoreAway`, `OSError` where there are none such."""
        try:
            return super().open(digest)
        except FileNotFoundError:
            pieces = self.store.get(place_of(digest))
            if pieces is None:
                raise
        self._begin()
        file = cast("BinaryIO", tempfile.TemporaryFile(dir=self.folder))  # noqa: SIM115 the caller closes it
        try:
            state = hashlib.sha256()
            for piece in pieces:
                state.update(piece)
                file.write(piece)
            if Digest(state.digest()) != digest:
                raise FileNotFoundError(str(digest))
            file.seek(0)
        except BaseException:
            file.close()
            raise
        return file

    def path(self, digest: Digest) -> Path:
        """Return where this disk has the bytes, or would have them."""
        return self._store.path(digest)

    def list_of_papers(self, item: str) -> bytes:
        """Return the list of digests that stands beside the papers of an item."""
        return read_file(self.folder / CUSTODY / item / SUMS[0])

    def remove(self, digest: Digest) -> bool:
        """As `Vault.remove`: from the disk now, from the store when bytes are carried next; until then `listed` has them still."""
        here = super().remove(digest)
        if not self.is_afar(digest):
            return here
        self.doom(digest)
        return True

    def forget_here(self, digest: Digest) -> None:
        """Let bytes leave the disk that the store has. The CALLER has read them there."""
        super().remove(digest)

    def listed(self) -> Iterator[Digest]:
        """As `Vault.listed`: on the disk or in the store."""
        yield from sorted({*self.here(), *self.afar()})

    def here(self) -> Iterator[Digest]:
        """Yield what is on the disk, in order."""
        return super().listed()

    def afar(self) -> Mapping[Digest, str]:
        """Return what the store has by the lists here: SHA-512 by digest."""
        lists = [read_list(data) for _, data in self.lists()]
        return {Digest.parse(sha256): lists[1].get(place, "") for place, sha256 in lists[0].items()}

    def note(self, item: str, papers: Mapping[str, bytes]) -> None:
        """As `Vault.note`; what the store has of them is old from now on."""
        self.owe(item)
        super().note(item, papers)

    def owe(self, item: str) -> None:
        """Write down that the store is to get the papers of an item."""
        self._mark(_DUE, item, secrets.token_hex(16).encode())

    def owed(self) -> Iterator[tuple[str, bytes]]:
        """Yield the items whose papers are due, with a token that is another one when they were written again."""
        folder = self.folder / ELSEWHERE / _DUE
        for name in _marks(folder):
            yield name, read_file(folder / name)

    def paid(self, item: str, token: bytes) -> None:
        """The store has the papers for which `token` stood."""
        file = self.folder / ELSEWHERE / _DUE / item
        with self._lists():
            if read_file(file) == token:
                file.unlink(missing_ok=True)

    def doom(self, digest: Digest) -> None:
        """Write down that the store is to remove these bytes."""
        self._mark(_DOOMED, str(digest), b"")

    def spare(self, digest: Digest) -> None:
        """Take that back."""
        (self.folder / ELSEWHERE / _DOOMED / str(digest)).unlink(missing_ok=True)

    def doomed(self) -> Iterator[Digest]:
        """Yield what the store is to remove, in order."""
        return (Digest.parse(name) for name in _marks(self.folder / ELSEWHERE / _DOOMED))

    def lists(self) -> Iterator[tuple[str, bytes]]:
        """Yield the lists of what the store has, as they are here."""
        return ((name, read_file(self.folder / ELSEWHERE / name)) for name in SUMS)

    def write_lists(self, has: Mapping[Digest, str]) -> None:
        """Write what the store has: into the store first, then here."""
        lines = [(str(digest), sha512, place_of(digest)) for digest, sha512 in sorted(has.items())]
        lists = [
            "".join(line_of_sums(sha256, place) for sha256, _, place in lines).encode(),
            "".join(line_of_sums(sha512, place) for _, sha512, place in lines).encode(),
        ]
        for name, data in zip(SUMS, lists, strict=True):
            self.store.replace(name, data)
        self._make(ELSEWHERE)
        for name, data in zip(SUMS, lists, strict=True):
            write_file(self.folder / ELSEWHERE / name, data)

    def is_afar(self, digest: Digest) -> bool:
        """Say whether the store has the bytes, by the list here."""
        return line_of_sums(str(digest), place_of(digest)).encode() in read_file(self.folder / ELSEWHERE / SUMS[0])

    def _mark(self, kind: str, name: str, data: bytes) -> None:
        self._begin()
        self._make(ELSEWHERE, kind)
        with self._lists():
            write_file(self.folder / ELSEWHERE / kind / name, data)

    def _make(self, *names: str) -> None:
        folder = self.folder
        for name in names:
            folder /= name
            folder.mkdir(mode=0o700, exist_ok=True)


def is_something_due(folder: Path) -> bool:
    """Say whether a vault in `folder` has anything that the store is to get or to lose, by a look at names alone."""
    marks = (folder / ELSEWHERE / kind for kind in (_DUE, _DOOMED))
    return any(_marks(one) for one in marks) or any((folder / "objects").glob("??/*"))


def _marks(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir() if not file.name.startswith(".")) if folder.is_dir() else []


def read_list(data: bytes) -> dict[str, str]:
    """Return the digests of a list of bytes in custody by their place."""
    pairs = (line.partition("  ") for line in data.decode("ascii").splitlines())
    return {place: digest for digest, _, place in pairs}
