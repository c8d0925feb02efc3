"""What a MISP server answers, as MISP 2.5 prints it: texts for numbers, ids beside UUIDs, wrappings by call."""

from typing import Any, Final

from comity.terms.json import JsonValue
from comity.wire.misp import members, parsing
from comity.wire.misp.event import Attribute, Event, MispObject, Org, SharingGroup, Sighting

# What a role may do, for those who look (`users/view/me`): reading, and writing where the client may.
_READS: Final = ("perm_auth", "perm_sync", "perm_tagger", "perm_sighting")
_WRITES: Final = ("perm_add", "perm_modify", "perm_modify_org", "perm_publish")
_NEVER: Final = (
    *("perm_admin", "perm_site_admin", "perm_audit", "perm_delegate", "perm_galaxy_editor", "perm_analyst_data", "perm_object_template"),
    *(
        "perm_regexp_access",
        "perm_server_sign",
        "perm_sharing_group",
        "perm_tag_editor",
        "perm_template",
        "perm_warninglist",
        "perm_decaying",
    ),
    *("perm_publish_zmq", "perm_publish_kafka", "perm_view_feed_correlations", "perm_skip_otp", "perm_server_sync"),
)


def number_of(uuid: str) -> str:
    """Return the number of an element, as MISP wants one: 52 bits of its UUID, good for one node alone."""
    return str(int(uuid.replace("-", "")[:13], 16)) if uuid else "0"


def version_json(version: str, *, node: str, writes: bool) -> dict[str, JsonValue]:
    """Return what `servers/getVersion` says; an instance of another major or minor version does not go on."""
    return {
        "version": version,
        "pymisp_recommended_version": version,
        "perm_sync": writes,
        "perm_sighting": writes,
        "perm_galaxy_editor": False,
        "perm_analyst_data": False,
        "uuid": node,
        "request_encoding": ["gzip"],
        "filter_sightings": False,
    }


def user_json(name: str, org: Org, *, writes: bool) -> dict[str, Any]:
    """Return what `users/view/me` says."""
    role = dict.fromkeys(_READS, True) | dict.fromkeys(_WRITES, writes) | dict.fromkeys(_NEVER, False)
    return {
        "User": {
            "id": "1",
            "org_id": number_of(org.uuid),
            "email": f"{name}@client.invalid",
            "role_id": "1",
            "autoalert": False,
            "invited_by": "0",
            "nids_sid": "0",
            "termsaccepted": True,
            "newsread": "0",
            "change_pw": False,
            "contactalert": False,
            "disabled": False,
        },
        "Role": {"id": "1", "name": "Sync user" if writes else "Read only", "permission": "3" if writes else "0", **role},
        "UserSetting": {},
        "Organisation": org_json(org),
    }


def org_json(org: Org) -> dict[str, JsonValue]:
    """Return an organisation."""
    return {"id": number_of(org.uuid), "name": org.name or org.uuid, "uuid": org.uuid, "local": True}


def group_json(group: SharingGroup) -> dict[str, Any]:
    """Return a sharing group as it is listed: with who is in it, who may extend it, and no servers."""
    own = number_of(group.uuid)
    head = {"id": own, "uuid": group.uuid, "name": group.name, "releasability": group.releasability, "description": "", "active": True}
    orgs = [_group_org(one.org, own, place=place, extend=one.extend) for place, one in enumerate(group.orgs, 1) if one.org is not None]
    return {"SharingGroup": head, "SharingGroupOrg": orgs, "SharingGroupServer": [], "editable": False, "deletable": False}


def _group_org(org: Org, group: str, *, place: int, extend: bool) -> dict[str, JsonValue]:
    told: dict[str, JsonValue] = {"id": str(place), "sharing_group_id": group, "org_id": number_of(org.uuid), "extend": extend}
    return told | {"Organisation": org_json(org)}


