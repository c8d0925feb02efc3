"""Indicators as rows of a table (CSV): one a line, columns by name, faults by the number of the line.

docs/specs/indicators.md has the columns. A row becomes an attribute of a MISP event, and so has a view in STIX like any other; identifiers
are derived from the bytes of the file, so that the same file read twice is the same event.
"""

import csv
import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from comity.terms.refusals import Malformed, TooLarge
from comity.wire.misp.event import Attribute, Event, Org, Tag
from comity.wire.misp.inferring import category_of
from comity.wire.misp.naming import derived_uuid, iso_moment
from comity.wire.misp.tagging import PAP_MARKINGS, TLP_MARKINGS
from comity.wire.misp.types import TYPES, terms_for

SPEC: Final = "docs/specs/indicators.md"
COLUMNS: Final = ("type", "value", "comment", "to_ids", "tlp", "pap", "tags", "first_seen", "last_seen")
WANTED: Final = ("type", "value")
MAX_BYTES: Final = 64 * 1024 * 1024
MAX_ROWS: Final = 200_000
MAX_CELL: Final = 64 * 1024
MAX_FAULTS: Final = 1000

_WHAT: Final = "table of indicators"
_YES, _NO = frozenset({"1", "true", "yes", "x"}), frozenset({"0", "false", "no"})
_TYPE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 |/_.-]{0,63}")


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong with a line: its number, counted from 1 with the header; the column; and what was expected."""

    line: int
    column: str
    words: str


@dataclass(frozen=True, slots=True)
class Table:
    """The rows that can be used, as attributes without an event, with the number of their line; and the faults of all others."""

    rows: tuple[tuple[int, Attribute], ...]
    faults: tuple[RowFault, ...]
    digest: str

    def event(self, *, info: str, day: str, org: Org, timestamp: int) -> Event:
        """Return the rows as one event of `day` (YYYY-MM-DD); a value that stands there twice is taken once, the first time."""
        own = derived_uuid("indicators", self.digest)
        attributes: dict[tuple[str, str], Attribute] = {}
        for _, one in self.rows:
            attributes.setdefault((one.type, one.value), one)
        made = tuple(
            Attribute(
                uuid=derived_uuid(own, one.type, one.value),
                type=one.type,
                value=one.value,
                category=one.category,
                to_ids=one.to_ids,
                comment=one.comment,
                timestamp=timestamp,
                first_seen=one.first_seen,
                last_seen=one.last_seen,
                tags=one.tags,
            )
            for one in attributes.values()
        )
        return Event(uuid=own, info=info, date=day, timestamp=timestamp, orgc=org, attributes=made)


def read_rows(data: bytes) -> Table:
    """Return the rows of a table in UTF-8, separated by comma, semicolon or tab as its header is.

    Raises `TooLarge`, and `Malformed` where nothing can be read: no UTF-8, no header with `type` and `value`, a strange or repeated column,
    a quotation mark that is never closed. A line with a fault is left out and told; the others stand.
    """
    if len(data) > MAX_BYTES:
        raise TooLarge(_WHAT, size=len(data), cap=MAX_BYTES)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise Malformed(_WHAT, f"not UTF-8, from byte {fault.start} on") from fault
    first = text.splitlines()[0] if text.strip() else ""
    mark = max(",;\t", key=first.count)
    lines = _cells(text, mark)
    _, header = next(lines, (1, [""]))
    columns = [cell.strip().lower() for cell in header]
    _require_header(columns)
    rows: list[tuple[int, Attribute]] = []
    faults: list[RowFault] = []
    for number, cells in lines:
        if not any(cell.strip() for cell in cells) or cells[0].lstrip().startswith("#"):
            continue
        if len(rows) >= MAX_ROWS:
            raise Malformed(_WHAT, f"more than {MAX_ROWS} rows")
        found = _row(number, dict(zip(columns, cells, strict=False)), len(cells) - len(columns))
        if isinstance(found, RowFault):
            faults.append(found)
            if len(faults) > MAX_FAULTS:
                raise Malformed(_WHAT, f"more than {MAX_FAULTS} faults, the last in line {number}: {found.column}: {found.words}")
        else:
            rows.append((number, found))
    return Table(tuple(rows), tuple(faults), hashlib.sha256(data).hexdigest())


def _cells(text: str, mark: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    csv.field_size_limit(MAX_CELL * 4)
    before = 1
    try:
        for cells in reader:
            yield before, cells
            before = reader.line_num + 1
    except csv.Error as fault:
        raise Malformed(_WHAT, f"line {before}: {ascii(str(fault))[1:-1][:80]}") from fault


def _require_header(columns: list[str]) -> None:
    for name in WANTED:
        if name not in columns:
            raise Malformed(_WHAT, f"line 1: a header with the columns {' and '.join(WANTED)} expected")
    for name in columns:
        if name not in COLUMNS:
            raise Malformed(_WHAT, f"line 1: no such column: {name[:40]!a}; there are {', '.join(COLUMNS)}")
        if columns.count(name) > 1:
            raise Malformed(_WHAT, f"line 1: the column {name} twice")


def _row(line: int, cells: dict[str, str], extra: int) -> Attribute | RowFault:
    said = {name: cell.strip() for name, cell in cells.items()}
    kind, value = said.get("type", ""), said.get("value", "")
    checks = (
        ("value", extra <= 0, "more cells than columns"),
        ("type", _TYPE.fullmatch(kind) is not None, "a type of MISP expected, as ip-dst, domain, url, sha256"),
        ("value", 0 < len(value) <= MAX_CELL, "a value expected"),
        ("value", kind not in TYPES or terms_for(kind, value) is not None, f"no value of the type {kind}"),
        ("to_ids", said.get("to_ids", "").lower() in _YES | _NO | {""}, "yes or no expected"),
        (
            "tlp",
            f"tlp:{said.get('tlp', '').lower().removeprefix('tlp:')}" in {*TLP_MARKINGS, "tlp:"},
            "clear, green, amber, amber+strict or red expected",
        ),
        (
            "pap",
            f"pap:{said.get('pap', '').lower().removeprefix('pap:')}" in {*PAP_MARKINGS, "pap:"},
            "clear, green, amber or red expected",
        ),
        (
            "first_seen",
            _moment(said.get("first_seen", "")) is not None,
            "a day or a moment expected, as 2026-11-29 or 2026-11-29T03:12:08Z",
        ),
        ("last_seen", _moment(said.get("last_seen", "")) is not None, "a day or a moment expected, as 2026-11-29 or 2026-11-29T03:12:08Z"),
    )
    for column, sound, words in checks:
        if not sound:
            return RowFault(line, column, words)
    names = [f"{space}:{said[space].lower().removeprefix(f'{space}:')}" for space in ("tlp", "pap") if said.get(space)]
    names += [one.strip() for one in said.get("tags", "").split(" ; " if " ; " in said.get("tags", "") else ";") if one.strip()]
    return Attribute(
        uuid="",
        type=kind,
        value=value,
        category=category_of(kind),
        comment=said.get("comment", ""),
        to_ids=said.get("to_ids", "").lower() not in _NO,
        first_seen=_moment(said.get("first_seen", "")) or "",
        last_seen=_moment(said.get("last_seen", "")) or "",
        tags=tuple(Tag(name=name) for name in dict.fromkeys(names)),
    )


def _moment(text: str) -> str | None:
    """Return a moment in UTC, the beginning of a day, nothing for nothing; None for what is neither."""
    if not text:
        return ""
    try:
        return f"{date.fromisoformat(text).isoformat()}T00:00:00.000Z" if len(text) == 10 else iso_moment(text)
    except ValueError:
        return None
