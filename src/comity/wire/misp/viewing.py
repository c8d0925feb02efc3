"""A MISP event as STIX 2.1: a view, made anew whenever it is asked for. The bytes that came are kept elsewhere, and are what counts.

Identifiers are `type--UUID` of the element, as misp-stix makes them; what has no UUID gets a derived one (`naming`). An event is a report,
published or not, so that it keeps its identifier. Each object bears the markings of the event beside its own, since it may travel alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from comity.wire.misp import members, parsing, tagging
from comity.wire.misp.attributes import put_attribute
from comity.wire.misp.event import ALL, EXPIRED, FALSE_POSITIVE, Event, EventReport, MispObject, Org, Sighting
from comity.wire.misp.galaxies import put_galaxies
from comity.wire.misp.losses import Loss, Losses
from comity.wire.misp.making import Making, Shared, extension
from comity.wire.misp.naming import day, derived_uuid, extended, extension_objects, identity_of, moment, seconds_of, stix_id, word
from comity.wire.misp.objects import put_object
from comity.wire.misp.writing import print_foreign

_LEVELS: Final = {1: "high", 2: "medium", 3: "low"}


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The objects, those that others need first; what was lost; and for each object how far MISP lets it go (`Shared`, for the policy)."""

    objects: tuple[dict[str, Any], ...]
    losses: tuple[Loss, ...]
    sharing: Mapping[str, Shared]
    whole: str  # the identifier of the report


def view_event(event: Event, *, born: int | None = None) -> View:
    """Return `event` as STIX 2.1. Never raises for what `read_event` returned: what does not fit is told in `losses`.

    `born` is the second in which its objects were first made, where that is known; otherwise the day of the event.
    """
    losses = Losses()
    tags = tagging.read_tags(event.tags)
    names = tuple(tag.name for tag in event.tags if not tag.local)
    author = identity_of(event.orgc or event.org or Org(name="?"))
    making = Making(
        event=event,
        author=author["id"],
        losses=losses,
        event_tags=tags,
        shared=Shared(event.distribution, event.sharing_group, None, names),
        whole=stix_id("report", event.uuid),
        born=next((one for one in (born, day(event.date)) if one is not None), event.timestamp),
    )
    making.read_tags(event.tags, "Event")
    _note_event(making)
    for number, attribute in enumerate(event.attributes):
        path = f"Event.Attribute[{number}]"
        source = put_attribute(making, attribute, path)
        put_galaxies(making, attribute.galaxies, source, path, shared=making.sharing[source])
        _put_sightings(making, attribute.sightings, source, path)
    for number, one in enumerate(event.composites):
        path = f"Event.Object[{number}]"
        source = put_object(making, one, path)
        for position, attribute in enumerate(one.attributes):
            put_galaxies(making, attribute.galaxies, source, f"{path}.Attribute[{position}]", shared=making.sharing[source])
            _put_sightings(making, attribute.sightings, source, f"{path}.Attribute[{position}]")
    for number, one in enumerate(event.composites):
        _put_references(making, one, f"Event.Object[{number}]")
    for number, report in enumerate(event.reports):
        _put_report(making, report, f"Event.EventReport[{number}]")
    put_galaxies(making, event.galaxies, making.whole, "Event", shared=making.shared)
    whole = _whole(making)
    making.put(whole, shared=making.shared, listed=False)
    support = [author, *extension_objects()]
    support += tagging.marking_objects(ref for made in making.objects.values() for ref in made.get("object_marking_refs", ()))
    for definition in support:
        making.sharing.setdefault(definition["id"], Shared(ALL, None))
    known = {definition["id"] for definition in support}
    objects = (*support, *(made for made in making.objects.values() if made["id"] not in known))
    return View(objects=objects, losses=tuple(losses.found), sharing=making.sharing, whole=making.whole)


def _note_event(making: Making) -> None:
    """Note what the event has that no view carries: numbers of a database, and what an instance counted."""
    event = making.event
    making.note_rest(event.rest, "Event")
    if any(name in event.rest for name in ("id", "org_id", "orgc_id")):
        making.losses.note("Event.id", "own-numbers", event.rest.get("id", ""))
    if event.rest.get("RelatedEvent"):
        making.losses.note("Event.RelatedEvent", "correlation")
    if event.distribution is not None or event.sharing_group is not None:
        making.losses.note("Event.distribution", "sharing", event.distribution if event.distribution is not None else "")


