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


BORDER = """Công an tỉnh Cao Bằng và Cục Công an thành phố Bách Sắc hội đàm

Ngày 5/6/2025, tại thành phố Bách Sắc (Quảng Tây, Trung Quốc), Công an tỉnh Cao Bằng và Cục Công an thành phố Bách Sắc tổ chức hội đàm.
Đại tá Vũ Hồng Quang, Giám đốc Công an tỉnh Cao Bằng và ông Lý Quốc Cường, Cục trưởng Cục Công an thành phố Bách Sắc đồng chủ trì.

{}
"""
MANY = """Hội nghị Bộ trưởng ASEAN

Từ ngày 9 đến 11/9/2025, tại Kuala Lumpur, Malaysia, Hội nghị Bộ trưởng ASEAN lần thứ 19 diễn ra với sự tham dự của 10 nước.

{}
"""
SERVICE = """Interpol bàn giao nghi phạm

Ngày 5/6/2025, tại Hà Nội, Cục Cảnh sát hình sự phối hợp với Cục Điều tra quốc gia Philippines (NBI) họp báo.

{}
"""


@pytest.mark.parametrize(
    ("around", "sentence", "wanted"),
    [
        (  # between two organs, the one by half its name
            BORDER,
            "Đại tá Vũ Hồng Quang khẳng định Công an tỉnh sẽ tăng cường tuần tra dọc biên giới.",
            [("unilateral-public", "Công an tỉnh Cao Bằng", "Cục Công an thành phố Bách Sắc")],
        ),
        (
            BORDER,
            "Ông Lý Quốc Cường cam kết trong vòng 10 ngày sẽ trao trả 12 người Việt Nam.",
            [("unilateral-public", "Cục Công an thành phố Bách Sắc", "Công an tỉnh Cao Bằng")],
        ),
        (  # the duties of what was signed
            BORDER,
            "Kết thúc hội đàm, hai bên ký Biên bản ghi nhớ. Theo đó, mỗi bên chỉ định hai sĩ quan liên lạc.",
            [("signed-mou", "mỗi bên", "mỗi bên")],
        ),
        (  # of many: whom the clause names, the host, a capital for its state
            MANY,
            "Bộ trưởng Nội vụ Malaysia Azman Rahim cam kết nước chủ nhà sẽ đóng góp 1 triệu USD cho Quỹ đào tạo của ASEAN.",
            [("unilateral-public", "Ma-lai-xi-a", "ASEAN")],
        ),
        (
            MANY,
            "Đại diện Nhật Bản thông báo Tokyo sẽ cử chuyên gia giúp các nước thành viên trong năm tới.",
            [("unilateral-public", "Nhật Bản", "các nước thành viên")],
        ),
        (  # a meeting of two beside it
            MANY,
            "Tại cuộc gặp song phương với Thứ trưởng Lê Văn Kha, Bộ trưởng Nội vụ Singapore Tan Wei Ming hứa cung cấp danh sách.",
            [("unilateral-public", "Bộ Nội vụ Singapore", "Việt Nam")],
        ),
        (MANY, "Các nước nhất trí thiết lập đường dây nóng 24/7.", [("joint-statement", "Các nước", "Các nước")]),
        (  # an obligor keeps the short name by which the clause calls it
            SERVICE,
            "Giám đốc NBI Ramon Evangelista cam kết NBI sẽ bàn giao 61 nghi phạm cho Việt Nam.",
            [("unilateral-public", "NBI", "Việt Nam")],
        ),
        (SERVICE, "Điều chúng tôi muốn mang đến là kinh nghiệm, ông nói.", []),
        (SERVICE, "Dự kiến, trong tháng 9, hai bên sẽ ký Bản ghi nhớ.", []),
    ],
)
def test_whose_promise_it_is_and_for_whom(around, sentence, wanted):
    """Organs by their whole names; the other of two organs, the other side of two, whom the clause names."""
    assert promises(around.format(sentence)) == wanted


SERVICES = (
    "Chiều 5/6, tại TP Châu Đốc, Công an tỉnh An Giang và Ty Công an tỉnh Takeo (Campuchia) tổ chức hội đàm. Thiếu tướng Lâm Phước Nguyên, "
    "Giám đốc Công an tỉnh; Trung tướng Sok Samnang, Phó Ty trưởng Ty Công an tỉnh Takeo đồng chủ trì.\n\n{}\n"
)
LEAGUE = (
    "Ngày 18/11, tại La Hay, đoàn công tác Bộ Công an do Trung tướng Hà Sĩ Nguyên, Chánh Văn phòng Bộ Công an dẫn đầu đã làm việc với "
    "lãnh đạo Europol. Thay mặt lãnh đạo Europol, Phó Giám đốc điều hành Lukas Vandenbroucke chào mừng đoàn.\n\n{}\n"
)


