"""Permissions as officers read them: what was asked, by whom, what was answered; as far as they may know of the cases."""

from dataclasses import dataclass
from typing import Final

from comity.desk.meaning import RESHARING
from comity.desk.resharing.asking import asked_in
from comity.desk.visibility import visible_to
from comity.directory.policy import Actor
from comity.intel.store.permissions import permissions_in
from comity.records.models import IntelPermission, Request
from comity.wire.resharing import Asked

MOST: Final = 100


@dataclass(frozen=True, slots=True)
class Shown:
    """One case: what was asked in it (None where that cannot be read), and the yes that was given (None: not yet, or a no)."""

    case: Request
    asked: Asked | None
    permission: IntelPermission | None


def shown(by: Actor, *, direction: str) -> tuple[Shown, ...]:
    """Return the newest cases in which we ask (`out`) or are asked (`in`), as far as this officer may know of them."""
    cases = list(visible_to(by).filter(kind=RESHARING, direction=direction).order_by("-id")[:MOST])
    given = permissions_in([one.reference for one in cases])
    return tuple(Shown(one, asked_in(one), given.get(one.reference)) for one in cases)
