"""Lots of an officer's own authority: what waits, what was put in, what was set aside."""

from dataclasses import dataclass

from comity.intel.giving.states import LotState
from comity.intel.reading.onlooking import Onlooker
from comity.intel.reading.refusals import NoLot
from comity.records.models import IntelLot

PAGE = 50


@dataclass(frozen=True, slots=True)
class Lots:
    """A page of lots, the newest first; `before` is where the next one begins, 0 where there is none."""

    rows: tuple[IntelLot, ...]
    before: int = 0


def lots(eye: Onlooker, *, before: int = 0) -> Lots:
    """Return the lots of their authority, without their bytes."""
    found = _theirs(eye).filter(pk__lt=before) if before else _theirs(eye)
    rows = tuple(found.order_by("-pk")[: PAGE + 1])
    return Lots(rows[:PAGE], rows[PAGE - 1].pk if len(rows) > PAGE else 0)


def waiting_lots(eye: Onlooker) -> tuple[IntelLot, ...]:
    """Return those that wait for a second officer, the oldest first."""
    return tuple(_theirs(eye).filter(state=LotState.WAITING).order_by("pk")[:PAGE])


def find_lot(number: int, eye: Onlooker) -> IntelLot:
    """Return a lot of their authority, with its bytes; raises `NoLot`."""
    found = IntelLot.objects.select_related("collection").filter(pk=number, authority=str(eye.authority)).first()
    if found is None:
        raise NoLot(number=number)
    return found


def _theirs(eye: Onlooker):  # type: ignore[no-untyped-def]  # noqa: ANN202 -- a query set, which has no types here
    return IntelLot.objects.filter(authority=str(eye.authority)).select_related("collection").defer("body")
