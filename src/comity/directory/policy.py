"""Which officer holds which role, and when. Pure; what a role allows at the desk stands in `desk.permissions`."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from comity.terms.identifiers import OfficerId
from comity.terms.instants import Instant
from comity.terms.levels import Level
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class Role(StrEnum):
    """What an officer is entrusted with. An administrator operates the node and sees no case by that; an auditor never sees content."""

    DRAFTER = "drafter"
    APPROVER = "approver"
    LEGAL_ADVISER = "legal-adviser"
    EVIDENCE_CLERK = "evidence-clerk"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"
    MISSION = "mission"
    ADMINISTRATOR = "administrator"


ROLES: Final = tuple(Role)
# Whoever looks after what others did does nothing of it themselves.
ALONE: Final = frozenset({Role.AUDITOR})


@dataclass(frozen=True, slots=True)
class Mandate:
    """By what an officer holds a role: from when until when (None: for ever), by which decision, and in whose place ("" for nobody's)."""

    role: Role
    since: Instant
    until: Instant | None
    basis: str
    acts_for: str = ""

    def in_force(self, at: Instant) -> bool:
        """Say whether it holds at `at`; its first moment counts, its last does not."""
        return self.since <= at and (self.until is None or at < self.until)


@dataclass(frozen=True, slots=True)
class Actor:
    """An officer at work: who, with which roles now. `lapsed` are roles whose mandate is over or has not begun.

    `clearance` is up to which level they may read, `units` to which they belong, `country` the one country of a mission abroad.
    """

    officer: OfficerId
    name: str
    roles: frozenset[Role]
    active: bool = True
    lapsed: frozenset[Role] = frozenset()
    mandates: tuple[Mandate, ...] = ()
    units: frozenset[str] = field(default_factory=frozenset)
    clearance: Level = Level.OPEN
    country: str = ""

    def mandate(self, role: Role) -> Mandate | None:
        """Return the mandate by which `role` is held; None where it was given with the enrolment, without dates."""
        return next((one for one in self.mandates if one.role == role), None)


def held(given: Iterable[Role], mandates: Iterable[Mandate], *, at: Instant) -> frozenset[Role]:
    """Return the roles that are held at `at`: those given without dates, and by its mandates alone each role that has any."""
    dated = tuple(mandates)
    return frozenset(given) - {one.role for one in dated} | {one.role for one in dated if one.in_force(at)}


class NotAllowed(Refused):
    """The officer lacks the role."""

    wire_class = "policy"
    sentence = gettext_noop("%(name)s has not the role that this act needs: %(role)s.")
    next_step = gettext_noop("An officer with that role can do it; the administrator of the node gives roles.")


class MandateLapsed(Refused):
    """The officer holds the role by a mandate that is over, or has not begun."""

    wire_class = "policy"
    sentence = gettext_noop("The mandate of %(name)s for this is not in force: %(role)s.")
    next_step = gettext_noop("A new mandate, or an acting officer, is entered by the administrator: comity officer mandate.")


class RolesDoNotGoTogether(Refused):
    """An auditor is nothing else."""

    wire_class = "policy"
    sentence = gettext_noop("The role %(role)s goes with no other: who audits reads no content and does nothing of what is audited.")
    next_step = gettext_noop("Enrol the auditor as an officer of their own.")


def require_active(actor: Actor) -> None:
    """Raise `NotAllowed` unless `actor` still works here."""
    if not actor.active:
        raise NotAllowed(name=actor.name, role="-")


def require_one_of(actor: Actor, roles: Iterable[Role]) -> None:
    """Raise unless `actor` is active and holds one of `roles` by a mandate in force: `MandateLapsed`, else `NotAllowed`."""
    wanted = tuple(roles)
    if actor.active and actor.roles.intersection(wanted):
        return
    wanted = tuple(sorted(wanted, key=ROLES.index))
    lapsed = next((role for role in wanted if role in actor.lapsed), None)
    if actor.active and lapsed is not None:
        raise MandateLapsed(name=actor.name, role=lapsed.value)
    raise NotAllowed(name=actor.name, role=wanted[0].value if wanted else "-")


def require_role(actor: Actor, role: Role) -> None:
    """Raise unless `actor` is active and holds `role`."""
    require_one_of(actor, (role,))


def require_together(roles: Iterable[Role]) -> None:
    """Raise `RolesDoNotGoTogether` where one of `roles` goes with no other."""
    found = frozenset(roles)
    for role in found & ALONE:
        if len(found) > 1:
            raise RolesDoNotGoTogether(role=role.value)
