"""The brief of one page: always one page, nothing left out in silence, each language marked."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from printed import printed_words
from samples_of_papers import WORDS, brief, entry, part, worst
from structure import elements, read

from comity.letters.brief import ROOMS, Quote, clip, lay_out, page_of_brief, parts_of, print_brief, texts
from comity.letters.refusals import MissingGlyph
from comity.letters.tagging import stays_inside
from comity.terms.text import UnsafeText


def pages(data: bytes) -> int:
    """Return how many pages a file has."""
    return len(read(data).pages)


def laid_parts(laid):
    """Return every list of a page as it is laid out, each with what stands apart under it."""
    found = [laid.decisions, *(one for column in laid.columns for one in column), laid.sources]
    return [*found, *(one.apart for one in found if one.apart is not None)]


@pytest.fixture(scope="module")
def printed() -> bytes:
    """One brief that has to be cut, printed once."""
    return print_brief(brief(9))


@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_worst_case_is_one_page(language):
    """Sixty rows in each list, no space to break a line at: one page, and it says how much is left out."""
    data = print_brief(worst(language))
    assert pages(data) == 1
    count = "12,405" if language == "en" else "12.405"
    assert re.search(f"{count}(more|mục)" if language == "en" else f"{count}mục", printed_words(data)) is not None


def test_an_empty_one_says_of_each_list_that_it_is_empty():
    """Nothing is missing from the page: what is not there is said."""
    empty = brief(0)
    data = print_brief(empty)
    assert pages(data) == 1
    said = printed_words(data)
    assert all("".join(one.empty.split()) in said for one in parts_of(empty) if one.heading != "Ready to, or wishing to")
    assert "Cuttofit" not in said


@given(st.integers(0, 20), st.integers(0, 30), st.booleans(), st.sampled_from(ROOMS), st.sampled_from(ROOMS))
def test_what_is_not_shown_is_counted(rows, unseen, more, start, end):
    """In every room: the rows of a list are on the page, or in the number that stands under it."""
    made = brief(rows, decisions=part("Needs a decision", rows, unseen=unseen, more=more))
    laid = lay_out(made, start, end, base=end)
    for one in laid_parts(laid):
        behind = unseen if one.heading == "Needs a decision" else 0
        hidden = rows + behind - len(one.entries)
        assert (str(hidden) in one.rest) if hidden else (not one.rest or more)
        assert not one.none or not (rows or behind)
    assert ("Cut to fit" in laid.notes[-1]) == any(one.rest for one in laid_parts(laid)) or "[…]" in str(laid)


def test_each_room_has_less_than_the_one_before():
    """By which the search for the fullest page that fits may go by halves."""
    made = brief(20)
    shown = [page_of_brief(made, room, room, base=room) for room in ROOMS]
    assert all(len(before) >= len(after) for before, after in pairwise(shown))


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=400), st.integers(20, 200))
def test_what_is_cut_is_a_beginning_and_says_so(text, most):
    """Nothing else than the sentence's own words, and never cut without a sign."""
    whole, cut = " ".join(text.split()), clip(text, most)
    if len(whole) <= most and all(len(word) <= 44 for word in whole.split()):
        assert cut == whole
    else:
        kept = cut.removesuffix(" […]")
        assert cut.endswith(" […]")
        assert whole.startswith(kept)
        assert len(kept) <= most


def test_every_quotation_names_its_language(printed):
    """Words in another language than the reader's are said to be so, and marked for who has them read aloud (ISO 14289-1, 7.2)."""
    most = ROOMS[0]
    page = page_of_brief(brief(), most, most, base=most)
    assert page.count(WORDS) == page.count('<blockquote lang="vi">')
    assert page.count("in Vietnamese:") == page.count(WORDS)
    own = page_of_brief(
        brief(sides=((part(entries=(entry(quote=Quote("We will help.", "en")),)), part(rows=0)),)), ROOMS[0], ROOMS[0], base=ROOMS[0]
    )
    assert '<blockquote lang="en"><p>We will help.</p></blockquote>' in own
    found = elements(read(printed))
    marked = [one for one in found if one["/S"] == "/BlockQuote"]
    assert marked
    assert {one["/Lang"] for one in marked} == {"vi"}
    assert [one["/Lang"] for one in found if one["/S"] == "/Art"] == ["en"]


def test_it_is_a_tagged_file_with_headings_and_lists(printed):
    """PDF/UA-1: marked, titled, in one language, headings in their order, lists as lists, its fonts in it and packaged."""
    reader = read(printed)
    root = reader.trailer["/Root"]
    assert len(reader.pages) == 1
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert 'pdfuaid:part="1"' in root["/Metadata"].get_object().get_data().decode()
    assert reader.metadata.title == "Country brief · United States of America"
    tags = [one["/S"] for one in elements(reader)]
    assert tags.count("/H1") == 1
    assert {"/H2", "/H3", "/L", "/LI", "/P", "/BlockQuote"} <= set(tags)
    fonts = list(reader.pages[0]["/Resources"]["/Font"].values())
    assert {re.sub(r"^/([A-Z]{6}\+)?", "", str(font["/BaseFont"])).partition("-")[0] for font in fonts} <= {"Noto", "NotoSans", "Tinos"}
    assert all({"/FontFile2", "/FontFile3"} & font["/DescendantFonts"][0].get_object()["/FontDescriptor"].keys() for font in fonts)


def test_the_same_brief_gives_the_same_bytes():
    """So that the digest in the journal proves later which paper it was."""
    assert print_brief(brief(1)) == print_brief(brief(1))


def test_what_no_font_has_is_refused_with_its_place():
    """No empty boxes before a minister."""
    made = brief(decisions=part(entries=(entry(7, quote=Quote("共同演习", "zh")),)))
    with pytest.raises(MissingGlyph) as caught:
        print_brief(made)
    assert "C-000007" in str(caught.value)
    with pytest.raises(UnsafeText):
        print_brief(brief(title="Japan \u202e"))


def test_hostile_words_stay_words():
    """Markup of a report is printed letter by letter."""
    text = "{{ 7 * 7 }} <script> alert(1) </script> & </blockquote>"
    assert "".join(text.split()) in printed_words(print_brief(brief(1, decisions=part(entries=(entry(quote=Quote(text, "en")),)))))


def test_every_text_is_looked_at():
    """What is printed and what is checked for glyphs are the same texts."""
    made = brief()
    said = {text for text, _ in texts(made)}
    assert {made.title, made.marking, *made.stated, WORDS, "public promise", *made.notes, made.decisions.where} <= said


def test_a_box_below_the_margin_is_seen():
    """What runs off a page without making a second one is not taken for a page that fits."""

    class Box:
        element_tag, position_x, position_y, width, height, children = "html", 0, 0, 100, 100, ()

    class Sheet(Box):
        element_tag, height = "", 100

        def content_box_y(self):
            return 0

        def margin_width(self):
            return 100

    class Page:
        _page_box = Sheet()

    Page._page_box.children = [Box()]
    assert stays_inside(Page)
    Box.height = 101
    assert not stays_inside(Page)
