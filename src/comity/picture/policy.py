"""Who may look at the risk picture, and who may assess. Pure.

Whoever reads cases looks, an auditor too; a case that is hidden from them is in none of the counts that they see. Whoever drafts, and
the supervisor, set levels, read indicators and make series: it stays in the house. What leaves it goes by the desk, and by two.
"""

from typing import Final

from comity.directory.policy import Actor, Role, require_active, require_one_of

ASSESSORS: Final = (Role.DRAFTER, Role.SUPERVISOR)
READERS: Final = (
    Role.DRAFTER,
    Role.APPROVER,
    Role.LEGAL_ADVISER,
    Role.EVIDENCE_CLERK,
    Role.SUPERVISOR,
    Role.AUDITOR,
    Role.MISSION,
)


def may_look(actor: Actor) -> bool:
    """Say whether `actor` may look at the risk picture."""
    return actor.active and bool(actor.roles.intersection(READERS))


def may_assess(actor: Actor) -> bool:
    """Say whether `actor` may set levels, make series and record readings."""
    return actor.active and bool(actor.roles.intersection(ASSESSORS))


def require_look(actor: Actor) -> None:
    """Raise `NotAllowed` or `MandateLapsed` unless `actor` may look at the risk picture."""
    require_active(actor)
    require_one_of(actor, READERS)


def require_assess(actor: Actor) -> None:
    """Raise `NotAllowed` or `MandateLapsed` unless `actor` may assess."""
    require_active(actor)
    require_one_of(actor, ASSESSORS)
