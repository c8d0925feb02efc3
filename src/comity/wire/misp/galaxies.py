"""Elements of galaxies as named things of STIX: a technique, an actor, a malware, a country.

Their identifiers are derived, not the element's own UUID: MITRE's galaxies use the UUIDs of ATT&CK, and a copy that an instance made years
ago must not stand in a store as a later version of MITRE's own object. `external_references` say which technique is meant.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from comity.terms.json import JsonValue
from comity.wire.misp import members, parsing
from comity.wire.misp.event import Cluster, Galaxy
from comity.wire.misp.making import Making, Shared, extension
from comity.wire.misp.naming import UNKNOWN, derived_id, moment, word

CUSTOM: Final = "x-misp-galaxy-cluster"

# Galaxy types by what their elements are; what is not here is a custom object. MITRE's variants (mobile, ics …) are found by their ending.
TYPES: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        ("attack-pattern", "mitre-attack-pattern", "stix-2.1-attack-pattern", "mitre-fraud-framework", "attck4fraud", "tmss"),
        "attack-pattern",
    ),
    **dict.fromkeys(("course-of-action", "mitre-course-of-action", "stix-2.1-course-of-action", "preventive-measure"), "course-of-action"),
    **dict.fromkeys(("intrusion-set", "mitre-intrusion-set", "stix-2.1-intrusion-set"), "intrusion-set"),
    **dict.fromkeys(
        ("threat-actor", "microsoft-activity-group", "360net-threat-actor", "stix-2.1-threat-actor", "terrorist-groups"), "threat-actor"
    ),
    **dict.fromkeys(
        (
            *("malware", "mitre-malware", "malpedia", "ransomware", "rat", "banker", "stealer", "botnet", "backdoor", "android"),
            *("cryptominers", "wiper", "stix-2.1-malware"),
        ),
        "malware",
    ),
    **dict.fromkeys(("tool", "mitre-tool", "exploit-kit", "tds", "stix-2.1-tool"), "tool"),
    **dict.fromkeys(("campaign", "stix-2.1-campaign", "mitre-campaign"), "campaign"),
    **dict.fromkeys(("branded-vulnerability", "stix-2.1-vulnerability"), "vulnerability"),
    **dict.fromkeys(("country", "region", "stix-2.1-location"), "location"),
    **dict.fromkeys(("sector", "cert-eu-govsector", "stix-2.1-sector"), "identity"),
    "stix-2.1-infrastructure": "infrastructure",
}
_MITRE: Final = re.compile(
    r"mitre-(?:mobile-|ics-|enterprise-|pre-|atlas-)?(?:attack-)?(attack-pattern|course-of-action|intrusion-set|malware|tool|campaign)s?"
)
_TECHNIQUE: Final = re.compile(r"(.*) - ([A-Z]{1,4}\d{4}(?:\.\d{3})?)")
_YEARS: Final = 1_000_000_000  # a `version` beyond this is the second in which an instance took the galaxy in; below, a number of a release
_INDICATED: Final = frozenset({"attack-pattern", "campaign", "infrastructure", "intrusion-set", "malware", "threat-actor", "tool"})


def stix_type(galaxy: str) -> str:
    """Return the STIX type of a galaxy's elements."""
    found = _MITRE.fullmatch(galaxy)
    return TYPES.get(galaxy) or (found[1] if found else CUSTOM)


def put_galaxies(making: Making, galaxies: tuple[Galaxy, ...], source: str, path: str, *, shared: Shared) -> None:
    """Add the elements said of `source` (an object; or the whole event, whose elements are then its members) and what links them."""
    for number, galaxy in enumerate(galaxies):
        for position, cluster in enumerate(galaxy.clusters):
            inner = f"{path}.Galaxy[{number}].GalaxyCluster[{position}]"
            if cluster.local:
                making.losses.note(inner, "local-tag", cluster.tag_name or cluster.value)
                continue
            target = put_cluster(making, galaxy, cluster, inner, shared=shared)
            if source != making.whole:
                kind = making.objects[target]["type"]
                relation = "indicates" if source.startswith("indicator--") and kind in _INDICATED else "related-to"
                making.link(source, relation, target, shared=shared)


