"""One attribute of MISP as STIX: an indicator where it is meant for detection (`to_ids`), else what was observed, a note, a named thing."""

import base64
import binascii
import re
from collections.abc import Iterable
from typing import Any, Final

from comity.wire.misp import members, parsing, tagging
from comity.wire.misp.event import Attribute
from comity.wire.misp.making import Making, Shared, extension
from comity.wire.misp.naming import iso_moment, moment
from comity.wire.misp.observables import build, observable_id
from comity.wire.misp.patterns import Term, print_pattern
from comity.wire.misp.types import CUSTOM, CUSTOM_TYPE, CUSTOM_VALUE, FILES, NAMED, PROSE, RULES, TYPES, is_sample, terms_for, value_of

_CVE: Final = re.compile(r"CVE-\d{4}-\d{4,19}", re.IGNORECASE)
_NAME: Final = 256


def put_attribute(making: Making, attribute: Attribute, path: str) -> str:
    """Add what `attribute` becomes to `making`; return the identifier of the object that stands for it."""
    tags = making.read_tags(attribute.tags, path)
    shared = making.share(attribute.distribution, attribute.sharing_group, attribute.tags, within=making.shared, path=path)
    making.note_rest(attribute.rest, path)
    if attribute.type in FILES:
        main = _put_file(making, attribute, tags, shared, path)
    elif attribute.type in RULES:
        main = _put_rule(making, attribute, tags, shared, path)
    elif attribute.type in NAMED:
        main = _put_named(making, attribute, tags, shared, path)
    elif attribute.type in PROSE and not attribute.to_ids:
        main = _put_note(making, attribute, tags, shared, path)
    else:
        main = _put_value(making, attribute, tags, shared, path)
    making.elements[attribute.uuid] = main
    return main


def labels_of(attribute: Attribute) -> list[str]:
    """Return what misp-stix and this view write of an attribute for each other."""
    found = [tagging.own_label("type", attribute.type)]
    if attribute.category:
        found.append(tagging.own_label("category", attribute.category))
    return found


def attribute_terms(kind: str, value: str) -> tuple[Term, ...]:
    """Return the terms of a value; of a type without a path, or a value that is none of its type, those of the custom object."""
    return terms_for(kind, value) or custom_terms(kind, value)


def custom_terms(kind: str, value: str) -> tuple[Term, ...]:
    """Return the terms of the custom object that carries type and value."""
    return (Term(CUSTOM_TYPE, (kind,)), Term(CUSTOM_VALUE, (value,)))


def element(making: Making, attribute: Attribute, path: str, *, drop: Iterable[str] = ()) -> dict[str, Any]:
    """Return the extension that carries the rest of an attribute, and note what only stands there."""
    told = members.give(attribute, parsing.ATTRIBUTE)
    dropped = {"uuid", "Galaxy", "Sighting", "data", *drop}
    if attribute.timestamp:
        dropped.add("timestamp")  # it is `modified`; without one the event's stands there, and here that it had none
    if attribute.disable_correlation:
        making.losses.note(f"{path}.disable_correlation", "no-place", "1")
    kept = making.aside(told, drop=dropped)
    return extension(attribute=kept)


def validity(attribute_first: str, attribute_last: str, timestamp: int) -> tuple[str, str]:
    """Return from when and until when, as STIX timestamps; the second is empty where it is not said or not later."""
    first = iso_moment(attribute_first) or moment(timestamp)
    last = iso_moment(attribute_last) or ""
    return first, last if last > first else ""


