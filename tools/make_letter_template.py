"""Writes the template of editable letters, src/comity/letters/templates/letter.docx: run it after changing a place.

The places are those of letter.html; `tests/letters/test_docx.py` sees that the file is what this makes.
"""

import io
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeAlias

import docx
from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from comity.letters.docx import pack

TARGET: Final = Path(__file__).resolve().parent.parent / "src/comity/letters/templates/letter.docx"
FACE: Final = "Times New Roman"
MONO: Final = "Courier New"

Place: TypeAlias = Document | _Cell


@dataclass(frozen=True)
class Look:
    """How a run looks; `language` is that of the part unless the text has its own, and empty for what is in none."""

    size: float = 13
    bold: bool = False
    italic: bool = False
    face: str = FACE
    language: str = "{{ part.language }}"


@dataclass(frozen=True)
class Shape:
    """How a paragraph stands; spaces in points, the indent in millimetres."""

    align: ALIGN = ALIGN.LEFT
    before: float = 0
    after: float = 4
    indent: float = 0
    style: str | None = None


PLAIN, BOLD, ITALIC, MACHINE = Look(), Look(bold=True), Look(italic=True), Look(face=MONO, size=9)
CENTRED, EVEN = Shape(ALIGN.CENTER), Shape(ALIGN.JUSTIFY)


def run(paragraph: Paragraph, text: str, look: Look = PLAIN) -> None:
    """Add a run in the letter's face, in the language of the part or of the text."""
    made = paragraph.add_run(text)
    made.font.size, made.font.bold, made.font.italic, made.font.name = Pt(look.size), look.bold, look.italic, look.face
    made.font.color.rgb = RGBColor(0, 0, 0)
    properties = made._element.get_or_add_rPr()  # noqa: SLF001 -- python-docx has no word for the faces of other scripts, nor for a language
    for script in ("w:cs", "w:eastAsia"):
        properties.get_or_add_rFonts().set(qn(script), look.face)
    if look.language:
        mark = OxmlElement("w:lang")
        mark.set(qn("w:val"), look.language)
        properties.append(mark)


def line(place: Place, text: str, look: Look = PLAIN, shape: Shape = Shape()) -> Paragraph:
    """Add a paragraph with one run."""
    return into(place.add_paragraph(style=shape.style), text, look, shape)


def into(paragraph: Paragraph, text: str, look: Look = PLAIN, shape: Shape = CENTRED) -> Paragraph:
    """Shape a paragraph that is there, as a cell's first is, and put a run into it."""
    form = paragraph.paragraph_format
    form.alignment, form.space_before, form.space_after, form.left_indent = shape.align, Pt(shape.before), Pt(shape.after), Mm(shape.indent)
    form.keep_with_next = shape.style is not None
    run(paragraph, text, look)
    return paragraph


def control(place: Place, tag: str) -> None:
    """Add a paragraph that only steers, and vanishes."""
    place.add_paragraph().add_run(f"{{%p {tag} %}}")


def heading(place: Place, text: str, level: int, *, size: float = 13, shape: Shape = Shape(before=6)) -> None:
    """Add a heading that Word's outline knows, in the letter's own look."""
    line(place, text, Look(size=size, bold=True), replace(shape, style=f"Heading {level}"))


def columns(document: Document) -> tuple[_Cell, _Cell]:
    """Add the two columns of an official letter."""
    table = document.add_table(rows=1, cols=2)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    start, end = table.rows[0].cells
    start.width, end.width = Mm(66), Mm(94)
    return start, end


def head(document: Document) -> None:
    """Sender and number at the start, national name and date at the end."""
    start, end = columns(document)
    into(start.paragraphs[0], "{{ part.authority }}", Look(size=12, bold=True))
    line(start, "{{ part.number }}", PLAIN, CENTRED)
    line(start, "{{ part.subject }}", Look(size=12), CENTRED)
    into(end.paragraphs[0], "{{ part.nation }}", Look(size=12, bold=True))
    line(end, "{{ part.motto }}", BOLD, CENTRED)
    line(end, "{{ part.date }}", ITALIC, CENTRED)


