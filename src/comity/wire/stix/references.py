"""Which other objects an object names: every property that ends in `_ref` or `_refs` (section 2.9), at any depth, its markings included."""

import re
from typing import Final

import msgspec

from comity.wire.stix.identifiers import is_id
from comity.wire.stix.refusals import BadStix
from comity.wire.stix.strict import read_strictly

_QUOTED: Final = re.compile(rb'"([a-z][a-z0-9-]{1,248}[a-z0-9]--[0-9a-fA-F-]{36})"')
_ESCAPE: Final = b"\\u"


def references(raw: bytes | msgspec.Raw) -> tuple[str, ...]:
    """Return the identifiers that `raw` names, in the order in which they stand, each once. Raises `BadStix` for what cannot be read.

    The numbers by which the deprecated `objects` of observed data name each other are no identifiers, and are left out.
    """
    return tuple(named_by(raw))


def named_by(raw: bytes | msgspec.Raw) -> dict[str, set[str]]:
    """Return the same identifiers, each with the properties that name it. Raises `BadStix`."""
    found: dict[str, set[str]] = {}
    todo: list[tuple[str, object]] = [("", read_strictly(bytes(raw)))]
    while todo:
        key, value = todo.pop()
        if isinstance(value, str):
            if key.endswith(("_ref", "_refs")) and is_id(value):
                found.setdefault(value, set()).add(key)
        elif isinstance(value, dict):
            todo += reversed(value.items())
        elif isinstance(value, list):
            todo += [(key, inner) for inner in reversed(value)]
    return found


def mentioned(raw: bytes) -> frozenset[str]:
    """Return every identifier that stands in `raw` as a text of its own: all that `references` tells, and more, without reading the object.

    Where something is escaped that could spell an identifier, it is read after all; what cannot be read mentions what can be seen in it.
    """
    seen = frozenset(filter(is_id, (one.decode() for one in _QUOTED.findall(raw))))
    if _ESCAPE not in raw:
        return seen
    try:
        return seen.union(references(raw))
    except BadStix:
        return seen