def indicator(making: Making, attribute: Attribute, *, pattern: str, pattern_type: str, tags: tagging.Read) -> dict[str, Any]:
    """Return the indicator of an attribute, without its extension."""
    labels = [*labels_of(attribute), *([] if attribute.to_ids else [tagging.own_label("to_ids", "False")])]
    made = making.common("indicator", attribute.uuid, timestamp=attribute.timestamp, tags=tags, labels=labels)
    first, last = validity(attribute.first_seen, attribute.last_seen, attribute.timestamp or making.event.timestamp)
    made |= {"pattern": pattern, "pattern_type": pattern_type, "valid_from": first}
    if pattern_type == "stix":
        made["pattern_version"] = "2.1"
        made["name"] = attribute.value[:_NAME]
    if last:
        made["valid_until"] = last
    if attribute.comment:
        made["description"] = attribute.comment
    phases = [{"kill_chain_name": "misp-category", "phase_name": attribute.category}] if attribute.category else []
    if phases or tags.phases:
        made["kill_chain_phases"] = [*phases, *tags.phases]
    return _revoked(made, attribute)


def _revoked(made: dict[str, Any], attribute: Attribute) -> dict[str, Any]:
    """What was deleted at its source is revoked, so that whoever has it learns of it."""
    return made | {"revoked": True} if attribute.deleted else made


def _put_value(making: Making, attribute: Attribute, tags: tagging.Read, shared: Shared, path: str) -> str:
    terms = terms_for(attribute.type, attribute.value)
    mapped = TYPES.get(attribute.type)
    if terms is None:
        making.losses.note(f"{path}.value", "not-of-its-type" if mapped else "custom-type", attribute.type)
    derived = terms is not None and value_of(attribute.type, terms) == attribute.value
    drop = ("comment", "deleted", "value") if derived else ("comment", "deleted")
    if attribute.to_ids:
        pattern = print_pattern(terms or custom_terms(attribute.type, attribute.value))
        made = indicator(making, attribute, pattern=pattern, pattern_type="stix", tags=tags)
        return making.put(made | {"extensions": element(making, attribute, path, drop=drop)}, shared=shared, tags=tags)
    if terms is None or not (mapped and mapped.seen):
        made = making.common(CUSTOM, attribute.uuid, timestamp=attribute.timestamp, tags=tags, labels=labels_of(attribute))
        made |= {"x_misp_type": attribute.type, "x_misp_value": attribute.value}
        made |= {"x_misp_category": attribute.category} if attribute.category else {}
        made |= {"x_misp_comment": attribute.comment} if attribute.comment else {}
        extensions = element(making, attribute, path, drop=(*drop, "value", "type", "category"))
        return making.put(_revoked(made | {"extensions": extensions}, attribute), shared=shared, tags=tags)
    if attribute.comment:
        making.losses.note(f"{path}.comment", "no-place", attribute.comment)
    objects = build(terms, about=attribute.uuid)
    _note_protocol(making, objects, path)
    return put_observed(making, attribute, objects, tags, shared, path, drop=drop[1:])


def _note_protocol(making: Making, objects: list[dict[str, Any]], path: str) -> None:
    if any(one.get("protocols") == ["tcp"] for one in objects):
        making.losses.note(f"{path}.value", "protocol-guessed", "tcp")


def put_observed(
    making: Making,
    attribute: Attribute,
    objects: list[dict[str, Any]],
    tags: tagging.Read,
    shared: Shared,
    path: str,
    *,
    drop: Iterable[str] = (),
) -> str:
    """Add observables and the observed data that says when; return the identifier of the latter."""
    refs = [making.put(one, shared=shared, tags=tags) for one in objects]
    made = making.common("observed-data", attribute.uuid, timestamp=attribute.timestamp, tags=tags, labels=labels_of(attribute))
    first, last = validity(attribute.first_seen, attribute.last_seen, attribute.timestamp or making.event.timestamp)
    made |= {"first_observed": first, "last_observed": last or first, "number_observed": 1, "object_refs": refs}
    extensions = element(making, attribute, path, drop=drop)
    return making.put(_revoked(made | {"extensions": extensions}, attribute), shared=shared, tags=tags)


def _put_rule(making: Making, attribute: Attribute, tags: tagging.Read, shared: Shared, path: str) -> str:
    made = indicator(making, attribute, pattern=attribute.value, pattern_type=RULES[attribute.type], tags=tags)
    made["name"] = attribute.comment[:_NAME] or attribute.type
    return making.put(
        made | {"extensions": element(making, attribute, path, drop=("comment", "deleted", "value"))}, shared=shared, tags=tags
    )