def _whole(making: Making) -> dict[str, Any]:
    event = making.event
    made = making.common("report", event.uuid, timestamp=event.timestamp, tags=making.event_tags)
    made["name"] = event.info or "?"
    made["published"] = moment(event.publish_timestamp or event.timestamp)  # STIX has no report that is being worked on
    made["object_refs"] = list(making.members) or [making.author]
    if event.threat_level in _LEVELS:
        made.setdefault("labels", []).append(f'misp:threat-level="{_LEVELS[event.threat_level]}-risk"')
    told = members.give(event, parsing.EVENT)
    drop = {"uuid", "info", "Attribute", "Object", "EventReport", "Galaxy", "timestamp"}
    made["extensions"] = extension(event=making.aside(told, drop=drop))
    return made


def _put_sightings(making: Making, sightings: tuple[Sighting, ...], source: str, path: str) -> None:
    for number, one in enumerate(sightings):
        inner = f"{path}.Sighting[{number}]"
        shared = Shared(None, None, making.sharing[source])
        own = one.uuid or derived_uuid("sighting", source, str(one.at), str(one.kind), one.org.uuid if one.org else "")
        told = making.aside(members.give(one, parsing.SIGHTING), drop={"uuid"})
        # A sighting is marked as what was seen is: its version is never older than that.
        stamp = max(one.at, seconds_of(str(making.objects[source]["modified"])) or 0)
        where = (
            making.put(identity_of(one.org), shared=Shared(ALL, None), listed=False) if one.org and (one.org.uuid or one.org.name) else ""
        )
        if one.kind == FALSE_POSITIVE:
            making.losses.note(inner, "false-positive", source)
            made = making.common("opinion", own, timestamp=stamp)
            made |= {"opinion": "strongly-disagree", "object_refs": [source], "extensions": extension(sighting=told)}
            if where:
                made["created_by_ref"] = where
        elif one.kind == EXPIRED:
            making.losses.note(inner, "expired", source)
            until = moment(one.at)
            made = making.objects[source]
            if made["type"] == "indicator" and until > made["valid_from"]:
                made["valid_until"] = min(until, made.get("valid_until", until))
            made["extensions"] = _and_expiry(made, {**told, "uuid": own})
            continue
        else:
            made = making.common("sighting", own, timestamp=stamp)
            made |= {"sighting_of_ref": source, "first_seen": moment(one.at), "last_seen": moment(one.at), "count": 1}
            made |= {"where_sighted_refs": [where]} if where else {}
            made["extensions"] = extension(sighting=told)
        making.put(made, shared=shared)


def _and_expiry(made: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    extensions = dict(made.get("extensions") or extended({}))
    key, inner = next(iter(extensions.items()))
    before = inner.get("expired", "[]").removesuffix("]").removeprefix("[")
    one = print_foreign(told).decode()
    return extensions | {key: inner | {"expired": f"[{before},{one}]" if before else f"[{one}]"}}


def _put_references(making: Making, one: MispObject, path: str) -> None:
    for number, reference in enumerate(one.references):
        inner = f"{path}.ObjectReference[{number}]"
        target = making.elements.get(reference.target)
        source = making.elements[one.uuid]
        if target is None or target == source:
            making.losses.note(inner, "no-target", reference.target)
            continue
        relation = word(reference.relation)
        if relation != reference.relation:
            making.losses.note(f"{inner}.relationship_type", "relation-renamed", reference.relation)
        told = making.aside(members.give(reference, parsing.REFERENCE), drop={"uuid", "comment", "timestamp", "deleted"})
        more: dict[str, Any] = {"description": reference.comment} if reference.comment else {}
        more |= {"revoked": True} if reference.deleted else {}
        shared = Shared(None, None, making.sharing[source])
        making.link(
            source,
            relation,
            target,
            shared=shared,
            own=reference.uuid,
            timestamp=reference.timestamp,
            extensions=extension(reference={**told, "object": one.uuid}),
            **more,
        )


def _put_report(making: Making, report: EventReport, path: str) -> None:
    making.note_rest(report.rest, path)
    shared = making.share(report.distribution, report.sharing_group, (), within=making.shared, path=path)
    made = making.common("note", report.uuid, timestamp=report.timestamp)
    made |= {"abstract": report.name, "content": report.content or report.name or "?", "object_refs": [making.whole]}
    told = making.aside(
        members.give(report, parsing.REPORT), drop={"uuid", "name", "timestamp", "deleted", *(("content",) if report.content else ())}
    )
    made["extensions"] = extension(report={**told, "name": report.name})
    making.put(made | ({"revoked": True} if report.deleted else {}), shared=shared)
