"""The slow road, and the reference: one object read whole, each fault told with its path, its code and a sentence.

A fault is what the standard forbids; what it only advises against (words outside an open vocabulary, identifiers of observables that are
not computed, relationships that it does not name, custom properties without an extension) is a hint. Nothing is repaired and nothing left
out: custom content stays.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Final

import msgspec

from comity.terms.json import JsonValue
from comity.terms.text import is_safe
from comity.wire.stix.checks import EnoughError, Findings
from comity.wire.stix.compiling import custom_table, family_of, table_of
from comity.wire.stix.faults import Fault, at
from comity.wire.stix.identifiers import COMPUTED, RANDOM, TYPE, computed_id, contributing, split_id, uuid_version
from comity.wire.stix.refusals import BadStix
from comity.wire.stix.strict import read_strictly

_PLACE: Final = re.compile(r"[0-9]{1,9}")
_NEW_TYPES: Final = frozenset({"new-sdo", "new-sco", "new-sro"})


def validate(raw: bytes | msgspec.Raw) -> tuple[Fault, ...]:
    """Return the faults of one object, a hundred at most; none when it is good STIX 2.1. Never raises: what cannot be read is one fault."""
    return tuple(_examine(bytes(raw), advises=False).faults)


def validate_read(told: Mapping[str, JsonValue]) -> tuple[Fault, ...]:
    """Return the same of an object that `strict.read_strictly` has read."""
    found = Findings(advises=False)
    with suppress(EnoughError):
        _look_at_value(told, found)
    return tuple(found.faults)


def hints(raw: bytes | msgspec.Raw) -> tuple[Fault, ...]:
    """Return what the standard advises and this object does not do, and texts that could mislead a reader; none of it is a fault."""
    return tuple(_examine(bytes(raw), advises=True).hints)


def _examine(raw: bytes, *, advises: bool) -> Findings:
    found = Findings(advises=advises)
    with suppress(EnoughError):
        _look(raw, found)
    return found


def _look(raw: bytes, found: Findings) -> None:
    # (1) bytes: size, JSON, depth, keys                 - RFC 8259, RFC 7493
    try:
        value = read_strictly(raw)
    except BadStix as refused:
        found.add(refused.fault)
        return
    _look_at_value(value, found)


def _look_at_value(value: JsonValue | Mapping[str, JsonValue], found: Findings) -> None:
    if type(value) is not dict:
        found.fault("", "not-an-object")
        return
    # (2) a type                                         - section 3.1
    kind = value.get("type")
    if type(kind) is not str or not TYPE.fullmatch(kind):
        found.fault("type", "bad-type", value=kind if type(kind) is str else "")
        return
    if kind == "bundle":
        found.fault("", "is-a-bundle")
        return
    # (3) properties, and rules over several of them     - sections 4 to 7
    table = table_of(kind) or custom_table("domain" if "created" in value or "modified" in value else "observable")
    table.check(value, "", found)
    # (4) what is the same for all                       - sections 2.9, 7.2
    _check_id(value, kind, found)
    _check_markings(value, found)
    if found.advises:
        _advise(value, kind, found)


def _check_id(value: Mapping[str, JsonValue], kind: str, found: Findings) -> None:
    identifier = value.get("id")
    if type(identifier) is not str:
        return  # told already
    named = split_id(identifier)
    if not named:
        found.fault("id", "bad-id", value=identifier)
    elif named != kind:
        found.fault("id", "other-type", wanted=kind, found=named)
    elif family_of(kind) == "observable" and uuid_version(identifier) != RANDOM and value.keys().isdisjoint(contributing(kind)):
        found.fault("id", "not-random", value=identifier)


def _check_markings(value: Mapping[str, JsonValue], found: Findings) -> None:
    whole, granular, identifier = value.get("object_marking_refs"), value.get("granular_markings"), value.get("id")
    if type(whole) is list and identifier in whole:
        found.fault("object_marking_refs", "marks-itself")
    for place, one in enumerate(granular if type(granular) is list else ()):
        if type(one) is not dict:
            continue
        path = at("granular_markings", place)
        if "marking_ref" in one and one["marking_ref"] == identifier:
            found.fault(at(path, "marking_ref"), "marks-itself")
        selectors = one.get("selectors")
        for number, selector in enumerate(selectors if type(selectors) is list else ()):
            if type(selector) is str and not _resolves(selector, value):
                found.fault(at(at(path, "selectors"), number), "no-such-place", value=selector)


def _resolves(selector: str, value: JsonValue) -> bool:
    """Say whether `selector` leads to something in `value` (section 7.2.3.1)."""
    for step in selector.split("."):
        if step.startswith("["):
            place = step[1:-1]
            if type(value) is not list or not _PLACE.fullmatch(place) or not int(place) < len(value):
                return False
            value = value[int(place)]
        elif type(value) is dict and step in value:
            value = value[step]
        else:
            return False
    return True


def _advise(value: Mapping[str, JsonValue], kind: str, found: Findings) -> None:
    identifier, family = value.get("id"), family_of(kind)
    if type(identifier) is str and (number := uuid_version(identifier)):
        wanted = computed_id(value) if family == "observable" else ""
        if wanted and number == COMPUTED and identifier != wanted:
            found.hint("id", "not-computed", value=wanted)
        elif number != RANDOM and not (number == COMPUTED and family == "observable"):
            found.hint("id", "odd-uuid", value=number)
        if identifier != identifier.lower():
            found.hint("id", "capital-uuid", value=identifier)
    extensions = value.get("extensions")
    kinds = [one.get("extension_type") for one in extensions.values() if type(one) is dict] if type(extensions) is dict else []
    if not family and _NEW_TYPES.isdisjoint(one for one in kinds if type(one) is str):
        found.hint("type", "custom-type", value=kind)
    if "toplevel-property-extension" in kinds or not family:
        found.hints = [one for one in found.hints if one.code != "custom-property"]
    _advise_texts(value, "", found)


def _advise_texts(value: JsonValue, path: str, found: Findings) -> None:
    if type(value) is str:
        if not is_safe(value.replace("\r\n", "\n").replace("\t", " ")):
            found.hint(path, "unsafe-text")
    elif type(value) is dict:
        for key, inner in value.items():
            _advise_texts(inner, at(path, key), found)
    elif type(value) is list:
        for place, inner in enumerate(value):
            _advise_texts(inner, at(path, place), found)
