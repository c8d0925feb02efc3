"""What the cells of a row that comes in say, column by column, each with its own fault."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from comity.records.models import SENTENCE_CAP, Commitment, Meeting
from comity.register.codes import code_of, country_of, number_of, said
from comity.register.confirming.candidates import Candidate, commitments_like, meetings_like
from comity.register.days import read_day
from comity.register.likeness import words_key
from comity.register.refusals import NoSuchRow, NotOfItsList
from comity.register.tables.columns import Incoming
from comity.terms.refusals import Refused

Cells = Mapping[str, str]
_PIECE: Final = 500


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at one place of a table; `column` is empty where it is the whole row."""

    row: int
    column: str
    refusal: Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One row: its faults, or what it says; `there` is the row of the register that it is, so that nothing is doubled.

    `key` is the same for two rows of a table that say the same.
    """

    row: int
    cells: Cells
    key: str
    there: str = ""
    faults: tuple[Fault, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class There:
    """What the register has of the States that a table names, by the folded words: the same sentence is found however much there is."""

    owed: dict[str, dict[tuple[str, str], str]] = field(default_factory=dict)

    def commitment(self, cells: Cells) -> str:
        """Return the number of the commitment of the same States in the same words, or nothing."""
        obligor, to = cells.get("obligor_country", ""), cells.get("beneficiary_country", "")
        if obligor not in self.owed:
            rows = Commitment.objects.filter(obligor_country=obligor, taken_out_at__isnull=True).order_by("-id")
            pieces = rows.values_list("number", "beneficiary_country", "words").iterator(_PIECE)
            self.owed[obligor] = {(whom, words_key(words)): number for number, whom, words in pieces}
        return self.owed[obligor].get((to, words_key(cells["words"])), "")


def check_row(kind: Incoming, row: int, cells: Cells, *, there: There) -> Checked:
    """Read one row and look whether the register has it."""
    faults = [Fault(row, column, refusal) for column, refusal in _faults(_COLUMNS[kind], cells)]
    key = words_key(kind, *(cells.get(name, "") for name in _SAME[kind]))
    if faults:
        return Checked(row=row, cells=cells, key=key, faults=tuple(faults))
    number = cells.get("number", "").upper()
    if number:
        if not _TABLES[kind].objects.filter(number=number, taken_out_at__isnull=True).exists():
            return Checked(row=row, cells=cells, key=key, faults=(Fault(row, "number", NoSuchRow(number=number[:20])),))
        return Checked(row=row, cells=cells, key=key, there=number)
    exactly = there.commitment(cells) if kind == "commitments" else _meeting_there(cells)
    if exactly:
        return Checked(row=row, cells=cells, key=key, there=exactly)
    same = next((one for one in _LIKE[kind](cells) if one.strong), None)
    return Checked(row=row, cells=cells, key=key, there=_number(kind, same.row) if same else "")


def _meeting_there(cells: Cells) -> str:
    """Return the number of the meeting of the same type, day and title, or nothing: also of one without a day."""
    day = read_day(cells.get("said"))
    rows = Meeting.objects.filter(type=cells["type"], sorts=day.sorts, said=day.said, title=cells["title"], taken_out_at__isnull=True)
    return str(rows.order_by("id").values_list("number", flat=True).first() or "")


def _faults(columns: Mapping[str, Callable[[str], object]], cells: Cells) -> list[tuple[str, Refused]]:
    found = []
    for column, read in columns.items():
        try:
            read(cells.get(column, ""))
        except Refused as refusal:
            found.append((column, refusal))
    return found


def _code(name: str) -> Callable[[str], object]:
    return lambda cell: code_of(name, cell)


def _words(column: str, cap: int, *, empty: str | None = "") -> Callable[[str], object]:
    return lambda cell: said(cell, cap=cap, what=column, empty=empty)


def _state(cell: str) -> object:
    """A commitment comes in proposed, or registered; its later steps need who does them, and evidence."""
    if cell not in ("", "proposed", "registered"):
        raise NotOfItsList(what="state", said=cell[:40])
    return cell


def _day(cell: str) -> object:
    return read_day(cell)


def _parent(cell: str) -> object:
    if cell and not Meeting.objects.filter(number=cell.upper(), taken_out_at__isnull=True).exists():
        raise NoSuchRow(number=cell[:20])
    return cell


_MEETING: Final[Mapping[str, Callable[[str], object]]] = {
    "type": _code("meeting-type"),
    "title": _words("title", 500, empty=None),
    "title_vi": _words("title_vi", 500),
    "title_en": _words("title_en", 500),
    "said": _day,
    "place": _words("place", 200),
    "country": country_of,
    "series": _words("series", 300),
    "ordinal": lambda cell: number_of(cell, what="ordinal"),
    "parent": _parent,
    "standing": _code("meeting-standing"),
    "with": _words("with", 300),
    "with_country": country_of,
}
_COMMITMENT: Final[Mapping[str, Callable[[str], object]]] = {
    "obligor": _words("obligor", 300, empty=None),
    "obligor_country": country_of,
    "beneficiary": _words("beneficiary", 300),
    "beneficiary_country": country_of,
    "words": _words("words", SENTENCE_CAP, empty=None),
    "language": _code("language"),
    "strength": _code("promise-strength"),
    "due": _day,
    "owner": _words("owner", 120),
    "focal": _words("focal", 200),
    "indicator": _words("indicator", 300),
    "state": _state,
}
_COLUMNS: Final[Mapping[Incoming, Mapping[str, Callable[[str], object]]]] = {"meetings": _MEETING, "commitments": _COMMITMENT}
_SAME: Final[Mapping[Incoming, tuple[str, ...]]] = {
    "meetings": ("number", "type", "title", "said", "place"),
    "commitments": ("number", "obligor_country", "obligor", "beneficiary_country", "words"),
}
_TABLES: Final[Mapping[Incoming, Any]] = {"meetings": Meeting, "commitments": Commitment}


def _meetings(cells: Cells) -> list[Candidate]:
    told: dict[str, Any] = {name: cells.get(name, "") for name in ("type", "title", "said", "place", "country")}
    return list(meetings_like({**told, "ordinal": number_of(cells.get("ordinal", ""), what="ordinal")}))


def _commitments(cells: Cells) -> list[Candidate]:
    sides = {name: cells.get(f"{name}_country", "") for name in ("obligor", "beneficiary")}
    return list(commitments_like(cells["words"], **sides))


_LIKE: Final[Mapping[Incoming, Callable[[Cells], list[Candidate]]]] = {"meetings": _meetings, "commitments": _commitments}


def _number(kind: Incoming, key: int) -> str:
    return str(_TABLES[kind].objects.values_list("number", flat=True).get(pk=key))
