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
# Whoever nominates, and whoever decides about it, sees who is named for a course or a delegation, and a press line before its moment.
NAMERS: Final = (Role.DRAFTER, Role.APPROVER, Role.SUPERVISOR)
AGREEING: Final = (Role.APPROVER,)  # the second officer of a press line


def may_read(actor: Actor) -> bool:
    """Say whether `actor` may look into the register."""
    return actor.active and bool(actor.roles.intersection(READERS))


def may_keep(actor: Actor) -> bool:
    """Say whether `actor` may write in the register."""
    return actor.active and bool(actor.roles.intersection(KEEPERS))


def may_see_names(actor: Actor) -> bool:
    """Say whether `actor` may see who is named for a course or a delegation; other readers see how many, and from where."""
    return actor.active and bool(actor.roles.intersection(NAMERS))


def may_see_embargoed(actor: Actor) -> bool:
    """Say whether `actor` may see the words of a press line before it is released: whoever writes it or agrees to it."""
    return may_see_names(actor)


def may_agree(actor: Actor) -> bool:
    """Say whether `actor` may agree to a press line as the second officer; that they wrote no word of it is asked of the line."""
    return actor.active and bool(actor.roles.intersection(AGREEING))


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


def require_agree(actor: Actor) -> None:
    """Raise `NotAllowed` or `MandateLapsed` unless `actor` may agree to a press line."""
    require_active(actor)
    require_one_of(actor, AGREEING)


def require_why(reason: str) -> None:
    """Raise `WhyMissing` unless `reason` says something."""
    if not reason.strip():
        raise WhyMissing
