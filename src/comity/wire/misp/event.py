"""A MISP event as values: what this product understands is typed, what it does not is kept beside it (`rest`).

Names are MISP's own (core format, draft-dulaunoy-misp-core-format; MISP 2.5). Moments are whole seconds since 1970; 0 is "not said".
`rest` holds each member that has no field here, as it was read: numbers of the sender's database (`id`, `event_id`, …) among them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from comity.terms.json import JsonValue

Rest: TypeAlias = Mapping[str, JsonValue]

OWN, COMMUNITY, CONNECTED, ALL, GROUP, INHERIT = range(6)
DISTRIBUTIONS: Final = range(6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Org:
    """An organisation: a UUID, and a name that its instance gave it."""

    uuid: str = ""
    name: str = ""
    rest: Rest = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A tag on an event, an attribute or a report; `local` ones never leave the instance that set them."""

    name: str
    colour: str = ""
    local: bool = False
    rest: Rest = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """One element of a galaxy. `meta` holds lists or single texts, as the galaxy's authors wrote them."""

    uuid: str
    type: str = ""
    value: str = ""
    tag_name: str = ""
    description: str = ""
    meta: Rest = field(default_factory=dict)
    local: bool = False
    rest: Rest = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Galaxy:
    """A galaxy as it stands beside what it is said of, with the elements that are said."""

    uuid: str = ""
    name: str = ""
    type: str = ""
    description: str = ""
    clusters: tuple[Cluster, ...] = ()
    rest: Rest = field(default_factory=dict)


SEEN, FALSE_POSITIVE, EXPIRED = range(3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """`kind` is 0 seen, 1 false positive, 2 expired; `at` in seconds."""

    uuid: str
    kind: int = SEEN
    at: int = 0
    source: str = ""
    org: Org | None = None
    rest: Rest = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupOrg:
    """An organisation of a sharing group, and whether it may extend the group."""

    org: Org | None = None
    extend: bool = False
    rest: Rest = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupServer:
    """A server of a sharing group; `all_orgs`: everybody there may have it."""

    all_orgs: bool = False
    server: JsonValue = None
    rest: Rest = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SharingGroup:
    """Who may have it: organisations and servers, as the event carries them; `roaming`: any server may carry it."""

    uuid: str
    name: str = ""
    releasability: str = ""
    roaming: bool = False
    orgs: tuple[GroupOrg, ...] = ()
    servers: tuple[GroupServer, ...] = ()
    rest: Rest = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """One value with its type. `data` is base64 as it came; `first_seen` and `last_seen` are ISO 8601 text as it came."""

    uuid: str
    type: str
    value: str
    category: str = ""
    to_ids: bool = False
    comment: str = ""
    timestamp: int = 0
    distribution: int | None = None
    sharing_group: SharingGroup | None = None
    first_seen: str = ""
    last_seen: str = ""
    object_relation: str = ""
    data: str = ""
    deleted: bool = False
    disable_correlation: bool = False
    tags: tuple[Tag, ...] = ()
    galaxies: tuple[Galaxy, ...] = ()
    sightings: tuple[Sighting, ...] = ()
    rest: Rest = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """From an object to an object or an attribute, by UUID."""

    uuid: str
    target: str
    relation: str = ""
    comment: str = ""
    timestamp: int = 0
    deleted: bool = False
    rest: Rest = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class MispObject:
    """Attributes that belong together by a template."""

    uuid: str
    name: str
    meta_category: str = ""
    description: str = ""
    template_uuid: str = ""
    template_version: str = ""
    timestamp: int = 0
    distribution: int | None = None
    sharing_group: SharingGroup | None = None
    comment: str = ""
    first_seen: str = ""
    last_seen: str = ""
    deleted: bool = False
    attributes: tuple[Attribute, ...] = ()
    references: tuple[Reference, ...] = ()
    rest: Rest = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventReport:
    """Text in markdown that belongs to the event."""

    uuid: str
    name: str = ""
    content: str = ""
    timestamp: int = 0
    distribution: int | None = None
    sharing_group: SharingGroup | None = None
    deleted: bool = False
    rest: Rest = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An event. `threat_level` 1 high to 4 undefined, `analysis` 0 initial to 2 completed; `distribution` None where none is said."""

    uuid: str
    info: str
    date: str = ""
    threat_level: int = 4
    analysis: int = 0
    published: bool = False
    timestamp: int = 0
    publish_timestamp: int = 0
    distribution: int | None = None
    sharing_group: SharingGroup | None = None
    extends_uuid: str = ""
    org: Org | None = None
    orgc: Org | None = None
    tags: tuple[Tag, ...] = ()
    galaxies: tuple[Galaxy, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    composites: tuple[MispObject, ...] = ()
    reports: tuple[EventReport, ...] = ()
    rest: Rest = field(default_factory=dict)


def every_attribute(event: Event) -> tuple[Attribute, ...]:
    """Return the attributes of the event and of its objects, in order."""
    return event.attributes + tuple(one for each in event.composites for one in each.attributes)
