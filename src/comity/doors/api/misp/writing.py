"""What an instance adds and changes. Each call becomes the event anew (`intel.misp.amending`), or is refused as a whole."""

import secrets
from dataclasses import replace
from typing import Any
from uuid import UUID

from comity.doors.api.misp.answering import Answer, told
from comity.doors.api.misp.call import Call
from comity.doors.api.misp.judged import warnings_json
from comity.doors.api.misp.reading import find_attribute, org_of
from comity.intel.misp.amending import amend, merged, merged_object, take_out, with_attribute
from comity.intel.misp.receiving import Received, receive_event
from comity.intel.misp.showing import event_of, find, heads
from comity.terms.refusals import Malformed
from comity.wire.indicators.freetext import find_candidates
from comity.wire.misp import answers, members, parsing
from comity.wire.misp.event import Attribute, Event, MispObject, Tag
from comity.wire.misp.inferring import category_of
from comity.wire.misp.refusals import EventNotNewer, EventThere, NoSuchPlace


def add_event(call: Call) -> Answer:
    """POST events/add[/metadata:1]."""
    event = _event(call)
    if find(call.look, event.uuid) is not None:
        raise EventThere
    event = replace(event, timestamp=event.timestamp or call.seconds, orgc=event.orgc or org_of(call))
    who = call.who
    received = receive_event(event, raw=call.raw, into=who.target(), client=who.client, reader=who.reader, at=call.asked.at)
    return _saved(call, event, received)


def edit_event(call: Call, name: str) -> Answer:
    """POST events/edit[/metadata:1]: what came by sync must be later than what is here; what a person edits has no moment."""
    head = call.head(name)
    edit = _event(call, uuid=head.uuid)
    if edit.timestamp and edit.timestamp <= head.timestamp:
        raise EventNotNewer
    after, received = amend(
        call.look, head, lambda before: merged(before, edit), raw=call.raw, client=call.who.client, reader=call.who.reader
    )
    return _saved(call, after, received)


def delete_event(call: Call, name: str) -> Answer:
    """POST events/delete."""
    take_out(call.look, call.head(name), client=call.who.client, reader=call.who.reader)
    return told({"saved": True, "success": True, "name": "Event deleted.", "message": "Event deleted.", "url": "/events/delete"})


def publish(call: Call, name: str) -> Answer:
    """POST events/publish."""
    _amend(call, name, lambda event: replace(event, published=True, publish_timestamp=call.seconds))
    return _done("Job queued")


def unpublish(call: Call, name: str) -> Answer:
    """POST events/unpublish."""
    _amend(call, name, lambda event: replace(event, published=False))
    return _done("Event unpublished.")


def add_attributes(call: Call, name: str) -> Answer:
    """POST attributes/add: one, or a list of them."""
    said = call.said("Attribute")
    listed = said if isinstance(said, list) else [said]
    made = tuple(_attribute(call, one, f"Attribute[{place}]") for place, one in enumerate(listed))
    after = _amend(call, name, lambda event: replace(event, attributes=(*_without(event, made), *made)))
    found = [answers.attribute_json(one, after) for one in made]
    return told({"Attribute": found if isinstance(said, list) and len(found) > 1 else found[0]})


def edit_attribute(call: Call, name: str) -> Answer:
    """POST attributes/edit: what is not said stays."""
    event, one, within = find_attribute(call, name)
    told_now = members.give(one, parsing.ATTRIBUTE)
    said = call.said("Attribute")
    if not isinstance(said, dict):
        raise Malformed("MISP request", "an attribute expected")
    changed = members.take({**told_now, **said, "uuid": one.uuid, "timestamp": call.seconds}, parsing.ATTRIBUTE, "Attribute")
    changed = replace(changed, tags=one.tags if "Tag" not in said else changed.tags)
    after = _amend(
        call,
        event.uuid,
        lambda before: with_attribute(before, one.uuid, lambda own: replace(changed, tags=own.tags if "Tag" not in said else changed.tags)),
    )
    return told({"Attribute": answers.attribute_json(changed, after, within=within)})


def delete_attribute(call: Call, name: str) -> Answer:
    """POST attributes/delete: it is revoked for whoever has it; nothing is torn out."""
    event, one, _ = find_attribute(call, name)
    _amend(
        call, event.uuid, lambda before: with_attribute(before, one.uuid, lambda own: replace(own, deleted=True, timestamp=call.seconds))
    )
    return _done("Attribute deleted.")


def add_object(call: Call, name: str) -> Answer:
    """POST objects/add."""
    made = _object(call, call.said("Object"))
    after = _amend(call, name, lambda event: replace(event, composites=(*(one for one in event.composites if one.uuid != made.uuid), made)))
    return told({"Object": answers.object_json(made, after)})


def edit_object(call: Call, name: str) -> Answer:
    """POST objects/edit: attributes that are not named stay."""
    made = replace(_object(call, call.said("Object")), uuid=members.uuid(name, "address"))
    home = next((head for head in heads(call.look) if any(one.uuid == made.uuid for one in event_of(call.look, head).composites)), None)
    if home is None:
        raise NoSuchPlace

    def change(event: Event) -> Event:
        return replace(event, composites=tuple(merged_object(one, made) if one.uuid == made.uuid else one for one in event.composites))

    after, _ = amend(call.look, home, change, raw=call.raw, client=call.who.client, reader=call.who.reader)
    found = next(one for one in after.composites if one.uuid == made.uuid)
    return told({"Object": answers.object_json(found, after)})


def attach_tag(call: Call) -> Answer:
    """POST tags/attachTagToObject. A local tag would stay at the instance that sets it, and so has no business here."""
    return _retag(call, lambda tags, name: (*(tag for tag in tags if tag.name != name), Tag(name=name)), "attached to")


