"""Statements that run with every act, sent to the database by the shortest road: its own cursor, without Django's layers of cursors.

They are written with `%s`, which is what PostgreSQL's driver takes; SQLite's takes `?`. What the database refuses becomes Django's
own exceptions, as on every other road.
"""

import functools
from collections.abc import Iterable, Sequence
from itertools import chain, islice
from typing import Any, Final

from django.db import DEFAULT_DB_ALIAS, connections

TOGETHER: Final = 50  # rows of one statement of `add_rows`: more save nothing more

FEW: Final = 8  # rows for which PostgreSQL's COPY is not worth its two round trips


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


def add_rows(sql: str, rows: Iterable[Sequence[Any]]) -> None:
    """Insert many rows, in the caller's transaction, which ends where this raises; `sql` is an INSERT that ends with the VALUES of one row.

    SQLite begins a statement anew for each row, opens every index and keeps what the row may change, in case it has to be taken back. One
    statement for many rows does so once, and not at all where the transaction is what is taken back. PostgreSQL has a road of its own for
    many rows, on which it plans nothing.
    """
    if vendor() != "sqlite":
        _copy(sql, list(rows))
        return
    many, left = _many(sql), iter(rows)
    while chunk := list(islice(left, TOGETHER)):
        if len(chunk) == TOGETHER:
            run(many, list(chain.from_iterable(chunk)))
        else:
            run_all(sql, chunk)


def _copy(sql: str, rows: Sequence[Sequence[Any]]) -> None:
    if len(rows) < FEW:
        run_all(sql, rows)
        return
    own = connections[DEFAULT_DB_ALIAS]
    into = sql.partition(" VALUES ")[0].replace("INSERT INTO", "COPY", 1)
    with own.wrap_database_errors, own.connection.cursor() as cursor, cursor.copy(f"{into} FROM STDIN") as lines:
        for row in rows:
            lines.write_row(row)


@functools.cache
def vendor() -> str:
    """Return `sqlite` or `postgresql`: a process has one database."""
    return connections[DEFAULT_DB_ALIAS].vendor


@functools.cache
def _many(sql: str) -> str:
    into, _, values = sql.partition(" VALUES ")
    return f"{into.replace('INSERT', 'INSERT OR FAIL', 1)} VALUES {', '.join([values] * TOGETHER)}"  # noqa: S608 our own words


@functools.cache
def _native(sql: str, vendor: str) -> str:
    return sql.replace("%s", "?") if vendor == "sqlite" else sql
