import io
import xml.etree.ElementTree as ET
import zipfile

import docx
import make_letter_template
import pytest
from samples_of_letters import OWN_WORDS, field, letter

from comity.letters.docx import _template, print_docx
from comity.letters.parts import lay_out, texts
from comity.letters.refusals import MissingGlyph, NoPrinter
from comity.letters.wording import DRAFT, say
from comity.terms.text import UnsafeText


def lines(data: bytes) -> list[str]:
    """Return every paragraph, of tables too, headers and footers last."""
    document = docx.Document(io.BytesIO(data))
    found = [one.text for one in document.paragraphs]
    found += [one.text for table in document.tables for row in table.rows for cell in row.cells for one in cell.paragraphs]
    section = document.sections[0]
    return found + [one.text for place in (section.header, section.footer) for one in place.paragraphs]


def test_the_template_is_what_its_tool_makes():
    """Nobody edits it by hand: `tools/make_letter_template.py` writes it."""
    assert make_letter_template.make() == _template()


def test_everything_that_was_laid_out_stands_in_it():
    """The same places and words as the PDF, in python-docx's eyes."""
    found = "\n".join(lines(print_docx(letter())))
    for part in lay_out(letter()):
        for text, where in texts(part):
            if text not in ("en", "vi", part.footer, *part.file_heads):
                assert text in found, (where, text)


def test_it_says_on_every_page_that_it_is_not_the_record():
    """In every language, and that it is a draft where it is one."""
    found = lines(print_docx(letter(watermark=DRAFT)))
    for language in ("en", "vi"):
        assert any(say("editable", language) in line and DRAFT[language] in line for line in found)


def test_the_same_letter_gives_the_same_bytes():
    """Its ZIP holds no moment of its making."""
    first = print_docx(letter())
    assert print_docx(letter()) == first
    with zipfile.ZipFile(io.BytesIO(first)) as held:
        assert {member.date_time[0] for member in held.infolist()} == {1980}
        assert held.namelist()[0] == "[Content_Types].xml"


def test_no_steering_word_of_the_template_is_left():
    """Every loop and place was filled."""
    data = print_docx(letter())
    assert not any("{{" in line or "{%" in line for line in lines(data))
    document = docx.Document(io.BytesIO(data))
    assert document.core_properties.author == "24/7 Contact Point, Ministry of Public Security"
    assert document.core_properties.language == "en"
    assert document.core_properties.created.year == 2026


HOSTILE = [
    "{{ 7 * 7 }} {% for x in y %} {%p if %} {{r x }}",
    "<script>alert(1)</script><w:t>inside</w:t></w:p>",
    "&lt;b&gt; & <b> \"quoted\" 'single' ]]> <!-- -->",
    "https://poc.vn.example/" + "a" * 977,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_stays_text(text):
    """The file opens, the text stands in it letter by letter, and nothing else is lost."""
    data = print_docx(letter(fields=(field(1, en=text),), subject={"en": text[:60], "vi": text[:60]}))
    found = lines(data)
    assert text in found
    assert OWN_WORDS in found
    with zipfile.ZipFile(io.BytesIO(data)) as held:
        ET.fromstring(held.read("word/document.xml"))


def test_what_a_pdf_refuses_a_draft_refuses():
    """One check for both: an officer learns of it before the letter is wanted in earnest."""
    with pytest.raises(MissingGlyph):
        print_docx(letter(fields=(field(1, en="文件"),)))
    with pytest.raises(UnsafeText):
        print_docx(letter(fields=(field(1, en="pay \u202e1000"),)))


def test_without_docxtpl_the_refusal_says_so(monkeypatch):
    """As for the PDF."""
    import sys

    monkeypatch.setitem(sys.modules, "docxtpl", None)
    with pytest.raises(NoPrinter, match="docxtpl"):
        print_docx(letter())
