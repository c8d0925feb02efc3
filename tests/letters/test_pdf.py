import io
import re
import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from printed import printed_words
from samples_of_letters import OWN_WORDS, field, letter
from structure import elements, read

from comity.letters import pdf
from comity.letters.faces import FOLDER, PACKAGED, Extra, characters
from comity.letters.parts import lay_out, texts
from comity.letters.pdf import print_pdf, reads_from_right
from comity.letters.refusals import BadFont, MissingGlyph, NoPrinter
from comity.letters.wording import DRAFT
from comity.terms.text import UnsafeText

# What stands in the margins comes last on each page: its number, the marking, reference and code, page and pages.
MARGINS = re.compile(r"\d*TLP:AMBER(VN-2026-00000\d)?(·[0-9A-Z-]{21})?\d+/\d+$")


def words(data: bytes) -> str:
    """Return all that is printed between the margins, without the breaks and wide spaces of its lines."""
    return "".join(MARGINS.sub("", squeezed(page.extract_text())) for page in read(data).pages)


def squeezed(text: str) -> str:
    """Return the text without any space: where a line is broken is no matter of what it says."""
    return "".join(unicodedata.normalize("NFC", text).split())


@pytest.fixture(scope="module")
def printed() -> bytes:
    """One letter, printed once."""
    return print_pdf(letter())


def test_the_quick_reading_is_the_strangers_reading(printed):
    """What the tests of other rooms read of a letter is what pypdf reads, which also asks where each word stands."""
    assert printed_words(printed) == "".join("".join(page.extract_text() for page in read(printed).pages).split())


def test_everything_that_was_laid_out_is_printed(printed):
    """Every string of both parts is found again in the text of the file."""
    found = squeezed("".join(page.extract_text() for page in read(printed).pages))
    for part in lay_out(letter()):
        cells = {cell for row in part.file_rows for cell in row.cells}  # read line by line across the row, so word by word here
        for text, where in texts(part):
            if text not in ("en", "vi", part.editable):
                assert all(squeezed(piece) in found for piece in (text.split() if text in cells else [text])), (where, text)


def test_it_is_tagged_titled_and_says_its_languages(printed):
    """PDF/UA-1 (ISO 14289-1): marked, a title that readers show, a structure tree, and the language of each part and quotation."""
    reader = read(printed)
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert root["/Lang"] == "en"
    assert 'pdfuaid:part="1"' in root["/Metadata"].get_object().get_data().decode()
    assert reader.metadata.title == "VN-2026-000001 · expedited preservation of electronic data"
    found = elements(reader)
    tags = [one["/S"] for one in found]
    assert tags.count("/H1") == 2
    assert {"/H2", "/H3", "/P", "/Table", "/TH", "/TD", "/Art"} <= set(tags)
    assert list(dict.fromkeys(one["/Lang"] for one in found if one["/S"] == "/Art")) == ["en", "vi"]
    # The drafter's Vietnamese is a quotation in the English part, and needs no mark in the Vietnamese one.
    assert [one["/Lang"] for one in found if one["/S"] == "/BlockQuote"] == ["vi", "vi"]


def test_every_font_is_embedded_and_packaged(printed):
    """No letter depends on what the reader's machine, or this one, has installed."""
    found = set()
    for page in read(printed).pages:
        for font in page["/Resources"]["/Font"].values():
            descendant = font["/DescendantFonts"][0].get_object()
            assert {"/FontFile2", "/FontFile3"} & descendant["/FontDescriptor"].keys()
            found.add(re.sub(r"^/([A-Z]{6}\+)?", "", font["/BaseFont"]).partition("-")[0])
    assert found <= {"Tinos", "Cousine"}


def test_nothing_in_page_or_style_is_unknown_to_the_printer(caplog):
    """A property that WeasyPrint ignores would change the look without a word; its tale of each step is kept out of the log."""
    pdf._styles.cache_clear()
    print_pdf(letter())
    assert [record.message for record in caplog.records if record.name.startswith(("weasyprint", "fontTools"))] == []


