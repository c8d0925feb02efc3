"""A million requests in minutes: rows as acts would have left them, written in bulk, with the words by which each is found.

What one act at a time would take hours for goes past the ORM and past the triggers: rows through the driver, then the index built
once. The bodies of acts and the leaves of the journal are left out: what is measured reads neither. The words of each request are
those of a real one, which stand in every row and are therefore the most costly to intersect, and a dozen of its own.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Final

from django.apps import apps
from django.db import connection, transaction

from benchmarks.content import KIND
from comity.desk.indexing import pay_all
from comity.records.models import Officer, Request, SearchText
from comity.terms.instants import Instant

NEEDLE: Final = ("dak", "lak", "daklak")  # in one of a thousand
OPEN: Final = 10_000

_NEEDLE_EVERY: Final = 1000
_YEARS: Final = 5
_OPEN_STATES: Final = ("delivered", "opened", "consulting", "views-given", "extension-asked")
_CLOSED: Final = ("answered", "refused", "withdrawn")
_RARE: Final = 60_000  # different words of free text, most of them seldom
_CHUNK: Final = 20_000

Columns = dict[str, tuple[str, ...]]
_COLUMNS: Final[Columns] = {
    "records_request": (
        *("id", "reference", "direction", "peer", "kind", "instrument", "article", "urgency", "state", "holder_id"),
        *("opened_at", "last_act_at", "due_at", "due_clock", "consulted", "attention"),
    ),
    "records_clock": ("request_id", "code", "rule", "starts_at", "due_at", "warn_at", "stopped_at", "stopped_by"),
    "records_unread": ("officer_id", "request_id", "count"),
    "records_searchtext": ("request_id", "words", "tags"),
}


@dataclass(frozen=True, slots=True)
class Multitude:
    """How many requests, how many of them with a clock that runs, to and from whom, until when."""

    count: int
    open: int
    peer: str
    countries: tuple[str, str]
    at: Instant


def fill(wanted: Multitude) -> None:
    """Write the requests, oldest first, after those that are there; one transaction for the rows, one for the index."""
    pay_all()
    officers = list(Officer.objects.values_list("pk", flat=True))
    common = SearchText.objects.order_by("request_id").values_list("words", flat=True)[0].split(" ")
    first = (Request.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    with transaction.atomic(), connection.cursor() as cursor:
        rebuild = _without_index(cursor)
        for start in range(0, wanted.count, _CHUNK):
            places = range(start, min(start + _CHUNK, wanted.count))
            tables: dict[str, list[Sequence[Any]]] = {name: [] for name in _COLUMNS}
            for row in _rows(places, wanted, first=first, officers=officers, common=common):
                for name, values in row:
                    tables[name].append(values)
            for name, rows in tables.items():
                _write(cursor, name, rows)
        rebuild()
        if connection.vendor == "postgresql":
            cursor.execute("SELECT setval(pg_get_serial_sequence('records_request', 'id'), max(id)) FROM records_request")
    if connection.vendor == "postgresql":  # which does so by itself in the hours that this takes otherwise; a node on SQLite never does
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def _without_index(cursor: Any) -> Any:  # noqa: ANN401 a cursor of either driver
    """Take the search index away, and return what makes it again from the rows."""
    if connection.vendor == "sqlite":
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'records_searchtext_added'")
        (trigger,) = cursor.fetchone()
        cursor.execute("DROP TRIGGER records_searchtext_added")

        def rebuild() -> None:
            cursor.execute("INSERT INTO records_searchindex(records_searchindex) VALUES ('rebuild')")
            cursor.execute(trigger)

        return rebuild
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # or PostgreSQL would keep a check of each row for the end
    cursor.execute("SELECT pg_get_indexdef('search_doc'::regclass)")
    (index,) = cursor.fetchone()
    cursor.execute("DROP INDEX search_doc")
    cursor.execute("SET LOCAL maintenance_work_mem = '1GB'")
    return lambda: cursor.execute(index)


def _write(cursor: Any, table: str, rows: Sequence[Sequence[Any]]) -> None:  # noqa: ANN401 a cursor of either driver
    usual = _usual(table)
    columns = ", ".join(f'"{name}"' for name in (*_COLUMNS[table], *usual))
    rest = tuple(usual.values())
    if connection.vendor == "sqlite":
        marks = ", ".join(["%s"] * (len(_COLUMNS[table]) + len(rest)))
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", [(*row, *rest) for row in rows])  # noqa: S608 names of columns
        return
    with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row((*row, *rest))


@cache
def _usual(table: str) -> dict[str, Any]:
    """Return what a row holds in the columns that are not named here, by the table's own defaults."""
    tables = {one._meta.db_table: one._meta.concrete_fields for one in apps.get_models()}  # noqa: SLF001 Django's documented name for it
    others = [one for one in tables[table] if one.column not in _COLUMNS[table] and one.has_default()]
    return {one.column: one.get_db_prep_save(one.get_default(), connection) for one in others}


