"""What persons asked in a year, as it is published: how many, what, and how it was decided. No person, no case, no officer."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from comity.desk.reporting.suppression import Table, count_of, suppress
from comity.records.models import Remedy
from comity.terms.instants import Instant
from comity.terms.vocabulary import vocabulary

UNDECIDED: Final = "-"
ASKED: Final = "remedy-asked"
DECIDED: Final = "remedy-decision"


@dataclass(frozen=True, slots=True)
class Persons:
    """The questions of persons in a year; a `total` of None is too small to be shown. `tables` by what was asked and how it was decided."""

    total: int | None
    tables: Mapping[str, Table]


def persons_asked(begins: Instant, ends: Instant, *, smallest: int) -> Persons:
    """Return what was registered from `begins` up to `ends`; a decision counts once two agreed to it."""
    by = {name: Counter(dict.fromkeys(vocabulary(name).by_code, 0)) for name in (ASKED, DECIDED)}
    by[DECIDED][UNDECIDED] = 0
    total = 0
    for row in Remedy.objects.filter(registered_at__gte=begins, registered_at__lt=ends).order_by("id").iterator():
        total += 1
        by[ASKED].update(row.asked)
        by[DECIDED][row.decision if row.second_at is not None else UNDECIDED] += 1
    shown = count_of(total, smallest=smallest)
    if shown is None:
        return Persons(None, {name: Table((), tuple(cells), None) for name, cells in by.items()})
    return Persons(shown, {name: suppress(cells, smallest=smallest) for name, cells in by.items()})
