"""One object of MISP as STIX: what was seen, with an indicator where it is meant for detection; a named thing; or a custom object."""

from collections.abc import Iterable
from typing import Any, Final

from comity.wire.misp import attributes, members, parsing, tagging
from comity.wire.misp.event import Attribute, MispObject
from comity.wire.misp.making import Making, Shared, extension
from comity.wire.misp.naming import moment
from comity.wire.misp.observables import build, family
from comity.wire.misp.patterns import Literal, Term, print_pattern
from comity.wire.misp.templates import CUSTOM, NAMED, OBSERVED, RULE_OBJECTS, Filled
from comity.wire.misp.types import ADDRESS, FILES, HOST, RULES, literal_of

_BY_TRAFFIC: Final = "network-traffic:"


def put_object(making: Making, made: MispObject, path: str) -> str:
    """Add what an object becomes to `making`; return the identifier of the object that stands for it."""
    shared = making.share(made.distribution, made.sharing_group, (), within=making.shared, path=path)
    making.note_rest(made.rest, path)
    names = [tag for attribute in made.attributes for tag in attribute.tags]
    tags = making.read_tags(names, path)
    for number, attribute in enumerate(made.attributes):
        inner = f"{path}.Attribute[{number}]"
        making.note_rest(attribute.rest, inner)
        making.share(attribute.distribution, attribute.sharing_group, (), within=shared, path=inner)
    shared = narrowed(shared, made.attributes)
    rules = [one for one in made.attributes if one.object_relation == RULE_OBJECTS.get(made.name) and one.type in RULES]
    if made.name in NAMED:
        main = _put_named(making, made, NAMED[made.name], tags, shared, path)
    elif len(rules) == 1:
        main = _put_rule(making, made, rules[0], tags, shared)
    else:
        main = _put_seen(making, made, tags, shared, path)
    making.elements[made.uuid] = main
    for attribute in made.attributes:
        making.elements.setdefault(attribute.uuid, main)
    return main


def narrowed(shared: Shared, inner: Iterable[Attribute]) -> Shared:
    """Return how far an object may go whose attributes stand in it together: as far as the narrowest of them."""
    for attribute in inner:
        if attribute.distribution is not None or attribute.sharing_group is not None or attribute.tags:
            shared = Shared(
                attribute.distribution, attribute.sharing_group, shared, tuple(tag.name for tag in attribute.tags if not tag.local)
            )
    return shared


def labels_of(made: MispObject) -> list[str]:
    """Return what misp-stix and this view write of an object for each other."""
    found = [tagging.own_label("name", made.name)]
    if made.meta_category:
        found.append(tagging.own_label("meta-category", made.meta_category))
    return found


def element(making: Making, made: MispObject) -> dict[str, Any]:
    """Return the extension that carries the object whole, with the bytes of its files."""
    told = members.give(made, parsing.OBJECT)
    kept = making.aside(told, drop={"uuid", "deleted", "Attribute", "ObjectReference", *(("timestamp",) if made.timestamp else ())})
    inner = [making.aside(members.give(one, parsing.ATTRIBUTE), drop={"Galaxy", "Sighting"}) for one in made.attributes]
    return extension(object=kept | ({"Attribute": inner} if inner else {}))


def object_terms(made: MispObject, chosen: Iterable[Attribute]) -> tuple[tuple[Term, ...], tuple[Attribute, ...]]:
    """Return the terms of those `chosen` attributes that have a path, in the order of the template, and the attributes that have none."""
    values: dict[str, list[Literal]] = {}
    kinds: dict[str, str] = {}
    rest = list(chosen)
    for relation, part in OBSERVED.get(made.name, {}).items():
        if part.kind in {ADDRESS, HOST} and kinds.get(part.path, relation) != relation:
            continue  # an end of a connection has one address or one name: the first relation of the template that is there
        for attribute in [one for one in rest if one.object_relation == relation]:
            literal = literal_of(part.kind, attribute.value)
            if literal is None:
                continue
            rest.remove(attribute)
            kinds[part.path] = relation
            if literal not in values.setdefault(part.path, []):
                values[part.path].append(literal)
    terms: list[Term] = []
    for path, said in values.items():
        families = {family(str(one)) for one in said} if path.startswith(_BY_TRAFFIC) and path.endswith("_ref.value") else set()
        if len(families) == 1:
            terms.append(Term(path.removesuffix("value") + "type", (families.pop(),)))
        terms.append(Term(path, tuple(said)))
    return tuple(terms), tuple(rest)


