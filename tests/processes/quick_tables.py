"""Tables for what tests found: made once for a whole run of tests, and copied for every node and worker after that.

Migrating is half of what it costs to found a node. That `init` and the demonstration do it is held where these run as they are.

python tests/processes/quick_tables.py WORDS…     the command `comity`, whose new nodes get such tables
"""

import fcntl
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import psycopg
from django.core import management
from django.db import connection

from comity.site.booting import boot

TABLES: Final = Path(os.environ["COMITY_TEST_TABLES"])  # tests/conftest.py: one file for all workers
_migrate: Final = management.call_command
_EMPTY: Final = "comity_empty"
_ONE_AT_A_TIME: Final = 5_870_421  # any number: only tests ask this server for locks by number


def copy_tables(to: Path) -> None:
    """Put empty tables there; whoever comes first makes them, and the others wait for it."""
    with TABLES.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not TABLES.exists():
            _make_tables()
    shutil.copy(TABLES, to)


def copy_database(server: str, *, to: str) -> None:
    """Make a database with empty tables on a PostgreSQL server, as `copy_tables` makes a file; this process is one of such a server's."""
    with psycopg.connect(server, autocommit=True) as asked:
        asked.execute("SELECT pg_advisory_lock(%s)", [_ONE_AT_A_TIME])
        if not asked.execute("SELECT 1 FROM pg_database WHERE datname = %s", [_EMPTY]).fetchone():
            making = f"{_EMPTY}_making"
            asked.execute(f"CREATE DATABASE {making}")
            with _connected_to(making):
                _migrate("migrate", verbosity=0)
            asked.execute(f"ALTER DATABASE {making} RENAME TO {_EMPTY}")
        asked.execute(f'CREATE DATABASE "{to}" TEMPLATE {_EMPTY}')


@contextmanager
def _connected_to(name: str) -> Iterator[None]:
    """Let this process's connection lead to another database."""
    named = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = named


def _make_tables() -> None:
    making, whole = (TABLES.with_suffix(f".{name}") for name in ("making", "whole"))
    with _connected_to(str(making)):
        _migrate("migrate", verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(whole)])
    whole.replace(TABLES)


def _call_command(name: str, *words: Any, **options: Any) -> Any:
    if name == "migrate" and connection.vendor == "sqlite":
        connection.close()
        return copy_tables(Path(connection.settings_dict["NAME"]))
    if name == "migrate" and "django_migrations" in connection.introspection.table_names():
        return None  # a database of a server is a copy already
    return _migrate(name, *words, **options)


def lend_tables() -> None:
    """Let nodes that this process founds take the tables that are there."""
    management.call_command = _call_command


if __name__ == "__main__":
    from comity.doors.cli import cli
    from comity.doors.cli.roof import Roof
    from comity.site.entry import run

    lend_tables()
    cli(obj=Roof(boot=boot, run=run, program=(sys.executable, __file__)))
