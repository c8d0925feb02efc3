"""The life of a press line, as a table, and whether its moment has come. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from comity.terms.instants import Instant


class Word(StrEnum):
    """Where a press line stands: codes of the vocabulary `line-state`."""

    DRAFTED = "drafted"
    OFFERED = "offered"
    AGREED = "agreed"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"


LINE_MOVES: Final[Mapping[Word, frozenset[Word]]] = {
    Word.DRAFTED: frozenset({Word.OFFERED, Word.WITHDRAWN}),
    Word.OFFERED: frozenset({Word.DRAFTED, Word.AGREED, Word.WITHDRAWN}),
    Word.AGREED: frozenset({Word.RELEASED, Word.WITHDRAWN}),
    Word.RELEASED: frozenset({Word.WITHDRAWN}),
    Word.WITHDRAWN: frozenset(),
}


def is_held_back(release_at: Instant | None, *, at: Instant) -> bool:
    """Say whether the embargo still holds: until its moment, and for ever where none was agreed."""
    return release_at is None or at < release_at
