"""What is asked of a database, whichever it is: that a commit is a promise, and that nobody waits for ever."""

from django.db import connection

from comity.directory.databases import Database
from comity.site.databases import in_folder, on_server


def test_both_promise_what_they_commit(tmp_path):
    """By the settings of each connection, whatever the server's own files say."""
    file, server = in_folder(tmp_path), on_server(Database("comity", user="u", host="/run/p", options=(("sslmode", "require"),)))
    assert "synchronous=FULL" in file["OPTIONS"]["init_command"]
    assert "synchronous_commit=on" in server["OPTIONS"]["options"]
    assert file["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert server["ENGINE"] == "comity.records.postgresql"
    assert server["OPTIONS"]["sslmode"] == "require"
    assert file["CONN_MAX_AGE"] is server["CONN_MAX_AGE"] is None


def test_the_database_of_these_tests_is_set_so(db):
    """Asked of the connection itself."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous")
            assert cursor.fetchone() == (2,)
            cursor.execute("PRAGMA journal_mode")
            assert cursor.fetchone() == ("wal",)
            return
        for name, wanted in (
            ("synchronous_commit", "on"),
            ("transaction_isolation", "read committed"),
            ("lock_timeout", "20s"),
            ("idle_in_transaction_session_timeout", "1min"),
            ("server_encoding", "UTF8"),
        ):
            cursor.execute("SELECT current_setting(%s)", [name])
            assert cursor.fetchone() == (wanted,), name
