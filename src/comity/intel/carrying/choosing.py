"""What goes into a bundle: what another authority may see of a collection, what this node may pass on of that, less what they got already.

What was given is known object by object, so what they may see only now, because an embargo ended or they work in a new field, goes with
the next bundle however old it is; a date could not say that.
"""

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from comity.directory.sections import Authority
from comity.intel.carrying.refusals import NotForThem
from comity.intel.policy import Principal, fields_of
from comity.intel.store.clock import Clock
from comity.intel.store.granting import holdings_of
from comity.intel.store.looking import SPECS
from comity.intel.store.onward import onward
from comity.intel.store.scanning import scan
from comity.intel.store.sight import Reader
from comity.records.models import IntelBundle, IntelCollection
from comity.records.statements import run
from comity.terms.identifiers import AuthorityId
from comity.terms.instants import Instant
from comity.wire.bundle import MAX_OBJECTS, MAX_REMOVALS
from comity.wire.taxii.filters import ALL, Filters

MOST_BYTES: Final = 64 * 2**20  # of the objects of one bundle; more makes another bundle
_PAGE: Final = 5000
_EVERYTHING: Final = Filters(keywords=(ALL,), spec_versions=tuple(SPECS))
_SIZES: Final = "p.added, p.object_id, length(o.body)"
_STONES: Final = "SELECT DISTINCT object_id FROM records_inteltombstone WHERE collection_id = %s"


@dataclass(frozen=True, slots=True)
class Standing:
    """What became of earlier bundles: what the authority surely has, and what it may have besides."""

    surely: frozenset[int]
    perhaps: frozenset[int]


@dataclass(frozen=True, slots=True)
class Choice:
    """Objects with the dates (microseconds) on which they came, in order; what was taken out; whether more is left for another bundle."""

    objects: Sequence[tuple[int, int]]
    removed: Sequence[int]
    more: bool


def pack(keys: Sequence[int]) -> bytes:
    """Return keys of objects as a row keeps them: eight bytes each, little-endian."""
    return struct.pack(f"<{len(keys)}q", *keys)


def unpack(data: bytes) -> tuple[int, ...]:
    """Return the keys that `pack` packed."""
    return struct.unpack(f"<{len(data) // 8}q", data)


def written_for(collection: IntelCollection, to: AuthorityId) -> list[IntelBundle]:
    """Return the bundles of a collection that were written for an authority, in order."""
    return list(IntelBundle.objects.filter(collection=collection, authority=str(to), state="written").order_by("number"))


def standing_after(bundles: Iterable[IntelBundle], after: int) -> Standing:
    """Return what they have who read all bundles up to `after`, and perhaps some of the later ones."""
    surely: set[int] = set()
    perhaps: set[int] = set()
    for one in bundles:
        if one.number <= after:
            surely.difference_update(unpack(bytes(one.taken_out)))
            surely.update(unpack(bytes(one.given)))
        else:
            perhaps.update(unpack(bytes(one.given)))
    return Standing(frozenset(surely), frozenset(perhaps))


def seen_by(collection: IntelCollection, to: Authority, *, sender: Authority, clock: Clock, at: Instant) -> Iterator[tuple[int, int, int]]:
    """Yield date, key and size of each object that `to` may see and `sender` may pass on, in order; raises `NotForThem`."""
    reader = principal_of(to)
    holding = holdings_of(reader).get(collection.uuid)
    if holding is None or not holding.can_read:
        raise NotForThem(authority=to.id, name=collection.alias or collection.uuid)
    sight = onward(Reader(reader).sight(clock, at=at), principal_of(sender), at=at)
    after, more = 0, True
    while more:
        page = scan(collection.pk, sight, _EVERYTHING, columns=_SIZES, limit=_PAGE, after=after)
        yield from page.rows
        after, more = page.last, page.more


def principal_of(authority: Authority) -> Principal:
    """Return an authority as a reader, with what the directory says of it and no more."""
    roles = frozenset(authority.roles)
    return Principal(authority=authority.id, country=authority.id.country, roles=roles, fields=fields_of(roles))


def choose(collection: IntelCollection, seen: Iterable[tuple[int, int, int]], standing: Standing) -> Choice:
    """Return what a bundle holds for those who stand as `standing` says and may see `seen`."""
    visible: set[int] = set()
    objects: list[tuple[int, int]] = []
    weight, more = 0, False
    for added, number, size in seen:
        if number in visible:
            continue
        visible.add(number)
        if number in standing.surely or more:
            continue
        weight += size
        more = len(objects) == MAX_OBJECTS or (weight > MOST_BYTES and bool(objects))
        if not more:
            objects.append((added, number))
    had = standing.surely | standing.perhaps
    removed = sorted(number for (number,) in run(_STONES, [collection.pk]).fetchall() if number in had and number not in visible)
    return Choice(objects, removed[:MAX_REMOVALS], more or len(removed) > MAX_REMOVALS)
