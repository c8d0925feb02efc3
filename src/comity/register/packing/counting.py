"""What a pack counts beside the figures: days to the first evidence, what counts in nothing, what is overdue and what nobody owns."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Final

from django.db.models import Count, Min, QuerySet

from comity.directory.policy import Actor
from comity.records.models import Commitment, MechanismRow
from comity.register.paging import YES
from comity.register.policy import require_read
from comity.register.states import OPEN, State
from comity.terms.instants import Instant

LISTED: Final = 25  # commitments of each list
_NO: Final = (False,)
_OPEN: Final = [one.value for one in sorted(OPEN)]
_LEAN: Final = ("document__original", "document__reading")
_EXACT: Final = frozenset({"day", "range"})


@dataclass(frozen=True, slots=True)
class Span:
    """Days from the day of a commitment to its first evidence, with its partner, its owner and the number of its mechanism."""

    days: int
    partner: str
    owner: str
    mechanism: str = ""


@dataclass(frozen=True, slots=True)
class Uncounted:
    """How many commitments count in nothing: ready to, wishing to, only proposed."""

    readiness: int
    wish: int
    proposed: int


@dataclass(frozen=True, slots=True)
class Listed:
    """The first commitments of a list, and whether there are others."""

    rows: Sequence[Commitment]
    more: bool


def spans(*, by: Actor) -> tuple[tuple[Span, ...], int]:
    """Return a span for each commitment that counts and has evidence, and how many have no day that is known to the day.

    The day is that of the meeting where it was made, else the one on which its document was published.
    """
    require_read(by)
    rows = Commitment.objects.filter(counted__in=YES, evidence_count__gt=0).annotate(first=Min("evidence__at"))
    told = rows.values_list(
        *("pk", "first", "partner", "owner", "statement__meeting__last", "statement__meeting__precision"),
        *("document__published", "document__published_precision"),
    )
    belonging = MechanismRow.objects.filter(commitment__counted__in=YES, commitment__evidence_count__gt=0, taken_out_at__isnull=True)
    mechanisms = dict(belonging.values_list("commitment_id", "mechanism__number"))
    found: list[Span] = []
    unknown = 0
    for key, first, partner, owner, met, met_as, published, published_as in told:
        day = met if met and met_as in _EXACT else published if published and published_as in _EXACT else ""
        if not day or first is None:
            unknown += 1
            continue
        days = (first.datetime().date() - date.fromisoformat(day)).days
        found.append(Span(max(days, 0), partner, owner, mechanisms.get(key, "")))
    return tuple(found), unknown


def median_days(rows: Iterable[Span]) -> int | None:
    """Return the median, in whole days, of some spans; None of none."""
    days = [one.days for one in rows]
    return round(median(days)) if days else None


def medians(rows: Sequence[Span], name: str) -> Mapping[str, int]:
    """Return the median for each `partner`, `owner` or `mechanism`."""
    groups: dict[str, list[Span]] = {}
    for one in rows:
        groups.setdefault(getattr(one, name), []).append(one)
    return {key: found for key, some in groups.items() if (found := median_days(some)) is not None}


def uncounted(*, by: Actor) -> Uncounted:
    """Return what counts in nothing, of what stands in the register."""
    require_read(by)
    rows = Commitment.objects.filter(counted__in=_NO, taken_out_at__isnull=True).values("strength", "state").annotate(count=Count("id"))
    by_strength = {"readiness": 0, "wish": 0}
    proposed = 0
    for row in rows.order_by():
        if row["state"] == State.PROPOSED:
            proposed += row["count"]
        elif row["strength"] in by_strength:
            by_strength[row["strength"]] += row["count"]
    return Uncounted(by_strength["readiness"], by_strength["wish"], proposed)


def by_source(*, by: Actor) -> Mapping[str, int]:
    """Return how many commitments that count rest on the press, on official documents, on what an officer wrote here."""
    require_read(by)
    rows = Commitment.objects.filter(counted__in=YES).values("source").annotate(count=Count("id")).order_by()
    return {row["source"]: row["count"] for row in rows}


def overdue(*, by: Actor, at: Instant) -> Listed:
    """Return what is overdue, the longest first."""
    require_read(by)
    rows = _owed().filter(due_last__gt="", due_last__lt=at.datetime().date().isoformat())
    return _first(rows.order_by("due_last", "id")[: LISTED + 1])


def unowned(*, by: Actor) -> Listed:
    """Return what nobody owns, the oldest first."""
    require_read(by)
    return _first(_owed().filter(owner="").order_by("id")[: LISTED + 1])


def since(*, by: Actor) -> Instant | None:
    """Return when the first commitment of the register was written down; None in an empty one."""
    require_read(by)
    return Commitment.objects.filter(taken_out_at__isnull=True).order_by("id").values_list("made_at", flat=True).first()


def _owed() -> QuerySet[Commitment, Commitment]:
    rows = Commitment.objects.filter(counted__in=YES, state__in=_OPEN)
    return rows.select_related("obligor", "beneficiary", "document").defer(*_LEAN)


def _first(rows: Iterable[Commitment]) -> Listed:
    found = list(rows)
    return Listed(found[:LISTED], len(found) > LISTED)
