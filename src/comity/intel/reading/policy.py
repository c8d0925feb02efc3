"""Who may look at threat information, who may put some in, who agrees to it. Pure; what of it they see, `intel.policy` decides.

Threat information is content: an auditor reads none, as nowhere. What an officer puts where others read it leaves this authority, so a
second officer agrees.
"""

from typing import Final

from comity.directory.policy import Actor, Role, require_active, require_one_of
from comity.intel.reading.refusals import OwnLot, OwnRemoval
from comity.terms.identifiers import OfficerId

READERS: Final = (Role.DRAFTER, Role.APPROVER, Role.LEGAL_ADVISER, Role.EVIDENCE_CLERK, Role.SUPERVISOR)
KEEPERS: Final = (Role.DRAFTER,)
AGREEING: Final = (Role.APPROVER,)


def may_keep(actor: Actor) -> bool:
    """Say whether `actor` may put objects into a collection that their authority may write."""
    return actor.active and bool(actor.roles.intersection(KEEPERS))


def may_agree(actor: Actor) -> bool:
    """Say whether `actor` may be the second officer of a lot; that they did not make it is asked of the lot."""
    return actor.active and bool(actor.roles.intersection(AGREEING))


def require_read(actor: Actor) -> None:
    """Raise `NotAllowed` or `MandateLapsed` unless `actor` may look at threat information."""
    require_active(actor)
    require_one_of(actor, READERS)


def require_keep(actor: Actor) -> None:
    """Raise `NotAllowed` or `MandateLapsed` unless `actor` may put objects into a collection."""
    require_active(actor)
    require_one_of(actor, KEEPERS)


def require_agree(actor: Actor, *, made_by: OfficerId) -> None:
    """Raise unless `actor` may agree to a lot that `made_by` made."""
    require_active(actor)
    require_one_of(actor, AGREEING)
    if actor.officer == made_by:
        raise OwnLot(name=actor.name)


def require_second(actor: Actor, *, asked_by: OfficerId) -> None:
    """Raise unless `actor` may agree to, or refuse, what `asked_by` wants taken out."""
    require_active(actor)
    require_one_of(actor, AGREEING)
    if actor.officer == asked_by:
        raise OwnRemoval(name=actor.name)
