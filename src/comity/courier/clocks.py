"""The clock by which a courier goes: this machine's. A node of the demonstration may be given another, so that a week can be played."""

import os
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Final

from comity.directory.home import Home
from comity.terms.instants import Instant

MOVED: Final = "COMITY_DEMO_CLOCK"
"""Names a file in which stands by how many whole seconds the clock of the demonstration differs from the machine's."""


def now() -> Instant:
    """Return the moment by this machine's clock."""
    return Instant(time.time_ns() // 1000)


def moved_by(file: Path) -> Callable[[], Instant]:
    """Return the clock that `file` moves; it is read each time, for whoever plays the story moves it on."""
    return lambda: now() + timedelta(seconds=int(file.read_text(encoding="ascii")))


def clock_of(home: Home) -> Callable[[], Instant]:
    """Return the clock of this node: the machine's, whatever the environment says, unless the demonstration made the node."""
    file = os.environ.get(MOVED)
    return moved_by(Path(file)) if file and home.demo else now
