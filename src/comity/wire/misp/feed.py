"""A MISP feed as files: `manifest.json`, one file an event, `hashes.csv`. Any web server can hold it, and every MISP can subscribe.

Source: MISP 2.5 (feed import) and PyMISP's `to_feed`. Bytes by name are made and read here; who serves or fetches them is
another's matter. An event that only some may have is not for a feed: who calls `write_feed` has asked the policy before.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from comity.terms.json import JsonValue
from comity.terms.refusals import Malformed, TooLarge
from comity.wire.misp import members, parsing
from comity.wire.misp.event import Attribute, Event, MispObject, Org, Tag, every_attribute
from comity.wire.misp.foreign import read_foreign
from comity.wire.misp.making import COUNTED, NUMBERS
from comity.wire.misp.writing import print_foreign

MANIFEST: Final = "manifest.json"
HASHES: Final = "hashes.csv"
MAX_MANIFEST: Final = 64 * 1024 * 1024
MAX_HASHES: Final = 512 * 1024 * 1024

_WHAT: Final = "MISP feed"
_LINE: Final = re.compile(r"([0-9a-f]{32}),([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})")
# The holder's own business: who else may have it, and the organisation that keeps this copy.
_LEFT_OUT: Final = frozenset({"SharingGroup", "distribution", "Org", "ShadowAttribute", "Sighting"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One event of a manifest, with what a reader decides by before fetching it. `timestamp` in seconds."""

    uuid: str
    info: str
    timestamp: int = 0
    date: str = ""
    analysis: int = 0
    threat_level: int = 4
    orgc: Org | None = None
    tags: tuple[Tag, ...] = ()
    rest: Mapping[str, JsonValue] = field(default_factory=dict)


_ENTRY: Final = members.Table(
    Entry,
    {
        "info": members.Member("info", members.long_text, members.as_is, wanted=True),
        "timestamp": members.Member("timestamp", members.count, str, wanted=True),
        "date": members.Member("date", members.date, members.as_is),
        "analysis": members.Member("analysis", members.upto(2), str),
        "threat_level_id": members.Member("threat_level", members.upto(4), str),
        "Orgc": members.Member("orgc", *members.inner(parsing.ORG)),
        "Tag": members.Member("tags", *members.several(parsing.TAG, most=parsing.MAX_TAGS)),
    },
)


def write_feed(events: Iterable[Event]) -> dict[str, bytes]:
    """Return the files of a feed by name. Deleted elements, local tags, sharing groups and numbers of a database are left out."""
    manifest: dict[str, JsonValue] = {}
    files: dict[str, bytes] = {}
    lines: list[str] = []
    for event in events:
        bare = for_feed(event)
        manifest[event.uuid] = _entry_json(bare)
        files[f"{event.uuid}.json"] = print_foreign({"Event": _event_json(bare)})
        lines += [f"{one},{event.uuid}\n" for one in hashes_of(bare)]
    return {**files, MANIFEST: print_foreign(manifest), HASHES: "".join(lines).encode()}


def for_feed(event: Event) -> Event:
    """Return the event as a feed gives it to anybody."""
    return replace(
        event,
        tags=_open_tags(event.tags),
        distribution=None,
        sharing_group=None,
        attributes=tuple(_bare_attribute(one) for one in event.attributes if not one.deleted),
        composites=tuple(_bare_object(one) for one in event.composites if not one.deleted),
        reports=tuple(replace(one, distribution=None, sharing_group=None) for one in event.reports if not one.deleted),
    )


def _bare_attribute(attribute: Attribute) -> Attribute:
    return replace(attribute, tags=_open_tags(attribute.tags), distribution=None, sharing_group=None, sightings=())


def _bare_object(made: MispObject) -> MispObject:
    inner = tuple(_bare_attribute(one) for one in made.attributes if not one.deleted)
    references = tuple(one for one in made.references if not one.deleted)
    return replace(made, distribution=None, sharing_group=None, attributes=inner, references=references)


