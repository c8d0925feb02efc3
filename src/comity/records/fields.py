"""Columns that carry the value types of `terms`."""

import json
from typing import TYPE_CHECKING, Any

from django.db import models

from comity.terms.instants import Instant


class InstantField(models.BigIntegerField):
    """An `Instant`, stored as microseconds since 1970-01-01T00:00:00Z; sorts and compares as time does."""

    if TYPE_CHECKING:
        # On a row the column reads and takes an `Instant`; Django has no types that say so.
        def __get__(self, row: Any, owner: Any = None) -> Any: ...
        def __set__(self, row: Any, value: Any) -> None: ...

    def from_db_value(self, value: int | None, *_: Any) -> Instant | None:
        """Return the value type."""
        return None if value is None else Instant(value)

    def to_python(self, value: Any) -> Instant | None:
        """Accept what a fixture or a form may hold."""
        if value is None or isinstance(value, Instant):
            return value
        return Instant(int(value))

    def get_prep_value(self, value: Any) -> int | None:
        """Return the integer that the database keeps."""
        if isinstance(value, Instant):
            return value.micros
        return None if value is None else int(value)


class RowNumberField(models.BigIntegerField):
    """The key of a table whose keys are numbers that we give, 64 bits of them.

    SQLite finds rows by a number of its own. A key that is an `integer` is that number; a `bigint`, as Django calls it, stands in a tree
    beside the table, which is written with each row and read before each.
    """

    def db_type(self, connection: Any) -> str | None:
        """Return the column's type."""
        return "integer" if connection.vendor == "sqlite" else super().db_type(connection)


class KeyField(models.BigAutoField):
    """A key that the database counts, of a table whose newest row is never deleted, or whose keys nobody keeps.

    SQLite numbers rows by itself, one above the highest that is there. Django has it keep the highest that ever was in a table of its own,
    which is then written with every row of ours; and calls a column that refers to a key a `bigint`, by which a table whose key it is
    stands in two trees, as above. Neither is so here: a reference that is a key is SQLite's own number too.
    """

    def db_type_suffix(self, connection: Any) -> str | None:
        """Return what stands after the column's type."""
        return None if connection.vendor == "sqlite" else super().db_type_suffix(connection)

    def rel_db_type(self, connection: Any) -> str | None:
        """Return the type of a column that refers to this one."""
        return "integer" if connection.vendor == "sqlite" else super().rel_db_type(connection)


class WordKeyField(models.CharField):
    """A key that is a word, of a table with short rows: on SQLite they stand in the tree of the keys alone (`records.sqlite`)."""


class TypedField(models.TextField):
    """What a person typed, by field key, as JSON in a column of text.

    Not the database's own kind of JSON: PostgreSQL's cannot hold U+0000, and a draft keeps what the form will refuse, so that
    nothing that was typed is lost before it can be shown with its fault.
    """

    if TYPE_CHECKING:
        # As above: on a row the column reads and takes what JSON can say.
        def __get__(self, row: Any, owner: Any = None) -> Any: ...
        def __set__(self, row: Any, value: Any) -> None: ...

    def from_db_value(self, value: str | None, *_: Any) -> Any:
        """Return what was typed."""
        return None if value is None else json.loads(value)

    def to_python(self, value: Any) -> Any:
        """Accept what a fixture or a form may hold."""
        return json.loads(value) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> str | None:
        """Return the text that the database keeps."""
        return None if value is None else json.dumps(value)