def event_json(event: Event) -> dict[str, Any]:
    """Return an event with numbers, without wrapping."""
    own = number_of(event.uuid)
    told = parsing.event_json(event)
    orgc = event.orgc or Org()
    told |= {"id": own, "orgc_id": number_of(orgc.uuid), "org_id": number_of((event.org or orgc).uuid), "locked": False}
    told |= {"attribute_count": str(len(event.attributes) + sum(len(one.attributes) for one in event.composites))}
    told["sharing_group_id"] = number_of(event.sharing_group.uuid) if event.sharing_group else "0"
    told["Orgc"] = org_json(orgc) | {"local": False}
    told["Org"] = org_json(event.org or orgc)
    told["Attribute"] = [attribute_json(one, event) for one in event.attributes]
    told["Object"] = [object_json(one, event) for one in event.composites]
    for name in ("Tag", "Galaxy", "EventReport", "ShadowAttribute", "RelatedEvent"):
        told.setdefault(name, [])
    return told


def attribute_json(attribute: Attribute, event: Event, *, within: MispObject | None = None) -> dict[str, Any]:
    """Return an attribute with numbers."""
    told = members.give(attribute, parsing.ATTRIBUTE)
    told |= {"id": number_of(attribute.uuid), "event_id": number_of(event.uuid), "object_id": number_of(within.uuid) if within else "0"}
    told["sharing_group_id"] = number_of(attribute.sharing_group.uuid) if attribute.sharing_group else "0"
    told.setdefault("object_relation", None)
    told.setdefault("distribution", "5")
    told.setdefault("comment", "")
    return told


def object_json(made: MispObject, event: Event) -> dict[str, Any]:
    """Return an object with numbers."""
    told = members.give(made, parsing.OBJECT)
    told |= {"id": number_of(made.uuid), "event_id": number_of(event.uuid)}
    told["Attribute"] = [attribute_json(one, event, within=made) for one in made.attributes]
    told.setdefault("ObjectReference", [])
    told.setdefault("distribution", "5")
    for one, reference in zip(told["ObjectReference"], made.references, strict=False):
        one |= {
            "id": number_of(reference.uuid),
            "object_id": told["id"],
            "object_uuid": made.uuid,
            "referenced_id": number_of(reference.target),
        }
    return told


def index_json(event: Event, *, minimal: bool) -> dict[str, Any]:
    """Return an event's line of the index."""
    orgc = event.orgc or Org()
    line: dict[str, Any] = {
        "id": number_of(event.uuid),
        "uuid": event.uuid,
        "timestamp": str(event.timestamp),
        "sighting_timestamp": "0",
        "published": event.published,
        "orgc_uuid": orgc.uuid,
    }
    if minimal:
        return line
    return line | {
        "org_id": number_of((event.org or orgc).uuid),
        "orgc_id": number_of(orgc.uuid),
        "date": event.date,
        "info": event.info,
        "analysis": str(event.analysis),
        "threat_level_id": str(event.threat_level),
        "distribution": str(event.distribution if event.distribution is not None else 0),
        "publish_timestamp": str(event.publish_timestamp),
        "extends_uuid": event.extends_uuid,
        "Org": org_json(event.org or orgc),
        "Orgc": org_json(orgc),
        "EventTag": [{"Tag": members.give(tag, parsing.TAG), "local": False} for tag in event.tags],
    }


def sighting_json(sighting: Sighting, attribute: Attribute, event: Event) -> dict[str, Any]:
    """Return a sighting with numbers."""
    told = members.give(sighting, parsing.SIGHTING)
    return told | {
        "id": number_of(sighting.uuid),
        "attribute_id": number_of(attribute.uuid),
        "attribute_uuid": attribute.uuid,
        "event_id": number_of(event.uuid),
        "org_id": number_of(sighting.org.uuid) if sighting.org else "0",
        "source": sighting.source,
    }


def error_json(words: str, next_step: str, *, url: str) -> dict[str, JsonValue]:
    """Return an error, in the members that MISP's own clients look at."""
    return {"saved": False, "name": words, "message": words, "url": url, "errors": next_step}
