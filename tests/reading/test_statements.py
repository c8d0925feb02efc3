import pytest
from samples_of_reports import CONFERENCE, ENGLISH, TALKS

from comity.reading.reading import read_report

AROUND = "Các nước trong khu vực đã có mặt cùng Bộ trưởng Trần Quốc Đạt và ông Jan Novák, Đại sứ Séc.\n\n{}\n"


def acts(text):
    """Return the acts of the statements, with who speaks."""
    return [(one.act, one.speaker.text if one.speaker else None) for one in read_report(text).statements]


def test_a_sentence_with_two_acts_gives_two_statements():
    """Each with its speaker in post and the exact sentence."""
    reading = read_report(TALKS)
    found = [(one.act, one.speaker.text if one.speaker else None, reading.quote(one.sentence)[:24]) for one in reading.statements]
    assert [act for act, speaker, start in found if start.startswith("Phát biểu")] == ["welcome", "position", "request"]
    assert {speaker for act, speaker, start in found if start.startswith("Phát biểu")} == {"Đinh Quang Thạch"}
    assert [act for act, _, start in found if start.startswith("Ông Kovačič")] == ["thank", "position", "offer", "report-figure"] or [
        act for act, _, start in found if start.startswith("Ông Kovačič")
    ] == ["thank", "position", "offer"]
    assert ("invite", "Đinh Quang Thạch", "Sáng 11/3, tại Hà Nội, Đ") in found


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("Bộ trưởng Trần Quốc Đạt khẳng định, Việt Nam mong muốn học hỏi; sẵn sàng hợp tác.", ["position", "wish", "offer"]),
        ("Đại sứ Jan Novák mong muốn Việt Nam cung cấp thông tin và cam kết sẵn sàng hợp tác.", ["wish", "commit"]),
        ("Bộ trưởng đề nghị hai bên trao đổi thông tin, chia sẻ kinh nghiệm.", ["request"]),
        ("Hai bên nhất trí rằng mọi tranh chấp cần được giải quyết.", ["position"]),
        ("Hai bên nhất trí duy trì đường dây nóng.", ["commit"]),
        ("Bộ trưởng cho biết, Bộ Công an sẽ cử một tổ công tác sang Praha.", ["inform", "commit"]),
        ("Bộ trưởng cho biết, lễ ký sẽ diễn ra tại Hà Nội.", ["inform"]),
        ("Bộ trưởng tin tưởng hội nghị sẽ thành công tốt đẹp.", ["position"]),
        ("Việt Nam kiên quyết lên án và phản đối mọi hành động khủng bố.", ["condemn"]),
        ("Bộ trưởng hoan nghênh đề nghị ký thỏa thuận này.", ["welcome"]),
        ("Các đơn vị thực hiện theo đúng yêu cầu nhiệm vụ của các bên.", []),
        ("Biên bản quy định hai bên: thông báo cho nhau khi có vụ việc.", []),
        ("“Chúng tôi không làm việc này một mình”, Đại sứ Jan Novák nói.", ["position"]),
        ("Theo Đại sứ Jan Novák, điều đáng lo là dòng tiền của các nhóm này.", ["position"]),
        ("Các nước nhất trí với đề xuất của Việt Nam.", ["position"]),
        ("Không nước nào cam kết điều này với các bên.", []),
        ("Hội nghị có sự tham dự của 79 quốc gia.", ["report-figure"]),
    ],
)
def test_acts_go_by_the_words(sentence, wanted):
    """What is said, not what is asked for, is a noun, or will come of itself."""
    assert [act for act, _ in acts(AROUND.format(sentence))] == wanted


def test_a_list_of_proposals_goes_on():
    """Each item is a request of the same speaker."""
    text = AROUND.format(
        "Bộ trưởng Trần Quốc Đạt nêu ba đề xuất:\n\n- Xây dựng mẫu chung.\n\n- Công nhận lẫn nhau.\n\nĐại sứ Jan Novák cảm ơn."
    )
    assert acts(text) == [("request", "Trần Quốc Đạt")] * 3 + [("thank", "Jan Novák")]


def test_pronouns_and_titles_are_resolved():
    """*Ông*, *Đại sứ*, *hai bên*: the last who can be meant."""
    text = AROUND.format("Đại sứ nhấn mạnh điều này. Bộ trưởng cảm ơn sự chia sẻ. Hai bên nhất trí gặp lại.")
    assert acts(text) == [("position", "Jan Novák"), ("thank", "Trần Quốc Đạt"), ("commit", "Hai bên")]


def test_captions_say_nothing():
    """Nor do headlines."""
    reading = read_report(TALKS)
    assert not [one for one in reading.statements if "Quang cảnh" in reading.quote(one.sentence)]
    assert acts(CONFERENCE)[0] == ("report-figure", None)


def test_english_acts():
    """Said with a promise is a promise; said with a quotation is a position."""
    found = [act for act, _ in acts(ENGLISH)]
    assert found == ["thank", "request", "commit", "position", "commit"] or set(found) >= {"thank", "request", "commit", "position"}
    asks = read_report(ENGLISH).asks
    assert [(ask.kind, ask.by.text if ask.by else None) for ask in asks] == [("request", "Hoàng Đức Ninh")]
