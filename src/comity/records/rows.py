"""Rows written and read by statements that are built once, for what runs with every act that crosses the border and with every page.

The ORM builds each statement anew, in ten times the time in which the database then does it. Here the statement of a table is
kept; values pass through the same fields of the same models, so a row means the same on both roads. Everything that does not
run with every act or page, and every question that is more than equality, is for the ORM.
"""

import functools
import json
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.models.base import ModelState

from comity.records.fields import InstantField, KeyField, RowNumberField, WordKeyField
from comity.records.statements import own_connection, room, run, run_all, vendor

Row = TypeVar("Row", bound=models.Model)
Convert = Callable[[Any, Any, Any], Any]
Prepare = Callable[[Any], Any]

_TWICE: Final = " ON CONFLICT DO NOTHING"
_AS_THEY_ARE: Final = frozenset(
    {
        KeyField,
        RowNumberField,
        WordKeyField,
        models.AutoField,
        models.BigAutoField,
        models.BigIntegerField,
        models.BinaryField,
        models.BooleanField,
        models.CharField,
        models.IntegerField,
        models.PositiveBigIntegerField,
        models.PositiveIntegerField,
        models.PositiveSmallIntegerField,
        models.TextField,
    }
)


@dataclass(frozen=True, eq=False)
class _Table:
    """A model's columns, and the beginnings of its statements."""

    name: str
    fields: tuple[models.Field, ...]
    written: tuple[models.Field, ...]
    numbered: bool
    """Whether the database gives the key."""
    key: str
    """What a row calls a key that the database gives."""
    converters: tuple[tuple[int, Any, tuple[Convert, ...]], ...]
    insert: str
    insert_numbered: str
    select: str
    names: tuple[str, ...]
    """What a row calls its columns, in the order of `select`."""
    plan: tuple[tuple[str, Prepare | None], ...]
    """What a row calls its written columns, and how each value becomes the database's; None where it is that already."""
    usual: dict[str, Any]
    """What each column holds in a new row, by its name."""
    made: tuple[tuple[str, Callable[[], Any]], ...]
    """Which of them are made anew for each row."""
    many_to_one: dict[str, tuple[str, str]]
    """What a row calls rows of other tables, of which many may have one: by its name the column, and what the other calls its key."""


def fresh(model: type[Row], **values: Any) -> Row:
    """Return what `model(**values)` is: a row that is not in the database yet. A name that is no column's raises `AttributeError`."""
    table = _table(model)
    row: Row = object.__new__(model)
    row._state = ModelState()  # noqa: SLF001 what Django itself notes of a row
    held = row.__dict__
    held.update(table.usual)
    for name, make in table.made:
        held[name] = make()
    for name, value in values.items():
        if name in table.usual:
            held[name] = value
        elif name in table.many_to_one:
            column, key = table.many_to_one[name]
            held[column], row._state.fields_cache[name] = getattr(value, key, None), value  # noqa: SLF001 what Django's own road leaves
        else:
            _field(table, name)
            setattr(row, name, value)  # by that road
    return row


def insert(row: Row) -> Row:
    """Insert `row`, as `save(force_insert=True)` does, and return it with its key."""
    table = _table(type(row))
    if not table.numbered:
        run(table.insert, _values(table, row))
    elif vendor() == "sqlite":  # which tells it for nothing
        row.__dict__[table.key] = run(table.insert, _values(table, row)).lastrowid
    else:
        row.__dict__[table.key] = run(table.insert_numbered, _values(table, row)).fetchone()[0]
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS  # noqa: SLF001 what Django itself notes of a saved row
    return row


def insert_new(row: models.Model) -> bool:
    """Insert `row`, whose key the caller gives, unless one with its key is there already; return whether it was inserted."""
    table = _table(type(row))
    return bool(run(table.insert + _TWICE, _values(table, row)).rowcount)


def insert_all(rows: Sequence[Row], *, keep_first: bool = False) -> None:
    """Insert `rows` of one table, without telling their keys; with `keep_first` one that is there already stays as it is."""
    if rows:
        table = _table(type(rows[0]))
        run_all(table.insert + (_TWICE if keep_first else ""), [_values(table, row) for row in rows])


def find(model: type[Row], **exact: Any) -> Row | None:
    """Return the row whose columns hold exactly these values, None where there is none; the CALLER names what is unique."""
    table = _table(model)
    found = run(table.select + _where(table, tuple(exact)), _prepared(table, exact)).fetchone()
    return None if found is None else _row(model, table, found)


def find_all(model: type[Row], **exact: Any) -> list[Row]:
    """Return every row whose columns hold exactly these values, by their keys: of few, as for whatever one officer or case has.

    Without a value: every row of a small table.
    """
    table = _table(model)
    found = run(f"{table.select}{_where(table, tuple(exact))} ORDER BY id", _prepared(table, exact)).fetchall()
    return [_row(model, table, one) for one in found]


def find_each(model: type[Row], name: str, values: Sequence[Any], **exact: Any) -> list[Row]:
    """Return the rows whose column `name` holds one of `values` (64 at most), and the others exactly theirs; in no order."""
    table = _table(model)
    asked = f"{table.select}{_where_among(table, tuple(exact), name, room(len(values)))}"
    return [_row(model, table, one) for one in run(asked, _among(table, exact, name, values)).fetchall()] if values else []


@functools.cache
def columns(model: type[models.Model]) -> str:
    """Return the columns of `model` as a statement of several tables names them, in the order in which `row_of` takes them."""
    table = _table(model)
    return ", ".join(f"{table.name}.{connection.ops.quote_name(field.column)}" for field in table.fields)


