"""STIX 2.1 objects as one MISP event: what came from a view comes back as it was; what others wrote becomes what MISP has for it.

The extension is a stranger's word: it is believed where the object itself says the same (its pattern, its observables, its markings), and
otherwise noted and set aside. Markings are never dropped: one that MISP has no tag for becomes TLP:RED.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from comity.terms.refusals import Refused
from comity.wire.misp import members, parsing
from comity.wire.misp.event import Event, Org, Tag
from comity.wire.misp.gathering import Gathering, strictest_tags, told_of
from comity.wire.misp.linking import find_pairs, take_opinion, take_relationship, take_sighting
from comity.wire.misp.losses import Loss, Losses
from comity.wire.misp.naming import EXTENSION_AUTHOR, derived_uuid, moment, seconds_of
from comity.wire.misp.sound import sound
from comity.wire.misp.tagging import OLD_MARKINGS, PAP_OF, TLP_OF, tags_of
from comity.wire.misp.taking import (
    take_custom_attribute,
    take_custom_object,
    take_identity,
    take_indicator,
    take_named,
    take_note,
    take_observed,
)

_WHOLES: Final = ("report", "grouping")
_RISKS: Final = {'misp:threat-level="high-risk"': 1, 'misp:threat-level="medium-risk"': 2, 'misp:threat-level="low-risk"': 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Unviewed:
    """The event, what was lost, and under which UUID each object stands in it."""

    event: Event
    losses: tuple[Loss, ...]
    uuids: Mapping[str, str]


_TAKERS: Final[Mapping[str, Callable[[Gathering, Mapping[str, Any]], None]]] = {
    "indicator": take_indicator,
    "observed-data": take_observed,
    "note": take_note,
    "identity": take_identity,
    "x-misp-attribute": take_custom_attribute,
    "x-misp-object": take_custom_object,
    **dict.fromkeys(
        (
            *("vulnerability", "threat-actor", "campaign", "malware", "tool", "attack-pattern", "intrusion-set", "course-of-action"),
            *("location", "infrastructure", "x-misp-galaxy-cluster"),
        ),
        take_named,
    ),
}
_LINKS: Final[Mapping[str, Callable[[Gathering, Mapping[str, Any]], None]]] = {
    "relationship": take_relationship,
    "sighting": take_sighting,
    "opinion": take_opinion,
}
_SILENT: Final = frozenset({"extension-definition"})


def unview_event(objects: Iterable[Mapping[str, Any]], *, whole: str = "", info: str = "", day: str = "") -> Unviewed:
    """Return `objects` as one event.

    `whole` is the identifier of the report or grouping that the event is; without it the first of the objects is taken, and without any an
    event is made of `info` and `day` (YYYY-MM-DD), with a UUID derived from both. Objects are STIX: `comity.wire.stix` has looked at them.
    """
    losses = Losses()
    known = {str(one["id"]): sound(one, losses) for one in objects}
    head = known.get(whole) or next((one for one in known.values() if one["type"] in _WHOLES), None)
    event, inherited = _head(head, known, losses, info, day)
    gathering = Gathering(
        objects=known,
        losses=losses,
        author=str(head.get("created_by_ref", "")) if head else "",
        born=moment(seconds_of(f"{event.date}T00:00:00Z") or 0),
        inherited=inherited,
    )
    gathering.taken[event.uuid] = str(head["id"]) if head else ""
    if head:
        gathering.note_unsaid(head, ("name", "object_refs", "published", "context"))
    find_pairs(gathering)
    for takers in (_TAKERS, _LINKS):
        for identifier, one in known.items():
            if identifier == (head or {}).get("id") or one["type"] in _SILENT or identifier == EXTENSION_AUTHOR:
                continue
            taker = takers.get(one["type"])
            if taker is not None:
                taker(gathering, one)
    _rest(gathering, head)
    galaxies = tuple(
        galaxy for identifier, galaxy in gathering.clusters.items() if identifier not in gathering.placed or _is_member(head, identifier)
    )
    names = [Tag(name=galaxy.clusters[0].tag_name) for galaxy in galaxies if galaxy.clusters[0].tag_name]
    made = replace(
        event,
        tags=tuple(strictest_tags([*event.tags, *gathering.tags, *names])),
        attributes=tuple(gathering.attributes.values()),
        composites=tuple(gathering.made.values()),
        reports=tuple(gathering.reports),
        galaxies=galaxies,
    )
    uuids = {identifier: own for own, identifier in gathering.taken.items()}
    return Unviewed(event=made, losses=tuple(losses.found), uuids=uuids)


def _is_member(head: Mapping[str, Any] | None, identifier: str) -> bool:
    """An element that an attribute has is one of the event too only where this view's extension of the event says so."""
    told = told_of(head, "galaxies") if head else None
    return isinstance(told, list) and identifier in told


