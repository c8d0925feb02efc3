"""Lends the process's connections to its threads, the one used last first.

Django gives each thread a connection of its own. A server of several threads then pays for each what one would do: the tables' schema
and up to 32 MB of pages in memory, on PostgreSQL a process of the server, and a first page that is slow once for every thread. Here
a thread has a connection while it answers, and puts it back; whoever asks alone always meets the same one, with all it has learnt.
"""

import contextlib
from collections.abc import Iterator
from typing import Final

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

_IDLE: Final[list[BaseDatabaseWrapper]] = []  # both of its moves are atomic


@contextlib.contextmanager
def lent_connection() -> Iterator[None]:
    """Have this thread use a connection that no other thread uses meanwhile; a thread that has an open one, or a lent one, keeps it."""
    if any(own.connection is not None or own.allow_thread_sharing for own in connections.all(initialized_only=True)):
        yield
        return
    try:
        lent = _IDLE.pop()
    except IndexError:
        lent = connections.create_connection(DEFAULT_DB_ALIAS)
        lent.inc_thread_sharing()
    connections[DEFAULT_DB_ALIAS] = lent
    try:
        yield
    finally:
        del connections[DEFAULT_DB_ALIAS]
        _put_back(lent)


def close_idle() -> None:
    """Close what nobody uses now."""
    while _IDLE:
        _IDLE.pop().close()


def _put_back(lent: BaseDatabaseWrapper) -> None:
    """Keep it for the next; one whose transaction nobody ended is closed, and what was not committed is gone."""
    if lent.in_atomic_block:
        lent.close()
    else:
        _IDLE.append(lent)
