"""How secret something is: the levels at which the marks of different States are nearest to each other."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from comity.terms.refusals import Malformed
from comity.terms.vocabulary import vocabulary

VOCABULARY: Final = "classification"


class Level(StrEnum):
    """From what is not classified to the most secret; the value is the group of the vocabulary `classification`."""

    OPEN = "open"
    RESTRICTED = "restricted"
    CONFIDENTIAL = "confidential"
    SECRET = "secret"  # noqa: S105 a level, no password
    TOP_SECRET = "top-secret"  # noqa: S105 a level, no password

    @classmethod
    def parse(cls, text: str) -> "Level":
        """Read the value and nothing else; raises `Malformed`."""
        try:
            return cls(text)
        except ValueError as fault:
            raise Malformed("level", ascii(text[:40])) from fault

    def covers(self, other: "Level") -> bool:
        """Say whether who is trusted up to this level may hold `other`."""
        return _UPWARD.index(self) >= _UPWARD.index(other)

    @property
    def covered(self) -> tuple["Level", ...]:
        """Every level that this one covers, itself included."""
        return _UPWARD[: _UPWARD.index(self) + 1]


_UPWARD: Final = tuple(Level)


def level_of(classification: str) -> Level:
    """Return the level of a code of the vocabulary; of none `OPEN`; of one that nobody here knows the highest."""
    if not classification:
        return Level.OPEN
    item = vocabulary(VOCABULARY).by_code.get(classification)
    if item is None or item.group not in set(Level):
        return Level.TOP_SECRET
    return Level(item.group)


def highest(levels: Iterable[Level]) -> Level:
    """Return the most secret of `levels`; of none `OPEN`."""
    return max(levels, key=_UPWARD.index, default=Level.OPEN)
