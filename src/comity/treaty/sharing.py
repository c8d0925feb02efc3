"""Equal pieces of a pack are kept once: half of all its texts and a third of its words in two languages stand in it more than once."""

from datetime import date
from functools import cache
from typing import Final

import msgspec

from comity.treaty.pack import Pack

_NOTHING_TO_SHARE: Final = (bool, int, date)


def share_pieces(pack: Pack) -> None:
    """Let equal strings, and equal dicts and tuples of strings, be the same object all over `pack`; it reads as before.

    Only for a pack that nobody else has seen yet. What is shared is never changed: rows are frozen, and nobody writes into their words.
    """
    _share(pack, {})


def _share(value: object, known: dict[object, object]) -> object:
    """Return `value`, or an equal one that stood elsewhere; rows are mended where they are."""
    if isinstance(value, str):
        return known.setdefault(value, value) if type(value) is str else value
    if isinstance(value, msgspec.Struct):
        for name in _holding(type(value)):
            before = getattr(value, name)
            if before is not None and (after := _share(before, known)) is not before:
                msgspec.structs.force_setattr(value, name, after)
        return value
    if isinstance(value, tuple):
        pieces = tuple(_share(one, known) for one in value)
        kept = pieces if any(one is not other for one, other in zip(pieces, value, strict=True)) else value
        return known.setdefault(kept, kept) if all(type(one) is str for one in kept) else kept
    if isinstance(value, dict):
        for key, one in value.items():
            value[key] = _share(one, known)
        if all(type(one) is str for one in value.values()):
            return known.setdefault((dict, *value.items()), value)
    return value


@cache
def _holding(row: type[msgspec.Struct]) -> tuple[str, ...]:
    """Return the fields of a sort of row that may hold something to share: found once for thousands of rows."""
    return tuple(one.name for one in msgspec.structs.fields(row) if one.type not in _NOTHING_TO_SHARE)
