"""What requests and rows of the register are found by, and what keeps it: no model tells of it, and each database says it in its own way."""

from typing import ClassVar

from django.db import migrations

from comity.records.tables import Execute

# A request's tags, as SQL over a row of records_request: what a search can be narrowed by. Moments are microseconds.
_TAGS = (
    "'d:' || {row}.direction || ' k:' || lower({row}.kind) || ' s:' || {row}.state || ' u:' || {row}.urgency"
    " || ' h:' || coalesce({row}.holder_id, 0) || ' p:' || {row}.peer || ' y:' || {year} || ' m:' || {month}"
)
_NARROWED = ("direction", "kind", "state", "urgency", "holder_id", "peer", "opened_at")

# SQLite: an FTS5 index beside the table, without a second copy of the words and without their places (detail=none). The words are
# folded before they come here, so its tokenizer only cuts at spaces: every other character of a word counts as a letter.
_SQLITE_DATE = "strftime('{form}', {{row}}.opened_at / 1000000, 'unixepoch')"
_SQLITE = (
    """CREATE VIRTUAL TABLE records_searchindex USING fts5(
        words, tags, content='records_searchtext', content_rowid='request_id', detail=none, columnsize=0, prefix='1 2 3 4',
        tokenize="ascii tokenchars ':.-'")""",
    """CREATE TRIGGER records_searchtext_added AFTER INSERT ON records_searchtext WHEN new.tags <> '' BEGIN
        INSERT INTO records_searchindex(rowid, words, tags) VALUES (new.request_id, new.words, new.tags); END""",
    """CREATE TRIGGER records_searchtext_removed AFTER DELETE ON records_searchtext BEGIN
        INSERT INTO records_searchindex(records_searchindex, rowid, words, tags) VALUES ('delete', old.request_id, old.words, old.tags); END""",
    """CREATE TRIGGER records_searchtext_changed AFTER UPDATE ON records_searchtext BEGIN
        INSERT INTO records_searchindex(records_searchindex, rowid, words, tags)
        SELECT 'delete', old.request_id, old.words, old.tags WHERE old.tags <> '';
        INSERT INTO records_searchindex(rowid, words, tags) VALUES (new.request_id, new.words, new.tags); END""",
    # The tags come from the request, whoever inserts the row: it is indexed when it has them, and not before.
    """CREATE TRIGGER records_searchtext_tagged AFTER INSERT ON records_searchtext WHEN new.tags = '' BEGIN
        UPDATE records_searchtext SET tags = (SELECT {of_row} FROM records_request r WHERE r.id = new.request_id)
        WHERE request_id = new.request_id; END""",
    """CREATE TRIGGER records_request_tagged AFTER UPDATE OF {narrowed} ON records_request WHEN {changed} BEGIN
        UPDATE records_searchtext SET tags = {of_new} WHERE request_id = new.id; END""",
)

# PostgreSQL: a column made of both, and a GIN index over it; without a list of what is still to be indexed, which every search would read.
# `i:` says in which eight thousand requests this one stands: it keeps what a search for a common word must look at small.
_POSTGRESQL_DATE = "to_char(to_timestamp({{row}}.opened_at / 1000000) AT TIME ZONE 'UTC', '{form}')"
_POSTGRESQL = (
    """ALTER TABLE records_searchtext ADD COLUMN doc tsvector GENERATED ALWAYS AS (
        array_to_tsvector(array_remove(string_to_array(words || ' ' || tags || ' i:' || (request_id >> 13)::text, ' '), ''))) STORED""",
    "CREATE INDEX search_doc ON records_searchtext USING gin (doc) WITH (fastupdate = off)",
    """CREATE FUNCTION records_tag_search() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        SELECT {of_row} INTO new.tags FROM records_request r WHERE r.id = new.request_id; RETURN new; END $$""",
    """CREATE TRIGGER records_searchtext_tagged BEFORE INSERT ON records_searchtext FOR EACH ROW WHEN (new.tags = '')
        EXECUTE FUNCTION records_tag_search()""",
    """CREATE FUNCTION records_tag_request() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        UPDATE records_searchtext SET tags = {of_new} WHERE request_id = new.id; RETURN NULL; END $$""",
    """CREATE TRIGGER records_request_tagged AFTER UPDATE OF {narrowed} ON records_request FOR EACH ROW WHEN ({changed})
        EXECUTE FUNCTION records_tag_request()""",
)
_DATES = {"sqlite": (_SQLITE_DATE, "%Y", "%Y%m"), "postgresql": (_POSTGRESQL_DATE, "YYYY", "YYYYMM")}
_DIFFERS = {"sqlite": "new.{0} IS NOT old.{0}", "postgresql": "new.{0} IS DISTINCT FROM old.{0}"}


# As for requests: folded words, without their places; what narrows a search stands among them as tags.
_REGISTER_SQLITE = (
    """CREATE VIRTUAL TABLE records_registerindex USING fts5(
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
_REGISTER_POSTGRESQL = (
    """ALTER TABLE records_registertext ADD COLUMN doc tsvector GENERATED ALWAYS AS (
        array_to_tsvector(array_remove(string_to_array(words || ' ' || tags || ' i:' || (key >> 13)::text, ' '), ''))) STORED""",
    "CREATE INDEX registertext_doc ON records_registertext USING gin (doc) WITH (fastupdate = off)",
)


def _of(vendor, statements):
    """Return the statements for a request's tags, as `vendor` writes moments and compares what may be null."""
    date, year, month = _DATES[vendor]
    tags = _TAGS.format(row="{row}", year=date.format(form=year), month=date.format(form=month))
    words = {
        "of_row": tags.format(row="r"),
        "of_new": tags.format(row="new"),
        "narrowed": ", ".join(_NARROWED),
        "changed": " OR ".join(_DIFFERS[vendor].format(column) for column in _NARROWED),
    }
    return [statement.format(**words) for statement in statements]


class Migration(migrations.Migration):
    """Written by hand; it stands after the tables, which are printed."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("records", "0002_tables")]

    operations: ClassVar[list[object]] = [
        Execute(
            sqlite=[*_of("sqlite", _SQLITE), *_REGISTER_SQLITE],
            postgresql=[*_of("postgresql", _POSTGRESQL), *_REGISTER_POSTGRESQL],
        )
    ]
