"""What stands on every page: the world, the authority, the officer, the time, the links, and when the page was made."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation."""

    label: str
    href: str
    count: int | None = None
    current: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """The header and footer. Empty strings where nobody is signed in or nothing is known."""

    world: Literal["real", "drill"]
    authority: str
    desk_time: str
    desk_date: str
    utc_time: str
    utc_note: str
    made_at: str
    zone: str
    officer: str = ""
    post: str = ""
    links_up: bool | None = None
    links: str = ""
    places: tuple[Place, ...] = ()
    search_href: str = ""
    home_href: str = "/"
    path: str = "/"
    theme: Literal["", "light", "dark"] = ""
    language_href: str = ""
    theme_href: str = ""
    sign_out_href: str = ""
    security_href: str = ""
    demo_href: str = ""
