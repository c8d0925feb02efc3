"""Tiles and entry bundles: the log as files that never change, named and read as C2SP tlog-tiles says.

A tile holds up to 256 hashes of one *row*: row 0 the leaf hashes, row 1 the roots of full tiles of row 0, and so on.
An entry bundle holds the records under one tile of row 0. The last file of a row is partial, and its name says how
wide it is.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeAlias

from comity.ledger.tree import MAX_SIZE, require_hash, require_size
from comity.terms.digests import SIZE, tree_root
from comity.terms.refusals import Malformed, TooLarge

SPEC: Final = "C2SP tlog-tiles"

HEIGHT: Final = 8
WIDTH: Final = 1 << HEIGHT
MAX_ROW: Final = 63
MAX_ENTRY: Final = 0xFFFF
MAX_BUNDLE: Final = WIDTH * (2 + MAX_ENTRY)

_LENGTH_BYTES: Final = 2
_CACHED_TILES: Final = 64
_PATH: Final = re.compile(r"tile/(?P<row>[0-9]{1,2}|entries)/(?P<index>(?:x[0-9]{3}/){0,6}[0-9]{3})(?:\.p/(?P<width>[0-9]{1,3}))?")


@dataclass(frozen=True, slots=True, order=True)
class Tile:
    """The name of one tile: its row, its place in the row, and how many of its 256 hashes there are."""

    row: int
    index: int
    width: int = WIDTH

    def __post_init__(self) -> None:
        """Refuse names that no log can have."""
        if not (0 <= self.row <= MAX_ROW and 0 <= self.index <= MAX_SIZE and 0 < self.width <= WIDTH):
            raise Malformed("tile name", f"row {self.row}, index {self.index}, width {self.width}")

    @property
    def path(self) -> str:
        """The name as a relative path, e.g. `tile/0/x001/x234/067.p/8`."""
        return f"tile/{self.row}/{_print_place(self.index, self.width)}"

    def leaves(self, entry: int) -> tuple[int, int]:
        """Return the first and the last leaf that the hash number `entry` of this tile stands for."""
        first = (self.index * WIDTH + entry) << (HEIGHT * self.row)
        return first, first + (1 << (HEIGHT * self.row)) - 1


@dataclass(frozen=True, slots=True, order=True)
class Bundle:
    """The name of one entry bundle: its place, and how many of its 256 records there are."""

    index: int
    width: int = WIDTH

    def __post_init__(self) -> None:
        """Refuse names that no log can have."""
        if not (0 <= self.index <= MAX_SIZE and 0 < self.width <= WIDTH):
            raise Malformed("bundle name", f"index {self.index}, width {self.width}")

    @property
    def path(self) -> str:
        """The name as a relative path, e.g. `tile/entries/000.p/8`."""
        return f"tile/entries/{_print_place(self.index, self.width)}"

    def leaves(self, entry: int) -> tuple[int, int]:
        """Return the leaf of record number `entry` twice, as `Tile.leaves` returns a first and a last one."""
        return (self.index * WIDTH + entry,) * 2


ReadTile: TypeAlias = Callable[[Tile], bytes]


def parse_path(path: str) -> Tile | Bundle:
    """Read the path of a tile or of an entry bundle; raises `Malformed` for every other text."""
    parts = _PATH.fullmatch(path)
    if not parts:
        raise Malformed("tile name", ascii(path[:80]))
    index = int(re.sub("[x/]", "", parts["index"]))
    width = int(parts["width"] or WIDTH)
    found = Bundle(index, width) if parts["row"] == "entries" else Tile(int(parts["row"]), index, width)
    if found.path != path:
        raise Malformed("tile name", ascii(path))
    return found


def print_tile(hashes: Sequence[bytes]) -> bytes:
    """Return the content of a tile: 1 to 256 hashes, one after another; raises `Malformed`."""
    if not 0 < len(hashes) <= WIDTH:
        raise Malformed("tile", f"{len(hashes)} hashes")
    return b"".join(require_hash(node, what="tile") for node in hashes)


def parse_tile(data: bytes, *, tile: Tile) -> tuple[bytes, ...]:
    """Return the hashes of the tile that is named `tile`; raises `TooLarge` or `Malformed`.

    Any 32 bytes may be a hash: only a path to a verified root shows that these are the log's.
    """
    if len(data) > WIDTH * SIZE:
        raise TooLarge("tile", size=len(data), cap=WIDTH * SIZE)
    if len(data) != tile.width * SIZE:
        raise Malformed("tile", f"{len(data)} bytes for {tile.width} hashes")
    return tuple(data[at : at + SIZE] for at in range(0, len(data), SIZE))


def print_bundle(records: Sequence[bytes]) -> bytes:
    """Return the content of an entry bundle: 1 to 256 records, each after its length in 2 bytes, big-endian."""
    if not 0 < len(records) <= WIDTH:
        raise Malformed("bundle", f"{len(records)} records")
    if any(len(record) > MAX_ENTRY for record in records):
        raise Malformed("bundle", f"a record over {MAX_ENTRY} bytes")
    return b"".join(len(record).to_bytes(_LENGTH_BYTES, "big") + record for record in records)


def parse_bundle(data: bytes, *, bundle: Bundle) -> tuple[bytes, ...]:
    """Return the records of the bundle that is named `bundle`; raises `TooLarge` or `Malformed`."""
    if len(data) > MAX_BUNDLE:
        raise TooLarge("bundle", size=len(data), cap=MAX_BUNDLE)
    records = []
    at = 0
    while at < len(data):
        start = at + _LENGTH_BYTES
        at = start + int.from_bytes(data[at:start], "big")
        if start > len(data) or at > len(data):
            raise Malformed("bundle", "ends inside a record")
        records.append(data[start:at])
    if len(records) != bundle.width:
        raise Malformed("bundle", f"{len(records)} records instead of {bundle.width}")
    return tuple(records)


class TileHashes:
    """A hash reader over the tiles of a log of `size` leaves: pass it as `hash_at`. It keeps 64 tiles in memory.

    `read` gives the content of the tile that it is asked for, at exactly that width, and may raise what it likes.
    Proofs for any earlier size of the log can be made from the same reader.
    """

    def __init__(self, size: int, *, read: ReadTile) -> None:
        """Read nothing yet."""
        self.size = require_size(size, what="log")
        self._read = read
        self._hashes = lru_cache(maxsize=_CACHED_TILES)(self._parsed)

    def __call__(self, level: int, index: int) -> bytes:
        """Return the hash of a complete subtree; raises `Malformed` when the log has no such subtree."""
        if level < 0 or index < 0 or (index + 1) << level > self.size:
            raise Malformed("log", f"no subtree {index} at level {level} in {self.size} leaves")
        row, within = divmod(level, HEIGHT)
        first = index << within  # the first hash of this row under the subtree
        at = first % WIDTH
        width = min(WIDTH, (self.size >> (HEIGHT * row)) - first + at)
        return tree_root(self._hashes(Tile(row, first // WIDTH, width))[at : at + (1 << within)])

    def _parsed(self, tile: Tile) -> tuple[bytes, ...]:
        """Read and parse one tile."""
        return parse_tile(self._read(tile), tile=tile)


def _print_place(index: int, width: int) -> str:
    """Print a place in three-digit groups, all but the last after an x, and the width of what is not full."""
    digits = str(index)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    place = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
    return place if width == WIDTH else f"{place}.p/{width}"
