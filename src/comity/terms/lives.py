"""Numbers of acts in a stream, and the life of the sender that they were given in (docs/specs/protocol.md, section 10).

A node that comes up from an older copy cannot know every number that the lost disk gave. It begins a new life: its numbers go on
in the next billion, so that no place of the one life is a place of the other. The first life is 0, and its numbers are 1, 2, 3.
"""

from dataclasses import dataclass
from typing import Final

LIFE: Final = 1_000_000_000
LAST_LIFE: Final = 2**53 // LIFE - 1  # every number stays exact in any JSON reader


@dataclass(frozen=True, slots=True)
class Claim:
    """The life that a node takes: its number, and which coming up took it (32 hexadecimal digits, drawn anew by each)."""

    life: int
    birth: str


UNCLAIMED: Final = Claim(0, "")
"""What is known of a node that never came up from a copy."""


def life_of(seq: int) -> int:
    """Return the life in which number `seq` was given."""
    return seq // LIFE


def first_of(life: int) -> int:
    """Return the first number of a life."""
    return life * LIFE + 1


def begins_life(seq: int) -> bool:
    """Say whether `seq` is the first of a later life: it may come after an act of an earlier one, or after none."""
    return seq > LIFE and seq % LIFE == 1


def may_stand(seq: int, *, follows: bool) -> bool:
    """Say whether an act may have number `seq`, when it names an act before it (`follows`) or none.

    Number 1 follows none, the first of a later life may follow one, and every other follows the one before it.
    """
    if seq < 1 or seq % LIFE == 0 or life_of(seq) > LAST_LIFE:
        return False
    return begins_life(seq) or follows == (seq != 1)