def test_the_same_letter_gives_the_same_bytes(printed):
    """So that its digest in the journal proves later which paper it was; another letter has other bytes and another identifier."""
    assert print_pdf(letter()) == printed
    other = print_pdf(letter(reference="VN-2026-000002"))
    assert read(other).trailer["/ID"][0] != read(printed).trailer["/ID"][0]


def test_the_addressees_language_comes_first():
    """Whatever it is."""
    found = words(print_pdf(letter(languages=("vi", "en"))))
    assert found.index(squeezed("Kính gửi:")) < found.index(squeezed("Subject: expedited"))
    assert read(print_pdf(letter(languages=("vi", "en")))).trailer["/Root"]["/Lang"] == "vi"


def test_a_draft_is_marked_on_every_page():
    """Across the page, in the language of its part, and outside of what a reader is read."""
    reader = read(print_pdf(letter(watermark=DRAFT, fields=tuple(field(at) for at in range(1, 15)))))
    assert len(reader.pages) > 3
    for page in reader.pages:
        assert any(squeezed(text) in squeezed(page.extract_text()) for text in DRAFT.values())


def test_a_long_letter_leaves_no_heading_alone():
    """The last thing on a page is never the label of an item whose content stands on the next."""
    for count in range(6, 12):
        pages = read(print_pdf(letter(fields=tuple(field(at) for at in range(1, count))))).pages
        for page in pages:
            lines = [
                line
                for line in page.extract_text().splitlines()
                if line.strip() and "·" not in line.replace("· Article", "").replace("· Điều", "")
            ]
            body = [line for line in lines if not re.fullmatch(r"[\d /]+", line.strip())]
            assert not re.match(r"\d+\. (Data to be preserved|Dữ liệu cần bảo quản)", body[-1]), body[-3:]


# ---------------------------------------------------------------- what cannot be shown


def test_a_missing_glyph_refuses_the_letter_and_says_which_and_where():
    """Printers draw an empty box and say nothing; here nothing is printed."""
    with pytest.raises(MissingGlyph) as caught:
        print_pdf(letter(fields=(field(3, en="الملف 文件"),)))
    said = str(caught.value)
    assert "(U+0627)" in said
    assert "文 (U+6587)" in said
    assert "3. Data to be preserved 3" in said
    assert caught.value.next_step % caught.value.facts


def test_a_missing_glyph_is_found_in_names_too():
    """Every string is looked at, not only the fields."""
    with pytest.raises(MissingGlyph):
        print_pdf(letter(subject={"en": "保存", "vi": "bảo quản"}))


@settings(max_examples=300)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30))
def test_whatever_is_written_is_refused_or_in_the_fonts(text):
    """No third way: what passes has a glyph for each of its characters, in each face that it may be set in."""
    from comity.letters.faces import require_printable

    try:
        require_printable(lay_out(letter(fields=(field(1, en=text),))))
    except (MissingGlyph, UnsafeText):
        return
    assert {ord(one) for one in text} <= characters()


def test_scripts_that_the_packaged_fonts_must_have():
    """Vietnamese with every tone, Latin of Europe, Cyrillic, Greek, marks that combine."""
    known = characters()
    for text in (
        "ắằẳẵặấầẩẫậếềểễệốồổỗộớờởỡợứừửữựỳỵỷỹĐđ₫",
        "ÆØÅæøåÞþßŁłŐőŞşĞğİıŽž",
        "АБВГДЕЖЗЁёЇїЄєҐґЎў",
        "ΑΒΓΔΩάέήίόύώϊϋ",
        "\u0300\u0301\u0303\u0309\u0323",
    ):
        assert {ord(one) for one in text} <= known, text


def test_combining_sequences_are_shown():
    """Decomposed Vietnamese is printed as the same letters."""
    found = words(print_pdf(letter(fields=(field(1, en=unicodedata.normalize("NFD", "Nguyễn Thị Ánh Tuyết")),))))
    assert squeezed("Nguyễn Thị Ánh Tuyết") in found


