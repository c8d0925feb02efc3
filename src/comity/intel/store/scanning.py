"""The one way to read objects: every door's every question goes through here, and none can be put without a `Sight`.

A page is a range of one index, in order, and the bytes that belong to it: nothing is parsed, printed, counted or sorted. Which labels may
be seen is asked in the scan. On SQLite the index is named, because a planner that picks another sorts, and takes thirty times as long; that
PostgreSQL picks it is held by a test.

The slow road answers from the versions of each object by themselves; it is what a question by version or by version of STIX takes, and the
reference for the fast one, which believes `StixPlace.newest`.
"""

import functools
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from comity.intel.store.looking import SPECS
from comity.intel.store.naming import PLACE_KEY, SAME_OBJECT
from comity.intel.store.placing import NEWEST
from comity.intel.store.postings import name_keys
from comity.intel.store.sight import Sight
from comity.records.statements import often, run, vendor
from comity.wire.taxii.filters import ALL, FIRST, LAST, Filters
from comity.wire.taxii.tokens import Place

MOST_BYTES: Final = 8 * 2**20  # of one page; a page has one object at least
TOGETHER: Final = 10_000  # objects that are named in one question

# What a row of an answer holds, by what is asked for.
BODIES: Final = "p.added, o.body"
# PostgreSQL's driver takes a whole answer at once: what would be too much comes as a row without its bytes.
_WEIGHED: Final = "p.added, CASE WHEN SUM(octet_length(o.body)) OVER (ORDER BY p.added) - octet_length(o.body) < 8388608 THEN o.body END"
RECORDS: Final = "p.added, p.stix_id, o.version, p.version_at, p.spec"
PLACES: Final = "p.added, p.object_id, p.label, p.source_id, p.stix_id"
VERSIONS: Final = "p.added, o.version, p.version_at, p.finer"
# For people: what a line of a list says (of a large object without its bytes), one object whole, one version of it.
CARDS: Final = (
    "p.added, p.stix_id, o.version, p.version_at, p.label, o.revoked, CASE WHEN LENGTH(o.body) <= 32768 THEN o.body END, p.source_id"
)
WHOLE: Final = "p.added, p.stix_id, o.version, p.version_at, p.label, o.revoked, o.body, o.digest, p.source_id, p.spec"
SAYINGS: Final = "p.added, p.stix_id, p.source_id, o.revoked, CASE WHEN LENGTH(o.body) <= 32768 THEN o.body END"
STAMPS: Final = "p.added, p.stix_id, o.version, p.version_at, p.label, o.revoked"
DATES: Final = "p.added"
LINKS: Final = "p.added, p.stix_id, CASE WHEN o.revoked OR LENGTH(o.body) > 32768 THEN NULL ELSE o.body END"
NAMES: Final = "p.added, p.stix_id, o.name"

