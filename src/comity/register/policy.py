"""Who may look into the register, and who may write in it. Pure.

Whoever drafts imports, confirms and plans. Every officer of the desk reads, auditors too: what stands here was said in public. Whoever
only administers the node reads nothing here, as nowhere.
"""

from typing import Final

from comity.directory.policy import Actor, Role, require_active, require_one_of
from comity.register.refusals import WhyMissing
from comity.terms.identifiers import NodeId, OfficerId

KEEPERS: Final = (Role.DRAFTER,)
REPORTERS: Final = (Role.MISSION,)
READERS: Final = (
    Role.DRAFTER,
    Role.APPROVER,
    Role.LEGAL_ADVISER,
    Role.EVIDENCE_CLERK,
    Role.SUPERVISOR,
    Role.AUDITOR,
    Role.MISSION,
)


def may_read(actor: Actor) -> bool:
    """Say whether `actor` may look into the register."""
    return actor.active and bool(actor.roles.intersection(READERS))


def may_keep(actor: Actor) -> bool:
    """Say whether `actor` may write in the register."""
    return actor.active and bool(actor.roles.intersection(KEEPERS))


def operator(node: NodeId) -> Actor:
    """Return the operator at the machine, by the command line: looks into the register as an auditor does, and confirms nothing in it."""
    return Actor(officer=OfficerId(f"operator@{node}"), name="operator", roles=frozenset({Role.AUDITOR}))


def require_read(actor: Actor) -> None:
    """Raise `NotAllowed` or `MandateLapsed` unless `actor` may look into the register."""
    require_active(actor)
    require_one_of(actor, READERS)


def require_keep(actor: Actor) -> None:
    """Raise `NotAllowed` or `MandateLapsed` unless `actor` may write in the register."""
    require_active(actor)
    require_one_of(actor, KEEPERS)


def require_report(actor: Actor) -> None:
    """Raise `NotAllowed` or `MandateLapsed` unless `actor` reports to the register from abroad."""
    require_active(actor)
    require_one_of(actor, REPORTERS)


def require_why(reason: str) -> None:
    """Raise `WhyMissing` unless `reason` says something."""
    if not reason.strip():
        raise WhyMissing