def test_a_font_of_the_operators_makes_its_script_printable():
    """The packaged fonts stay; what they lack comes from the folder."""
    whole = (FOLDER / PACKAGED[0]).read_bytes()
    with pytest.raises(MissingGlyph):
        print_pdf(letter(fields=(field(1, en="\ue123"),)))
    added = Extra("private.ttf", renamed(whole, 0xE123))
    data = print_pdf(letter(fields=(field(1, en="\ue123"),)), extra=(added,))
    assert any(
        "Added" in str(font["/BaseFont"]) or "Private" in str(font["/BaseFont"])
        for page in read(data).pages
        for font in page["/Resources"]["/Font"].values()
    )


def renamed(font: bytes, point: int) -> bytes:
    """Return the font under another name, with a glyph for one more character."""
    from fontTools.ttLib import TTFont

    made = TTFont(io.BytesIO(font))
    for record in made["name"].names:
        if record.nameID in (1, 3, 4, 6, 16):
            record.string = "Private"
    for table in made["cmap"].tables:
        if table.isUnicode():
            table.cmap[point] = "A"
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_a_broken_font_of_the_operators_is_named():
    """And nothing is printed in what might be left of it."""
    with pytest.raises(BadFont, match=r"broken\.ttf"):
        print_pdf(letter(), extra=(Extra("broken.ttf", b"no font at all"),))


# ---------------------------------------------------------------- hostile text


HOSTILE = [
    "{{ 7 * 7 }} {% for x in y %} {{ letter.proof }}",
    "<script>alert(1)</script><img src=http://127.0.0.1:9/x><style>*{display:none}</style>",
    "&lt;b&gt; & <b> \"quoted\" 'single' </p></article>",
    "]]> <!-- --> <?xml?> %(reference)s {0} $HOME",
    "https://poc.vn.example/" + "a" * 977,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_stays_text(text):
    """Templates, markup and a thousand characters without a space are printed letter by letter, and fetch nothing."""
    found = words(print_pdf(letter(fields=(field(1, en=text),), subject={"en": text[:60], "vi": text[:60]})))
    assert squeezed(text) in found
    assert squeezed(OWN_WORDS) in found


@pytest.mark.parametrize("character", ["\u202e", "\u2066", "\u0007", "\u200f"])
def test_text_that_hides_or_reorders_is_refused(character):
    """A letter whose words run the wrong way round is worse than none; acts cannot hold such text, directories might."""
    with pytest.raises(UnsafeText):
        print_pdf(letter(fields=(field(1, en=f"pay {character}1000"),)))


def test_a_letter_fetches_nothing():
    """Whatever address the style sheet or page would name: only fonts that were handed in are given."""
    from weasyprint.urls import FatalURLFetchingError

    fetcher = pdf._fetcher((Extra("a.ttf", b"font"),))
    assert fetcher.fetch("face:0").read() == b"font"
    for url in ("face:1", "face:x", "http://127.0.0.1:8401/", "file:///etc/hostname", "data:text/plain,x", "face:-1"):
        with pytest.raises(FatalURLFetchingError):
            fetcher.fetch(url)


def test_a_text_that_is_read_from_the_right_is_known():
    """By its first strong letter."""
    assert reads_from_right("שלום, Hanoi")
    assert not reads_from_right("Hanoi שלום")
    assert not reads_from_right("127.0.0.1")
    assert squeezed("42") in words(print_pdf(letter(fields=(field(1, en="שלום 42"),))))


@pytest.mark.parametrize(("fault", "what"), [(ImportError("no module"), "WeasyPrint"), (OSError("cannot load library"), "Pango")])
def test_without_the_printer_the_refusal_says_what_to_install(monkeypatch, capsys, fault, what):
    """A node without letters goes on; who asks for one is told whom to ask."""

    class Missing:
        def find_spec(self, name, *_):
            if name == "weasyprint":
                print("what it says of a library that is not there")  # noqa: T201 -- as WeasyPrint does
                raise fault

    pdf._weasyprint.cache_clear()
    pdf._styles.cache_clear()
    monkeypatch.setattr(sys, "meta_path", [Missing(), *sys.meta_path])
    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    with pytest.raises(NoPrinter, match=what):
        print_pdf(letter())
    assert capsys.readouterr().out == ""  # which belongs to programs
    monkeypatch.undo()
    pdf._weasyprint.cache_clear()
