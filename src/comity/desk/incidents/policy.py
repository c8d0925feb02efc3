"""Who looks after what was misdelivered, by when it is told, and who may say what became of it. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from comity.desk.incidents.refusals import EndedAlready, NobodyToGuard, NotItsGuard, NotToldYet, SameOfficer
from comity.desk.permissions import Verb, require
from comity.directory.policy import Actor, Role
from comity.terms.levels import Level

MISDELIVERY: Final = "misdelivery"
BREACH: Final = "breach"
NOTICES: Final[Mapping[str, str]] = {MISDELIVERY: "ADM-MISDELIVERY", BREACH: "ADM-BREACH"}
LIMITS: Final[Mapping[str, str]] = {MISDELIVERY: "MISDELIVERY-TELL", BREACH: "BREACH-TELL"}
_GUARDS: Final = 2


class Stage(StrEnum):
    """Where an incident stands."""

    DECLARED = "declared"
    TOLD = "told"
    SAID = "said"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Standing:
    """What an incident's row says of where it stands."""

    told: bool
    first: str
    second: str

    @property
    def stage(self) -> Stage:
        """The stage: told before it is ended, ended by two."""
        if self.second:
            return Stage.ENDED
        if self.first:
            return Stage.SAID
        return Stage.TOLD if self.told else Stage.DECLARED


def guards_among(actors: Iterable[Actor], *, level: Level) -> tuple[str, ...]:
    """Return the sign-in names of two who are cleared for `level`: supervisors before approvers, each by name.

    Raises `NobodyToGuard` where there are not two.
    """
    ranks = (Role.SUPERVISOR, Role.APPROVER)
    fit = [one for one in actors if one.active and level in one.clearance.covered and one.roles.intersection(ranks)]
    ranked = sorted(fit, key=lambda one: (Role.SUPERVISOR not in one.roles, str(one.officer)))
    if len(ranked) < _GUARDS:
        raise NobodyToGuard
    return tuple(sorted(str(one.officer) for one in ranked[:_GUARDS]))


def require_ending(actor: Actor, *, standing: Standing, guards: Sequence[str]) -> None:
    """Raise unless `actor` may say, or confirm, what became of it: told first, by its guards where it has some, by two in any case."""
    require(actor, Verb.TEND_INCIDENT)
    if standing.stage is Stage.ENDED:
        raise EndedAlready
    if standing.stage is Stage.DECLARED:
        raise NotToldYet
    if guards and str(actor.officer) not in guards:
        raise NotItsGuard(name=actor.name)
    if standing.first == str(actor.officer):
        raise SameOfficer(name=actor.name)
