"""Delegations as officers see them: lists by way and State, one with its members and its checklist. Names as for courses."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from comity.directory.policy import Actor
from comity.records.models import Delegation, DelegationChore, DelegationMember
from comity.register.delegations.states import STAGES, Chore, Stage
from comity.register.paging import PAGE, YES, Page, key_of, page_of
from comity.register.policy import may_see_names, require_read
from comity.register.refusals import NoSuchRow

_MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of a delegation. `name` is empty for whoever may not see names."""

    row: DelegationMember
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationFile:
    """One delegation: who goes, what is to be seen to, how much of it is left, where it may go from here."""

    delegation: Delegation
    members: Sequence[Member]
    named: bool
    chores: Sequence[DelegationChore]
    left: int
    next: Sequence[Stage]


def delegations(*, by: Actor, way: str = "", country: str = "", after: str = "") -> Page[Delegation]:
    """Return delegations, the newest first: out or in, to or from a State."""
    require_read(by)
    rows = Delegation.objects.select_related("meeting")
    for name, value in (("way", way), ("country", country)):
        if value:
            rows = rows.filter(**{name: value})
    if after:
        rows = rows.filter(pk__lt=key_of(after))
    return page_of(rows.order_by("-id")[: PAGE + 1], cursor=lambda row: str(row.pk))


def delegations_to(meeting: int, *, by: Actor) -> Sequence[Delegation]:
    """Return the delegations that are bound to a meeting, by its row's key."""
    require_read(by)
    return list(Delegation.objects.filter(meeting=meeting).order_by("id")[:_MOST])


def find_delegation(number: str, *, by: Actor) -> DelegationFile:
    """Return one delegation with everything; raises `NoSuchRow`."""
    require_read(by)
    rows = Delegation.objects.select_related("meeting", "document", "made_by").defer("document__original", "document__reading")
    found = rows.filter(number=number).first()
    if found is None:
        raise NoSuchRow(number=number[:20])
    members = DelegationMember.objects.filter(delegation=found, ended_at__isnull=True).select_related("actor").order_by("id")[:_MOST]
    chores = list(DelegationChore.objects.filter(delegation=found).select_related("by").order_by("id")[:_MOST])
    sees = may_see_names(by)
    return DelegationFile(
        delegation=found,
        members=[Member(one, (one.actor.name if one.actor else one.words) if sees else "") for one in members],
        named=sees,
        chores=chores,
        left=sum(1 for one in chores if one.state == Chore.OPEN),
        next=sorted(STAGES[Stage(found.state)], key=list(Stage).index),
    )


def unanswered(*, by: Actor, today: str, most: int) -> Sequence[Delegation]:
    """Return delegations whose invitation should have been answered by now, the oldest day first."""
    require_read(by)
    rows = Delegation.objects.filter(state=Stage.INVITED, reply_due__gt="", reply_due__lt=today)
    return list(rows.order_by("reply_due", "id")[:most])


def back_without_report(*, by: Actor, today: str, most: int) -> Sequence[Delegation]:
    """Return delegations that travelled, whose last day is over, and that have given no report yet."""
    require_read(by)
    return list(Delegation.objects.filter(state=Stage.UNDER_WAY, last__gt="", last__lt=today).order_by("last", "id")[:most])


def overdue_chores(*, by: Actor, today: str, most: int) -> Sequence[DelegationChore]:
    """Return what should have been seen to by now for delegations that are still worked on."""
    require_read(by)
    rows = DelegationChore.objects.filter(counts__in=YES, state=Chore.OPEN, due__gt="", due__lt=today)
    return list(rows.select_related("delegation").order_by("due", "id")[:most])
