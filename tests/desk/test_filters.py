"""Searches kept under a name: one's own and the desk's, and no name takes another's place."""

import pytest
from django.db import IntegrityError, transaction

from comity.desk.filters.actions import BadFilterName, FilterNameTaken, NothingToKeep, rename_filter, retire_filter, save_filter
from comity.desk.reading.filters import NoSuchFilter, filters_of, find_filter
from comity.desk.reading.search import Query
from comity.records.models import JournalAct, SavedFilter

pytestmark = pytest.mark.both_databases("names that are alike")

LATE = Query(q="dak lak", state="delivered")


def keep(world, name, *, by=None, query=LATE, shared=False, token=None):
    """Keep a search."""
    return save_filter(name, query=query, shared=shared, by=by or world.drafter, at=world.at, token=token or world.token())


def names(officer):
    """Return what an officer finds beside the queue."""
    return [(row.name, row.shared) for row in filters_of(officer)]


def test_a_search_is_kept_as_its_address(world):
    """For oneself, or for the desk; the journal says who."""
    row = keep(world, "  Đắk   Lắk ")
    assert (row.name, row.query) == ("Đắk Lắk", "q=dak+lak&state=delivered")
    keep(world, "Ours", shared=True, by=world.approver)
    assert names(world.drafter) == [("Ours", True), ("Đắk Lắk", False)]
    assert names(world.approver) == [("Ours", True)]
    assert names(world.gone) == []
    assert [act.name for act in JournalAct.objects.all()] == ["filter.saved", "filter.saved"]


def test_a_form_keeps_once(world):
    """Two clicks, one filter."""
    assert keep(world, "Twice", token="t") == keep(world, "Twice", token="t")
    assert SavedFilter.objects.count() == JournalAct.objects.count() == 1


def test_no_name_takes_the_place_of_another(world):
    """In any case of letters and with or without marks; each officer has names of their own, and the desk its."""
    first = keep(world, "Đắk Lắk")
    for name in ("Đắk Lắk", "đắk lắk", "DAK LAK"):
        with pytest.raises(FilterNameTaken):
            keep(world, name, query=Query(q="other"))
    first.refresh_from_db()
    assert first.query == "q=dak+lak&state=delivered"
    keep(world, "Đắk Lắk", by=world.approver)
    keep(world, "Đắk Lắk", shared=True)
    with pytest.raises(FilterNameTaken):
        keep(world, "dak lak", shared=True, by=world.approver)
    other = keep(world, "Other")
    with pytest.raises(FilterNameTaken):
        rename_filter(other.pk, name="dak lak", by=world.drafter, at=world.at)


def test_the_database_holds_it_too(world):
    """Where two officers are faster than the question."""
    keep(world, "Ours", shared=True)
    keep(world, "Mine")
    for shared, key in ((True, "ours"), (False, "mine")):
        row = SavedFilter(name=key, key=key, officer=world.drafter, shared=shared, query="q=x", saved_at=world.at)
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)


def test_a_filter_is_renamed_and_retired(world):
    """Its row stays, and its name is free again; whoever sees the desk's may do it, and one's own is nobody else's."""
    mine, ours = keep(world, "Mine"), keep(world, "Ours", shared=True)
    assert rename_filter(mine.pk, name="mine", by=world.drafter, at=world.at).name == "mine"
    rename_filter(mine.pk, name="mine", by=world.drafter, at=world.at)
    for deed in (
        lambda: rename_filter(mine.pk, name="stolen", by=world.approver, at=world.at),
        lambda: retire_filter(mine.pk, by=world.approver, at=world.at),
        lambda: find_filter(mine.pk, by=world.approver),
        lambda: find_filter(ours.pk, by=world.gone),
        lambda: find_filter(10**12, by=world.drafter),
    ):
        with pytest.raises(NoSuchFilter):
            deed()
    retire_filter(ours.pk, by=world.approver, at=world.at)
    assert names(world.drafter) == [("mine", False)]
    with pytest.raises(NoSuchFilter):
        retire_filter(ours.pk, by=world.approver, at=world.at)
    keep(world, "Ours", shared=True)
    assert SavedFilter.objects.count() == 3
    kinds = [act.name for act in JournalAct.objects.order_by("index")]
    assert kinds == ["filter.saved", "filter.saved", "filter.renamed", "filter.retired", "filter.saved"]


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "a\u202eb", "a\x00b", "\u0301"])
def test_a_name_is_a_line_that_can_be_read(world, name):
    """Nothing that hides or reorders, and not too long."""
    with pytest.raises(BadFilterName):
        keep(world, name)
    assert not SavedFilter.objects.exists()


def test_nothing_is_not_kept(world):
    """The list of all requests has its address already."""
    with pytest.raises(NothingToKeep):
        keep(world, "All", query=Query())
