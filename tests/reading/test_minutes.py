"""What the set that was opened third had shown, and others like it: signed lists, quarters in names, whose promise and for whom."""

import pytest

from comity.reading.reading import read_report

POST = """Hội nghị giao ban

Sáng 12-6, tại Lạng Sơn, Bộ Chỉ huy Bộ đội Biên phòng tỉnh Lạng Sơn \
và Chi đội Quản lý Biên giới Quảng Tây (Trung Quốc) tổ chức hội nghị giao ban quý II.

{}
"""
VISIT = """Đoàn công tác thăm Liên bang Nga

Từ ngày 12 đến 16/5, Đoàn công tác Bộ Công an do Thứ trưởng Phạm Thế Tùng dẫn đầu đã thăm, làm việc tại Liên bang Nga.

{}
"""
COURSE = """Khai giảng khóa bồi dưỡng

Sáng 6/10, tại Hà Nội, Viện Khoa học hình sự, Bộ Công an phối hợp với Cơ quan Hợp tác Quốc tế Nhật Bản (JICA) tổ chức khóa bồi dưỡng.

Bà Matsushita Akiko, Phó Trưởng đại diện JICA tại Việt Nam dự buổi lễ. {}
"""
ACADEMY = """Học viện An ninh nhân dân tiếp khách

Sáng 20/11, tại Hà Nội, Trung tướng Nguyễn Ngọc Anh, Giám đốc Học viện An ninh nhân dân tiếp \
Đoàn Học viện Cảnh sát Hoàng gia Thái Lan do Trung tướng Somchai Pattanakul, Giám đốc Học viện làm Trưởng đoàn.

{}
"""
MINUTES = """Deputy ministers meet

Vientiane, 15 October 2026 - Deputy Minister of Public Security Nguyen Ngoc Lam \
and Lao Deputy Minister Kongthong Phongvichit met in Vientiane.

{}
"""
FORUM = """Hội thảo về trẻ em

Ngày 16-5, Trường Đại học Luật và UNICEF tổ chức hội thảo về trẻ em trên mạng.

{}
"""


def promises(text):
    """Return strength, obligor and beneficiary of each commitment."""
    found = read_report(text).commitments
    return [(one.strength, one.obligor.text, one.beneficiary.text if one.beneficiary else None) for one in found]


def told(text):
    """Return type, date and place of each event."""
    return [(event.type, event.when.iso, event.place) for event in read_report(text).events]


