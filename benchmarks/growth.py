"""The log: how fast it grows, and how long a proof of inclusion takes out of the files of a log of ten million leaves.

RFC 6962 over C2SP tlog-tiles, by the code that the node runs: the right edge that moves in each act's transaction, the tiles that are
written behind it, and the reader that a proof is made with. No database, no signature.
"""

import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.arithmetic import p50, p99
from benchmarks.figures import Figure, Report
from benchmarks.machine import load
from comity.ledger.frontier import Frontier
from comity.ledger.growth import grow_tiles
from comity.ledger.proofs import prove_inclusion, verify_inclusion
from comity.ledger.tiles import ReadTile, Tile, TileHashes
from comity.ledger.tree import root_at
from comity.terms.digests import leaf_hash

RATE: Final = 100_000  # leaves a second
MILLISECONDS: Final = 5  # of a proof
ROUNDS: Final = 3
PROOFS: Final = 500
_RECORD: Final = 200  # bytes of a leaf's record


@dataclass(frozen=True, slots=True)
class Effort:
    """How many leaves are appended in a round, and how many the log has of which proofs are made."""

    appended: int
    leaves: int


FULL: Final = Effort(appended=300_000, leaves=10_000_000)
QUICK: Final = Effort(appended=30_000, leaves=100_000)


def measure(folder: Path, *, effort: Effort, report: Report) -> None:
    """Append in rounds and quote the quietest; then make a long log, and proofs out of it, each by a reader that has read nothing."""
    rates = [effort.appended / _append(folder / f"round-{number}", effort.appended) for number in range(ROUNDS)]
    report.figures.append(Figure("log: leaves appended: hashes, right edge, tiles", round(max(rates)), "/s", least=RATE))
    made, verified = _prove(folder / "long", effort.leaves)
    name = f"proof of inclusion out of {effort.leaves:,} leaves"
    report.figures += [
        Figure(f"{name}, p50", round(p50(made), 2), "ms"),
        Figure(f"{name}, p99", round(p99(made), 2), "ms", most=MILLISECONDS),
        Figure(f"{name}, verified, p50", round(p50(verified), 3), "ms"),
    ]
    report.circumstances["log"] = {"load": load(), "rates": [round(one) for one in rates]}


def _append(folder: Path, count: int) -> float:
    """Return the seconds in which records become leaves of a log whose edge and tiles are kept."""
    records = [number.to_bytes(8, "big") * (_RECORD // 8) for number in range(count)]
    begun = time.perf_counter()
    hashes = [leaf_hash(record) for record in records]
    frontier = Frontier().extend(hashes)
    _write(folder, grow_tiles(hashes, since=0, read=_nothing))
    took = time.perf_counter() - begun
    assert frontier.root == root_at(count, hash_at=TileHashes(count, read=_reader(folder)))
    return took


def _prove(folder: Path, size: int) -> tuple[list[float], list[float]]:
    """Return the milliseconds of each proof as it is made, and as it is verified."""
    _write(folder, grow_tiles(_leaves(size), since=0, read=_nothing))
    read = _reader(folder)
    root = root_at(size, hash_at=TileHashes(size, read=read))
    made, verified = [], []
    for index in range(size // (2 * PROOFS), size, size // PROOFS):
        begun = time.perf_counter()
        proof = prove_inclusion(index, size=size, hash_at=TileHashes(size, read=read))
        between = time.perf_counter()
        verify_inclusion(_leaf(index), proof=proof, root=root)
        verified.append((time.perf_counter() - between) * 1000)
        made.append((between - begun) * 1000)
    return made, verified


def _leaf(number: int) -> bytes:
    """Return a hash that stands for a leaf: what it is the hash of is not asked."""
    return hashlib.sha256(number.to_bytes(8, "big")).digest()


def _leaves(size: int) -> Iterator[bytes]:
    return map(_leaf, range(size))


def _write(folder: Path, tiles: Iterator[tuple[str, bytes]]) -> None:
    for name, data in tiles:
        file = folder / name
        if not file.parent.is_dir():
            file.parent.mkdir(parents=True)
        file.write_bytes(data)


def _reader(folder: Path) -> ReadTile:
    """Return what reads tiles where they were written."""
    return lambda tile: (folder / tile.path).read_bytes()


def _nothing(tile: Tile) -> bytes:
    message = f"an empty log has no tile {tile.path}"
    raise AssertionError(message)
