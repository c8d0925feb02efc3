"""The lives of nodes: our own, and what peers have claimed here. A node that never came up from a copy has no row."""

from comity.records.models import Life
from comity.records.rows import find


def life_in_rows(node: str) -> int:
    """Return the life that `node` is in, as it stands here."""
    row = find(Life, node=node)
    return 0 if row is None else row.life
