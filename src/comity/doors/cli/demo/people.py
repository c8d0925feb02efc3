"""Who is in the demonstration: two contact points and their officers. Ruritania is the fictional State of the textbooks."""

from dataclasses import dataclass
from typing import Final

from comity.directory.policy import Role

PASSPHRASE: Final = "a lantern on the quay"  # noqa: S105 printed to whoever runs the demonstration; no real node knows it

_BOTH: Final = (Role.DRAFTER, Role.APPROVER)


@dataclass(frozen=True, slots=True)
class Player:
    """An officer of the demonstration."""

    name: str
    shown: str
    roles: tuple[Role, ...]
    language: str
    desk: str = "1"


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two nodes."""

    code: str
    country: str
    node: str
    authority: str
    zone: str
    language: str
    country_names: dict[str, str]
    authority_names: dict[str, str]
    languages: tuple[str, ...]
    drafter: Player
    approver: Player
    administrator: Player

    @property
    def players(self) -> tuple[Player, ...]:
        """Everybody."""
        return (self.drafter, self.approver, self.administrator)

    def sign_in(self, player: Player) -> str:
        """Return the sign-in name of one of its officers."""
        return f"{player.name}@{self.node}"


VIET_NAM: Final = Side(
    code="vn",
    country="VN",
    node="poc.vn.example",
    authority="vn-poc",
    zone="Asia/Ho_Chi_Minh",
    language="vi",
    country_names={"en": "Viet Nam (demo)", "vi": "Việt Nam (trình diễn)"},
    authority_names={"en": "24/7 Contact Point, Viet Nam (demo)", "vi": "Đầu mối 24/7 Việt Nam (trình diễn)"},
    languages=("vi", "en"),
    drafter=Player("ha.n", "Hà N.", _BOTH, "vi"),
    approver=Player("an.p", "An P.", _BOTH, "vi"),
    administrator=Player("quang.t", "Quang T.", (Role.ADMINISTRATOR,), "vi"),
)

RURITANIA: Final = Side(
    code="xr",
    country="XR",
    node="poc.xr.example",
    authority="xr-poc",
    zone="Europe/Vienna",
    language="en",
    country_names={"en": "Ruritania", "vi": "Ruritania"},
    authority_names={"en": "24/7 Contact Point, Ruritania", "vi": "Đầu mối 24/7 Ruritania"},
    languages=("en", "fr"),
    drafter=Player("r.rassendyll", "R. Rassendyll", _BOTH, "en"),
    approver=Player("f.tarlenheim", "F. Tarlenheim", _BOTH, "en"),
    administrator=Player("j.hentzau", "J. Hentzau", (Role.ADMINISTRATOR,), "en"),
)

SIDES: Final = (VIET_NAM, RURITANIA)
