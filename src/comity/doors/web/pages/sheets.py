"""Sheets to read: tables under headings. The pages of the law, of the countries, and the brief of one country."""

from dataclasses import dataclass
from typing import ClassVar, Final

from comity.doors.web.pages.parts import Act, Crumbs, Fact, Link

NOTHING: Final = "–"  # noqa: RUF001 -- the sign for nothing, as on every page
FEW: Final = 24


@dataclass(frozen=True, slots=True)
class Bit:
    """One line of a cell: words, where they lead, whether they are beside the point, a code as a machine wrote it.

    `language` is that of words which are not the reader's: the source of a row is cited as it was found.
    """

    text: str
    href: str = ""
    soft: bool = False
    code: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. Where a narrow page lays the cells of a row under each other, `sort` says what stands there without its head.

    Nothing is left out; a word or a number, which says nothing by itself, keeps its head beside it.
    """

    bits: tuple[Bit, ...]

    @property
    def sort(self) -> str:
        """Return `none`, `few`, or nothing for what can stand alone."""
        first, *rest = self.bits or (Bit(NOTHING),)
        if first.text in ("", NOTHING) and not rest:
            return "none"
        return "few" if (not first.href or first.text.isdigit()) and len(first.text) <= FEW else ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row; the first cell names it. `group` is a heading that stands before it."""

    cells: tuple[Cell, ...]
    group: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under heads; `empty` says why there are none."""

    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    empty: str = ""

    @property
    def lines(self) -> tuple[tuple[str, tuple[tuple[str, Cell], ...]], ...]:
        """Return each row: its group, and each cell with the head of its column."""
        return tuple((row.group, tuple(zip(self.heads, row.cells, strict=False))) for row in self.rows)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One heading with what stands under it."""

    key: str
    heading: str
    note: str = ""
    count: str = ""
    text: tuple[str, ...] = ()
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class SheetPage:
    """A page of sheets."""

    template: ClassVar[str] = "web/sheets.html"
    heading: str
    deck: str
    crumbs: Crumbs
    sheets: tuple[Sheet, ...]
    facts: tuple[tuple[str, Fact], ...] = ()
    links: tuple[Link, ...] = ()
    act: Act | None = None
    notice: str = ""
    source: str = ""


def sourced(source: str, *more: str) -> Cell:
    """Return a cell with a source, as it was cited in English, and softly under it the rest."""
    return Cell((Bit(source, language="en"), *(Bit(one, soft=True) for one in more if one)))


def cell(text: str, *more: str, href: str = "") -> Cell:
    """Return a cell of one line and, softly under it, the rest."""
    return Cell((Bit(text, href), *(Bit(one, soft=True) for one in more if one)))