def _head(
    head: Mapping[str, Any] | None, known: Mapping[str, Mapping[str, Any]], losses: Losses, info: str, day: str
) -> tuple[Event, frozenset[str]]:
    """Return the event without what is in it, and the markings that it has."""
    if head is None:
        return Event(uuid=derived_uuid("event", info, day), info=info or "?", date=day or "1970-01-01"), frozenset()
    own = str(head["id"]).partition("--")[2].lower()
    stamp = seconds_of(str(head.get("modified", ""))) or 0
    told = told_of(head, "event")
    creator = known.get(str(head.get("created_by_ref", "")))
    orgc = Org(uuid=str(creator["id"]).partition("--")[2], name=str(creator.get("name", ""))) if creator else None
    fields: dict[str, Any] = {
        "uuid": own,
        "info": str(head.get("name", "?")),
        "published": told.get("published", False) if isinstance(told, dict) else True,
        "timestamp": stamp,
    }
    try:
        event = members.take({**(told if isinstance(told, dict) else {}), **fields}, parsing.EVENT, "event")
    except Refused:
        losses.note(str(head["id"]), "extension-disagrees")
        event = members.take(fields, parsing.EVENT, "event")
    refs = frozenset(head.get("object_marking_refs", ()))
    for one in refs & OLD_MARKINGS:
        losses.note(f"{head['id']}/object_marking_refs", "marking-renamed", TLP_OF[one])
    tags, foreign = tags_of(head.get("object_marking_refs", ()), [one for one in head.get("labels", ()) if one not in _RISKS])
    for one in foreign:
        losses.note(f"{head['id']}/object_marking_refs", "marking-foreign", one)
    if foreign:
        tags.append(Tag(name="tlp:red"))
    names = {tag.name.lower() for tag in event.tags}
    risks = [_RISKS[one] for one in head.get("labels", ()) if one in _RISKS]
    published = seconds_of(str(head.get("published", ""))) or 0
    return (
        replace(
            event,
            tags=(*event.tags, *(tag for tag in tags if tag.name.lower() not in names)),
            orgc=event.orgc or (None if isinstance(told, dict) else orgc),
            date=event.date or str(head.get("published", head.get("created", "1970-01-01")))[:10],
            threat_level=event.threat_level if isinstance(told, dict) and "threat_level_id" in told else (risks or [4])[0],
            publish_timestamp=event.publish_timestamp if isinstance(told, dict) else published,
        ),
        refs,
    )


def _rest(gathering: Gathering, head: Mapping[str, Any] | None) -> None:
    """Note the objects that nothing took: of a type without a form in MISP, or an observable that no observed data has."""
    used = {ref for one in gathering.objects.values() if one["type"] == "observed-data" for ref in one.get("object_refs", ())}
    for identifier, one in gathering.objects.items():
        kind = one["type"]
        if kind in _TAKERS or kind in _LINKS or kind in _SILENT or identifier in used or identifier == (head or {}).get("id"):
            continue
        if kind == "marking-definition":
            if identifier not in TLP_OF and identifier not in PAP_OF:
                gathering.losses.note(identifier, "no-misp-form", one.get("name", kind))
            continue
        gathering.losses.note(identifier, "no-misp-form", kind)
    if head:
        for ref in head.get("object_refs", ()):
            if ref not in gathering.objects:
                gathering.losses.note(f"{head['id']}/object_refs", "outside", ref)
