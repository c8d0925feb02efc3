"""The risk picture: levels, sentences, charts with their tables, the graph, the tiles. Geometry comes from the room; here are its words."""

from dataclasses import dataclass, field
from typing import ClassVar, Literal

from comity.doors.web.pages.frame import Place
from comity.doors.web.pages.parts import Act, Crumbs, Fact, Link, Quote, spread
from comity.doors.web.pages.posts import Ask
from comity.doors.web.pages.sheets import Table
from comity.picture.basemap import Shape
from comity.picture.charts import Diverging, Line

LEVELS = 5
NONE = -1  # the step of a scope that nobody has assessed


@dataclass(frozen=True, slots=True)
class Steps:
    """Which of the five levels, 0 the lowest, `NONE` for none: as five bars that rise."""

    step: int

    @property
    def bars(self) -> tuple[tuple[int, int, int, bool], ...]:
        """X, y and height of each bar in a box of 88 by 28, and whether the level reaches it."""
        return tuple((1 + 18 * at, 21 - 5 * at, 6 + 5 * at, at <= self.step) for at in range(LEVELS))


@dataclass(frozen=True, slots=True)
class LevelCard:
    """A scope and what stands for it. `stale` says that its day of review is over."""

    scope: str
    href: str
    steps: Steps
    word: str
    meaning: str = ""
    since: str = ""
    review: str = ""
    stale: str = ""
    reason: str = ""
    reason_language: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One sentence of what changed, with when and where it is."""

    sentence: str
    when: str
    href: str = ""
    tone: Literal["", "warn", "stop", "pass"] = ""


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars to both sides: what each side is called, and in a sentence what they show."""

    title: str
    text: str
    left: str
    right: str
    chart: Diverging


@dataclass(frozen=True, slots=True)
class Marked:
    """A dot or a line of the scale with what stands beside it."""

    x: int
    y: int
    label: str


@dataclass(frozen=True, slots=True)
class Curve:
    """A line through points in time, with its words."""

    title: str
    text: str
    chart: Line
    dots: tuple[Marked, ...]
    ticks: tuple[Marked, ...]
    days: tuple[Marked, ...]
    threshold: str = ""
    language: str = ""  # of the title


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One number and how dark its ground is, 0 to 4."""

    count: int
    shade: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Heat:
    """Numbers in rows and columns; the darker the more."""

    caption: str
    corner: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[HeatCell, ...]], ...]


@dataclass(frozen=True, slots=True)
class Node:
    """One box of the graph."""

    x: int
    y: int
    sort: str
    label: str
    whole: str
    language: str
    middle: bool = False


@dataclass(frozen=True, slots=True)
class Graph:
    """Boxes and the lines between them; `text` says in a sentence what it shows."""

    title: str
    text: str
    width: int
    height: int
    box: tuple[int, int]
    nodes: tuple[Node, ...]
    paths: tuple[str, ...]

    @property
    def across(self) -> tuple[int, int]:
        """Return where the graph begins and how wide it is: a column in which nothing stands is left out."""
        return spread([(node.x, node.x + self.box[0]) for node in self.nodes])


@dataclass(frozen=True, slots=True)
class Tile:
    """One State: where its tile stands, its code, its name, its number and how dark that is."""

    x: int
    y: int
    code: str
    name: str
    count: int
    shade: int
    href: str = ""


@dataclass(frozen=True, slots=True)
class Tiles:
    """All States as tiles of one size."""

    title: str
    text: str
    width: int
    height: int
    size: int
    tiles: tuple[Tile, ...]


@dataclass(frozen=True, slots=True)
class BaseMap:
    """The operator's map; each shape with how dark it is, `NONE` for what is no State."""

    title: str
    text: str
    box: str
    shapes: tuple[tuple[Shape, int, str], ...]


@dataclass(frozen=True, slots=True)
class Board:
    """One line of the early-warning board."""

    name: str
    language: str
    href: str
    threshold: str
    now: str
    on: str
    spark: str
    trend: str
    owner: str
    crossed: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the page: whatever it has is drawn in the order of these fields, the table last; with bars it stands beside them."""

    key: str
    heading: str
    note: str = ""
    language: str = ""  # of the heading, where it is somebody's own words
    caption: str = ""  # of the table, where the heading is in another language
    caveat: tuple[str, str, str] | None = None  # what stands before it, the words, their language
    text: tuple[str, ...] = ()
    cards: tuple[LevelCard, ...] = ()
    small: tuple[LevelCard, ...] = ()
    changes: tuple[Change, ...] = ()
    bars: Bars | None = None
    curve: Curve | None = None
    heat: Heat | None = None
    graph: Graph | None = None
    tiles: Tiles | None = None
    base: BaseMap | None = None
    board: tuple[Board, ...] = ()
    table: Table | None = None
    folded: str = ""  # the table stands under this heading, closed: what the chart says, in numbers
    links: tuple[Link, ...] = ()
    empty: str = ""


@dataclass(frozen=True, slots=True)
class PicturePage:
    """A page of the risk picture."""

    template: ClassVar[str] = "web/picture.html"
    heading: str
    deck: str
    crumbs: Crumbs
    tabs: tuple[Place, ...]
    sections: tuple[Section, ...]
    heading_language: str = ""
    act: Act | None = None
    links: tuple[Link, ...] = ()
    alert: str = ""
    facts: tuple[tuple[str, Fact], ...] = ()
    quote: Quote | None = None
    asks: tuple[Ask, ...] = ()
    fault: str = ""
    fault_at: str = ""  # the key of the field that it is about
    find: tuple[str, str] | None = field(default=None)  # label and words of a search
