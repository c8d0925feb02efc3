"""Takes a table in: tried first, without a trace; then everything of it in one transaction, or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from comity.directory.noting import note
from comity.directory.officers import actor
from comity.directory.once import once
from comity.directory.policy import Actor
from comity.records.models import Officer
from comity.register.commitments.actions import assign_commitment, propose_commitment, register_commitment
from comity.register.meetings.actions import plan_meeting
from comity.register.policy import require_keep, require_read
from comity.register.tables.checking import Cells, Checked, Fault, There, check_row
from comity.register.tables.columns import NEEDED, Incoming, known_columns
from comity.register.tables.csvs import CAP, read_csv
from comity.register.tables.refusals import TableFaulty, TwiceInTable
from comity.terms.digests import Digest
from comity.terms.instants import Instant


@dataclass(frozen=True, slots=True)
class Tried:
    """What would come of a table: its rows, those that are new, those that are there already, and what is wrong where."""

    rows: Sequence[Checked]

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Every fault, by row and column."""
        return tuple(fault for one in self.rows for fault in one.faults)

    @property
    def new(self) -> tuple[Checked, ...]:
        """The rows that would be made."""
        return tuple(one for one in self.rows if not one.faults and not one.there)

    @property
    def there(self) -> tuple[Checked, ...]:
        """The rows that the register has: they are linked, and nothing of them changes."""
        return tuple(one for one in self.rows if one.there)


def try_table(data: bytes, *, kind: Incoming, cap: int = CAP, by: Actor) -> Tried:
    """Say what would come of a table, and change nothing.

    Raises what `read_csv` does for a file that is no such table; what is wrong in a row stands in the answer.
    """
    require_read(by)
    found: list[Checked] = []
    first: dict[str, int] = {}
    there = There()
    for line in read_csv(data, known=known_columns(kind), needed=NEEDED[kind], cap=cap):
        if line.fault is not None:
            found.append(Checked(row=line.row, cells={}, key="", faults=(Fault(line.row, "", line.fault),)))
            continue
        one = check_row(kind, line.row, line.cells, there=there)
        if one.key in first:
            twice = Fault(one.row, "", TwiceInTable(row=first[one.key]))
            one = Checked(row=one.row, cells=one.cells, key=one.key, faults=(*one.faults, twice))
        first.setdefault(one.key, one.row)
        found.append(one)
    return Tried(found)


@transaction.atomic
def take_table(data: bytes, *, kind: Incoming, cap: int = CAP, by: Officer, at: Instant, token: str) -> Tried:
    """Take a table in: every row that is new, in one transaction; what is there already is left as it is.

    Commitments come in proposed, or registered where the column `state` says so. Raises `TableFaulty`, and what trying it raises.
    """
    who = actor(by, at=at)
    require_keep(who)
    tried = try_table(data, kind=kind, cap=cap, by=who)

    def take() -> str:
        if tried.faults:
            raise TableFaulty(count=len(tried.faults))
        for one in tried.new:
            _MAKERS[kind](one.cells, by=by, at=at, token=f"{token[:52]}.{one.row}")
        facts = {"table": kind, "digest": str(Digest.of(data)), "new": len(tried.new), "there": len(tried.there)}
        note("register.table-taken", by=by, at=at, facts=facts)
        return str(len(tried.new))

    once(token, take, officer=by, verb="register.table", at=at)
    return tried


def _meeting(cells: Cells, *, by: Officer, at: Instant, token: str) -> None:
    plain = ("type", "title", "said", "place", "country", "series", "ordinal", "standing")
    typed: dict[str, Any] = {name: cells[name] for name in plain if name in cells}
    typed["titles"] = {code: cells[f"title_{code}"] for code in ("vi", "en") if cells.get(f"title_{code}")}
    seats = []
    if cells.get("with") or cells.get("with_country"):
        seats.append({"words": cells.get("with", ""), "country": cells.get("with_country", ""), "role": "participant"})
    plan_meeting(typed=typed, seats=seats, parent=cells.get("parent", "").upper(), by=by, at=at, token=token)


def _commitment(cells: Cells, *, by: Officer, at: Instant, token: str) -> None:
    sides = {name: {"country": cells.get(f"{name}_country", ""), "words": cells.get(name, "")} for name in ("obligor", "beneficiary")}
    typed = {**sides, "words": cells["words"], "language": cells["language"], "strength": cells["strength"]}
    made = propose_commitment(typed={**typed, "due": cells.get("due", "")}, by=by, at=at, token=f"{token}p")
    if cells.get("state") == "registered":
        register_commitment(made.number, by=by, at=at, token=f"{token}r")
    told = {name: cells[name] for name in ("owner", "focal", "indicator") if cells.get(name)}
    if told:
        assign_commitment(made.number, **told, by=by, at=at, token=f"{token}a")


_MAKERS = {"meetings": _meeting, "commitments": _commitment}
