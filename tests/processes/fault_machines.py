"""What may happen to a machine: its disk is full, its clock jumps, its network is gone. Each says where it cannot be played."""

import contextlib
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

from forked_couriers import CLOCK_AHEAD
from real_nodes import RealNode

SPACE: Final = "COMITY_FAULTS_SPACE"
"""In the environment of a process that runs in name spaces of its own."""
_MIB: Final = 2**20
_UNSHARE: Final = (("unshare", "--net", "--mount"), ("unshare", "--map-root-user", "--net", "--mount"))


# ---------------------------------------------------------------- name spaces: a network and mounts that nobody else sees


def enter_own_space(arguments: Sequence[str]) -> str:
    """Run this very program again in name spaces of its own and end with it, or say why it goes on without.

    Returns nothing where it is there already.
    """
    if os.environ.get(SPACE):
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
        return ""
    why = "ip or unshare of iproute2 and util-linux is not installed"
    if shutil.which("ip") and shutil.which("unshare"):
        for command in _UNSHARE:
            tried = subprocess.run([*command, "ip", "link", "set", "lo", "up"], capture_output=True, text=True, check=False)
            if tried.returncode == 0:
                sys.stdout.flush()
                os.execvpe(command[0], [*command, sys.executable, *arguments], {**os.environ, SPACE: "1"})
            why = tried.stderr.strip()
    return f"no name space of our own: {why}"


@contextlib.contextmanager
def link_down() -> Iterator[None]:
    """Take away the network of this name space, which is both nodes', for a while: a partition that no process has a say in."""
    subprocess.run(["ip", "link", "set", "lo", "down"], check=True)
    try:
        yield
    finally:
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)


# ---------------------------------------------------------------- disks


class Disk(Protocol):
    """The disk of one node."""

    def fill(self) -> None:
        """Let nothing more be written."""

    def free(self) -> None:
        """Let it be written to again."""


@dataclass
class SmallDisk:
    """A file system of its own in memory, which a file of ours fills to the last byte; in a name space of its own."""

    home: Path
    mib: int = 512

    @contextlib.contextmanager
    def mounted(self) -> Iterator["SmallDisk"]:
        """Mount it, empty, on the node's folder, while the block lasts."""
        self.home.mkdir(parents=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={self.mib}m,mode=700", "comity", self.home], check=True)
        try:
            yield self
        finally:
            subprocess.run(["umount", "--lazy", self.home], check=True)

    def fill(self) -> None:
        """Write until the kernel has no space for one byte more."""
        with (self.home / "filler").open("ab", buffering=0) as filler:
            for size in (_MIB, 4096, 1):
                with contextlib.suppress(OSError):
                    while True:
                        filler.write(bytes(size))

    def free(self) -> None:
        """Take the filler away."""
        (self.home / "filler").unlink(missing_ok=True)


@dataclass
class SizeLimit:
    """Where nothing may be mounted: no process of the node may make a file larger than `RLIMIT_FSIZE`, which is nothing."""

    node: RealNode
    _before: dict[int, tuple[int, int]] = field(default_factory=dict)

    def fill(self) -> None:
        """Limit courier and officers."""
        for process in (self.node.courier, self.node.officers):
            if process is not None and process.poll() is None:
                limits = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
                self._before[process.pid] = limits
                resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (0, limits[1]))

    def free(self) -> None:
        """Give those that still live what they had."""
        for pid, limits in self._before.items():
            with contextlib.suppress(ProcessLookupError):
                resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)
        self._before.clear()


# ---------------------------------------------------------------- clocks


def set_clock(node: RealNode, ahead: int) -> None:
    """Let the node's courier believe that it is `ahead` seconds later than it is; couriers started from now on do."""
    scratch = node.home / f"{CLOCK_AHEAD}.new"
    scratch.write_text(str(ahead))
    scratch.replace(node.home / CLOCK_AHEAD)
