"""Takes a MISP event in: its bytes as a document, its view as STIX objects of the collection, each with the label that MISP's words allow.

MISP's distribution is no property of STIX. It becomes a label of this project (`intel.policy.misp`), which is carried by a marking
definition beside the event's own TLP: so the one place that labels objects labels these too, and the stricter of both counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import reduce
from hashlib import sha256
from typing import Any, Final

from django.db import transaction

from comity.directory.home import home
from comity.directory.noting import note
from comity.intel.policy import Label, marking_of, narrowest, print_label
from comity.intel.policy.misp import Distribution, Shared, label_of_misp
from comity.intel.store.clients import Client
from comity.intel.store.granting import Holding
from comity.intel.store.ingesting import CLASH, add_objects, look_at_all
from comity.intel.store.looking import Refusal
from comity.intel.store.sight import Reader
from comity.intel.store.sources import number_of
from comity.intel.vocabularies.noticing import NONE, Notices, notices_of_event
from comity.records.models import IntelDocument
from comity.terms.identifiers import AuthorityId
from comity.terms.instants import Instant
from comity.wire.misp.event import Event
from comity.wire.misp.losses import Loss
from comity.wire.misp.making import Shared as Said
from comity.wire.misp.making import extension
from comity.wire.misp.naming import EXTENSION_AUTHOR, UNKNOWN, derived_id
from comity.wire.misp.observables import OBSERVABLE_TYPES
from comity.wire.misp.refusals import NotTaken
from comity.wire.misp.viewing import View, view_event
from comity.wire.misp.writing import print_foreign

MEDIA_TYPE: Final = "application/json; misp"
_NOT_SAID: Final = -1  # a distribution that MISP does not have: at home
_CLEAR: Final = "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487"
_SUPPORT: Final = frozenset({"marking-definition", "extension-definition"})


@dataclass(frozen=True, slots=True)
class Received:
    """What became of an event: how many objects it is, what its view does not carry, what there is to know of its values and objects."""

    objects: int
    losses: tuple[Loss, ...]
    notices: Notices = NONE


class _ClashError(Exception):
    """Leaves the transaction: an element has other content or another marking, and its version is not later."""


def receive_event(
    event: Event,
    *,
    raw: bytes,
    into: Holding,
    client: Client,
    reader: Reader,
    at: Instant,
    born: int | None = None,
    kept: tuple[str, ...] = (),
) -> Received:
    """Keep an event, and put its view into the collection; all or nothing.

    `raw` are the bytes that came; `born` the second in which the event's objects were made first, where it is here already; `kept` the
    identifiers of what else it holds. A changed marking of the event changes every element, whose own moments MISP leaves as they are: then
    all of them become versions of the event's moment. Raises `MayNotWrite`, `NotTaken` with the first reason.
    """
    into.require_writing()
    try:
        return _put(event, raw=raw, into=into, client=client, reader=reader, at=at, born=born, kept=kept)
    except _ClashError:
        pass
    try:
        return _put(touched(event), raw=raw, into=into, client=client, reader=reader, at=at, born=born, kept=kept)
    except _ClashError as clash:
        raise NotTaken(why=f"{clash}: {CLASH}") from clash


def touched(event: Event) -> Event:
    """Return the event with the event's moment at each of its elements."""
    at = event.timestamp
    return replace(
        event,
        attributes=tuple(replace(one, timestamp=at) for one in event.attributes),
        composites=tuple(
            replace(
                made,
                timestamp=at,
                attributes=tuple(replace(one, timestamp=at) for one in made.attributes),
                references=tuple(replace(one, timestamp=at) for one in made.references),
            )
            for made in event.composites
        ),
        reports=tuple(replace(one, timestamp=at) for one in event.reports),
    )


@transaction.atomic
def _put(
    event: Event, *, raw: bytes, into: Holding, client: Client, reader: Reader, at: Instant, born: int | None, kept: tuple[str, ...]
) -> Received:
    view = view_event(event, born=born)
    raws = [print_foreign(one) for one in labelled(view, owner=client.owner, kept=kept)]
    looked = look_at_all(raws, checks=into.row.checks)
    outcome = add_objects(looked, to=into.target, giver=into.giver(client.owner), source=client.source, reader=reader, at=at)
    for one in outcome:
        # An organisation may be called otherwise by another instance; the name that came first stands.
        if isinstance(one, Refusal) and not (one.why == CLASH and one.stix_id.startswith("identity--")):
            if one.why == CLASH:
                raise _ClashError(one.stix_id)
            raise NotTaken(why=f"{one.stix_id}: {one.why}")
    document = IntelDocument.objects.get_or_create(
        digest=sha256(raw).digest(),
        collection_id=into.pk,
        source_id=number_of(client.source),
        defaults={"media_type": MEDIA_TYPE, "name": event.uuid, "body": raw, "at": at},
    )[0]
    notices = notices_of_event(event)
    facts = {
        "event": event.uuid,
        "collection": into.uuid,
        "digest": bytes(document.digest).hex(),
        "objects": len(raws),
        "lost": len(view.losses),
        "listed": len(notices.listed),
        "lacking": len(notices.lacking),
    }
    note("intel.misp-event-taken", by=str(client.source), at=at, facts=facts)
    return Received(len(raws), view.losses, notices)


