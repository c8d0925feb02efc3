"""Feeds as the operator and the courier look at them."""

from dataclasses import dataclass

from comity.records.models import IntelFeed, IntelFeedLine, IntelFeedResult
from comity.terms.instants import Instant


@dataclass(frozen=True, slots=True)
class Standing:
    """A feed and its lines."""

    feed: IntelFeed
    lines: tuple[IntelFeedLine, ...]


def standings(*, ended: bool = False) -> tuple[Standing, ...]:
    """Return every feed that goes on, or with `ended` every one there was, by name."""
    rows = IntelFeed.objects.order_by("name", "id")
    found = list(rows if ended else rows.exclude(state="ended"))
    lines: dict[int, list[IntelFeedLine]] = {}
    for line in IntelFeedLine.objects.filter(feed__in=found).order_by("id"):
        lines.setdefault(line.feed_id, []).append(line)
    return tuple(Standing(one, tuple(lines.get(one.pk, ()))) for one in found)


def proposed_pushes() -> tuple[IntelFeed, ...]:
    """Return the pushes that wait for a second officer, the oldest first."""
    return tuple(IntelFeed.objects.filter(state="proposed", direction="push").order_by("id")[:50])


def due(*, at: Instant, limit: int = 20) -> tuple[int, ...]:
    """Return the keys of the feeds that are due, the longest first."""
    return tuple(IntelFeed.objects.filter(next_at__lte=at).order_by("next_at", "id").values_list("pk", flat=True)[:limit])


def any_active() -> bool:
    """Whether there is a feed that the courier has to look after."""
    return IntelFeed.objects.filter(next_at__isnull=False).exists()


def refused(name: str, *, limit: int = 100) -> tuple[IntelFeedResult, ...]:
    """Return what was refused on the way, the newest first."""
    lines = list(IntelFeedLine.objects.filter(feed__name=name).values_list("pk", flat=True))
    return tuple(IntelFeedResult.objects.filter(line__in=lines, outcome="refused").order_by("-id")[:limit])
