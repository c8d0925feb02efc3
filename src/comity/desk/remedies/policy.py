"""The life of a person's question, and who may decide it. Pure."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

from comity.desk.permissions import Verb, require
from comity.desk.remedies.refusals import NotItsTurn, OwnDecision, WorkedTheCase
from comity.directory.policy import Actor

KIND: Final = "ADM-REMEDY"
NEITHER: Final = "RD-NEITHER"
ELSEWHERE: Final = "RD-ELSEWHERE"
# Answers that do not tell whether there is anything here.
SILENT: Final = frozenset({NEITHER})


class Stage(StrEnum):
    """Where a question stands."""

    REGISTERED = "registered"
    DECIDED = "decided"
    AGREED = "agreed"
    ANSWERED = "answered"


class Step(StrEnum):
    """What can be done with it."""

    DECIDE = "decide"
    AGREE = "agree"
    RETURN = "return"
    HAND_ON = "hand-on"
    PRINT = "print"
    ANSWER = "answer"
    REOPEN = "reopen"


# A refusal that neither confirms nor denies is looked at again once its day has come: `REOPEN`.
MOVES: Final[Mapping[tuple[Stage, Step], Stage]] = {
    (Stage.REGISTERED, Step.DECIDE): Stage.DECIDED,
    (Stage.DECIDED, Step.AGREE): Stage.AGREED,
    (Stage.DECIDED, Step.RETURN): Stage.REGISTERED,
    **{(stage, Step.HAND_ON): stage for stage in (Stage.REGISTERED, Stage.DECIDED, Stage.AGREED, Stage.ANSWERED)},
    (Stage.AGREED, Step.PRINT): Stage.AGREED,
    (Stage.ANSWERED, Step.PRINT): Stage.ANSWERED,
    (Stage.AGREED, Step.ANSWER): Stage.ANSWERED,
    (Stage.ANSWERED, Step.REOPEN): Stage.REGISTERED,
}

# Lines of the journal that are no work on a case: reading it, and who may know of it.
READING: Final = frozenset(
    {"content.read", "request.viewed", "act.opened", "file.read", "wall.set", "wall.proposed", "wall.opened", "wall.kept"}
)


def require_step(stage: Stage, step: Step) -> Stage:
    """Return the stage after `step`; raises `NotItsTurn` where the table has none."""
    after = MOVES.get((stage, step))
    if after is None:
        raise NotItsTurn
    return after


def require_fresh_eyes(actor: Actor, *, workers: Mapping[str, Iterable[str]], decided_by: str = "") -> None:
    """Raise unless `actor` may decide: holds the verb, worked none of the cases, and is not the one who wrote what is agreed to.

    `workers` are sign-in names by the number of the case.
    """
    require(actor, Verb.TEND_REMEDY)
    own = str(actor.officer)
    if decided_by and decided_by == own:
        raise OwnDecision(name=actor.name)
    for reference, names in workers.items():
        if own in set(names):
            raise WorkedTheCase(name=actor.name, reference=reference)
