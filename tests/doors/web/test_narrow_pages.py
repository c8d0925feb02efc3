"""What a narrow page shows: a word of a table keeps its head, a picture has no empty column, a refusal names the field in words."""

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

from comity.desk.claims.refusals import ClaimWrong
from comity.doors.web.pages.claims import Box, Line, Picture
from comity.doors.web.pages.picture import Graph, Node
from comity.doors.web.pages.sheets import Bit, Cell, Row, Table
from comity.doors.web.views.refusing import sentence_of


def drawn(head: str, text: str) -> str:
    """Draw a table of one row: its name, and one cell under `head`."""
    table = Table(("Name", head), (Row((Cell((Bit("row"),)), Cell((Bit(text),)))),))
    return render_to_string("web/parts/table.html", {"table": table, "name": "Table"})


def test_a_word_keeps_its_head_with_one_sign_after_it():
    """A head that asks keeps its question mark; a column without a head puts no lone sign before its words."""
    assert 'data-label="State:"' in drawn("State", "open")
    assert 'data-label="May it go there?"' in drawn("May it go there?", "yes")
    assert "data-label" not in drawn("", "472")


def test_a_link_keeps_its_head_as_far_as_it_is_a_name_alone():
    """A file or a number does; a link that says what it leads to does not."""
    assert [Cell((Bit(text, "/a/"),)).sort for text in ("1", "meetings.csv", "Hanoi Convention, Art. 42")] == [
        "few",
        "few",
        "",
    ]


@pytest.mark.parametrize("text", ["", "–"])  # noqa: RUF001 -- the sign for nothing, as on every page
def test_an_empty_cell_leaves_no_head_alone(text: str):
    """It is laid out as nothing."""
    assert 'class="none"' in drawn("Under which article", text)
    assert "data-label" not in drawn("Under which article", text)


def test_a_picture_begins_where_something_stands():
    """Boxes of the last column alone do not stand behind two empty ones; what bends out beside them is inside."""
    boxes = (Box(680, 20, "", "", ""), Box(680, 100, "", "", ""))
    alone = Picture(964, 200, (280, 56), boxes, (), "")
    assert alone.across == (678, 284)
    bent = Picture(964, 200, (280, 56), boxes, (Line(1, "", 656, 70, disputed=False),), "")
    assert bent.across == (614, 348)
    nodes = (Node(0, 0, "", "", "", "vi"), Node(340, 0, "", "", "", "vi"))
    assert Graph("", "", 964, 80, (280, 48), nodes, ()).across == (-2, 624)


def test_a_refusal_names_a_list_by_its_title():
    """Not by the code of the list; what is no list in the reader's words."""
    with override("vi"):
        assert "“Quan hệ được nêu”" in sentence_of(ClaimWrong(what="claim-relation"))
        assert "quốc gia nêu thông tin" in sentence_of(ClaimWrong(what="the State that says it"))
