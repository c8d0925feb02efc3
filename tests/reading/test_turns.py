"""Turns of phrase that the sixth opening missed, and their families: what happens when and where, who promises what to whom.

Each piece is invented, and stands in a small report of its own.
"""

import pytest

from comity.reading.reading import read_report
from comity.reading.suggestions import Status

UNDER = " date 2025-06-15 Tin hoạt động hợp tác an ninh\n\n{}\n"
BARE = "Tin hoạt động hợp tác an ninh\n\n{}\n"
ENGLISH = (
    "News on security cooperation\n\nHANOI, June 12, 2025 (VNA) - The ministry gave news of its work with partners on Thursday.\n\n{}\n"
)
TWO = """Việt Nam và Séc tăng cường hợp tác an ninh

HÀ NỘI - Sáng 5/5, tại Hà Nội, Bộ trưởng Bộ Công an Lê Văn Kha đã tiếp Đại sứ Séc Jan Novák.

{}
"""
TALKS = """Viet Nam, Kenya police meet

NAIROBI - Lieutenant General Hoàng Văn Nam met Kenyan Police Commissioner Peter Otieno in Nairobi on Monday (May 5).

{}
"""


def events(text, *, under=UNDER):
    """Return type, date without the year of the header, and place of each event."""
    found = read_report(under.format("\n\n".join(text.split("\n")))).events
    return [(event.type, (event.when.iso or "").replace("2025-", ""), event.place) for event in found]


