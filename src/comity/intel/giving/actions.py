"""Deeds of lots: bring, submit, agree, send back, set aside. What others may read is agreed to by a second officer before it is there."""

from typing import Final

from django.db import transaction

from comity.directory.noting import note
from comity.directory.once import once
from comity.intel.giving.cutting import cut
from comity.intel.giving.progress import go_on
from comity.intel.giving.rehearsing import rehearse, store
from comity.intel.giving.states import WORDS, LotState, require_move
from comity.intel.reading.onlooking import Onlooker
from comity.intel.reading.policy import require_agree, require_keep
from comity.intel.reading.refusals import LotMoved, NoLot, NothingToStore, TooManyAudiences
from comity.intel.store.granting import READ, Holding, opened_to
from comity.intel.store.ingesting import Kept
from comity.intel.store.refusals import NoCollection
from comity.records.models import IntelCollection, IntelLot, Officer
from comity.terms.digests import Digest
from comity.terms.identifiers import OfficerId
from comity.terms.json import JsonValue

_REASON: Final = 500
MOST_LABELS: Final = 20  # of one lot that others may read: somebody looks through all of them


@transaction.atomic
def bring_lot(data: bytes, *, into: str, eye: Onlooker, by: Officer, token: str, file: str = "", origin: str = "brought") -> IntelLot:
    """Keep bytes that an officer wants in a collection; nothing is in it by that. Raises as `cut` does, and `MayNotWrite`."""
    require_keep(eye.actor)
    holding = writable(eye, into)

    def keep() -> str:
        made = IntelLot.objects.create(
            collection_id=holding.pk,
            authority=str(eye.authority),
            origin=origin,
            file=file[:200],
            body=data,
            digest=str(Digest.of(data)),
            came=len(cut(data)),
            made_by=by.officer_id,
            made_at=eye.at,
        )
        note("intel.lot-brought", by=by, at=eye.at, facts=_facts(made, origin=origin, digest=made.digest, came=made.came))
        return str(made.pk)

    return IntelLot.objects.get(pk=int(once(token, keep, officer=by, verb="intel.lot-brought", at=eye.at)))


@transaction.atomic
def submit_lot(number: int, *, eye: Onlooker, by: Officer) -> IntelLot:
    """Ask for a second officer, or store at once what nobody but this authority can read. Raises `NothingToStore`, `LotMoved`."""
    require_keep(eye.actor)
    lot = _locked(number, eye)
    holding = writable(eye, lot.collection.uuid)
    if not needs_second(lot):
        return _store(lot, holding, eye, by)
    require_move(LotState(lot.state), LotState.WAITING)
    told = rehearse(lot, into=holding, eye=eye)
    if not told.fresh:
        raise NothingToStore
    if len(told.labels) > MOST_LABELS:
        raise TooManyAudiences(count=len(told.labels), most=MOST_LABELS)
    lot.state, lot.returned_for = LotState.WAITING, ""
    lot.save(update_fields=["state", "returned_for"])
    note("intel.lot-submitted", by=by, at=eye.at, facts=_facts(lot))
    return lot


@transaction.atomic
def agree_to_lot(number: int, *, eye: Onlooker, by: Officer) -> IntelLot:
    """Store what waits, as its second officer; its bytes are what they were since it was brought. Raises `OwnLot`, `LotMoved`."""
    lot = _locked(number, eye)
    require_agree(eye.actor, made_by=OfficerId(lot.made_by))
    if lot.state != LotState.WAITING:
        raise LotMoved(standing=WORDS[LotState(lot.state)])
    return _store(lot, writable(eye, lot.collection.uuid), eye, by)


@transaction.atomic
def send_lot_back(number: int, *, reason: str, eye: Onlooker, by: Officer) -> IntelLot:
    """Give a lot back to whoever made it, with a reason. Raises `OwnLot`, `LotMoved`."""
    lot = _locked(number, eye)
    require_agree(eye.actor, made_by=OfficerId(lot.made_by))
    return _move(lot, LotState.OPEN, eye, by, name="intel.lot-returned", returned_for=reason.strip()[:_REASON])


@transaction.atomic
def set_lot_aside(number: int, *, eye: Onlooker, by: Officer) -> IntelLot:
    """End a lot without storing it; it stays here with what became of it. Raises `LotMoved`."""
    require_keep(eye.actor)
    return _move(_locked(number, eye), LotState.SET_ASIDE, eye, by, name="intel.lot-set-aside")


def needs_second(lot: IntelLot) -> bool:
    """Say whether anybody but the authority of its officer may read the collection: then a second officer agrees."""
    return bool(opened_to(lot.collection, READ) - {f"authority:{lot.authority}"})


def writable(eye: Onlooker, name: str) -> Holding:
    """Return a collection that they may put objects into; raises `NoCollection`, `MayNotWrite`."""
    found = eye.holdings.get(name)
    if found is None:
        raise NoCollection(name=name[:80])
    found.require_writing()
    return found


def _store(lot: IntelLot, holding: Holding, eye: Onlooker, by: Officer) -> IntelLot:
    require_move(LotState(lot.state), LotState.STORED)
    outcome = store(lot, cut(bytes(lot.body)), into=holding, eye=eye).outcome
    fresh = sum(isinstance(one, Kept) and one.fresh for one in outcome)
    if not fresh:
        raise NothingToStore
    go_on(lot, fresh=fresh)
    lot.stored, lot.refused = fresh, sum(not isinstance(one, Kept) for one in outcome)
    return _move(lot, LotState.STORED, eye, by, name="intel.lot-stored", stored=fresh)


def _move(lot: IntelLot, to: LotState, eye: Onlooker, by: Officer, *, name: str, returned_for: str = "", **facts: JsonValue) -> IntelLot:
    require_move(LotState(lot.state), to)
    lot.state, lot.returned_for, lot.decided_by, lot.decided_at = to, returned_for, by.officer_id, eye.at
    lot.save(update_fields=["state", "returned_for", "decided_by", "decided_at", "stored", "refused"])
    note(name, by=by, at=eye.at, facts=_facts(lot, **facts))
    return lot


def _locked(number: int, eye: Onlooker) -> IntelLot:
    found = (
        IntelLot.objects.select_for_update(of=("self",))
        .select_related("collection")
        .filter(pk=number, authority=str(eye.authority))
        .first()
    )
    if found is None:
        raise NoLot(number=number)
    return found


def _facts(lot: IntelLot, **more: JsonValue) -> dict[str, JsonValue]:
    collection: IntelCollection = lot.collection
    return {"lot": lot.pk, "collection": collection.uuid, "made_by": lot.made_by, **more}