def remove_tag(call: Call) -> Answer:
    """POST tags/removeTagFromObject."""
    return _retag(call, lambda tags, name: tuple(tag for tag in tags if tag.name != name), "removed from")


def _retag(call: Call, change: Any, words: str) -> Answer:  # noqa: ANN401 # a function of tags and a name
    said = call.said("request")
    name = members.text(said.get("tag") if isinstance(said, dict) else None, "tag")
    uuid = members.uuid(said.get("uuid"), "uuid")
    head = find(call.look, uuid)
    if head is not None:
        amend(
            call.look,
            head,
            lambda event: replace(event, tags=change(event.tags, name)),
            raw=call.raw,
            client=call.who.client,
            reader=call.who.reader,
        )
        return _done(f"Global tag {name} successfully {words} Event ({uuid}).")
    event, one, _ = find_attribute(call, uuid)
    _amend(
        call,
        event.uuid,
        lambda before: with_attribute(before, one.uuid, lambda own: replace(own, tags=change(own.tags, name), timestamp=call.seconds)),
    )
    return _done(f"Global tag {name} successfully {words} Attribute ({uuid}).")


def free_text(call: Call, name: str) -> Answer:
    """POST events/freeTextImport: what is found is added for a person to judge: not one of them is meant for detection."""
    text = members.long_text(call.body.get("value", "") if isinstance(call.body, dict) else None, "value")
    found: dict[tuple[str, str], Attribute] = {}
    for one in find_candidates(text):
        made = Attribute(
            uuid=_new_uuid(), type=one.type, value=one.value, category=category_of(one.type), timestamp=call.seconds, comment=one.written
        )
        found.setdefault((one.type, one.value), made)
    fresh = tuple(found.values())
    after = _amend(call, name, lambda event: replace(event, attributes=(*event.attributes, *fresh)))
    return told([answers.attribute_json(one, after) | {"Event": {"uuid": after.uuid}} for one in fresh])


def add_report(call: Call, name: str) -> Answer:
    """POST eventReports/add."""
    said = call.said("EventReport")
    value = {"uuid": _new_uuid(), **(said if isinstance(said, dict) else {}), "timestamp": call.seconds}
    made = members.take(value, parsing.REPORT, "EventReport")
    _amend(call, name, lambda event: replace(event, reports=(*(one for one in event.reports if one.uuid != made.uuid), made)))
    return told({"EventReport": {**members.give(made, parsing.REPORT), "id": answers.number_of(made.uuid)}})


# ---------------------------------------------------------------- what came, with what MISP would add


def _event(call: Call, *, uuid: str = "") -> Event:
    """Return the event of the body; elements without UUID or moment get what MISP would give them."""
    said = call.said("Event")
    if not isinstance(said, dict):
        raise Malformed("MISP request", "an event expected")
    value = {**said, "uuid": uuid or said.get("uuid") or _new_uuid()}
    value["Attribute"] = [_numbered(call, one) for one in _each(said, "Attribute")]
    value["Object"] = [_numbered_object(call, one) for one in _each(said, "Object")]
    value["EventReport"] = [_numbered(call, one) for one in _each(said, "EventReport")]
    return parsing.take_event(value)


def _each(said: dict[str, Any], name: str) -> list[Any]:
    """Return the elements of a member; raises `Malformed` where it is no list."""
    found = said.get(name) or []
    if not isinstance(found, list):
        raise Malformed("MISP request", f"{name}: a list expected")
    return found


def _numbered(call: Call, one: Any) -> Any:  # noqa: ANN401 # any JSON
    if not isinstance(one, dict):
        return one
    return {**one, "uuid": one.get("uuid") or _new_uuid(), "timestamp": one.get("timestamp") or call.seconds}


def _numbered_object(call: Call, one: Any) -> Any:  # noqa: ANN401 # any JSON
    if not isinstance(one, dict):
        return one
    inner = [_numbered(call, each) for each in _each(one, "Attribute")]
    linked = [_numbered(call, each) for each in _each(one, "ObjectReference")]
    return {**_numbered(call, one), "Attribute": inner, "ObjectReference": linked}


def _attribute(call: Call, said: Any, where: str) -> Attribute:  # noqa: ANN401 # any JSON
    found = members.take(_numbered(call, said), parsing.ATTRIBUTE, where)
    return replace(found, category=found.category or category_of(found.type))


def _object(call: Call, said: Any) -> MispObject:  # noqa: ANN401 # any JSON
    return members.take(_numbered_object(call, said), parsing.OBJECT, "Object")


def _without(event: Event, made: tuple[Attribute, ...]) -> list[Attribute]:
    named = {one.uuid for one in made}
    return [one for one in event.attributes if one.uuid not in named]


def _new_uuid() -> str:
    return str(UUID(bytes=secrets.token_bytes(16), version=4))


def _amend(call: Call, name: str, change: Any) -> Event:  # noqa: ANN401 # a function from event to event
    return amend(call.look, call.head(name), change, raw=call.raw or name.encode(), client=call.who.client, reader=call.who.reader)[0]


def _saved(call: Call, event: Event, received: Received) -> Answer:
    """Return the event as it was saved, and what to know of it; only what it says of itself where no more is asked for."""
    shown = replace(event, attributes=(), composites=()) if call.named.get("metadata") == "1" else event
    warnings = warnings_json(event, received.notices)
    return told({"Event": answers.event_json(shown), **({"warnings": warnings} if warnings else {})})


def _done(words: str) -> Answer:
    return told({"saved": True, "success": True, "name": words, "message": words, "url": ""})
