"""The lives of nodes: our own, and what peers have claimed here. A node that never came up from a copy has no row."""

from typing import Final

from comity.records.statements import run

_LIFE: Final = "SELECT life FROM records_life WHERE node = %s"


def life_in_rows(node: str) -> int:
    """Return the life that `node` is in, as it stands here."""
    found = run(_LIFE, [node]).fetchone()
    return 0 if found is None else int(found[0])
