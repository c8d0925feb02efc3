"""Proposed exercises as officers see them. `agreed` ones are what the room of exercises plans."""

from collections.abc import Sequence
from typing import Final

from comity.directory.policy import Actor
from comity.records.models import Commitment, DraftExercise, Statement
from comity.register.paging import PAGE, Page, key_of, page_of
from comity.register.policy import require_read
from comity.register.refusals import NoSuchRow

_MOST: Final = 50
_JOINED: Final = ("statement", "commitment", "made_by", "moved_by")


def exercises(*, by: Actor, state: str = "", after: str = "") -> Page[DraftExercise]:
    """Return proposed exercises, the newest first, in a state or in any."""
    require_read(by)
    rows = DraftExercise.objects.select_related(*_JOINED)
    if state:
        rows = rows.filter(state=state)
    if after:
        rows = rows.filter(pk__lt=key_of(after))
    return page_of(rows.order_by("-id")[: PAGE + 1], cursor=lambda row: str(row.pk))


def find_exercise(number: str, *, by: Actor) -> DraftExercise:
    """Return one with what it answers; raises `NoSuchRow`."""
    require_read(by)
    found = DraftExercise.objects.select_related(*_JOINED, "statement__speaker", "statement__speaker_post").filter(number=number).first()
    if found is None:
        raise NoSuchRow(number=number[:20])
    return found


def exercises_of(*, by: Actor, commitment: Commitment | None = None, statement: Statement | None = None) -> Sequence[DraftExercise]:
    """Return the exercises that answer a commitment or a statement."""
    require_read(by)
    rows = DraftExercise.objects.filter(commitment=commitment) if commitment else DraftExercise.objects.filter(statement=statement)
    return list(rows.order_by("id")[:_MOST])