@pytest.mark.parametrize(
    ("around", "text", "wanted"),
    [
        (  # items under a signed paper are its duties, each of whom it names
            POST,
            (
                "Kết thúc hội nghị, hai bên ký biên bản gồm 3 điểm:\n\n1. Hai bên sẽ thông báo cho nhau trong vòng 24 giờ.\n\n"
                "2. Phía Trung Quốc sẽ lắp camera tại 3 lối mòn trước ngày 30-8.\n\n"
                "3. Bộ Chỉ huy Bộ đội Biên phòng tỉnh Lạng Sơn hỗ trợ phía Trung Quốc một bộ đàm."
            ),
            [
                ("signed-mou", "Hai bên", "Hai bên"),
                ("signed-mou", "Trung Quốc", "Việt Nam"),
                ("signed-mou", "Bộ Chỉ huy Bộ đội Biên phòng tỉnh Lạng Sơn", "Trung Quốc"),
            ],
        ),
        (  # the same list under no paper is an agreement
            POST,
            "Hai bên thống nhất:\n\n1. Thông báo cho nhau trong vòng 24 giờ.\n\n2. Lắp camera tại 3 lối mòn.",
            2 * [("joint-statement", "Hai bên", "Hai bên")],
        ),
        (
            MINUTES,
            (
                "They signed minutes, which provide that:\n\n(1) both sides will exchange information every week;\n\n"
                "(2) Vietnam will train 60 Lao officers in 2027."
            ),
            [("signed-mou", "both sides", "both sides"), ("signed-mou", "Vietnam", "Lao People's Democratic Republic")],
        ),
        (  # whom a paper obliges stands far behind it; the sentence behind goes on
            MINUTES,
            (
                "Under a letter of agreement signed in Hanoi on December 9, 2025, Laos will open a second post. "
                "Vietnam, for its part, will report on it."
            ),
            [("signed-mou", "Laos", "Viet Nam"), ("signed-mou", "Vietnam", "Lao People's Democratic Republic")],
        ),
        (MINUTES, "They agreed to hold a dialogue every two years.", [("joint-statement", "both sides", "both sides")]),
        (  # an organ named short is the one that stands in the report by its whole name
            COURSE,
            "Bà Matsushita Akiko cho biết JICA sẽ tài trợ cho Viện 4 hệ thống trích xuất dữ liệu.",
            [("unilateral-public", "JICA", "Viện Khoa học hình sự")],
        ),
        (  # persons without a name, for whom somebody speaks
            COURSE,
            "Đại diện lớp, Thiếu tá Giàng A Chống hứa các học viên sẽ chấp hành nghiêm nội quy.",
            [("unilateral-public", "các học viên", None)],
        ),
        (  # whose academy: that of the speaker, that of the delegation
            ACADEMY,
            "Trung tướng Nguyễn Ngọc Anh đồng ý cử 2 giảng viên; khẳng định Học viện sẵn sàng tiếp nhận 10 học viên.",
            [
                ("unilateral-public", "Học viện An ninh nhân dân", "Học viện Cảnh sát Hoàng gia Thái Lan"),
                ("readiness", "Học viện An ninh nhân dân", "Học viện Cảnh sát Hoàng gia Thái Lan"),
            ],
        ),
        (
            ACADEMY,
            "Trung tướng Somchai Pattanakul bày tỏ mong muốn được cử học viên sang thực tập.",
            [("wish", "Học viện Cảnh sát Hoàng gia Thái Lan", "Học viện An ninh nhân dân")],
        ),
        (  # a platform, a school, an organ behind a name; groups for whom a promise is
            FORUM,
            (
                "Đại diện TikTok, bà Nguyễn Khánh Vy thừa nhận thiếu sót. "
                "Nền tảng này cam kết phản hồi yêu cầu gỡ của cơ quan chức năng trong 3 giờ."
            ),
            [("unilateral-public", "TikTok", "cơ quan chức năng")],
        ),
        (FORUM, "Nhà trường cũng sẽ mở phòng tư vấn cho học sinh.", [("unilateral-public", "Trường Đại học Luật", "học sinh")]),
        (
            FORUM,
            'Trung tá Trịnh Công Lập, Cục An ninh mạng, cho biết tin báo tăng. "Chúng tôi sẽ thử công cụ trước ngày 1-9", ông Lập chia sẻ.',
            [("unilateral-public", "Cục An ninh mạng", None)],
        ),
        (
            FORUM,
            "UNICEF cam kết hỗ trợ thiết bị cho Lào, Campuchia và Myanmar.",
            [("unilateral-public", "UNICEF", "Lào, Campuchia và Myanmar")],
        ),
        (
            FORUM,
            '"Tôi xin hứa sẽ vận động học bổng cho Lào", Đại sứ Hà Lan Maarten van der Sluis nói.',
            [("unilateral-public", "Maarten van der Sluis", "Lào")],
        ),
    ],
)
def test_who_owes_what_to_whom(around, text, wanted):
    """In signed lists, in letters, by short names, for groups."""
    assert promises(around.format(text)) == wanted


@pytest.mark.parametrize(
    ("around", "text", "wanted"),
    [
        (  # a quarter in the name of a conference is no date of it where another stands
            POST,
            "Hội nghị giao ban quý III dự kiến tổ chức tại Bằng Tường vào giữa tháng 9.",
            [("conference", "--06-12", "Lạng Sơn"), ("conference", "--09", "Bằng Tường")],
        ),
        (  # what is agreed to be launched is no incident of that quarter
            POST,
            "Hai bên nhất trí mở đợt truy quét chung vào quý IV.",
            [("conference", "--06-12", "Lạng Sơn")],
        ),
        (  # what is said at a meeting on a visit tells that it was held
            VISIT,
            "Tại buổi làm việc với lãnh đạo Bộ Nội vụ Nga, Thứ trưởng đề nghị sớm ký hiệp định.",
            [("visit", "--05-12/--05-16", "Liên bang Nga"), ("meeting", "--05-12/--05-16", "Liên bang Nga")],
        ),
        (  # two sign, and see others sign
            VISIT,
            "Ngày 13/5, hai Thứ trưởng ký Bản ghi nhớ về đào tạo và chứng kiến đại diện hai Học viện ký quy trình phối hợp.",
            [("visit", "--05-12/--05-16", "Liên bang Nga"), ("signing", "--05-13", None), ("signing", "--05-13", None)],
        ),
        (  # an office of the port, a form at school, what is to be received: no events
            VISIT,
            "Cảng vụ hàng hải cho biết một học sinh lớp 9 đã được cứu. Phía Nga sẵn sàng tiếp nhận 5 cán bộ trong quý III.",
            [("visit", "--05-12/--05-16", "Liên bang Nga")],
        ),
        (
            MINUTES,
            "The General Assembly of Interpol meets in Marrakech from November 24 to 27.",
            [
                ("meeting", None, "Vientiane"),
                ("conference", "2026-11-24/2026-11-27", "Marrakech"),
            ],
        ),
        (
            MINUTES,
            "He will co-chair the 12th security conference of the two ministries, which opens in Hanoi on November 5.",
            [
                ("meeting", None, "Vientiane"),
                ("conference", "2026-11-05", "Hanoi"),
            ],
        ),
        (  # the last July before the report
            MINUTES,
            "He recalled the case in which police of both countries arrested 12 men in Bangkok last November.",
            [("meeting", None, "Vientiane"), ("incident", "2025-11", "Bangkok")],
        ),
    ],
)
def test_what_is_an_event_and_when(around, text, wanted):
    """Quarters, plans, meetings that are told by the way."""
    assert told(around.format(text)) == wanted


