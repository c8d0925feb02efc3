"""The words by which rows of the register are found: an index beside their table, on each database in its own way."""

from typing import ClassVar

from django.db import migrations

# As for requests (0008): folded words, without their places; what narrows a search stands among them as tags.
_SQLITE = (
    """CREATE VIRTUAL TABLE IF NOT EXISTS records_registerindex USING fts5(
        words, tags, content='records_registertext', content_rowid='key', detail=none, columnsize=0, prefix='1 2 3 4',
        tokenize="ascii tokenchars ':.-'")""",
    """CREATE TRIGGER records_registertext_added AFTER INSERT ON records_registertext BEGIN
        INSERT INTO records_registerindex(rowid, words, tags) VALUES (new.key, new.words, new.tags); END""",
    """CREATE TRIGGER records_registertext_removed AFTER DELETE ON records_registertext BEGIN
        INSERT INTO records_registerindex(records_registerindex, rowid, words, tags) VALUES ('delete', old.key, old.words, old.tags); END""",
    """CREATE TRIGGER records_registertext_changed AFTER UPDATE ON records_registertext BEGIN
        INSERT INTO records_registerindex(records_registerindex, rowid, words, tags) VALUES ('delete', old.key, old.words, old.tags);
        INSERT INTO records_registerindex(rowid, words, tags) VALUES (new.key, new.words, new.tags); END""",
)
_POSTGRESQL = (
    """ALTER TABLE records_registertext ADD COLUMN IF NOT EXISTS doc tsvector GENERATED ALWAYS AS (
        array_to_tsvector(array_remove(string_to_array(words || ' ' || tags || ' i:' || (key >> 13)::text, ' '), ''))) STORED""",
    "CREATE INDEX IF NOT EXISTS registertext_doc ON records_registertext USING gin (doc) WITH (fastupdate = off)",
)


def make_index(apps, schema_editor):
    """Make the index, and what keeps it."""
    for statement in _SQLITE if schema_editor.connection.vendor == "sqlite" else _POSTGRESQL:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    """Nothing that is there changes."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("records", "0021_register")]

    operations: ClassVar[list[object]] = [migrations.RunPython(make_index, migrations.RunPython.noop)]
