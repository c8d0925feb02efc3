"""An officer's hands at the risk picture."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from tests.register.hands import FIRST, Hands
from worlds.world import World

from comity.directory.policy import Actor
from comity.picture.levels.actions import set_level
from comity.picture.series.actions import make_series
from comity.picture.warning.actions import make_indicator, record_reading
from comity.records.models import Document, Figure, Indicator, IndicatorReading, RiskLevel, Series

REASON: Final = "Hai vụ tấn công trong khu vực; chưa có chỉ dấu nhằm vào trong nước."

FIGURES: Final = FIRST
WATCHED: Final = {
    "name": "Vụ tống tiền bằng mã độc nhằm vào bệnh viện",
    "language": "vi",
    "field": "RF-CYBERATTACK",
    "unit": "vụ/tháng",
    "threshold": "40",
    "way": "TW-FROM",
    "owner": "Phòng trực ban",
    "source": "Báo cáo tháng của Trung tâm",
}
COUNTED: Final = {
    "name": "Vụ tấn công mạng được ghi nhận",
    "language": "vi",
    "unit": "vụ",
    "caveat": "Cách đếm thay đổi từ năm 2024.",
}


@dataclass(frozen=True)
class Assessor:
    """An officer at the risk picture of a world."""

    world: World

    @property
    def who(self) -> Actor:
        """The officer as policies see them."""
        return self.world.actor(self.world.drafter)

    def more(self, **given: Any) -> dict[str, Any]:
        """Who, when, and a form that was not used; or what is given instead."""
        return {"by": self.world.drafter, "at": self.world.at, "token": self.world.token(), **given}

    def day(self, days: int) -> str:
        """Return a day from now."""
        return (self.world.at.datetime() + timedelta(days=days)).date().isoformat()

    def typed(self, **given: str) -> dict[str, str]:
        """Return what is typed of a level."""
        return {
            "level": "RL-MODERATE",
            "reason": REASON,
            "language": "vi",
            "sources": "Báo cáo tháng 11",
            "review_on": self.day(30),
            **given,
        }

    def level(self, scope: str = "RS-NATIONAL", *, seen: int | None = None, **given: str) -> RiskLevel:
        """Set a level, having seen the one that stands."""
        if seen is None:
            stands = RiskLevel.objects.filter(scope=scope, ended_at__isnull=True).first()
            seen = stands.pk if stands else 0
        return set_level(scope, typed=self.typed(**given), seen=seen, **self.more())

    def indicator(self, **given: str) -> Indicator:
        """Put an indicator on the board."""
        return make_indicator(typed={**WATCHED, **given}, **self.more())

    def read(self, indicator: Indicator, value: str, *, days: int = 0, **given: Any) -> IndicatorReading:
        """Record a reading of some days ago."""
        return record_reading(indicator.pk, typed={"value": value, "on": self.day(-days)}, **self.more(**given))

    def series(self, **given: str) -> Series:
        """Begin a series."""
        return make_series(typed={**COUNTED, **given}, **self.more())

    def figure(self, *, value: str = "100000", bound: str = ">", words: str = "") -> Figure:
        """Keep a figure that a document names."""
        document = Document.objects.first() or Hands(self.world).bring(FIGURES)
        return Figure.objects.create(
            document=document,
            value=value,
            bound=bound,
            unit="vụ",
            kind="cases",
            period="trong năm qua",
            issuer="Bộ Công an",
            words=words or f"Trong năm qua đã xảy ra hơn {value} vụ.",
            start=0,
            end=10,
            language="vi",
            key=f"{value}",
            source="press",
            made_by=self.world.drafter,
            made_at=self.world.at,
        )
