"""Posts in the reader's language, word for word or not at all."""

import pytest

from comity.register.titles import title_in


@pytest.mark.parametrize(
    ("words", "english"),
    [
        ("Bộ trưởng Công an", "Minister of Public Security"),
        ("Đại tướng", "General"),
        ("Ủy viên Bộ Chính trị, Bộ trưởng", "Member of the Politburo, Minister"),
        ("Đại sứ Mỹ tại Việt Nam", "Ambassador (United States of America) to Viet Nam"),
        ("Đại sứ Hoa Kỳ", "Ambassador (United States of America)"),
        ("Thư ký Hội đồng An ninh Liên bang Nga", "Secretary of the Security Council (Russian Federation)"),
        # Part of a title is not the title, and what stands behind it is a State or is not read.
        ("Phó Trưởng ban", ""),
        ("Đại sứ lưu động", ""),
        ("Cục trưởng Cục An ninh mạng", ""),
        ("Bộ trưởng Công an, Trưởng ban Chỉ đạo", ""),
        ("Đại sứ Mỹ tại Sài Gòn", ""),
        ("", ""),
    ],
)
def test_a_title_is_rendered_whole_or_not_at_all(words, english):
    """Row 33 of the acceptance list; a post that no vocabulary has stays a quotation."""
    assert title_in(words, written_in="vi", language="en") == english


def test_both_ways_and_no_third_language():
    """What is known in one language is known in the other."""
    assert title_in("Minister of Public Security", written_in="en", language="vi") == "Bộ trưởng Công an"
    assert title_in("Ministre", written_in="fr", language="vi") == ""
    assert title_in("Bộ trưởng", written_in="vi", language="fr") == ""
