"""Custody of a case's evidence: permission and sight of the case first, then the deed of `evidence` with the limits of the case."""

from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from typing import BinaryIO

from comity.desk.attaching.refusals import BrokenFile, NoSuchFile, NotHereYet
from comity.desk.custody.terms import terms_of
from comity.desk.filelists import GoneFile, store
from comity.desk.permissions import Verb, holders, require
from comity.desk.visibility import require_visible
from comity.directory.officers import actor, officers_with
from comity.directory.policy import Actor
from comity.evidence import pairing
from comity.evidence.actions import Terms, gives_bytes, is_repeated
from comity.evidence.actions import register_by_hand as register_item
from comity.evidence.actions import register_file as register_act_file
from comity.evidence.actions import take_step as take
from comity.evidence.keeping import vault
from comity.evidence.queries import file_to_register, is_destroyed, item_of
from comity.evidence.refusals import NoSuchTaker
from comity.evidence.states import Kind
from comity.records.models import ActFile, CustodyOffer, CustodyStep, EvidenceItem, Officer, Request
from comity.records.store import pieces_of
from comity.terms.digests import Digest
from comity.terms.instants import Instant


def register_file(
    request: Request, *, env_id: str, digest: str, typed: Mapping[str, str], by: Officer, at: Instant, token: str
) -> EvidenceItem:
    """Take a file of an act of this case into custody. Raises `NoSuchFile`, `NotHereYet`, `BrokenFile`, `GoneFile`, and as `evidence`."""
    _may(request, Verb.KEEP_EVIDENCE, by=by, at=at)
    row = file_to_register(request, env_id=env_id, digest=digest)
    if row is None:
        raise NoSuchFile
    if row.state != "whole":
        raise BrokenFile(name=row.name) if row.state == "broken" else NotHereYet(name=row.name)
    if not store().holds(Digest.parse(row.digest)):
        raise GoneFile(name=row.name)
    terms = terms_of(request, message=row.message_id, theirs=row.message.direction == "in", typed={}, by=actor(by, at=at), at=at)
    path = store().path(Digest.parse(row.digest))
    return register_act_file(row, pieces=pieces_of(path), typed=typed, terms=terms, by=by, at=at, token=token)


def register_by_hand(
    request: Request, *, typed: Mapping[str, str], pieces: Iterable[bytes] | None, name: str, by: Officer, at: Instant, token: str
) -> EvidenceItem:
    """Take into custody what came by another way; `typed["whose"]` is `theirs` where the other side gave it. Raises as `evidence`."""
    who = _may(request, Verb.KEEP_EVIDENCE, by=by, at=at)
    terms = terms_of(request, message=None, theirs=typed.get("whose") == "theirs", typed={}, by=who, at=at)
    return register_item(request, typed=typed, pieces=pieces, name=name, terms=terms, by=by, at=at, token=token)


def take_step(
    request: Request, number: int, kind: Kind, *, typed: Mapping[str, str], by: Officer, at: Instant, token: str
) -> tuple[CustodyStep, BinaryIO | None]:
    """Record a step of one person; where it gives the bytes, return them too, measured just now. Raises as `evidence`.

    The same form sent again gives nothing: each time that bytes are given there is a step that says so.
    """
    who = _may(request, Verb.KEEP_EVIDENCE, by=by, at=at)
    item = item_of(request, number).item
    gives = gives_bytes(item, kind) and not is_repeated(token, by=by)
    terms = _terms(item, typed, by=who, at=at)
    with ExitStack() as undone:
        # Before the step: bytes that cannot be fetched now leave no step that says that they were given.
        lent = _lent(item) if gives else None
        if lent is not None:
            undone.callback(lent.close)
        taken = take(item, kind, typed=typed, terms=terms, by=by, at=at, token=token)
        undone.pop_all()
    return taken, vault().open(Digest.parse(item.sha256)) if gives and lent is None else lent


def propose_step(
    request: Request, number: int, kind: Kind, *, typed: Mapping[str, str], by: Officer, at: Instant, token: str
) -> CustodyOffer:
    """Let a step of two persons wait for the second; `typed["taker"]` is the officer to whom the item is handed over."""
    who = _may(request, Verb.KEEP_EVIDENCE, by=by, at=at)
    item, taker = item_of(request, number).item, typed.get("taker", "") if kind is Kind.HANDED_OVER else ""
    if taker and taker not in {one.officer_id for one in takers(but=by, at=at)}:
        raise NoSuchTaker(name=taker[:80])
    terms = _terms(item, typed, by=who, at=at)
    return pairing.propose_step(item, kind, typed=typed, taker=taker, terms=terms, by=by, at=at, token=token)


def confirm_step(request: Request, number: int, *, by: Officer, at: Instant, token: str) -> CustodyStep:
    """Be the second person. What leaves the house, or is destroyed, wants an officer who may certify; a taker may keep evidence.

    What was destroyed goes from the files beside acts too, where no other case has it.
    """
    held = item_of(request, number)
    waiting = held.offer
    inside = waiting is not None and waiting.kind == Kind.HANDED_OVER.value
    who = _may(request, Verb.KEEP_EVIDENCE if inside else Verb.CERTIFY_DISPOSAL, by=by, at=at)
    terms = _terms(held.item, waiting.told if waiting else {}, by=who, at=at)
    taken = pairing.confirm_step(held.item, terms=terms, by=by, at=at, token=token)
    forget_destroyed(held.item)
    return taken


def drop_step(request: Request, number: int, *, by: Officer, at: Instant, token: str) -> None:
    """Take a proposal back, or decline it."""
    who = _may(request, Verb.READ, by=by, at=at)
    if not any(role in who.roles for verb in (Verb.KEEP_EVIDENCE, Verb.CERTIFY_DISPOSAL) for role in holders(verb)):
        require(who, Verb.KEEP_EVIDENCE)
    pairing.drop_step(item_of(request, number).item, by=by, at=at, token=token)


def takers(*, but: Officer, at: Instant) -> tuple[Officer, ...]:
    """Return the officers to whom an item may be handed over, by name."""
    return tuple(one for one in officers_with(holders(Verb.KEEP_EVIDENCE), at=at) if one.officer_id != but.officer_id)


def forget_destroyed(item: EvidenceItem) -> None:
    """Remove destroyed bytes from the files beside acts as well, unless an act of another case lists the same ones."""
    if is_destroyed(item.sha256) and not ActFile.objects.filter(digest=item.sha256).exclude(message__request=item.request_id).exists():
        store().remove(Digest.parse(item.sha256))


def _lent(item: EvidenceItem) -> BinaryIO | None:
    """Return the bytes of an item; None where there are none such, which is for the step that measures them to say."""
    try:
        return vault().open(Digest.parse(item.sha256))
    except FileNotFoundError:
        return None


def _terms(item: EvidenceItem, typed: Mapping[str, str], *, by: Actor, at: Instant) -> Terms:
    message = item.act_file.message_id if item.act_file is not None else None
    return terms_of(item.request, message=message, theirs=item.theirs, typed=typed, by=by, at=at)


def _may(request: Request, verb: Verb, *, by: Officer, at: Instant) -> Actor:
    who = actor(by, at=at)
    require(who, verb)
    require_visible(request, by=who)
    return who
