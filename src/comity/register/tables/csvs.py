"""CSV (RFC 4180) that a spreadsheet may open: no cell is a formula, and what was written comes back as it was. Pure.

A cell that a spreadsheet would take for a formula gets an apostrophe before it, as does one that has such an apostrophe already; reading
takes exactly one away again.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from comity.register.tables.refusals import CellsUneven, ColumnMissing, ColumnUnknown, NoTable, NothingInTable, TableTooLarge

CAP: Final = 4 * 2**20  # bytes of a table that comes in
PAGE: Final = 2**20  # bytes of one that a page shows to be mended; larger ones come in by the command
MOST: Final = 5000  # rows of it
BOM: Final = "\ufeff"  # what makes some spreadsheets read UTF-8
_FORMULA: Final = tuple("=+-@\t\r\n＝＋－＠")  # noqa: RUF001 -- full-width forms are formulas too where the keyboard is East Asian
_MARK: Final = "'"
_FIELD: Final = 2**16  # characters of a cell


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table: the number that a spreadsheet shows (the column names are row 1), its cells by column, or what is wrong."""

    row: int
    cells: Mapping[str, str]
    fault: CellsUneven | None = None


def neutral(text: str) -> str:
    """Return what is written into a cell for `text`."""
    return f"{_MARK}{text}" if text.lstrip(_MARK).startswith(_FORMULA) else text


def plain(cell: str) -> str:
    """Return what a cell says: `plain(neutral(text)) == text` for every text."""
    return cell[1:] if cell.startswith(_MARK) and cell.lstrip(_MARK).startswith(_FORMULA) else cell


def print_csv(rows: Iterable[Mapping[str, object]], *, columns: Sequence[str], bom: bool = False) -> Iterator[str]:
    """Yield the lines of a table, column names first, each ended by CR LF; one row is in memory at a time."""
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\r\n")
    writer.writerow(columns)
    yield (BOM if bom else "") + _taken(held)
    for row in rows:
        writer.writerow([neutral(str(row.get(name, ""))) for name in columns])
        yield _taken(held)


def _taken(held: io.StringIO) -> str:
    text = held.getvalue()
    held.seek(0)
    held.truncate()
    return text


def read_csv(data: bytes, *, known: Sequence[str], needed: Sequence[str], cap: int = CAP) -> tuple[Line, ...]:
    """Return the rows of a table, in their order.

    `known` are the columns that it may have, `needed` those that it must. Comma or semicolon separates, as the line of names shows. Raises
    `TableTooLarge`, `NoTable`, `ColumnUnknown`, `ColumnMissing`, `NothingInTable`; a row of another length carries its fault.
    """
    if len(data) > cap:
        raise TableTooLarge(size=f"{len(data)} B", cap=f"{cap} B")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise NoTable(line=data[: fault.start].count(b"\n") + 1) from fault
    if "\x00" in text:
        raise NoTable(line=text[: text.index("\x00")].count("\n") + 1)
    head = text.lstrip().partition("\n")[0]
    rows = _rows(text, ";" if head.count(";") > head.count(",") else ",")
    columns = [name.strip() for name in next(rows, [])]
    _require_columns(columns, known=known, needed=needed)
    found = [_line(number, cells, columns) for number, cells in enumerate(rows, start=2) if any(cell.strip() for cell in cells)]
    if not found:
        raise NothingInTable
    if len(found) > MOST:
        raise TableTooLarge(size=str(len(found)), cap=str(MOST))
    return tuple(found)


def _rows(text: str, separator: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    csv.field_size_limit(_FIELD)
    try:
        yield from reader
    except csv.Error as fault:
        raise NoTable(line=reader.line_num) from fault


def _require_columns(columns: Sequence[str], *, known: Sequence[str], needed: Sequence[str]) -> None:
    for name in columns:
        if name not in known:
            raise ColumnUnknown(column=name[:40] or "-", known=", ".join(known))
    for name in (*needed, *columns):
        if columns.count(name) != 1:
            raise ColumnMissing(column=name)


def _line(number: int, cells: Sequence[str], columns: Sequence[str]) -> Line:
    if len(cells) != len(columns):
        return Line(number, {}, CellsUneven(count=len(cells), wanted=len(columns)))
    return Line(number, {name: plain(cell).strip() for name, cell in zip(columns, cells, strict=True)})
