"""The pack of figures: both forms hold the same facts, charts say what they show, languages are marked."""

import io
import re
import zipfile

import make_pack_template
import pytest
from hypothesis import given
from hypothesis import strategies as st
from printed import printed_words
from samples_of_papers import HEADS, WORDS, breakdown, pack, row
from structure import elements, read

from comity.letters.brief import Quote
from comity.letters.pack import Line, Listing, bars_of, print_pack_docx, print_pack_pdf, texts
from comity.letters.refusals import MissingGlyph


@pytest.fixture(scope="module")
def printed() -> bytes:
    """One pack, printed once."""
    return print_pack_pdf(pack())


@pytest.fixture(scope="module")
def document() -> str:
    """The body of the editable copy."""
    return body(print_pack_docx(pack()))


def body(data: bytes) -> str:
    """Return the matter of a DOCX as XML."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return file.read("word/document.xml").decode()


def said(xml: str) -> str:
    """Return what a DOCX says, without any space."""
    return "".join(re.sub(r"<[^>]+>", "", xml).replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">").split())


def test_the_template_is_what_its_tool_makes():
    """Nobody edits it by hand: `tools/make_pack_template.py` writes it."""
    assert make_pack_template.make() == make_pack_template.TARGET.read_bytes()


def test_both_forms_hold_every_fact(printed, document):
    """Whatever is in the pack is on paper and in the editable copy; charts only repeat their tables."""
    paper, copy = printed_words(printed), said(document)
    made = pack()
    absent = {one.empty for one in made.breakdowns} | {one.empty for one in made.listings}
    only_paper = {one.legend for one in made.breakdowns} | {made.footer}
    for text, where in texts(made):
        if text and text not in absent:
            assert "".join(text.split()) in paper, (text, where)
            assert text in only_paper or "".join(text.split()) in copy, (text, where)
    assert "{{" not in copy
    assert "{%" not in copy


def test_it_is_tagged_and_its_charts_say_what_they_show(printed):
    """PDF/UA-1: headings, tables with their heads, a figure's words, quotations in their language."""
    reader = read(printed)
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert 'pdfuaid:part="1"' in root["/Metadata"].get_object().get_data().decode()
    found = elements(reader)
    tags = [one["/S"] for one in found]
    assert tags.count("/H1") == 1
    assert {"/H2", "/Table", "/TH", "/TD", "/Figure", "/BlockQuote"} <= set(tags)
    assert [one["/Alt"] for one in found if one["/S"] == "/Figure"] == ["Partner 3 has the most."] * 2
    assert {one["/Lang"] for one in found if one["/S"] == "/BlockQuote"} == {"vi"}
    heads = [one for one in found if one["/S"] == "/TD"]
    assert heads
    assert all(one["/A"]["/Headers"] for one in heads)


def test_quotations_keep_their_language_in_the_copy(document):
    """So that a reader's spelling and voice follow; and it is said in words."""
    assert len(re.findall(rf'<w:lang w:val="vi"/></w:rPr><w:t[^>]*>{WORDS}', document)) == 3
    assert document.count("in Vietnamese:") == 3


def test_the_same_pack_gives_the_same_bytes(printed, document):
    """So that a digest in the journal proves later which paper it was."""
    assert print_pack_pdf(pack()) == printed
    assert body(print_pack_docx(pack())) == document


def test_an_empty_one_says_so():
    """Nothing counted: the figures stand at nought, and no chart is drawn of nothing."""
    empty = pack(0)
    assert "Nonecountsyet." in printed_words(print_pack_pdf(empty))
    assert "Nothingisoverdue." in said(body(print_pack_docx(empty)))
    assert bars_of(breakdown(0)) == ()


def test_no_heading_stands_alone_at_the_end_of_a_page():
    """Whatever the length of the lists before it: each page ends with matter."""
    for rows in (3, 16):
        reader = read(print_pack_pdf(pack(rows)))
        headings = {"In figures", "By partner", "By owner", "Overdue", "Counts in no figure", "Sources"}
        for page in reader.pages:
            lines = [line.strip() for line in page.extract_text().splitlines() if line.strip()]
            matter = [line for line in lines if not re.match(r"Comity ·|\d+ / \d+", line)]
            assert matter[-1] not in headings, (rows, matter[-3:])


@pytest.mark.parametrize("printer", [print_pack_pdf, print_pack_docx])
def test_hostile_words_stay_words_and_unknown_ones_are_refused(printer):
    """Templates, markup, and characters that no font has."""
    text = "{{ 7 * 7 }} <w:t> & </table>"
    listing = Listing(heading="Overdue", heads=HEADS, rows=(row(quote=Quote(text, "en")),), empty="")
    data = printer(pack(listings=(listing,)))
    found = printed_words(data) if printer is print_pack_pdf else said(body(data))
    assert "".join(text.split()) in found
    with pytest.raises(MissingGlyph, match="C-000009"):
        printer(pack(listings=(Listing(heading="Overdue", heads=HEADS, rows=(row(9, owner="省"),), empty=""),)))


@given(st.lists(st.tuples(st.integers(0, 10**6), st.floats(0, 1), st.floats(0, 1)), max_size=30))
def test_bars_are_from_nought_and_never_longer_than_their_room(counts):
    """The longest takes the room; what is done and what is late are parts of the whole."""
    lines = tuple(
        Line(str(at), (str(whole),), length=whole, done=int(whole * done), late=int((whole - int(whole * done)) * late))
        for at, (whole, done, late) in enumerate(counts)
    )
    bars = bars_of(breakdown(lines=lines))
    assert len(bars) <= 10
    assert all(0 <= bar.done + bar.late <= bar.length + 1 <= 261 for bar in bars)
    if bars:
        shown = [one for one in lines if one.length][:10]
        assert max(bar.length for bar in bars) == 260
        longer = [(one.length, bar.length) for one, bar in zip(shown, bars, strict=True)]
        assert all(a[1] <= b[1] for a in longer for b in longer if a[0] <= b[0])
