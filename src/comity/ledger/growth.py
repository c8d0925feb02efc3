"""From rows to files: the tiles and bundles that a log's rows imply, all of them or those that are new.

Files come in an order in which they can be written: a tile after everything that it was made from. Memory stays
below 256 hashes for each row, however long the log.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, TypeAlias

from comity.ledger.tiles import HEIGHT, WIDTH, Bundle, ReadTile, Tile, parse_tile, print_bundle, print_tile
from comity.ledger.tree import require_hash, require_size
from comity.terms.digests import tree_root
from comity.terms.refusals import Malformed

SPEC: Final = "C2SP tlog-tiles, Merkle Tree and Log entries"

ReadRows: TypeAlias = Callable[[int, int], Sequence[bytes]]  # the rows from start up to, not including, stop

_ROWS_AT_ONCE: Final = 16 * WIDTH


def grow_tiles(leaf_hashes: Iterable[bytes], *, since: int, read: ReadTile) -> Iterator[tuple[str, bytes]]:
    """Yield (path, content) of each tile that is new or wider once `leaf_hashes` follow the first `since` leaves.

    `read` is asked for the partial tiles at the right edge of the log of `since` leaves, at most one in each row, and
    for none when `since` is 0. Raises `Malformed` for hashes or tiles of another length.
    """
    rows = [_Row(number, since, read=read) for number in range(_rows(since))]
    for leaf in leaf_hashes:
        number, node = 0, require_hash(leaf, what="leaf")
        while True:
            if number == len(rows):
                rows.append(_Row(number, 0, read=read))
            full = rows[number].push(node)
            if full is None:
                break
            yield full
            number, node = number + 1, rows[number].take_root()
    yield from (row.partial() for row in rows if row.grew and row.hashes)


def expected_tiles(size: int, *, leaf_hashes: ReadRows) -> Iterator[tuple[str, bytes]]:
    """Yield (path, content) of every tile of a log of `size` leaves, in one pass over its leaf hashes.

    Raises `Malformed` where `leaf_hashes` gives fewer or more rows than it was asked for.
    """
    return grow_tiles(_in_order(size, leaf_hashes), since=0, read=_no_tile)


def expected_bundles(size: int, *, records: ReadRows, since: int = 0) -> Iterator[tuple[str, bytes]]:
    """Yield (path, content) of every entry bundle that a log of `size` leaves has and one of `since` leaves has not.

    Raises `Malformed` where `records` gives fewer or more rows than it was asked for.
    """
    require_size(size, what="log")
    for start in range(since - since % WIDTH, size, WIDTH):
        stop = min(start + WIDTH, size)
        if stop > since:
            yield Bundle(start // WIDTH, stop - start).path, print_bundle(_rows_between(start, stop, records))


class _Row:
    """The right edge of one row of tiles while it grows."""

    def __init__(self, number: int, since: int, *, read: ReadTile) -> None:
        count = since >> (HEIGHT * number)
        self.number = number
        self.index, width = divmod(count, WIDTH)
        self.hashes: list[bytes] = []
        self.grew = False
        if width:
            tile = Tile(number, self.index, width)
            self.hashes.extend(parse_tile(read(tile), tile=tile))

    def push(self, node: bytes) -> tuple[str, bytes] | None:
        """Take one hash; return the tile if that filled it."""
        self.hashes.append(node)
        self.grew = True
        return self.partial() if len(self.hashes) == WIDTH else None

    def take_root(self) -> bytes:
        """Return the root of the full tile, and begin the next one."""
        root = tree_root(self.hashes)
        self.hashes.clear()
        self.index += 1
        return root

    def partial(self) -> tuple[str, bytes]:
        """Return the tile as wide as it is now."""
        return Tile(self.number, self.index, len(self.hashes)).path, print_tile(self.hashes)


def _rows(size: int) -> int:
    """Return how many rows of tiles a log of `size` leaves has."""
    return -(-require_size(size, what="log").bit_length() // HEIGHT)


def _in_order(size: int, read: ReadRows) -> Iterator[bytes]:
    """Read all rows of a log, a few thousand at once."""
    for start in range(0, require_size(size, what="log"), _ROWS_AT_ONCE):
        yield from _rows_between(start, min(start + _ROWS_AT_ONCE, size), read)


def _rows_between(start: int, stop: int, read: ReadRows) -> Sequence[bytes]:
    """Read some rows, and see that none is missing."""
    found = read(start, stop)
    if len(found) != stop - start:
        raise Malformed("log", f"{len(found)} rows from {start} to {stop - 1}")
    return found


def _no_tile(tile: Tile) -> bytes:
    """Stand where an empty log has no tile to read."""
    raise Malformed("log", f"no tile {tile.path}")
