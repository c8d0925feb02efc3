"""The transparency report: what is small is left out, and nobody computes it back."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.treaty.samples import every_act

from comity.desk.costing.actions import CostWrong, hundredths, keep_cost
from comity.desk.remedies.actions import register_remedy
from comity.desk.reporting.suppression import count_of, suppress
from comity.desk.reporting.transparency import NotAWholeYear, TooEarlyToReport, as_json, newest_year, require_year, transparency
from comity.directory.policy import Role
from comity.directory.posts import give_roles
from comity.doors.cli.demo import fields
from comity.records.models import Message
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


@pytest.mark.both_databases("days and sums")
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


def produced(world, *, cases, preserved_for=timedelta(0), hours=6):
    """Let `cases` requests for stored data come, each under a preservation, and be executed some hours later."""
    year, kept = world.at.datetime().year, []
    for number in range(cases):
        first = world.receive(case=f"XR-{year}-{number + 1:06}")
        world.answer(first, fields.preserved(at=world.at))
        values = {**every_act()["REQ-STORED", "request"], "preserved_under": first.reference}
        second = world.receive(case=f"XR-{year}-{number + 101:06}", kind="REQ-STORED", values=values, at=world.at + preserved_for)
        env_id = world.message(second, direction="in").env_id
        result = dict(every_act()["REQ-STORED", "result"])
        world.send("result", "REQ-STORED", result, request=second, replies_to=env_id, at=world.at + preserved_for + timedelta(hours=hours))
        kept.append(second)
    return kept


@pytest.mark.both_databases
def test_times_until_data_came_are_told_where_enough_stand_behind_them(world):
    """Since they were asked for, by category, and since they were preserved; of five cases, and not of four."""
    at = Instant.parse(f"{world.at.datetime().year + 1}-12-31T00:00:00.000000Z")
    cases = produced(world, cases=5, preserved_for=timedelta(hours=24))
    ours = next(half for half in transparency(world.at.datetime().year, at=at).halves if half.side == "in")
    assert set(dict(ours.produced).values()) == {6 * 60}
    assert ours.preserved == 30 * 60
    Message.objects.filter(request=cases[0], act="result").delete()
    fewer = next(half for half in transparency(world.at.datetime().year, at=at).halves if half.side == "in")
    assert (fewer.produced, fewer.preserved) == ((), None)


@pytest.mark.both_databases
def test_costs_are_told_as_a_median_of_enough_cases(world):
    """Rows of a case add up, a correction counts; four cases tell nothing."""
    year = world.at.datetime().year
    at = Instant.parse(f"{year + 1}-12-31T00:00:00.000000Z")
    requests = [world.receive(case=f"XR-{year}-{number:06}") for number in range(1, 7)]
    for number, request in enumerate(requests[:5]):
        for amount in (f"{100 + number}.50", "20", "-10"):
            keep_cost(request, amount=amount, currency="EUR", words="Provider's bill", by=world.drafter, at=world.at, token=world.token())
    keep_cost(requests[5], amount="987654321", currency="USD", words="Interpreter", by=world.drafter, at=world.at, token=world.token())
    ours = next(half for half in transparency(year, at=at).halves if half.side == "in")
    assert ours.costs == (("EUR", 112),)
    assert b"987654321" not in print_json(as_json(transparency(year, at=at)))
    for amount in ("", "x", "1.234", "nan", "0", "1e30"):
        with pytest.raises(CostWrong):
            hundredths(amount)
    assert [hundredths(amount) for amount in ("1", "1,5", "-0.01")] == [100, 150, -1]


@pytest.mark.parametrize("count", [0, 1, 4, 5, 9])
def test_what_persons_asked_is_counted_and_no_small_count_shown(world, count):
    """A total below five is not told, nor is how it splits."""
    year = world.at.datetime().year
    give_roles(world.chief, roles=[Role.SUPERVISOR], by="operator", at=world.at)
    world.chief.refresh_from_db()
    typed = {"way": "RW-LETTER", "asker": "AK-PERSON", "person": "Lan", "reach": "Hà Nội", "words": "What?", "received_on": f"{year}-01-02"}
    for _ in range(count):
        register_remedy(typed=typed, asked=["RA-ACCESS"], references=[], by=world.chief, at=world.at, token=world.token())
    made = transparency(year, at=Instant.parse(f"{year + 1}-12-31T00:00:00.000000Z")).persons
    assert made.total == count_of(count, smallest=SMALLEST)
    shown = [number for table in made.tables.values() for _, number in table.shown]
    assert not [number for number in shown if 0 < number < SMALLEST]
    assert (count in shown) == (count >= SMALLEST)