def _rows(
    places: range, wanted: Multitude, *, first: int, officers: Sequence[int], common: Sequence[str]
) -> Iterator[list[tuple[str, Sequence[Any]]]]:
    """Yield the rows of each request, by table."""
    dice = random.Random(places.start)  # noqa: S311 the same multitude each time
    every = max(wanted.count // wanted.open, 1)
    for place in places:
        key, waits, received = first + place, place % every == 0, dice.random() < 7 / 10
        state = dice.choice(_OPEN_STATES if waits else _CLOSED)
        opened = _opened(place, wanted)
        due = wanted.at.micros + dice.randrange(24, 1440) * 3_600_000_000 if waits else None
        holder = dice.choice((None, *officers)) if waits else dice.choice(officers)
        year, month = _month(opened)
        number = f"{(key - 1) % 999_999 + 1:06d}"
        reference = f"{wanted.countries[0] if received else wanted.countries[1]}-{1990 + key // 999_999}-{number}"
        direction, urgency = "in" if received else "out", dice.choice(("routine", "urgent"))
        tags = f"d:{direction} k:{KIND.lower()} s:{state} u:{urgency} h:{holder or 0} p:{wanted.peer} y:{year} m:{year}{month:02d}"
        yield [
            (
                "records_request",
                (
                    *(key, reference, direction, wanted.peer, KIND, "UNCC", "42", urgency, state, holder),
                    *(opened, opened, due, "DECIDE" if due else "", False, ""),
                ),
            ),
            ("records_clock", (key, "ACK", "", opened, opened + 14_400_000_000, "[]", opened + 3_600_000_000, "act.opened")),
            *([("records_clock", (key, "DECIDE", "UNCC 42", opened, due, "[]", None, ""))] if due else []),
            *[("records_unread", (officer, key, 1)) for officer in officers if waits and dice.random() < 1 / 10],
            ("records_searchtext", (key, " ".join(_words(place, reference, common, dice)), tags)),
        ]


def _words(place: int, reference: str, common: Sequence[str], dice: random.Random) -> list[str]:
    own = [f"tu{int(dice.paretovariate(0.4)) % _RARE:x}" for _ in range(12)]
    needle = NEEDLE if place % _NEEDLE_EVERY == 0 else ()
    return list(dict.fromkeys([*reference.lower().split("-"), *common, *own, *needle]))


def _opened(place: int, wanted: Multitude) -> int:
    """Return when a request came, in microseconds: evenly over the years, the last one yesterday."""
    span = timedelta(days=365 * _YEARS) // timedelta(microseconds=1)
    return wanted.at.micros - 86_400_000_000 - span + span * place // wanted.count


def _month(micros: int) -> tuple[int, int]:
    moment = datetime.fromtimestamp(micros // 1_000_000, UTC)
    return moment.year, moment.month
