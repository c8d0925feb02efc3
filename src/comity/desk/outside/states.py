"""The steps of an act outside the wire, as a table. Pure."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final


class Step(StrEnum):
    """What can be recorded of a paper. `acknowledged`: by them for what we sent, by us for what we received; `result`: of a provider."""

    RECEIVED = "received"
    DISPATCHED = "dispatched"
    ACKNOWLEDGED = "acknowledged"
    CONFIRMED = "confirmed"
    RESULT = "result"


ORAL: Final = "DEL-ORAL"

# By direction: the step that must have gone before. `received` is recorded with the act itself.
_AFTER: Final[Mapping[tuple[str, Step], Step | None]] = {
    ("out", Step.DISPATCHED): None,
    ("out", Step.ACKNOWLEDGED): Step.DISPATCHED,
    ("out", Step.CONFIRMED): Step.DISPATCHED,
    ("out", Step.RESULT): Step.DISPATCHED,
    ("in", Step.ACKNOWLEDGED): Step.RECEIVED,
    ("in", Step.CONFIRMED): Step.RECEIVED,
}


def may_follow(step: Step, *, direction: str, done: Sequence[tuple[Step, str]], tracked: str = "") -> bool:
    """Say whether `step` follows on the steps `done`, each with its method: once each, and a confirmation only of what was oral.

    `tracked` names the kind of an order to a provider, whose result is a step; answers of authorities are acts of their own.
    """
    if step is Step.RESULT and not tracked:
        return False
    if (direction, step) not in _AFTER or any(one == step for one, _ in done):
        return False
    before = _AFTER[direction, step]
    if before is not None and not any(one == before for one, _ in done):
        return False
    return step is not Step.CONFIRMED or any(method == ORAL for _, method in done)


def following(*, direction: str, done: Sequence[tuple[Step, str]], tracked: str = "") -> tuple[Step, ...]:
    """Return every step that can be recorded now."""
    return tuple(step for step in Step if may_follow(step, direction=direction, done=done, tracked=tracked))