def row_of(model: type[Row], found: Sequence[Any]) -> Row:
    """Return the row of which a statement found the `columns`."""
    return _row(model, _table(model), found)


def is_there(model: type[models.Model], **exact: Any) -> bool:
    """Return whether any row's columns hold exactly these values."""
    table = _table(model)
    asked = f"SELECT 1 FROM {table.name}{_where(table, tuple(exact))} LIMIT 1"  # noqa: S608 names of columns
    return run(asked, _prepared(table, exact)).fetchone() is not None


def change(model: type[models.Model], *, where: dict[str, Any], to: dict[str, Any]) -> int:
    """Write the values `to` into the rows whose columns hold exactly those of `where`; return how many there were."""
    table = _table(model)
    done = run(_update(table, tuple(to), tuple(where)), [*_prepared(table, to), *_prepared(table, where)])
    return int(done.rowcount)


def _read_table(model: type[models.Model]) -> _Table:
    quoted = connection.ops.quote_name
    meta = model._meta  # noqa: SLF001 Django's documented name for it
    name, fields = quoted(meta.db_table), tuple(meta.concrete_fields)
    numbered = isinstance(meta.pk, models.AutoField)
    written = tuple(field for field in fields if not (numbered and field.primary_key))
    converters = []
    for place, field in enumerate(fields):
        column = field.get_col(meta.db_table)
        found = (*connection.ops.get_db_converters(column), *column.get_db_converters(connection))
        if found:
            converters.append((place, column, found))
    insert = (
        f"INSERT INTO {name} ({', '.join(quoted(field.column) for field in written)})"  # noqa: S608 names of columns
        f" VALUES ({', '.join(['%s'] * len(written))})"
    )
    return _Table(
        name=name,
        fields=fields,
        written=written,
        numbered=numbered,
        key=meta.pk.attname if numbered else "",
        converters=tuple(converters),
        insert=insert,
        insert_numbered=f"{insert} RETURNING {name}.id",
        select=f"SELECT {', '.join(quoted(field.column) for field in fields)} FROM {name}",  # noqa: S608 names of columns
        names=tuple(field.attname for field in fields),
        plan=tuple((field.attname, _preparation(field)) for field in written),
        usual={field.attname: None if _is_made(field) else field.get_default() for field in fields},
        made=tuple((field.attname, field.get_default) for field in fields if _is_made(field)),
        many_to_one={field.name: (field.attname, field.target_field.attname) for field in fields if field.many_to_one},
    )


_table: Final[Callable[[Any], _Table]] = functools.cache(_read_table)


def _is_made(field: models.Field) -> bool:
    return field.has_default() and callable(field.default)


@functools.cache
def _where(table: _Table, names: tuple[str, ...]) -> str:
    return " WHERE " + " AND ".join(f"{_column(table, name)} = %s" for name in names) if names else ""


@functools.cache
def _where_among(table: _Table, names: tuple[str, ...], name: str, most: int) -> str:
    exact = "".join(f"{_column(table, one)} = %s AND " for one in names)
    return f" WHERE {exact}{_column(table, name)} IN ({', '.join(['%s'] * most)})"


def _among(table: _Table, exact: dict[str, Any], name: str, values: Sequence[Any]) -> list[Any]:
    many = [_prepared(table, {name: one})[0] for one in values]
    return [*_prepared(table, exact), *many, *[many[-1]] * (room(len(many)) - len(many))] if many else []


@functools.cache
def _update(table: _Table, to: tuple[str, ...], where: tuple[str, ...]) -> str:
    sets = ", ".join(f"{_column(table, name)} = %s" for name in to)
    return f"UPDATE {table.name} SET {sets}{_where(table, where)}"  # noqa: S608 names of columns


def _column(table: _Table, name: str) -> str:
    return str(connection.ops.quote_name(_field(table, name).column))


@functools.cache
def _field(table: _Table, name: str) -> Any:
    for field in table.fields:
        if name in (field.name, field.attname):
            return field
    raise AttributeError(name)


def _preparation(field: models.Field) -> Prepare | None:
    """Return how a value of `field` becomes the database's; None for texts, bytes and numbers, which are that already."""
    kind = type(field.target_field if field.is_relation else field)
    if kind in _AS_THEY_ARE:
        return None
    if kind is InstantField:
        return field.get_prep_value  # the same in every database
    if kind is models.JSONField and field.encoder is None and vendor() == "sqlite":  # as text there, and of the same words
        return json.dumps

    def prepare(value: Any) -> Any:
        return field.get_db_prep_value(value, own_connection())

    if kind is models.UUIDField and vendor() == "sqlite":  # as text, which a value of the type knows by itself
        return lambda value: value.hex if type(value) is uuid.UUID else prepare(value)
    return prepare


def _values(table: _Table, row: models.Model) -> list[Any]:
    return [getattr(row, name) if prepare is None else prepare(getattr(row, name)) for name, prepare in table.plan]


def _prepared(table: _Table, values: dict[str, Any]) -> list[Any]:
    return [value if (prepare := _prepare(table, name)) is None else prepare(value) for name, value in values.items()]


@functools.cache
def _prepare(table: _Table, name: str) -> Prepare | None:
    return _preparation(_field(table, name))


def _row(model: type[Row], table: _Table, found: Sequence[Any]) -> Row:
    values, own = list(found), own_connection()
    for place, column, converters in table.converters:
        for convert in converters:
            values[place] = convert(values[place], column, own)
    row: Row = object.__new__(model)
    state = row._state = ModelState()  # noqa: SLF001 what Django itself notes of a row that it read
    state.adding, state.db = False, DEFAULT_DB_ALIAS
    row.__dict__.update(zip(table.names, values, strict=True))
    return row
