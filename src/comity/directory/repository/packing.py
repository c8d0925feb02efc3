"""A repository as one file on a stick: an archive of its published files and of nothing else."""

import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from comity.directory.freshness import CHANGES
from comity.directory.repository.layout import LARGEST, METADATA, TARGETS
from comity.directory.repository.refusals import BadRepository
from comity.terms.refusals import TooLarge

MOST_FILES: Final = 20_000
MOST_BYTES: Final = 256 * 1024 * 1024
_FIRST_OF_ZIP: Final = (1980, 1, 1, 0, 0, 0)


def pack(folder: Path, *, into: Path) -> int:
    """Write the published files of the repository in `folder` as one archive; return how many they are."""
    files = sorted(file for name in (METADATA, TARGETS) for file in (folder / name).rglob("*") if file.is_file())
    files += [folder / CHANGES] if (folder / CHANGES).exists() else []
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            archive.writestr(zipfile.ZipInfo(str(file.relative_to(folder)), _FIRST_OF_ZIP), file.read_bytes(), zipfile.ZIP_DEFLATED)
    return len(files)


@contextmanager
def opened(source: Path) -> Iterator[Path]:
    """Give the folder of a repository: `source` itself, or for a file what is in it, for as long as it is used.

    Raises `BadRepository`, `TooLarge`.
    """
    if source.is_dir():
        yield source
        return
    with tempfile.TemporaryDirectory(prefix="comity-") as folder:
        _unpack(source, Path(folder))
        yield Path(folder)


def _unpack(source: Path, folder: Path) -> None:
    try:
        with zipfile.ZipFile(source) as archive:
            listed = archive.infolist()
            size = sum(one.file_size for one in listed)
            if len(listed) > MOST_FILES or size > MOST_BYTES or any(one.file_size > LARGEST for one in listed):
                raise TooLarge("directory repository", size=size, cap=MOST_BYTES)
            for one in listed:
                target = folder / _place(one.filename)
                target.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(one) as packed:
                    data = packed.read(one.file_size + 1)
                if len(data) != one.file_size or target.exists():
                    raise BadRepository(where="the archive is not what it says of itself")
                target.write_bytes(data)
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, EOFError, ValueError) as fault:
        raise BadRepository(where=f"the archive cannot be read ({type(fault).__name__})") from fault


def _place(name: str) -> str:
    """Return the path of a file in the archive, which leads nowhere else."""
    first, *rest = name.split("/")
    if not name.isascii() or not name.isprintable() or "\\" in name or any(part in ("", ".", "..") for part in (first, *rest)):
        raise BadRepository(where="a path in the archive")
    if (first not in (METADATA, TARGETS) or not rest) and name != CHANGES:
        raise BadRepository(where="a path in the archive")
    return name
