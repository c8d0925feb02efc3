"""What waited is carried away: acts sealed while the peer was gone, from the first receipt that is kept until the last.

Then the same with a disk that takes four milliseconds longer for each promise. A disk cannot be asked for that: a small library, compiled
here and loaded before both couriers, waits in `fsync` and `fdatasync`. Where there is no C compiler this is said, and not measured.
"""

import os
import shutil
import statistics
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.exchange import start_couriers
from benchmarks.figures import Figure, Report
from benchmarks.machine import disk, load
from benchmarks.world import Node, two_nodes

RATE: Final = 500
SLOW_RATE: Final = 300
SLOWER_BY: Final = 4  # milliseconds
_COMPILER: Final = shutil.which("cc") or shutil.which("gcc")
_LATER: Final = """
#define _GNU_SOURCE
#include <time.h>
#include <unistd.h>
#include <sys/syscall.h>
static void wait(void) { struct timespec t = {0, %d * 1000000L}; nanosleep(&t, 0); }
int fsync(int fd) { wait(); return syscall(SYS_fsync, fd); }
int fdatasync(int fd) { wait(); return syscall(SYS_fdatasync, fd); }
"""


@dataclass(frozen=True, slots=True)
class Effort:
    """How often, and how many acts wait each time."""

    rounds: int
    acts: int


FULL: Final = Effort(rounds=5, acts=600)
QUICK: Final = Effort(rounds=2, acts=100)


def measure(folder: Path, *, effort: Effort, report: Report) -> None:
    """Let acts wait for a courier that is stopped, start it, and count; then on the slower disk."""
    with two_nodes(folder) as (sender, receiver):
        start_couriers(sender, receiver)
        rates = [_drained(sender, receiver, count=effort.acts) for _ in range(effort.rounds)]
        report.figures.append(Figure("sealed acts that waited, carried", round(statistics.median(rates), 1), "/s", least=RATE))
        report.circumstances["draining"] = {"load": load(), "rates": rates, "fdatasync_p50_ms": disk(folder).p50}
        if _COMPILER is None:
            print("draining: no C compiler, so no slower disk: not measured", flush=True)
            return
        with _slower_disk(folder):
            for node in (receiver, sender):
                node.stop_process()
                node.start_courier()
            slow = [_drained(sender, receiver, count=effort.acts) for _ in range(effort.rounds)]
        name = f"the same, with {SLOWER_BY} ms added to each fsync"
        report.figures.append(Figure(name, round(statistics.median(slow), 1), "/s", least=SLOW_RATE))
        report.circumstances["draining"] |= {"slow_rates": slow}


def _drained(sender: Node, receiver: Node, *, count: int) -> float:
    """Return how many acts a second are receipted once the receiver is back."""
    sender.do("prepare", count=count, peer=str(receiver.home.node))
    receiver.stop_process()
    sender.do("approve_all")
    receiver.start_courier()
    return round((count - 1) / sender.do("drained", count=count)["seconds"], 1)


@contextmanager
def _slower_disk(folder: Path) -> Iterator[None]:
    """Let processes that are started meanwhile wait longer in each promise of the disk."""
    assert _COMPILER is not None
    source, library = folder / "later.c", folder / "later.so"
    source.write_text(_LATER % SLOWER_BY, encoding="ascii")
    subprocess.run([_COMPILER, "-shared", "-fPIC", "-O2", "-o", str(library), str(source)], check=True)
    before = os.environ.get("LD_PRELOAD")
    os.environ["LD_PRELOAD"] = str(library)
    try:
        yield
    finally:
        os.environ.pop("LD_PRELOAD")
        if before is not None:
            os.environ["LD_PRELOAD"] = before
