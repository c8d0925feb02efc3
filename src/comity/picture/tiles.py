"""Every State as a tile of one size, about where it lies. A place on the grid says nothing of borders; nothing is counted by area.

The grid is this project's own, drawn by hand: rows from north to south, columns from west to east, two letters a State (ISO 3166-1).
It has the members and observers of the United Nations; whatever else has a number stands below, in the order of its code.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

SIZE: Final = 32
STEP: Final = 34
_GRID: Final = """
.. .. .. .. .. .. .. .. .. IS .. .. .. NO SE FI .. .. .. .. .. .. .. ..
.. .. .. .. .. .. .. .. .. .. .. .. DK EE LV LT .. RU .. .. .. .. .. ..
CA .. .. .. .. .. .. IE GB NL DE PL CZ SK BY UA .. KZ .. MN .. KP .. ..
US .. .. .. .. .. .. .. BE LU LI AT HU RO MD GE AZ UZ KG CN .. KR JP ..
MX .. BS CU .. .. .. FR MC CH SI HR RS BG TR AM TM TJ AF NP BT .. .. ..
.. GT BZ JM HT DO KN PT AD SM IT BA ME MK SY IQ IR PK IN BD MM LA VN ..
.. SV HN AG DM LC BB ES VA MT AL GR CY LB JO KW BH QA LK MV TH KH PH ..
.. .. NI CR VC GD TT MA DZ TN LY EG IL PS SA AE OM .. .. MY BN SG PW MH
.. .. .. PA CO VE GY CV MR ML NE TD SD ER YE .. .. .. .. ID TL PG NR KI
.. .. .. .. EC SR .. SN GM BF NG CF SS ET DJ SO .. .. .. .. .. SB FM TV
.. .. .. .. PE BR .. GW GN TG BJ CM UG KE SC .. .. .. .. .. .. VU FJ WS
.. .. .. .. BO PY .. SL LR CI GH GQ GA CG CD RW BI TZ KM .. .. AU .. TO
.. .. .. .. CL AR UY .. .. .. .. ST AO ZM MW MZ MU .. .. .. .. NZ .. ..
.. .. .. .. .. .. .. .. .. .. .. .. NA BW ZW SZ MG .. .. .. .. .. .. ..
.. .. .. .. .. .. .. .. .. .. .. .. .. ZA LS .. .. .. .. .. .. .. .. ..
"""


@dataclass(frozen=True, slots=True)
class Place:
    """The upper left corner of a State's tile."""

    code: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """All tiles, and how large the sheet is."""

    width: int
    height: int
    places: tuple[Place, ...]


def lay_out(counted: Iterable[str] = ()) -> Sheet:
    """Return a tile for every State of the grid, and one below for each of `counted` that has none."""
    rows = [line.split() for line in _GRID.strip().splitlines()]
    places = [Place(code, at * STEP, down * STEP) for down, row in enumerate(rows) for at, code in enumerate(row) if code != ".."]
    width = max(map(len, rows))
    others = sorted(set(counted) - {one.code for one in places} - {""})
    places += [Place(code, at % width * STEP, (len(rows) + at // width) * STEP) for at, code in enumerate(others)]
    height = len(rows) + -(-len(others) // width)
    return Sheet(width * STEP, height * STEP, tuple(places))
