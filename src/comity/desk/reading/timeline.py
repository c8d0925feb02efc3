"""Everything that happened to a request, merged and in order: acts and receipts of both sides, and what was done at home."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from comity.desk.visibility import visible_log
from comity.directory.policy import Actor
from comity.records.models import JournalAct, Officer, Request
from comity.terms.instants import Instant
from comity.terms.json import parse_json

_CAP: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Entry:
    """One act of the journal. `actor` is a sign-in name or a node, `name` its officer's name where it is one of ours."""

    index: int
    name: str
    actor: str
    shown: str
    about: str
    at: Instant
    facts: dict[str, Any]


def timeline(request: Request) -> tuple[Entry, ...]:
    """Return the journal's acts about `request`, newest first; erased ones keep their place and their kind.

    The CALLER has the request from `find_request`: who may know of it may read what happened to it.
    """
    return entries_of(JournalAct.objects.filter(about=request.reference).order_by("-index"))


def history(*, by: Actor, before: int | None = None, limit: int = 50) -> tuple[Entry, ...]:
    """Return the newest acts of the desk that `by` may read, older than index `before` if one is given."""
    rows = visible_log(by) if before is None else visible_log(by).filter(index__lt=before)
    return entries_of(rows.order_by("-index")[:limit])


def entries_of(rows: Iterable[JournalAct]) -> tuple[Entry, ...]:
    """Return rows of the journal as entries, in their order."""
    names = dict(Officer.objects.values_list("officer_id", "name"))
    return tuple(_entry(row, names) for row in rows)


def _entry(row: JournalAct, names: dict[str, str]) -> Entry:
    facts = parse_json(bytes(row.facts), _CAP)["facts"] if row.facts is not None else {}
    return Entry(
        index=row.index, name=row.name, actor=row.actor, shown=names.get(row.actor, row.actor), about=row.about, at=row.at, facts=facts
    )
