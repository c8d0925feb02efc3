"""The two nodes that a worker of the tests runs, file after file: one folder, one set of ports, and for each a process that has loaded it.

Loading a node is most of a second of a processor; who lays the folder out anew has a node in which nothing has happened, and nothing is
loaded again. Whatever is laid out there was founded with the same keys, and moved to these ports (founded_once.py).
"""

import shutil
from pathlib import Path

from forked_couriers import Forker
from real_nodes import free_ports

from comity.doors.cli.demo.people import SIDES


class LentNodes:
    """Where they run, one test at a time, and what they are forked from; `port` is the first of theirs."""

    def __init__(self, folder: Path) -> None:
        """Take an empty folder; nothing is loaded before somebody asks."""
        self.folder, self.port = folder, free_ports()
        self._forkers: tuple[Forker, ...] = ()

    def lay_out(self, founded: Path) -> None:
        """Let them be as they were founded."""
        for side in SIDES:
            shutil.rmtree(self.folder / side.code, ignore_errors=True)
        shutil.copytree(founded, self.folder, dirs_exist_ok=True)

    def forkers(self, founded: Path) -> tuple[Forker, ...]:
        """Return what each is forked from, in the order of the sides; it was loaded as it was founded."""
        if not self._forkers:
            self.lay_out(founded)
            self._forkers = tuple(Forker(self.folder / side.code) for side in SIDES)
        return self._forkers

    def end(self) -> None:
        """Let go of both."""
        for forker in self._forkers:
            forker.end()
