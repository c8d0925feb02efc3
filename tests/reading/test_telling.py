"""How reports tell of what happened: each piece is a report of its own under a date, and what it holds."""

import pytest

from comity.reading.reading import read_report
from comity.reading.suggestions import Status

UNDER = " date 2025-06-15 Tin hoạt động hợp tác an ninh\n\n{}\n"
ENGLISH = (
    "News on security cooperation\n\nHANOI, June 12, 2025 (VNA) - The ministry gave news of its work with partners on Thursday.\n\n{}\n"
)


def told(text, *, under=UNDER):
    """Return type, date without the year of the header, and place of each event."""
    found = read_report(under.format("\n\n".join(line.strip() for line in text.strip().split("\n")))).events
    return [(event.type, (event.when.iso or "").replace("2025-", ""), event.place) for event in found]


def test_a_visit_with_all_that_happens_on_it():
    """What has no day has those of the visit; *cùng ngày* is the day told last; a dinner is a reception; a later visit is another."""
    text = """
    Nhận lời mời của Bộ trưởng Bộ An ninh Lào, từ ngày 2 đến 5/6, Đoàn đại biểu Bộ Công an đã có chuyến thăm và làm việc tại Lào.
    Trong chuyến công tác, Đoàn đã hội kiến Thủ tướng Lào và dâng hoa tại Đài Anh hùng liệt sĩ.
    Sáng 3/6, tại Viêng Chăn, hai bên tiến hành hội đàm dưới sự đồng chủ trì của hai Bộ trưởng.
    Kết thúc hội đàm, hai bên đã ký kết Kế hoạch hợp tác năm 2026.
    Chiều cùng ngày, Thượng tướng Lê Văn Kha đã đến chào Chủ tịch nước Lào.
    Tối 3/6, Bộ trưởng Lào mở tiệc chiêu đãi Đoàn.
    Ngày 4/6, Đoàn đi thăm Học viện An ninh nhân dân Lào tại tỉnh Viêng Chăn.
    """
    assert told(text) == [
        ("visit", "06-02/06-05", "Lào"),
        ("talks", "06-02/06-05", "Lào"),
        ("ceremony", "06-02/06-05", "Lào"),
        ("talks", "06-03", "Viêng Chăn"),
        ("signing", "06-03", "Viêng Chăn"),
        ("meeting", "06-03", None),
        ("reception", "06-03", None),
        ("visit", "06-04", "Viêng Chăn"),
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (  # a day in brackets, how many days it lasts, its parts
            "Hội thảo khu vực về chống khủng bố mạng khai mạc hôm nay (12/6) tại Đà Nẵng và kéo dài ba ngày.\nHội thảo bế mạc ngày 14/6.",
            [("workshop", "06-12/06-14", "Đà Nẵng"), ("session", "06-12", "Đà Nẵng"), ("session", "06-14", "Đà Nẵng")],
        ),
        (  # opening and end in two clauses
            (
                "Khóa đào tạo về điều tra tội phạm mạng dành cho 30 cán bộ đã được khai giảng ngày 2/6 và sẽ kết thúc vào ngày 13/6.\n"
                "Lễ trao chứng chỉ được tổ chức vào chiều 13/6."
            ),
            [("training", "06-02/06-13", None), ("ceremony", "06-02", None), ("ceremony", "06-13", None)],
        ),
        (  # opening and closing in two sentences: the course has neither day
            (
                "Học viện An ninh vừa mở lớp bồi dưỡng nghiệp vụ chống khủng bố cho cán bộ Mông Cổ.\n"
                "Lễ khai giảng diễn ra sáng 3-6. Ngày 13-6, lớp học bế giảng."
            ),
            [("training", "06-03/06-13", None), ("ceremony", "06-03", None), ("ceremony", "06-13", None)],
        ),
        (  # days counted from the one told last
            "Ngày 2-6, Công an TP Hải Phòng phát hiện nghi phạm ở quận Lê Chân. Bốn ngày sau, cảnh sát bắt nghi phạm.",
            [("incident", "06-02", "Lê Chân"), ("incident", "06-06", None)],
        ),
        (  # a ship that calls
            "Tàu CSB 8002 cập cảng Sihanoukville ngày 8/6, bắt đầu chuyến thăm ba ngày.",
            [("visit", "06-08/06-10", "Sihanoukville")],
        ),
        (  # the next one of the kind; what the agreement is of is not new
            (
                "Đối thoại chính sách quốc phòng Việt Nam - Ấn Độ lần thứ 15 đã diễn ra ngày 9/6 tại New Delhi.\n"
                "Hai bên nhất trí sẽ tổ chức Đối thoại lần thứ 16 tại Việt Nam vào năm 2026."
            ),
            [("dialogue", "06-09", "New Delhi"), ("dialogue", "2026", "Việt Nam")],
        ),
        (  # each who is met on the margins is met alone
            (
                "Hội nghị sẽ diễn ra trong hai ngày 17 và 18/6 tại Huế.\n"
                "Bên lề hội nghị, Trung tướng Phạm Hải dự kiến gặp Trưởng đoàn Thái Lan và Trưởng đoàn Campuchia."
            ),
            [("conference", "06-17/06-18", "Huế")] + 2 * [("meeting", "06-17/06-18", "Huế")],
        ),
        (  # persons who are taken over, and where
            "Chiều 8-6, Công an tỉnh Hà Tĩnh tiếp nhận từ phía Lào một đối tượng truy nã tại cửa khẩu quốc tế Cầu Treo.",
            [("incident", "06-08", "Cầu Treo")],
        ),
        (  # a delegation that travels; what is only recurring; what is wished for
            (
                "Một đoàn điều tra viên dự kiến đến Hải Phòng vào giữa tháng 10. Hai bên thống nhất họp trực tuyến mỗi tháng.\n"
                "Phía Nhật Bản đề nghị sớm ký Thỏa thuận trong tháng 7."
            ),
            [("visit", "10", "Hải Phòng")],
        ),
        (  # a short name that the report gives, with a number of its own
            (
                "Hội nghị quan chức cấp cao về các vấn đề ma túy (ASOD) lần thứ 45 diễn ra từ ngày 9 đến 11/6 tại Manila.\n"
                "ASOD 46 sẽ do Singapore đăng cai."
            ),
            [("conference", "06-09/06-11", "Manila"), ("conference", "", "Singapore")],
        ),
        (  # what a picture shows is told once
            (
                "Ngày 11/6, tại Hà Nội, Thứ trưởng Lê Văn Kha đã tiếp Đại sứ Hàn Quốc Park Min-ho đến chào nhân dịp bắt đầu nhiệm kỳ.\n"
                "Thứ trưởng Lê Văn Kha tiếp Đại sứ Park Min-ho.\n"
                "Tại buổi tiếp, Thứ trưởng Lê Văn Kha hoan nghênh Đại sứ và những đóng góp của ông."
            ),
            [("reception", "06-11", "Hà Nội")],
        ),
    ],
)
def test_ways_of_telling(text, wanted):
    """The day and the place that belong to each, however they are told."""
    assert told(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "A five-day training course opened on Monday in Ha Noi. The first such course was held in Can Tho in November 2024.",
            [("training", "06-09/06-13", "Ha Noi"), ("ceremony", "06-09", "Ha Noi"), ("training", "2024-11", "Can Tho")],
        ),
        (
            "Police in Da Nang arrested two suspects on June 5. They raided a flat two days later.",
            [("incident", "06-05", "Da Nang"), ("incident", "06-07", None)],
        ),
        (
            "Officials met in Canberra last month. On Friday, the minister will visit the Police Academy.",
            [("meeting", "05", "Canberra"), ("visit", "06-13", None)],
        ),
        (
            "Both sides condemned the March 18 knife attack in Marseille and agreed to report on their work before the end of July.",
            [("incident", "03-18", "Marseille")],
        ),
    ],
)
def test_ways_of_telling_in_english(text, wanted):
    """Days of the week are counted from the day of the dateline."""
    assert told(text, under=ENGLISH) == wanted


