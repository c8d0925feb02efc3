"""Where a proposed exercise stands, as a table. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class ExerciseState(StrEnum):
    """Codes of the vocabulary `exercise-state`."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    DROPPED = "dropped"


EXERCISE_MOVES: Final[Mapping[ExerciseState, frozenset[ExerciseState]]] = {
    ExerciseState.PROPOSED: frozenset({ExerciseState.AGREED, ExerciseState.DROPPED}),
    ExerciseState.AGREED: frozenset({ExerciseState.DROPPED}),
    ExerciseState.DROPPED: frozenset(),
}
