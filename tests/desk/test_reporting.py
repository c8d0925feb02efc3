"""The transparency report: what is small is left out, and nobody computes it back."""

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.desk.reporting.suppression import count_of, suppress
from comity.desk.reporting.transparency import NotAWholeYear, TooEarlyToReport, as_json, newest_year, require_year, transparency
from comity.doors.cli.demo import fields
from comity.terms.instants import Instant
from comity.terms.json import print_json

SMALLEST = 5
COUNTS = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 12), min_size=1)
LATE = Instant.parse("2027-08-01T00:00:00.000000Z")


@given(COUNTS)
def test_no_small_count_is_shown_by_itself(cells):
    """What is shown is right, what is hidden adds up, and a small one stands alone only where it is nothing."""
    table = suppress(cells, smallest=SMALLEST)
    shown = dict(table.shown)
    assert all(shown[name] == cells[name] for name in shown)
    assert all(count == 0 or count >= SMALLEST for count in shown.values())
    if table.hidden and not table.is_withheld:
        assert set(shown) | set(table.hidden) == set(cells)
        assert table.rest == sum(cells[name] for name in table.hidden)


def worlds(names, total, most):
    """Return every table of these names with this sum."""
    for counts in itertools.product(range(most + 1), repeat=len(names)):
        if sum(counts) == total:
            yield dict(zip(names, counts, strict=True))


@pytest.mark.parametrize(("cells", "smallest"), [(2, 5), (3, 5), (2, 3), (3, 3), (4, 3)])
def test_no_hidden_cell_can_be_computed_back(cells, smallest):
    """By brute force, against a reader who knows the sum of the table and this very code: each hidden cell could be at least two counts."""
    names, most = "abcd"[:cells], 2 * smallest + 2
    for total in range(smallest, most + 1):
        by_published = {}
        for world in worlds(names, total, total):
            by_published.setdefault(suppress(world, smallest=smallest), []).append(world)
        for table, possible in by_published.items():
            for name in table.hidden:
                assert len({world[name] for world in possible}) >= 2, (table, possible)


def test_a_whole_that_is_small_is_not_shown():
    """But that there was nothing is."""
    assert [count_of(count, smallest=SMALLEST) for count in (0, 1, 4, 5)] == [0, None, None, 5]
    assert suppress({"a": 4}, smallest=SMALLEST).is_withheld
    with pytest.raises(ValueError, match="negative"):
        suppress({"a": -1}, smallest=SMALLEST)


@pytest.mark.parametrize(("start", "end"), [("2025-01-01", "2025-06-30"), ("2024-01-01", "2025-12-31"), ("2025-02-01", "2025-12-31")])
def test_no_span_but_a_year(start, end):
    """A report over another span, beside that of the year, would tell what both leave out."""
    with pytest.raises(NotAWholeYear):
        require_year(date.fromisoformat(start), date.fromisoformat(end), at=LATE)


def test_a_year_is_reported_late():
    """Not on its last day, and not a month after it."""
    assert require_year(date(2026, 1, 1), date(2026, 12, 31), at=LATE) == 2026
    with pytest.raises(TooEarlyToReport):
        require_year(date(2026, 1, 1), date(2026, 12, 31), at=Instant.parse("2027-01-31T00:00:00.000000Z"))
    assert newest_year(LATE) == 2026
    assert newest_year(Instant.parse("2027-06-01T00:00:00.000000Z")) == 2025


def test_the_report_of_a_year(world):
    """Six came, one was answered: the one is nowhere; the same rows give the same bytes; no case, person or officer is in it."""
    year = world.at.datetime().year
    at = Instant.parse(f"{year + 1}-12-31T00:00:00.000000Z")
    requests = [world.receive(case=f"XR-{year}-{number:06}") for number in range(1, 7)]
    world.answer(requests[0], fields.preserved(at=world.at))
    world.send()
    report = transparency(year, at=at)
    ours, theirs = ({half.side: half for half in report.halves}[side] for side in ("in", "out"))
    assert (ours.total, theirs.total) == (6, None)
    assert dict(ours.tables["kind"].shown)["REQ-PRESERVE"] == 6
    assert all(table.is_withheld for table in theirs.tables.values())
    assert ours.first == ours.last == ()
    said = print_json(as_json(report))
    assert said == print_json(as_json(transparency(year, at=at)))
    for secret in (*(one.reference for one in requests), world.drafter.officer_id, world.approver.officer_id):
        assert secret.encode() not in said
    decision = ours.tables["decision"]
    assert decision.is_withheld or not any(0 < count < SMALLEST for _, count in decision.shown)
