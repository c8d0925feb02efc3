from decimal import Decimal

import pytest

from comity.reading.reading import read_report

AROUND = "Các nước trong khu vực và những người được mời đã có mặt.\n\n{}\n"


def figures(sentence):
    """Return bound, number and unit of each figure."""
    return [(one.bound, one.number, one.unit) for one in read_report(AROUND.format(sentence)).figures]


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("Hội nghị thu hút gần 400 đại biểu đến từ 79 quốc gia.", [("~", Decimal(400), "đại biểu"), (None, Decimal(79), "quốc gia")]),
        ("Năm qua, hơn 100.000 vụ việc được các bên ghi nhận.", [(">", Decimal(100_000), "vụ việc")]),
        ("Thiệt hại khoảng 1,8 tỷ USD theo các bên.", [("~", Decimal("1800000000.0"), "USD")]),
        ("Số vụ tăng 38% so với những năm trước.", [(None, Decimal(38), "%")]),
        ("Cảnh sát bắt ba nghi phạm và thu 1.350 thẻ SIM.", [(None, Decimal(1350), "thẻ SIM"), (None, Decimal(3), "nghi phạm")]),
        ("Trong 6 tháng đầu năm, các bên ghi nhận 12 vụ việc.", [(None, Decimal(12), "vụ việc")]),
        ("Hội nghị lần thứ 18 theo Điều 42 của Công ước năm 2024.", []),
        ("Hai bên gặp ngày 25 và 26-10 tại trụ sở của các nước.", []),
    ],
)
def test_numbers_with_a_unit(sentence, wanted):
    """Full values, bounds, words; no ordinals, articles, years and dates."""
    assert sorted(figures(sentence), key=str) == sorted(wanted, key=str)


def test_a_figure_has_period_and_issuer_where_they_are_named():
    """And its exact place."""
    reading = read_report(AROUND.format("Theo Bộ Công an, năm 2024 cả nước có 1.284 vụ lừa đảo được khởi tố."))
    (found,) = reading.figures
    assert (found.period, found.issuer) == ("năm 2024", "Bộ Công an")
    assert reading.quote(found.ground.spans[0]) == "1.284 vụ lừa đảo"


def test_english_figures():
    """Scales, and who is counted behind the adjective of a state."""
    reading = read_report(
        "The delegates of the two countries met in Hanoi on 3 May 2025.\n\n"
        "Losses had reached 18.9 trillion dong in the year, and 50 Vietnamese officers were trained by the other side.\n"
    )
    wanted = [(Decimal(18_900_000_000_000), "dong"), (Decimal(50), "Vietnamese officers")]
    assert [(one.number, one.unit) for one in reading.figures] == wanted
