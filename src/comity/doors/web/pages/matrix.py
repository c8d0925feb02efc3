"""ATT&CK as a matrix: tactics side by side, techniques under each.

There are a thousand cells on a page that a bad line has to carry, so the template writes little for each, and ends no item of a list: HTML
ends it by itself.
"""

from dataclasses import dataclass
from typing import ClassVar

from comity.doors.web.pages.frame import Place
from comity.doors.web.pages.parts import Crumbs, Link
from comity.doors.web.pages.register import Search

STEPS = (1, 3, 10, 30)  # from how many uses on a cell is drawn stronger; the number stands in it all the same


@dataclass(frozen=True, slots=True)
class Technique:
    """One cell: the technique's page, its name, its code (of one that stands under another the end of it), how many use it."""

    href: str
    name: str
    code: str = ""
    count: int = 0
    beside: bool = False
    open: bool = False
    under: "tuple[Technique, ...]" = ()

    @property
    def step(self) -> int:
        """How strongly it is drawn, 0 to 4."""
        return sum(self.count >= one for one in STEPS)


@dataclass(frozen=True, slots=True)
class Tactic:
    """One column."""

    key: str
    name: str
    language: str
    note: str
    cells: tuple[Technique, ...]


@dataclass(frozen=True, slots=True)
class MatrixPage:
    """The whole matrix; `beside` names whoever is shown beside, and then `mark` says what the sign means."""

    template: ClassVar[str] = "web/matrix.html"
    heading: str
    deck: str
    crumbs: Crumbs
    tabs: tuple[Place, ...]
    domains: tuple[Place, ...]
    columns: tuple[Tactic, ...]
    search: Search | None = None
    said: tuple[str, ...] = ()
    beside: str = ""
    links: tuple[Link, ...] = ()
    empty: str = ""
