"""What grows while one event becomes STIX: the objects, what was lost, and what each object inherits from the event."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from comity.terms.json import JsonValue
from comity.wire.misp import tagging
from comity.wire.misp.event import INHERIT, Event, SharingGroup, Tag
from comity.wire.misp.losses import Losses
from comity.wire.misp.naming import derived_id, derived_uuid, extended, moment, stix_id
from comity.wire.misp.writing import print_foreign

# Numbers that the sender's database gave, and what its instance counted: never part of a view.
NUMBERS: Final = frozenset(
    (
        *("id", "event_id", "object_id", "org_id", "orgc_id", "sharing_group_id", "galaxy_id", "galaxy_cluster_id"),
        *("attribute_id", "tag_id", "user_id", "old_id", "referenced_id", "source_uuid", "extended_from", "extends_version"),
        *("attribute_tag_id", "event_tag_id", "galaxy_cluster_relation_id"),
    )
)
COUNTED: Final = frozenset(
    (
        *("RelatedEvent", "RelatedAttribute", "attribute_count", "warnings", "Feed", "Server", "event_creator_email"),
        *("proposal_email_lock", "locked", "decay_score", "is_galaxy", "is_custom_galaxy", "exportable", "hide_tag"),
        *("numerical_value", "inherited", "user_tag", "sighting_timestamp", "org_count", "referenced_type", "value1", "value2"),
        *("CryptographicKey", "protected", "local_only", "default", "collection_uuid"),
    )
)


@dataclass(frozen=True, slots=True)
class Shared:
    """How far one object may go, in MISP's terms: its distribution (None: not said), sharing group and tags, and what holds it."""

    distribution: int | None
    sharing_group: SharingGroup | None
    within: "Shared | None" = None
    tags: tuple[str, ...] = ()

    @property
    def inherits(self) -> bool:
        """Whether how far it goes is for what holds it to say (5, or nothing); its tags are its own all the same."""
        return self.within is not None and self.distribution in {None, INHERIT}

    @property
    def chain(self) -> tuple["Shared", ...]:
        """This and what holds it, outermost last, less what inherits and bears no tag. The stricter of all counts."""
        own = () if self.inherits and not self.tags else (self,)
        return own + (self.within.chain if self.within is not None else ())


