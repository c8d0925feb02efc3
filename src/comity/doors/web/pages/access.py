"""Where an officer is signed in, and what a locked desk kept for them."""

from dataclasses import dataclass
from typing import ClassVar

from comity.doors.web.pages.parts import Crumbs, Form, Link, Moment


@dataclass(frozen=True, slots=True)
class Place:
    """One browser at which the officer is signed in. `end` is absent for the one before them."""

    browser: str
    address: str
    came_by: str
    began: Moment
    seen: Moment
    locked: bool
    here: bool
    end: Form | None = None


@dataclass(frozen=True, slots=True)
class SittingsPage:
    """Where, since when, last seen; end one, or all others."""

    template: ClassVar[str] = "web/sittings.html"
    heading: str
    deck: str
    places: tuple[Place, ...]
    last: tuple[str, ...]
    end_others: Form | None
    kept: tuple[Link, ...] = ()
    crumbs: Crumbs = Crumbs()


@dataclass(frozen=True, slots=True)
class KeptPage:
    """What was posted to a locked desk: `fields` go out again as they came, `texts` are what a person wrote among them."""

    template: ClassVar[str] = "web/kept.html"
    heading: str
    deck: str
    when: Moment
    texts: tuple[str, ...]
    again: Form
    fields: tuple[tuple[str, str], ...]
    back_href: str
    close: Form
    crumbs: Crumbs = Crumbs()