@pytest.mark.parametrize(
    ("sentence", "place"),
    [
        ("Ngày 3/2, tại Trạm kiểm soát biên phòng Cửa khẩu quốc tế Mộc Bài, hai bên tổ chức hội nghị giao ban.", "Mộc Bài"),
        ("Ngày 3/2, trên vùng biển lân cận đường phân định Vịnh Bắc Bộ, hai tàu tiến hành diễn tập.", "Vịnh Bắc Bộ"),
        ("Ngày 3/2, tàu CSB 8005 cập cảng Bắc Hải, bắt đầu chuyến thăm Trung Quốc.", "Bắc Hải"),
        ("Chiều 8/7, đoàn chuyên gia đã làm việc với UBND thành phố Đà Nẵng.", "Đà Nẵng"),
        ("Ngày 18/6, TAND tỉnh Khánh Hòa mở phiên tòa xét xử nhóm đưa người sang Campuchia.", "Khánh Hòa"),
    ],
)
def test_where_it_was(sentence, place):
    """The end of the name of a post, a bay, a port, the town of whoever is worked with, the province of a court."""
    assert place in [event.place for event in read_report(f"Tin hợp tác\n\n{sentence}\n").events]


def test_a_town_is_in_its_own_state():
    """Praha is in no other state than Brno, and Oslo not in Sweden."""
    places = {
        one.name: one.country for one in read_report("Ngày 3/2, hai bên đã gặp nhau tại Praha, tại Oslo, tại Doha và tại Kyiv.\n").places
    }
    assert places == {"Praha": "CZ", "Oslo": "NO", "Doha": "QA", "Kyiv": "UA"}


def test_a_minister_may_wish():
    """*Thứ* in *Thứ trưởng* is no thing that is wished for."""
    acts = [one.act for one in read_report("Ngày 3/2, hai bên đã gặp.\n\nThứ trưởng mong muốn EU hỗ trợ Việt Nam.\n").statements]
    assert acts == ["wish"]


def test_who_is_told_with_an_age_is_somebody():
    """A name that is known from nothing else; a part of an organ, and an operation, are nobody."""
    text = "Tối 3/12, Bộ Công an dẫn độ Kyle Brandt Whitmore, 29 tuổi, cho FBI. Phân cục Nam Hải sẵn sàng gửi kịch bản.\n"
    assert [one.name for one in read_report(text).actors] == ["Kyle Brandt Whitmore"]
    text = (
        "HANOI, June 12 (VNA) - Police in 43 countries arrested 190 people.\n\nOperation Liberterra Shield was coordinated by Interpol.\n"
    )
    assert read_report(text).actors == ()


def test_the_year_of_what_was_carried_out():
    """A whole date of a campaign tells the year of the conference that reviews it, and of what was before."""
    text = (
        "Chiều 4/12, tại Nha Trang, Cục Hải quan tổ chức Hội nghị tổng kết Chiến dịch.\n\n"
        "Chiến dịch được thực hiện từ ngày 15/4 đến 31/10/2025 với 27 cơ quan tham gia.\n\n"
        "Trước đó, lễ phát động diễn ra ngày 15/4 tại Quảng Châu.\n"
    )
    assert told(text) == [("conference", "2025-12-04", "Nha Trang"), ("ceremony", "2025-04-15", "Quảng Châu")]
