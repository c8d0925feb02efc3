"""The figures of the register: how many commitments stand where, in all, by partner, by owner, by mechanism. Counted from one index."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

from django.db.models import Count, Q, QuerySet

from comity.directory.policy import Actor
from comity.records.models import Commitment, MechanismRow
from comity.register.paging import YES
from comity.register.policy import require_read
from comity.register.states import FULFILLED, OPEN, State
from comity.terms.instants import Instant

_OPEN: Final = [one.value for one in sorted(OPEN)]
_FULFILLED: Final = [one.value for one in sorted(FULFILLED)]
_UNACCEPTED: Final = (State.PROPOSED, State.REGISTERED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How many commitments that count are registered at all, and how many of them stand how.

    Accepted by their owner; fulfilled in time; overdue; fulfilled with evidence; confirmed by the counterpart; still owed and without an
    owner, without a due date.
    """

    registered: int
    accepted: int
    on_time: int
    overdue: int
    fulfilled: int
    confirmed: int
    without_owner: int
    without_due: int

    def __add__(self, other: "Figures") -> "Figures":
        """Return both together."""
        return Figures(**{one.name: getattr(self, one.name) + getattr(other, one.name) for one in fields(self)})

    def __sub__(self, other: "Figures") -> "Figures":
        """Return what is left of these without `other`, which are among them."""
        return Figures(**{one.name: getattr(self, one.name) - getattr(other, one.name) for one in fields(self)})


_NOTHING: Final = Figures(registered=0, accepted=0, on_time=0, overdue=0, fulfilled=0, confirmed=0, without_owner=0, without_due=0)


def together(parts: Iterable[Figures]) -> Figures:
    """Return the figures of all parts: those by partner, or by owner, together are those in all."""
    return sum(parts, _NOTHING)


def figures(*, by: Actor, at: Instant, partner: str = "") -> Figures:
    """Return the figures in all, or with one partner. Readiness, wishes and what was taken out are in none of them."""
    require_read(by)
    rows = _counted()
    if partner:
        rows = rows.filter(partner=partner)
    return Figures(**rows.aggregate(**_measures(at)))


def figures_by_partner(*, by: Actor, at: Instant) -> Mapping[str, Figures]:
    """Return the figures by the code of the partner; empty for what is with no State, or with several."""
    require_read(by)
    rows = _counted().values("partner").annotate(**_measures(at)).order_by("partner")
    return {str(row.pop("partner")): Figures(**row) for row in map(dict, rows)}


def figures_by_owner(*, by: Actor, at: Instant) -> Mapping[str, Figures]:
    """Return the figures by who owns the commitments; empty for what nobody owns.

    They are counted by partner and owner, and added up here: by the owner alone a database would read the rows.
    """
    require_read(by)
    found: dict[str, Figures] = {}
    for row in map(dict, _counted().values("partner", "owner").annotate(**_measures(at)).order_by("partner", "owner")):
        del row["partner"]
        owner = str(row.pop("owner"))
        found[owner] = found.get(owner, _NOTHING) + Figures(**row)
    return found


def figures_by_mechanism(*, by: Actor, at: Instant) -> Mapping[str, Figures]:
    """Return the figures by the number of the mechanism that a commitment belongs to; empty for those of none."""
    require_read(by)
    belonging = MechanismRow.objects.filter(commitment__counted__in=YES, taken_out_at__isnull=True)
    rows = belonging.values("mechanism__number").annotate(**_measures(at, of="commitment__")).order_by("mechanism__number")
    found = {str(row.pop("mechanism__number")): Figures(**row) for row in map(dict, rows)}
    none = figures(by=by, at=at) - together(found.values())
    return found | {"": none} if none.registered else found


def _counted() -> QuerySet[Commitment, Any]:
    return Commitment.objects.filter(counted__in=YES)


def _measures(at: Instant, *, of: str = "") -> dict[str, Count]:
    """Return what is counted; `of` is the way to the commitment from the rows that are asked."""

    def where(**is_: object) -> Q:
        return Q(**{f"{of}{name}": value for name, value in is_.items()})

    owed, done, late = where(state__in=_OPEN), where(state__in=_FULFILLED), at.datetime().date().isoformat()
    conditions = {
        "accepted": where(accepted_at__isnull=False),
        "on_time": done & where(on_time=True),
        "overdue": owed & where(due_last__gt="", due_last__lt=late),
        "fulfilled": done & where(evidence_count__gt=0),
        "confirmed": where(state=State.CONFIRMED),
        "without_owner": owed & where(owner=""),
        "without_due": owed & where(due_last=""),
    }
    each = f"{of}partner"
    return {"registered": Count(each)} | {name: Count(each, filter=condition) for name, condition in conditions.items()}