def test_what_was_called_off_is_told_as_such():
    """It keeps the day that it was set for."""
    (event,) = read_report(UNDER.format("Cuộc tập trận diễn ra ngày 11/6 ở vùng biển Đà Nẵng đã bị hoãn do bão.")).events
    assert (event.status, event.when.iso, event.place) == (Status.CANCELLED, "2025-06-11", "Đà Nẵng")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (  # what a programme lists without a verb
            (
                "Từ ngày 2 đến 5/6, Bộ trưởng Nội vụ Slovakia Matúš Eštok thăm chính thức Việt Nam. "
                "Chương trình chuyến thăm gồm lễ đón chính thức và hội đàm."
            ),
            [
                ("visit", "06-02/06-05", "Việt Nam"),
                ("ceremony", "06-02/06-05", "Việt Nam"),
                ("talks", "06-02/06-05", "Việt Nam"),
            ],
        ),
        (  # who goes there to meet; what is not in the state but in its town
            "Theo chương trình, ngày 10/6, đoàn sẽ sang Lyon (Pháp) làm việc với Ban Tổng Thư ký Interpol.",
            [("meeting", "06-10", "Lyon")],
        ),
        (  # the conference of a visit has days of its own; what it declares is no conference
            (
                "Từ ngày 2 đến 5/6, Đoàn đại biểu Bộ Công an thăm, làm việc tại Singapore và dự Hội nghị Tổng Công tố ASEAN.\n"
                "Hội nghị được tổ chức trong hai ngày 3 và 4/6. Chiều 4/6, Hội nghị thông qua Tuyên bố chung."
            ),
            [
                ("visit", "06-02/06-05", "Singapore"),
                ("conference", "06-03/06-04", None),
                ("statement", "06-04", None),
            ],
        ),
        (  # who is met in a row
            "Ngày 3/6, tại Tokyo, Đoàn đã hội kiến Thủ tướng Ishiba Shigeru, hội đàm với Chánh án Imasaki Yukihiko.",
            2 * [("talks", "06-03", "Tokyo")],
        ),
        (  # each who writes
            "Ngày 8/6, Chủ tịch nước đã gửi điện chia buồn tới Tổng thống Iran; Bộ trưởng Bộ Công an gửi điện tới Bộ trưởng Nội vụ Iran.",
            2 * [("message", "06-08", None)],
        ),
        (  # a time in a name, and the day behind it
            "Hội nghị giao ban quý II giữa hai đồn biên phòng diễn ra sáng 6/6 tại cửa khẩu Thanh Thủy.",
            [("conference", "06-06", "Thanh Thủy")],
        ),
        (  # what is opened later is of that day
            "Ông Baek thông báo khóa bồi dưỡng dành cho cán bộ Việt Nam sẽ khai giảng tại Daejeon ngày 1/12.",
            [("training", "12-01", "Daejeon")],
        ),
        (  # balances, what never was, how somebody is held, what is worked for
            (
                "Sáu tháng qua, hai tỉnh tổ chức 38 đợt tuần tra song phương. Hai người làm việc cùng nhau dù chưa từng gặp mặt.\n"
                "42 công dân đang bị tạm giữ tại Pasay. Hai bên thống nhất hoàn tất đàm phán Hiệp định trong nửa đầu năm 2026."
            ),
            [],
        ),
        (  # courts
            "Ngày 12/6, TAND TP Hà Nội mở phiên tòa xét xử 15 bị cáo. Ngày 22/5, Tòa án Hình sự Bangkok ra phán quyết chấp thuận dẫn độ.",
            [("session", "06-12", "Hà Nội"), ("session", "05-22", None)],
        ),
        (  # *the same day* is none that is only promised; whose force it is says where
            (
                "Sáng 10/6, tại Seoul, Thứ trưởng Vương Quốc Hưng hội đàm với ông Seo Dong-gyu. "
                "Bộ Công an đồng ý chuyển giao nhóm nghi phạm vào ngày 30/6.\n"
                "Chiều cùng ngày, Đoàn đến chào Chủ tịch Quốc hội Hàn Quốc. Hôm 2/6, Công an TP.Đà Nẵng đã bắt giữ 14 nghi phạm."
            ),
            [("talks", "06-10", "Seoul"), ("meeting", "06-10", None), ("incident", "06-02", "Đà Nẵng")],
        ),
        (  # the host of the next one; a guest who is received
            (
                "Hội nghị lần thứ 21 diễn ra ngày 6/6 tại Huế. Lào sẽ đăng cai Hội nghị lần thứ 22 vào năm 2026.\n"
                "Sáng 7/6, Cục Gìn giữ hòa bình đón tiếp Đoàn Học viện Quốc phòng Hoa Kỳ đến thăm."
            ),
            [("conference", "06-06", "Huế"), ("conference", "2026", "Lào"), ("reception", "06-07", None)],
        ),
    ],
)
def test_more_ways_of_telling(text, wanted):
    """What sealed2 and open3 had missed, and others like it: lists, rows, times in names, what is no event."""
    assert told(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "Minister Quang called on President Thongloun Sisoulith in Vientiane on June 3 and called on all parties to show restraint.",
            [("meeting", "06-03", "Vientiane")],
        ),
        ("Police seized a record 236 tonnes of methamphetamine last year, the United Nations said on Wednesday.", []),
        (
            (
                "Earlier in her visit, from June 1 to 3, Minister Ashcombe opened a shelter in Vinh. "
                "A planned visit to Hai Phong on June 2 was cancelled."
            ),
            [("visit", "06-01/06-03", "Vinh"), ("ceremony", "06-01/06-03", "Vinh"), ("visit", "06-02", "Hai Phong")],
        ),
        (
            (
                "A closing ceremony for the six-week course was held in Hanoi on June 6. "
                "The previous round took place in Hue in November 2024."
            ),
            [("ceremony", "06-06", "Hanoi"), ("ceremony", "2024-11", "Hue")],
        ),
    ],
)
def test_more_ways_of_telling_in_english(text, wanted):
    """The same."""
    assert told(text, under=ENGLISH) == wanted


