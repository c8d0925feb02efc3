"""The archive of a case file: a ZIP that any archiver opens, written and read a piece at a time. docs/specs/casefile.md, section 1.

Stored and never compressed, so that a small file cannot unpack to a large one; times at the first moment that ZIP knows; no extra
fields, no comments. Its central directory follows from its members: a reader computes it and compares every byte.
"""

import hashlib
import re
import struct
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO, Final

from comity.desk.casefile.refusals import NotWhole
from comity.terms.digests import Digest
from comity.terms.refusals import Malformed, TooLarge

SPEC: Final = "docs/specs/casefile.md, section 1"

SUFFIX: Final = ".casefile.zip"
MAX_BUNDLE: Final = 2 * 1024 * 1024 * 1024
MAX_MEMBERS: Final = 16_384
MAX_KEPT: Final = 96 * 1024 * 1024  # of all the members that a reader looks into: a proof is 64 MiB at most
PIECE: Final = 2**20

_WHAT: Final = "case file"
_NAME: Final = re.compile(r"(?=.{1,200}\Z)[A-Za-z0-9][A-Za-z0-9._-]*(?:/[A-Za-z0-9][A-Za-z0-9._-]*)*")
# PKWARE APPNOTE 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16.
_LOCAL: Final = struct.Struct("<4s5H3L2H")
_CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
_END: Final = struct.Struct("<4s4H2LH")
_LOCAL_MAGIC: Final = b"PK\x03\x04"
_CENTRAL_MAGIC: Final = b"PK\x01\x02"
_END_MAGIC: Final = b"PK\x05\x06"
_MADE_BY: Final = 20
_NEEDED: Final = 10  # version 1.0: stored files
_FIRST_DAY: Final = 0x21  # 1980-01-01


@dataclass(frozen=True, slots=True)
class Stored:
    """A member as it stands in the archive: SHA-256, bytes, and its content where the reader wanted that."""

    digest: Digest
    size: int
    data: bytes = field(default=b"", repr=False)


class BundleWriter:
    """Writes members one after the other; `finish` writes the directory. The target can be sought in, and nothing is kept in memory."""

    def __init__(self, out: BinaryIO) -> None:
        """`out` stands at its beginning."""
        self._out, self._central, self._count, self._names = out, bytearray(), 0, set[str]()

    def add(self, name: str, pieces: Iterable[bytes]) -> Stored:
        """Write one member. Raises `Malformed` for a name that is taken or unsafe, `TooLarge` once the archive is over 2 GiB."""
        if not _NAME.fullmatch(name) or name in self._names or self._count >= MAX_MEMBERS:
            raise Malformed(_WHAT, f"member {self._count + 1}, {name[:80]!a}")
        start, printed = self._out.tell(), name.encode("ascii")
        self._out.write(_local(printed, crc=0, size=0) + printed)
        hashed, crc, size = hashlib.sha256(), 0, 0
        for piece in pieces:
            hashed.update(piece)
            crc, size = zlib.crc32(piece, crc), size + len(piece)
            if start + size > MAX_BUNDLE:
                raise TooLarge(_WHAT, size=start + size, cap=MAX_BUNDLE)
            self._out.write(piece)
        end = self._out.tell()
        self._out.seek(start)
        self._out.write(_local(printed, crc=crc, size=size))
        self._out.seek(end)
        self._central += _central(printed, crc=crc, size=size, start=start)
        self._names.add(name)
        self._count += 1
        return Stored(Digest(hashed.digest()), size)

    def finish(self) -> None:
        """Write the directory; nothing can be added afterwards."""
        self._out.write(_directory(self._central, count=self._count, start=self._out.tell()))


def read_bundle(source: BinaryIO, *, keep: Callable[[str], bool]) -> Mapping[str, Stored]:
    """Return every member in its order, read once from the front; the content of those that `keep` names, up to 96 MiB in all.

    Raises `NotWhole` for whatever `BundleWriter` would not have written: compressed, renamed, added behind, cut off.
    """
    found: dict[str, Stored] = {}
    central, at = bytearray(), 0
    while True:
        head = source.read(_LOCAL.size)
        if not head.startswith(_LOCAL_MAGIC):
            break
        name, stored, crc = _member(source, head, taken=found, keep=keep)
        central += _central(name.encode("ascii"), crc=crc, size=stored.size, start=at)
        at += _LOCAL.size + len(name) + stored.size
        found[name] = stored
        if len(found) > MAX_MEMBERS or at > MAX_BUNDLE:
            raise NotWhole(file=name, why="the archive is larger than a case file can be")
    expected = _directory(central, count=len(found), start=at)
    if not found or head + source.read(len(expected) - len(head) + 1) != expected:
        raise NotWhole(file="archive", why="not in its one form: changed, cut off, or longer than it was")
    return found


def _member(source: BinaryIO, head: bytes, *, taken: Mapping[str, Stored], keep: Callable[[str], bool]) -> tuple[str, Stored, int]:
    place = f"member {len(taken) + 1}"
    if len(head) < _LOCAL.size:
        raise NotWhole(file=place, why="cut off")
    fields = _LOCAL.unpack(head)
    crc, size, name_size = fields[6], fields[8], fields[9]
    printed = source.read(name_size)
    name = printed.decode("ascii", errors="replace")
    if head != _local(printed, crc=crc, size=size):
        raise NotWhole(file=place, why="it is compressed, encrypted or otherwise not as a case file stores it")
    if not _NAME.fullmatch(name) or name in taken:
        raise NotWhole(file=place, why="its name is unsafe, or there twice")
    kept = bytearray() if keep(name) else None
    if kept is not None and size + sum(len(one.data) for one in taken.values()) > MAX_KEPT:
        raise NotWhole(file=name, why="it is too large for what it is")
    hashed, counted, left = hashlib.sha256(), 0, size
    while left:
        piece = source.read(min(PIECE, left))
        if not piece:
            raise NotWhole(file=name, why="cut off")
        hashed.update(piece)
        counted, left = zlib.crc32(piece, counted), left - len(piece)
        if kept is not None:
            kept += piece
    if counted != crc:
        raise NotWhole(file=name, why="its checksum is another one")
    return name, Stored(Digest(hashed.digest()), size, bytes(kept or b"")), crc


def _local(printed: bytes, *, crc: int, size: int) -> bytes:
    return _LOCAL.pack(_LOCAL_MAGIC, _NEEDED, 0, 0, 0, _FIRST_DAY, crc, size, size, len(printed), 0)


def _central(printed: bytes, *, crc: int, size: int, start: int) -> bytes:
    facts = (_NEEDED, 0, 0, 0, _FIRST_DAY, crc, size, size, len(printed), 0)
    return _CENTRAL.pack(_CENTRAL_MAGIC, _MADE_BY, *facts, 0, 0, 0, 0, start) + printed


def _directory(central: bytes | bytearray, *, count: int, start: int) -> bytes:
    return bytes(central) + _END.pack(_END_MAGIC, 0, 0, count, count, len(central), start, 0)
