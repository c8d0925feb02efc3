"""How long a daily key of this node lives: the table `[epochs]` of `node.toml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

MOST_DAYS: Final = 7


@dataclass(frozen=True, slots=True)
class EpochUse:
    """A seed is destroyed `days` after its key was made: seven at the most, fewer where a node is always within reach of its peers."""

    days: int = MOST_DAYS

    @property
    def life(self) -> timedelta:
        """How long a key is good."""
        return timedelta(days=self.days)


USUAL_EPOCHS: Final = EpochUse()


def parse_epoch_use(table: Mapping[str, Any]) -> EpochUse:
    """Read the table; raises `ValueError` for a setting that is none, or out of range."""
    if unknown := sorted(set(table) - {"days"}):
        message = f"unknown setting {unknown[0]!r} in [epochs]"
        raise ValueError(message)
    days = table.get("days", MOST_DAYS)
    if type(days) is not int or not 1 <= days <= MOST_DAYS:
        message = f"days in [epochs] is a whole number from 1 to {MOST_DAYS}"
        raise ValueError(message)
    return EpochUse(days)


def print_epoch_use(use: EpochUse) -> str:
    """Print the table that `parse_epoch_use` reads; nothing for what is so by itself."""
    return "" if use == USUAL_EPOCHS else f"\n[epochs]\ndays = {use.days}\n"
