"""What the machine does meanwhile: its load, how long its disk takes to promise a page, what a process holds of its memory."""

import os
import platform
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.arithmetic import p50, p99

_PAGES: Final = 12 * 1024  # three pages of the database: what one small transaction leaves in its log


@dataclass(frozen=True, slots=True)
class Disk:
    """How long `fdatasync` of 12 KB takes, in milliseconds."""

    p50: float
    p99: float


def load() -> float:
    """Return the load average of the last minute."""
    return round(os.getloadavg()[0], 1)


def disk(folder: Path, *, times: int = 200) -> Disk:
    """Write and sync 12 KB so many times in a file under `folder`."""
    taken = []
    file = folder / "fdatasync.probe"
    with file.open("wb", buffering=0) as out:
        for _ in range(times):
            out.write(os.urandom(_PAGES))
            begun = time.perf_counter()
            os.fdatasync(out.fileno())
            taken.append((time.perf_counter() - begun) * 1000)
    file.unlink()
    return Disk(round(p50(taken), 2), round(p99(taken), 2))


def describe() -> str:
    """Return processor, cores, memory, system and Python in one line."""
    model = next((line.split(":", 1)[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")), "unknown processor")
    memory = next(int(line.split()[1]) for line in _lines("/proc/meminfo") if line.startswith("MemTotal:"))
    system = f"{os.cpu_count()} cores of {model}, {memory / 1024 / 1024:.0f} GiB, Linux {os.uname().release}"
    return f"{system}, Python {platform.python_version()}"


def proportional(pid: int) -> float:
    """Return what a process holds of memory in MB, shared pages divided among those who share them (PSS)."""
    for line in _lines(f"/proc/{pid}/smaps_rollup"):
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    message = f"process {pid} has no Pss"
    raise RuntimeError(message)


def peak(pid: int) -> float:
    """Return the most memory in MB that a process, or one that it started and that still runs, ever held at once (the largest `VmHWM`)."""
    marks = [line for one in family(pid) for line in _lines(f"/proc/{one}/status") if line.startswith("VmHWM:")]
    return max(int(line.split()[1]) for line in marks) / 1024


def worked(pid: int) -> float:
    """Return the seconds that a process, and everything it started that still runs, have had a processor."""
    ticks = 0
    for one in family(pid):
        fields = Path(f"/proc/{one}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def family(pid: int) -> list[int]:
    """Return a process and everything it started that still runs."""
    return [pid, *(member for child in children(pid) for member in family(child))]


def children(pid: int) -> list[int]:
    """Return the processes that a process started itself."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return [int(child) for task in tasks for child in (task / "children").read_text(encoding="ascii").split()]


def _lines(file: str) -> list[str]:
    return Path(file).read_text(encoding="utf-8").splitlines()