def promises(text, *, around):
    """Return strength, debtor and creditor of each promise."""
    found = read_report(around.format(text)).commitments
    return [(one.strength, one.obligor.text, one.beneficiary.text if one.beneficiary else None) for one in found]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (  # put off: what was set, and what is set now
            "Phiên họp lần thứ ba của Tiểu ban An ninh, ban đầu ấn định ngày 24/6 tại Bern, đã hoãn sang tháng 8.",
            [("session", "06-24", "Bern"), ("session", "08", "Bern")],
        ),
        (  # where what is handed over passes
            "Công an tỉnh Lạng Sơn hôm 9/6 tiếp nhận tám công dân do Công an Quảng Tây trao trả qua cửa khẩu Hữu Nghị.",
            [("incident", "06-09", "Hữu Nghị")],
        ),
        ("Hai bên thống nhất họp phiên thứ nhất trong quý III.", [("session", "07/09", None)]),
        ("Sáng 3/6, tại Huế, Quân khu 4 tiếp Đoàn cán bộ Tiểu khu Quân sự Takeo sang chào xã giao.", [("reception", "06-03", "Huế")]),
        (  # no meeting on its day, but one that is asked for
            "Đại sứ đề nghị hai bên tổ chức họp trực tuyến vào ngày 15/7.\nKết thúc buổi làm việc ngày 3/6, hai bên ký Biên bản ghi nhớ.",
            [("meeting", "07-15", None), ("meeting", "06-03", None), ("signing", "06-03", None)],
        ),
        ("Phía Nhật Bản tặng một phòng thí nghiệm, bàn giao chậm nhất vào ngày 30/6.", []),
        ("Bộ trưởng nói về kết quả chuyến công tác tại họp báo chiều 2/6.", [("press-conference", "06-02", None)]),
        ("Tình hình tuần tra chung, quản lý cư trú vùng biên giới có nhiều chuyển biến.", []),
        (  # a name that is a word too
            "Sáng 3/6, tại Huế, Chánh án Lương Vĩnh Phát hội kiến Phó Chủ tịch Quốc hội Márta Bodnár.",
            [("talks", "06-03", "Huế")],
        ),
        (  # another of the series, though its day is not told
            "Hội nghị lần thứ 44 khai mạc ngày 8/6 tại Viêng Chăn.\nHội nghị lần thứ 43 được tổ chức tại Bandar Seri Begawan năm ngoái.",
            [("conference", "06-08", "Viêng Chăn"), ("session", "06-08", "Viêng Chăn"), ("conference", "", "Bandar Seri Begawan")],
        ),
        ("Ngày 3/6, đoàn vào Cần Thơ gặp lãnh đạo Công an thành phố.", [("meeting", "06-03", "Cần Thơ")]),
        ("Từ ngày 4 đến 7/6, tàu CSB 8004 thăm cảng Quảng Châu.", [("visit", "06-04/06-07", "Quảng Châu")]),
        ("Đoàn nghị sĩ Pháp đến Hà Nội tối 1/6, mở đầu chuyến làm việc bốn ngày.", [("visit", "06-01/06-04", "Hà Nội")]),
        ("Trước khi lên đường, hôm nay (5/6), Đoàn dự lễ khánh thành Trung tâm huấn luyện.", [("ceremony", "06-05", None)]),
    ],
)
def test_what_happens_when_and_where(text, wanted):
    """A place is the finest that is told, a day its own; what is only asked for or counted is none."""
    assert events(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Both sides recalled the Ninth Joint Commission, convened in Manila on 15 April 2024.", [("session", "2024-04-15", "Manila")]),
        ("Foreign ministers will take up the matter at a retreat in Cebu on July 20.", [("meeting", "07-20", "Cebu")]),
        (
            "The last Consular Consultations were held in Ottawa in October 2024, and the next are planned for Hanoi in May 2026.",
            [("meeting", "2024-10", "Ottawa"), ("meeting", "2026-05", "Hanoi")],
        ),
        (
            "Austria is prepared to host a regional training course for 35 officers in Vienna in October.",
            [("training", "10", "Vienna")],
        ),
        (
            "They agreed to review progress at a second operational meeting in Prague in the last quarter of 2025.",
            [("meeting", "10/12", "Prague")],
        ),
        ("Prosecutors have opened 27 investigations since January.", []),
        ("The ministry opened a liaison office in 2019.", []),
        (
            "She met with officials of the Royal Canadian Mounted Police and visited the Canadian Centre for Cyber Security on 7 May.",
            [("meeting", "05-07", None), ("visit", "05-07", None)],
        ),
        (
            "He arrived from Canberra, where he co-chaired the fourth security dialogue on June 7.",
            [("dialogue", "06-07", "Canberra")],
        ),
        (
            "The minister held talks in Wellington on June 2.\nFollowing the talks, they witnessed the signing of a memorandum.",
            [("talks", "06-02", "Wellington"), ("signing", "06-02", "Wellington")],
        ),
    ],
)
def test_what_happens_when_and_where_in_english(text, wanted):
    """The same."""
    assert events(text, under=ENGLISH) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (  # the text says itself which day is today
            "Sáng nay, 14/10, tại Huế, Bộ trưởng Lê Văn Kha hội đàm với Đại sứ Jan Novák.\nTối qua, Đại sứ Jan Novák dự tiệc chiêu đãi.",
            [("talks", "--10-14", "Huế"), ("reception", "--10-13", None)],
        ),
        (
            "Bộ trưởng Lê Văn Kha hội đàm với Đại sứ Jan Novák sáng 8/9 tại Huế.\nSáng mai, Bộ trưởng sẽ gặp lãnh đạo thành phố.",
            [("talks", "--09-08", "Huế"), ("meeting", "--09-09", None)],
        ),
    ],
)
def test_the_day_of_a_report_without_a_date(text, wanted):
    """What the text calls today dates yesterday and tomorrow; without that, the first day that it tells."""
    assert events(text, under=BARE) == wanted


def test_a_day_of_the_week_beside_one_with_a_date():
    """*Monday (May 5)* says which day Tuesday is, and no more: the year stays unknown."""
    text = "On Tuesday he is scheduled to visit the police college in Kiganjo."
    assert ("visit", "--05-06", "Kiganjo") in events(text, under=TALKS)


