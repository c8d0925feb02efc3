"""The early-warning board: each indicator with its newest readings; those that warn stand first."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.db.models import QuerySet

from comity.directory.policy import Actor
from comity.picture.policy import require_look
from comity.picture.refusals import NoSuchPart
from comity.records.models import Indicator, IndicatorReading

SHOWN: Final = 12  # readings of a small line
_MOST: Final = 40  # indicators on the board
_ALL: Final = 200


@dataclass(frozen=True, slots=True)
class Watched:
    """An indicator and its readings, the oldest first; `change` is the newest less the one before, None for fewer than two."""

    indicator: Indicator
    readings: Sequence[IndicatorReading]

    @property
    def change(self) -> Decimal | None:
        """By how much the newest reading differs from the one before."""
        if len(self.readings) < 2:
            return None
        return Decimal(self.readings[-1].value) - Decimal(self.readings[-2].value)


def board(*, by: Actor) -> Sequence[Watched]:
    """Return the indicators that are read, at most 40: those that warn first, then the oldest."""
    require_look(by)
    rows = Indicator.objects.filter(ended_at__isnull=True).order_by("-crossed", "id")[:_MOST]
    return [Watched(one, _newest(one.readings.all(), most=SHOWN)) for one in rows]


def find_indicator(key: int, *, by: Actor) -> Watched:
    """Return an indicator, a retired one too, with its newest 200 readings; raises `NoSuchPart`."""
    require_look(by)
    found = Indicator.objects.select_related("made_by").filter(pk=key).first()
    if found is None:
        raise NoSuchPart(number=f"#{key}")
    return Watched(found, _newest(found.readings.select_related("by"), most=_ALL))


def newest_readings(most: int, *, by: Actor) -> Sequence[IndicatorReading]:
    """Return the readings that were recorded last, the newest first."""
    require_look(by)
    return list(IndicatorReading.objects.select_related("indicator").order_by("-id")[:most])


def _newest(rows: QuerySet[IndicatorReading], *, most: int) -> list[IndicatorReading]:
    return list(rows.order_by("-on", "-id")[:most])[::-1]
