"""What TLS adds to the line between two nodes: listener and caller in one process, by its own clock of processor, plain beside TLS."""

import importlib
import sys
import time
from pathlib import Path
from typing import Any, Final, Protocol

from benchmarks.figures import Figure, Report
from benchmarks.machine import load
from benchmarks.world import one_node
from comity.site.booting import boot

SIZE: Final = 20_000  # bytes of an answer: what the envelope of an act of 10 KiB has
ROUNDS: Final = 7
ASKED: Final = 300
OPENED: Final = 40


def measure(folder: Path, *, quick: bool, report: Report) -> None:
    """Alternate rounds of plain and TLS, and quote the quietest of each; both ends' work is in them, and no act."""
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
    boot(one_node(folder / "node").home.path)  # the listener is part of a node with settings; it asks no table here
    door: Any = importlib.import_module("worlds.door")
    taken: dict[str, list[tuple[float, float]]] = {"https": [], "http": []}
    for number in range(2 if quick else ROUNDS):
        for scheme, rounds in taken.items():
            with door.listening(folder / "founded", folder / f"{scheme}-{number}", scheme=scheme) as opened:
                opened.here.log.joinpath("checkpoint").write_bytes(bytes(SIZE))
                rounds.append((_kept(opened), _anew(opened)))
    report.circumstances["line"] = {"load": load(), "bytes": SIZE}
    for place, name in enumerate((f"{SIZE} bytes on a kept connection", f"{SIZE} bytes on a new connection")):
        plain, sealed = (min(one[place] for one in taken[scheme]) for scheme in ("http", "https"))
        report.figures += [
            Figure(f"{name}, plain, of processor", round(plain * 1000, 3), "ms"),
            Figure(f"{name}, TLS 1.3, of processor", round(sealed * 1000, 3), "ms"),
        ]


class _Line(Protocol):
    """As far as it is measured: `worlds.door.Door`."""

    def pool(self) -> Any:  # noqa: ANN401 the pool of the courier, which is loaded once there are settings
        """Return what the caller opens its line with."""

    def read(self, pool: Any) -> bytes:  # noqa: ANN401 as above
        """Ask once, and return the answer."""


def _kept(door: _Line) -> float:
    pool = door.pool()
    door.read(pool)
    begun = time.process_time()
    for _ in range(ASKED):
        door.read(pool)
    took = (time.process_time() - begun) / ASKED
    pool.clear()
    return took


def _anew(door: _Line) -> float:
    begun = time.process_time()
    for _ in range(OPENED):
        pool = door.pool()
        door.read(pool)
        pool.clear()
    return (time.process_time() - begun) / OPENED
