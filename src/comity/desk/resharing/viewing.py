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

    @property
    def ids(self) -> list[str]:
        """The objects that were permitted, or asked about."""
        return sorted(self.permission.objects_named if self.permission else self.asked.objects if self.asked else ())

    @property
    def recipient(self) -> str:
        """The authority that is to have them; empty where that cannot be read."""
        return self.permission.recipient if self.permission else str(self.asked.recipient) if self.asked else ""


def shown(by: Actor, *, direction: str) -> tuple[Shown, ...]:
    """Return the newest cases in which we ask (`out`) or are asked (`in`), as far as this officer may know of them."""
    cases = list(visible_to(by).filter(kind=RESHARING, direction=direction).order_by("-id")[:MOST])
    given = permissions_in([one.reference for one in cases])
    return tuple(Shown(one, asked_in(one), given.get(one.reference)) for one in cases)
