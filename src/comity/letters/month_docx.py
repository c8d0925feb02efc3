"""Lays the pack of a month out as DOCX: the words, the order and the tables of the PDF, to be edited by whoever sends it on."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from comity.letters.month import Pack, Task, Text

FACE: Final = "Times New Roman"
_ACCENT: Final = RGBColor(0x0B, 0x3A, 0x5B)
_LOUD: Final = RGBColor(0x9C, 0x1C, 0x1C)
_SHADE: Final = "E8EEF3"
Part: TypeAlias = Any  # a document, paragraph, table or cell of python-docx, which has no types
_WIDTHS: Final = (8, 66, 32, 23, 38)  # millimetres


@dataclass(frozen=True, slots=True)
class Look:
    """How words look, and how their paragraph stands; sizes and spaces in points, the indent in millimetres."""

    size: float = 12
    bold: bool = False
    italic: bool = False
    colour: RGBColor | None = None
    align: ALIGN = ALIGN.LEFT
    after: float = 3
    indent: float = 0


_TITLE: Final = Look(bold=True, align=ALIGN.CENTER)
_CENTRED: Final = Look(align=ALIGN.CENTER)
_HEADING: Final = Look(size=13, colour=_ACCENT)
_ROW: Final = Look(size=10.5, after=0)
_SOFT: Final = Look(size=9.5, after=0)


class Paper:
    """A document in the making: runs have the pack's face, and the language of their words."""

    def __init__(self, language: str) -> None:
        """Begin an A4 page with the margins of the PDF."""
        self.document: Part = docx.Document()
        self.language = language
        page = self.document.sections[0]
        page.page_width, page.page_height = Mm(210), Mm(297)
        page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(20), Mm(20), Mm(25), Mm(18)

    def run(self, line: Part, text: Text | str, look: Look) -> None:
        """Add words to a line."""
        words, language = (text.text, text.language) if isinstance(text, Text) else (text, "")
        made = line.add_run(words)
        made.font.name, made.font.size, made.font.bold, made.font.italic = FACE, Pt(look.size), look.bold, look.italic
        made.font.color.rgb = look.colour or RGBColor(0, 0, 0)
        properties = made._element.get_or_add_rPr()  # noqa: SLF001 -- python-docx has no word for a run's language
        for script in ("w:cs", "w:eastAsia"):
            properties.get_or_add_rFonts().set(qn(script), FACE)
        mark = OxmlElement("w:lang")
        mark.set(qn("w:val"), language or self.language)
        properties.append(mark)

    def line(self, text: Text | str, look: Look = Look(), *, place: Part = None) -> Part:
        """Add a paragraph of one run, to the page or to a cell."""
        return self.into((place if place is not None else self.document).add_paragraph(), text, look)

    def into(self, made: Part, text: Text | str, look: Look) -> Part:
        """Shape a paragraph that is there, and put a run into it."""
        form = made.paragraph_format
        form.alignment, form.space_before, form.space_after, form.left_indent = look.align, Pt(0), Pt(look.after), Mm(look.indent)
        self.run(made, text, look)
        return made

    def cell(self, cell: Part, text: Text | str, look: Look) -> None:
        """Put a run into the first paragraph of a cell."""
        self.into(cell.paragraphs[0], text, replace(look, after=0))

    def heading(self, text: str, *, level: int, look: Look) -> None:
        """Add a heading that Word's outline knows."""
        made = self.document.add_heading(level=level)
        self.into(made, text, replace(look, bold=True, after=4))
        made.paragraph_format.space_before, made.paragraph_format.keep_with_next = Pt(10), True

    def table(self, rows: int, widths: tuple[float, ...], *, ruled: bool = True) -> Part:
        """Add a table of fixed widths, in millimetres."""
        made = self.document.add_table(rows=rows, cols=len(widths))
        made.autofit = False
        if ruled:
            made.style = "Table Grid"
        for row in made.rows:
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = Mm(width)
        return made


def document_of(
    pack: Pack,
    *,
    say: Callable[..., str],
    nation: tuple[str, str],
    month: str,
    on: str,
    basis: str,
    foreign: Callable[[Text], str],
) -> Part:
    """Return the document of a pack."""
    paper = Paper(pack.language)
    _head(paper, pack, say, nation=nation, on=on)
    paper.heading(f"{say('kind')}\n{month}", level=1, look=Look(size=16, align=ALIGN.CENTER))
    about = paper.line(say("about", title=""), _TITLE)
    paper.run(about, pack.title, _TITLE)
    paper.line(say("to", committee=pack.committee), replace(_CENTRED, after=6))
    paper.line(f"{basis} {say('as-of', day=on)}", Look(size=11, italic=True, align=ALIGN.CENTER, after=8))
    _figures(paper, pack)
    paper.heading(say("attention"), level=2, look=_HEADING)
    for one in pack.attention:
        _needs(paper, one)
    if not pack.attention:
        paper.line(say("no-attention"))
    paper.heading(say("standing"), level=2, look=_HEADING)
    _tasks(paper, pack, say)
    paper.heading(say("told"), level=2, look=_HEADING)
    _told(paper, pack, foreign)
    if not pack.told:
        paper.line(say("no-told"))
    paper.heading(say("beside"), level=2, look=_HEADING)
    paper.line(say("protocol"), Look(size=9.5, italic=True))
    counts = paper.table(len(pack.counts), (140, 27))
    for row, (label, count) in zip(counts.rows, pack.counts, strict=True):
        paper.cell(row.cells[0], label, Look(size=11))
        paper.cell(row.cells[1], str(count), Look(size=11, bold=True, align=ALIGN.RIGHT))
    _end(paper, pack, say)
    return paper.document


