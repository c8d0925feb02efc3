"""Who notes what tests send (tests/statements.py) hears every road to the database."""

import pytest
import statements
from django.db import IntegrityError, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models.sql.compiler import SQLCompiler

from comity.records import statements as short
from comity.records.models import Officer

ROADS = ((CursorWrapper, "execute"), (CursorWrapper, "executemany"), (short, "_native"), (short, "run_all"), (SQLCompiler, "as_sql"))


@pytest.mark.unheard
def test_every_road_is_heard(world, monkeypatch):
    """Django's cursors and the short road beside them; rows that PostgreSQL takes by COPY, what is locked or refused are others."""
    for owner, name in ROADS:
        monkeypatch.setattr(owner, name, getattr(owner, name))  # as it was, when this test is over
    monkeypatch.setattr(statements, "sent_by_us", lambda _: True)
    notes = statements.Statements(statements.Path("/"), [])
    notes.pytest_sessionstart()
    notes._kind, notes._test = "unmarked", "it"
    with transaction.atomic():
        officer = Officer.objects.select_for_update().first()
    short.run("SELECT 1 FROM records_officer WHERE id = %s", [officer.pk])
    for rows in (short.FEW - 1, short.FEW):
        short.add_rows(f"INSERT INTO records_inteltype (name) VALUES (%s) /* {rows} */", [[f"x-{rows}-{row}"] for row in range(rows)])
    with pytest.raises(IntegrityError), transaction.atomic():
        officer.save(force_insert=True)
    heard = [sql for _, sql in notes.noted()["unmarked"].values()]
    for word in (
        'SELECT "records_officer"',
        'locks: SELECT "records_officer"',
        "SELECT 1 FROM records_officer",
        "INSERT INTO records_inteltype",
        "many rows: INSERT INTO records_inteltype",
        'INSERT INTO "records_officer"',
        'IntegrityError for: INSERT INTO "records_officer"',
    ):
        assert len([sql for sql in heard if sql.startswith(word)]) == 1, (word, heard)
