"""The life of a course, and of a nomination for it, as tables. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class CourseState(StrEnum):
    """Where a course stands: codes of the vocabulary `course-state`."""

    ANNOUNCED = "announced"
    OPEN = "open"
    HELD = "held"
    REPORTED = "reported"
    CANCELLED = "cancelled"


COURSE_MOVES: Final[Mapping[CourseState, frozenset[CourseState]]] = {
    CourseState.ANNOUNCED: frozenset({CourseState.OPEN, CourseState.CANCELLED}),
    CourseState.OPEN: frozenset({CourseState.HELD, CourseState.CANCELLED}),
    CourseState.HELD: frozenset({CourseState.REPORTED}),
    CourseState.REPORTED: frozenset(),
    CourseState.CANCELLED: frozenset(),
}


class NominationState(StrEnum):
    """Where a nomination stands: codes of the vocabulary `nomination-state`."""

    NOMINATED = "nominated"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    REPLACED = "replaced"


NOMINATION_MOVES: Final[Mapping[NominationState, frozenset[NominationState]]] = {
    NominationState.NOMINATED: frozenset({NominationState.ACCEPTED, NominationState.DECLINED, NominationState.REPLACED}),
    NominationState.ACCEPTED: frozenset({NominationState.DECLINED, NominationState.REPLACED}),
    NominationState.DECLINED: frozenset({NominationState.REPLACED}),
    NominationState.REPLACED: frozenset(),
}
# Nominations that take a seat.
SEATED: Final = frozenset({NominationState.NOMINATED, NominationState.ACCEPTED})
