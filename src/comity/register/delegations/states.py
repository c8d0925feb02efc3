"""The life of a delegation, as a table. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Stage(StrEnum):
    """Where a delegation stands: codes of the vocabulary `delegation-state`."""

    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    UNDER_WAY = "under-way"
    REPORTED = "reported"
    CANCELLED = "cancelled"


STAGES: Final[Mapping[Stage, frozenset[Stage]]] = {
    Stage.INVITED: frozenset({Stage.ACCEPTED, Stage.DECLINED, Stage.CANCELLED}),
    Stage.ACCEPTED: frozenset({Stage.UNDER_WAY, Stage.CANCELLED}),
    Stage.DECLINED: frozenset(),
    Stage.UNDER_WAY: frozenset({Stage.REPORTED}),
    Stage.REPORTED: frozenset(),
    Stage.CANCELLED: frozenset(),
}
# Stages in which the checklist is still worked on.
WORKED_ON: Final = frozenset({Stage.INVITED, Stage.ACCEPTED, Stage.UNDER_WAY})


class Chore(StrEnum):
    """Where one thing of a checklist stands; it may be taken up again."""

    OPEN = "open"
    DONE = "done"
    NOT_NEEDED = "not-needed"


CHORE_MOVES: Final[Mapping[Chore, frozenset[Chore]]] = {
    Chore.OPEN: frozenset({Chore.DONE, Chore.NOT_NEEDED}),
    Chore.DONE: frozenset({Chore.OPEN}),
    Chore.NOT_NEEDED: frozenset({Chore.OPEN}),
}
