"""What grows while STIX objects become one event: attributes and objects that can still be added to, and who has which UUID."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import msgspec

from comity.terms.json import JsonValue, is_deeper, outside_strings
from comity.terms.refusals import Refused
from comity.wire.misp import members, parsing
from comity.wire.misp.event import Attribute, EventReport, Galaxy, MispObject, Reference, Sighting, Tag
from comity.wire.misp.foreign import DEPTH
from comity.wire.misp.losses import Losses
from comity.wire.misp.naming import EXTENSION, derived_uuid, moment, seconds_of
from comity.wire.misp.tagging import OLD_MARKINGS, TLP_MARKINGS, TLP_OF, own_labels, tags_of

# What any object has, and each conversion reads or notes by itself.
ALWAYS: Final = frozenset(
    [
        "type",
        "id",
        "spec_version",
        "created",
        "modified",
        "created_by_ref",
        "labels",
        "object_marking_refs",
        "granular_markings",
        "extensions",
        "revoked",
        "confidence",
    ]
)


@dataclass(slots=True)
class Gathering:
    """One event on its way back."""

    objects: Mapping[str, Mapping[str, Any]]
    losses: Losses
    author: str
    born: str
    inherited: frozenset[str]  # markings of the event, which need no tag on each attribute
    attributes: dict[str, Attribute] = field(default_factory=dict)  # by STIX identifier
    made: dict[str, MispObject] = field(default_factory=dict)
    reports: list[EventReport] = field(default_factory=list)
    clusters: dict[str, Galaxy] = field(default_factory=dict)  # by STIX identifier
    placed: set[str] = field(default_factory=set)  # clusters that some attribute has
    tags: list[Tag] = field(default_factory=list)  # of what has no tags in MISP, raised to the event
    taken: dict[str, str] = field(default_factory=dict)  # UUID -> STIX identifier
    pairs: dict[str, str] = field(default_factory=dict)  # observed data -> the indicator that is the same attribute
    companions: dict[str, str] = field(default_factory=dict)  # an indicator -> the observed data that tells more of the same attribute
    hunted: frozenset[str] = frozenset()  # what an indicator says that it stands for the same element as
    named: frozenset[str] = frozenset()  # who wrote or saw something

    def __post_init__(self) -> None:
        """Look once at what all objects say of others."""
        told = self.objects.values()
        self.hunted = frozenset(companion_of(one) for one in told if one["type"] == "indicator")
        self.named = frozenset(
            str(ref) for one in told for ref in (one.get("created_by_ref", ""), *one.get("where_sighted_refs", ())) if ref
        )

    def uuid_for(self, made: Mapping[str, Any]) -> str:
        """Return the UUID of an object in MISP: that of its identifier, unless another object has it, which is the known loss."""
        identifier = str(made["id"])
        own = identifier.partition("--")[2].lower()
        if self.taken.setdefault(own, identifier) != identifier:
            self.losses.note(identifier, "uuid-collapsed", self.taken[own])
            own = derived_uuid(identifier)
            self.taken[own] = identifier
        return own

    def tags_for(self, made: Mapping[str, Any], known: Iterable[Tag] = ()) -> tuple[Tag, ...]:
        """Return the tags of an object: those its extension tells, and whatever its markings and labels say beyond them and the event's."""
        identifier = str(made["id"])
        refs = [one for one in made.get("object_marking_refs", ()) if one not in self.inherited]
        parts = [one["marking_ref"] for one in made.get("granular_markings", ()) if isinstance(one, Mapping) and "marking_ref" in one]
        if parts:
            self.losses.note(f"{identifier}/granular_markings", "granular", ", ".join(parts))
        for one in refs + parts:
            if one in OLD_MARKINGS:
                self.losses.note(f"{identifier}/object_marking_refs", "marking-renamed", TLP_OF[one])
        tags, foreign = tags_of([*refs, *parts], made.get("labels", ()))
        for one in foreign:
            self.losses.note(f"{identifier}/object_marking_refs", "marking-foreign", one)
        if foreign:
            tags.append(Tag(name="tlp:red"))
        told = list(known)
        names = {tag.name.lower() for tag in told}
        return tuple(told + [tag for tag in tags if tag.name.lower() not in names and names.add(tag.name.lower()) is None])  # type: ignore[func-returns-value] # add returns None

    def note_unsaid(self, made: Mapping[str, Any], said: Iterable[str]) -> None:
        """Note each property that `said` does not name and no attribute carries."""
        identifier, known = str(made["id"]), ALWAYS | set(said)
        for name in made:
            if name not in known:
                self.losses.note(f"{identifier}/{name}", "no-misp-place", made[name])
        for name in made.get("extensions", {}):
            if name != EXTENSION:
                self.losses.note(f"{identifier}/extensions/{name}", "no-misp-place", name)
        if "confidence" in made and not any("confidence" in label or "credibility" in label for label in made.get("labels", ())):
            self.losses.note(f"{identifier}/confidence", "no-misp-place", made["confidence"])
        if made.get("created_by_ref", self.author) != self.author:
            self.losses.note(f"{identifier}/created_by_ref", "no-misp-place", made["created_by_ref"])
        stamp, second = made.get("modified", ""), seconds_of(str(made.get("modified", "")))
        if stamp and (second is None or moment(second) != stamp or made.get("created", stamp) not in {stamp, self.born}):
            self.losses.note(f"{identifier}/created", "version-only", f"{made.get('created', '')}, {stamp}")


