"""Dates of the register: what is known and no more."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.reading.when import Basis
from comity.register.days import NO_DAY, OFFICER, read_day
from comity.register.refusals import DateUnclear
from comity.terms.vocabulary import vocabulary

day = st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31))


@pytest.mark.parametrize(
    ("said", "first", "last", "month_day", "sorts", "precision"),
    [
        ("2023-06-30", "2023-06-30", "2023-06-30", "", "2023-06-30", "day"),
        ("2023-06", "2023-06-01", "2023-06-30", "", "2023-06-01", "month"),
        ("2024-02", "2024-02-01", "2024-02-29", "", "2024-02-01", "month"),
        ("2023", "2023-01-01", "2023-12-31", "", "2023-01-01", "year"),
        ("2025-10-25/2025-10-26", "2025-10-25", "2025-10-26", "", "2025-10-25", "range"),
        ("2022/2024", "2022-01-01", "2024-12-31", "", "2022-01-01", "range"),
        ("--06-30", "", "", "06-30", "0000-06-30", "day"),
        ("--02-29", "", "", "02-29", "0000-02-29", "day"),
        ("--06", "", "", "06-01", "0000-06-01", "month"),
        ("--10-16/--10-17", "", "", "10-16", "0000-10-16", "range"),
        ("", "", "", "", "", "none"),
    ],
)
def test_what_each_form_says(said, first, last, month_day, sorts, precision):
    """A year is never invented, and a list knows where to put what has none."""
    found = read_day(said)
    assert (found.first, found.last, found.month_day, found.sorts, found.precision) == (first, last, month_day, sorts, precision)
    assert found.said == said


@pytest.mark.parametrize(
    "said",
    [
        "30/6/2023",
        "2023-13",
        "2023-02-30",
        "2023-6-3",
        "--",
        "-06",
        "2023-06-30/2023-06-29",
        "2023/--06",
        "a",
        "2023-06-30/2023-07-01/x",
        "0000",
        "--00-10",
        "٢٠٢٣",
    ],
)
def test_what_is_no_date_is_refused(said):
    """Whatever else is typed is refused with an example of how to write it."""
    with pytest.raises(DateUnclear):
        read_day(said)


@given(day, day)
def test_days_and_ranges_keep_their_order(one, other):
    """A range begins where it is said to and ends there; the other way round is refused."""
    text = f"{one.isoformat()}/{other.isoformat()}"
    if other < one:
        with pytest.raises(DateUnclear):
            read_day(text)
    else:
        found = read_day(text)
        assert (found.first, found.last) == (one.isoformat(), other.isoformat())
        assert found.sorts == read_day(one.isoformat()).sorts


@given(st.text(alphabet="0123-/9 x\u0660", max_size=14))
def test_nothing_else_is_raised(text):
    """Any text is a date or a refusal."""
    try:
        found = read_day(text)
    except DateUnclear:
        return
    assert found.said == text.strip()
    assert found.first <= found.last


def test_every_basis_has_a_name():
    """What a date rests on, by the rules or by an officer, is a code of `date-basis`."""
    assert set(vocabulary("date-basis").codes) == {*Basis, OFFICER}
    assert NO_DAY.basis in vocabulary("date-basis").codes
