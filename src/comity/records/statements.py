"""Statements that run with every act, sent to the database by the shortest road: its own cursor, without Django's layers of cursors.

They are written with `%s`, which is what PostgreSQL's driver takes; SQLite's takes `?`. What the database refuses becomes Django's
own exceptions, as on every other road.
"""

import functools
from collections.abc import Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections


def run(sql: str, values: Sequence[Any] = ()) -> Any:
    """Execute one statement and return the driver's cursor, for its rows or its count."""
    own = connections[DEFAULT_DB_ALIAS]
    if own.connection is None:
        own.ensure_connection()
    with own.wrap_database_errors:
        return own.connection.cursor().execute(_native(sql, own.vendor), values)


def run_all(sql: str, rows: Sequence[Sequence[Any]]) -> None:
    """Execute one statement for each of `rows`."""
    own = connections[DEFAULT_DB_ALIAS]
    if own.connection is None:
        own.ensure_connection()
    with own.wrap_database_errors:
        own.connection.cursor().executemany(_native(sql, own.vendor), rows)


@functools.cache
def _native(sql: str, vendor: str) -> str:
    return sql.replace("%s", "?") if vendor == "sqlite" else sql