@dataclass(slots=True)
class Making:
    """One event on its way. `objects` are by identifier, in the order in which they came."""

    event: Event
    author: str
    losses: Losses
    event_tags: tagging.Read
    shared: Shared
    whole: str  # the identifier of the report
    objects: dict[str, dict[str, Any]] = field(default_factory=dict)
    sharing: dict[str, Shared] = field(default_factory=dict)
    members: dict[str, None] = field(default_factory=dict)  # what the report holds, in order
    elements: dict[str, str] = field(default_factory=dict)  # MISP's UUID -> the object that stands for it
    born: int = 0

    def common(
        self, kind: str, own: str, *, timestamp: int, tags: tagging.Read | None = None, labels: Iterable[str] = ()
    ) -> dict[str, Any]:
        """Return what every object that was made of an element begins with.

        MISP keeps no moment of creation; the day of the event is taken, since it stays when an element changes (STIX 2.1, section 3.6.2).
        """
        timestamp = timestamp or self.event.timestamp
        tags = tags or tagging.Read()
        made: dict[str, Any] = {
            "type": kind,
            "spec_version": "2.1",
            "id": stix_id(kind, own),
            "created_by_ref": self.author,
            "created": moment(min(self.born, timestamp)),
            "modified": moment(timestamp),
        }
        told = [*labels, *tags.labels]
        if told:
            made["labels"] = told
        if tags.confidence is not None:
            made["confidence"] = tags.confidence
        return made

    def put(self, made: dict[str, Any], *, shared: Shared, tags: tagging.Read | None = None, listed: bool = True) -> str:
        """Add an object with its markings and those of the event: it will travel alone. An identifier given before becomes another one."""
        markings = self.event_tags.markings + (tags.markings if tags else ())
        if markings:
            made["object_marking_refs"] = list(dict.fromkeys(markings))
        before = self.objects.get(made["id"])
        if before is not None and before != made:
            if "created" not in made:  # the same observable twice: its marks are added up, never taken away
                made["object_marking_refs"] = list(
                    dict.fromkeys([*before.get("object_marking_refs", ()), *made.get("object_marking_refs", ())])
                )
                made = {**before, **{name: value for name, value in made.items() if value}}
            else:
                self.losses.note(made["id"], "uuid-twice")
                made["id"] = derived_id(made["type"], made["id"], str(len(self.objects)))
        self.objects[made["id"]] = made
        self.sharing.setdefault(made["id"], shared)
        if listed:
            self.members[made["id"]] = None
        return str(made["id"])

    def taken(self) -> tuple[dict[str, dict[str, Any]], dict[str, Shared]]:
        """Return the objects that were put since the last time, and how far each may go; what references may ask of the latter stays."""
        objects, sharing = self.objects, self.sharing
        self.objects = {}
        standing = (self.elements.get(one.uuid, "") for one in self.event.composites if one.references)
        self.sharing = {name: sharing[name] for name in standing if name in sharing}
        return objects, sharing

    def link(self, source: str, relation: str, target: str, *, shared: Shared, own: str = "", **more: Any) -> str:  # noqa: ANN401 # properties of a relationship
        """Add a relationship; without a UUID of its own it gets one from both ends."""
        made = self.common(
            "relationship", own or derived_uuid("relationship", source, relation, target), timestamp=more.pop("timestamp", 0)
        )
        made |= {"relationship_type": relation, "source_ref": source, "target_ref": target, **more}
        return self.put(made, shared=shared)

    def read_tags(self, tags: Iterable[Tag], path: str) -> tagging.Read:
        """Read tags, and note those that are local or no word of TLP."""
        found = tagging.read_tags(tags)
        for name in found.local:
            self.losses.note(f"{path}.Tag", "local-tag", name)
        for name in found.strange:
            self.losses.note(f"{path}.Tag", "unknown-marking", name)
        return found

    def share(self, distribution: int | None, group: SharingGroup | None, names: Iterable[Tag], *, within: Shared, path: str) -> Shared:
        """Return how far an element may go inside `within`, and note where it says something of its own."""
        if distribution not in {None, INHERIT} or group is not None:
            self.losses.note(f"{path}.distribution", "sharing", distribution if distribution is not None else "")
        return Shared(distribution, group, within, tuple(tag.name for tag in names if not tag.local))

    def aside(self, told: Mapping[str, JsonValue], *, drop: Iterable[str] = ()) -> dict[str, JsonValue]:
        """Return the members of an element that belong into the extension."""
        kept: dict[str, JsonValue] = {}
        for name, value in told.items():
            if name in drop or name in NUMBERS or name in COUNTED or name == "ShadowAttribute" or value in (False, None, "", []):
                continue
            kept[name] = _without_numbers(value) if name == "Tag" else value
        return kept

    def note_rest(self, rest: Mapping[str, JsonValue], path: str) -> None:
        """Note each member without a field of its own, by what it is."""
        for name, value in rest.items():
            if name == "ShadowAttribute":
                if value:
                    self.losses.note(f"{path}.{name}", "proposal", len(value) if isinstance(value, list) else "")
            elif name not in NUMBERS and name not in COUNTED and value not in (None, "", [], {}):
                self.losses.note(f"{path}.{name}", "unknown-member", value)


def _without_numbers(tags: JsonValue) -> JsonValue:
    return [{name: value for name, value in tag.items() if name in {"name", "colour"}} for tag in tags if not tag.get("local")]


def extension(**told: JsonValue) -> dict[str, Any]:
    """Return the property that carries an element of MISP: its JSON as text, since STIX has rules for keys that MISP's do not keep."""
    return extended({name: value if isinstance(value, str) else print_foreign(value).decode() for name, value in told.items() if value})
