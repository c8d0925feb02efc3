"""MISP's JSON of events, both ways: `read_events` takes every wrapping that MISP uses, `print_event` writes one.

Source: the MISP core format (draft-dulaunoy-misp-core-format-17) and what MISP 2.5 and PyMISP 2.5 print. A member that no table here
names is kept in `rest` and written again; a number of the sender's database is such a member.
"""

from collections.abc import Mapping
from typing import Any, Final

from comity.terms.json import JsonValue
from comity.terms.refusals import Malformed
from comity.wire.misp import members as m
from comity.wire.misp.event import (
    Attribute,
    Cluster,
    Event,
    EventReport,
    Galaxy,
    GroupOrg,
    GroupServer,
    MispObject,
    Org,
    Reference,
    SharingGroup,
    Sighting,
    Tag,
)
from comity.wire.misp.foreign import read_foreign
from comity.wire.misp.writing import print_foreign

MAX_EVENT: Final = 256 * 1024 * 1024
MAX_ELEMENTS: Final = 500_000
MAX_EVENTS: Final = 10_000
MAX_TAGS: Final = 1_000

_WHAT: Final = m.WHAT


def _member(field: str, taker: m.Taker, giver: m.Giver = m.as_is, *, wanted: bool = False) -> m.Member:
    return m.Member(field, taker, giver, wanted)


_SHORT: Final = (m.text, m.as_is)
_SECONDS: Final = (m.count, str)


def _kept(value: JsonValue, _: str) -> JsonValue:
    return value


def _meta(value: JsonValue, where: str) -> Mapping[str, JsonValue]:
    if value == []:
        return {}
    if not isinstance(value, dict):
        raise Malformed(_WHAT, f"{where}: an object expected")
    return value


ORG: Final = m.Table(Org, {"uuid": _member("uuid", m.uuid_or_none), "name": _member("name", *_SHORT)})
TAG: Final = m.Table(
    Tag,
    {
        "name": _member("name", *_SHORT, wanted=True),
        "colour": _member("colour", *_SHORT),
        "local": _member("local", m.truth),
    },
)
CLUSTER: Final = m.Table(
    Cluster,
    {
        "uuid": _member("uuid", m.uuid, wanted=True),
        "type": _member("type", *_SHORT),
        "value": _member("value", *_SHORT),
        "tag_name": _member("tag_name", *_SHORT),
        "description": _member("description", m.long_text),
        "meta": _member("meta", _meta),
        "local": _member("local", m.truth),
    },
)
GALAXY: Final = m.Table(
    Galaxy,
    {
        "uuid": _member("uuid", m.uuid_or_none),
        "name": _member("name", *_SHORT),
        "type": _member("type", *_SHORT),
        "description": _member("description", m.long_text),
        "GalaxyCluster": _member("clusters", *m.several(CLUSTER, most=MAX_TAGS)),
    },
)
SIGHTING: Final = m.Table(
    Sighting,
    {
        "uuid": _member("uuid", m.uuid, wanted=True),
        "type": _member("kind", m.upto(2), str, wanted=True),
        "date_sighting": _member("at", *_SECONDS),
        "source": _member("source", *_SHORT),
        "Organisation": _member("org", *m.inner(ORG)),
    },
)
GROUP_ORG: Final = m.Table(GroupOrg, {"extend": _member("extend", m.truth, wanted=True), "Organisation": _member("org", *m.inner(ORG))})
GROUP_SERVER: Final = m.Table(GroupServer, {"all_orgs": _member("all_orgs", m.truth, wanted=True), "Server": _member("server", _kept)})
SHARING_GROUP: Final = m.Table(
    SharingGroup,
    {
        "uuid": _member("uuid", m.uuid, wanted=True),
        "name": _member("name", *_SHORT),
        "releasability": _member("releasability", *_SHORT),
        "roaming": _member("roaming", m.truth),
        "SharingGroupOrg": _member("orgs", *m.several(GROUP_ORG, most=MAX_EVENTS)),
        "SharingGroupServer": _member("servers", *m.several(GROUP_SERVER, most=MAX_EVENTS)),
    },
)

_SHARED: Final = {
    "distribution": _member("distribution", m.upto(5), str),
    "SharingGroup": _member("sharing_group", *m.inner(SHARING_GROUP)),
}
_SEEN: Final = {"first_seen": _member("first_seen", *_SHORT), "last_seen": _member("last_seen", *_SHORT)}
_TAGS: Final = {"Tag": _member("tags", *m.several(TAG, most=MAX_TAGS)), "Galaxy": _member("galaxies", *m.several(GALAXY, most=MAX_TAGS))}
_DELETED: Final = {"deleted": _member("deleted", m.truth)}
_OWN_UUID: Final = {"uuid": _member("uuid", m.uuid, wanted=True)}

