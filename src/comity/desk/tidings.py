"""What one officer is told of what another did: stays at the head of their queue until they have read it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from comity.desk import occasions
from comity.records.models import Officer, Request, Tiding
from comity.records.rows import insert
from comity.terms.instants import Instant


class News(StrEnum):
    """What there is to tell."""

    TAKEN_OVER = "taken-over"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    RECALLED = "recalled"
    MENTIONED = "mentioned"
    GIVEN = "given"
    TAKEN_AWAY = "taken-away"
    ADVISED = "advised"
    FORWARDED = "forwarded"
    BRIEF_OFFERED = "brief-offered"
    BRIEF_ACCEPTED = "brief-accepted"
    DRAFT_WAITS = "draft-waits"


# What waits for the officer's own answer goes out by mail too.
_OFFERS: Final = frozenset({News.OFFERED, News.BRIEF_OFFERED})


def tell(officer: Officer, news: News, *, request: Request | None, facts: Mapping[str, str], at: Instant) -> None:
    """Keep `news` for `officer`, in the caller's transaction; `facts` are names and words, never content of an act."""
    insert(Tiding(officer=officer, name=news.value, request=request, facts=dict(facts), at=at))
    if news in _OFFERS:
        occasions.keep((occasions.of_handover(officer, request, at=at),))


def mark_tidings_read(officer: Officer, *, up_to: int, at: Instant) -> None:
    """Forget for the queue what `officer` was told up to the row `up_to`; what came later stays. The rows remain."""
    Tiding.objects.filter(officer=officer, read_at__isnull=True, pk__lte=up_to).update(read_at=at)
