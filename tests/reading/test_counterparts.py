"""For whom a promise is where nobody is named: the other side, called by what it is; and who owes it by what stands beside a name.

The steps are those of tests/fixtures/reports/README.md; the reports are small ones of houses that no labelled set has.
"""

import pytest

from comity.reading.reading import read_report

GUARDS = (
    "Sáng 12-3-2026, tại Batam, đoàn công tác Cảnh sát biển Việt Nam do Thiếu tướng Lê Hữu Cảnh, Phó Tư lệnh làm trưởng đoàn "
    "đã hội đàm với Cảnh sát biển Indonesia (BAKAMLA).\n\n"
    "Phó Đô đốc Irwan Setiabudi, Tư lệnh BAKAMLA, đánh giá cao kết quả trao đổi thông tin. {}\n"
)
HANDOVER = "Chiều 18/8, Công an tỉnh Lạng Sơn tiếp nhận ba đối tượng truy nã do Công an thành phố Bằng Tường (Trung Quốc) bàn giao.\n\n{}\n"
MINISTERS = "Chiều 4/6, tại Hà Nội, Đại tướng Trần Quang Vũ, Bộ trưởng Bộ Công an đã tiếp Bộ trưởng Nội vụ Hungary László Kerekes.\n\n{}\n"
POSTS = (
    "Ngày 9/4/2026, Ban Chỉ huy Bộ đội Biên phòng tỉnh An Giang hội đàm với Tiểu khu Quân sự tỉnh Takeo, Vương quốc Campuchia.\n\n"
    "Đại tá Nguyễn Văn Hiệp, Chỉ huy trưởng Bộ đội Biên phòng tỉnh An Giang thông báo tình hình. {}\n\n"
    "Thiếu tướng Sok Pheap, Tiểu khu trưởng Tiểu khu Quân sự tỉnh Takeo cảm ơn đoàn. {}\n"
)
PROVINCES = (
    "Ngày 26.12.2025, UBND tỉnh Tây Ninh và Chính quyền tỉnh Svay Rieng (Vương quốc Campuchia) tổ chức hội nghị. Ông Võ Thành Nhơn, "
    "Phó Chủ tịch UBND tỉnh Tây Ninh và ông Sok Vannarith, Phó Tỉnh trưởng Svay Rieng đồng chủ trì.\n\nÔng Sok Vannarith {}\n"
)
INTERPOL = (
    "(Chinhphu.vn) - Sáng 20/1, Phó Thủ tướng Lê Minh Trí tiếp Tổng Thư ký INTERPOL Marco Ferreira.\n\n"
    "Tổng Thư ký Marco Ferreira cảm ơn Việt Nam và thông báo INTERPOL sẽ đặt một trung tâm đào tạo tại Hà Nội.\n\n{}\n"
)
CONSULTATION = (
    "Wellington (TTXVN) - Tham vấn lãnh sự Việt Nam - New Zealand lần thứ 4 diễn ra ngày 28/8 dưới sự đồng chủ trì của Cục trưởng "
    "Cục Lãnh sự Đoàn Hoàng Minh và Vụ trưởng Vụ Lãnh sự New Zealand Sarah Hewitt.\n\n{}\n"
)
DRILL = (
    "Da Nang, 6 June 2026 – The Vietnam Coast Guard and the Japan Coast Guard concluded a joint drill on oil-spill response today.\n\n"
    "Rear Admiral Nguyen Manh Cuong, Deputy Commander of the Vietnam Coast Guard, praised the crews. {}\n\n{}\n"
)
CHIEFS = "ARUSHA, May 5 (EAC News) - The police chiefs of Kenya and Tanzania met at the Namanga border post on Tuesday.\n\n{}\n"
ANTI_SCAM = (
    "Singapore, 12 February 2026 – Officers of Vietnam's Department of Cybersecurity completed an attachment at the "
    "Singapore Police Force's Anti-Scam Command.\n\n{}\n"
)
WORKSHOP = (
    "BANGKOK, 21 August 2025 – Investigators from ten countries concluded a three-day workshop on child abuse, organised by UNICEF.\n\n"
    "The participants agreed to:\n- share hash lists every month;\n- report their statistics to UNICEF.\n"
)


def promises(text: str) -> list[tuple[str, str, str | None]]:
    """Strength, obligor and beneficiary of each promise."""
    return [(one.strength, one.obligor.text, one.beneficiary.text if one.beneficiary else None) for one in read_report(text).commitments]


