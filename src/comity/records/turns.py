"""Turns of the threads of one process at writing: whoever waits for another of them is woken when it is done.

A database has one writer at a time (docs/adr/0015). Left to SQLite, each of several threads that begin at once sleeps for milliseconds,
looks again and sleeps longer, whether the lock was free meanwhile or not. Between processes that is so; inside one it need not be.
"""

import contextlib
import threading
from collections.abc import Iterator
from typing import Final

from django.db import connection

_WRITING: Final = threading.Lock()


@contextlib.contextmanager
def turn() -> Iterator[None]:
    """Have the turn of this process while a transaction begins, is written and committed; around `atomic`, never inside it.

    Whoever is in a transaction already has the database's own lock, and waits for nobody: they would wait for each other.
    """
    if connection.in_atomic_block:
        yield
        return
    with _WRITING:
        yield
