"""What something is about, in the codes by which the risk picture counts: uses of ICT by target sector, and sorts of support."""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import product
from typing import Final

from comity.terms.vocabulary import vocabulary

USES: Final = "ict-use"
SECTORS: Final = "sector"
SUPPORTS: Final = "support-type"


@dataclass(frozen=True, slots=True, order=True)
class ThreatRow:
    """One thing that is counted: a use and a sector of the same case (either may be empty), or a sort of support."""

    ict_use: str = ""
    sector: str = ""
    support: str = ""


def threat_rows(*, uses: Collection[str], sectors: Collection[str], supports: Collection[str]) -> tuple[ThreatRow, ...]:
    """Return what is counted of a case with these codes: each use with each sector, and each sort of support.

    A code that this node's vocabularies do not have (a newer node's) is left out: it is read where it stands, and counted nowhere.
    """
    known = [
        sorted(set(given).intersection(vocabulary(name).by_code))
        for name, given in ((USES, uses), (SECTORS, sectors), (SUPPORTS, supports))
    ]
    pairs = product(known[0] or [""], known[1] or [""])
    return (*(ThreatRow(use, sector) for use, sector in pairs if use or sector), *(ThreatRow(support=one) for one in known[2]))
