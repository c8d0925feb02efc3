"""How much memory a file of the largest size may cost a process, and what the kernel says that it cost."""

from pathlib import Path
from typing import Final

LARGEST: Final = 100 * 2**20
GROWTH: Final = 48 * 2**20  # bytes of memory that a courier may grow by at its highest: less than half of the file
PATIENCE: Final = 120.0


def peak(pid: int) -> int:
    """Return the most memory that a process ever held, in bytes, by what the kernel says."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024
