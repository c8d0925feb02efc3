"""What passed between this node and other States since a moment: how much was asked both ways, how long answers took, what it was about.

Counted from one index where nothing is hidden from who looks; else among the cases that they may know of, and no other.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import BigIntegerField, Count, ExpressionWrapper, F
from django.db.models.functions import Lower

from comity.desk.indexing import pay_all
from comity.desk.visibility import counted_for, of_visible, sees_all
from comity.directory.book import book
from comity.directory.policy import Actor
from comity.records.models import Request, RequestCode
from comity.terms.identifiers import NodeId
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.terms.threats import ThreatRow

_MINUTE: Final = 60_000_000


@dataclass(frozen=True, slots=True)
class Way:
    """One direction: how many were asked, how many of them answered, and the median minutes until the first answer, None for none."""

    asked: int = 0
    answered: int = 0
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Passed:
    """What passed with one State: `out` is what we asked, `came` what they asked of us. `country` is empty where no node is known."""

    country: str
    out: Way
    came: Way

    @property
    def total(self) -> int:
        """How many requests both ways."""
        return self.out.asked + self.came.asked


def passed_since(since: Instant, *, by: Actor) -> Sequence[Passed]:
    """Return what was asked since `since` by State, the most first, as far as this officer may know of it."""
    # By `Lower`: for a bare column SQLite walks another index in the order of the groups, and reads every row that there ever was.
    rows = counted_for(by).filter(opened_at__gte=since).annotate(way=Lower("direction"), node=Lower("peer"))
    asked, times = Counter[tuple[str, str]](), defaultdict[tuple[str, str], Counter[int]](Counter)
    for direction, peer, count in rows.values_list("way", "node").annotate(Count("pk")).order_by():
        asked[country_of(peer), direction] += count
    took = ExpressionWrapper((F("answered_at") - F("opened_at")) / _MINUTE, output_field=BigIntegerField())
    answered = rows.filter(answered_at__isnull=False).annotate(took=took)
    for direction, peer, minutes, count in answered.values_list("way", "node", "took").annotate(Count("pk")).order_by():
        times[country_of(peer), direction][max(0, int(minutes))] += count
    countries = sorted({country for country, _ in asked})
    found = [Passed(one, *(_way(asked[one, side], times[one, side]) for side in ("out", "in"))) for one in countries]
    return sorted(found, key=lambda one: (-one.total, one.country))


def newest_requests(most: int, *, by: Actor) -> Sequence[Request]:
    """Return the requests that were opened last, the newest first."""
    return list(counted_for(by).order_by("-pk")[:most])


def requests_by_code(*, by: Actor) -> Mapping[ThreatRow, int]:
    """Return how many cases there are of each use with each sector and of each sort of support, by the codes that their acts carry."""
    pay_all()
    rows = RequestCode.objects.all() if sees_all(by) else RequestCode.objects.filter(of_visible(by, "request"))
    counted = rows.values_list("ict_use", "sector", "support").annotate(Count("request")).order_by()
    return {ThreatRow(*codes): count for *codes, count in counted}


def country_of(peer: str) -> str:
    """Return the code of the country of a node or partner; empty where the directory does not know it."""
    try:
        return str(book().authority_of(NodeId(peer)).id.country.text)
    except Refused:
        return ""


def _way(asked: int, times: Counter[int]) -> Way:
    return Way(asked, times.total(), _median(times) if times else None)


def _median(times: Counter[int]) -> int:
    """Return the lower median: a span that was measured, and not one between two."""
    middle = (times.total() - 1) // 2
    return next(minutes for at, minutes in enumerate(_each(times)) if at == middle)


def _each(times: Counter[int]) -> Iterator[int]:
    for minutes in sorted(times):
        for _ in range(times[minutes]):
            yield minutes
