"""A bundle of another authority is read: verified, found to be for this node and to follow what was read, and kept. One transaction.

It is opened with this node's keys, where it is sealed. (1) Its header is signed by the giver's node and an officer of it, with keys that
the directory has now. (2) It is for this authority. (3) Its content is what was signed for, to the last byte. (4) It was not read before,
nothing newer was, and nothing is missing before it. (5) What was taken out goes first, then its objects come in, as the giver's: they
bear the giver's markings and say who gave them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from django.db import transaction

from comity.directory.book import book
from comity.directory.home import home
from comity.directory.noting import note
from comity.intel.carrying.closing import opened
from comity.intel.carrying.refusals import BundleContradicts, BundleLate, ForOthers, Gap
from comity.intel.carrying.shelving import Shelf, shelf_for
from comity.intel.carrying.signing import verify_signed
from comity.intel.store.clock import take
from comity.intel.store.ingesting import Kept, Target, add_objects, look_at_all, places_with
from comity.intel.store.labelling import giver_into
from comity.intel.store.looking import HEAD, Candidate, Refusal
from comity.intel.store.principals import principal_of
from comity.intel.store.removing import bury
from comity.intel.store.sight import Reader
from comity.intel.store.sources import Source
from comity.records.models import IntelBundleRead, IntelCollection
from comity.terms.instants import Instant
from comity.wire.bundle import BundleHeader, Content, Removal, missing_before, parse_content, split_bundle, whole_up_to

OPERATOR: Final = "operator"


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a bundle. `fresh` is False where it had been read before: nothing was changed then. `missing` are numbers not read."""

    header: BundleHeader
    collection: str
    fresh: bool
    added: int = 0
    removed: int = 0
    refused: Sequence[Refusal] = field(default=())
    missing: Sequence[int] = field(default=())


def read_bundle_file(data: bytes, *, at: Instant, with_gap: bool = False) -> Received:
    """Keep what the file `data` brings; `with_gap` takes one before which others are missing. Raises `Refused`, and then nothing is kept.

    A second reading of the same file changes nothing, and says so.
    """
    statement, rest = split_bundle(opened(data))
    header = verify_signed(statement, at=at)
    if header.to != home().authority:
        raise ForOthers(to=header.to, ours=home().authority, giver=header.authority)
    content = parse_content(rest, header=header)
    looked = look_at_all(content.objects, checks=HEAD)
    with transaction.atomic():
        before = _read_before(header)
        if any(bytes(one.digest) == header.digest.raw for one in before):
            return Received(header, before[0].collection.uuid, fresh=False)
        missing = _require_next(header, before, with_gap=with_gap)
        collection = before[0].collection if before else shelf_for(_label_of(header), at=at)
        return _keep(header, content, looked, collection, missing, at=at)


def _read_before(header: BundleHeader) -> list[IntelBundleRead]:
    """Return what was read of the same collection, in order. Where ours was closed since, nothing counts: it begins anew in another one."""
    whose = {"authority": str(header.authority), "theirs": header.collection, "collection__closed_at__isnull": True}
    return list(IntelBundleRead.objects.filter(**whose).select_related("collection").order_by("number"))


def _require_next(header: BundleHeader, before: Sequence[IntelBundleRead], *, with_gap: bool) -> tuple[int, ...]:
    """Return which bundles are missing all the same."""
    read = [(one.number, one.after) for one in before]
    last = read[-1][0] if read else 0
    for one in before:
        same = one.number == header.number
        if same or (one.number == header.number - 1 and header.previous is not None and bytes(one.digest) != header.previous.raw):
            raise BundleContradicts(number=header.number, giver=header.authority, other=one.number)
    if header.number < last:
        raise BundleLate(number=header.number, giver=header.authority, last=last, whole=whole_up_to(read))
    missing = missing_before(header, read=read)
    if any(number > last for number in missing) and not with_gap:
        numbers = ", ".join(map(str, missing))
        raise Gap(number=header.number, giver=header.authority, missing=numbers, whole=whole_up_to(read))
    return missing


def _label_of(header: BundleHeader) -> Shelf:
    return Shelf(header.authority, header.collection, header.title, header.fields, header.unmarked)


def _keep(
    header: BundleHeader,
    content: Content,
    looked: Sequence[Candidate | Refusal],
    collection: IntelCollection,
    missing: tuple[int, ...],
    *,
    at: Instant,
) -> Received:
    giver = book(home()).authority(header.authority)
    source = Source("peer", str(header.node), str(header.authority))
    removed = _take_out(collection.pk, content.removed, source=source, at=at)
    outcome = add_objects(
        looked,
        to=Target(collection.pk, collection.uuid, collection.checks),
        giver=giver_into(collection, owner=header.authority, home=home().authority),
        source=source,
        reader=Reader(principal_of(giver)),
        at=at,
    )
    IntelBundleRead.objects.create(
        authority=str(header.authority),
        theirs=header.collection,
        number=header.number,
        after=header.after,
        digest=header.digest.raw,
        collection=collection,
        made_at=header.made,
        read_at=at,
    )
    refused = [one for one in outcome if isinstance(one, Refusal)]
    added = sum(isinstance(one, Kept) and one.fresh for one in outcome)
    facts = {
        "giver": str(header.authority),
        "node": str(header.node),
        "theirs": header.collection,
        "collection": collection.uuid,
        "number": header.number,
        "digest": str(header.digest),
        "objects": header.objects,
        "added": added,
        "removed": removed,
        "refused": len(refused),
        "missing": list(missing),
    }
    note("intel.bundle-read", by=OPERATOR, at=at, facts=facts)
    return Received(header, collection.uuid, fresh=True, added=added, removed=removed, refused=refused, missing=missing)


def _take_out(collection: int, removed: Sequence[Removal], *, source: Source, at: Instant) -> int:
    """Take out what the giver took out, of what the giver gave; what never came here is passed over."""
    places = places_with(collection, [(one.stix_id, one.digest.raw) for one in removed], owner=source.owner)
    if places:
        bury(collection, places, clock=take(), source=source, at=at)
    return len(places)