def put_cluster(making: Making, galaxy: Galaxy, cluster: Cluster, path: str, *, shared: Shared) -> str:
    """Add one element; the same element said of several things is one object."""
    kind = stix_type(galaxy.type or cluster.type)
    if kind == "location" and not _place(galaxy, cluster):
        kind = CUSTOM
    made: dict[str, Any] = {
        "type": kind,
        "spec_version": "2.1",
        "id": derived_id(kind, cluster.uuid),
        "created": UNKNOWN,
        "modified": _modified(cluster.rest.get("version")),
    }
    if made["id"] in making.objects:
        return making.put(made | making.objects[made["id"]], shared=shared)
    if kind == CUSTOM:
        making.losses.note(path, "custom-cluster", cluster.tag_name or cluster.value)
        made |= {"x_misp_name": galaxy.name or galaxy.type, "x_misp_type": galaxy.type, "x_misp_value": cluster.value}
        made |= {"x_misp_description": cluster.description} if cluster.description else {}
    else:
        made |= _named(kind, galaxy, cluster)
    outer = members.give(galaxy, parsing.GALAXY)
    told = making.aside(members.give(cluster, parsing.CLUSTER), drop={"uuid", "value", "description"})
    made["extensions"] = extension(
        cluster={**told, "uuid": cluster.uuid, "value": cluster.value},
        galaxy=making.aside(outer, drop={"GalaxyCluster"}),
    )
    return making.put(made, shared=shared)


def _named(kind: str, galaxy: Galaxy, cluster: Cluster) -> dict[str, Any]:
    """Return the properties that STIX has for the element."""
    found = _TECHNIQUE.fullmatch(cluster.value)
    made: dict[str, Any] = {"name": found[1] if found else cluster.value}
    if cluster.description:
        made["description"] = cluster.description
    references = [{"source_name": _source(kind, galaxy), "external_id": found[2]}] if found else []
    references += [
        {"source_name": "url", "url": one} for one in texts(cluster.meta.get("refs")) if one.startswith(("https://", "http://"))
    ][:20]
    if references:
        made["external_references"] = references
    aliases = texts(cluster.meta.get("synonyms"))
    if aliases and kind in {"campaign", "infrastructure", "intrusion-set", "malware", "threat-actor", "tool", "attack-pattern"}:
        made["aliases"] = aliases
    phases = [one.split(":") for one in texts(cluster.meta.get("kill_chain"))]
    if phases and kind in {"attack-pattern", "malware", "tool", "infrastructure"}:
        made["kill_chain_phases"] = [{"kill_chain_name": word(one[0]), "phase_name": word(one[-1])} for one in phases if len(one) > 1]
    if kind == "malware":
        made["is_family"] = True
    if kind == "identity":
        made["identity_class"] = "class"
    if kind == "location":
        made |= _place(galaxy, cluster)
    return {name: value for name, value in made.items() if value != []}


def _source(kind: str, galaxy: Galaxy) -> str:
    return "mitre-attack" if "mitre" in galaxy.type and kind != "campaign" else galaxy.type


def _place(galaxy: Galaxy, cluster: Cluster) -> dict[str, str]:
    """Return country or region of a place: STIX wants one of them (section 4.11), in ISO 3166-1 and in the words of the UN."""
    if galaxy.type == "country":
        codes = [one for one in texts(cluster.meta.get("ISO")) if re.fullmatch("[A-Z]{2}", one)]
        return {"country": codes[0]} if codes else {}
    found = re.fullmatch(r"(?:\d{3} - )?(.+)", cluster.value)
    return {"region": word(found[1])} if found else {}


def _modified(version: JsonValue) -> str:
    seconds = int(version) if isinstance(version, int | str) and re.fullmatch(r"\d{1,12}", str(version)) else 0
    return moment(seconds) if seconds > _YEARS else UNKNOWN


def texts(value: JsonValue) -> list[str]:
    """Return the texts of a member of `meta`: a list, or one alone."""
    listed = value if isinstance(value, list) else [value]
    return [one for one in listed if isinstance(one, str) and one]
