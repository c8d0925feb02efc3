"""Which other objects an object names: every property that ends in `_ref` or `_refs` (section 2.9), at any depth, its markings included."""

import msgspec

from comity.wire.stix.identifiers import is_id
from comity.wire.stix.strict import read_strictly


def references(raw: bytes | msgspec.Raw) -> tuple[str, ...]:
    """Return the identifiers that `raw` names, in the order in which they stand, each once. Raises `BadStix` for what cannot be read.

    The numbers by which the deprecated `objects` of observed data name each other are no identifiers, and are left out.
    """
    found: dict[str, None] = {}
    todo: list[tuple[str, object]] = [("", read_strictly(bytes(raw)))]
    while todo:
        key, value = todo.pop()
        if isinstance(value, str):
            if key.endswith(("_ref", "_refs")) and is_id(value):
                found[value] = None
        elif isinstance(value, dict):
            todo += reversed(value.items())
        elif isinstance(value, list):
            todo += [(key, inner) for inner in reversed(value)]
    return tuple(found)
