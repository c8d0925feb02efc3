"""The store's clock: one row that every writer takes and every reader looks at first.

`date_added` is given here: microseconds, each greater than every one before, whatever the machine's clock does. One transaction writes
at a time (docs/adr/0015), so what is committed later has later dates: who asks for what came after a date that they were shown misses
nothing.
"""

import secrets
from dataclasses import dataclass, replace
from typing import Final

from comity.records.statements import often, run
from comity.terms.instants import Instant

_LOOK: Final = "SELECT name, last, labels, epoch, places FROM records_intelclock WHERE id = 1"
_MAKE: Final = "INSERT INTO records_intelclock (id, name, last, labels, epoch, places) VALUES (1, %s, 0, 0, 0, 0) ON CONFLICT DO NOTHING"
_KEEP: Final = "UPDATE records_intelclock SET last = %s, labels = %s, epoch = %s, places = %s WHERE id = 1"


@dataclass(frozen=True, slots=True)
class Clock:
    """`last` is the newest date that was given, `labels` how many labels there are, `epoch` grows when rights change.

    `places` is how many were ever given.

    `name` was drawn when these tables began: what a process kept of other tables is not taken for theirs.
    """

    name: str = ""
    last: int = 0
    labels: int = 0
    epoch: int = 0
    places: int = 0

    def after(self, at: Instant) -> int:
        """Return the first date that may be given at `at`."""
        return max(self.last + 1, at.micros)


def look() -> Clock:
    """Return the clock as last committed."""
    found = run(often(_LOOK, among=1)).fetchone()
    return Clock() if found is None else Clock(*found)


def take() -> Clock:
    """Return the clock inside the caller's transaction, which is the only one that writes; made at the first use."""
    found = run(_LOOK).fetchone()
    if found is None:
        run(_MAKE, [secrets.token_hex(16)])
        found = run(_LOOK).fetchone()
    return Clock(*found)


def keep(clock: Clock) -> None:
    """Write what the caller's transaction made of the clock that it took."""
    run(_KEEP, [clock.last, clock.labels, clock.epoch, clock.places])


def begin_epoch() -> None:
    """Rights have changed, in the caller's transaction: whatever a process keeps of them ends with its commit."""
    clock = take()
    keep(replace(clock, epoch=clock.epoch + 1))