@pytest.mark.parametrize(
    ("around", "sentence", "wanted"),
    [
        (  # the head of an organ that his title names short; the other of the two
            SERVICES,
            "Thiếu tướng Lâm Phước Nguyên hứa tặng bạn hai hệ thống camera.",
            [("unilateral-public", "Công an tỉnh An Giang", "Ty Công an tỉnh Takeo")],
        ),
        (  # what is ready behind a word of telling; a wish of one's own organ
            SERVICES,
            "Trung tướng Sok Samnang ghi nhận đề nghị và cho biết sẵn sàng tuần tra chung hằng đêm.",
            [("readiness", "Ty Công an tỉnh Takeo", "Công an tỉnh An Giang")],
        ),
        (
            SERVICES,
            "Trung tướng Sok Samnang mong muốn Ty Công an tỉnh Takeo sớm đưa chó nghiệp vụ vào tuần tra.",
            [("wish", "Ty Công an tỉnh Takeo", "Công an tỉnh An Giang")],
        ),
        (SERVICES, "Trung tướng Sok Samnang mong muốn tăng cường hợp tác với Công an tỉnh.", []),
        (  # each party of a paper has its duty, and the sentence behind goes on with it
            SERVICES,
            (
                "Hai bên ký Biên bản ghi nhớ. Theo đó, Công an tỉnh An Giang đào tạo 20 cán bộ; Ty Công an tỉnh Takeo bố trí phiên dịch. "
                "Công an tỉnh An Giang hỗ trợ bạn nhiên liệu cho xe tuần tra."
            ),
            [
                ("signed-mou", "Công an tỉnh An Giang", "Ty Công an tỉnh Takeo"),
                ("signed-mou", "Ty Công an tỉnh Takeo", "Công an tỉnh An Giang"),
                ("signed-mou", "Công an tỉnh An Giang", "Ty Công an tỉnh Takeo"),
            ],
        ),
        (  # an organisation is the other side; whose request it is, is no receiver
            LEAGUE,
            "Ông Vandenbroucke hứa chuyển đề nghị của Việt Nam tới 27 đơn vị quốc gia trong tuần này.",
            [("unilateral-public", "Europol", "Việt Nam")],  # a ministry that meets it is its state
        ),
        (LEAGUE, "Phía Việt Nam đồng ý và sẽ gửi bản chỉnh lý.", [("unilateral-public", "Việt Nam", "Europol")]),
        (  # whom a report calls *bạn*; persons; a promise told twice is one, where it is fullest
            AROUND,
            "Bộ trưởng cam kết Bộ Công an sẽ miễn lệ phí cho gia đình nạn nhân.",
            [("unilateral-public", "Bộ Công an", "gia đình nạn nhân")],
        ),
        (
            AROUND,
            (
                "Đại sứ khẳng định Séc sẵn sàng đào tạo 20 cán bộ về pháp y.\n\n"
                "Đại sứ nhắc lại Séc sẵn sàng đào tạo 20 cán bộ về pháp y tại Praha trong hai năm."
            ),
            [("readiness", "Séc", "Việt Nam")],
        ),
        (AROUND, "Hai bên thống nhất:\n\n- Lập đường dây nóng;\n\n- Trao đổi chuyên gia.", 2 * [("joint-statement", "Hai bên", "Hai bên")]),
    ],
)
def test_who_promises_for_an_organ_and_what_papers_and_lists_oblige_to(around, sentence, wanted):
    """What sealed2 and open3 had missed, and others like it."""
    assert promises(around.format(sentence)) == wanted


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        (
            "Đại sứ khẳng định Séc coi trọng quan hệ với Việt Nam và sẵn sàng cử chuyên gia sang Hà Nội.",
            [("readiness", "Séc", "Việt Nam")],
        ),
        ("Đại sứ bày tỏ mong muốn sớm được sang thăm Huế.", [("wish", "Jan Novák", "Việt Nam")]),
        (
            "Bộ trưởng cho biết Bộ Công an sẽ trao đổi với các cơ quan liên quan và trả lời bằng văn bản.",
            [("unilateral-public", "Bộ Công an", "Séc")],
        ),
        ("Theo chương trình, Đại sứ sẽ phát biểu tại Học viện An ninh nhân dân ngày 6/5.", []),
        ("Đại sứ mong nước bạn hỗ trợ đào tạo điều tra viên.", []),
        ("Hai bên đã ký Bản ghi nhớ. Bản ghi nhớ không phải là điều ước quốc tế và sẽ không làm phát sinh nghĩa vụ cho các bên.", []),
    ],
)
def test_what_is_promised_in_the_same_breath_and_what_is_no_promise(sentence, wanted):
    """Of whom a speaker tells what they value; a programme, a wish for another's deed and what a paper is not bind nobody."""
    assert promises(AROUND.format(sentence)) == wanted
