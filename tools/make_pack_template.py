"""Writes the template of editable packs of figures, src/comity/letters/templates/pack.docx: run it after changing a place.

The places are those of pack.html, without its charts; `tests/letters/test_pack.py` sees that the file is what this makes.
"""

import io
from pathlib import Path
from typing import Final

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.table import _Cell, _Row
from make_letter_template import Look, Shape, control, into, line

from comity.letters.docx import pack

TARGET: Final = Path(__file__).resolve().parent.parent / "src/comity/letters/templates/pack.docx"
SAID: Final = "{{ pack.language }}"
TIGHT: Final = Shape(after=0)
NUMBER: Final = Shape(ALIGN.RIGHT, after=0)


def look(size: float = 11, *, bold: bool = False, italic: bool = False, language: str = SAID) -> Look:
    """Return how a run looks that is in the language of the pack."""
    return Look(size=size, bold=bold, italic=italic, language=language)


def title(place: Document, text: str, level: int, size: float) -> None:
    """Add a heading in the language of the pack."""
    line(place, text, look(size, bold=True), Shape(before=10 if level > 1 else 0, after=3, style=f"Heading {level}"))


def table(document: Document, heads: tuple[str, ...], widths: tuple[int, ...]) -> tuple[_Row, ...]:
    """Add a table with a head that is repeated on each page, and three rows: a loop, its matter, its end."""
    made = document.add_table(rows=4, cols=len(heads))
    made.style = "Table Grid"
    first = made.rows[0]
    for cell, text, width in zip(first.cells, heads, widths, strict=True):
        cell.width = Mm(width)
        into(cell.paragraphs[0], text, look(9, bold=True), TIGHT)
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    first._tr.get_or_add_trPr().append(mark)  # noqa: SLF001 -- python-docx has no word for a head that is repeated
    for row in made.rows[1:]:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
    return tuple(made.rows[1:])


def put(cell: _Cell, text: str, face: Look, shape: Shape = TIGHT) -> None:
    """Put text into a cell's first paragraph."""
    into(cell.paragraphs[0], text, face, shape)


def figures(document: Document) -> None:
    """The figures and what each means."""
    title(document, "{{ pack.measures_heading }}", 2, 13)
    loop, matter, end = table(document, ("{{ pack.measures_heading }}", "", ""), (50, 22, 98))
    put(loop.cells[0], "{%tr for one in pack.measures %}", look())
    put(matter.cells[0], "{{ one.name }}", look(10, bold=True))
    put(matter.cells[1], "{{ one.value }}", look(12, bold=True), NUMBER)
    put(matter.cells[2], "{{ one.meaning }}", look(9.5))
    put(end.cells[0], "{%tr endfor %}", look())


def breakdowns(document: Document) -> None:
    """The figures by something: as many columns as it has."""
    control(document, "for breakdown in pack.breakdowns")
    title(document, "{{ breakdown.heading }}", 2, 13)
    control(document, "if breakdown.lines")
    line(document, "{{ breakdown.finding }}", look(10), Shape(after=3))
    made = document.add_table(rows=4, cols=4)
    made.style = "Table Grid"
    for row, name, cells, text, size, bold in (
        (made.rows[0], "{{ breakdown.heads[0] }}", "breakdown.heads[1:]", "{{ one }}", 8, True),
        (made.rows[2], "{{ entry.name }}", "entry.cells", "{{ one }}", 9.5, False),
    ):
        put(row.cells[0], name, look(size, bold=bold))
        put(row.cells[1], "{%tc for one in " + cells + " %}", look(size))
        put(row.cells[2], text, look(size, bold=bold), NUMBER)
        put(row.cells[3], "{%tc endfor %}", look(size))
    put(made.rows[1].cells[0], "{%tr for entry in breakdown.lines %}", look())
    put(made.rows[3].cells[0], "{%tr endfor %}", look())
    control(document, "else")
    line(document, "{{ breakdown.empty }}", look(10))
    control(document, "endif")
    control(document, "if breakdown.rest")
    line(document, "{{ breakdown.rest }}", look(9, italic=True))
    control(document, "endif")
    control(document, "endfor")


def listings(document: Document) -> None:
    """The lists of commitments, each in its own words."""
    control(document, "for listing in pack.listings")
    title(document, "{{ listing.heading }}", 2, 13)
    control(document, "if listing.rows")
    heads = tuple(f"{{{{ listing.heads[{at}] }}}}" for at in range(5))
    loop, matter, end = table(document, heads, (24, 74, 22, 26, 28))
    put(loop.cells[0], "{%tr for row in listing.rows %}", look())
    put(matter.cells[0], "{{ row.number }}", look(9.5, bold=True))
    line(matter.cells[0], "{{ row.source }}", look(8.5), TIGHT)
    put(matter.cells[1], "{{ row.sides }} {{ tongue(row.quote) }}", look(9))
    line(matter.cells[1], "{{ row.quote.text }}", look(9.5, language="{{ row.quote.language }}"), Shape(after=0, indent=3))
    for at, name in ((2, "due"), (3, "state"), (4, "owner")):
        put(matter.cells[at], f"{{{{ row.{name} }}}}", look(9))
    put(end.cells[0], "{%tr endfor %}", look())
    control(document, "else")
    line(document, "{{ listing.empty }}", look(10))
    control(document, "endif")
    control(document, "if listing.rest")
    line(document, "{{ listing.rest }}", look(9, italic=True))
    control(document, "endif")
    control(document, "endfor")


def excluded(document: Document) -> None:
    """What counts in nothing, and the foot."""
    title(document, "{{ pack.excluded_heading }}", 2, 13)
    heads = tuple(f"{{{{ pack.excluded_heads[{at}] }}}}" for at in range(3))
    loop, matter, end = table(document, heads, (50, 20, 100))
    put(loop.cells[0], "{%tr for what, count, why in pack.excluded %}", look())
    put(matter.cells[0], "{{ what }}", look(9.5, bold=True))
    put(matter.cells[1], "{{ count }}", look(9.5), NUMBER)
    put(matter.cells[2], "{{ why }}", look(9.5))
    put(end.cells[0], "{%tr endfor %}", look())
    title(document, "{{ pack.foot_heading }}", 2, 13)
    control(document, "for one in pack.foot")
    line(document, "{{ one }}", look(9.5), Shape(after=2))
    control(document, "endfor")


def make() -> bytes:
    """Return the template's bytes, the same each time."""
    document = docx.Document()
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(18), Mm(18), Mm(20), Mm(18)
    into(page.header.paragraphs[0], "{{ editable }}", look(9, italic=True))
    into(page.footer.paragraphs[0], "{{ pack.footer }}", look(8), Shape())
    line(document, "{{ pack.author }}", look(11, bold=True), Shape(after=6))
    line(document, "{{ pack.kind }}", look(10), Shape(after=0))
    title(document, "{{ pack.title }}", 1, 20)
    line(document, "{{ pack.stated|join(' · ') }}", look(9.5), Shape(after=6))
    for block in (figures, breakdowns, listings, excluded):
        block(document)
    core = document.core_properties
    core.comments = core.keywords = core.last_modified_by = core.title = core.author = ""
    out = io.BytesIO()
    document.save(out)
    return pack(out.getvalue())


if __name__ == "__main__":
    TARGET.write_bytes(make())
