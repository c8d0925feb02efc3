"""Series with their figures as the register has them now: a figure that was taken out there is in no chart here."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from comity.directory.policy import Actor
from comity.picture.policy import require_look
from comity.picture.refusals import NoSuchPart
from comity.records.models import Series, SeriesPoint

SHOWN: Final = 12  # points of each, where many series stand together
MOST: Final = 8  # series that are drawn on one page
_FURTHER: Final = 200
_POINTS: Final = 120


@dataclass(frozen=True, slots=True)
class Told:
    """A series and its newest points, the earliest first, each with its figure and the document that names it.

    `earlier` says that there are others before them.
    """

    series: Series
    points: Sequence[SeriesPoint]
    earlier: bool = False


def all_series(*, by: Actor) -> Sequence[Told]:
    """Return the newest 8 series, each with its newest 12 points."""
    require_look(by)
    return [_told(one, most=SHOWN) for one in Series.objects.order_by("-id")[:MOST]]


def further_series(*, by: Actor) -> Sequence[Series]:
    """Return the series before those that `all_series` draws, the newest first, at most 200."""
    require_look(by)
    return list(Series.objects.order_by("-id")[MOST : MOST + _FURTHER])


def find_series(key: int, *, by: Actor) -> Told:
    """Return one series with its newest 120 points; raises `NoSuchPart`."""
    require_look(by)
    found = Series.objects.select_related("made_by").filter(pk=key).first()
    if found is None:
        raise NoSuchPart(number=f"#{key}")
    return _told(found, most=_POINTS)


def newest_points(most: int, *, by: Actor) -> Sequence[SeriesPoint]:
    """Return the figures that were put into a series last, the newest first."""
    require_look(by)
    rows = SeriesPoint.objects.filter(ended_at__isnull=True, figure__taken_out_at__isnull=True)
    return list(rows.select_related("series", "figure").order_by("-id")[:most])


def _told(series: Series, *, most: int) -> Told:
    rows = SeriesPoint.objects.filter(series=series, ended_at__isnull=True, figure__taken_out_at__isnull=True)
    lean = ("figure__document__original", "figure__document__reading")
    newest = list(rows.select_related("figure__document", "by").defer(*lean).order_by("-sorts", "-id")[: most + 1])
    return Told(series, newest[:most][::-1], earlier=len(newest) > most)
