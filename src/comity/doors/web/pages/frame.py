"""What stands on every page: the world, the authority, the officer, the time, the links, and when the page was made."""

from dataclasses import dataclass
from typing import Literal

from comity.directory.access import Access


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation."""

    label: str
    href: str
    count: int | None = None
    current: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Entries of the navigation under one heading of "More"."""

    label: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Key:
    """One key of the officer's, as the sheet shows it; `presses` are one key, or two one after the other."""

    deed: str
    label: str
    presses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """What the pages' script is told: keys, where to ask how much calls, whether it may sound."""

    keys_on: bool
    keys: tuple[Key, ...]
    by_deed: str
    pulse_href: str
    keys_href: str
    sound: bool


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
    links_href: str = ""
    places: tuple[Place, ...] = ()
    standing: Place | None = None  # where one is, if that is found under "More": the bar shows it too
    more: tuple[Group, ...] = ()
    search_href: str = ""
    home_href: str = "/"
    path: str = "/"
    theme: Literal["", "light", "dark"] = ""
    language_href: str = ""
    theme_href: str = ""
    sign_out_href: str = ""
    security_href: str = ""
    demo_href: str = ""
    lock_href: str = ""
    shift_href: str = ""
    seen_href: str = ""
    idle: int = 0  # seconds
    access: Access = Access()
    last: tuple[str, ...] = ()
    held: tuple[str, ...] = ()  # why this node signs nothing just now, what is waited for, what makes it unsafe
    desk: "Desk | None" = None