def told_of(made: Mapping[str, Any], name: str) -> JsonValue:
    """Return what the extension says under `name`, or None; a text that is no JSON, or deeper than MISP's, counts as nothing."""
    inner = made.get("extensions", {}).get(EXTENSION, {}) if isinstance(made.get("extensions"), Mapping) else {}
    text = inner.get(name) if isinstance(inner, Mapping) else None
    if not isinstance(text, str) or is_deeper(outside_strings(text.encode("utf-8", "replace")), DEPTH):
        return None
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return None


def companion_of(made: Mapping[str, Any]) -> str:
    """Return the identifier of the object that stands for the same element of MISP, or nothing."""
    inner = made.get("extensions", {}).get(EXTENSION, {}) if isinstance(made.get("extensions"), Mapping) else {}
    found = inner.get("companion", "") if isinstance(inner, Mapping) else ""
    return found if isinstance(found, str) else ""


def second_of(made: Mapping[str, Any]) -> int:
    """Return `modified` in whole seconds, cut off."""
    return seconds_of(str(made.get("modified", ""))) or 0


def attribute_told(made: Mapping[str, Any], fields: Mapping[str, JsonValue]) -> Attribute | None:
    """Return the attribute that the extension tells, with `fields` over it; None where it tells none or none that can be read."""
    told = told_of(made, "attribute")
    if not isinstance(told, dict):
        return None
    labels = own_labels(made.get("labels", ()))
    known = {"type": labels.get("type", ""), "category": labels.get("category", ""), "timestamp": second_of(made), "value": ""}
    try:
        return members.take({**known, **told, **fields}, parsing.ATTRIBUTE, "attribute")
    except Refused:
        return None


def object_told(made: Mapping[str, Any], fields: Mapping[str, JsonValue]) -> MispObject | None:
    """Return the object that the extension tells, with `fields` over it; None where it tells none or none that can be read."""
    told = told_of(made, "object")
    if not isinstance(told, dict):
        return None
    try:
        return members.take({"timestamp": second_of(made), **told, **fields}, parsing.OBJECT, "object")
    except Refused:
        return None


def add_galaxy(attribute: Attribute, galaxy: Galaxy) -> Attribute:
    """Return the attribute with one element of a galaxy more, which also stands among its tags, as MISP writes it."""
    name = galaxy.clusters[0].tag_name
    tags = attribute.tags if not name or any(tag.name == name for tag in attribute.tags) else (*attribute.tags, Tag(name=name))
    return replace(attribute, galaxies=(*attribute.galaxies, galaxy), tags=tags)


def add_sighting(attribute: Attribute, sighting: Sighting) -> Attribute:
    """Return the attribute with one sighting more."""
    return replace(attribute, sightings=(*attribute.sightings, sighting))


def add_reference(made: MispObject, reference: Reference) -> MispObject:
    """Return the object with one reference more."""
    return replace(made, references=(*made.references, reference))


def strictest_tags(tags: Iterable[Tag]) -> list[Tag]:
    """Return each tag once, by name without regard to capitals."""
    return list({tag.name.lower(): tag for tag in tags}.values())


TLP_NAMES: Final = frozenset(TLP_MARKINGS)
