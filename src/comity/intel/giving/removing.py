"""Taking out what this authority gave: one officer asks and says why, another agrees. The bytes stay, and nobody is shown them.

What was shown cannot be taken back by that; so the removal keeps who could see the object, and where it had gone.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final

from django.db import transaction

from comity.directory.noting import note
from comity.directory.once import once
from comity.intel.carrying.choosing import unpack
from comity.intel.giving.actions import writable
from comity.intel.reading.objects import find, label_numbered, verdicts
from comity.intel.reading.onlooking import Onlooker
from comity.intel.reading.policy import require_keep, require_second
from comity.intel.reading.refusals import NoRemoval, ObjectMoved, ReasonMissing, RemovalAsked, RemovalMoved
from comity.intel.store.clock import look
from comity.intel.store.granting import Holding
from comity.intel.store.removing import removable, remove_object
from comity.intel.store.sources import Source
from comity.records.models import IntelBundle, IntelFeedLine, IntelFeedResult, IntelRemoval, IntelTombstone, Officer
from comity.terms.identifiers import OfficerId
from comity.terms.json import JsonValue
from comity.terms.speech import gettext_noop
from comity.wire.taxii.filters import Filters

PAGE: Final = 50
_REASON: Final = 500


class RemovalState(StrEnum):
    """Waiting for a second officer, done, not agreed to, taken back by whoever asked."""

    WAITING = "waiting"
    REMOVED = "removed"
    REFUSED = "refused"
    TAKEN_BACK = "taken-back"


WORDS: Final[Mapping[RemovalState, str]] = {
    RemovalState.WAITING: gettext_noop("waiting for a second officer"),
    RemovalState.REMOVED: gettext_noop("taken out"),
    RemovalState.REFUSED: gettext_noop("not agreed to"),
    RemovalState.TAKEN_BACK: gettext_noop("taken back by whoever asked"),
}


@transaction.atomic
def ask_removal(name: str, stix_id: str, *, reason: str, eye: Onlooker, by: Officer, token: str) -> IntelRemoval:
    """Ask that all versions of an object be taken out. Raises `NoObject`, `NotTheirs`, `MayNotWrite`, `ReasonMissing`, `RemovalAsked`."""
    require_keep(eye.actor)
    said = reason.strip()[:_REASON]
    if not said:
        raise ReasonMissing
    holding = eye.holding(name)

    def ask() -> str:
        found = find(eye, holding, stix_id)
        places = [row[0] for row in _rows(found.stix_id, holding, eye)]
        asked = IntelRemoval.objects.filter(collection_id=holding.pk, stix_id=found.stix_id, state=RemovalState.WAITING)
        if asked.filter(authority=str(eye.authority)).exists():
            raise RemovalAsked
        made = IntelRemoval.objects.create(
            collection_id=holding.pk,
            authority=str(eye.authority),
            stix_id=found.stix_id,
            title=found.said.title if found.said else "",
            places=places,
            reason=said,
            asked_by=by.officer_id,
            asked_at=eye.at,
        )
        note("intel.removal-asked", by=by, at=eye.at, facts=_facts(made))
        return str(made.pk)

    return IntelRemoval.objects.get(pk=int(once(token, ask, officer=by, verb="intel.removal-asked", at=eye.at)))


@transaction.atomic
def agree_to_removal(number: int, *, eye: Onlooker, by: Officer) -> IntelRemoval:
    """Take it out, as its second officer. Raises `OwnRemoval`, `RemovalMoved`, `ObjectMoved`; `NoObject` where it is out already."""
    found = _waiting(number, eye)
    require_second(eye.actor, asked_by=OfficerId(found.asked_by))
    holding = writable(eye, found.collection.uuid)
    rows = _rows(found.stix_id, holding, eye)
    if [row[0] for row in rows] != found.places:
        raise ObjectMoved
    found.shown = _shown(found, rows, holding, eye)
    source = Source("officer", found.asked_by, found.authority)
    remove_object(found.stix_id, filters=Filters(), from_=holding, source=source, reader=eye.reader, at=eye.at)
    return _move(found, RemovalState.REMOVED, eye, by, name="intel.removal-agreed")


@transaction.atomic
def refuse_removal(number: int, *, reason: str, eye: Onlooker, by: Officer) -> IntelRemoval:
    """Leave it where it is, as its second officer. Raises `OwnRemoval`, `RemovalMoved`."""
    found = _waiting(number, eye)
    require_second(eye.actor, asked_by=OfficerId(found.asked_by))
    return _move(found, RemovalState.REFUSED, eye, by, name="intel.removal-refused", said=reason.strip()[:_REASON])


@transaction.atomic
def take_back_removal(number: int, *, eye: Onlooker, by: Officer) -> IntelRemoval:
    """End it without a second officer: nothing is taken out. Raises `RemovalMoved`."""
    require_keep(eye.actor)
    return _move(_waiting(number, eye), RemovalState.TAKEN_BACK, eye, by, name="intel.removal-taken-back")


def find_removal(number: int, eye: Onlooker) -> IntelRemoval:
    """Return one of their authority; raises `NoRemoval`."""
    found = IntelRemoval.objects.select_related("collection").filter(pk=number, authority=str(eye.authority)).first()
    if found is None:
        raise NoRemoval
    return found


def removals(eye: Onlooker, *, waiting: bool = False) -> tuple[IntelRemoval, ...]:
    """Return the last ones of their authority, the newest first; of those that wait, the oldest first."""
    rows = IntelRemoval.objects.select_related("collection").filter(authority=str(eye.authority))
    return tuple(rows.filter(state=RemovalState.WAITING).order_by("pk")[:PAGE] if waiting else rows.order_by("-pk")[:PAGE])


def removal_of(stix_id: str, holding: Holding, eye: Onlooker) -> IntelRemoval | None:
    """Return the one that waits for this object in this collection, if there is one."""
    rows = IntelRemoval.objects.filter(collection_id=holding.pk, stix_id=stix_id, authority=str(eye.authority), state=RemovalState.WAITING)
    return rows.first()


def tombstones(removal: IntelRemoval) -> tuple[IntelTombstone, ...]:
    """Return what says that its versions are out, in their order."""
    rows = IntelTombstone.objects.select_related("object").filter(collection=removal.collection_id, added__in=removal.places)
    return tuple(rows.filter(removed__gte=removal.asked_at.micros).defer("object__body").order_by("removed"))


def _rows(stix_id: str, holding: Holding, eye: Onlooker) -> Sequence[tuple[Any, ...]]:
    """Return the places that it would empty (`scanning.PLACES`)."""
    owner = str(eye.authority)
    return removable(stix_id, filters=Filters(), from_=holding, owner=owner, reader=eye.reader, clock=look(), at=eye.at)


def _shown(removal: IntelRemoval, rows: Sequence[tuple[Any, ...]], holding: Holding, eye: Onlooker) -> dict[str, JsonValue]:
    """Return who of the directory could see a version, to which feeds it was sent, in which bundles it was given."""
    labels = [label_numbered(number) for number in sorted({row[2] for row in rows})]
    seers = {str(one.authority.id) for label in labels for one in verdicts(label, holding, at=eye.at) if one.sees}
    sent = IntelFeedResult.objects.filter(line__in=_lines(holding), stix_id=removal.stix_id, outcome__in=("taken", "known"))
    feeds = sorted(set(sent.values_list("line__feed__name", flat=True)))
    return {
        "authorities": sorted(seers - {removal.authority}),
        "feeds": list(feeds),
        "bundles": list(_bundles({row[1] for row in rows}, holding)),
    }


def _lines(holding: Holding) -> Any:  # noqa: ANN401 -- a query set, which has no types here
    return IntelFeedLine.objects.filter(local=holding.uuid, feed__direction="push")


def _bundles(objects: set[int], holding: Holding) -> Iterable[str]:
    rows = IntelBundle.objects.filter(collection_id=holding.pk, state="written").order_by("id")
    for authority, number, given in rows.values_list("authority", "number", "given"):
        if not objects.isdisjoint(unpack(bytes(given))):
            yield f"{authority} {number}"


def _waiting(number: int, eye: Onlooker) -> IntelRemoval:
    rows = IntelRemoval.objects.select_for_update(of=("self",)).select_related("collection")
    found = rows.filter(pk=number, authority=str(eye.authority)).first()
    if found is None:
        raise NoRemoval
    if found.state != RemovalState.WAITING:
        raise RemovalMoved(standing=WORDS[RemovalState(found.state)])
    return found


def _move(found: IntelRemoval, to: RemovalState, eye: Onlooker, by: Officer, *, name: str, said: str = "") -> IntelRemoval:
    found.state, found.decided_by, found.decided_at, found.said = to, by.officer_id, eye.at, said
    found.save()
    note(name, by=by, at=eye.at, facts=_facts(found))
    return found


def _facts(found: IntelRemoval) -> dict[str, JsonValue]:
    return {
        "removal": found.pk,
        "collection": found.collection.uuid,
        "object": found.stix_id,
        "versions": len(found.places),
        "asked_by": found.asked_by,
    }
