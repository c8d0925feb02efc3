"""Why a permission is not given. Pure."""

from datetime import date

from comity.desk.permissions import Verb, require
from comity.directory.policy import Actor
from comity.terms.identifiers import OfficerId
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop
from comity.treaty.pack import KindRow


class NothingToPermit(Refused):
    """The kind is neither off nor of high risk."""

    wire_class = "policy"
    sentence = gettext_noop("%(kind)s needs no such permission: it is neither switched off nor of high risk.")
    next_step = gettext_noop("The list of kinds says which are; a lawyer can change the rules.")


class PermissionIncomplete(Refused):
    """What makes the permission lawful is missing."""

    wire_class = "policy"
    sentence = gettext_noop("The permission lacks %(lacks)s.")
    next_step = gettext_noop("Name the law, the independent authority and the reason; without them nothing is switched on.")


class ReviewNotAhead(Refused):
    """The last day lies behind, or too far ahead."""

    wire_class = "policy"
    sentence = gettext_noop("The review must lie ahead, at most %(most)s days from today.")
    next_step = gettext_noop("Choose an earlier day; the permission can be renewed after its review.")


class OwnProposal(Refused):
    """The proposer tried to be the second officer as well."""

    wire_class = "policy"
    sentence = gettext_noop("%(name)s proposed this and cannot approve it.")
    next_step = gettext_noop("Another officer with the role of approver can.")


def require_permittable(kind: KindRow, *, country: str) -> None:
    """Raise unless there is something to permit: a kind that is off, or one of high risk with a State."""
    if (not country and not kind.off) or (country and not kind.high_risk):
        raise NothingToPermit(kind=kind.code)


def require_whole(*, basis: str, independent: str, reason: str, off: bool) -> None:
    """Raise unless law and reason are named, and for a kind that is off the independent authority too."""
    lacks = [name for name, text in (("basis", basis), ("reason", reason)) if not text.strip()]
    if off and not independent.strip():
        lacks.append("independent")
    if lacks:
        raise PermissionIncomplete(lacks=", ".join(lacks))


def require_review(day: date, *, today: date, most_days: int) -> None:
    """Raise unless the day of review lies ahead, and not further than `most_days`."""
    if not 0 < (day - today).days <= most_days:
        raise ReviewNotAhead(most=most_days)


def require_second(actor: Actor, *, proposed_by: OfficerId) -> None:
    """Raise unless `actor` may approve what another officer proposed."""
    require(actor, Verb.APPROVE_PERMISSION)
    if actor.officer == proposed_by:
        raise OwnProposal(name=actor.name)
