"""The square: everybody whom a cell is played by, one act for each thing that can happen, and whether a cell left anything behind."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from worlds.world import World

from comity.desk.permissions import TABLE, Verb
from comity.desk.states import Happening
from comity.directory.policy import Role
from comity.records.models import Mandate, Officer, Request

# What a door writes of its own accord, whatever it answers: who is signed in, and since when.
_OWN: Final = ("records_sitting", "records_attempts", "records_attendance")


@dataclass(frozen=True, slots=True)
class Trust:
    """One column of the square: the roles that the table counts, and how the officer stands beside them."""

    name: str
    counted: frozenset[Role]
    held: tuple[Role, ...]
    ended: bool = False
    outside: bool = False
    left: bool = False

    def allows(self, verb: Verb) -> bool:
        """Say what the table says, from the table alone."""
        return any(verb in TABLE[role] for role in self.counted)


_ALL: Final = tuple(role for role in Role if role is not Role.AUDITOR)  # an auditor is nothing else
TRUSTS: Final = (
    *(Trust(role.value, frozenset({role}), (role,)) for role in Role),
    Trust("no role", frozenset(), ()),
    Trust("ended mandates", frozenset(), _ALL, ended=True),
    Trust("outside the wall", frozenset(), _ALL, outside=True),
    Trust("left", frozenset(), _ALL, left=True),
)


@dataclass(frozen=True, slots=True)
class Told:
    """How something happens by an act: its part, its kind, its fields, which kind of case it fits, and who says it."""

    act: str
    kind: str
    fields: Mapping[str, Any]
    about: str = "REQ-STORED"
    asked: bool = True  # an act of the State that was asked


_GRANT: Final = {"decision": "D-GRANT"}
# One act for each happening; a happening that is not here is no act: a receipt, or time.
ACTS: Final[Mapping[Happening, Told]] = {
    Happening.QUESTION: Told("question", "ADM-MOREINFO", {}),
    Happening.INFORMATION: Told("information", "ADM-MOREINFO", {}, asked=False),
    Happening.STATUS: Told("information", "ADM-STATUS", {}),
    Happening.CONSULTATION: Told("consultation", "ADM-CONSULT", {}),
    Happening.VIEWS: Told("views", "ADM-CONSULT", {}, asked=False),
    Happening.NOTICE: Told("notice", "MSG-PRESERVE-RISK", {}, about="REQ-PRESERVE"),
    Happening.PATH: Told("notice", "MSG-PATH", {}),
    Happening.OFFER: Told("answer", "REQ-STORED", {"decision": "D-COND"}),
    Happening.TERMS: Told("views", "ADM-CONSULT", {"views": "VIEWS-ACCEPT-TERMS"}, asked=False),
    Happening.POSTPONEMENT: Told("answer", "ADM-POSTPONE", {"decision": "D-POSTPONE"}),
    Happening.ACCEPTANCE: Told("answer", "REQ-STORED", _GRANT),
    Happening.GRANT: Told("answer", "REQ-PRESERVE", _GRANT, about="REQ-PRESERVE"),
    Happening.CONSENT: Told("answer", "ADM-USE-CHANGE", _GRANT, about="ADM-USE-CHANGE"),
    Happening.REFUSAL: Told("answer", "ADM-REFUSE", {"decision": "D-REFUSE"}),
    Happening.PART: Told("result", "REQ-STORED", {"extent": "RES-PART"}),
    Happening.RESULT: Told("result", "REQ-STORED", {}),
    Happening.REPORT: Told("report", "REQ-STORED", {}, asked=False),
    Happening.EXTENSION: Told("request", "REQ-PRESERVE-EXT", {}, about="REQ-PRESERVE", asked=False),
    Happening.WITHDRAWAL: Told("withdrawal", "ADM-WITHDRAW", {}, asked=False),
    Happening.CLOSURE: Told("closure", "REQ-STORED", {}, asked=False),
    Happening.FILING: Told("closure", "MSG-SPONT", {}, about="MSG-SPONT", asked=False),
}
# Who carries a case over to the wire, and when, has a table and tests of its own: tests/desk/test_carrying.py.
_CARRYING: Final = (Happening.CARRYING, Happening.CARRIED, Happening.NOT_CARRIED, Happening.CARRY_WITHDRAWN, Happening.MOVED_ON)
# What follows a warning fits no case but one of a warning: tests/desk/test_warning.py.
_WARNING: Final = (Happening.UPDATE, Happening.RECALL)
NO_ACTS: Final = frozenset({Happening.DELIVERY, Happening.OPENING, Happening.EXPIRY, *_CARRYING, *_WARNING})


def stand(world: World, trust: Trust, officer: Officer) -> Officer:
    """Let `officer` be who `trust` says; all else about them is as open as it can be."""
    officer.roles, officer.is_active, officer.country = [role.value for role in trust.held], not trust.left, "XR"
    officer.save()
    if trust.ended:
        dated = {"since": world.later(days=-9), "until": world.at, "basis": "b", "given_by": "operator", "given_at": world.at}
        Mandate.objects.bulk_create(Mandate(officer=officer, role=role.value, **dated) for role in trust.held)
    if trust.outside:
        Request.objects.update(wall="unit", unit="elsewhere")
    return officer


@contextmanager
def cell() -> Iterator[None]:
    """Play one cell, and let it not have been."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


def rows(world: World) -> dict[str, Any]:
    """Return every row of every table but the door's own: what a refused cell leaves exactly as it was."""
    return {table: found for table, found in world.everything().items() if table not in _OWN}
