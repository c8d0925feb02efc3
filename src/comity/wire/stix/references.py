"""Which other objects an object names: every property that ends in `_ref` or `_refs` (section 2.9), at any depth, its markings included."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Final

import msgspec

from comity.wire.stix.heads import Head
from comity.wire.stix.identifiers import is_id
from comity.wire.stix.refusals import BadStix
from comity.wire.stix.strict import read_strictly

_QUOTED: Final = re.compile(rb'"([a-z][a-z0-9-]{1,248}[a-z0-9]--[0-9a-fA-F-]{36})"')
_ESCAPE: Final = b"\\u"
_BACKSLASH: Final = b"\\"
_HYPHENS: Final = "--"
_HYPHENS_READ: Final = b"--"
_UUID: Final = 36  # characters
_SHORT: Final = 4096  # bytes of an object of which something is kept for the next: a stranger must not fill the memory with it


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
    seen = frozenset(filter(is_id, _texts(raw)))
    if _ESCAPE not in raw:
        return seen
    try:
        return seen.union(references(raw))
    except BadStix:
        return seen


def mentioned_beside(head: Head, raw: bytes) -> frozenset[str]:
    """Return what `mentioned` does but the object's own identifier, for whoever has read the head already.

    Each identifier has two hyphens beside each other. Where there are no more of these than the head accounts for, no text but those of
    the head can be one.
    """
    if len(raw) > _SHORT:
        return mentioned(raw) - {head.id}
    found, count = _named(head.created_by_ref, head.source_ref, head.target_ref, head.sighting_of_ref, head.object_marking_refs)
    if raw.count(_HYPHENS_READ) == count + 1 and _HYPHENS in head.id and (_BACKSLASH not in raw or _ESCAPE not in raw):
        return found
    return mentioned(raw) - {head.id}


def _texts(raw: bytes) -> Iterator[str]:
    """Yield all that could be an identifier: from a quote to two hyphens, and 36 more to the next quote."""
    pieces = raw.split(_HYPHENS_READ)
    for before, after in pairwise(pieces):
        if after[_UUID : _UUID + 1] == b'"':
            quote = before.rfind(b'"')
            if quote < 0:  # hyphens inside the name of a type: told apart by the whole expression
                yield from (one.decode() for one in _QUOTED.findall(raw))
                return
            kind = before[quote + 1 :]
            if kind.isascii() and after[:_UUID].isascii():
                yield f"{kind.decode()}--{after[:_UUID].decode()}"


@lru_cache(maxsize=1024)
def _named(*told: str | tuple[str, ...]) -> tuple[frozenset[str], int]:
    """Return the identifiers in what a head tells, and how many texts of it have two hyphens."""
    texts = [text for one in told for text in ((one,) if isinstance(one, str) else one)]
    return frozenset(filter(is_id, texts)), sum(_HYPHENS in one for one in texts)
