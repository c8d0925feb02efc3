"""How good the source of a row is: official where an official document says so, own where one of ours does, else press."""

from collections.abc import Mapping
from typing import Any, Final

from comity.records.models import Commitment, Figure, Meeting, RegisterActor, Statement, Verdict

# Django's classes of rows have no common type that names these columns.
ROWS: Final[Mapping[str, Any]] = {
    "actor": RegisterActor,
    "meeting": Meeting,
    "statement": Statement,
    "commitment": Commitment,
    "figure": Figure,
}


def standing_verdicts(kind: str, row: int) -> list[Verdict]:
    """Return the verdicts that a row rests on, the oldest first."""
    return list(Verdict.objects.select_related("document").filter(row_kind=kind, row=row, ended_at__isnull=True).order_by("id"))


def weigh(kind: str, row: int) -> None:
    """Write down the best source that a row has now; in the caller's transaction."""
    held = standing_verdicts(kind, row)
    if held:
        official = any(one.official_id or one.document.standing == "official" for one in held)
        own = any(one.document.standing == "own" for one in held)
        ROWS[kind].objects.filter(pk=row).update(source="official" if official else "own" if own else "press")