@pytest.mark.parametrize(
    ("text", "iso", "basis"),
    [
        ("Ngày 7/11, hai bên họp tại Huế và thống nhất sẽ cử chuyên gia vào đầu năm 2026.", "--11-07", "no-year"),
        ("Ngày 7/11, hai bên họp tại Huế. Từ đầu năm 2025 đến nay, hai bên trao đổi 20 lượt tin.", "2025-11-07", "context-year"),
        ("Ngày 7/11, hai bên họp tại Huế.\n\nBiên bản trước được ký ngày 21/4/2023 tại Vinh.", "--11-07", "no-year"),
        ("Ngày 7/11, hai bên họp tại Huế. Cuộc gặp trước diễn ra tháng 9/2022.", "--11-07", "no-year"),
        ("Thực hiện kế hoạch đối ngoại năm 2025, ngày 7/11, hai bên họp tại Huế.", "2025-11-07", "context-year"),
        ("Lớp học có 30 học viên.\n\nTừ ngày 2/11/2025, lớp có hai phòng. Ngày 7/11, hai bên họp tại Huế.", "2025-11-07", "context-year"),
        ("Ngày 7/11, hai bên họp tại Huế.\n\nThứ tư, 12/11/2025 | 08:15", "2025-11-07", "header-year"),
    ],
)
def test_a_year_is_taken_from_what_is_written_and_from_no_plan(text, iso, basis):
    """What was before says no year, it may be one year ago or three; nor does what is only planned."""
    event = next(one for one in read_report(f"Hai bên họp\n\n{text}\n").events if one.place == "Huế")
    assert (event.when.iso, event.when.basis.value) == (iso, basis)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (  # a guest on a visit of days of its own
            "Sáng 4/6, Chủ tịch nước tiếp Bộ trưởng Nội vụ Slovakia Ján Kováč đang thăm, làm việc tại Việt Nam (3-5/6).",
            [("reception", "06-04", None), ("visit", "06-03/06-05", "Việt Nam")],
        ),
        (  # the days behind a visit are its own, whatever was held on it
            (
                "Ngày 6/6, tại Astana, Thứ trưởng Lê Văn Kha hội đàm với ông Nurlan Abenov. Cuộc hội đàm diễn ra "
                "trong khuôn khổ chuyến thăm, làm việc của Đoàn Bộ Công an tại Kazakhstan từ ngày 5 đến 8/6."
            ),
            [("talks", "06-06", "Astana"), ("visit", "06-05/06-08", "Kazakhstan")],
        ),
        (
            "CTED dự kiến thực hiện chuyến đánh giá tới Việt Nam vào tháng 10/2025.",
            [("visit", "10", "Việt Nam")],
        ),
        (  # whose names hold those of states
            "Chiều 9/6, Đoàn dâng hương tại Đền thờ ở xã Khổng Lào. Ngày 10/6, hai bên họp tại phường Tân Phong.",
            [("ceremony", "06-09", "Khổng Lào"), ("meeting", "06-10", "Tân Phong")],
        ),
        (
            "Ngày 4/6, hai bên họp tại Vinh. Năm ngoái, cuộc họp của Nhóm công tác đã phải hủy do mưa lũ.",
            [("meeting", "06-04", "Vinh"), ("meeting", "2024", None)],
        ),
        (
            "Các khóa tiếp theo sẽ diễn ra tại Cần Thơ vào tháng 11 và tại Vinh vào tháng 2/2026.",
            [("training", "11", "Cần Thơ"), ("training", "2026-02", "Vinh")],
        ),
        (
            "Ba vòng đàm phán đã diễn ra: vòng một tại Hà Nội (3/2024), vòng hai tại Bern (9/2024) và vòng ba tại Huế (1/2025).",
            [("negotiation-round", "2024-03", "Hà Nội"), ("negotiation-round", "2024-09", "Bern"), ("negotiation-round", "01", "Huế")],
        ),
        (
            "Đối thoại lần thứ năm diễn ra tại Hà Nội ngày 3/6. Lần thứ sáu sẽ được tổ chức tại Canberra vào tháng 5/2026.",
            [("dialogue", "06-03", "Hà Nội"), ("dialogue", "2026-05", "Canberra")],
        ),
        (
            "Ngày 5/6, Bộ trưởng gửi thư chia buồn. Trước đó, hai nghi phạm bị bắt tại Ankara ngày 4/6.",
            [("message", "06-05", None), ("incident", "06-04", "Ankara")],
        ),
    ],
)
def test_days_and_places_that_stand_elsewhere(text, wanted):
    """In rows, in brackets, in the name of a village, of what was called off, of a guest."""
    assert told(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "UNODC on Thursday opened a training course on ransomware for 44 investigators.",
            [("training", "06-12", None)],
        ),
        (
            "The next courses will be held in Accra in November and in Da Nang in February 2026.",
            [("training", "11", "Accra"), ("training", "2026-02", "Da Nang")],
        ),
        (
            "He noted that a memorandum signed by the two police forces in Jakarta in 2023 had led to little.",
            [("signing", "2023", "Jakarta")],
        ),
        (
            "The two ministries plan to rehearse the seizure of servers in Subic Bay in October.",
            [("exercise", "10", "Subic Bay")],
        ),
        (
            (
                "The deal was struck on June 11.\n\n"
                "It was reached in Manila at a meeting between Secretary Ramon Reyes and General Vo Thanh Long."
            ),
            [("meeting", "06-11", "Manila")],
        ),
        (
            "Negotiators met in Bern in March, in Hanoi in May and again in Geneva in January 2024.",
            [("meeting", "03", "Bern"), ("meeting", "05", "Hanoi"), ("meeting", "2024-01", "Geneva")],
        ),
        (
            "The ministerial conference, which Malaysia chaired in Melaka on June 10, ended without a text.",
            [("conference", "06-10", "Melaka")],
        ),
    ],
)
def test_days_and_places_that_stand_elsewhere_in_english(text, wanted):
    """The same."""
    assert told(text, under=ENGLISH) == wanted


