"""What a command asks of the roof, which stands above the doors and hands itself in."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from comity.directory.home import Home

# Names the process whose end ends a node, and the node's own processes in turn.
SUPERVISOR: Final = "COMITY_SUPERVISOR"


@dataclass(frozen=True, slots=True)
class Roof:
    """`boot` loads a node's settings and tables; `run` serves it, or a relay, until told to stop; `program` starts this command again."""

    boot: Callable[[Path], Home]
    run: Callable[[Path], int]
    program: tuple[str, ...]
