"""Each type of STIX object, taken into an event."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from comity.terms.refusals import Refused
from comity.wire.misp import members, parsing
from comity.wire.misp.attributes import attribute_terms, custom_terms, file_terms
from comity.wire.misp.event import Attribute, Cluster, EventReport, Galaxy, MispObject
from comity.wire.misp.galaxies import TYPES as GALAXY_TYPES
from comity.wire.misp.gathering import Gathering, attribute_told, companion_of, object_told, second_of, told_of
from comity.wire.misp.inferring import Inferred, canonical, category_of, infer, labelled, made_object, roots, says_the_same
from comity.wire.misp.linking import expiries
from comity.wire.misp.naming import EXTENSION_AUTHOR, iso_moment, seconds_of
from comity.wire.misp.observables import terms_of
from comity.wire.misp.patterns import Term, print_pattern, read_pattern
from comity.wire.misp.tagging import own_labels
from comity.wire.misp.types import FILES, NAMED, RULE_TYPES, RULES, value_of

_HUNTED: Final = ("pattern", "pattern_type", "pattern_version", "valid_from", "name", "description", "kill_chain_phases")


def take_indicator(gathering: Gathering, made: Mapping[str, Any]) -> None:
    """An indicator: what its extension tells, if its pattern says so too; else what its pattern says."""
    if companion_of(made) in gathering.objects or made["id"] in gathering.companions:
        return
    told = object_told(made, {"uuid": str(made["id"]).partition("--")[2], "deleted": made.get("revoked", False)})
    if told is not None and any(one.value == made.get("pattern") and one.type in RULES for one in told.attributes):
        _put_object(gathering, made, told)
        return
    pattern, kind = str(made.get("pattern", "")), str(made.get("pattern_type", "stix"))
    terms = read_pattern(pattern) if kind == "stix" else None
    attribute = _told_attribute(made, terms) if kind == "stix" else _told_rule(made, pattern, kind)
    if attribute is None:
        if told_of(made, "attribute") is not None or told is not None:
            gathering.losses.note(str(made["id"]), "extension-disagrees")
        attribute = _inferred(gathering, made, terms, pattern)
    if attribute is None:
        return
    if made.get("name", attribute.value[:256]) not in {attribute.value[:256], str(made.get("description", ""))[:256], attribute.type}:
        gathering.losses.note(f"{made['id']}/name", "no-misp-place", made["name"])
    attribute = replace(attribute, comment=str(made.get("description", "")))
    _put_attribute(gathering, made, attribute)
    said = (*_HUNTED, *(("valid_until",) if attribute.last_seen or expiries(made) else ()))
    gathering.note_unsaid(made, said)
    _note_phases(gathering, made, attribute)


def _inferred(gathering: Gathering, made: Mapping[str, Any], terms: tuple[Term, ...] | None, pattern: str) -> Attribute | None:
    """Return the attribute that a pattern is; None where it became an object, or where MISP has no type for its language."""
    told = labelled(made, terms or ())
    if told is not None:
        first, last = _spans(made, first="valid_from", last="valid_until")
        return replace(told, to_ids=own_labels(made.get("labels", ())).get("to_ids") != "False", first_seen=first, last_seen=last)
    inferred = infer(terms) if terms else None
    if inferred is not None and inferred.template:
        comment = str(made.get("description", ""))
        if says_the_same(made_object(inferred, uuid="", to_ids=True, timestamp=0), pattern):
            own = gathering.uuid_for(made)
            found = made_object(inferred, uuid=own, to_ids=True, timestamp=second_of(made), comment=comment)
            _put_object(gathering, made, replace(found, deleted=bool(made.get("revoked"))), own=own)
            gathering.note_unsaid(made, _HUNTED)
            return None
        inferred = None
    if inferred is not None:
        if inferred.guessed:
            gathering.losses.note(f"{made['id']}/pattern", "direction-guessed", inferred.value)
        kind, value = inferred.type, inferred.value
    else:
        language = str(made.get("pattern_type", "stix"))
        kind, value = RULE_TYPES.get(language, ""), pattern
        if language != "stix" and own_labels(made.get("labels", ())).get("type") == kind:
            value = (
                pattern.removeprefix("[").removesuffix("]") if pattern[:1] == "[" and pattern[-1:] == "]" else pattern
            )  # as misp-stix does
        if not kind:
            gathering.losses.note(f"{made['id']}/pattern_type", "no-misp-form", language)
            return None
        if language == "stix":
            gathering.losses.note(f"{made['id']}/pattern", "pattern-whole", pattern)
    first, last = _spans(made, first="valid_from", last="valid_until")
    category = _phase(made) or category_of(kind)
    hunted = own_labels(made.get("labels", ())).get("to_ids") != "False"
    return Attribute(uuid="", type=kind, value=value, category=category, to_ids=hunted, first_seen=first, last_seen=last)


def _note_phases(gathering: Gathering, made: Mapping[str, Any], attribute: Attribute) -> None:
    for phase in made.get("kill_chain_phases", ()):
        name = phase.get("kill_chain_name")
        if name != "misp-category" and not any("kill-chain" in tag.name for tag in attribute.tags):
            gathering.losses.note(f"{made['id']}/kill_chain_phases", "no-misp-place", f"{name}: {phase.get('phase_name')}")


def _phase(made: Mapping[str, Any]) -> str:
    found = [str(one.get("phase_name", "")) for one in made.get("kill_chain_phases", ()) if one.get("kill_chain_name") == "misp-category"]
    return own_labels(made.get("labels", ())).get("category", "") or (found[0] if found else "")


def _spans(made: Mapping[str, Any], *, first: str, last: str) -> tuple[str, str]:
    """Return first and last seen, where they say more than the moment of the version."""
    begins, ends = str(made.get(first, "")), str(made.get(last, ""))
    began = (iso_moment(begins) or "") if begins and seconds_of(begins) != second_of(made) else ""
    ended = (iso_moment(ends) or "") if ends and (ends != begins or began) else ""
    return began, ended


def _told_attribute(made: Mapping[str, Any], terms: tuple[Term, ...] | None) -> Attribute | None:
    """Return the attribute of the extension, if its type and value say what the pattern says."""
    labels = own_labels(made.get("labels", ()))
    attribute = attribute_told(made, {"uuid": str(made["id"]).partition("--")[2], "to_ids": labels.get("to_ids") != "False"})
    if attribute is None:
        return None
    if attribute.type in RULES:
        return replace(attribute, value=str(made.get("pattern", "")))
    if terms is None:
        return None
    if not attribute.value:
        value = value_of(attribute.type, terms)
        return replace(attribute, value=value) if value is not None else None
    expected = (file_terms(attribute) if attribute.type in FILES else ()) or attribute_terms(attribute.type, attribute.value)
    same = canonical(print_pattern(expected)) == canonical(print_pattern(terms))
    return attribute if same or set(terms) == set(custom_terms(attribute.type, attribute.value)) else None


def _told_rule(made: Mapping[str, Any], pattern: str, kind: str) -> Attribute | None:
    labels = own_labels(made.get("labels", ()))
    attribute = attribute_told(
        made, {"uuid": str(made["id"]).partition("--")[2], "to_ids": labels.get("to_ids") != "False", "value": pattern}
    )
    return attribute if attribute is not None and RULES.get(attribute.type) == kind else None


def _put_attribute(gathering: Gathering, made: Mapping[str, Any], attribute: Attribute) -> None:
    known = [tag for tag in attribute.tags if not tag.name.startswith("misp-galaxy:")]
    gathering.attributes[str(made["id"])] = replace(
        attribute,
        uuid=gathering.uuid_for(made),
        timestamp=attribute.timestamp if told_of(made, "attribute") is not None else second_of(made),
        deleted=bool(made.get("revoked", False)),
        tags=gathering.tags_for(made, known),
        sightings=(*attribute.sightings, *expiries(made)),
    )


def _put_object(gathering: Gathering, made: Mapping[str, Any], found: MispObject, *, own: str = "") -> None:
    """Add an object of MISP, which has no tags: what marks it as a whole is set on each of its attributes."""
    tags = gathering.tags_for(made, [tag for one in found.attributes for tag in one.tags])
    known = {tag.name.lower() for one in found.attributes for tag in one.tags}
    more = tuple(tag for tag in tags if tag.name.lower() not in known)
    if more:
        found = replace(found, attributes=tuple(replace(one, tags=(*one.tags, *more)) for one in found.attributes))
    gathering.made[str(made["id"])] = replace(found, uuid=own or gathering.uuid_for(made))


def take_observed(gathering: Gathering, made: Mapping[str, Any]) -> None:
    """What was observed: an attribute or an object for each observable that no other points to."""
    own = str(made["id"]).partition("--")[2]
    told = object_told(made, {"uuid": own, "deleted": made.get("revoked", False)})
    found = roots(made, gathering.objects)
    if str(made["id"]) in gathering.pairs:
        return
    said = ("first_observed", "last_observed", "number_observed", "object_refs")
    if told is not None and found and _observed_so(told, found[0], gathering):
        _put_object(gathering, made, told)
        gathering.note_unsaid(made, said)
        return
    attribute = _told_observed(gathering, made, found)
    if attribute is not None:
        _put_attribute(gathering, made, attribute)
        gathering.note_unsaid(made, said)
        return
    if told is not None or told_of(made, "attribute") is not None:
        gathering.losses.note(str(made["id"]), "extension-disagrees")
    if made.get("number_observed", 1) != 1:
        gathering.losses.note(f"{made['id']}/number_observed", "no-misp-place", made["number_observed"])
    for number, root in enumerate(found):
        _take_root(gathering, made, root, alone=number == 0)
    gathering.note_unsaid(made, said)


def _take_root(gathering: Gathering, made: Mapping[str, Any], root: Mapping[str, Any], *, alone: bool) -> None:
    bearer = made if alone else {**made, "id": f"{made['type']}--{root['id'].partition('--')[2]}"}
    terms = terms_of(root, gathering.objects)
    if root["type"] == "network-traffic":
        for protocol in root.get("protocols", ()):
            if protocol not in {"ipv4", "ipv6", "tcp"}:
                gathering.losses.note(f"{root['id']}/protocols", "no-misp-place", protocol)
    told = labelled(made, terms)
    if told is not None:
        began, ended = _spans(made, first="first_observed", last="last_observed")
        seen = replace(told, uuid=gathering.uuid_for(bearer), first_seen=began, last_seen=ended, to_ids=made["id"] in gathering.hunted)
        _put_attribute(gathering, bearer, seen)
        return
    inferred = infer(terms)
    if inferred is None:
        gathering.losses.note(str(root["id"]), "no-misp-form", root["type"])
        return
    if inferred.guessed:
        gathering.losses.note(str(root["id"]), "direction-guessed", inferred.value)
    own = gathering.uuid_for(bearer)
    began, ended = _spans(made, first="first_observed", last="last_observed")
    if inferred.template:
        found = made_object(inferred, uuid=own, to_ids=False, timestamp=second_of(made))
        _put_object(gathering, bearer, replace(found, deleted=bool(made.get("revoked")), first_seen=began, last_seen=ended), own=own)
        return
    category = _phase(made) or category_of(inferred.type)
    attribute = Attribute(uuid=own, type=inferred.type, value=inferred.value, category=category, first_seen=began, last_seen=ended)
    _put_attribute(gathering, bearer, attribute)


def _observed_so(told: MispObject, root: Mapping[str, Any], gathering: Gathering) -> bool:
    """Say whether what was observed is in the attributes of the object that the extension tells."""
    values = {one.value for one in told.attributes} | {one.value.removeprefix("AS") for one in told.attributes}
    return all(
        str(value) in values for term in terms_of(root, gathering.objects) if not term.path.endswith(".type") for value in term.values
    )


def _told_observed(gathering: Gathering, made: Mapping[str, Any], found: list[Mapping[str, Any]]) -> Attribute | None:
    attribute = attribute_told(made, {"uuid": str(made["id"]).partition("--")[2], "to_ids": made["id"] in gathering.hunted})
    if attribute is None or not found:
        return None
    root = found[0]
    terms = terms_of({name: value for name, value in root.items() if name != "content_ref"}, gathering.objects)
    artifact = gathering.objects.get(str(root.get("content_ref", "")), {})
    if attribute.type in FILES:
        said = {term.path: str(term.value) for term in terms}
        value = said.get("file:name", "") + (
            f"|{said['file:hashes.MD5']}" if attribute.type == "malware-sample" and "file:hashes.MD5" in said else ""
        )
        return replace(attribute, value=value, data=str(artifact.get("payload_bin", "")))
    if not attribute.value:
        value = value_of(attribute.type, terms) or ""
        return replace(attribute, value=value) if value else None
    return attribute if set(attribute_terms(attribute.type, attribute.value)) == set(terms) else None


def take_custom_attribute(gathering: Gathering, made: Mapping[str, Any]) -> None:
    """The custom object that carries a type and a value."""
    kind, value = str(made.get("x_misp_type", "other")), str(made.get("x_misp_value", ""))
    fields: dict[str, Any] = {
        "uuid": str(made["id"]).partition("--")[2],
        "type": kind,
        "value": value,
        "category": str(made.get("x_misp_category", "")),
        "comment": str(made.get("x_misp_comment", "")),
    }
    attribute = attribute_told(made, fields)
    hunted = own_labels(made.get("labels", ())).get("to_ids") == "True"
    _put_attribute(gathering, made, attribute or Attribute(**fields, to_ids=hunted))
    gathering.note_unsaid(made, ("x_misp_type", "x_misp_value", "x_misp_category", "x_misp_comment"))


def take_custom_object(gathering: Gathering, made: Mapping[str, Any]) -> None:
    """The custom object that carries an object of MISP."""
    own = str(made["id"]).partition("--")[2]
    told = object_told(made, {"uuid": own, "deleted": made.get("revoked", False)})
    listed = made.get("x_misp_attributes", ())
    if told is None:
        attributes = [{"uuid": own, "timestamp": second_of(made), **one} for one in listed if isinstance(one, Mapping)]
        value = {"uuid": own, "name": made.get("x_misp_name", "?"), "timestamp": second_of(made), "Attribute": attributes}
        try:
            told = members.take(value, parsing.OBJECT, "object")
        except Refused:
            gathering.losses.note(str(made["id"]), "no-misp-form", made["type"])
            return
        template = tuple((one.object_relation, one.type, one.value) for one in told.attributes)
        told = replace(told, attributes=_numbered(own, template, second_of(made)))
    _put_object(gathering, made, told)
    gathering.note_unsaid(made, ("x_misp_name", "x_misp_attributes", "x_misp_meta_category", "x_misp_comment"))


def _numbered(own: str, relations: tuple[tuple[str, str, str], ...], timestamp: int) -> tuple[Attribute, ...]:
    return made_object(Inferred(template="x", relations=relations), uuid=own, to_ids=False, timestamp=timestamp).attributes


def take_note(gathering: Gathering, made: Mapping[str, Any]) -> None:
    """A note: the attribute or the report that it was, else a report of the event."""
    own = str(made["id"]).partition("--")[2]
    content, name = str(made.get("content", "")), str(made.get("abstract", ""))
    attribute = attribute_told(made, {"uuid": own, "value": content, "comment": name})
    if attribute is not None:
        _put_attribute(gathering, made, attribute)
        gathering.note_unsaid(made, ("content", "abstract", "object_refs", "external_references"))
        return
    told = told_of(made, "report")
    fields: dict[str, Any] = {"content": content, "name": name or content[:80]} | (told if isinstance(told, dict) else {})
    fields |= {"uuid": gathering.uuid_for(made), "timestamp": second_of(made), "deleted": bool(made.get("revoked", False))}
    if not isinstance(told, dict) or "content" not in told:
        fields["content"] = content
    try:
        gathering.reports.append(members.take(fields, parsing.REPORT, "report"))
    except Refused:
        gathering.reports.append(EventReport(uuid=str(fields["uuid"]), name=name, content=content, timestamp=second_of(made)))
    gathering.tags += [tag for tag in gathering.tags_for(made) if tag.name.lower().startswith(("tlp:", "pap:"))]
    gathering.note_unsaid(made, ("content", "abstract", "object_refs"))


def take_identity(gathering: Gathering, made: Mapping[str, Any]) -> None:
    """An identity: author of the event, an object or element of a galaxy that it was; others are objects of their own."""
    identifier = str(made["id"])
    if identifier in {gathering.author, EXTENSION_AUTHOR}:
        return
    if told_of(made, "object") is not None or told_of(made, "cluster") is not None:
        take_named(gathering, made)
        return
    if identifier in gathering.named:
        return
    template = "person" if made.get("identity_class") == "individual" else "organization"
    relation = "full-name" if template == "person" else "name"
    own = gathering.uuid_for(made)
    relations: tuple[tuple[str, str, str], ...] = ((relation, "full-name" if template == "person" else "text", str(made.get("name", "?"))),)
    if made.get("description"):
        relations += (("text" if template == "person" else "description", "text", str(made["description"])),)
    found = replace(_numbered_object(own, template, relations, second_of(made)), deleted=bool(made.get("revoked", False)))
    _put_object(gathering, made, found, own=own)
    gathering.note_unsaid(made, ("name", "description", "identity_class"))


def _numbered_object(own: str, template: str, relations: tuple[tuple[str, str, str], ...], timestamp: int) -> MispObject:
    return MispObject(uuid=own, name=template, attributes=_numbered(own, relations, timestamp), timestamp=timestamp)


def take_named(gathering: Gathering, made: Mapping[str, Any]) -> None:
    """A named thing: the attribute, object or element of a galaxy that it was; else an element of a galaxy of its type."""
    own = str(made["id"]).partition("--")[2]
    told = object_told(made, {"uuid": own, "deleted": made.get("revoked", False)})
    if told is not None:
        _put_object(gathering, made, told)
        return
    name = str(made.get("name", ""))
    attribute = attribute_told(made, {"uuid": own, "value": name, "comment": str(made.get("description", ""))})
    labels = own_labels(made.get("labels", ()))
    if attribute is not None and NAMED.get(attribute.type) == made["type"]:
        _put_attribute(gathering, made, replace(attribute, to_ids=labels.get("to_ids") == "True"))
        return
    kind = labels.get("type", "vulnerability")
    if made["type"] == NAMED.get(kind) and (made["type"] == "vulnerability" or "type" in labels) and told_of(made, "cluster") is None:
        category, comment = labels.get("category") or category_of(kind), str(made.get("description", ""))
        hunted = labels.get("to_ids") == "True"
        found = Attribute(uuid=own, type=kind, value=name, category=category, comment=comment, to_ids=hunted)
        _put_attribute(gathering, made, found)
        gathering.note_unsaid(made, ("name", "description", "external_references"))
        return
    gathering.clusters[str(made["id"])] = _galaxy(gathering, made)
    gathering.tags += [tag for tag in gathering.tags_for(made) if tag.name.lower().startswith(("tlp:", "pap:"))]


def _galaxy(gathering: Gathering, made: Mapping[str, Any]) -> Galaxy:
    cluster, outer = told_of(made, "cluster"), told_of(made, "galaxy")
    if isinstance(cluster, dict) and isinstance(outer, dict):
        try:
            told = {"description": str(made.get("description") or made.get("x_misp_description") or "")} | cluster
            return members.take({**outer, "GalaxyCluster": [told]}, parsing.GALAXY, "galaxy")
        except Refused:
            gathering.losses.note(str(made["id"]), "extension-disagrees")
    name = str(made.get("name") or made.get("country") or made.get("region") or made["type"])
    mitre = [str(one.get("external_id", "")) for one in made.get("external_references", ()) if one.get("source_name") == "mitre-attack"]
    kind = f"mitre-{made['type']}" if mitre and f"mitre-{made['type']}" in GALAXY_TYPES else f"stix-2.1-{made['type']}"
    value = f"{name} - {mitre[0]}" if mitre and mitre[0] else name
    meta: dict[str, Any] = {"external_id": mitre} if mitre else {}
    aliases = made.get("aliases") or made.get("x_mitre_aliases")
    meta |= {"synonyms": aliases} if aliases else {}
    meta |= {"refs": refs} if (refs := [one["url"] for one in made.get("external_references", ()) if "url" in one]) else {}
    tag = f'misp-galaxy:{kind}="{value}"'
    gathering.note_unsaid(made, ("name", "description", "aliases", "external_references", "is_family", "x_mitre_aliases"))
    found = Cluster(
        uuid=gathering.uuid_for(made), type=kind, value=value, tag_name=tag, description=str(made.get("description", "")), meta=meta
    )
    return Galaxy(name=kind, type=kind, clusters=(found,))