def matter(document: Document) -> None:
    """Marking, title, addressee, legal basis, numbered items."""
    control(document, "if part.classification or part.marking")
    marked = "{{ part.classification }}{% if part.classification and part.marking %} · {% endif %}{{ part.marking }}"
    line(document, marked, Look(size=12, bold=True), Shape(ALIGN.CENTER, before=6))
    control(document, "endif")
    heading(document, "{{ part.title }}", 1, size=14, shape=Shape(ALIGN.CENTER, before=12, after=8))
    to = line(document, "{{ part.to }} ", PLAIN, Shape(ALIGN.CENTER, after=8))
    run(to, "{{ part.addressee }}", BOLD)
    control(document, "if part.about")
    line(document, "{{ part.about }}", ITALIC, CENTRED)
    control(document, "endif")
    line(document, "{{ part.opening }}", PLAIN, Shape(ALIGN.JUSTIFY, after=8))
    heading(document, "{{ part.basis }}", 2)
    control(document, "for line in part.basis_lines")
    line(document, "{{ line }}", PLAIN, EVEN)
    control(document, "endfor")
    heading(document, "{{ part.content }}", 2)
    control(document, "for item in part.items")
    heading(document, "{{ item.number }}. {{ item.label }}{% if item.article %} · {{ item.article }}{% endif %}", 3, shape=Shape(before=4))
    control(document, "for line in item.lines")
    line(document, "{{ line.text }}", Look(language="{{ line.language }}"), Shape(indent=7))
    control(document, "if line.note")
    line(document, "{{ line.note }}", Look(size=11, italic=True), Shape(indent=7))
    control(document, "endif")
    control(document, "endfor")
    control(document, "endfor")


def listed(document: Document) -> None:
    """The files that go with it."""
    control(document, "if part.files")
    heading(document, "{{ part.files }}", 2)
    control(document, "for row in part.file_rows")
    line(document, "{{ row.cells[0] }} · {{ row.cells[1] }}", Look(size=12), Shape(after=0))
    line(document, "{{ row.cells[2] }}", MACHINE)
    control(document, "endfor")
    control(document, "endif")


def foot(document: Document) -> None:
    """Distribution and signatures, then how to check."""
    line(document, "{{ part.closing }}", Look(size=11.5, italic=True), Shape(ALIGN.JUSTIFY, before=8, after=10))
    start, end = columns(document)
    into(start.paragraphs[0], "{{ part.distribution[0] }}", Look(size=12, bold=True, italic=True), Shape(after=0))
    control(start, "for line in part.distribution[1:]")
    line(start, "{{ line }}", Look(size=11), Shape(after=0))
    control(start, "endfor")
    line(start, "{{ part.drafted }}", Look(size=11), Shape(before=6))
    into(end.paragraphs[0], "", Look(size=2))
    control(end, "for hand in part.hands")
    line(end, "{{ hand.role }}", BOLD, Shape(ALIGN.CENTER, after=2))
    line(end, "{{ hand.name }}", BOLD, Shape(ALIGN.CENTER, after=0))
    line(end, "{{ hand.note }}", Look(size=10, italic=True), Shape(ALIGN.CENTER, after=8))
    control(end, "endfor")
    heading(document, "{{ part.proof }}", 2, size=12, shape=Shape(before=10))
    control(document, "for row in part.proof_rows")
    run(line(document, "{{ row.cells[0] }}: ", Look(size=11), Shape(after=2)), "{{ row.cells[1] }}", MACHINE)
    control(document, "endfor")
    line(document, "{{ part.how }}", Look(size=11))
    control(document, "if part.command")
    line(document, "{{ part.command }}", MACHINE)
    control(document, "endif")


def make() -> bytes:
    """Return the template's bytes, the same each time."""
    document = docx.Document()
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(20), Mm(20), Mm(32), Mm(18)
    said = "{% if watermark %}{{ watermark }} · {% endif %}{{ editable }}"
    into(page.header.paragraphs[0], said, Look(size=9, italic=True, language="{{ parts[0].language }}"))
    known = "{{ parts[0].footer }}{% if parts[0].mark %} · {{ parts[0].mark }}{% endif %}"
    into(page.footer.paragraphs[0], known, Look(size=8, face=MONO, language=""), Shape())
    control(document, "for part in parts")
    control(document, "if not loop.first")
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    control(document, "endif")
    for block in (head, matter, listed, foot):
        block(document)
    control(document, "endfor")
    core = document.core_properties
    core.title, core.subject, core.author, core.language = "{{ title }}", "{{ subject }}", "{{ author }}", "{{ parts[0].language }}"
    core.comments = core.keywords = core.last_modified_by = ""
    out = io.BytesIO()
    document.save(out)
    return pack(out.getvalue())


if __name__ == "__main__":
    TARGET.write_bytes(make())
