"""Writes the template of editable letters, src/comity/letters/templates/letter.docx: run it after changing a place.

The places are those of letter.html; `tests/letters/test_docx.py` sees that the file is what this makes.
"""

import io
import sys
from pathlib import Path
from typing import Any, Final

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from comity.letters.docx import pack

TARGET: Final = Path(__file__).resolve().parent.parent / "src/comity/letters/templates/letter.docx"
FACE: Final = "Times New Roman"
MONO: Final = "Courier New"


def run(paragraph: Any, text: str, *, size: float = 13, language: str = "{{ part.language }}", **style: Any) -> Any:
    """Add a run in the letter's face, in the language of the part or of the text."""
    made = paragraph.add_run(text)
    font = made.font
    font.size, font.bold, font.italic = Pt(size), style.get("bold"), style.get("italic")
    font.name = style.get("face", FACE)
    if style.get("grey"):
        font.color.rgb = RGBColor(0x80, 0x80, 0x80)
    faces = made._element.get_or_add_rPr().get_or_add_rFonts()  # noqa: SLF001 -- python-docx has no word for the other scripts' faces
    for script in ("w:cs", "w:eastAsia"):
        faces.set(qn(script), font.name)
    if language:
        mark = OxmlElement("w:lang")
        mark.set(qn("w:val"), language)
        made._element.get_or_add_rPr().append(mark)  # noqa: SLF001 -- nor for the language of a run
    return made


def line(place: Any, text: str, *, align: Any = ALIGN.LEFT, after: float = 4, keep: bool = False, indent: float = 0, **style: Any) -> Any:
    """Add a paragraph with one run."""
    paragraph = place.add_paragraph(style=style.pop("named", None))
    shape = paragraph.paragraph_format
    shape.alignment, shape.space_after, shape.space_before = align, Pt(after), Pt(style.pop("before", 0))
    shape.keep_with_next, shape.left_indent = keep, Mm(indent)
    run(paragraph, text, **style)
    return paragraph


def control(place: Any, tag: str) -> None:
    """Add a paragraph that only steers, and vanishes."""
    place.add_paragraph().add_run(f"{{%p {tag} %}}")


def first(cell: Any, text: str, **style: Any) -> None:
    """Fill the paragraph that a cell begins with."""
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.alignment = style.pop("align", ALIGN.CENTER)
    paragraph.paragraph_format.space_after = Pt(2)
    run(paragraph, text, **style)


def heading(place: Any, text: str, *, level: int, size: float = 13, **more: Any) -> None:
    """Add a heading that Word's outline knows, in the letter's own look."""
    made = line(place, text, named=f"Heading {level}", bold=True, size=size, keep=True, **more)
    made.runs[0].font.color.rgb = RGBColor(0, 0, 0)


def head(document: Any) -> None:
    """Sender and number at the start, national name and date at the end."""
    table = document.add_table(rows=1, cols=2)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    start, end = table.rows[0].cells
    start.width, end.width = Mm(66), Mm(94)
    first(start, "{{ part.authority }}", bold=True, size=12)
    line(start, "{{ part.number }}", align=ALIGN.CENTER)
    line(start, "{{ part.subject }}", align=ALIGN.CENTER, size=12)
    first(end, "{{ part.nation }}", bold=True, size=12)
    line(end, "{{ part.motto }}", align=ALIGN.CENTER, bold=True)
    line(end, "{{ part.date }}", align=ALIGN.CENTER, italic=True)


