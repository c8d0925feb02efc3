import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.reading.reading import read_report
from comity.reading.when import Basis, Point, Precision, Reference


def dates(sentence, *, header=""):
    """Return the dates of one sentence of a report."""
    before = "Các nước trong khu vực và những người được mời đã có mặt."
    behind = "Những điều này được ghi lại trong biên bản của các bên."
    return list(read_report(f"{header}{before}\n\n{sentence}\n\n{behind}\n").dates)


def one(sentence, *, header=""):
    """Return ISO form, precision and basis of the only date."""
    (found,) = dates(sentence, header=header)
    return found.iso, found.precision.value, found.basis.value


@pytest.mark.parametrize(
    ("sentence", "iso", "precision"),
    [
        ("Chiều 8-10, tại Hà Nội, hai bên đã gặp.", "--10-08", "day"),
        ("Trong hai ngày 16-17/10, các nước đã họp.", "--10-16/--10-17", "range"),
        ("Hai bên đã gặp chiều 30/6 tại Hà Nội.", "--06-30", "day"),
        ("Lễ ký diễn ra vào ngày 25 và 26-10 tại Hà Nội.", "--10-25/--10-26", "range"),
        ("Đến ngày 24-12-2024, văn kiện đã được thông qua.", "2024-12-24", "day"),
        ("Từ năm 2022 đến năm 2024, các bên đã đàm phán.", "2022/2024", "range"),
        ("Kế hoạch được ban hành năm 2023 và đã thực hiện.", "2023", "year"),
        ("Vụ việc xảy ra vào ngày 11/6 ở huyện này.", "--06-11", "day"),
        ("Đoàn thăm từ ngày 28/10 đến 2/11 theo lời mời.", "--10-28/--11-02", "range"),
        ("Đoàn thăm từ ngày 21 đến ngày 24 tháng 10 năm 2024.", "2024-10-21/2024-10-24", "range"),
        ("Ngày 5 tháng 9 năm 2023, các bên đã ký.", "2023-09-05", "day"),
        ("Hội nghị họp vào tháng 8-2023 ở thủ đô.", "2023-08", "month"),
        ("Hội nghị họp hồi tháng 7/2023 ở thủ đô.", "2023-07", "month"),
        ("Diễn tập vào quý II/2024 ở thành phố này.", "2024-04/2024-06", "range"),
        ("Diễn tập vào quý IV năm 2024 ở thành phố này.", "2024-10/2024-12", "range"),
        ("Đoàn sẽ đến vào tháng Giêng năm 2026 để làm việc.", "2026-01", "month"),
        ("Rạng sáng 29/2, lực lượng chức năng đã khám xét.", "--02-29", "day"),
        ("Từ tháng 1/2024 đến tháng 3/2025, các bên đã trao đổi.", "2024-01/2025-03", "range"),
        ("Từ tháng 11 đến tháng 2/2025, các bên đã trao đổi.", "2024-11/2025-02", "range"),
        ("Họp vào nửa đầu năm 2026 tại thủ đô.", "2026-01/2026-06", "range"),
    ],
)
def test_every_shape_of_the_press_is_read(sentence, iso, precision):
    """Days, two days, ranges, months, quarters, years; without a year there is none."""
    basis = "no-year" if iso.startswith("--") else "explicit"
    assert one(sentence) == (iso, precision, basis)


@pytest.mark.parametrize(
    "sentence",
    [
        "Mạng lưới hoạt động 24/7 với các đầu mối của những nước này.",
        "Hai bên đồng thuận 31/36 điều của dự thảo và được ghi lại.",
        "Có 45/52 đơn vị hoàn thành mục tiêu của các bên.",
        "Tỷ lệ 3/4 số phiếu là của các nước trong nhóm.",
        "Vào ngày 31/2 không có gì được ghi lại trong sổ của các bên.",
        "Điều 42 và 43 của Công ước được các nước viện dẫn.",
    ],
)
def test_other_numbers_are_no_dates(sentence):
    """Round the clock, fractions, days that no calendar has, articles."""
    assert dates(sentence) == []


