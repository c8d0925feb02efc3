"""Levels as officers see them: what stands for each scope and whether it is stale, the history of one, the newest of all."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from comity.directory.policy import Actor
from comity.picture.policy import require_look
from comity.picture.words import SCOPES, SECTORS, vocabulary_of
from comity.records.models import RiskLevel
from comity.terms.instants import Instant
from comity.terms.vocabulary import vocabulary

_MOST: Final = 100


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands for a scope: the level (None where nobody has assessed it), and whether its day of review is over.

    `group` is that of the scope: `scope`, `threat`, `context`, or `sector`.
    """

    scope: str
    group: str
    level: RiskLevel | None
    stale: bool


def standing_levels(*, by: Actor, at: Instant) -> Sequence[Standing]:
    """Return what stands for every scope that is offered, in the order of the vocabularies."""
    require_look(by)
    kept = {one.scope: one for one in RiskLevel.objects.filter(ended_at__isnull=True).select_related("set_by")}
    groups = [(item.code, item.group or "scope") for item in vocabulary(SCOPES).offered]
    groups += [(item.code, "sector") for item in vocabulary(SECTORS).offered]
    return [Standing(code, group, kept.get(code), is_stale(kept.get(code), at=at)) for code, group in groups]


def levels_of(scope: str, *, by: Actor) -> Sequence[RiskLevel]:
    """Return every level that a scope had, the newest first, at most 100; raises `NoSuchPart`."""
    require_look(by)
    vocabulary_of(scope)
    return list(RiskLevel.objects.filter(scope=scope).select_related("set_by").order_by("-id")[:_MOST])


def newest_levels(most: int, *, by: Actor) -> Sequence[tuple[RiskLevel, RiskLevel | None]]:
    """Return the levels that were set last, each with what it took the place of."""
    require_look(by)
    rows = list(RiskLevel.objects.select_related("set_by").order_by("-id")[:most])
    return [(one, RiskLevel.objects.filter(scope=one.scope, pk__lt=one.pk).order_by("-id").first()) for one in rows]


def is_stale(level: RiskLevel | None, *, at: Instant) -> bool:
    """Say whether the day on which a level was to be looked at again is over."""
    return level is not None and level.review_on < at.datetime().date().isoformat()
