"""Sightings over MISP: objects of whoever saw, beside the event, and no wider than what was seen."""

import secrets
from typing import Any
from uuid import UUID

from comity.doors.api.misp.answering import Answer, told
from comity.doors.api.misp.call import Call
from comity.doors.api.misp.reading import attributes_of, find_attribute, org_of
from comity.intel.misp.amending import put_beside
from comity.intel.misp.showing import element, event_of, find, heads
from comity.terms.refusals import Malformed
from comity.wire.misp import answers, members, parsing
from comity.wire.misp.event import EXPIRED, FALSE_POSITIVE, Attribute, Event, Sighting
from comity.wire.misp.making import extension
from comity.wire.misp.naming import identity_of, moment, stix_id
from comity.wire.misp.refusals import BadQuestion, NoSuchPlace


def add(call: Call, name: str = "") -> Answer:
    """POST sightings/add[/attribute]: of one attribute, or of each that has a value."""
    said = call.said("request", "Sighting")
    if not isinstance(said, dict):
        raise Malformed("MISP request", "a sighting expected")
    name = name or str(said.get("uuid") or said.get("id") or "")
    targets = [find_attribute(call, name)[:2]] if name else _of_values(call, said)
    if not targets:
        raise NoSuchPlace
    made = [(_see(call, event, attribute, said), attribute, event) for event, attribute in targets]
    return told({"Sighting": answers.sighting_json(*made[-1])})


def _of_values(call: Call, said: dict[str, Any]) -> list[tuple[Event, Attribute]]:
    values = said.get("values") or ([said["value"]] if "value" in said else [])
    wanted = {str(one) for one in values} if isinstance(values, list) else {str(values)}
    found = [event_of(call.look, head) for head in heads(call.look)]
    return [(event, one) for event in found for one, _ in attributes_of(event) if one.value in wanted]


def _see(call: Call, event: Event, attribute: Attribute, said: dict[str, Any]) -> Sighting:
    value = {
        "uuid": said.get("uuid") if said.get("uuid") not in (attribute.uuid, None) else str(UUID(bytes=secrets.token_bytes(16), version=4)),
        "type": said.get("type", "0"),
        "date_sighting": said.get("date_sighting") or said.get("timestamp") or call.seconds,
        "source": said.get("source", ""),
    }
    sighting = members.take(value, parsing.SIGHTING, "Sighting")
    if sighting.kind == EXPIRED:
        raise BadQuestion(name="type", why="an expiry is said by the author of the event alone: 0 and 1 are taken")
    put_beside(
        _objects(call, event, attribute, sighting),
        into=_where(call, event),
        client=call.who.client,
        reader=call.who.reader,
        at=call.asked.at,
    )
    return sighting


def _where(call: Call, event: Event) -> Any:  # noqa: ANN401 # a collection
    head = find(call.look, event.uuid)
    if head is None:
        raise NoSuchPlace
    return head.holding


def _objects(call: Call, event: Event, attribute: Attribute, sighting: Sighting) -> list[dict[str, object]]:
    """Return the sighting as STIX, with the identity of who saw, and every marking of what was seen."""
    head = find(call.look, event.uuid)
    row = element(call.look, head, attribute.uuid) if head else None
    if row is None:
        raise NoSuchPlace
    org = identity_of(org_of(call)) | {"object_marking_refs": ["marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487"]}
    at = moment(sighting.at)
    made: dict[str, object] = {"spec_version": "2.1", "created_by_ref": org["id"], "created": at, "modified": at}
    if row.told.get("object_marking_refs"):
        made["object_marking_refs"] = row.told["object_marking_refs"]
    made["extensions"] = extension(sighting={"source": sighting.source, "type": str(sighting.kind)})
    if sighting.kind == FALSE_POSITIVE:
        made |= {
            "type": "opinion",
            "id": stix_id("opinion", sighting.uuid),
            "opinion": "strongly-disagree",
            "object_refs": [row.told["id"]],
        }
    else:
        made |= {"type": "sighting", "id": stix_id("sighting", sighting.uuid), "sighting_of_ref": row.told["id"]}
        made |= {"first_seen": at, "last_seen": at, "count": 1, "where_sighted_refs": [org["id"]]}
    return [org, made]


def add_all(call: Call, name: str) -> Answer:
    """POST sightings/bulkSaveSightings/event: what another instance knows of sightings of this event."""
    call.head(name)
    listed = call.body if isinstance(call.body, list) else []
    saved = 0
    for said in listed:
        target = str(said.get("attribute_uuid", "")) if isinstance(said, dict) else ""
        if target and str(said.get("type", "0")) != str(EXPIRED):
            event, attribute, _ = find_attribute(call, target)
            _see(call, event, attribute, said)
            saved += 1
    return told({"saved": True, "success": True, "message": f"{saved} sightings added.", "name": f"{saved} sightings added."})


def wanted(call: Call, name: str) -> Answer:
    """POST sightings/filterSightingUuidsForPush/event: those that are not here."""
    made = event_of(call.look, call.head(name))
    here = {one.uuid for attribute, _ in attributes_of(made) for one in attribute.sightings}
    listed = call.body if isinstance(call.body, list) else []
    return told([one for one in map(str, listed) if one.lower() not in here])


def search(call: Call) -> Answer:
    """POST sightings/restSearch/event: the sightings of one event, or of all that the asker may see."""
    said = call.said("request")
    name = str(said.get("id") or said.get("uuid") or "") if isinstance(said, dict) else ""
    chosen = [call.head(name)] if name else heads(call.look)
    found = [
        {"Sighting": answers.sighting_json(one, attribute, made)}
        for made in (event_of(call.look, head) for head in chosen)
        for attribute, _ in attributes_of(made)
        for one in attribute.sightings
    ]
    return told({"response": found})
