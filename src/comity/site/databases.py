"""Django's settings of the one database of a node: a file in its folder, or a database of a PostgreSQL server (docs/adr/0015)."""

from pathlib import Path
from typing import Any, Final

from comity.directory.databases import Database

# What a transaction promises, and how long anybody waits. Said with each connection: what the server's own files say does not count.
_SESSION: Final = {
    "synchronous_commit": "on",
    "default_transaction_isolation": r"read\ committed",
    "lock_timeout": "20s",
    # The write lock of a machine that vanished is free again after a minute, not after the two hours of TCP.
    "idle_in_transaction_session_timeout": "60s",
}


def in_folder(folder: Path) -> dict[str, Any]:
    """Return the settings for the SQLite file of the node in `folder`."""
    return {
        "ENGINE": "comity.records.sqlite",
        "NAME": str(folder / "node.sqlite3"),
        # Connections stay open: opening one for each act costs a third of the speed (docs/adr/0001).
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # Pages of the log until a commit copies it into the file by itself, where no courier does (comity.courier.settling).
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-32000;"
            " PRAGMA wal_autocheckpoint=8000;",
        },
    }


def on_server(database: Database) -> dict[str, Any]:
    """Return the settings for a database of a PostgreSQL server."""
    return {
        "ENGINE": "comity.records.postgresql",
        "NAME": database.name,
        "USER": database.user,
        "HOST": database.host,
        "PORT": database.port,
        "CONN_MAX_AGE": None,
        # A server may be started again while the node runs; a page asks whether its connection still stands.
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "connect_timeout": "10",
            # What says that it runs often is planned once (`records.statements.often`), and nothing else.
            "prepare_threshold": 3,
            **dict(database.options),
            "client_encoding": "UTF8",
            "application_name": "comity",
            "options": " ".join(f"-c {name}={value}" for name, value in _SESSION.items()),
        },
    }
