"""A bundle for another authority: one officer proposes it, another approves the very bytes, and it is written. Each is one transaction.

The number is given when it is proposed, so that the approver signs what they read; a newer proposal for the same authority drops the
older one, so no number is lost. What a bundle holds is kept, and the file can be written again: that is a copy, not another decision.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db import transaction

from comity.directory.book import book
from comity.directory.freshness import require_fresh
from comity.directory.home import home
from comity.directory.keyfiles import node_keys
from comity.directory.noting import note
from comity.directory.officers import actor
from comity.directory.policy import Role, require_one_of
from comity.intel.carrying.choosing import Choice, choose, pack, seen_by, standing_after, unpack, written_for
from comity.intel.carrying.refusals import BundleOutdated, BundleStands, NoBundle, NoSuchBundleBefore, NothingToCarry, OwnBundle
from comity.intel.carrying.signing import verify_signed
from comity.intel.policy import parse_label
from comity.intel.store.clock import take
from comity.intel.store.granting import collection_named
from comity.intel.store.ingesting import bodies_of
from comity.records.models import IntelBundle, IntelCollection, Officer
from comity.seal.keys import SigningKey
from comity.seal.statement import sign_statement
from comity.terms.digests import Digest
from comity.terms.identifiers import AuthorityId
from comity.terms.instants import Instant
from comity.wire.bundle import HEADER_TYPE, BundleHeader, Removal, parse_header, print_bundle, print_content, print_header
from comity.wire.stix import read_head

OPERATOR: Final = "operator"
MOST_WITHHELD: Final = 1000  # that a proposal names
_PROPOSERS: Final = (Role.DRAFTER, Role.APPROVER, Role.SUPERVISOR)


@dataclass(frozen=True, slots=True)
class Item:
    """One object of a bundle, for whoever approves it."""

    stix_id: str
    kind: str
    version: str
    name: str


@dataclass(frozen=True, slots=True)
class Stays:
    """One object that does not go, and the code of the reason (`policy.SENTENCES`)."""

    stix_id: str
    why: str


@transaction.atomic
def propose_bundle(name: str, *, to: AuthorityId, by: Officer, at: Instant, after: int | None = None) -> IntelBundle:
    """Propose a bundle of the collection `name` with what `to` may be given and did not get with the bundles up to `after`.

    Without `after` it follows the last that was written. Raises `NotAllowed`, `MandateLapsed`, `NoCollection`, `NotInDirectory`,
    `NotForThem`, `NoSuchBundleBefore`, `NothingToCarry`.
    """
    require_one_of(actor(by, at=at), _PROPOSERS)
    collection, directory, ours = collection_named(name), book(home()), home().authority
    there = directory.authority(to)
    written = written_for(collection, to)
    last = written[-1].number if written else 0
    after = last if after is None else after
    if not 0 <= after <= last:
        raise NoSuchBundleBefore(number=after, authority=to)
    standing = standing_after(written, after)
    going = seen_by(collection, there, sender=directory.authority(ours), clock=take(), at=at, had=standing.surely)
    choice = choose(collection, going, standing)
    if not choice.objects and not choice.removed:
        raise NothingToCarry(authority=to)
    header = _header(collection, choice, to=to, number=last + 1, after=after, previous=written[-1] if written else None, at=at)
    IntelBundle.objects.filter(collection=collection, authority=str(to), state="proposed").update(state="dropped")
    made = IntelBundle.objects.create(
        collection=collection,
        authority=str(to),
        number=header.number,
        after=after,
        header=print_header(header),
        given=pack([key for _, key in choice.objects]),
        taken_out=pack(choice.removed),
        withheld=[[key, code] for key, code in choice.withheld[:MOST_WITHHELD]],
        proposed_by=by.officer_id,
        proposed_at=at,
    )
    facts = _facts(made, header) | {"withheld": len(choice.withheld), "cut": choice.cut}
    note("intel.bundle-proposed", by=by, at=at, facts=facts)
    return made


@transaction.atomic
def write_bundle(pk: int, *, by: Officer, key: SigningKey, at: Instant) -> bytes:
    """Approve a proposed bundle as another officer, sign it with the node's key and theirs, and return the file.

    Raises `NoBundle`, `BundleStands`, `OwnBundle`, `NotAllowed`, `NotForThem`, `DirectoryOverdue`, and `BundleOutdated` where
    it may not go as proposed.
    """
    require_one_of(actor(by, at=at), (Role.APPROVER,))
    require_fresh(home(), at=at)  # it leaves by hand, and leaves all the same
    found = _locked(pk, "proposed")
    if found.proposed_by == by.officer_id:
        raise OwnBundle(name=by.name)
    directory, payload = book(home()), bytes(found.header)
    there, ours = directory.authority(AuthorityId(found.authority)), directory.authority(home().authority)
    had = standing_after(written_for(found.collection, there.id), found.after).surely
    may = {number for _, number, _ in seen_by(found.collection, there, sender=ours, clock=take(), at=at, had=had)}
    gone = sum(number not in may for number in unpack(bytes(found.given)))
    if gone or found.collection.closed_at is not None:
        raise BundleOutdated(count=gone)
    found.statement = sign_statement(payload, payload_type=HEADER_TYPE, keys=[node_keys(home()).signing, key])
    verify_signed(bytes(found.statement), at=at)  # as whoever reads it will: a key that the directory has not would be found there
    found.state, found.approved_by, found.approved_at = "written", by.officer_id, at
    found.save()
    note("intel.bundle-written", by=by, at=at, facts=_facts(found, parse_header(payload)))
    return _file(found)


@transaction.atomic
def copy_bundle(pk: int, *, at: Instant) -> bytes:
    """Return the file of a bundle that was written before, byte for byte; raises `NoBundle`, `BundleStands`."""
    found = _locked(pk, "written")
    note("intel.bundle-copied", by=OPERATOR, at=at, facts=_facts(found, parse_header(bytes(found.header))))
    return _file(found)


def bundles() -> list[IntelBundle]:
    """Return every bundle that was proposed here and not dropped, the newest last."""
    return list(IntelBundle.objects.exclude(state="dropped").select_related("collection").order_by("pk"))


def bundle_numbered(pk: int) -> IntelBundle:
    """Return one of them; raises `NoBundle`."""
    found = IntelBundle.objects.select_related("collection").filter(pk=pk).first()
    if found is None:
        raise NoBundle(name=pk)
    return found


def items_of(bundle: IntelBundle) -> list[Item]:
    """Return what a bundle holds, in order."""
    heads = map(read_head, _bodies(unpack(bytes(bundle.given))))
    return [Item(one.id, one.type, one.modified or one.created or "", one.name) for one in heads]


def withheld_from(bundle: IntelBundle) -> list[Stays]:
    """Return what stayed when it was proposed, because of what it names, with the code of the reason."""
    found = bodies_of([key for key, _ in bundle.withheld])
    return [Stays(read_head(found[key]).id, code) for key, code in bundle.withheld]


def told_of(bundle: IntelBundle) -> dict[str, str | int | bool]:
    """Return what is told of a bundle to whoever proposes, approves and carries it."""
    header = parse_header(bytes(bundle.header))
    signed = {"state": bundle.state, "proposed_by": bundle.proposed_by, "approved_by": bundle.approved_by}
    return {**_facts(bundle, header), **signed, "more": header.more}


def _header(
    collection: IntelCollection,
    choice: Choice,
    *,
    to: AuthorityId,
    number: int,
    after: int,
    previous: IntelBundle | None,
    at: Instant,
) -> BundleHeader:
    dates = sorted(Instant(added) for added, _ in choice.objects)
    content = _content([key for _, key in choice.objects], choice.removed)
    return BundleHeader(
        node=home().node,
        authority=home().authority,
        to=to,
        collection=collection.uuid,
        title=collection.title,
        fields=tuple(sorted(collection.fields)),
        unmarked=parse_label(collection.label).tlp if collection.label else None,
        number=number,
        after=after,
        previous=None if previous is None else Digest.of(bytes(previous.header)),
        made=at,
        first=dates[0] if dates else None,
        last=dates[-1] if dates else None,
        objects=len(choice.objects),
        removed=len(choice.removed),
        content=Digest.of(content),
        more=choice.more,
    )


def _file(bundle: IntelBundle) -> bytes:
    return print_bundle(bytes(bundle.statement), _content(unpack(bytes(bundle.given)), unpack(bytes(bundle.taken_out))))


def _content(given: Sequence[int], taken_out: Sequence[int]) -> bytes:
    heads = [(read_head(body), body) for body in _bodies(taken_out)]
    removed = [Removal(head.id, head.modified or head.created or "", Digest.of(body)) for head, body in heads]
    return print_content(_bodies(given), removed)


def _bodies(keys: Sequence[int]) -> list[bytes]:
    found = bodies_of(keys)
    return [found[key] for key in keys]


def _locked(pk: int, state: str) -> IntelBundle:
    found = IntelBundle.objects.select_for_update(of=("self",)).select_related("collection").filter(pk=pk).first()
    if found is None:
        raise NoBundle(name=pk)
    if found.state != state:
        raise BundleStands(name=pk, state=found.state)
    return found


def _facts(bundle: IntelBundle, header: BundleHeader) -> dict[str, str | int]:
    return {
        "bundle": bundle.pk,
        "collection": header.collection,
        "for": str(header.to),
        "number": header.number,
        "after": header.after,
        "digest": str(header.digest),
        "objects": header.objects,
        "removed": header.removed,
    }
