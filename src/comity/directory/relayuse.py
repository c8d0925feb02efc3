"""How this node uses relays: the table `[relay]` of `node.toml`. Which relays there are, the directory says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

_RANGES: Final = {"after_minutes": (0, 10_080), "every_seconds": (1, 3600)}


@dataclass(frozen=True, slots=True)
class RelayUse:
    """A line that is dead for `after_minutes` is helped by a relay; a relay is asked every `every_seconds`."""

    after_minutes: int = 10
    every_seconds: int = 15

    @property
    def patience(self) -> timedelta:
        """How long a line may be dead before its relay is used."""
        return timedelta(minutes=self.after_minutes)


USUAL_RELAY_USE: Final = RelayUse()


def parse_relay_use(table: Mapping[str, Any]) -> RelayUse:
    """Read the table; raises `ValueError` for a setting that is none, or out of range."""
    for name, value in table.items():
        if name not in _RANGES:
            message = f"unknown setting {name!r} in [relay]"
            raise ValueError(message)
        least, most = _RANGES[name]
        if type(value) is not int or not least <= value <= most:
            message = f"{name} in [relay] is a whole number from {least} to {most}"
            raise ValueError(message)
    return RelayUse(**table)


def print_relay_use(use: RelayUse) -> str:
    """Print the table that `parse_relay_use` reads; nothing for what is so by itself."""
    if use == USUAL_RELAY_USE:
        return ""
    return f"\n[relay]\nafter_minutes = {use.after_minutes}\nevery_seconds = {use.every_seconds}\n"
