"""Postings in sorted runs: nothing is lost or made up by merging, and a question looks at few pages whatever there is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds.plans import explain

from comity.intel.store import runs
from comity.intel.store.runs import numbers_of, posting
from comity.records.models import IntelPosting

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases("plans")]


def key(number):
    """A key: few different ones, whose order is not that of their numbers."""
    return (number * 2654435761 % 2**32).to_bytes(4, "little") + b"\0\xff\0\xff"


def kept(pairs):
    """What is kept of pairs of a key and an object."""
    return [one for name, number in pairs for one in posting([name], number)]


@pytest.fixture(scope="module", autouse=True)
def _small():
    """Runs that are merged and at rest after few postings, of pages that hold three."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (("FAN", 3), ("LONG", 40), ("PAGE", 3)):
            patch.setattr(runs, name, value)
        yield


BATCHES = st.lists(st.lists(st.tuples(st.integers(0, 6), st.integers(1, 2**50)), max_size=12), max_size=30)


@settings(max_examples=40)
@given(batches=BATCHES)
def test_what_was_posted_is_found_and_nothing_else(batches):
    """Against a plain dictionary, after every transaction; runs are of the levels that the merging promises."""
    IntelPosting.objects.all().delete()
    plain = {}
    for number, batch in enumerate(batches):
        runs.add(kept((key(name), object_id) for name, object_id in batch), number=number)
        for name, object_id in batch:
            plain.setdefault(key(name), set()).add(object_id)
    for name in range(8):
        assert numbers_of([key(name)]) == sorted(plain.get(key(name), ()), reverse=True)
    assert numbers_of([key(1), key(2)]) == sorted(plain.get(key(1), set()) | plain.get(key(2), set()), reverse=True)
    levels = [len(set(IntelPosting.objects.filter(level=level).values_list("run", flat=True))) for level in range(9)]
    assert all(count < runs.FAN for count in levels)


def test_runs_come_to_rest_and_stay():
    """A long run is merged no more: its pages are the same rows after more came."""
    for number in range(40):
        runs.add(kept((key(number * 10 + step), number) for step in range(5)), number=number)
    resting = set(IntelPosting.objects.filter(level=99).values_list("pk", flat=True))
    assert resting
    for number in range(40, 60):
        runs.add(kept((key(number * 10 + step), number) for step in range(5)), number=number)
    assert resting <= set(IntelPosting.objects.filter(level=99).values_list("pk", flat=True))


def test_one_key_may_fill_many_pages():
    """All its objects are found, the latest first."""
    runs.add(kept((key(1), number) for number in range(1, 60)), number=1)
    runs.add(kept((key(1), number) for number in range(60, 70)), number=2)
    assert numbers_of([key(1)]) == list(range(69, 0, -1))


def test_pages_are_found_by_an_index():
    """On both databases."""
    runs.add(kept((key(number), number) for number in range(3000)), number=1)
    plan = "\n".join(explain(runs.statement_for(2), [key(1), key(2)]))
    assert "intel_posting_key" in plan, plan
