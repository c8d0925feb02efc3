"""Days as officers type them: the day first, in ISO, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.register.days import typed_day
from comity.register.refusals import DateUnclear
from comity.terms.written_days import print_written, read_written


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("28/11/2026", "2026-11-28"),
        (" 8/1/2026 ", "2026-01-08"),
        ("28.11.2026", "2026-11-28"),
        ("11/2026", "2026-11"),
        ("2026", "2026"),
        ("28/11", "--11-28"),
        ("28/11/2026 - 30/11/2026", "2026-11-28/2026-11-30"),
        ("28/11/2026–2/12/2026", "2026-11-28/2026-12-02"),  # noqa: RUF001 -- as a text program writes a span
        ("2026-11-28", "2026-11-28"),
        ("2026-11", "2026-11"),
        ("--11-28", "--11-28"),
        ("2026-11-28/2026-11-30", "2026-11-28/2026-11-30"),
    ],
)
def test_both_ways_are_read(written: str, kept: str):
    """The house's way and ISO, whole and in part, alone and as a span."""
    assert read_written(written) == kept
    assert typed_day(written).said == kept


@given(st.dates())
def test_what_is_shown_is_read(day):
    """A form shows what it reads back, of every day: and day and month never change places."""
    shown = print_written(day.isoformat())
    assert shown == f"{day:%d/%m/}{day.year:04d}"
    assert read_written(shown) == day.isoformat()


@pytest.mark.parametrize("kept", ["2026-11", "2026", "--11-28", "--06", "2026-07-07/2026-07-09", "2026/2027", ""])
def test_less_and_more_than_a_day_too(kept: str):
    """What is shown of a month, a year, a day without a year and a span is read as the same."""
    assert read_written(print_written(kept)) == kept


@pytest.mark.parametrize(
    "written",
    ["11/28/2026", "30/02/2026", "28/11/26", "28 11 2026", "tomorrow", "28/11/2026/", "1/2/3/2026", "28/11 - 2026"],
)
def test_what_is_no_date_is_refused(written: str):
    """A month first, a year of two digits, a day of no calendar: refused, never guessed."""
    with pytest.raises(DateUnclear):
        typed_day(written)