def _put_named(making: Making, attribute: Attribute, tags: tagging.Read, shared: Shared, path: str) -> str:
    labels = [*labels_of(attribute), *([tagging.own_label("to_ids", "True")] if attribute.to_ids else [])]
    made = making.common(NAMED[attribute.type], attribute.uuid, timestamp=attribute.timestamp, tags=tags, labels=labels)
    made["name"] = attribute.value
    if attribute.comment:
        made["description"] = attribute.comment
    if attribute.type == "vulnerability" and _CVE.fullmatch(attribute.value):
        made["external_references"] = [{"source_name": "cve", "external_id": attribute.value}]
    extensions = element(making, attribute, path, drop=("comment", "deleted", "value"))
    return making.put(_revoked(made | {"extensions": extensions}, attribute), shared=shared, tags=tags)


def _put_note(making: Making, attribute: Attribute, tags: tagging.Read, shared: Shared, path: str) -> str:
    made = making.common("note", attribute.uuid, timestamp=attribute.timestamp, tags=tags, labels=labels_of(attribute))
    made |= {"content": attribute.value, "object_refs": [making.whole]}
    if attribute.comment:
        made["abstract"] = attribute.comment
    if attribute.type == "link" and attribute.value:
        made["external_references"] = [{"source_name": "link", "url": attribute.value}]
    extensions = element(making, attribute, path, drop=("comment", "deleted", "value"))
    return making.put(_revoked(made | {"extensions": extensions}, attribute), shared=shared, tags=tags)


# ---------------------------------------------------------------- files


def file_terms(attribute: Attribute) -> tuple[Term, ...]:
    """Return the terms of a file: its name, and for a sample its MD5."""
    if attribute.type == "malware-sample" and is_sample(attribute.value):
        return terms_for("filename|md5", attribute.value) or ()
    return terms_for("filename", attribute.value) or ()


def artifact_of(attribute: Attribute) -> dict[str, Any] | None:
    """Return the artifact with the bytes of a file, or None without any; a sample is MISP's archive with its customary passphrase."""
    try:
        base64.b64decode(attribute.data, validate=True)
    except (ValueError, binascii.Error):
        return None
    if not attribute.data:
        return None
    made: dict[str, Any] = {"type": "artifact", "spec_version": "2.1", "payload_bin": attribute.data}
    if attribute.type == "malware-sample":
        made |= {"mime_type": "application/zip", "encryption_algorithm": "mime-type-indicated", "decryption_key": "infected"}
    return made


def _put_file(making: Making, attribute: Attribute, tags: tagging.Read, shared: Shared, path: str) -> str:
    terms = file_terms(attribute)
    if not terms:
        return _put_value(making, attribute, tags, shared, path)
    objects = file_objects(making, attribute, terms, path)
    if attribute.comment:
        making.losses.note(f"{path}.comment", "no-place", attribute.comment)
    seen = put_observed(making, attribute, objects, tags, shared, path, drop=("deleted", "value"))
    if not attribute.to_ids:
        return seen
    made = indicator(making, attribute, pattern=print_pattern(terms), pattern_type="stix", tags=tags)
    hunted = making.put(made | {"extensions": extension(companion=seen)}, shared=shared, tags=tags)
    making.link(hunted, "based-on", seen, shared=shared)
    return hunted


def file_objects(making: Making, attribute: Attribute, terms: tuple[Term, ...], path: str) -> list[dict[str, Any]]:
    """Return the observables of a file, with its bytes where they are there."""
    objects = build(terms, about=attribute.uuid)
    artifact = artifact_of(attribute)
    if artifact is not None:
        artifact["id"] = observable_id(artifact, about=attribute.uuid)
        objects[0]["content_ref"] = artifact["id"]
        objects.append(artifact)
    elif attribute.data:
        making.losses.note(f"{path}.data", "no-base64")
    return objects