ATTRIBUTE: Final = m.Table(
    Attribute,
    {
        **_OWN_UUID,
        "type": _member("type", *_SHORT, wanted=True),
        "category": _member("category", *_SHORT),
        "value": _member("value", m.long_text, wanted=True),
        "to_ids": _member("to_ids", m.truth),
        "comment": _member("comment", m.long_text),
        "timestamp": _member("timestamp", *_SECONDS),
        **_SHARED,
        **_SEEN,
        "object_relation": _member("object_relation", *_SHORT),
        "data": _member("data", m.long_text),
        **_DELETED,
        "disable_correlation": _member("disable_correlation", m.truth),
        **_TAGS,
        "Sighting": _member("sightings", *m.several(SIGHTING, most=MAX_ELEMENTS)),
    },
)
REFERENCE: Final = m.Table(
    Reference,
    {
        **_OWN_UUID,
        "referenced_uuid": _member("target", m.uuid, wanted=True),
        "relationship_type": _member("relation", *_SHORT),
        "comment": _member("comment", m.long_text),
        "timestamp": _member("timestamp", *_SECONDS),
        **_DELETED,
    },
)
OBJECT: Final = m.Table(
    MispObject,
    {
        **_OWN_UUID,
        "name": _member("name", *_SHORT, wanted=True),
        "meta-category": _member("meta_category", *_SHORT),
        "description": _member("description", m.long_text),
        "template_uuid": _member("template_uuid", m.uuid_or_none),
        "template_version": _member("template_version", *_SHORT),
        "timestamp": _member("timestamp", *_SECONDS),
        **_SHARED,
        "comment": _member("comment", m.long_text),
        **_SEEN,
        **_DELETED,
        "Attribute": _member("attributes", *m.several(ATTRIBUTE, most=MAX_ELEMENTS)),
        "ObjectReference": _member("references", *m.several(REFERENCE, most=MAX_ELEMENTS)),
    },
)
REPORT: Final = m.Table(
    EventReport,
    {
        **_OWN_UUID,
        "name": _member("name", *_SHORT),
        "content": _member("content", m.long_text),
        "timestamp": _member("timestamp", *_SECONDS),
        **_SHARED,
        **_DELETED,
    },
)
EVENT: Final = m.Table(
    Event,
    {
        **_OWN_UUID,
        "info": _member("info", m.long_text, wanted=True),
        "date": _member("date", m.date),
        "threat_level_id": _member("threat_level", m.upto(4), str),
        "analysis": _member("analysis", m.upto(2), str),
        "published": _member("published", m.truth),
        "timestamp": _member("timestamp", *_SECONDS),
        "publish_timestamp": _member("publish_timestamp", *_SECONDS),
        **_SHARED,
        "extends_uuid": _member("extends_uuid", m.uuid_or_none),
        "Org": _member("org", *m.inner(ORG)),
        "Orgc": _member("orgc", *m.inner(ORG)),
        **_TAGS,
        "Attribute": _member("attributes", *m.several(ATTRIBUTE, most=MAX_ELEMENTS)),
        "Object": _member("composites", *m.several(OBJECT, most=MAX_ELEMENTS)),
        "EventReport": _member("reports", *m.several(REPORT, most=MAX_EVENTS)),
    },
)


def read_events(data: bytes, *, most: int = MAX_EVENT) -> tuple[Event, ...]:
    """Return the events in `data`: `{"Event": …}`, `{"response": [{"Event": …}, …]}`, a bare list of those, or an event without wrapping.

    `most` is in bytes. Raises `TooLarge`, or `Malformed` with the path of what is wrong; a UUID said twice by two events is refused.
    """
    found = tuple(take_event(one, where) for where, one in _unwrapped(read_foreign(data, most=most, what=_WHAT)))
    if len({event.uuid for event in found}) != len(found):
        raise Malformed(_WHAT, "the same event twice")
    return found


def read_event(data: bytes, *, most: int = MAX_EVENT) -> Event:
    """Return the one event in `data`; raises as `read_events`, and `Malformed` for none or several."""
    found = read_events(data, most=most)
    if len(found) != 1:
        raise Malformed(_WHAT, f"one event expected, not {len(found)}")
    return found[0]


def take_event(value: JsonValue, where: str = "Event") -> Event:
    """Return the event that a JSON value says; raises `Malformed`."""
    return m.take(value, EVENT, where)


def _unwrapped(value: JsonValue) -> list[tuple[str, JsonValue]]:
    """Take off `response` and `Event`; each event with its path."""
    if isinstance(value, dict) and "response" in value and "uuid" not in value:
        value = value["response"]
    listed = value if isinstance(value, list) else [value]
    if len(listed) > MAX_EVENTS:
        raise Malformed(_WHAT, f"{len(listed)} events, at most {MAX_EVENTS} at once")
    several = isinstance(value, list)
    found = []
    for number, one in enumerate(listed):
        where = f"response[{number}].Event" if several else "Event"
        found.append((where, one["Event"] if isinstance(one, dict) and "Event" in one else one))
    return found


def event_json(event: Event) -> dict[str, Any]:
    """Return the JSON value of an event, without wrapping."""
    return m.give(event, EVENT)


def print_event(event: Event) -> bytes:
    """Return `{"Event": …}` in one form: keys sorted, no spaces. `read_event` of it is `event` again."""
    return print_foreign({"Event": event_json(event)})


def print_events(events: tuple[Event, ...]) -> bytes:
    """Return `{"response": [{"Event": …}, …]}`."""
    return print_foreign({"response": [{"Event": event_json(event)} for event in events]})
