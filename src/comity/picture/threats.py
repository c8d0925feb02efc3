"""Terrorist use of ICT by sector of the target, and sorts of support: how many cases and events carry each code. Nothing is guessed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from comity.desk.permissions import Verb, may
from comity.desk.reading.passed import requests_by_code
from comity.directory.policy import Actor
from comity.picture.policy import require_look
from comity.register.threats.queries import events_by_code
from comity.terms.threats import SECTORS, SUPPORTS, USES, ThreatRow
from comity.terms.vocabulary import vocabulary


@dataclass(frozen=True, slots=True)
class Count:
    """How many: cases of the desk, and events of the register. A case and an event of the same matter are counted each."""

    cases: int = 0
    events: int = 0

    @property
    def all(self) -> int:
        """Both."""
        return self.cases + self.events


@dataclass(frozen=True, slots=True)
class Threats:
    """`cells` by use and sector, `supports` by sort. `uses` and `sectors` are those that have any, in order; an empty one was not said."""

    uses: Sequence[str]
    sectors: Sequence[str]
    cells: Mapping[tuple[str, str], Count]
    supports: Mapping[str, Count]

    @property
    def most(self) -> int:
        """The largest cell."""
        return max((one.all for one in self.cells.values()), default=0)


def threats(*, by: Actor) -> Threats:
    """Return what is counted, of cases as far as this officer may know of them: who reads no case (an auditor) sees events alone."""
    require_look(by)
    cases = requests_by_code(by=by) if may(by, Verb.READ) else {}
    events = events_by_code(by=by)
    rows = set(cases) | set(events)
    cells = {(row.ict_use, row.sector): Count(cases.get(row, 0), events.get(row, 0)) for row in rows if not row.support}
    supports = {code: Count(cases.get(ThreatRow(support=code), 0), events.get(ThreatRow(support=code), 0)) for code in _offered(SUPPORTS)}
    return Threats(_found(USES, {use for use, _ in cells}), _found(SECTORS, {sector for _, sector in cells}), cells, supports)


def _offered(name: str) -> list[str]:
    return [item.code for item in vocabulary(name).offered]


def _found(name: str, codes: set[str]) -> list[str]:
    return [code for code in (*(item.code for item in vocabulary(name).items), "") if code in codes]