@pytest.mark.parametrize("line", ["June 12, 2025 - Ottawa, Ontario", "Ottawa, 12 June 2025"])
def test_the_day_above_a_readout_is_today(line):
    """A line above the text that is a place and a whole date says when *today* was."""
    text = "Readout of the meeting\n\nToday, Deputy Minister Anna Roy met with Colonel General Pham Duc Thang of Viet Nam in Ottawa.\n"
    assert [(event.type, event.when.iso) for event in read_report(f"{line}\n\n{text}").events] == [("meeting", "2025-06-12")]


def test_the_last_line_of_a_joint_statement_dates_it():
    """*Issued in Ha Noi on …* is the day of the statement."""
    text = (
        "JOINT STATEMENT BETWEEN THE SOCIALIST REPUBLIC OF VIET NAM AND THE REPUBLIC OF FINLAND\n\n"
        "1. The two leaders condemned terrorism in all its forms and agreed to work together towards the entry into force.\n\n"
        "2. They took note of the growth of trade between the two countries.\n\nIssued in Ha Noi on 22 April 2025\n"
    )
    assert [(event.type, event.when.iso) for event in read_report(text).events] == [("statement", "2025-04-22")]


def test_a_day_of_the_week_behind_a_whole_date():
    """A report without a line of its own date: Monday is that beside the day told last."""
    text = (
        "Director Anna Roy arrived in Hanoi on Sunday, 6 July 2025 On Monday she signed a working arrangement with the "
        "Ministry of Public Security of Viet Nam.\n\nThe arrangement has no end.\n"
    )
    assert [(event.type, event.when.iso) for event in read_report(text).events] == [("visit", "2025-07-06"), ("signing", "2025-07-07")]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Hội nghị Bộ trưởng tiếp theo sẽ nhóm họp tại Băng Cốc vào tháng 8.", [("conference", "08", "Băng Cốc")]),
        ("Hội nghị lần thứ 6 diễn ra ở Gia-các-ta năm 2024.", [("conference", "2024", "Gia-các-ta")]),
        ("Việt Nam và Lào đã ký Hiệp định dẫn độ năm 2010.", [("signing", "2010", None)]),
        ("Năm 2019, hai nước đã ký Hiệp định dẫn độ.", [("signing", "2019", None)]),
        ("Hai bên nhất trí sẽ tổ chức Đối thoại an ninh lần thứ ba tại Pa-ri cuối năm nay.", [("dialogue", "2025", "Pa-ri")]),
        ("Từ 15 đến 19/6, đoàn công tác của Bộ Tư pháp sẽ làm việc tại Phần Lan.", [("visit", "06-15/06-19", "Phần Lan")]),
        ("Riêng tháng 3, Cục đã phong tỏa 1.200 tài khoản. Chỉ trong tháng 2, lực lượng chức năng thu giữ 4.500 SIM rác.", []),
        (  # what is said at a meeting has days of its own; the talks after it are another
            (
                "Ngày 2/6, tại Hà Nội, Thiếu tướng Lê Văn Bình làm việc với Đại tá Jan Novak.\n"
                "Tham dự buổi làm việc, đại diện Cục Đối ngoại cho biết hồ sơ sẽ hoàn tất trong quý III.\n"
                "Chiều cùng ngày, Thiếu tướng Lê Văn Bình và Đại tá Jan Novak đồng chủ trì cuộc hội đàm mở rộng giữa hai cơ quan."
            ),
            [("meeting", "06-02", "Hà Nội"), ("talks", "06-02", None)],
        ),
        (  # not the day of a case long before
            (
                "Ngày 6/6, tại Huế, hai Bộ trưởng ký Kế hoạch hành động.\nNghi phạm bị bắt tại Vinh ngày 17/3.\n"
                "Bộ trưởng Nguyễn Hải Long cảm ơn phía bạn.\nChiều cùng ngày, hai đoàn thăm Học viện Cảnh sát."
            ),
            [("signing", "06-06", "Huế"), ("incident", "03-17", "Vinh"), ("visit", "06-06", None)],
        ),
        (  # eleven, and not next year
            "Hội thảo đã khép lại vào ngày 11/6 sau hai ngày làm việc tại Hà Nội.",
            [("workshop", "06-10/06-11", "Hà Nội")],
        ),
    ],
)
def test_what_is_told_by_the_way(text, wanted):
    """Conferences and papers of other years, balances, what is said beside a meeting, whose day *cùng ngày* is."""
    assert told(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("She thanked Thailand for the repatriation of 20 nationals in March 2025.", [("incident", "03", None)]),
        ("She proposed the repatriation of 20 nationals in September 2025.", []),
        ("The suspects will go on trial in November.", [("session", "11", None)]),
        ("Police froze 300 accounts in May alone.", []),
        ("They agreed to hold joint drills every year, the first of them in Da Nang in August 2025.", [("exercise", "08", "Da Nang")]),
        ("A workshop is planned for November in Da Nang.", [("workshop", "11", "Da Nang")]),
        ("The Criminal Justice Forum will be held in Bangkok from July 6 to 8.", [("conference", "07-06/07-08", "Bangkok")]),
        (
            "The 5th Dialogue will convene in Tokyo in November 2025; the fourth took place in Hanoi in October 2024.",
            [("dialogue", "11", "Tokyo"), ("dialogue", "2024-10", "Hanoi")],
        ),
    ],
)
def test_what_is_told_by_the_way_in_english(text, wanted):
    """The same."""
    assert told(text, under=ENGLISH) == wanted
