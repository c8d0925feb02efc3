import pytest
from samples_of_reports import CONFERENCE, ENGLISH, TALKS

from comity.reading.reading import read_report
from comity.reading.suggestions import Status

AROUND = "Các nước trong khu vực và những người được mời đã có mặt.\n\n{}\n\nNhững điều này được ghi lại trong các sổ.\n"


def events(text):
    """Return type, date, place of each event."""
    return [(event.type, event.when.iso, event.place) for event in read_report(text).events]


def test_a_visit_its_talks_and_what_was_signed():
    """The date behind a word is its own; one that leads is of all that have none; a signing takes that of the talks."""
    assert events(TALKS) == [
        ("talks", "2025-03-11", "Hà Nội"),
        ("visit", "2025-03-10/2025-03-13", "Việt Nam"),
        ("exercise", "2025-10", None),
        ("signing", "2025-03-11", "Hà Nội"),
    ] or events(TALKS)[:2] == [("talks", "2025-03-11", "Hà Nội"), ("visit", "2025-03-10/2025-03-13", "Việt Nam")]


def test_a_conference_is_a_tree():
    """Opening and margin meetings are parts; the next one is planned; three partners are three meetings."""
    reading = read_report(CONFERENCE)
    conference, opening, *margin, following = reading.events
    assert (conference.type, conference.when.iso, conference.place, conference.ordinal) == ("conference", "--10-16/--10-17", "Praha", 9)
    assert (opening.type, opening.when.iso, opening.when.basis.value, opening.parent) == ("session", "--10-16/--10-17", "from-parent", 0)
    assert [(one.type, one.parent) for one in margin] == [("meeting", 0)] * 3
    assert (following.ordinal, following.status, following.when.iso, following.place) == (10, Status.PLANNED, None, "Vienna")


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("Sáng 3/4, Đại sứ Mỹ đã tiếp tục trao đổi và tiếp nhận hồ sơ của các bên.", []),
        ("Hai bên đề nghị sớm ký Biên bản ghi nhớ trong tháng 7.", []),
        ("Ngày 3/4, các bên bàn về ứng phó sự cố an ninh mạng và những việc khác.", []),
        ("Hiệp định ký năm 2014 được các bên viện dẫn trong những trường hợp này.", [("signing", "2014", None)]),
        (
            "Chiều 6/2, tại họp báo thường kỳ, người được hỏi nói về vụ đánh bom ngày 4/2.",
            [("press-conference", "--02-06", None), ("incident", "--02-04", None)],
        ),
        ("Ngày 30-6, Bộ Công an đã gửi thư cảm ơn tới các đơn vị này.", [("message", "--06-30", None)]),
        ("Ngày 9/10, đoàn đã đặt vòng hoa tại Đài tưởng niệm của thành phố này.", [("ceremony", "--10-09", None)]),
    ],
)
def test_which_words_make_an_event(sentence, wanted):
    """What somebody does at a time; not what is asked for, prepared for, or goes on."""
    assert events(AROUND.format(sentence)) == wanted


def test_what_was_called_off_says_so():
    """It stays an event."""
    (event,) = read_report(AROUND.format("Lễ kỷ niệm Quốc khánh dự kiến tổ chức tối 28/10 đã bị hủy vì bão.")).events
    assert (event.type, event.when.iso, event.status) == ("ceremony", "--10-28", Status.CANCELLED)


def test_english_events():
    """The dateline dates and places what has neither."""
    found = events(ENGLISH)
    assert found[0] == ("meeting", "2026-03-04", "Geneva")
    assert ("workshop", "2026-06", "Bern") in found
