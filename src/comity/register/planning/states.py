"""The life of a plan, and of a task of it, as tables. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class PlanState(StrEnum):
    """Where a plan stands: codes of the vocabulary `plan-state`."""

    DRAFTED = "drafted"
    IN_FORCE = "in-force"
    CLOSED = "closed"


PLAN_MOVES: Final[Mapping[PlanState, frozenset[PlanState]]] = {
    PlanState.DRAFTED: frozenset({PlanState.IN_FORCE}),
    PlanState.IN_FORCE: frozenset({PlanState.CLOSED}),
    PlanState.CLOSED: frozenset(),
}


class TaskState(StrEnum):
    """Where a task stands: codes of the vocabulary `task-state`."""

    PLANNED = "planned"
    UNDER_WAY = "under-way"
    BLOCKED = "blocked"
    DONE = "done"
    DROPPED = "dropped"


TASK_MOVES: Final[Mapping[TaskState, frozenset[TaskState]]] = {
    TaskState.PLANNED: frozenset({TaskState.UNDER_WAY, TaskState.DROPPED}),
    TaskState.UNDER_WAY: frozenset({TaskState.BLOCKED, TaskState.DONE, TaskState.DROPPED}),
    TaskState.BLOCKED: frozenset({TaskState.UNDER_WAY, TaskState.DROPPED}),
    TaskState.DONE: frozenset(),
    TaskState.DROPPED: frozenset(),
}
# Tasks that still owe something: what is overdue or unreported is one of these.
OPEN_TASKS: Final = frozenset({TaskState.PLANNED, TaskState.UNDER_WAY, TaskState.BLOCKED})
