"""What an instance asks of vocabularies: types, taxonomies, galaxies, templates of objects, warning lists. Public files, the same for all.

What MISP would change here from afar is refused with the reason: an operator puts such files here (`comity intel vocabulary`).
"""

import json
from typing import Any, Final, NoReturn

from comity.doors.api.misp.answering import Answer, told
from comity.doors.api.misp.call import Call
from comity.intel.vocabularies import queries
from comity.intel.vocabularies.queries import Head, bytes_of, listed, meanings, template_bodies
from comity.terms.json import JsonValue
from comity.terms.refusals import Malformed
from comity.wire.misp.describing import describe_types
from comity.wire.misp.refusals import NoAnalystData, NoOwnClusters, NoProposals, NoSuchPlace

_ONCE: Final = 20_000  # values that are looked for in one statement


def types(_: Call) -> Answer:
    """GET attributes/describeTypes."""
    return told(describe_types())


# ---------------------------------------------------------------- taxonomies, galaxies, templates


def taxonomies(_: Call) -> Answer:
    """GET taxonomies/index."""
    return told([_taxonomy(one) for one in queries.taxonomies()])


def taxonomy(_: Call, name: str) -> Answer:
    """GET taxonomies/view: one with its tags, by number or namespace."""
    head = _named(queries.taxonomies(), name)
    whole = json.loads(bytes_of(head.number))
    inner = {one["predicate"]: one.get("entry", []) for one in whole.get("values", [])}
    tags = [(predicate, entry) for predicate in whole.get("predicates", []) for entry in inner.get(predicate["value"], []) or [None]]
    entries = [
        {
            "tag": f"{head.name}:{predicate['value']}" + (f'="{entry["value"]}"' if entry else ""),
            "expanded": ": ".join(str(one.get("expanded") or one["value"]) for one in (predicate, entry) if one),
            "exclusive_predicate": bool(predicate.get("exclusive")),
            "description": str((entry or predicate).get("description", "")),
            "existing_tag": False,
        }
        for predicate, entry in tags
    ]
    return told(_taxonomy(head) | {"entries": entries})


def _taxonomy(head: Head) -> dict[str, Any]:
    return {
        "Taxonomy": {
            "id": str(head.number),
            "namespace": head.name,
            "description": head.description,
            "version": str(head.version),
            "enabled": True,
            "exclusive": bool(head.about.get("exclusive")),
            "required": False,
            "highlighted": False,
        },
        "total_count": head.count,
        "current_count": head.count,
    }


def galaxies(_: Call) -> Answer:
    """GET galaxies/index."""
    return told([_galaxy(one) for one in queries.galaxies()])


def galaxy(_: Call, name: str) -> Answer:
    """GET galaxies/view: one with its clusters, by number, UUID or type."""
    head = _named(queries.galaxies(), name)
    clusters = [_cluster(one, head) for one in json.loads(bytes_of(head.number)).get("values", [])]
    return told(_galaxy(head) | {"GalaxyCluster": clusters})


def _galaxy(head: Head) -> dict[str, Any]:
    return {
        "Galaxy": {
            "id": str(head.number),
            "uuid": head.uuid,
            "name": head.title,
            "type": head.name,
            "description": head.description,
            "version": str(head.version),
            "namespace": "misp",
            "enabled": True,
            "local_only": False,
            "default": True,
        }
    }


def _cluster(one: dict[str, Any], head: Head) -> dict[str, Any]:
    value = str(one.get("value", ""))
    return {
        "uuid": str(one.get("uuid", "")),
        "type": head.name,
        "value": value,
        "tag_name": f'misp-galaxy:{head.name}="{value}"',
        "description": str(one.get("description", "")),
        "galaxy_id": str(head.number),
        "default": True,
        "published": False,
    }


def cluster(_: Call, uuid: str) -> Answer:
    """GET galaxy_clusters/view: one by its UUID."""
    found = meanings(uuids=[uuid]).get(uuid.lower())
    if found is None:
        raise NoSuchPlace
    kind, _mark, value = found.tag.partition("=")
    words = {"value": value.strip('"'), "tag_name": found.tag, "type": kind.partition(":")[2], "description": found.description}
    return told({"GalaxyCluster": {"uuid": found.uuid, **words, "default": True, "published": False}})


