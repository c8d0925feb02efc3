"""What the seventh opening missed, and its families: foreign towns, seas and posts, persons without a title, for whom a promise is.

Each piece is invented, and stands in a small report of its own.
"""

import pytest

from comity.reading.reading import read_report

UNDER = " date 2025-06-15 Tin hoạt động hợp tác an ninh\n\n{}\n"
ENGLISH = (
    "News on security cooperation\n\nHANOI, June 12, 2025 (VNA) - The ministry gave news of its work with partners on Thursday.\n\n{}\n"
)
MANY = "ASEAN conference\n\nHUE - The ASEAN conference on scams is being held in Hue from 4 to 6 May 2025.\n\n{}\n"


def events(text, *, under=ENGLISH):
    """Return type and place of each event."""
    return [(event.type, event.place) for event in read_report(under.format(text)).events]


def people(text, *, under=ENGLISH):
    """Return the names of the persons."""
    return [one.name for one in read_report(under.format(text)).actors]


def promises(text, *, under=ENGLISH):
    """Return strength, debtor and creditor of each promise."""
    found = read_report(under.format(text)).commitments
    return [(one.strength, one.obligor.text, one.beneficiary.text if one.beneficiary else None) for one in found]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Two cables in the Gulf of Finland were cut on 3 June.", ("incident", "Gulf of Finland")),
        ("Police raided a call centre in the southern Finnish town of Porvoo on 3 June.", ("incident", "Porvoo")),
        ("Police raided a call centre in Thailand's Tak province on 3 June.", ("incident", "Tak")),
        (
            "On 3 June police handed over 47 citizens who had been held in Bokeo to officers at the Cau Treo border gate.",
            ("incident", "Cau Treo"),
        ),
        ("The two ministers signed a letter of intent here on 3 June.", ("signing", "HANOI")),
    ],
)
def test_where_it_was(text, wanted):
    """At sea, behind a side and an adjective, whose town it is, where persons were given over and not where they were held, *here*."""
    assert events(text) == [wanted]


def test_no_place_of_an_event():
    """Who made something elsewhere, whose minister speaks, what a town is only invited to, where somebody lives or sits as consul."""
    text = "On 3 June there was an exercise in Hue, which was designed by the Regional Centre in Kuala Lumpur."
    assert events(text) == [("exercise", "Hue")]
    assert "Kenya" not in str(events("At the opening session on 3 June, Kenya's Cabinet Secretary, Josphat Kimutai, spoke.", under=MANY))
    invited = "Ông cam kết sẽ cung cấp danh sách trong tháng 7/2025; đồng thời mời Thứ trưởng sang thăm Mông Cổ vào thời gian thích hợp."
    assert events(invited, under=UNDER) == []
    lives = "Ngày 11/6, Công an triệt phá đường dây rửa tiền do Trịnh Gia Bảo (34 tuổi, ngụ phường Tân Định) cầm đầu."
    assert events(lives, under=UNDER) == [("incident", None)]
    consul = "Sáng 3/6, Chủ tịch UBND thành phố Trương Cảnh Tuyên tiếp bà Chheng Sokhom, Tổng Lãnh sự Campuchia tại TP Hồ Chí Minh."
    assert events(consul, under=UNDER) == [("reception", None)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The Russian co-chair, Pavel Dronov of the Ministry of Foreign Affairs, condemned the attack.", ["Pavel Dronov"]),
        ("Also present was Haslinda Yusof, an analyst with the ASEANAPOL Secretariat.", ["Haslinda Yusof"]),
        ("The Secretary General of ICAO, Juan Carlos Salazar, met the minister.", ["Juan Carlos Salazar"]),
        ("The chief of the police, Prefect Silvia Marchetti, spoke. Prefect Marchetti praised it.", ["Silvia Marchetti"]),
        ("Nine ASEAN Member States had adopted plans. The Co-Chairs will publish them. The Joint Task Force had met.", []),
    ],
)
def test_who_is_a_person(text, wanted):
    """Named by what they are called and not by a title; and what has capitals and is nobody."""
    assert people(text) == wanted


def test_a_place_is_no_person():
    """Behind *ở*, a village abroad; initials belong to the name."""
    village = "Cảnh sát sẵn sàng đến nói chuyện với bà con tại khu thương mại ở Wólka Kosowska."
    assert people(village, under=UNDER) == []
    assert people("Thiếu tướng V.I. Orlov thông báo kết quả.", under=UNDER) == ["V.I. Orlov"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Singapore will share its list with all ASEAN members, the minister pledged.", "all ASEAN members"),
        ("Thailand will give the neighbouring states access to its data, the minister pledged.", "the neighbouring states"),
        ("The EU is ready to provide ASEAN members with software.", "ASEAN members"),
        ("Australia stands ready to share the text with interested participants.", "interested participants"),
        ("Japan will contribute 1.2 million dollars to the regional programme, the minister pledged.", "the regional programme"),
    ],
)
def test_for_which_group(text, wanted):
    """States by what they have in common, with or without their league; a number with a stop cuts nothing off."""
    assert [whom for _, _, whom in promises(text, under=MANY)] == [wanted]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Đại sứ quán Việt Nam tại Ba Lan sẽ đăng danh sách lên trang này để bà con tra cứu, ông cam kết.", "bà con"),
        ("Việt Nam cam kết đóng góp 200.000 USD cho quỹ đào tạo của SOMTC.", "SOMTC"),
        ("Cục Điều tra hình sự Singapore sẵn sàng đón cán bộ các nước đến thực tập ngắn hạn.", "các nước"),
    ],
)
def test_for_whom_in_vietnamese(text, wanted):
    """Who shall be able to do something, whose fund it is, whose officers are taken in."""
    assert [whom for _, _, whom in promises(text, under=UNDER)] == [wanted]


def test_what_a_paper_also_provides():
    """The sentence behind goes on with the duties of the paper; and *the Finnish Government* is a government of Finland's."""
    text = "Under the memorandum, both sides will appoint contact points. It also provides that the State Police will train 25 officers."
    assert [(strength, who) for strength, who, _ in promises(text)] == [("signed-mou", "both sides"), ("signed-mou", "State Police")]
    told = "Minister Lehtovaara informed her counterpart that the Finnish Government would submit the convention to Parliament by March."
    assert [who for _, who, _ in promises(told)] == ["Finnish Government"]
