"""Columns that stand in a row of their own, and what that is for: a row that changes with an act is short."""

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from comity.records.models import Draft, DraftBody, DraftContent, Outbox, OutboxBytes

pytestmark = pytest.mark.both_databases

SHORT = 1000  # bytes: four rows and more on a page


def written(deed):
    """Do `deed`, and return the tables that were written."""
    with CaptureQueriesContext(connection) as asked:
        deed()
    return [one["sql"].split('"')[1] for one in asked if one["sql"].startswith(("INSERT", "UPDATE"))]


def test_what_was_set_is_saved_and_nothing_else(world):
    """A row of its own is written when it was set, and when the row is saved whole or with that column."""
    draft = Draft.objects.get(pk=world.draft().pk)
    draft.state = "set-aside"
    assert written(lambda: draft.save(update_fields=["state"])) == ["records_draft"]
    assert written(draft.save) == ["records_draft"]
    draft.fields = {"a": 1}
    assert written(lambda: draft.save(update_fields=["version"])) == ["records_draft"]  # not asked for yet, and not forgotten
    assert written(lambda: draft.save(update_fields=["fields"])) == ["records_draftcontent"]
    assert written(draft.save) == ["records_draft"]
    draft.body = b"x"
    assert written(draft.save)[0] == "records_draft"
    again = Draft.objects.get(pk=draft.pk)
    assert (again.state, again.fields, again.files, bytes(again.body)) == ("set-aside", {"a": 1}, None, b"x")


def test_a_row_that_is_made_has_what_it_was_made_with(world):
    """By `create` as by every other model; what was not said is as its column says."""
    draft = world.draft()
    copy = {field.attname: getattr(draft, field.attname) for field in Draft._meta.concrete_fields if not field.primary_key}
    made = Draft.objects.create(**copy, fields={"a": 1}, files=[{"name": "n"}])
    found = Draft.objects.select_related("content", "bytes").get(pk=made.pk)
    assert (found.fields, found.files, found.body) == ({"a": 1}, [{"name": "n"}], None)
    assert not DraftBody.objects.filter(pk=made.pk).exists()
    assert Draft(**copy).fields == {}


def test_a_row_that_is_read_again_reads_what_stands_apart_again(world):
    """Others may have written it."""
    draft = world.draft()
    assert draft.fields != {"b": 2}
    DraftContent.objects.filter(pk=draft.pk).update(fields={"b": 2})
    draft.refresh_from_db()
    assert draft.fields == {"b": 2}


def test_bytes_that_are_not_there_are_empty(world):
    """A row whose other half is lost can be read, so that a check can say so."""
    world.send()
    OutboxBytes.objects.all().delete()
    assert bytes(Outbox.objects.get().sealed) == b""
    assert bytes(Outbox.objects.select_related("bytes").get().sealed) == b""


def test_a_row_that_every_act_changes_is_short(world):
    """Whoever puts a long column into one of them pays with every act: all of a row is written again."""
    world.send()
    for table in (Draft, Outbox):
        kinds = (models.CharField, models.TextField, models.BinaryField)
        names = [field.column for field in table._meta.concrete_fields if isinstance(field, kinds)]
        lengths = " + ".join(f'coalesce(length("{name}"), 0)' for name in names)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {lengths} FROM {table._meta.db_table}")
            assert all(length < SHORT for (length,) in cursor.fetchall())
