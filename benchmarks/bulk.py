"""Files beside acts, from the approval until the other side's receipt for every one is kept: one of 1 MiB after the other, 50 MiB, 1 GiB.

Beside them GnuPG alone, which signs, encrypts, decrypts and verifies the same bytes on the same disk, and carries and receipts nothing.
"""

import filecmp
import os
import statistics
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks import peer
from benchmarks.exchange import start_couriers
from benchmarks.figures import Figure, Report
from benchmarks.machine import disk, load, peak
from benchmarks.world import Node, two_nodes

MIB: Final = 2**20
SMALL_RATE: Final = 40  # acts with a file of 1 MiB, a second
MIDDLE_SECONDS: Final = 0.8
LARGE_RATE: Final = 150  # MiB a second
LARGE_MEMORY: Final = 200  # MB, of either courier
_PARTS: Final = 16  # a file has 100 MiB at most: more comes as several
_CAPS: Final = "\n[file_caps]\nmost = 64\ntotal_mib = 6400\n"


@dataclass(frozen=True, slots=True)
class Effort:
    """How many small ones, how often the middle one, and how many MiB the large one has."""

    small: int
    rounds: int
    large: int


FULL: Final = Effort(small=100, rounds=5, large=1024)
QUICK: Final = Effort(small=10, rounds=2, large=64)


def measure(folder: Path, *, effort: Effort, report: Report) -> None:
    """Send files between two nodes, and hand the same bytes through GnuPG."""
    with two_nodes(folder) as (sender, receiver), peer.correspondents() as mail:
        for node in (sender, receiver):
            with (node.home.path / "node.toml").open("a", encoding="utf-8") as settings:
                settings.write(_CAPS)
            node.stop_driver()  # it has read the settings already
            node.start_driver()
        start_couriers(sender, receiver)
        _sent(sender, receiver, folder, sizes=[MIB])  # warm
        small = effort.small / _sent(sender, receiver, folder, sizes=[MIB] * effort.small, together=False)
        middle = [_sent(sender, receiver, folder, sizes=[50 * MIB]) for _ in range(effort.rounds)]
        gpg = [_by_gpg(mail, folder, mib=50) for _ in range(effort.rounds)]
        large = _sent(sender, receiver, folder, sizes=[effort.large * MIB // _PARTS] * _PARTS)
        memory = max(peak(node.process.pid) for node in (sender, receiver) if node.process is not None)
        large_gpg = _by_gpg(mail, folder, mib=effort.large)
    ours, theirs = effort.large / large, effort.large / large_gpg
    report.figures += [
        Figure("acts with a file of 1 MiB", round(small, 1), "/s", least=SMALL_RATE),
        Figure("a file of 50 MiB", round(statistics.median(middle), 2), "s", most=MIDDLE_SECONDS),
        Figure("a file of 50 MiB, GnuPG alone", round(statistics.median(gpg), 2), "s"),
        Figure(f"{effort.large:,} MiB in {_PARTS} files", round(ours, 1), "MiB/s", least=LARGE_RATE),
        Figure(f"{effort.large:,} MiB, GnuPG alone", round(theirs, 1), "MiB/s"),
        Figure("the same, by GnuPG alone", round(ours / theirs, 2), "x"),
        Figure("most memory of either courier meanwhile", round(memory), "MB", most=LARGE_MEMORY),
    ]
    report.circumstances["files"] = {"load": load(), "middle": middle, "gpg": gpg, "fdatasync_p50_ms": disk(folder).p50}


def _sent(sender: Node, receiver: Node, folder: Path, *, sizes: list[int], together: bool = True) -> float:
    """Return the seconds from the first approval until all files are receipted; `together` in one act, else in one each."""
    files = []
    for number, size in enumerate(sizes):
        file = folder / f"paper-{number}"
        with file.open("wb") as out:
            for start in range(0, size, MIB):
                out.write(os.urandom(min(MIB, size - start)))
        files.append(str(file))
    acts = [files] if together else [[file] for file in files]
    sender.do("prepare_files", acts=acts, peer=str(receiver.home.node))
    return float(sender.do("send_files", count=len(sizes))["seconds"])


def _by_gpg(mail: peer.Peer, folder: Path, *, mib: int) -> float:
    """Return the seconds in which GnuPG signs and encrypts as many bytes into a file, and decrypts and verifies them into another."""
    plain, sealed, opened = (folder / name for name in ("plain", "sealed.gpg", "opened"))
    with plain.open("wb") as out:
        for _ in range(mib):
            out.write(os.urandom(MIB))
    begun = time.perf_counter()
    mail.seal_file("alice", plain, into=sealed, to=peer.BOB)
    mail.open_file("bob", sealed, into=opened)
    took = time.perf_counter() - begun
    assert filecmp.cmp(plain, opened, shallow=False)
    for file in (plain, sealed, opened):
        file.unlink()
    return took
