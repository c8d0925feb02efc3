"""The container of a proof file: a ZIP archive that has exactly one form for one set of files. docs/specs/proof.md, section 1.

Any archiver opens it. Stored and never compressed, sorted by name, times at the first moment that ZIP knows, no extra
fields, no comments: a reader takes the files out, prints them again, and compares every byte.
"""

import re
import struct
import zlib
from collections.abc import Mapping
from typing import Final

from comity.terms.refusals import Malformed, TooLarge

SPEC: Final = "docs/specs/proof.md, section 1"

SUFFIX: Final = ".comity.zip"
MAX_PACKAGE: Final = 64 * 1024 * 1024
MAX_FILES: Final = 16_384
MAGIC: Final = b"PK\x03\x04"

_WHAT: Final = "proof file"
_NAME: Final = re.compile(r"(?=.{1,200}\Z)[A-Za-z0-9][A-Za-z0-9._-]*(?:/[A-Za-z0-9][A-Za-z0-9._-]*)*")
# PKWARE APPNOTE 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16.
_LOCAL: Final = struct.Struct("<4s5H3L2H")
_CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
_END: Final = struct.Struct("<4s4H2LH")
_CENTRAL_MAGIC: Final = b"PK\x01\x02"
_END_MAGIC: Final = b"PK\x05\x06"
_MADE_BY: Final = 20
_NEEDED: Final = 10  # version 1.0: stored files
_FIRST_DAY: Final = 0x21  # 1980-01-01


def print_package(files: Mapping[str, bytes]) -> bytes:
    """Return the archive of `files`: ASCII names in folders by `/`. Raises `Malformed`, `TooLarge`."""
    if not 0 < len(files) <= MAX_FILES:
        raise Malformed(_WHAT, f"{len(files)} files")
    for name in files:
        if not _NAME.fullmatch(name):
            raise Malformed(_WHAT, f"file name {name[:80]!a}")
    size = sum(map(len, files.values()))
    if size > MAX_PACKAGE:
        raise TooLarge(_WHAT, size=size, cap=MAX_PACKAGE)
    local, central = bytearray(), bytearray()
    for name in sorted(files):
        content, printed = files[name], name.encode("ascii")
        facts = (_NEEDED, 0, 0, 0, _FIRST_DAY, zlib.crc32(content), len(content), len(content), len(printed), 0)
        central += _CENTRAL.pack(_CENTRAL_MAGIC, _MADE_BY, *facts, 0, 0, 0, 0, len(local)) + printed
        local += _LOCAL.pack(MAGIC, *facts) + printed + content
    end = _END.pack(_END_MAGIC, 0, 0, len(files), len(files), len(central), len(local), 0)
    data = bytes(local + central + end)
    if len(data) > MAX_PACKAGE:
        raise TooLarge(_WHAT, size=len(data), cap=MAX_PACKAGE)
    return data


def parse_package(data: bytes) -> dict[str, bytes]:
    """Read what `print_package` writes and nothing else; raises `TooLarge` over 64 MiB, otherwise `Malformed`."""
    # (1) the cap, before anything is read
    if len(data) > MAX_PACKAGE:
        raise TooLarge(_WHAT, size=len(data), cap=MAX_PACKAGE)
    # (2) the files, from the front; only names and sizes are believed
    files: dict[str, bytes] = {}
    at = 0
    while data.startswith(MAGIC, at) and len(files) < MAX_FILES:
        name, content, at = _next(data, at)
        files[name] = content
    # (3) everything else by printing it again: checksums, order, directory, and that nothing follows
    if not files or print_package(files) != data:
        raise Malformed(_WHAT, "not in its one form: changed, cut off, or longer than it was")
    return files


def _next(data: bytes, at: int) -> tuple[str, bytes, int]:
    start = at + _LOCAL.size
    if start > len(data):
        raise Malformed(_WHAT, "cut off")
    head = _LOCAL.unpack_from(data, at)
    size, name_size = head[8], head[9]
    end = start + name_size + size
    if end > len(data):
        raise Malformed(_WHAT, "cut off")
    try:
        name = data[start : start + name_size].decode("ascii")
    except UnicodeDecodeError as fault:
        raise Malformed(_WHAT, "a file name that is not ASCII") from fault
    return name, data[start + name_size : end], end