@pytest.mark.parametrize(
    ("around", "said", "wanted"),
    [
        (GUARDS, ["Ông hứa sẽ gửi danh sách tàu cá vi phạm trước ngày 30-4."], [("BAKAMLA", "Cảnh sát biển Việt Nam")]),
        (
            HANDOVER,
            ["Thượng tá Hoàng Thế Vinh, Phó Giám đốc Công an tỉnh Lạng Sơn cam kết chuyển kết quả điều tra trong vòng một tháng."],
            [("Công an tỉnh Lạng Sơn", "Công an thành phố Bằng Tường")],
        ),
        (  # who stands for an organ speaks for it, and is of its state by the brackets behind its name
            HANDOVER,
            ["Đại diện Công an thành phố Bằng Tường, ông Lý Chí Cường khẳng định sẽ tiếp tục truy bắt hai đối tượng còn lại."],
            [("Công an thành phố Bằng Tường", "Công an tỉnh Lạng Sơn")],
        ),
        (  # ministries are their states, also where one was asked in the same sentence
            MINISTERS,
            ["Bộ trưởng Trần Quang Vũ đề nghị Bộ Nội vụ Hungary đàm phán; khẳng định Bộ Công an sẽ trình Chính phủ phương án."],
            [("Bộ Công an", "Hung-ga-ri")],
        ),
        (
            POSTS,
            ["Ông cho biết đơn vị sẽ bố trí thêm 2 chốt chặn.", "Ông hứa sẽ trao đổi danh sách đối tượng trước ngày 20/4."],
            [
                ("Bộ đội Biên phòng tỉnh An Giang", "Tiểu khu Quân sự tỉnh Takeo"),
                ("Tiểu khu Quân sự tỉnh Takeo", "Bộ đội Biên phòng tỉnh An Giang"),
            ],
        ),
        (PROVINCES, ["hứa tỉnh Svay Rieng sẽ bố trí 2 phiên dịch tại cửa khẩu Bavet."], [("tỉnh Svay Rieng", "Tây Ninh")]),
        (
            INTERPOL,
            ["Phó Thủ tướng khẳng định Việt Nam sẽ bố trí trụ sở cho trung tâm."],
            [("INTERPOL", "Việt Nam"), ("Việt Nam", "INTERPOL")],
        ),
        (  # states consult each other, whoever leads their delegations
            CONSULTATION,
            ["Ông Đoàn Hoàng Minh cho biết Việt Nam sẵn sàng đăng cai lần tham vấn tiếp theo."],
            [("Việt Nam", "Niu Di-lân")],
        ),
        (
            DRILL,
            [
                "He promised to reply to the proposal for a hotline within a month.",
                "Captain Sato Kenji of the Japan Coast Guard thanked the hosts. He also pledged to hand over two drones.",
            ],
            [("Vietnam Coast Guard", "Japan Coast Guard"), ("Japan Coast Guard", "Vietnam Coast Guard")],
        ),
        (
            CHIEFS,
            [
                (
                    "Inspector General Peter Mwangi of the Kenya Police Service said his service would send four analysts to Namanga.\n\n"
                    "Inspector General Asha Mfinanga of the Tanzania Police Force promised to build a secure line by July."
                )
            ],
            [("Kenya Police Service", "Tanzania Police Force"), ("Tanzania Police Force", "Kenya Police Service")],
        ),
        (  # an organ that is named short behind *to the*
            ANTI_SCAM,
            ["Colonel Nguyen Duc Phong, deputy head of the Department of Cybersecurity, promised to send lists to the Command."],
            [("Department of Cybersecurity", "Anti-Scam Command")],
        ),
    ],
)
def test_the_other_side_is_called_by_what_it_is(around, said, wanted):
    """A state of ministers and envoys; an organ below a ministry, a province, an organisation by its own name."""
    assert [promise[1:] for promise in promises(around.format(*said))] == wanted


def test_what_an_item_says_is_told_to_a_third_is_for_that_one():
    """The other items are for whoever agreed."""
    assert promises(WORKSHOP) == [
        ("joint-statement", "The participants", "The participants"),
        ("joint-statement", "The participants", "UNICEF"),
    ]


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("Đại tá Lò Văn Inh cho biết Công an tỉnh sẽ hỗ trợ bà Friederike Osthoff ngay khi bà đến.", "Friederike Osthoff"),
        ("Đại tá Lò Văn Inh hứa với Tổng cục Cảnh sát Lào rằng Công an tỉnh sẽ báo cáo lãnh đạo Bộ.", "Tổng cục Cảnh sát Lào"),
        ("Đại tá Lò Văn Inh cho biết Công an tỉnh sẽ hỗ trợ gia đình các nạn nhân làm thủ tục.", "gia đình các nạn nhân"),
        ("Đại tá Lò Văn Inh cho biết Công an tỉnh sẽ mở lớp tiếng Hàn cho 20 cảnh sát du lịch.", "cảnh sát du lịch"),
    ],
)
def test_whom_the_clause_names_comes_first(said, wanted):
    """A person who is helped, an organ that a promise is given to, persons without a state."""
    opening = "Ngày 11/3/2026, Công an tỉnh Điện Biên làm việc với Tổng cục Cảnh sát Lào và bà Friederike Osthoff.\n\nĐại tá Lò Văn Inh, "
    assert [promise[2] for promise in promises(f"{opening}Giám đốc Công an tỉnh Điện Biên phát biểu. {said}\n")] == [wanted]
