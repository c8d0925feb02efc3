"""Who may read warnings, who may write one, who may approve it. Pure.

Whoever drafts writes and acknowledges; whoever approves sends. A warning is content: an auditor reads none, as nowhere.
"""

from typing import Final

from comity.directory.policy import Actor, Role, require_active, require_one_of
from comity.intel.warnings.refusals import OwnWarning, WarningMoved
from comity.intel.warnings.states import ISSUE_MOVES, IssueState
from comity.terms.identifiers import OfficerId

WRITERS: Final = (Role.DRAFTER,)
APPROVERS: Final = (Role.APPROVER,)
READERS: Final = (Role.DRAFTER, Role.APPROVER, Role.LEGAL_ADVISER, Role.EVIDENCE_CLERK, Role.SUPERVISOR)


def may_read(actor: Actor) -> bool:
    """Say whether `actor` may look into the threat exchange."""
    return actor.active and bool(actor.roles.intersection(READERS))


def may_write(actor: Actor) -> bool:
    """Say whether `actor` may write and acknowledge warnings."""
    return actor.active and bool(actor.roles.intersection(WRITERS))


def may_approve(actor: Actor) -> bool:
    """Say whether `actor` may be the second officer of a warning; that they wrote nothing of it is asked of the warning."""
    return actor.active and bool(actor.roles.intersection(APPROVERS))


def require_read(actor: Actor) -> None:
    """Raise `NotAllowed` or `MandateLapsed` unless `actor` may look into the threat exchange."""
    require_active(actor)
    require_one_of(actor, READERS)


def require_write(actor: Actor) -> None:
    """Raise `NotAllowed` or `MandateLapsed` unless `actor` may write and acknowledge warnings."""
    require_active(actor)
    require_one_of(actor, WRITERS)


def require_approval(actor: Actor, *, written_by: tuple[OfficerId, ...]) -> None:
    """Raise unless `actor` may be the second officer of what `written_by` wrote; all who saved it count."""
    require_active(actor)
    require_one_of(actor, APPROVERS)
    if actor.officer in written_by:
        raise OwnWarning(name=actor.name)


def require_issue_move(state: IssueState, to: IssueState) -> None:
    """Raise unless a version may go from `state` to `to`."""
    if to not in ISSUE_MOVES[state]:
        raise WarningMoved(state=state.value)
