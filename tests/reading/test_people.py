import pytest
from samples_of_reports import ENGLISH, TALKS

from comity.reading.reading import read_report

AROUND = "Các nước trong khu vực và những người được mời đã có mặt.\n\n{}\n\nNhững điều này được ghi lại trong biên bản của các bên.\n"


def names(sentence):
    """Return the names of one sentence."""
    return [actor.name for actor in read_report(AROUND.format(sentence)).actors]


def test_a_person_has_every_form_rank_office_organ_and_country():
    """As the report gives them, each with its place."""
    reading = read_report(TALKS)
    minister, guest = reading.actors
    assert (minister.name, minister.country, guest.name, guest.country) == ("Đinh Quang Thạch", "VN", "Matjaž Kovačič", "SI")
    assert [form.text for form in guest.forms] == ["Matjaž Kovačič", "Kovačič"]
    assert {"general-of-army"} == {code for post in minister.posts for code in post.ranks}
    assert {"politburo-member", "minister"} <= {code for post in minister.posts for code in post.offices}
    assert "Bộ Công an" in {post.organ for post in minister.posts}
    for actor in reading.actors:
        for form in actor.forms:
            assert reading.quote(form.span) == form.text
        for post in actor.posts:
            assert reading.quote(post.span) == post.text


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("Thư ký Hội đồng An ninh Liên bang Nga Shoigu Sergey Kuzhugetovich đã tiếp đoàn.", ["Shoigu Sergey Kuzhugetovich"]),
        ("Ngoại trưởng Nga Sergei Lavrov phát biểu. Ông Lavrov khẳng định điều này.", ["Sergei Lavrov"]),
        ("Vladimir Putin đã đánh giá cao sự đóng góp này.", ["Vladimir Putin"]),
        ("Cục trưởng Cục Hợp tác quốc tế và luật pháp Trần Thị Ngọc Mai cho biết như vậy.", ["Trần Thị Ngọc Mai"]),
        ("Theo bà Ursula van der Berg, Giám đốc UNODC, điều này là đúng.", ["Ursula van der Berg"]),
        ("Đại diện Nhật Bản, ông Ishikawa Taro, thông báo như vậy.", ["Ishikawa Taro"]),
        ("Chủ tịch Ủy ban Đối ngoại, Quốc phòng và Thương mại của Nghị viện John Carter đã dự.", ["John Carter"]),
        ("Phó Chủ tịch UBND tỉnh Lê Thị Thu Trang chào mừng đoàn.", ["Lê Thị Thu Trang"]),
        ("Giám đốc Sở Cảnh sát tỉnh Gunma Abe Kenji cho biết như vậy.", ["Abe Kenji"]),
        ("Thượng tướng Ngô Văn Sơn và ngài Pedro Cruz, Thứ trưởng Quốc phòng Philippines đồng chủ trì.", ["Ngô Văn Sơn", "Pedro Cruz"]),
    ],
)
def test_names_of_all_kinds(sentence, wanted):
    """Family name first or last, particles, organs of many words, two persons in a row."""
    assert names(sentence) == wanted


@pytest.mark.parametrize(
    "sentence",
    [
        "Bộ trưởng Công an đã tiếp Trưởng đoàn Cuba và Ngoại trưởng Mỹ.",
        "Đoàn đã đặt hoa tại tượng đài Chủ tịch Hồ Chí Minh ở thành phố này.",
        "Hội nghị diễn ra tại số 99 Nguyễn Tuân, gần đường Trần Hưng Đạo.",
        "Đoàn làm việc tại Dinh Độc Lập và Trung tâm Dữ liệu quốc gia.",
        "Tổng Thư ký Liên hợp quốc đã nhận lời tham dự lễ này.",
    ],
)
def test_offices_monuments_and_streets_are_nobody(sentence):
    """A title without a name, a street, a statue."""
    assert names(sentence) == []


def test_bylines_and_photographers_are_nobody():
    """Who wrote it and took the picture is not in the report."""
    assert [actor.name for actor in read_report(TALKS).actors] == ["Đinh Quang Thạch", "Matjaž Kovačič"]


def test_english_reports_by_the_same_engine():
    """With their own gazetteers; a family name alone is resolved."""
    ninh, brunner = read_report(ENGLISH).actors
    assert (ninh.name, brunner.name, brunner.country) == ("Hoàng Đức Ninh", "Claudia Brunner", "CH")
    assert "Brunner" in {form.text for form in brunner.forms}


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("Tổng thống Putin hội đàm với Chủ tịch nước Trần Văn Bình. Ông Putin đề nghị như vậy.", ["Putin", "Trần Văn Bình"]),
        ("Thủ tướng Modi khẳng định như vậy.", ["Modi"]),
    ],
)
def test_who_is_only_named_short_is_somebody(sentence, wanted):
    """What they say is never put into the mouth of who was named before."""
    assert names(sentence) == wanted


def test_an_english_name_stands_behind_a_portfolio():
    """Of several words that no gazetteer has; *Ms Hunter* is never the person named before."""
    reading = read_report(
        "Deputy Minister of Public Security Pham Van Tung and Australian Ambassador for Cyber Affairs Jane Hunter met on 3 May 2025.\n"
        "\nMr Tung thanked Australia for its support of the police. Ms Hunter welcomed the proposal of the other side.\n"
    )
    assert [actor.name for actor in reading.actors] == ["Pham Van Tung", "Jane Hunter"]
    assert [reading.actors[one.speaker.actor].name for one in reading.statements] == ["Pham Van Tung", "Jane Hunter"]
