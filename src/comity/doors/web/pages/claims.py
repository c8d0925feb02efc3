"""Persons and accounts of a case: a picture, and the same as a table."""

from dataclasses import dataclass
from typing import ClassVar, Final

from comity.doors.web.pages.parts import Act, Crumbs, spread
from comity.doors.web.pages.posts import Ask

_BULGE: Final = 40  # units: how far a line may stand out beside its number


@dataclass(frozen=True, slots=True)
class Box:
    """One entity: where its box stands, what it is, what it is called (cut to fit; `whole` is all of it)."""

    x: int
    y: int
    sort: str
    label: str
    whole: str


@dataclass(frozen=True, slots=True)
class Line:
    """One edge: its path, its number and where that stands; a disputed one is drawn and marked otherwise."""

    number: int
    path: str
    x: int
    y: int
    disputed: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture: its size in units, its boxes, its lines; `text` says in a sentence what it shows."""

    width: int
    height: int
    box: tuple[int, int]
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    text: str

    @property
    def across(self) -> tuple[int, int]:
        """Return where the picture begins and how wide it is: a column in which nothing stands is left out."""
        boxes = [(box.x, box.x + self.box[0]) for box in self.boxes]
        return spread(boxes + [(max(line.x - _BULGE, 0), min(line.x + _BULGE, self.width - 4)) for line in self.lines])


@dataclass(frozen=True, slots=True)
class Saying:
    """One claim as a row: who says it, whether yes or no, how sure, since when, from where; `home` for one that was added here."""

    state: str
    stand: str
    denies: bool
    confidence: str
    at: str
    source: str
    home: bool = False
    act: Act | None = None


@dataclass(frozen=True, slots=True)
class Matter:
    """One edge as rows: its number, what is claimed, the claims side by side."""

    number: int
    text: str
    disputed: bool
    sayings: tuple[Saying, ...]


@dataclass(frozen=True, slots=True)
class ClaimsPage:
    """Persons and accounts of one case. `named` are those of whom nothing is said but that they are named."""

    template: ClassVar[str] = "web/claims.html"
    heading: str
    deck: str
    crumbs: Crumbs
    picture: Picture | None
    matters: tuple[Matter, ...]
    named: tuple[str, ...] = ()
    asks: tuple[Ask, ...] = ()
    fault: str = ""