def _open_tags(tags: Iterable[Tag]) -> tuple[Tag, ...]:
    return tuple(tag for tag in tags if not tag.local)


def _entry_json(event: Event) -> dict[str, JsonValue]:
    entry = Entry(
        uuid=event.uuid,
        info=event.info,
        timestamp=event.timestamp,
        date=event.date,
        analysis=event.analysis,
        threat_level=event.threat_level,
        orgc=Org(uuid=event.orgc.uuid, name=event.orgc.name) if event.orgc else None,
        tags=tuple(Tag(name=tag.name, colour=tag.colour) for tag in event.tags),
    )
    found: dict[str, JsonValue] = _pruned(members.give(entry, _ENTRY))
    return found


def _event_json(event: Event) -> JsonValue:
    return _pruned(parsing.event_json(event))


def _pruned(value: JsonValue) -> JsonValue:
    """Leave out numbers of a database and what an instance counted, at every depth but inside `meta`."""
    if isinstance(value, list):
        return [_pruned(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        name: inner if name == "meta" else _pruned(inner)
        for name, inner in value.items()
        if name not in NUMBERS and name not in COUNTED and name not in _LEFT_OUT and not (name == "local" and inner is False)
    }


def hashes_of(event: Event) -> tuple[str, ...]:
    """Return the MD5 of each value by which others may look up the event, each once, in order; a composite gives each of its parts."""
    found: dict[str, None] = {}
    for attribute in every_attribute(event):
        composite = "|" in attribute.type or attribute.type == "malware-sample"
        for piece in attribute.value.split("|") if composite else [attribute.value]:
            found[hashlib.md5(piece.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()] = None
    return tuple(found)


def etag(data: bytes) -> str:
    """Return the entity tag of a file of a feed (RFC 9110, section 8.8.3): strong, since equal bytes are the same file."""
    return f'"{hashlib.sha256(data).hexdigest()[:32]}"'


# ---------------------------------------------------------------- reading


def read_manifest(data: bytes) -> tuple[Entry, ...]:
    """Return the entries of a manifest, oldest first by timestamp; raises `TooLarge` or `Malformed`."""
    found = read_foreign(data, most=MAX_MANIFEST, what=_WHAT)
    if not isinstance(found, dict):
        raise Malformed(_WHAT, "manifest: an object expected")
    entries = []
    for name, value in found.items():
        own = members.uuid(name, f"manifest.{name[:40]}")
        entries.append(replace(members.take(value, _ENTRY_WITHOUT, f"manifest.{own}"), uuid=own))
    return tuple(sorted(entries, key=lambda entry: (entry.timestamp, entry.uuid)))


def _without_uuid(**fields: Any) -> Entry:  # noqa: ANN401 # the fields of an entry
    return Entry(uuid="", **fields)


_ENTRY_WITHOUT: Final = members.Table(_without_uuid, _ENTRY.members)


def read_hashes(data: bytes) -> dict[str, tuple[str, ...]]:
    """Return the events of each MD5; raises `TooLarge`, or `Malformed` with the number of the line."""
    if len(data) > MAX_HASHES:
        raise TooLarge(_WHAT, size=len(data), cap=MAX_HASHES)
    found: dict[str, list[str]] = {}
    for number, line in enumerate(data.decode("ascii", "replace").splitlines(), start=1):
        if not line.strip():
            continue
        read = _LINE.fullmatch(line.strip().lower())
        if not read:
            raise Malformed(_WHAT, f"hashes.csv, line {number}: an MD5, a comma and a UUID expected")
        found.setdefault(read[1], []).append(read[2])
    return {digest: tuple(uuids) for digest, uuids in found.items()}


def read_feed_event(data: bytes, entry: Entry) -> Event:
    """Return the event that `entry` announces; raises as `read_event`, and `Malformed` where the file holds another."""
    event = parsing.read_event(data)
    if event.uuid != entry.uuid:
        raise Malformed(_WHAT, f"{entry.uuid}.json holds the event {event.uuid}")
    return event
