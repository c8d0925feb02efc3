"""Who may do what at the desk. Pure; there is no exception for administrators and none for emergencies."""

from comity.desk.permissions import Verb, require, verb_of
from comity.desk.states import DECIDABLE, DRAFT_MOVES, DraftState, State
from comity.directory.policy import Actor
from comity.terms.identifiers import OfficerId
from comity.terms.levels import Level
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class SelfApproval(Refused):
    """The drafter tried to be the second officer as well."""

    wire_class = "policy"
    sentence = gettext_noop("%(name)s drafted this version and cannot approve it.")
    next_step = gettext_noop("Another officer with the role of approver can.")


class DraftNotOpen(Refused):
    """The draft has moved on."""

    wire_class = "policy"
    sentence = gettext_noop("This draft is %(state)s; that cannot be done to it now.")
    next_step = gettext_noop("Open it again from the watch queue to see where it stands.")


class AboveClearance(Refused):
    """The officer is not cleared for it."""

    wire_class = "policy"
    sentence = gettext_noop("%(name)s is cleared up to the level %(clearance)s, not for %(level)s.")
    next_step = gettext_noop("A colleague with that clearance can do it.")


class ReasonMissing(Refused):
    """The act needs a reason in words."""

    wire_class = "policy"
    sentence = gettext_noop("This needs a reason in words.")
    next_step = gettext_noop("Write it for the colleague who reads it next; it is kept in the journal.")


class RequestNotOpen(Refused):
    """The request's state does not allow this act."""

    wire_class = "policy"
    sentence = gettext_noop("Request %(reference)s is %(state)s; this act does not follow on that.")
    next_step = gettext_noop("Read its timeline: the other side, or a colleague, may have been faster.")


def require_drafting(actor: Actor, *, act: str = "") -> None:
    """Raise unless `actor` may write acts of part `act`: answers are decisions, results are evidence handed over."""
    require(actor, verb_of(act))


def require_approval(actor: Actor, *, drafted_by: tuple[OfficerId, ...], verb: Verb = Verb.APPROVE) -> None:
    """Raise unless `actor` may be the second officer of what `drafted_by` wrote; all who saved a version count as drafters."""
    require(actor, verb)
    if actor.officer in drafted_by:
        raise SelfApproval(name=actor.name)


def require_cleared(actor: Actor, level: Level) -> None:
    """Raise unless `actor` may read up to `level`."""
    if not actor.clearance.covers(level):
        raise AboveClearance(name=actor.name, clearance=actor.clearance.value, level=level.value)


def require_reason(reason: str) -> None:
    """Raise unless `reason` says something."""
    if not reason.strip():
        raise ReasonMissing


def require_draft_move(state: DraftState, to: DraftState) -> None:
    """Raise unless a draft may go from `state` to `to`."""
    if to not in DRAFT_MOVES[state]:
        raise DraftNotOpen(state=state.value)


def require_submitted(state: DraftState) -> None:
    """Raise unless a draft waits for its second officer: what was set aside is taken up, not returned."""
    if state is not DraftState.SUBMITTED:
        raise DraftNotOpen(state=state.value)


def require_decidable(reference: str, state: State) -> None:
    """Raise unless the requested node may still decide."""
    if state not in DECIDABLE:
        raise RequestNotOpen(reference=reference, state=state.value)
