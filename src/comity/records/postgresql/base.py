"""Django's PostgreSQL backend, with SQLite's rule for transactions: one writer at a time, from its first statement on.

Looks wrong, because PostgreSQL can do more. But the journal is one chain, so acts that are committed at the same moment wait for
each other at its head in any case; whoever waits there has read before it waited, and what it read may be old. Taken at the
beginning, the same wait makes every transaction see what the one before it did, in one order, without deadlocks: what was
proved of a deed on SQLite (a token acts once, a place in a stream is taken once, nobody approves what changed meanwhile) holds
here word for word. What reads without a transaction waits for nobody. Reasons and price: docs/adr/0015.
"""

from typing import Any, Final

from django.db.backends.postgresql import base
from psycopg import Cursor
from psycopg.adapt import Loader
from psycopg.pq import Format

WRITERS: Final = 0x636F_6D69_7479  # "comity": the number of the advisory lock, one in each database
_TAKE: Final = f"SELECT pg_advisory_xact_lock({WRITERS})"


class _JsonAsText(Loader):
    """JSON as its text, which Django's field reads itself; on the line a number of its form stands before it."""

    format = Format.BINARY

    def load(self, data: Any) -> str:
        """Return it without that number."""
        return bytes(data)[1:].decode()


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose transactions begin with the write lock."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect, and have JSON come as text on the short road too (`direct_cursor`)."""
        connection = super().get_new_connection(conn_params)
        connection.adapters.register_loader("jsonb", _JsonAsText)
        return connection

    def direct_cursor(self) -> Cursor[Any]:
        """Return a cursor for `records.statements`: values go beside the statement, which the server then plans once for many times.

        Answers come as the server has them: bytes as bytes, where Django's cursor has two letters written and read for each.
        """
        cursor: Cursor[Any] = Cursor(self.connection)
        cursor.format = Format.BINARY
        return cursor

    def set_autocommit(self, autocommit: bool, force_begin_transaction_with_broken_autocommit: bool = False) -> None:  # noqa: FBT001, FBT002 Django's own signature
        """Begin a transaction by taking the write lock; the database gives it back with the transaction's end."""
        super().set_autocommit(autocommit, force_begin_transaction_with_broken_autocommit)
        if not autocommit:
            self._take_turn()

    def _take_turn(self) -> None:
        try:
            with self.wrap_database_errors:
                self.connection.cursor().execute(_TAKE)
        except Exception:
            # Nobody has begun anything: the connection goes back to where the next transaction finds it.
            self._leave()
            raise

    def _leave(self) -> None:
        connection: Any = self.connection
        if connection is not None and not connection.closed:
            connection.rollback()
            super().set_autocommit(True)
        else:
            self.close()
