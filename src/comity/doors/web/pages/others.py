"""Doors in, history, and the pages that say no."""

from dataclasses import dataclass
from typing import ClassVar

from comity.doors.web.pages.frame import Place
from comity.doors.web.pages.parts import Act, Crumbs, Day, Form, Link


@dataclass(frozen=True, slots=True)
class Person:
    """An officer whom the demo lets one be."""

    name: str
    post: str
    authority: str
    form: Form
    label: str


@dataclass(frozen=True, slots=True)
class DemoDoorPage:
    """The door that only a node made by the demo has."""

    template: ClassVar[str] = "web/demo_door.html"
    heading: str
    deck: str
    people: tuple[Person, ...]
    crumbs: Crumbs = Crumbs()


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Who did and saw what, newest first; of one request, or of the desk. `stays` says what of it is kept."""

    template: ClassVar[str] = "web/history.html"
    heading: str
    deck: str
    crumbs: Crumbs
    days: tuple[Day, ...]
    total: int
    stays: str
    filters: tuple[Link, ...] = ()
    older_href: str = ""
    empty: str = ""
    kinds: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class TroublePage:
    """Something cannot be done: what happened, what is kept, what to do next, who can."""

    template: ClassVar[str] = "web/trouble.html"
    heading: str
    status: int
    happened: str
    kept: str = ""
    next_step: str = ""
    rule: str = ""
    act: Act | None = None
    crumbs: Crumbs = Crumbs()