def templates(_: Call) -> Answer:
    """GET objectTemplates/index."""
    return told([_template(one) for one in queries.templates()])


def template(_: Call, name: str) -> Answer:
    """GET objectTemplates/view: one with its elements, by number, UUID or name."""
    heads = queries.templates()
    head = next((one for one in reversed(heads) if one.title == name), None) or _named(heads, name)
    inner = json.loads(bytes_of(head.number)).get("attributes", {})
    elements = [
        {
            "object_relation": relation,
            "type": one.get("misp-attribute", "text"),
            "ui-priority": str(one.get("ui-priority", 0)),
            "categories": one.get("categories", []),
            "sane_default": one.get("sane_default", []),
            "values_list": one.get("values_list", []),
            "description": one.get("description", ""),
            "disable_correlation": bool(one.get("disable_correlation")),
            "multiple": bool(one.get("multiple")),
        }
        for relation, one in inner.items()
    ]
    return told(_template(head) | {"ObjectTemplateElement": elements})


def raw_template(_: Call, name: str) -> Answer:
    """GET objectTemplates/getRaw: the file of one, by UUID or name, as it came."""
    found = template_bodies([name.lower(), name])
    body = found.get(name) or found.get(name.lower())
    if body is None:
        raise NoSuchPlace
    return Answer(body)


def _template(head: Head) -> dict[str, Any]:
    requirements: dict[str, JsonValue] = {}
    for ours, theirs in (("required", "required"), ("one_of", "requiredOneOf")):
        if head.about.get(ours):
            requirements[theirs] = list(head.about[ours])
    return {
        "ObjectTemplate": {
            "id": str(head.number),
            "uuid": head.name,
            "name": head.title,
            "meta-category": str(head.about.get("meta_category", "")),
            "description": head.description,
            "version": str(head.version),
            "requirements": requirements,
            "fixed": True,
            "active": True,
        }
    }


def _named(heads: tuple[Head, ...], name: str) -> Head:
    for one in heads:
        if name in (str(one.number), one.name) or name.lower() == (one.uuid or one.name):
            return one
    raise NoSuchPlace


# ---------------------------------------------------------------- warning lists


def warninglists(_: Call) -> Answer:
    """GET warninglists/index."""
    found = [
        {
            "id": str(one.number),
            "name": one.title,
            "type": str(one.about.get("form", "")),
            "description": one.description,
            "version": str(one.version),
            "enabled": True,
            "warninglist_entry_count": str(one.count),
        }
        for one in queries.warninglists()
    ]
    return told({"Warninglists": [{"Warninglist": one} for one in found]})


def check_values(call: Call) -> Answer:
    """POST warninglists/checkValue: on which lists each value stands; a value that is on none is not named. Raises `Malformed`."""
    said = call.said("value")
    values = said if isinstance(said, list) else [said]
    if not all(isinstance(one, str) for one in values):
        raise Malformed("MISP request", "a text, or a list of texts, expected")
    found: dict[str, list[JsonValue]] = {}
    for place in range(0, len(values), _ONCE):
        for hit in listed(values[place : place + _ONCE]).hits:
            found.setdefault(hit.value, []).append({"id": str(hit.number), "name": hit.name, "matched": hit.entry})
    return told(found or [])  # what PHP prints of an empty table


# ---------------------------------------------------------------- what is not taken, and why


def no_proposals(_: Call, *__: str) -> NoReturn:
    """POST shadowAttributes/add, edit, delete, accept, discard."""
    raise NoProposals


def no_analyst_data(_: Call, *__: str) -> NoReturn:
    """POST analystData/add, edit, pushAnalystData."""
    raise NoAnalystData


def no_clusters(_: Call, *__: str) -> NoReturn:
    """POST galaxies/pushCluster, galaxyClusters/add, edit, publish, delete."""
    raise NoOwnClusters
