import pytest
from samples_of_reports import ENGLISH, TALKS

from comity.reading.reading import read_report

AROUND = "Sáng 5/5, Bộ trưởng Công an Việt Nam Trần Quốc Đạt đã tiếp ông Jan Novák, Đại sứ Séc tại Việt Nam.\n\n{}\n"


def promises(text):
    """Return strength, obligor and beneficiary of each commitment."""
    found = read_report(text).commitments
    return [(one.strength, one.obligor.text, one.beneficiary.text if one.beneficiary else None) for one in found]


def test_readiness_agreement_and_a_signed_paper():
    """Each with its strength by the words; a term that is written is its due."""
    reading = read_report(TALKS)
    assert [(one.strength, one.obligor.text) for one in reading.commitments] == [
        ("readiness", "Slovenia"),
        ("joint-statement", "Hai bên"),
        ("signed-mou", "hai bên"),
    ]
    ready, joint, _ = reading.commitments
    assert ready.beneficiary is not None
    assert ready.beneficiary.country == "VN"
    assert joint.due.iso == "2025-10"
    assert reading.quote(joint.action).startswith("tổ chức diễn tập chung")


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("Đại sứ cam kết Séc sẽ hỗ trợ lực lượng thực thi pháp luật Việt Nam.", [("unilateral-public", "Séc", "Việt Nam")]),
        ("Đại sứ cam kết sẵn sàng hợp tác với Việt Nam bằng mọi cách.", [("readiness", "Séc", "Việt Nam")]),
        ("Việt Nam mong muốn được tham gia diễn tập với Séc.", [("wish", "Việt Nam", "Séc")]),
        ("Việt Nam mong muốn được học hỏi kinh nghiệm của Séc.", []),
        ("Việt Nam mong được Séc hỗ trợ trang thiết bị.", []),
        ("Đại sứ mong muốn Việt Nam cung cấp thông tin về vụ việc này.", []),
        ("Đại sứ vui vẻ nhận lời và cảm ơn.", [("unilateral-public", "Jan Novák", "Việt Nam")]),
        ("Hai bên nhất trí rằng mọi tranh chấp cần được giải quyết.", []),
        ("Bộ trưởng khẳng định Bộ Công an sẽ theo dõi việc này.", [("unilateral-public", "Bộ Công an", "Séc")]),
        ("Dự kiến đoàn sẽ thăm Praha vào tháng tới.", []),
    ],
)
def test_who_owes_what(sentence, wanted):
    """Wishes about others, views and plans bind nobody."""
    assert promises(AROUND.format(sentence)) == wanted


def test_ready_to_beats_committed():
    """Within one clause, the weaker word counts (docs/specs/reading.md, section 4)."""
    assert promises(AROUND.format("Đại sứ cam kết sẵn sàng hợp tác với Việt Nam."))[0][0] == "readiness"


def test_english_commitments():
    """One of a state, one of both sides."""
    assert {(strength, obligor) for strength, obligor, _ in promises(ENGLISH)} == {
        ("unilateral-public", "Switzerland"),
        ("joint-statement", "The two sides"),
    }
