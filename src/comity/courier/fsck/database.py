"""The database itself: one moment of it to read, and whether it reports damage."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, IntegrityError, connection

from comity.courier.fsck.faults import DAMAGED, HARDEN, RESTORE, UNSAFE_SERVER, Fault
from comity.courier.fsck.reading import Reading

_MOST = 20
_PROMISES = ("fsync", "full_page_writes", "synchronous_commit")


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
    """Ask the database for damage of its file, or what its server promises; and for rows that point at rows which are not there."""
    del reading
    try:
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute(f"PRAGMA integrity_check({_MOST})")
                yield from (Fault(DAMAGED, RESTORE, {"why": str(line)}) for (line,) in cursor.fetchall() if line != "ok")
        else:
            yield from (Fault(UNSAFE_SERVER, HARDEN, {"setting": name}) for name in _PROMISES if _setting(name) != "on")
        connection.check_constraints()
    except (IntegrityError, DatabaseError) as fault:
        yield Fault(DAMAGED, RESTORE, {"why": str(fault)})


def _setting(name: str) -> str:
    """Return how PostgreSQL is set in this connection; `off` and everything between it and `on` promises less."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [name])
        return str(cursor.fetchone()[0])
