"""Links of STIX taken into an event: relationships, sightings, opinions. They come after everything that they can link."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from comity.terms.refusals import Refused
from comity.wire.misp import members, parsing
from comity.wire.misp.event import FALSE_POSITIVE, SEEN, Org, Reference, Sighting
from comity.wire.misp.gathering import Gathering, add_galaxy, add_reference, add_sighting, companion_of, second_of, told_of
from comity.wire.misp.inferring import labelled, roots
from comity.wire.misp.naming import seconds_of
from comity.wire.misp.observables import terms_of
from comity.wire.misp.patterns import Term, read_pattern
from comity.wire.misp.tagging import own_labels

_DOUBTS: Final = frozenset({"strongly-disagree", "disagree"})


def _stands_for(gathering: Gathering, identifier: str) -> str:
    """Return the object that stands for the same element, where this one is only its indicator."""
    found = companion_of(gathering.objects.get(identifier, {})) or gathering.companions.get(identifier, "")
    return found if found in gathering.objects else gathering.pairs.get(identifier, identifier)


def find_pairs(gathering: Gathering) -> None:
    """Find observed data with the UUID of an indicator that is based on it and says the same: one attribute, as misp-stix writes it."""
    for made in gathering.objects.values():
        if made["type"] != "relationship" or made.get("relationship_type") != "based-on":
            continue
        source, target = (gathering.objects.get(str(made.get(end, ""))) for end in ("source_ref", "target_ref"))
        if not source or not target or source["type"] != "indicator" or target["type"] != "observed-data" or companion_of(source):
            continue
        same = str(source["id"]).partition("--")[2] == str(target["id"]).partition("--")[2]
        terms = read_pattern(str(source.get("pattern", "")))
        found = roots(target, gathering.objects)
        if same and terms and len(found) == 1 and _says(terms) == _says(terms_of(found[0], gathering.objects)):
            gathering.pairs[str(target["id"])] = str(source["id"])
        elif same and len(found) == 1 and _labelled_alike(source, target, terms_of(found[0], gathering.objects)):
            gathering.companions[str(source["id"])] = str(target["id"])
    gathering.hunted |= set(gathering.companions.values())


def _labelled_alike(source: Mapping[str, Any], target: Mapping[str, Any], seen: tuple[Term, ...]) -> bool:
    """Say whether both are labelled as one type of attribute, what was seen is a value of it, and the pattern names each part of that."""
    told = labelled(target, seen)
    if told is None or own_labels(source.get("labels", ())).get("type") != told.type:
        return False
    return all(part.replace("\\", "\\\\").replace("'", "\\'") in str(source.get("pattern", "")) for part in told.value.split("|"))


def _says(terms: tuple[Term, ...]) -> set[tuple[str, str]]:
    return {(term.path, str(value)) for term in terms for value in term.values}


def take_relationship(gathering: Gathering, made: Mapping[str, Any]) -> None:
    """A relationship: from an object of MISP a reference; to an element of a galaxy, that element on what it is said of."""
    source, target = _stands_for(gathering, str(made.get("source_ref", ""))), _stands_for(gathering, str(made.get("target_ref", "")))
    if source == target:
        return
    if target in gathering.clusters and source in gathering.attributes:
        gathering.attributes[source] = add_galaxy(gathering.attributes[source], gathering.clusters[target])
        gathering.placed.add(target)
        return
    if target in gathering.clusters and source in gathering.made:
        one = gathering.made[source]
        if one.attributes:
            gathering.made[source] = replace(
                one, attributes=(add_galaxy(one.attributes[0], gathering.clusters[target]), *one.attributes[1:])
            )
            gathering.placed.add(target)
        return
    if source in gathering.made and (target in gathering.made or target in gathering.attributes):
        _refer(gathering, made, source, target)
        return
    for end, name in ((source, "source_ref"), (target, "target_ref")):
        if end not in gathering.objects:
            gathering.losses.note(f"{made['id']}/{name}", "outside", end)
            return
    gathering.losses.note(str(made["id"]), "no-misp-form", f"{source} {made.get('relationship_type')} {target}")


def _refer(gathering: Gathering, made: Mapping[str, Any], source: str, target: str) -> None:
    told = told_of(made, "reference")
    aim = gathering.made[target].uuid if target in gathering.made else gathering.attributes[target].uuid
    fields: dict[str, Any] = {"referenced_uuid": aim, "relationship_type": made.get("relationship_type", "")}
    fields |= told if isinstance(told, dict) else {}
    if aim != fields["referenced_uuid"] and not _inside(gathering, target, str(fields["referenced_uuid"])):
        gathering.losses.note(str(made["id"]), "extension-disagrees")
        fields["referenced_uuid"] = aim
    fields |= {"uuid": gathering.uuid_for(made), "comment": made.get("description", ""), "timestamp": second_of(made)}
    fields |= {"deleted": bool(made.get("revoked", False))}
    fields.pop("object", None)
    try:
        found = members.take(fields, parsing.REFERENCE, "reference")
    except Refused:
        found = Reference(uuid=str(fields["uuid"]), target=aim, relation=str(made.get("relationship_type", "")), timestamp=second_of(made))
    gathering.made[source] = add_reference(gathering.made[source], found)
    gathering.note_unsaid(made, ("relationship_type", "source_ref", "target_ref", "description"))


def _inside(gathering: Gathering, target: str, uuid: str) -> bool:
    """Say whether an attribute inside the object of MISP has that UUID: STIX has one object for all of them."""
    return target in gathering.made and any(one.uuid == uuid for one in gathering.made[target].attributes)


def take_sighting(gathering: Gathering, made: Mapping[str, Any]) -> None:
    """A sighting of an attribute; of an object, of its first attribute."""
    at = seconds_of(str(made.get("last_seen", made.get("first_seen", made.get("modified", ""))))) or 0
    where = [gathering.objects[one] for one in made.get("where_sighted_refs", ()) if one in gathering.objects]
    org = Org(uuid=str(where[0]["id"]).partition("--")[2], name=str(where[0].get("name", ""))) if where else None
    source = str(made.get("sighting_of_ref", ""))
    if made.get("count", 1) != 1:
        gathering.losses.note(f"{made['id']}/count", "no-misp-place", made["count"])
    _see(gathering, made, source, Sighting(uuid="", kind=SEEN, at=at, org=org))


def take_opinion(gathering: Gathering, made: Mapping[str, Any]) -> None:
    """An opinion that disagrees is a false positive; MISP has no other."""
    if made.get("opinion") not in _DOUBTS:
        gathering.losses.note(str(made["id"]), "no-misp-form", made.get("opinion"))
        return
    if made["opinion"] == "disagree":
        gathering.losses.note(f"{made['id']}/opinion", "false-positive", "disagree")
    author = gathering.objects.get(str(made.get("created_by_ref", "")))
    org = (
        Org(uuid=str(author["id"]).partition("--")[2], name=str(author.get("name", "")))
        if author and author["id"] != gathering.author
        else None
    )
    for source in made.get("object_refs", ()):
        _see(gathering, made, source, Sighting(uuid="", kind=FALSE_POSITIVE, at=second_of(made), org=org))


def _see(gathering: Gathering, made: Mapping[str, Any], source: str, sighting: Sighting) -> None:
    source = _stands_for(gathering, source)
    told = told_of(made, "sighting")
    fields: dict[str, Any] = members.give(sighting, parsing.SIGHTING)
    fields |= told if isinstance(told, dict) else {}
    fields["type"] = str(sighting.kind)
    target = source if source in gathering.attributes or source in gathering.made else ""
    if not target:
        gathering.losses.note(str(made["id"]), "no-target", source)
        return
    fields["uuid"] = gathering.uuid_for(made)
    try:
        found = members.take(fields, parsing.SIGHTING, "sighting")
    except Refused:
        gathering.losses.note(str(made["id"]), "extension-disagrees")
        return
    if target in gathering.attributes:
        gathering.attributes[target] = add_sighting(gathering.attributes[target], found)
        return
    one = gathering.made[target]
    if one.attributes:
        gathering.made[target] = replace(one, attributes=(add_sighting(one.attributes[0], found), *one.attributes[1:]))


def expiries(made: Mapping[str, Any]) -> tuple[Sighting, ...]:
    """Return the sightings of expiry that the extension tells."""
    told = told_of(made, "expired")
    found = []
    for one in told if isinstance(told, list) else ():
        try:
            found.append(members.take(one, parsing.SIGHTING, "sighting"))
        except Refused:
            continue
    return tuple(found)