def matter(document: Any) -> None:
    """Marking, title, addressee, legal basis, numbered items."""
    control(document, "if part.classification or part.marking")
    marked = "{{ part.classification }}{% if part.classification and part.marking %} · {% endif %}{{ part.marking }}"
    line(document, marked, align=ALIGN.CENTER, bold=True, size=12, before=6)
    control(document, "endif")
    heading(document, "{{ part.title }}", level=1, size=14, align=ALIGN.CENTER, before=12, after=8)
    to = line(document, "{{ part.to }} ", align=ALIGN.CENTER, after=8)
    run(to, "{{ part.addressee }}", bold=True)
    control(document, "if part.about")
    line(document, "{{ part.about }}", align=ALIGN.CENTER, italic=True)
    control(document, "endif")
    line(document, "{{ part.opening }}", align=ALIGN.JUSTIFY, after=8)
    heading(document, "{{ part.basis }}", level=2, before=6)
    control(document, "for line in part.basis_lines")
    line(document, "{{ line }}", align=ALIGN.JUSTIFY)
    control(document, "endfor")
    heading(document, "{{ part.content }}", level=2, before=6)
    control(document, "for item in part.items")
    heading(document, "{{ item.number }}. {{ item.label }}{% if item.article %} · {{ item.article }}{% endif %}", level=3, before=4)
    control(document, "for line in item.lines")
    line(document, "{{ line.text }}", indent=7, language="{{ line.language }}")
    control(document, "if line.note")
    line(document, "{{ line.note }}", indent=7, italic=True, size=11)
    control(document, "endif")
    control(document, "endfor")
    control(document, "endfor")


def listed(document: Any) -> None:
    """The files that go with it."""
    control(document, "if part.files")
    heading(document, "{{ part.files }}", level=2, before=6)
    control(document, "for row in part.file_rows")
    line(document, "{{ row.cells[0] }} · {{ row.cells[1] }}", size=12, after=0)
    line(document, "{{ row.cells[2] }}", face=MONO, size=9)
    control(document, "endfor")
    control(document, "endif")


def foot(document: Any) -> None:
    """Distribution and signatures, then how to check."""
    line(document, "{{ part.closing }}", italic=True, size=11.5, before=8, after=10, align=ALIGN.JUSTIFY)
    table = document.add_table(rows=1, cols=2)
    start, end = table.rows[0].cells
    start.width, end.width = Mm(66), Mm(94)
    first(start, "{{ part.distribution[0] }}", bold=True, italic=True, size=12, align=ALIGN.LEFT)
    control(start, "for line in part.distribution[1:]")
    line(start, "{{ line }}", size=11, after=0)
    control(start, "endfor")
    line(start, "{{ part.drafted }}", size=11, before=6)
    first(end, "", size=2)
    control(end, "for hand in part.hands")
    line(end, "{{ hand.role }}", align=ALIGN.CENTER, bold=True, after=2)
    line(end, "{{ hand.name }}", align=ALIGN.CENTER, bold=True, after=0)
    line(end, "{{ hand.note }}", align=ALIGN.CENTER, italic=True, size=10, after=8)
    control(end, "endfor")
    heading(document, "{{ part.proof }}", level=2, size=12, before=10)
    control(document, "for row in part.proof_rows")
    proof = line(document, "{{ row.cells[0] }}: ", size=11, after=2)
    run(proof, "{{ row.cells[1] }}", face=MONO, size=9)
    control(document, "endfor")
    line(document, "{{ part.how }}", size=11)
    control(document, "if part.command")
    line(document, "{{ part.command }}", face=MONO, size=9)
    control(document, "endif")


def make() -> bytes:
    """Return the template's bytes, the same each time."""
    document = docx.Document()
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(22), Mm(24), Mm(32), Mm(18)
    top = page.header.paragraphs[0]
    top.alignment = ALIGN.CENTER
    run(top, "{% if watermark %}{{ watermark }} · {% endif %}{{ editable }}", size=9, italic=True, grey=True, language="{{ parts[0].language }}")
    bottom = page.footer.paragraphs[0]
    run(bottom, "{{ parts[0].footer }}{% if parts[0].mark %} · {{ parts[0].mark }}{% endif %}", face=MONO, size=8, language="")
    control(document, "for part in parts")
    control(document, "if not loop.first")
    document.add_page_break()
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
    sys.exit(0 if TARGET.write_bytes(make()) else 1)
