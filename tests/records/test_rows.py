"""The short road and Django's: for every column of every table the same value, and the same row back."""

import uuid

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from comity.records.fields import InstantField, TypedField
from comity.records.models import JournalAct, LogHead, Submission
from comity.records.rows import _prepared, _table, _values, change, find, find_each, fresh, insert, insert_all, insert_new
from comity.records.statements import _native, add_rows, run, run_all
from comity.terms.instants import Instant

pytestmark = pytest.mark.both_databases("every type, many rows, what is refused")

MODELS = tuple(apps.get_app_config("records").get_models())


def sample(field):
    """Return a value that a row may hold in this column."""
    kind = field.target_field if field.is_relation else field
    match kind:
        case InstantField():
            return Instant(1_790_000_000_000_001)
        case models.BinaryField():
            return b"\x00bytes\xff"
        case models.UUIDField():
            return uuid.UUID(int=7)
        case models.JSONField() | TypedField():
            return {"of": ["a", 1, None, "ữ"]}
        case models.BooleanField():
            return True
        case models.IntegerField():
            return 42
        case models.DateTimeField():
            return None
        case _:
            return "văn bản"


def plain(value):
    """Return what a driver's wrapper of bytes or of JSON holds."""
    held = getattr(value, "obj", value)
    return bytes(held) if isinstance(held, memoryview) else held


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_value_is_what_django_would_write(model):
    """Full, and empty where the column may be."""
    table = _table(model)
    full = model(**{field.attname: sample(field) for field in table.fields})
    empty = model(**{field.attname: None if field.null else sample(field) for field in table.fields})
    for row in (full, empty):
        expected = [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in table.written]
        assert [plain(one) for one in expected] == [plain(one) for one in _values(table, row)]
    asked = {field.attname: sample(field) for field in table.fields}
    expected = [field.get_db_prep_value(sample(field), connection) for field in table.fields]
    assert [plain(one) for one in expected] == [plain(one) for one in _prepared(table, asked)]


def test_a_fresh_row_is_what_django_would_make():
    """Of every table: what is usual where nothing is said, what was said where something is; no two share what is made for each."""
    for model in MODELS:
        fields = model._meta.concrete_fields
        said = {field.attname: sample(field) for field in fields[len(fields) // 2 :]}
        ours, theirs = fresh(model, **said), model(**said)
        assert (ours._state.adding, ours._state.db) == (theirs._state.adding, theirs._state.db) == (True, None)
        for field in fields:
            kind, held, usual = type(field), getattr(ours, field.attname), getattr(theirs, field.attname)
            assert held == usual or (kind is models.UUIDField and held.version == usual.version), f"{model.__name__}.{field.attname}"
            if isinstance(held, list | dict) and field.attname not in said:
                assert held is not getattr(fresh(model), field.attname)


def test_a_fresh_row_knows_the_row_that_it_belongs_to(world):
    """By its key, and without asking for it; a name that no column has is refused."""
    row = fresh(Submission, token="t", officer=world.drafter)
    assert row.officer is world.drafter
    assert row.officer_id == world.drafter.pk
    with pytest.raises(AttributeError):
        fresh(Submission, tokn="t")


def test_what_was_inserted_is_found_by_both_roads(world):
    """Key, values and state as Django leaves them."""
    row = insert(Submission(token="t", officer=world.drafter, verb="draft.open", result="r", at=world.at))
    by_django = Submission.objects.get(token="t")
    by_us = find(Submission, token="t")
    assert row.pk == by_django.pk == by_us.pk
    assert not row._state.adding
    for field in Submission._meta.concrete_fields:
        assert getattr(by_us, field.attname) == getattr(by_django, field.attname)
    assert change(Submission, where={"token": "t"}, to={"result": "s"}) == 1
    assert change(Submission, where={"token": "none"}, to={"result": "s"}) == 0
    assert Submission.objects.get(token="t").result == "s"
    assert find(Submission, token="none") is None


def test_a_row_whose_key_is_taken_changes_nothing(world):
    """The first stays as it is, and the second is told."""
    rows = [Submission(token="t", officer=world.drafter, verb="draft.open", result=text, at=world.at) for text in ("first", "second")]
    assert [insert_new(row) for row in rows] == [True, False]
    assert Submission.objects.get().result == "first"


@pytest.mark.parametrize("count", [0, 1, 2, 3, 5, 64])
def test_rows_are_found_by_one_of_many_values(world, count):
    """Those that are asked for and no others, whatever number of them: the statement has room for a power of two."""
    names = [f"t{number}" for number in range(count)]
    for name in (*names, "other"):
        insert(Submission(token=name, officer=world.drafter, verb="draft.open", result="r", at=world.at))
    insert(Submission(token="of another", officer=world.approver, verb="draft.open", result="r", at=world.at))
    asked = [*names[1:], "of another", "nobody's"]
    assert {row.token for row in find_each(Submission, "token", asked, officer=world.drafter.pk)} == set(names[1:])


def test_the_database_refuses_by_djangos_own_exceptions(world):
    """A key that is there twice; unless the first is to be kept."""
    made = [JournalAct(index=9, name="test.noted", actor="a", about="", at=world.at, record=b"r", leaf_hash=b"h") for _ in range(2)]
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_all(made)
    insert_all(made, keep_first=True)
    assert JournalAct.objects.filter(index=9).count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(LogHead(pk=2, frontier=b""))


def test_one_statement_for_two_databases(world):
    """SQLite's driver takes question marks, PostgreSQL's takes it as it is written."""
    assert _native("SELECT %s, %s", "sqlite") == "SELECT ?, ?"
    assert _native("SELECT %s, %s", "postgresql") == "SELECT %s, %s"
    assert run("SELECT %s + 1", [41]).fetchone() == (42,)


@pytest.mark.parametrize("count", [0, 1, 49, 50, 51, 120])
def test_many_rows_are_the_same_rows(count, world):
    """One statement for fifty, and one each for the rest; in their order."""
    run_all("DELETE FROM records_inteltype", [()])
    add_rows("INSERT INTO records_inteltype (id, name) VALUES (%s, %s)", ((number, f"t{number}") for number in range(1, count + 1)))
    assert run("SELECT id, name FROM records_inteltype ORDER BY id").fetchall() == [(one, f"t{one}") for one in range(1, count + 1)]


def test_many_rows_of_which_one_cannot_be_are_none(world):
    """Whatever the statement had written by then goes with the transaction."""
    before = run("SELECT count(*) FROM records_inteltype").fetchone()
    with pytest.raises(IntegrityError), transaction.atomic():
        add_rows("INSERT INTO records_inteltype (id, name) VALUES (%s, %s)", [(1000 + number, f"t{number % 70}") for number in range(100)])
    assert run("SELECT count(*) FROM records_inteltype").fetchone() == before
