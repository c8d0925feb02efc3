"""A risk picture of many years in seconds: a level a month for every scope, a full board with weekly readings, series, codes.

Rows as officers would have left them, written in bulk: fifteen years of levels, ten of readings, a reason of three sentences at each
level, three sources. Of the meetings that are there every fifth is coded, of the requests every third; those that were answered say when.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import ExpressionWrapper, F, Model

from comity.picture.levels.sources import Source
from comity.picture.words import SCOPES, SECTORS
from comity.records.fields import InstantField
from comity.records.models import (
    Document,
    EventCode,
    Figure,
    Indicator,
    IndicatorReading,
    Meeting,
    Officer,
    Request,
    RequestCode,
    RiskLevel,
    Series,
    SeriesPoint,
)
from comity.terms.instants import Instant
from comity.terms.threats import SUPPORTS, USES
from comity.terms.vocabulary import vocabulary

_REASON: Final = (
    "Hai vụ tấn công trong khu vực trong tháng qua, một vụ nhằm vào cơ sở y tế; chưa có chỉ dấu nhằm vào mục tiêu trong nước. "
    "Các nhóm tiếp tục tuyển mộ và gây quỹ trên mạng xã hội, chủ yếu bằng tiền kỹ thuật số. Đánh giá dựa trên trao đổi với ba đối tác."
)
_SENTENCE: Final = "Theo thống kê của Bộ Công an, trong năm qua cả nước ghi nhận hơn {value} vụ tấn công mạng vào các hệ thống thông tin."
_CHUNK: Final = 5_000


@dataclass(frozen=True, slots=True)
class Years:
    """Months of levels for each scope; indicators that are read (and as many that were), weeks of readings; series, points of each."""

    months: int = 180
    board: int = 40
    weeks: int = 520
    series: int = 20
    points: int = 120


FULL: Final = Years()


def fill(*, by: Officer, at: Instant, years: Years = FULL) -> None:
    """Write all of it, by one officer: the newest level of each scope stands, the newest reading of each indicator is of this week."""
    dice = random.Random(0)  # noqa: S311 the same picture each time
    scopes = [item.code for name in (SCOPES, SECTORS) for item in vocabulary(name).offered]
    with transaction.atomic():
        _keep(RiskLevel, (_level(scope, back, dice, by=by, at=at) for back in reversed(range(years.months)) for scope in scopes))
        _watch(years, dice, by=by, at=at)
        _count(years, dice, by=by, at=at)
    with transaction.atomic():
        _code(dice, by=by, at=at)
        answered = ExpressionWrapper(F("opened_at") + (F("id") % 20_000) * 60_000_000, output_field=InstantField())
        Request.objects.filter(state="answered", answered_at__isnull=True).update(answered_at=answered)


def _keep(model: type[Model], rows: Iterator[Any]) -> None:
    model._default_manager.bulk_create(rows, batch_size=_CHUNK)  # noqa: SLF001 Django's documented name for it


def _level(scope: str, back: int, dice: random.Random, *, by: Officer, at: Instant) -> RiskLevel:
    set_at = at + -timedelta(days=30 * back + 1)
    return RiskLevel(
        scope=scope,
        level=dice.choice([item.code for item in vocabulary("risk-level").items]),
        reason=_REASON,
        language="vi",
        sources=[Source("written", f"Báo cáo tháng {12 - back % 12}, phần {part}").as_json() for part in range(1, 4)],
        review_on=(set_at.datetime().date() + timedelta(days=dice.choice((20, 45)))).isoformat(),
        set_by=by,
        set_at=set_at,
        ended_at=at + -timedelta(days=30 * (back - 1) + 1) if back else None,
    )


def _watch(years: Years, dice: random.Random, *, by: Officer, at: Instant) -> None:
    today = at.datetime().date()
    fields = [item.code for item in vocabulary(SCOPES).offered]
    made = [
        _indicator(number, dice, retired=number >= years.board, field=fields[number % len(fields)], by=by, at=at)
        for number in range(2 * years.board)
    ]
    Indicator.objects.bulk_create(made)
    _keep(
        IndicatorReading,
        (_reading(one, today - timedelta(weeks=back), dice, by=by, at=at) for back in reversed(range(years.weeks)) for one in made),
    )


def _indicator(number: int, dice: random.Random, *, retired: bool, field: str, by: Officer, at: Instant) -> Indicator:
    return Indicator(
        name=f"Vụ tống tiền bằng mã độc nhằm vào bệnh viện, vùng {number + 1}",
        language="vi",
        field=field,
        unit="vụ/tuần",
        threshold="40",
        way="TW-FROM",
        owner=f"Phòng trực ban {number % 7 + 1}",
        source="Báo cáo tuần của Trung tâm An ninh mạng quốc gia",
        value=str(dice.randrange(80)),
        on=at.datetime().date().isoformat(),
        crossed=not retired and number % 3 == 0,
        made_by=by,
        made_at=at,
        ended_at=at if retired else None,
        ended_for="Thay bằng chỉ số khác" if retired else "",
    )


def _reading(one: Indicator, day: date, dice: random.Random, *, by: Officer, at: Instant) -> IndicatorReading:
    value = dice.randrange(80)
    return IndicatorReading(
        indicator=one, value=str(value), on=day.isoformat(), source=one.source, crossed=value >= int(one.threshold), by=by, at=at
    )


def _count(years: Years, dice: random.Random, *, by: Officer, at: Instant) -> None:
    document = Document.objects.order_by("pk").first()
    assert document is not None
    series = [
        Series(
            name=f"Vụ tấn công mạng, loại {number + 1}", language="vi", unit="vụ", caveat="Cách đếm đổi từ 2024.", made_by=by, made_at=at
        )
        for number in range(years.series)
    ]
    Series.objects.bulk_create(series)
    figures = [_figure(document, dice.randrange(1_000, 200_000), by=by, at=at) for _ in range(years.series * years.points)]
    Figure.objects.bulk_create(figures, batch_size=_CHUNK)
    _keep(
        SeriesPoint, (_point(series[place % years.series], one, place // years.series, by=by, at=at) for place, one in enumerate(figures))
    )


def _figure(document: Document, value: int, *, by: Officer, at: Instant) -> Figure:
    words = _SENTENCE.format(value=f"{value:,}".replace(",", "."))
    told = {"unit": "vụ", "kind": "cases", "period": "trong năm qua", "issuer": "Bộ Công an", "words": words, "language": "vi"}
    where = {"start": 0, "end": 10, "key": f"{value:x}", "source": "press"}
    return Figure(document=document, value=str(value), bound=">", **told, **where, made_by=by, made_at=at)


def _point(series: Series, figure: Figure, place: int, *, by: Officer, at: Instant) -> SeriesPoint:
    month = date(2015 + place // 12, 1 + place % 12, 1).isoformat()
    return SeriesPoint(series=series, figure=figure, said=month[:7], sorts=month, by=by, at=at)


def _code(dice: random.Random, *, by: Officer, at: Instant) -> None:
    uses, sectors, supports = ([item.code for item in vocabulary(name).offered] for name in (USES, SECTORS, SUPPORTS))

    def codes(place: int) -> dict[str, str]:
        if place % 4 == 0:
            return {"support": dice.choice(supports)}
        return {"ict_use": dice.choice(uses), "sector": dice.choice(sectors)}

    meetings = _every(5, Meeting.objects.order_by("pk").values_list("pk", flat=True))
    _keep(EventCode, (EventCode(meeting_id=key, **codes(place), by=by, at=at) for place, key in enumerate(meetings)))
    cases = _every(3, Request.objects.order_by("pk").values_list("pk", flat=True))
    _keep(RequestCode, (RequestCode(request_id=key, **codes(place)) for place, key in enumerate(cases)))


def _every(step: int, keys: Sequence[int]) -> list[int]:
    return list(keys)[::step]
