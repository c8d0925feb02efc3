"""Who puts objects here, and the types that objects have: small numbers for what stands in every row."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from comity.records.statements import run

_SOURCE: Final = "SELECT id FROM records_intelsource WHERE kind = %s AND name = %s AND owner = %s"
_ADD_SOURCE: Final = "INSERT INTO records_intelsource (kind, name, owner) VALUES (%s, %s, %s) RETURNING id"
_OWNERS: Final = "SELECT id, owner FROM records_intelsource WHERE id IN "
_KIND: Final = "SELECT id FROM records_inteltype WHERE name = %s"
_ADD_KIND: Final = "INSERT INTO records_inteltype (name) VALUES (%s) RETURNING id"


@dataclass(frozen=True, slots=True)
class Source:
    """`kind` is client, officer, operator or peer; `owner` the authority in whose name it gives."""

    kind: str
    name: str
    owner: str

    def __str__(self) -> str:
        """Return what the journal calls it."""
        return f"{self.kind} {self.name}"


def number_of(source: Source) -> int:
    """Return the number of a source, given in the caller's transaction if it has none."""
    key = [source.kind, source.name, source.owner]
    found = run(_SOURCE, key).fetchone() or run(_ADD_SOURCE, key).fetchone()
    return int(found[0])


def known_number(source: Source) -> int | None:
    """Return the number of a source, or None for one that has given nothing yet."""
    found = run(_SOURCE, [source.kind, source.name, source.owner]).fetchone()
    return None if found is None else int(found[0])


def owners_of(numbers: Iterable[int]) -> dict[int, str]:
    """Return in whose name each of these sources gives."""
    wanted = sorted(set(numbers))
    return dict(run(f"{_OWNERS}({', '.join(['%s'] * len(wanted))})", wanted).fetchall()) if wanted else {}


def numbers_of_types(names: set[str]) -> dict[str, int]:
    """Return the number of each type of objects, given in the caller's transaction to those that have none."""
    return {name: int((run(_KIND, [name]).fetchone() or run(_ADD_KIND, [name]).fetchone())[0]) for name in sorted(names)}