_NEWER: Final = "(q.spec, q.version_at, q.finer, -q.added) > (p.spec, p.version_at, p.finer, -p.added)"
_NEWER_SPEC: Final = "q.spec > p.spec"
_FIRST_TWIN: Final = "q.object_id = p.object_id AND q.added < p.added"
_BETTER: Final = {
    LAST: "q.spec = p.spec AND (q.version_at, q.finer, -q.added) > (p.version_at, p.finer, -p.added)",
    FIRST: "q.spec = p.spec AND (q.version_at, q.finer, q.added) < (p.version_at, p.finer, p.added)",
}


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of what was asked for, the first and the last date of them (microseconds, 0 without any), and whether more follow."""

    rows: list[tuple[Any, ...]]
    more: bool = False

    @property
    def first(self) -> int:
        """The date of its first object."""
        return int(self.rows[0][0]) if self.rows else 0

    @property
    def last(self) -> int:
        """The date of its last object."""
        return int(self.rows[-1][0]) if self.rows else 0


class _Shape(msgspec.Struct, frozen=True, gc=False):
    """What two questions have in common that are put by one statement; `one` names a single object."""

    columns: str
    fast: bool
    one: bool
    ids: bool
    kinds: bool
    specs: bool
    keywords: tuple[str, ...]
    exact: int
    backwards: bool = False
    continued: bool = False
    downwards: bool = False
    among: bool = False


def scan(collection: int, sight: Sight, filters: Filters, *, columns: str, limit: int, after: int = 0) -> Page:
    """Return what of a collection may be seen and is asked for, in the order of its dates, from after `after` (microseconds) on."""
    shape = _shape(filters, columns)
    values = [collection, max(after, filters.added_after or 0), sight.last, *_values(shape, sight, filters), limit + 1]
    return _page(shape, values, limit, sight.among) if sight.labels else Page([])


def scan_back(
    collection: int, sight: Sight, filters: Filters, *, columns: str, limit: int, before: int = 0, among: Sequence[int] | None = None
) -> Page:
    """Return the same with the newest first, from before `before` on (microseconds; 0 is now); of the objects `among` alone, if given.

    Of more than `TOGETHER` objects those that came here first are asked for after the others.
    """
    shape = _shape(filters, columns, downwards=True, among=among is not None)
    last = min(sight.last, before - 1) if before else sight.last
    page = Page([])
    for part in [()] if among is None else list(_parts(among)):
        room = limit - len(page.rows)
        values = [collection, filters.added_after or 0, last, *_values(shape, sight, filters, part), room + 1]
        found = _page(shape, values, room, sight.among) if sight.labels else Page([])
        page = Page(page.rows + found.rows, more=found.more)
        if page.more:
            break
    return page


def _parts(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    return (numbers[start : start + TOGETHER] for start in range(0, len(numbers), TOGETHER))


def scan_versions(collection: int, sight: Sight, filters: Filters, *, limit: int, before: Place | None = None) -> Page:
    """Return the versions of the one object that `filters` names, the newest first, from before `before` on."""
    shape = _shape(filters, VERSIONS, backwards=True, continued=before is not None)
    place = [] if before is None else [before.version, before.finer]
    values = [collection, filters.added_after or 0, sight.last, *_values(shape, sight, filters), *place, limit + 1]
    return _page(shape, values, limit, sight.among) if sight.labels else Page([])


def _shape(filters: Filters, columns: str, **more: bool) -> _Shape:
    keywords = (ALL,) if ALL in filters.keywords else tuple(sorted(filters.keywords))
    if not keywords and not filters.exact:
        keywords = (LAST,)
    fast = keywords == (LAST,) and not filters.exact and not filters.spec_versions
    return _Shape(
        columns=columns,
        fast=fast,
        one=len(filters.ids) == 1,
        ids=bool(filters.ids),
        kinds=bool(filters.types),
        specs=bool(filters.spec_versions),
        keywords=keywords,
        exact=0 if ALL in keywords else len(filters.exact),
        **more,
    )


def _values(shape: _Shape, sight: Sight, filters: Filters, among: Sequence[int] = ()) -> list[Any]:
    """Return the parameters between the range and the limit, in the order in which `_statement` names them."""
    seen = sight.any_of(vendor())
    values: list[Any] = [seen]
    if shape.ids:
        keys, ids = name_keys(filters.ids), filters.ids
        values += [keys[0], ids[0]] if shape.one else [as_list(keys), as_list(ids)]
    if shape.among:
        values += [as_list(among)] * 2
    if shape.kinds:
        values.append(as_list(filters.types))
    if shape.specs:
        values.append(as_list([SPECS[one] for one in filters.spec_versions if one in SPECS]))
    elif not shape.fast:
        values.append(seen)
    values += [seen] * (not shape.fast)  # of twins
    values += [seen for keyword in shape.keywords if keyword in (FIRST, LAST)]
    for moment in filters.exact[: shape.exact]:
        values += [moment.micros, moment.finer]
    return values


def as_list(values: Sequence[Any]) -> Any:  # noqa: ANN401 -- a value for the database's driver
    """Return the one parameter of `within`."""
    return json.dumps(values) if vendor() == "sqlite" else list(values)


def within(column: str, vendor: str) -> str:
    """Return the condition that `column` is one of a list, which is one parameter however long it is."""
    return f"{column} IN (SELECT value FROM json_each(%s))" if vendor == "sqlite" else f"{column} = ANY(%s)"  # noqa: S608 our own words


@functools.lru_cache(maxsize=256)
def _statement(shape: _Shape, vendor: str) -> str:
    # Of few objects all versions are found by their identifiers, and sorted: the sign keeps planners from walking through all dates.
    added = "+p.added" if shape.ids or shape.among else "p.added"
    collection = added.replace("added", "collection_id")
    conditions = [f"{collection} = %s", f"{added} > %s", f"{added} <= %s", within("p.label", vendor)]
    if shape.ids:
        conditions += [f"{PLACE_KEY} = %s", "p.stix_id = %s"] if shape.one else [within(PLACE_KEY, vendor), within("p.stix_id", vendor)]
    if shape.among:
        named = f"SELECT b.key FROM records_stixobject b WHERE {within('b.id', vendor)}"  # noqa: S608 our own words
        conditions += [f"{PLACE_KEY} IN ({named})", within("p.object_id", vendor)]
    if shape.kinds:
        conditions.append(f"p.kind_id IN (SELECT id FROM records_inteltype WHERE {within('name', vendor)})")  # noqa: S608 our own words
    if shape.specs:
        conditions.append(within("p.spec", vendor))
    elif not shape.fast:
        conditions.append(_none(_NEWER_SPEC, vendor))
    if shape.fast:
        conditions += ["p.newest > 0", f"(p.newest = {NEWEST} OR {_none(_NEWER, vendor)})"]
    else:
        conditions.append(f"(NOT p.twin OR {_none(_FIRST_TWIN, vendor)})")
    if not shape.fast and ALL not in shape.keywords:
        ways = [_none(_BETTER[one], vendor) for one in shape.keywords]
        ways += ["(+p.version_at = %s AND p.finer = %s)"] * shape.exact
        conditions.append(f"({' OR '.join(ways)})")
    if shape.continued:
        conditions.append("(p.version_at, p.finer) < (%s, %s)")
    named = f" INDEXED BY intel_place_{'newest' if shape.fast else 'all'}" if vendor == "sqlite" and added == "p.added" else ""
    order = "p.version_at DESC, p.finer DESC, p.added" if shape.backwards else f"{added} DESC" if shape.downwards else added
    # The newest version of one object is one row at most.
    weighed = shape.columns == BODIES and vendor == "postgresql" and not (shape.fast and shape.one)
    columns = _WEIGHED if weighed else shape.columns
    return (
        f"SELECT {columns} FROM records_stixplace p{named} JOIN records_stixobject o ON o.id = p.object_id"  # noqa: S608 our own words
        f" WHERE {' AND '.join(conditions)} ORDER BY {order} LIMIT %s"
    )


def _none(better: str, vendor: str) -> str:
    """Return the condition that the reader sees no version of the same object that is `better`."""
    return (
        f"NOT EXISTS (SELECT 1 FROM records_stixplace q WHERE {SAME_OBJECT} AND {better}"  # noqa: S608 as above
        f" AND {within('q.label', vendor)})"
    )


def _page(shape: _Shape, values: list[Any], limit: int, among: int) -> Page:
    rows: list[tuple[Any, ...]] = []
    weight, weighed = 0, shape.columns == BODIES
    # SQLite gives one row after the other, so what would be too much is never read.
    for row in run(often(_statement(shape, vendor()), among=among), values):
        if len(rows) == limit or (weighed and (row[1] is None or weight >= MOST_BYTES)):
            return Page(rows, more=True)
        rows.append(row)
        if weighed:
            weight += len(row[1])
    return Page(rows)