def _head(paper: Paper, pack: Pack, say: Callable[..., str], *, nation: tuple[str, str], on: str) -> None:
    start, end = paper.table(1, (70, 97), ruled=False).rows[0].cells
    paper.cell(start, pack.authority, Look(size=11.5, bold=True, align=ALIGN.CENTER))
    paper.cell(end, nation[0], Look(size=11.5, bold=True, align=ALIGN.CENTER))
    if nation[1]:
        paper.line(nation[1], _TITLE, place=end)
    paper.line(on, Look(size=11.5, italic=True, align=ALIGN.CENTER), place=end)
    foot = paper.document.sections[0].footer.paragraphs[0]
    paper.into(foot, say("footer", number=pack.number, month=on), Look(size=8.5))


def _figures(paper: Paper, pack: Pack) -> None:
    width = 167 / len(pack.figures)
    table = paper.table(2, (width,) * len(pack.figures))
    for at, one in enumerate(pack.figures):
        paper.cell(table.rows[0].cells[at], one.label, Look(size=9.5, align=ALIGN.CENTER))
        colour = _LOUD if one.loud else _ACCENT
        paper.cell(table.rows[1].cells[at], str(one.value), Look(size=20, bold=True, align=ALIGN.CENTER, colour=colour))


def _needs(paper: Paper, one: Task) -> None:
    line = paper.line(f"{one.place}. ", Look(bold=True, after=0))
    paper.run(line, one.title, Look(bold=True))
    said = "; ".join((*one.late, *((one.state,) if one.why else ())))
    paper.line(f"{one.owner}: {said}.", Look(colour=_LOUD, after=0 if one.why else 5))
    if one.why:
        paper.line(one.why, Look(indent=6, after=5))


def _tasks(paper: Paper, pack: Pack, say: Callable[..., str]) -> None:
    table = paper.table(1 + len(pack.tasks), _WIDTHS)
    heads = tuple(say(name) for name in ("number", "task", "owner", "due", "stands"))
    for cell, head in zip(table.rows[0].cells, heads, strict=True):
        paper.cell(cell, head, replace(_ROW, bold=True, align=ALIGN.CENTER))
        _shade(cell)
    _repeat(table.rows[0])
    for row, one in zip(table.rows[1:], pack.tasks, strict=True):
        number, task, owner, due, stands = row.cells
        paper.cell(number, str(one.place), replace(_ROW, align=ALIGN.CENTER))
        paper.cell(task, one.title, _ROW)
        if one.indicator:
            paper.line(say("indicator", indicator=one.indicator), _SOFT, place=task)
        paper.cell(owner, one.owner, _ROW)
        paper.cell(due, one.due, _ROW)
        paper.cell(stands, one.state, replace(_ROW, bold=True))
        for note in one.notes:
            paper.line(note, _SOFT, place=stands)
        for note in one.late:
            paper.line(note, replace(_ROW, colour=_LOUD), place=stands)


def _told(paper: Paper, pack: Pack, foreign: Callable[[Text], str]) -> None:
    for one in pack.told:
        line = paper.line(f"{one.place}. ", Look(bold=True, after=0))
        paper.run(line, one.title, Look(bold=True))
        said = " · ".join(part for part in (one.owner, one.heading, foreign(one.words)) if part)
        paper.line(said, _SOFT)
        for text in one.words.text.split("\n"):
            if text.strip():
                paper.line(Text(text, one.words.language), Look(indent=6, align=ALIGN.JUSTIFY))


def _end(paper: Paper, pack: Pack, say: Callable[..., str]) -> None:
    paper.line("")
    start, end = paper.table(1, (83, 84), ruled=False).rows[0].cells
    paper.cell(start, say("made-by"), _TITLE)
    paper.line("\n\n", place=start)
    paper.line(pack.officer, _CENTRED, place=start)
    paper.cell(end, say("signed-by"), _TITLE)
    paper.line(say("copy", officer=pack.officer), Look(size=9.5, italic=True))


def _shade(cell: Part) -> None:
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:fill"), _SHADE)
    cell._element.get_or_add_tcPr().append(shade)  # noqa: SLF001 -- python-docx has no word for a shade


def _repeat(row: Part) -> None:
    """Let the head of a table stand on each page that the table reaches."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._element.get_or_add_trPr().append(mark)  # noqa: SLF001 -- as above
