"""Days as papers write them."""

from datetime import date

import pytest

from comity.letters.days import print_said, print_short


@pytest.mark.parametrize(
    ("said", "en", "vi"),
    [
        ("2023-06-28", "28 Jun 2023", "28/06/2023"),
        ("2023-06-05", "5 Jun 2023", "05/06/2023"),
        ("2023-06", "Jun 2023", "06/2023"),
        ("2023", "2023", "2023"),
        ("--06-28", "28 Jun (year not known)", "28/06 (chưa rõ năm)"),
        ("--10", "Oct (year not known)", "tháng 10 (chưa rõ năm)"),
        ("2025-10-25/2025-10-26", "25–26 Oct 2025", "25–26/10/2025"),  # noqa: RUF001 -- between two days
        ("--10-16/--10-17", "16–17 Oct (year not known)", "16–17/10 (chưa rõ năm)"),  # noqa: RUF001 -- as above
        ("2025-09-30/2025-10-02", "30 Sep 2025 – 2 Oct 2025", "30/09/2025 – 02/10/2025"),  # noqa: RUF001 -- as above
        ("2025-10/2025-11", "Oct 2025 – Nov 2025", "10/2025 – 11/2025"),  # noqa: RUF001 -- as above
        ("2024/2025", "2024 – 2025", "2024 – 2025"),  # noqa: RUF001 -- as above
        ("", "", ""),
    ],
)
def test_a_day_is_as_fine_as_it_is_known(said, en, vi):
    """Neither a day nor a year is invented."""
    assert (print_said(said, "en"), print_said(said, "vi")) == (en, vi)


def test_a_whole_day():
    """Short, for tables."""
    assert (print_short(date(2026, 11, 5), "en"), print_short(date(2026, 11, 5), "vi")) == ("5 Nov 2026", "05/11/2026")
