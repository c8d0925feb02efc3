"""What the eighth opening missed, and its families: who undertakes by the words before *will*, and whom a clause names without *for*.

Each piece is invented, and stands in a small report of its own.
"""

import pytest

from comity.reading.reading import read_report

UNDER = (
    "Công an hai nước trao đổi nghiệp vụ\n\nNgày 12/5/2026, tại Hà Nội, Thiếu tướng Trần Văn Lực, Phó Cục trưởng Cục Cảnh sát hình sự, "
    "Bộ Công an tiếp Chuẩn tướng Ramon Santos, Phó Giám đốc Cảnh sát Quốc gia Philippines (PNP).\n\n{}\n"
)
ENGLISH = (
    "Kenya and Viet Nam discuss online fraud\n\nOn 3 June 2026, Commissioner Grace Wanjiku, Director of Kenya's Directorate of Criminal "
    "Investigations, met Major General Le Van Binh, Director of the Department of Cybersecurity of Viet Nam's Ministry of Public Security, "
    "in Nairobi.\n\n{}\n"
)
MANY = "Delegates agree on a form\n\nVIENTIANE - Delegates of ten ASEAN countries met in Vientiane on 5 and 6 May 2026.\n\n{}\n"


def promises(text, *, under=ENGLISH):
    """Return strength, debtor and creditor of each promise."""
    found = read_report(under.format(text)).commitments
    return [(one.strength, one.obligor.text, one.beneficiary.text if one.beneficiary else None) for one in found]


def debtor(text, *, under=ENGLISH):
    """Return who owes the only promise."""
    [(_, who, _)] = promises(text, under=under)
    return who


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Ông cam kết Trung tâm Tội phạm mạng sẽ trả lời trong 24 giờ.", "Trung tâm Tội phạm mạng"),
        ("Ông hứa Chi đội Quản lý biên giới Davao sẽ chuyển dữ liệu trước ngày 5/6.", "Chi đội Quản lý biên giới Davao"),
        ("Ông cam kết IGX sẽ cấp lại giấy tờ trước ngày 30/6.", "IGX"),
        ("Ông cho biết Cơ quan Phòng chống tội phạm quốc gia (NCX) sẽ cử một sĩ quan.", "Cơ quan Phòng chống tội phạm quốc gia"),
        ("Ông hứa chính quyền thị trấn sẽ bố trí phiên dịch.", "chính quyền thị trấn"),
        ("Ông hứa sẽ trực tiếp theo dõi dự án này.", "Ramon Santos"),
    ],
)
def test_who_undertakes(text, who):
    """An organ no gazetteer has, an acronym, one with its short name in brackets, an authority, the speaker in person."""
    assert debtor(text, under=UNDER) == who


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("She promised that the Forensic Laboratory would examine the phones.", "Forensic Laboratory"),
        ("General Binh pledged on behalf of the Ministry to train ten analysts.", "Ministry of Public Security"),
        ("Ms Wanjiku said her directorate would share a list of numbers by July.", "Directorate of Criminal Investigations"),
        ("General Binh invited Ms Wanjiku to Hanoi in October. She accepted the invitation.", "Grace Wanjiku"),
    ],
)
def test_who_undertakes_in_english(text, who):
    """By its name, on whose behalf, a body of the speaker's, and the guest who accepts, whoever spoke last."""
    assert debtor(text) == who


def test_whoever_heads_an_organ_speaks_for_it():
    """The clause behind the name says so, and *the Centre* is that organ afterwards."""
    text = "Colonel Bounmy Keo, who leads the Anti-Scam Data Centre, thanked the hosts. “The Centre is ready to open its rooms,” he said."
    assert [who for _, who, _ in promises(text, under=MANY)] == ["Anti-Scam Data Centre"]


@pytest.mark.parametrize(
    ("text", "whom"),
    [
        ("Ông cho biết PNP sẽ tặng các đơn vị dự khóa học 20 bản quyền phần mềm.", "các đơn vị dự khóa học"),
        ("Ông hứa PNP sẽ gửi cho ban tổ chức báo cáo tổng kết.", "ban tổ chức"),
        ("Đối với các gia đình bị hại, Cục Cảnh sát hình sự sẽ bố trí chỗ ở.", "các gia đình bị hại"),
        ("Các nhân chứng sẽ được Cục Cảnh sát hình sự bảo vệ trong quá trình điều tra.", "các nhân chứng"),
        ("Ông thông báo PNP sẽ tài trợ 450.000 euro để Viện Khoa học hình sự nâng cấp phòng giám định.", "Viện Khoa học hình sự"),
    ],
)
def test_for_whom(text, whom):
    """To whom it is given, who is put first, to whom it will be done, who shall be able to do something by it."""
    [(_, _, creditor)] = promises(text, under=UNDER)
    assert creditor == whom


@pytest.mark.parametrize(
    ("text", "whom"),
    [
        ("Australia offered to send incident responders to any member within 24 hours.", "any member"),
        ("Japan announced that it would provide prosecutors in the region with a model form.", "prosecutors in the region"),
        ("Japan has pledged 5 million baht to schools in border villages.", "schools in border villages"),
        ("Austria is prepared to host a training course for 35 officers in October.", None),
    ],
)
def test_for_whom_in_english(text, whom):
    """Members, persons by their place, houses by theirs; bare officers may be anybody's."""
    [(_, _, creditor)] = promises(text, under=MANY)
    assert creditor == whom


def test_what_a_declaration_says_that_its_states_will_do():
    """A promise of all of them, unless it only tells what will take place."""
    wanted = ("joint-statement", "member states", "member states")
    assert promises("Under the Vientiane Declaration, member states will appoint a contact point within 60 days.", under=MANY) == [wanted]
    assert promises("Under the Vientiane Declaration, a workshop will take place in 2027.", under=MANY) == []


def test_items_of_what_members_agree():
    """Each is theirs, and of whoever spoke before in no case; an item with a subject is of that side alone."""
    listed = (
        "Japan will fund a course. Members agreed to:\n\n- use a common form for urgent requests;\n\n- hold a workshop in Cebu in November."
    )
    assert [who for _, who, _ in promises(listed, under=MANY)] == ["Japan", "Members", "Members"]
    text = "Hai bên thống nhất:\n\n- Trao đổi danh sách đầu mối;\n\n- Phía Philippines chuyển giao phần mềm cho phía Việt Nam."
    assert [(who, whom) for _, who, whom in promises(text, under=UNDER)] == [("Hai bên", "Hai bên"), ("Philippines", "Việt Nam")]


def test_what_others_should_do_or_a_thing_will_undergo_is_no_promise():
    """A wish that firms invest, and a passive of which no person is the subject."""
    assert promises("Ông mong muốn doanh nghiệp đóng tàu đầu tư vào các cảng cá.", under=UNDER) == []
    assert promises("Ông thông tin dự án Luật Dẫn độ sẽ được Quốc hội cho ý kiến.", under=UNDER) == []


def test_the_guest_accepts_who_bears_the_title_of_the_host():
    """Two vice-chairs meet: who invites does not accept."""
    text = (
        "Quốc hội\n\nChiều 17/3/2026, tại Hà Nội, Phó Chủ tịch Quốc hội Nguyễn Thị Thanh tiếp ông Vincent Blondel, "
        "Phó Chủ tịch Thượng viện Bỉ."
        "\n\nÔng Vincent Blondel trân trọng mời Phó Chủ tịch Quốc hội thăm Bỉ trong năm 2026. Phó Chủ tịch Quốc hội vui vẻ nhận lời.\n"
    )
    assert debtor("", under=text) == "Nguyễn Thị Thanh"
