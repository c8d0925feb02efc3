"""Points in time as a line, with the words beside them."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext

from comity.doors.web.moments import print_date
from comity.doors.web.pages.picture import Curve, Marked
from comity.doors.web.views.picture.words import number
from comity.picture.charts import line

_LABELLED: Final = 12  # dots that have their number beside them


def curve_of(
    points: Sequence[tuple[date, Decimal]],
    *,
    title: tuple[str, str],
    unit: str,
    threshold: Decimal | None = None,
    marks: Sequence[str] = (),
    when: Sequence[str] = (),
) -> Curve:
    """Return a line through `points`, oldest first: `title` with its language, `marks` before the numbers (`≈`, `>`), `when` for days."""
    chart = line([(day.toordinal(), value) for day, value in points], threshold=threshold)
    labelled = len(points) <= _LABELLED
    dots = tuple(
        Marked(dot.x, dot.y, f"{marks[dot.at] if marks else ''}{plain(points[dot.at][1])}" if labelled else "") for dot in chart.dots
    )
    ends = dict.fromkeys((0, len(points) - 1))
    told = when or [print_date(day) for day, _ in points]
    days = tuple(Marked(chart.dots[at].x, 0, told[at]) for at in ends)
    facts = {"count": len(points), "first": told[0], "last": told[-1]}
    low, high = (plain(pick(value for _, value in points)) for pick in (min, max))
    text = gettext("%(count)s numbers from %(first)s to %(last)s, between %(low)s and %(high)s %(unit)s.") % {
        **facts,
        "low": low,
        "high": high,
        "unit": unit,
    }
    edge = gettext("threshold %(threshold)s") % {"threshold": plain(threshold)} if threshold is not None else ""
    return Curve(title[0], text, chart, dots, tuple(Marked(0, tick.y, plain(tick.value)) for tick in chart.ticks), days, edge, title[1])


def plain(value: Decimal) -> str:
    """Print a decimal number as pages do."""
    return number(f"{value.normalize():f}" if value else "0")
