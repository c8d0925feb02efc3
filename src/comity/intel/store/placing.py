"""Which version of an object is the newest, for whom. Pure.

`newest` of a place is 2 where no other version of its object in the collection is newer, 1 where only versions with other labels are, 0
otherwise. Who sees every label is shown the twos. Who does not may be shown a one, if nothing that they see is newer: the scan looks. So
a version that somebody may not see does not take away the one before it, and its being there is not told.

A `twin` is the same object that somebody gave again who could not see that it is there; who sees both is shown the first.
"""

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

NEWEST: Final = 2
NEWEST_OF_ITS_LABEL: Final = 1
OLDER: Final = 0


class Place(msgspec.Struct, gc=False):
    """One version of one object in a collection, as far as order and identity go. `body` digest tells equal bytes."""

    added: int
    object: int
    digest: bytes
    label: int
    source: int
    spec: int
    version: str
    version_at: int
    finer: str
    newest: int
    twin: bool

    @property
    def order(self) -> tuple[int, int, str, int]:
        """The newest sorts last; of two that say they are the same version, the one that came first counts."""
        return (self.spec, self.version_at, self.finer, -self.added)


def rank(places: Sequence[Place]) -> list[Place]:
    """Set `newest` and `twin` of all versions of one object in one collection; return those of which something changed."""
    if len(places) == 1:
        (only,) = places
        if (only.newest, bool(only.twin)) == (NEWEST, False):
            return []
        only.newest, only.twin = NEWEST, False
        return [only]
    best = max(places, key=lambda one: one.order, default=None)
    by_label: dict[int, Place] = {}
    for one in places:
        held = by_label.get(one.label)
        if held is None or held.order < one.order:
            by_label[one.label] = one
    changed = []
    for one in places:
        value = NEWEST if one is best else NEWEST_OF_ITS_LABEL if by_label[one.label] is one else OLDER
        twin = any(other.object == one.object and other.added < one.added for other in places)
        if (value, twin) != (one.newest, bool(one.twin)):
            one.newest, one.twin = value, twin
            changed.append(one)
    return changed


def same_version(places: Iterable[Place], *, spec: int, version: str, version_at: int | None, finer: str) -> list[Place]:
    """Return the places that hold this very version; an object without a version has one for ever."""
    if version_at is None:
        return [one for one in places if one.version == version and one.spec == spec]
    return [one for one in places if one.version and (one.spec, one.version_at, one.finer) == (spec, version_at, finer)]