def labelled(view: View, *, owner: AuthorityId, kept: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """Return the objects of a view, after the marking definitions of what MISP's distributions allow, which each of them bears.

    Observables and elements of galaxies have no moments, so that two of them with other markings would be one version with two contents:
    their identifiers are made of all that they are. What only supports the others bears no label: it says nothing of the event.
    """
    made: dict[str, dict[str, Any]] = {}
    marked: list[dict[str, Any]] = []
    bound: dict[str, str] = {}
    for one in view.objects:
        if one["type"] in _SUPPORT or one["id"] == EXTENSION_AUTHOR:
            marked.append(one)
        elif one["type"] == "identity" and "object_marking_refs" not in one:
            marked.append(one | {"object_marking_refs": [_CLEAR]})
        else:
            marking = _marking(label_of(view.sharing[one["id"]], owner=owner))
            made[marking["id"]] = marking
            bound[one["id"]] = marking["id"]
            marked.append(one | {"object_marking_refs": [*one.get("object_marking_refs", ()), marking["id"]]})
    names: dict[str, str] = {}
    found = [_renamed(one, names) for one in _pointed_first(marked)]
    whole = next(one for one in found if one["id"] == view.whole)
    bound = {names.get(old, old): marking for old, marking in bound.items()}
    return [*made.values(), *(one for one in found if one is not whole), *_parted(whole, bound, kept)]


def _pointed_first(marked: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Observables that others point to come before them: `build` puts the one that is described first."""
    seen = [one for one in marked if one["type"] in OBSERVABLE_TYPES]
    return [*reversed(seen), *(one for one in marked if one["type"] not in OBSERVABLE_TYPES)]


def _renamed(one: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    """Return an object whose references follow those that were renamed; one without moments of its own is renamed by its content."""
    told = {
        name: _follow(value, names) if name.endswith(("_ref", "_refs")) or name == "body_multipart" else value
        for name, value in one.items()
    }
    if one["type"] in OBSERVABLE_TYPES or (one.get("created") == UNKNOWN and one["type"] not in {*_SUPPORT, "identity"}):
        told["id"] = names[one["id"]] = derived_id(one["type"], print_foreign(told).decode())
    return told


def _follow(value: Any, names: Mapping[str, str]) -> Any:  # noqa: ANN401 # what a reference stands in
    if isinstance(value, list):
        return [_follow(one, names) for one in value]
    if isinstance(value, dict):
        return {name: _follow(inner, names) for name, inner in value.items()}
    return names.get(value, value) if isinstance(value, str) else value


def _parted(whole: dict[str, Any], bound: Mapping[str, str], kept: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return the report with those members alone that are for all its readers, and a grouping for each narrower label with the others.

    A report names what it holds, and a name of something is already known of it: who may not see an element sees neither.
    """
    own = bound[whole["id"]]
    members: dict[str, list[str]] = {own: []}
    for ref in dict.fromkeys([*whole["object_refs"], *kept]):
        members.setdefault(bound.get(ref, own), []).append(ref)
    found = [whole | {"object_refs": members.pop(own) or [whole["created_by_ref"]]}]
    for marking, refs in members.items():
        part = {name: whole[name] for name in ("spec_version", "created_by_ref", "created", "modified", "name")}
        marks = [*(ref for ref in whole["object_marking_refs"] if ref != own), marking]
        part |= {"type": "grouping", "id": derived_id("grouping", whole["id"], marking), "context": "unspecified"}
        found.append(part | {"object_refs": [whole["id"], *refs], "object_marking_refs": marks, "extensions": extension(part=whole["id"])})
    return found


def label_of(said: Said, *, owner: AuthorityId) -> Label:
    """Return the label of an element: the narrowest of what it and everything that holds it says."""
    chain = said.chain or (said,)
    shared = [Shared(_distribution(one), _group(one), one.tags) for one in chain]
    here = home().authority
    outer = [shared[-1] if place < len(shared) - 1 else None for place in range(len(shared))]
    return reduce(narrowest, [label_of_misp(one, owner=owner, home=here, event=event) for one, event in zip(shared, outer, strict=True)])


def _distribution(said: Said) -> int:
    if said.inherits:
        return Distribution.INHERIT
    return _NOT_SAID if said.distribution is None else said.distribution


def _group(said: Said) -> str:
    return said.sharing_group.uuid if said.sharing_group is not None else ""


def _marking(label: Label) -> dict[str, Any]:
    bare = replace(label, owner=None)
    return marking_of(bare, id_=derived_id("marking-definition", "label", print_label(bare)), created=UNKNOWN)