def test_a_year_comes_from_the_date_above_the_report_alone():
    """It is the nearest one, and marked; next, last and this year are what they say."""
    header = "date 2023-07\n\n"
    assert one("Hai bên đã gặp chiều 30/6 tại Hà Nội.", header=header) == ("2023-06-30", "day", "header-year")
    assert one("Họp vào ngày 7/7 tại thủ đô của nước này.", header=header) == ("2023-07-07", "day", "header-year")
    assert one("Họp vào ngày 5/1 tại thủ đô của nước này.", header="date 2023-12-20\n\n") == ("2024-01-05", "day", "header-year")
    assert one("Họp vào tháng 6 tới tại thủ đô của nước này.", header=header) == ("2024-06", "month", "header-year")
    assert one("Họp hồi tháng 11 năm ngoái tại thủ đô của nước này.", header=header) == ("2022-11", "month", "header-year")
    assert one("Họp vào năm sau tại thủ đô của nước này.", header=header) == ("2024", "year", "header-year")
    assert one("Sáng nay, hai bên đã gặp tại trụ sở của bộ này.", header="date 2025-03-18\n\n") == ("2025-03-18", "day", "header-only")
    assert one("Hôm qua, hai bên đã gặp tại trụ sở của bộ này.", header="date 2025-03-01\n\n") == ("2025-02-28", "day", "header-only")


def test_without_it_nothing_is_inferred():
    """*Next year* is no date, *this morning* is none, and a day that the inferred year does not have stays without it."""
    assert dates("Họp vào năm sau tại thủ đô của nước này và của những bên khác.") == []
    assert dates("Sáng nay, hai bên đã gặp tại trụ sở của bộ này.") == []
    assert one("Sáng 29/2, hai bên đã gặp tại trụ sở của bộ này.", header="date 2025-03\n\n") == ("--02-29", "day", "no-year")


def test_the_same_day_is_the_last_that_was_named():
    """Not one that is told in passing."""
    first, second = dates("Sáng 12/5, hai bên đã gặp. Chiều cùng ngày, các bên đã ký biên bản.")
    assert (first.iso, second.iso) == ("--05-12", "--05-12")


def test_a_date_keeps_its_words():
    """And stands where it says."""
    text = "Các nước đã được mời, và những điều này là của các bên.\n\nChiều 8-10, tại Hà Nội, hai bên đã gặp nhau trong khuôn khổ này.\n"
    reading = read_report(text)
    (found,) = reading.dates
    assert found.span is not None
    assert reading.quote(found.span) == found.text == "Chiều 8-10"


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("on October 8, 2025", "2025-10-08"),
        ("on 8 October", "--10-08"),
        ("on October 16-17", "--10-16/--10-17"),
        ("in June 2023", "2023-06"),
        ("from 2022 to 2024", "2022/2024"),
        ("on 2 and 3 December", "--12-02/--12-03"),
        ("in the first half of 2026", "2026-01/2026-06"),
        ("from October 28 to November 2", "--10-28/--11-02"),
        ("in the second quarter of 2024", "2024-04/2024-06"),
    ],
)
def test_english_dates(written, iso):
    """Months by name, days before and behind them."""
    before = "The delegates of the two countries said that they had met."
    text = f"{before}\n\nThe ministers met {written} and the talks were held in the capital.\n"
    assert [found.iso for found in read_report(text).dates] == [iso]


DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2049, 12, 31))


@given(DAYS, st.sampled_from(["/", "-", "."]), st.booleans())
def test_any_day_is_read_back(day, stroke, padded):
    """With its year and without; one digit or two."""
    number = (lambda value: f"{value:02}") if padded else str
    whole = f"ngày {number(day.day)}{stroke}{number(day.month)}{stroke}{day.year}"
    assert one(f"Vào {whole}, hai bên đã gặp tại trụ sở của bộ này.") == (day.isoformat(), "day", "explicit")
    short = f"ngày {number(day.day)}{stroke}{number(day.month)}"
    assert one(f"Vào {short}, hai bên đã gặp tại trụ sở của bộ này.")[0] == f"--{day.month:02}-{day.day:02}"


@given(DAYS, DAYS)
def test_an_inferred_day_is_the_nearest(day, under):
    """Never more than about half a year from the date above the report."""
    reference = Reference(Point(under.year, under.month, under.day), Basis.HEADER_YEAR)
    year = reference.year_for(Point(0, day.month, min(day.day, 28)), None)
    assert abs((dt.date(year, day.month, min(day.day, 28)) - under).days) <= 187


def test_a_point_prints_what_is_known():
    """And no more."""
    assert [Point(2023, 6, 30).iso(), Point(2023, 6).iso(), Point(2023).iso(), Point(0, 6, 30).iso(), Point(0, 6).iso()] == [
        "2023-06-30",
        "2023-06",
        "2023",
        "--06-30",
        "--06",
    ]
    assert not Point(2023, 2, 29).possible()
    assert {Precision.DAY, Precision.NONE} < set(Precision)
