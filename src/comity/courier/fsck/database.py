"""The database itself: one moment of it to read, and whether it reports damage."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, IntegrityError, connection

from comity.courier.fsck.faults import DAMAGED, RESTORE, Fault
from comity.courier.fsck.reading import Reading

_MOST = 20


@contextmanager
def snapshot() -> Iterator[None]:
    """Read the rows of one moment, without keeping writers waiting: Django's own transactions take the write lock at once."""
    if connection.in_atomic_block:  # a test's own transaction, which is one moment already
        yield
        return
    begin = "BEGIN DEFERRED" if connection.vendor == "sqlite" else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    with connection.cursor() as cursor:
        cursor.execute(begin)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")


def check_database(reading: Reading) -> Iterator[Fault]:
    """Ask the database for damage of its file, and for rows that point at rows which are not there."""
    del reading
    try:
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute(f"PRAGMA integrity_check({_MOST})")
                yield from (Fault(DAMAGED, RESTORE, {"why": str(line)}) for (line,) in cursor.fetchall() if line != "ok")
        connection.check_constraints()
    except (IntegrityError, DatabaseError) as fault:
        yield Fault(DAMAGED, RESTORE, {"why": str(fault)})
