"""Safeguards: permissions, flags and reviews, and the transparency report. Entries in groups, each with what may be done to it."""

from dataclasses import dataclass
from typing import ClassVar

from comity.doors.web.pages.parts import Act, Crumbs


@dataclass(frozen=True, slots=True)
class Entry:
    """One permission, flag or review: `standing` in a word, `facts` a line each, `words` as a person wrote them."""

    heading: str
    standing: str
    facts: tuple[str, ...] = ()
    words: str = ""
    acts: tuple[Act, ...] = ()
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Entries of one sort; `empty` is said where there is none."""

    key: str
    heading: str
    note: str
    entries: tuple[Entry, ...]
    empty: str
    acts: tuple[Act, ...] = ()


@dataclass(frozen=True, slots=True)
class SafeguardsPage:
    """What safeguards there are, and what may be done to each. `internal` says that nothing of it is ever sent."""

    template: ClassVar[str] = "web/safeguards.html"
    heading: str
    deck: str
    crumbs: Crumbs
    groups: tuple[Group, ...]
    acts: tuple[Act, ...] = ()
    internal: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One line of a published table."""

    label: str
    count: str


@dataclass(frozen=True, slots=True)
class Counts:
    """One published table; `rest` says what is counted together, or that all of it is left out."""

    heading: str
    cells: tuple[Cell, ...]
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """What was asked of us, or by us."""

    key: str
    heading: str
    total: str
    tables: tuple[Counts, ...]


@dataclass(frozen=True, slots=True)
class ReportPage:
    """The transparency report of one year, to be printed as it stands."""

    template: ClassVar[str] = "web/report.html"
    heading: str
    deck: str
    crumbs: Crumbs
    notes: tuple[str, ...]
    sides: tuple[Side, ...]
    acts: tuple[Act, ...] = ()
