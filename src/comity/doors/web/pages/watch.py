"""The watch queue: one strip per responsibility, nearest deadline first."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from comity.doors.web.pages.parts import Act, Clock, Crumbs, Fact, Form, Link, StateCode
from comity.doors.web.pages.shifts import Call, Many

SectionCode = Literal["decide", "approve", "theirs", "preserved", "drafts", "asleep", "open", "closed", "found"]


@dataclass(frozen=True, slots=True)
class KeyHrefs:
    """Where the single keys lead for one request; empty where a key does nothing. `take` is posted unless `ask`."""

    reference: str
    take: str = ""
    ask: bool = False
    hand: str = ""
    note: str = ""
    decide: str = ""


@dataclass(frozen=True, slots=True)
class Strip:
    """One request or draft. Every fact always stands in the same cell; an empty cell stays empty."""

    title: str
    href: str
    direction: Literal["in", "out"]
    other_side: str
    reference: str
    article: str
    facts: tuple[str, ...]
    clock: Clock | None
    holder: str
    presence: str
    act: Act
    mine: bool = False
    unread: bool = False
    keys: "KeyHrefs | None" = None


@dataclass(frozen=True, slots=True)
class Section:
    """Strips of one sort. `more` counts those not shown, at least where `capped`; their earliest deadline stands in `more_due`."""

    code: SectionCode
    strips: tuple[Strip, ...]
    total: int | str
    more: int = 0
    capped: bool = False
    more_due: str = ""
    more_links: tuple[Link, ...] = ()
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Alert:
    """A warning or breach that nobody has acknowledged: what, of which request, who was told. `mine` speaks to the reader."""

    state: StateCode
    what: str
    title: str
    href: str
    reference: str
    told: str
    since: str
    local: bool
    act: Act
    mine: bool = False


@dataclass(frozen=True, slots=True)
class Alerts:
    """The first of what waits for an answer; `more` says how much stands below."""

    rows: tuple[Alert, ...]
    total: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class WatchPage:
    """The home screen. `calling` is the number in the title of the tab; `read` forgets what the officer was told."""

    template: ClassVar[str] = "web/watch.html"
    heading: str
    deck: str
    late: int
    next_deadline: Fact
    unheld: Fact
    links: Fact
    ending: Fact
    sections: tuple[Section, ...]
    alerts: Alerts | None = None
    filters: tuple[Link, ...] = ()
    kept: tuple["Kept", ...] = ()
    act: Act | None = None
    crumbs: Crumbs = Crumbs()
    calls: tuple[Call, ...] = ()
    calling: int = 0
    many: Many | None = None
    read: Form | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """One line of a list; an empty value narrows nothing."""

    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One list by which a search is narrowed; `name` is its name in the address."""

    name: str
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """A search under a name; `note` says whose it is."""

    label: str
    href: str
    note: str = ""
    change_href: str = ""


@dataclass(frozen=True, slots=True)
class RequestsPage:
    """All requests, open and closed, newest first, or those that were searched for. `fault` says why nothing was searched."""

    template: ClassVar[str] = "web/requests.html"
    heading: str
    deck: str
    sections: tuple[Section, ...]
    choices: tuple[Choice, ...] = ()
    act: Act | None = None
    words: str = ""
    since: str = ""
    until: str = ""
    narrowed: bool = False
    asked: bool = False
    keep_href: str = ""
    kept: tuple[Kept, ...] = ()
    older_href: str = ""
    older_note: str = ""
    fault: str = ""
    fault_next: str = ""
    crumbs: Crumbs = Crumbs()


@dataclass(frozen=True, slots=True)
class FilterPage:
    """Gives a search its name, or changes the name of one that is kept. `scope` is empty where it is decided already."""

    template: ClassVar[str] = "web/filter.html"
    heading: str
    deck: str
    crumbs: Crumbs
    form: Form
    name: str
    asks: tuple[str, ...]
    act_label: str
    back_href: str
    scope: tuple[Option, ...] = ()
    fault: str = ""
    fault_next: str = ""
    retire: Form | None = None