def test_what_is_put_off_is_planned_and_was_called_off():
    """The first day is that of what did not take place, the second that of what is to come."""
    found = read_report(UNDER.format("Phiên họp lần thứ ba, ấn định ngày 24/6 tại Bern, đã hoãn sang tháng 8.")).events
    assert [event.status for event in found] == [Status.CANCELLED, Status.PLANNED]


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        (
            "Đại sứ cam kết miễn phạt cho lao động tự nguyện hồi hương trước ngày 30/11.",
            [("unilateral-public", "Séc", "lao động tự nguyện hồi hương")],
        ),
        (
            "Đại sứ khẳng định Séc sẵn sàng hỗ trợ chi phí đi lại cho trẻ em, phụ nữ mang thai.",
            [("readiness", "Séc", "trẻ em, phụ nữ mang thai")],
        ),
        (
            "Đại sứ tuyên bố Séc sẽ đóng góp 1,5 triệu USD cho quỹ hỗ trợ nạn nhân trong ba năm.",
            [("unilateral-public", "Séc", "quỹ hỗ trợ nạn nhân")],
        ),
        ("Đại sứ cho biết Cục Nhập cư sẽ xem xét từng trường hợp.", [("unilateral-public", "Cục Nhập cư", "Việt Nam")]),
        ("Hai bên nhất trí tổ chức khóa học cho 40 cán bộ các nước ASEAN.", [("joint-statement", "Hai bên", "cán bộ các nước ASEAN")]),
        ("Kết thúc hội đàm, hai bên ký biên bản, trong đó thống nhất lập đường dây nóng.", [("signed-mou", "hai bên", "hai bên")]),
        ("Các đối tượng thường hứa hẹn việc nhẹ lương cao rồi đưa nạn nhân qua biên giới.", []),
        ("Hai bên mong muốn sớm tổ chức vòng đối thoại tiếp theo.", []),
        ("Công an hai nước thống nhất mở đợt cao điểm chung.", [("joint-statement", "Công an hai nước", "Công an hai nước")]),
        (
            "Đại sứ cho biết Chính phủ Séc đang hoàn tất hồ sơ trình Quốc hội phê chuẩn.",
            [("unilateral-public", "Chính phủ Séc", "Việt Nam")],
        ),
    ],
)
def test_who_promises_and_for_whom(sentence, wanted):
    """Persons, funds and third states for whom a promise is; organs named whole; swindlers, and wishes of both, promise nothing."""
    assert promises(sentence, around=TWO) == wanted


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        (
            "Both sides will:\n\n- train 50 officers;\n\n- hold a table-top exercise in June.",
            2 * [("joint-statement", "Both sides", "Both sides")],
        ),
        (
            "Kenya's interior ministry said it would charter two flights for those on board.",
            [("unilateral-public", "Kenya's interior ministry", "those on board")],
        ),
        (
            "Kenya recommends that students use licensed agents, and will publish a list of them.",
            [("unilateral-public", "Kenya", "Viet Nam")],
        ),
        ("INTERPOL will deploy a team to any country that asks, he pledged.", [("unilateral-public", "INTERPOL", "any country that asks")]),
        ("Europol will set up a data room for the five countries by 1 April.", [("unilateral-public", "Europol", "the five countries")]),
    ],
)
def test_who_promises_and_for_whom_in_english(sentence, wanted):
    """The same."""
    assert promises(sentence, around=TALKS) == wanted


def test_two_states_that_agree_abroad_are_called_by_their_names():
    """Where the report is of neither, *both sides* would not say which."""
    around = "Border post\n\nBANGKOK - {}\n"
    wanted = [("joint-statement", "Thailand and Cambodia", "Thailand and Cambodia")]
    assert promises("Thailand and Cambodia agreed on March 12 to reopen a liaison post.", around=around) == wanted


def test_words_of_offices_are_no_names():
    """*Executive Director of Police Services, Henrik Solvang* is one person, and New Zealanders are none."""
    text = "The meeting was opened by INTERPOL's Executive Director of Police Services, Henrik Solvang, before 40 New Zealanders."
    assert [actor.name for actor in read_report(ENGLISH.format(text)).actors] == ["Henrik Solvang"]