def pattern_of(made: MispObject) -> str:
    """Return the pattern of the attributes that are meant for detection, or nothing.

    It is one observation of all that the template has paths for, and beside it, each on its own, those that it has none for.
    """
    meant = [one for one in made.attributes if one.to_ids and not one.deleted]
    terms, rest = object_terms(made, meant)
    found = [print_pattern(terms)] if terms else []
    found += [print_pattern(_alone(one)) for one in rest if one.type not in RULES]
    return " OR ".join(dict.fromkeys(found))


def _alone(attribute: Attribute) -> tuple[Term, ...]:
    if attribute.type in FILES:
        return attributes.file_terms(attribute) or attributes.custom_terms(attribute.type, attribute.value)
    return attributes.attribute_terms(attribute.type, attribute.value)


def _put_seen(making: Making, made: MispObject, tags: tagging.Read, shared: Shared, path: str) -> str:
    terms, rest = object_terms(made, [one for one in made.attributes if not one.deleted])
    extensions = element(making, made)
    if terms:
        for each in rest:
            making.losses.note(f"{path}.{each.object_relation or each.type}", "no-place", each.value)
        for term in terms:
            if len(term.values) > 1 and "[*]" not in term.path:
                making.losses.note(f"{path}.{term.path}", "later-value", ", ".join(map(str, term.values[1:])))
        objects = build(terms, about=made.uuid)
        if any(one.get("protocols") == ["tcp"] for one in objects) and not any("protocols" in term.path for term in terms):
            making.losses.note(path, "protocol-guessed", "tcp")
        main = _put_observed(making, made, objects, tags, shared, extensions)
    else:
        making.losses.note(path, "custom-object", made.name)
        main = _put_custom(making, made, tags, shared, extensions)
    pattern = pattern_of(made)
    if pattern:
        hunted = making.common("indicator", made.uuid, timestamp=made.timestamp, tags=tags, labels=labels_of(made))
        first, last = attributes.validity(made.first_seen, made.last_seen, made.timestamp or making.event.timestamp)
        hunted |= {
            "name": made.comment[:256] or made.name,
            "pattern": pattern,
            "pattern_type": "stix",
            "pattern_version": "2.1",
            "valid_from": first,
        }
        hunted |= {"valid_until": last} if last else {}
        phases = [{"kill_chain_name": "misp-category", "phase_name": made.meta_category}] if made.meta_category else []
        hunted |= {"kill_chain_phases": [*phases, *tags.phases]} if phases or tags.phases else {}
        hunted |= {"description": made.comment} if made.comment else {}
        hunted |= {"revoked": True} if made.deleted else {}
        target = making.put(hunted | {"extensions": extension(companion=main)}, shared=shared, tags=tags)
        making.link(target, "based-on" if main.startswith("observed-data") else "related-to", main, shared=shared)
        return target
    return main


def _put_observed(
    making: Making, made: MispObject, objects: list[dict[str, Any]], tags: tagging.Read, shared: Shared, extensions: dict[str, Any]
) -> str:
    refs = [making.put(one, shared=shared, tags=tags) for one in objects]
    seen = making.common("observed-data", made.uuid, timestamp=made.timestamp, tags=tags, labels=labels_of(made))
    first, last = attributes.validity(made.first_seen, made.last_seen, made.timestamp or making.event.timestamp)
    seen |= {"first_observed": first, "last_observed": last or first, "number_observed": 1, "object_refs": refs, "extensions": extensions}
    return making.put(seen | ({"revoked": True} if made.deleted else {}), shared=shared, tags=tags)


