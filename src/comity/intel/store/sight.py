"""Who looks, and what they may see: the one value that every reading of the store asks for.

A `Sight` is made of the clock as it was read first: nothing newer than that is shown, so no object is passed over because its label is
newer than what was reckoned. Labels are interned, and the policy is asked once for all of them (`intel.policy.Compiled`).
"""

import json
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final

from comity.intel.policy import Compiled, Principal, Seen, parse_label
from comity.intel.store.clock import Clock
from comity.records.statements import run
from comity.terms.instants import Instant

_LABELS: Final = "SELECT text FROM records_intellabel ORDER BY number"
_LOCK: Final = Lock()
_COMPILED: Final[dict[str, Compiled]] = {}  # by the name of the clock: one, or two while a test changes its tables


@dataclass(frozen=True, slots=True)
class Sight:
    """What one reader may see now: what was added up to `last`, and of that what bears one of `labels` (numbers, rising)."""

    last: int
    labels: tuple[int, ...]
    printed: str
    """The same as a JSON array, which SQLite takes as one parameter."""
    among: int = 0
    """About how many places there are: what is planned for few of them is not kept for many."""

    def any_of(self, vendor: str) -> Any:  # noqa: ANN401 -- a value for the database's driver
        """Return the labels as the one parameter of `scanning.within`."""
        return self.printed if vendor == "sqlite" else list(self.labels)


class Reader:
    """Somebody who reads: a principal, and what was last reckoned for them. Threads may share one: what is kept is replaced as a whole."""

    __slots__ = ("_kept", "principal")

    def __init__(self, principal: Principal) -> None:
        """Nothing is reckoned yet."""
        self.principal: Final = principal
        self._kept: _Reckoned | None = None

    def sight(self, clock: Clock, *, at: Instant) -> Sight:
        """Return what they may see at `at`; `clock` is what the CALLER read before anything else."""
        kept = self._kept
        if kept is None or not kept.holds(clock, at):
            self._kept = kept = _reckon(self.principal, clock, at)
        return Sight(clock.last, kept.labels, kept.printed, clock.places)


class _Blind(Reader):
    """Somebody who puts something where they may not read: what is there decides nothing that they are told."""

    __slots__ = ()

    def sight(self, clock: Clock, *, at: Instant) -> Sight:  # noqa: ARG002 -- whenever it is
        """Return nothing."""
        return Sight(clock.last, (), "[]")


BLIND: Final = _Blind(Principal(authority=None, country=None))


@dataclass(frozen=True, slots=True)
class _Reckoned:
    name: str
    seen: Seen
    labels: tuple[int, ...]
    printed: str

    def holds(self, clock: Clock, at: Instant) -> bool:
        epoch = self.seen.epoch
        in_time = epoch.since <= at and (epoch.until is None or at < epoch.until)
        return in_time and self.name == clock.name and clock.labels <= epoch.labels


def _reckon(principal: Principal, clock: Clock, at: Instant) -> _Reckoned:
    seen = compiled(clock).seen(principal, at=at)
    numbers = seen.numbers()
    return _Reckoned(clock.name, seen, numbers, json.dumps(numbers))


def compiled(clock: Clock) -> Compiled:
    """Return the bitmaps of every label there is; labels are only ever added."""
    with _LOCK:
        kept = _COMPILED.get(clock.name)
        if kept is None or kept.count < clock.labels:
            labels = [parse_label(text) for (text,) in run(_LABELS).fetchall()]
            _COMPILED.clear()
            _COMPILED[clock.name] = kept = Compiled(labels)
        return kept
