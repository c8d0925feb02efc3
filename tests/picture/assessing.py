"""An officer's hands at the risk picture."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from worlds.world import World

from comity.directory.policy import Actor
from comity.picture.levels.actions import set_level
from comity.records.models import RiskLevel

REASON: Final = "Hai vụ tấn công trong khu vực; chưa có chỉ dấu nhằm vào trong nước."


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
