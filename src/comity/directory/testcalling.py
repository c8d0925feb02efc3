"""How often this node calls the contact points of its peers to test them: the table `[test_calls]` of `node.toml`. Pure.

Article 41 of the Convention asks for points of contact that are reachable at every hour, and names no test: how often is this node's own
choice. A file that says nothing calls nobody by itself; officers call by hand.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

_RANGES: Final = {"every_hours": (1, 8760), "person_every_hours": (0, 8760), "wait_minutes": (1, 1440)}


@dataclass(frozen=True, slots=True)
class CallUse:
    """Each peer whose authority is a 24/7 contact point is called every `every_hours`.

    Every `person_every_hours` one of these calls asks for a person, who has `wait_minutes`; 0: none does.
    """

    every_hours: int
    person_every_hours: int = 168
    wait_minutes: int = 30

    @property
    def every(self) -> timedelta:
        """How long after the last scheduled call of a peer the next is due."""
        return timedelta(hours=self.every_hours)

    @property
    def person_every(self) -> timedelta | None:
        """How long after the last that asked for a person the next asks for one; None: never."""
        return timedelta(hours=self.person_every_hours) if self.person_every_hours else None


def parse_call_use(table: Mapping[str, Any]) -> CallUse:
    """Read the table; raises `ValueError` for a setting that is none, out of range, or missing."""
    for name, value in table.items():
        if name not in _RANGES:
            message = f"unknown setting {name!r} in [test_calls]"
            raise ValueError(message)
        least, most = _RANGES[name]
        if type(value) is not int or not least <= value <= most:
            message = f"{name} in [test_calls] is a whole number from {least} to {most}"
            raise ValueError(message)
    if "every_hours" not in table:
        message = "every_hours in [test_calls] is missing"
        raise ValueError(message)
    return CallUse(**table)


def print_call_use(calls: CallUse | None) -> str:
    """Print the table that `parse_call_use` reads; nothing where nobody is called by the schedule."""
    if calls is None:
        return ""
    lines = ["", "[test_calls]", f"every_hours = {calls.every_hours}", f"person_every_hours = {calls.person_every_hours}"]
    return "\n".join([*lines, f"wait_minutes = {calls.wait_minutes}"]) + "\n"
