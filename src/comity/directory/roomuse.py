"""How much room this node keeps for what peers send: the table `[room]` of `node.toml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

MIB: Final = 1024 * 1024
_RANGES: Final = {
    "keep_mib": (16, 1_048_576),
    "urgent_mib": (0, 65_536),
    "bulk_mib": (0, 1_048_576),
    "held_acts": (256, 1_000_000),
}


@dataclass(frozen=True, slots=True)
class RoomUse:
    """What of the disk nothing from outside may use, each peer's reserve for urgent acts, what bulk leaves free beyond both.

    `held_acts` of one peer may wait here for those before them; beyond that its others come one at a time.
    """

    keep_mib: int = 64
    urgent_mib: int = 36
    bulk_mib: int = 256
    held_acts: int = 10_000

    @property
    def keep(self) -> int:
        """In bytes."""
        return self.keep_mib * MIB

    @property
    def reserve(self) -> int:
        """In bytes, for each peer."""
        return self.urgent_mib * MIB

    @property
    def bulk(self) -> int:
        """In bytes."""
        return self.bulk_mib * MIB

    @property
    def held(self) -> int:
        """How many acts."""
        return self.held_acts


USUAL_ROOM: Final = RoomUse()


def parse_room_use(table: Mapping[str, Any]) -> RoomUse:
    """Read the table; raises `ValueError` for a setting that is none, or out of range."""
    for name, value in table.items():
        if name not in _RANGES:
            message = f"unknown setting {name!r} in [room]"
            raise ValueError(message)
        least, most = _RANGES[name]
        if type(value) is not int or not least <= value <= most:
            message = f"{name} in [room] is a whole number from {least} to {most}"
            raise ValueError(message)
    return RoomUse(**table)


def print_room_use(use: RoomUse) -> str:
    """Print the table that `parse_room_use` reads; nothing for what is so by itself."""
    if use == USUAL_ROOM:
        return ""
    return "\n[room]\n" + "".join(f"{name} = {getattr(use, name)}\n" for name in _RANGES)
