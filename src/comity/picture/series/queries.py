"""Series with their figures as the register has them now: a figure that was taken out there is in no chart here."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from comity.directory.policy import Actor
from comity.picture.policy import require_look
from comity.picture.refusals import NoSuchPart
from comity.records.models import Series, SeriesPoint

_MOST: Final = 20  # series on one page
_POINTS: Final = 120


@dataclass(frozen=True, slots=True)
class Told:
    """A series and its points, the earliest first, each with its figure and the document that names it."""

    series: Series
    points: Sequence[SeriesPoint]


def all_series(*, by: Actor) -> Sequence[Told]:
    """Return the newest 20 series."""
    require_look(by)
    return [Told(one, _points(one)) for one in Series.objects.order_by("-id")[:_MOST]]


def find_series(key: int, *, by: Actor) -> Told:
    """Return one series; raises `NoSuchPart`."""
    require_look(by)
    found = Series.objects.select_related("made_by").filter(pk=key).first()
    if found is None:
        raise NoSuchPart(number=f"#{key}")
    return Told(found, _points(found))


def newest_points(most: int, *, by: Actor) -> Sequence[SeriesPoint]:
    """Return the figures that were put into a series last, the newest first."""
    require_look(by)
    rows = SeriesPoint.objects.filter(ended_at__isnull=True, figure__taken_out_at__isnull=True)
    return list(rows.select_related("series", "figure").order_by("-id")[:most])


def _points(series: Series) -> list[SeriesPoint]:
    rows = SeriesPoint.objects.filter(series=series, ended_at__isnull=True, figure__taken_out_at__isnull=True)
    lean = ("figure__document__original", "figure__document__reading")
    return list(rows.select_related("figure__document", "by").defer(*lean).order_by("sorts", "id")[:_POINTS])