def _put_custom(making: Making, made: MispObject, tags: tagging.Read, shared: Shared, extensions: dict[str, Any]) -> str:
    found = making.common(CUSTOM, made.uuid, timestamp=made.timestamp, tags=tags, labels=labels_of(made))
    found["x_misp_name"] = made.name
    found["x_misp_attributes"] = [
        {"type": one.type, "value": one.value} | ({"object_relation": one.object_relation} if one.object_relation else {})
        for one in made.attributes
        if not one.deleted
    ]
    if made.meta_category:
        found["x_misp_meta_category"] = made.meta_category
    if made.comment:
        found["x_misp_comment"] = made.comment
    return making.put(found | {"extensions": extensions} | ({"revoked": True} if made.deleted else {}), shared=shared, tags=tags)


def _put_rule(making: Making, made: MispObject, rule: Attribute, tags: tagging.Read, shared: Shared) -> str:
    hunted = making.common("indicator", made.uuid, timestamp=made.timestamp, tags=tags, labels=labels_of(made))
    name = next((one.value for one in made.attributes if one.object_relation.endswith("rule-name")), made.comment or made.name)
    hunted |= {
        "name": name[:256],
        "pattern": rule.value,
        "pattern_type": RULES[rule.type],
        "valid_from": moment(made.timestamp or making.event.timestamp),
    }
    hunted |= {"pattern_version": "2.1"} if RULES[rule.type] == "stix" else {}
    hunted |= {"description": made.comment} if made.comment else {}
    hunted |= {"revoked": True} if made.deleted else {}
    return making.put(hunted | {"extensions": element(making, made)}, shared=shared, tags=tags)


def _put_named(making: Making, made: MispObject, filled: Filled, tags: tagging.Read, shared: Shared, path: str) -> str:
    found = making.common(filled.type, made.uuid, timestamp=made.timestamp, tags=tags, labels=labels_of(made)) | dict(filled.fixed)
    standing = [one for one in made.attributes if not one.deleted]
    for relation, place in filled.relations.items():
        for one in standing:
            if one.object_relation == relation:
                _fill(making, found, place, one.value, f"{path}.{relation}")
    for one in standing:
        if one.object_relation not in filled.relations:
            making.losses.note(f"{path}.{one.object_relation or one.type}", "no-place", one.value)
    if filled.type == "location" and "country" not in found:  # STIX wants a country, a region or coordinates
        making.losses.note(path, "custom-object", made.name)
        return _put_custom(making, made, tags, shared, element(making, made))
    if filled.type != "location" and "name" not in found:
        parts = [one.value for name in ("first-name", "middle-name", "last-name") for one in standing if one.object_relation == name]
        found["name"] = " ".join(parts) or made.comment[:256] or made.name
    if str(found.get("name", "")).upper().startswith("CVE-"):
        found["external_references"] = [{"source_name": "cve", "external_id": found["name"]}, *found.get("external_references", ())]
    return making.put(found | {"extensions": element(making, made)} | ({"revoked": True} if made.deleted else {}), shared=shared, tags=tags)


def _fill(making: Making, found: dict[str, Any], place: str, value: str, path: str) -> None:
    """Put one value into its place: a property, a list of them, or a reference to the world outside."""
    if place == "url":
        found.setdefault("external_references", []).append({"source_name": "url", "url": value})
    elif place == "capec":
        found.setdefault("external_references", []).append({"source_name": "capec", "external_id": f"CAPEC-{value.removeprefix('CAPEC-')}"})
    elif place.startswith("+"):
        found.setdefault(place[1:], []).append(value)
    elif place in found:
        making.losses.note(path, "later-value", value)
    else:
        found[place] = value
