"""What a set of another authority brings is kept, object by object, and what it recalls is taken out. Resumable, a piece at a time.

(1) The act was verified and taken before; its content is what the act's digest says. (2) Objects come into the collection of what this
giver gave, with the giver as owner: they bear the giver's markings. (3) One that cannot be kept costs the others nothing, and its reason
is a code. (4) What is recalled is taken out of what this giver gave, and of nothing else; who had read it, or to whom it went on, is said.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from comity.directory.book import book
from comity.directory.home import home
from comity.directory.noting import note
from comity.intel.carrying.choosing import pack, unpack
from comity.intel.carrying.shelving import Shelf, shelf_for
from comity.intel.sets.keeping import facts_of
from comity.intel.sets.outcomes import (
    ABSENT,
    AGAINST_RULES,
    CLASHING,
    GONE,
    GONE_OPENED,
    GONE_PASSED,
    RECEIVED,
    TOO_LARGE,
    UNREADABLE,
    print_outcomes,
    read_outcomes,
)
from comity.intel.sets.states import LEFT, OURS, THEIRS, Heard, SetState, after
from comity.intel.store.clock import take
from comity.intel.store.ingesting import CLASH, Kept, Target, add_objects, keys_with, look_at_all, names_of, places_with
from comity.intel.store.labelling import giver_into
from comity.intel.store.looking import HEAD, LARGEST, Refusal
from comity.intel.store.principals import principal_of
from comity.intel.store.removing import bury
from comity.intel.store.sight import Reader
from comity.intel.store.sources import Source
from comity.records.models import IntelBundle, IntelCollection, IntelOpened, IntelSet
from comity.terms.identifiers import AuthorityId
from comity.terms.instants import Instant
from comity.wire.stix import BadStix, read_head
from comity.wire.threatset import GIVE, RECALL, ThreatSet, digest_of

_CHUNK: Final = 400
PIECE: Final = 2000  # objects of one transaction: some hundred milliseconds in which nobody else writes


@dataclass(frozen=True, slots=True)
class Given:
    """What was kept of a case: in which collections, and by the digest of each object its identifier and its key."""

    shelves: tuple[int, ...]
    names: Mapping[bytes, str]
    keys: Mapping[bytes, int]


def next_coming() -> list[IntelSet]:
    """Return the oldest set of each giver that is not settled: what follows it waits for it."""
    found: dict[str, IntelSet] = {}
    for row in IntelSet.objects.filter(side=THEIRS, state=SetState.COMING).order_by("pk"):
        found.setdefault(row.node, row)
    return list(found.values())


def shelve(row: IntelSet, said: ThreatSet, *, at: Instant) -> None:
    """Find or make the collection that the objects of a set go into; inside the caller's transaction."""
    if row.collection is None:
        row.collection = shelf_for(Shelf(AuthorityId(row.authority), said.collection, said.title, said.fields, said.unmarked), at=at)
        row.save(update_fields=["collection"])


def keep_piece(row: IntelSet, bodies: Sequence[bytes], *, at: Instant) -> None:
    """Keep the objects that follow those of which the row speaks, and what became of each; inside the caller's transaction."""
    collection = _collection(row)
    source = _source(row)
    looked = look_at_all(bodies, checks=HEAD)
    outcome = add_objects(
        looked,
        to=Target(collection.pk, collection.uuid, collection.checks),
        giver=giver_into(collection, owner=AuthorityId(row.authority), home=home().authority),
        source=source,
        reader=Reader(principal_of(book(home()).authority(AuthorityId(row.authority)))),
        at=at,
    )
    names = [(one.stix_id, digest_of(body)) for body, one in zip(bodies, outcome, strict=True)]
    keys = keys_with(name for name, one in zip(names, outcome, strict=True) if isinstance(one, Kept))
    codes = [_code(body, one) for body, one in zip(bodies, outcome, strict=True)]
    _go_on(row, codes, keys=[keys.get(name, 0) for name in names])


