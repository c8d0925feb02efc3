"""Statements that run with every act, sent to the database by the shortest road: its own cursor, without Django's layers of cursors.

They are written with `%s`, which is what PostgreSQL's driver takes; SQLite's takes `?`. What the database refuses becomes Django's
own exceptions, as on every other road.
"""

import functools
from asyncio import _get_running_loop
from collections.abc import Iterable, Sequence
from itertools import chain, islice
from typing import Any, Final

from django.db import DEFAULT_DB_ALIAS, connections

# Where Django keeps the connections of a thread in which no event loop runs, as none does in this program.
_OF_THREAD: Final = connections._connections._storage  # type: ignore[attr-defined] # noqa: SLF001 see `own_connection`
TOGETHER: Final = 50  # rows of one statement of `add_rows`: more save nothing more

_OFTEN: Final = "/* often, of size "
FEW: Final = 8  # rows for which PostgreSQL's COPY is not worth its two round trips


def own_connection() -> Any:
    """Return `connections[DEFAULT_DB_ALIAS]`, this thread's connection.

    Every act asks for it forty times, and Django finds out each time that no event loop runs by an exception that it raises and catches.
    """
    found = getattr(_OF_THREAD, DEFAULT_DB_ALIAS, None)
    return found if found is not None and _get_running_loop() is None else connections[DEFAULT_DB_ALIAS]


def thread_connection() -> Any:
    """Return this thread's connection, None where it has none yet; makes none."""
    if _get_running_loop() is None:
        return getattr(_OF_THREAD, DEFAULT_DB_ALIAS, None)
    return next(iter(connections.all(initialized_only=True)), None)


def run(sql: str, values: Sequence[Any] = ()) -> Any:
    """Execute one statement and return the driver's cursor, for its rows or its count."""
    own = own_connection()
    if own.connection is None:
        own.ensure_connection()
    try:
        if own.vendor == "sqlite":
            return own.connection.execute(_native(sql, own.vendor), values)
        return own.direct_cursor().execute(sql, values, prepare=None if sql.startswith(_OFTEN) else False)
    except own.Database.Error:
        with own.wrap_database_errors:
            raise


def finds(sql: str, values: Sequence[Any] = ()) -> bool:
    """Say whether a question has any answer."""
    return run(sql, values).fetchone() is not None


def among(sql: str, values: Sequence[Any], *others: Any) -> list[Any]:
    """Return every row of a question about several things; `{}` in `sql` stands for `values`, before whatever takes `others`."""
    if not values:
        return []
    return list(run(_with_room(sql, room(len(values))), [*values, *[values[-1]] * (room(len(values)) - len(values)), *others]).fetchall())


def room(count: int) -> int:
    """Return for how many values a statement has room: powers of two, so that there are few statements to be kept."""
    return 1 << max(count - 1, 0).bit_length()


@functools.cache
def _with_room(sql: str, count: int) -> str:
    return sql.format(", ".join(["%s"] * count))


def often(sql: str, *, among: int) -> str:
    """Return a statement as one that runs often, for `run`, where the tables that it asks have about `among` rows.

    PostgreSQL plans it once, and not with each of its values: planning takes longer than finding one object. What was planned for a small
    table is no good for a large one, and the server learns of that when it counts anew; so it is another statement with each power of four.
    """
    return _marked(sql, among.bit_length() // 2) if vendor() == "postgresql" else sql


@functools.lru_cache(maxsize=1024)
def _marked(sql: str, size: int) -> str:
    return f"{_OFTEN}{size} */ {sql}"


def run_all(sql: str, rows: Sequence[Sequence[Any]]) -> None:
    """Execute one statement for each of `rows`."""
    own = own_connection()
    if own.connection is None:
        own.ensure_connection()
    try:
        if own.vendor == "sqlite":
            own.connection.executemany(_native(sql, own.vendor), rows)
        else:
            own.direct_cursor().executemany(sql, rows)
    except own.Database.Error:
        with own.wrap_database_errors:
            raise


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
    types = _types(into)
    with own.wrap_database_errors, own.direct_cursor() as cursor, cursor.copy(f"{into} FROM STDIN (FORMAT BINARY)") as lines:
        lines.set_types(types)
        for row in rows:
            lines.write_row(row)


@functools.cache
def _types(into: str) -> tuple[int, ...]:
    """Return the types of the columns that `into` names, COPY TABLE (COLUMN, …), as the server numbers them."""
    table, _, columns = into.removeprefix("COPY ").rstrip(")").partition("(")
    asked = run(f"SELECT {columns} FROM {table} WHERE false")  # noqa: S608 our own words
    return tuple(column.type_code for column in asked.description)


@functools.cache
def vendor() -> str:
    """Return `sqlite` or `postgresql`: a process has one database."""
    return connections[DEFAULT_DB_ALIAS].vendor


def has_one_writer() -> bool:
    """Say whether a transaction that writes has the database to itself; elsewhere the log's head is the last row to lock."""
    return vendor() == "sqlite"


@functools.cache
def _many(sql: str) -> str:
    into, _, values = sql.partition(" VALUES ")
    return f"{into.replace('INSERT', 'INSERT OR FAIL', 1)} VALUES {', '.join([values] * TOGETHER)}"  # noqa: S608 our own words


@functools.cache
def _native(sql: str, vendor: str) -> str:
    return sql.replace("%s", "?") if vendor == "sqlite" else sql
