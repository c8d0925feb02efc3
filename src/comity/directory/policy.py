"""Which officer may do what. Pure: it looks at roles and names, never at a table."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from comity.terms.identifiers import OfficerId
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class Role(StrEnum):
    """What an officer is entrusted with. An administrator runs the node and may neither draft nor approve by that alone."""

    DRAFTER = "drafter"
    APPROVER = "approver"
    ADMINISTRATOR = "administrator"


ROLES: Final = tuple(Role)


@dataclass(frozen=True, slots=True)
class Actor:
    """An officer at work: who, with which roles."""

    officer: OfficerId
    name: str
    roles: frozenset[Role]
    active: bool = True


class NotAllowed(Refused):
    """The officer lacks the role."""

    wire_class = "policy"
    sentence = gettext_noop("%(name)s has not the role that this act needs: %(role)s.")
    next_step = gettext_noop("An officer with that role can do it; the administrator of the node gives roles.")


def require_active(actor: Actor) -> None:
    """Raise `NotAllowed` unless `actor` still works here."""
    if not actor.active:
        raise NotAllowed(name=actor.name, role="-")


def require_role(actor: Actor, role: Role) -> None:
    """Raise `NotAllowed` unless `actor` is active and holds `role`."""
    if not actor.active or role not in actor.roles:
        raise NotAllowed(name=actor.name, role=role.value)
