"""A MISP event as STIX 2.1: a view, made anew whenever it is asked for. The bytes that came are kept elsewhere, and are what counts.

Identifiers are `type--UUID` of the element, as misp-stix makes them; what has no UUID gets a derived one (`naming`). An event is a report,
published or not, so that it keeps its identifier. Each object bears the markings of the event beside its own, since it may travel alone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
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

PART: Final = 4_000  # objects, after which a large event is given on
_LEVELS: Final = {1: "high", 2: "medium", 3: "low"}


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The objects, those that others need first; what was lost; and for each object how far MISP lets it go (`Shared`, for the policy).

    A part of a view has what it adds alone; its last one has the report, which names the members of all, and every loss.
    """

    objects: tuple[dict[str, Any], ...]
    losses: tuple[Loss, ...]
    sharing: Mapping[str, Shared]
    whole: str  # the identifier of the report
    members: tuple[str, ...] = ()  # what the report holds of these


def view_event(event: Event, *, born: int | None = None) -> View:
    """Return `event` as STIX 2.1. Never raises for what `read_event` returned: what does not fit is told in `losses`.

    `born` is the second in which its objects were first made, where that is known; otherwise the day of the event.
    """
    (view,) = view_parts(event, born=born, size=0)
    return view


def view_parts(event: Event, *, born: int | None = None, size: int = PART) -> Iterator[View]:
    """Yield the view of an event part by part, each of about `size` objects (0: all at once), so that nobody holds all of a large one.

    What is observed twice is one object within a part, and one in each of two parts. An event in which two elements have one UUID is one
    part: their identifiers are told apart where both are there.
    """
    making = _begun(event, born)
    if _has_twins(event):
        size = 0
    author = identity_of(event.orgc or event.org or Org(name="?"))
    support = {one["id"]: one for one in (author, *extension_objects())}
    known: set[str] = set()
    _note_event(making)
    for _ in _elements(making):
        if size and len(making.objects) >= size:
            yield _part(making, support, known)
    for number, report in enumerate(event.reports):
        _put_report(making, report, f"Event.EventReport[{number}]")
    put_galaxies(making, event.galaxies, making.whole, "Event", shared=making.shared)
    whole = _whole(making)
    making.put(whole, shared=making.shared, listed=False)
    yield replace(_part(making, support, known), losses=tuple(making.losses.found))


def _begun(event: Event, born: int | None) -> Making:
    making = Making(
        event=event,
        author=identity_of(event.orgc or event.org or Org(name="?"))["id"],
        losses=Losses(),
        event_tags=tagging.read_tags(event.tags),
        shared=Shared(event.distribution, event.sharing_group, None, tuple(tag.name for tag in event.tags if not tag.local)),
        whole=stix_id("report", event.uuid),
        born=next((one for one in (born, day(event.date)) if one is not None), event.timestamp),
    )
    making.read_tags(event.tags, "Event")
    return making


def _has_twins(event: Event) -> bool:
    named = [*(one.uuid for one in event.attributes), *(one.uuid for one in event.composites), *(one.uuid for one in event.reports)]
    named += [one.uuid for made in event.composites for one in made.references]
    inner = (*event.attributes, *(one for made in event.composites for one in made.attributes))
    named += [seen.uuid for one in inner for seen in one.sightings]
    return len(set(named)) != len(named)


def _elements(making: Making) -> Iterator[None]:
    """Put every attribute, object and reference; after each the caller may take away what is there."""
    event = making.event
    for number, attribute in enumerate(event.attributes):
        path = f"Event.Attribute[{number}]"
        source = put_attribute(making, attribute, path)
        put_galaxies(making, attribute.galaxies, source, path, shared=making.sharing[source])
        _put_sightings(making, attribute.sightings, source, path)
        yield
    for number, one in enumerate(event.composites):
        path = f"Event.Object[{number}]"
        source = put_object(making, one, path)
        for position, attribute in enumerate(one.attributes):
            put_galaxies(making, attribute.galaxies, source, f"{path}.Attribute[{position}]", shared=making.sharing[source])
            _put_sightings(making, attribute.sightings, source, f"{path}.Attribute[{position}]")
        yield
    for number, one in enumerate(event.composites):
        _put_references(making, one, f"Event.Object[{number}]")
        yield


def _part(making: Making, support: Mapping[str, dict[str, Any]], known: set[str]) -> View:
    """Take away what was made by now, with what of `support` and the definitions of markings is not `known` yet."""
    made, sharing = making.taken()
    refs = (ref for one in made.values() for ref in one.get("object_marking_refs", ()))
    needed = {**support, **{one["id"]: one for one in tagging.marking_objects(refs)}}
    fresh = [one for identifier, one in needed.items() if identifier not in known]
    known.update(needed)
    for one in fresh:
        sharing.setdefault(one["id"], Shared(ALL, None))
    objects = (*fresh, *(one for identifier, one in made.items() if identifier not in needed))
    return View(
        objects=objects,
        losses=(),
        sharing=sharing,
        whole=making.whole,
        members=tuple(one["id"] for one in objects if one["id"] in making.members),
    )


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