def take_out_piece(row: IntelSet, digests: Sequence[bytes], *, given: Given, at: Instant) -> None:
    """Take out the objects with these digests, of what was given in the case, and say of each what it had been."""
    wanted = [(given.names[digest], digest) for digest in digests if digest in given.names]
    gone: set[int] = set()
    for shelf in given.shelves:
        places = places_with(shelf, wanted, owner=row.authority)
        if places:
            bury(shelf, places, clock=take(), source=_source(row), at=at)
            gone.update(place[1] for place in places)
    passed = passed_on(gone)
    opened = opened_of(gone)
    found = [given.keys.get(digest, 0) for digest in digests]
    _go_on(row, [_gone(key, gone, opened, passed) for key in found], keys=found)


def give_up(row: IntelSet, *, at: Instant, why: str) -> None:
    """Say of all that a row does not speak of yet that it could not be read: its file broke, or its content is none."""
    left = row.objects_count - len(row.outcomes)
    _go_on(row, [ABSENT if row.sort == RECALL else UNREADABLE] * left, keys=[0] * left)
    note("set.broken", by=row.node, about=row.case, at=at, facts={**facts_of(row), "why": why, "left": left})


def settle(row: IntelSet, *, at: Instant) -> Sequence[str]:
    """Say that all of a set is settled, and return the code of each of its objects; inside the caller's transaction."""
    row.state, row.settled_at = after(SetState(row.state), Heard.WHOLE) or row.state, at
    row.save(update_fields=["state", "settled_at"])
    codes = read_outcomes(bytes(row.outcomes), count=row.objects_count)
    facts = {**facts_of(row), "outcomes": {code: codes.count(code) for code in sorted(set(codes))}}
    note("set.kept" if row.sort == GIVE else "set.recalled", by=row.node, about=row.case, at=at, facts=facts)
    return codes


def given_in(row: IntelSet) -> Given:
    """Return everything that was kept of the case that a recall is of."""
    gives = IntelSet.objects.filter(side=THEIRS, case=row.case, sort=GIVE, collection__isnull=False).order_by("pk")
    kept = [key for one in gives for key in unpack(bytes(one.given)) if key]
    names = names_of(kept)
    return Given(
        shelves=tuple(dict.fromkeys(one.collection_id for one in gives)),
        names={digest: stix_id for stix_id, digest in names.values()},
        keys={digest: key for key, (_, digest) in names.items()},
    )


def passed_on(keys: set[int]) -> set[int]:
    """Return which of these objects went from here to another authority, in a bundle or a set."""
    if not keys:
        return set()
    written = IntelBundle.objects.filter(state="written").values_list("given", flat=True)
    sent = IntelSet.objects.filter(side=OURS, sort=GIVE, state__in=[one.value for one in LEFT]).values_list("given", flat=True)
    return {key for packed in (*written, *sent) for key in unpack(bytes(packed)) if key in keys}


def opened_of(keys: set[int]) -> set[int]:
    """Return which of these objects an officer here had opened."""
    pieces = [IntelOpened.objects.filter(object__in=chunk).values_list("object", flat=True) for chunk in _chunks(sorted(keys))]
    return {key for piece in pieces for key in piece}


def _chunks(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    return (keys[at : at + _CHUNK] for at in range(0, len(keys), _CHUNK))


def _collection(row: IntelSet) -> IntelCollection:
    found: IntelCollection | None = row.collection
    if found is None:  # `shelve` comes first
        raise LookupError(row.number)
    return found


def _source(row: IntelSet) -> Source:
    return Source("peer", row.node, row.authority)


def _go_on(row: IntelSet, codes: Sequence[str], *, keys: Sequence[int]) -> None:
    row.outcomes = bytes(row.outcomes) + print_outcomes(codes)
    row.given = bytes(row.given) + pack(keys)
    row.save(update_fields=["outcomes", "given"])


def _code(body: bytes, outcome: Kept | Refusal) -> str:
    """Return the code of what became of an object; why in words is for its giver's own checks."""
    if isinstance(outcome, Kept):
        return RECEIVED
    if outcome.why == CLASH:
        return CLASHING
    if len(body) > LARGEST:
        return TOO_LARGE
    try:
        read_head(body)
    except BadStix:
        return UNREADABLE
    return AGAINST_RULES


def _gone(key: int, gone: set[int], opened: set[int], passed: set[int]) -> str:
    if key not in gone:
        return ABSENT
    if key in passed:
        return GONE_PASSED
    return GONE_OPENED if key in opened else GONE
