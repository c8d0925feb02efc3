"""Markings of STIX 2.1 objects (section 7.2) become labels. An unknown marking is the strictest, never none.

A granular marking (section 7.2.3) binds the object as a whole: nothing is cut out of an object here, so who may not read a part does not
get the rest. A marking that is itself marked binds by those markings too: who may not read the rule is not given what stands under it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from types import MappingProxyType
from typing import Any, Final

from comity.intel.policy.labels import OPEN, Label, at_home, label_from, label_json, narrowest, of_owner
from comity.terms.identifiers import AuthorityId
from comity.terms.json import JsonValue
from comity.terms.markings import Pap, Tlp, least, strictest
from comity.terms.refusals import Refused

TLP2_EXTENSION: Final = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
PAP_EXTENSION: Final = "extension-definition--f8d78575-edfd-406e-8e84-6162a8450f5b"
LABEL_EXTENSION: Final = "extension-definition--688f4345-8c97-4d0d-940a-8f86930d8b8f"  # of this project: docs/subsystems/intel.md

# TLP 2.0: OASIS, cti-stix-common-objects. TLP 1.0: STIX 2.1, section 7.2.1.4; each is the level of 2.0 that took its place.
TLP_IDS: Final[Mapping[str, Tlp]] = MappingProxyType(
    {
        "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487": Tlp.CLEAR,
        "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb": Tlp.GREEN,
        "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421": Tlp.AMBER,
        "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003": Tlp.AMBER_STRICT,
        "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1": Tlp.RED,
        "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9": Tlp.CLEAR,
        "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da": Tlp.GREEN,
        "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82": Tlp.AMBER,
        "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed": Tlp.RED,
    }
)
# PAP: OASIS, cti-stix-common-objects, extension pap-marking-definition-f8d; WHITE is the older word for CLEAR.
PAP_IDS: Final[Mapping[str, Pap]] = MappingProxyType(
    {
        "marking-definition--ad15a0cd-55b6-4588-a14c-a66105329b92": Pap.CLEAR,
        "marking-definition--a3bea94c-b469-41dc-9cfe-d6e7daba7730": Pap.CLEAR,
        "marking-definition--c43594d1-4b11-4c59-93ab-1c9b14d53ce9": Pap.GREEN,
        "marking-definition--60f8932b-e51e-4458-b265-a2e8be9a80ab": Pap.AMBER,
        "marking-definition--740d36e5-7714-4c30-961a-3ae632ceee0e": Pap.RED,
    }
)
TLP_MARKING: Final[Mapping[Tlp, str]] = MappingProxyType({tlp: id_ for id_, tlp in reversed(tuple(TLP_IDS.items()))})
PAP_MARKING: Final[Mapping[Pap, str]] = MappingProxyType({pap: id_ for id_, pap in reversed(tuple(PAP_IDS.items()))})

MOST: Final = 256  # markings of one object, those of its markings included

_WORDS_ONLY: Final = "statement"
_STANDARD_MEMBERS: Final = {"type", "spec_version", "id", "created", "name", "definition_type", "definition", "extensions"}
_STAMP: Final = re.compile(r"20[0-9]{2}-[01][0-9]-[0-3][0-9]T00:00:00(?:\.0+)?Z")


@dataclass(frozen=True, slots=True)
class Marking:
    """What one marking-definition says: a TLP, a PAP, a label of this project, or words alone.

    `known` is false where its definition says something else, or the same in a way that the standard does not have. `refs` are the
    markings that it bears itself.
    """

    known: bool
    tlp: Tlp | None = None
    pap: Pap | None = None
    label: Label | None = None
    refs: tuple[str, ...] = ()


UNKNOWN: Final = Marking(known=False)
_FIXED: Final[Mapping[str, Marking]] = MappingProxyType(
    {id_: Marking(known=True, tlp=tlp) for id_, tlp in TLP_IDS.items()}
    | {id_: Marking(known=True, pap=pap) for id_, pap in PAP_IDS.items()}
)


def label_of(
    refs: Iterable[str], known: Mapping[str, Marking], *, owner: AuthorityId, home: AuthorityId, unmarked: Label | None = None
) -> Label:
    """Return the label of an object that bears the markings `refs` (see `marking_refs`).

    `known` has the marking-definitions that `owner` delivered, by id, read by `read_marking`: what another peer calls by the same id does
    not count. `owner` gave the object, as the node knows it from who delivered it, never from `created_by_ref`; `home` is the authority
    of this node, which was given it. `unmarked` is what the collection says of objects without a marking; without it they stay at home.
    Words alone (a copyright) are no marking here, and widen nothing.
    """
    told = _gathered(refs, known)
    if not all(one.known for one in told):
        return at_home(owner=owner, home=home)
    tlps = [one.tlp for one in told if one.tlp is not None]
    labels = [of_owner(one.label, owner) for one in told if one.label is not None]
    if not tlps and not labels:
        labels = [of_owner(unmarked, owner) if unmarked is not None else at_home(owner=owner, home=home)]
    label = reduce(narrowest, labels) if labels else Label(tlp=Tlp.CLEAR, owner=owner)
    tlp = strictest((label.tlp, *tlps))
    # A level alone names nobody: who was given the object is this node. A label of its own has named its recipients.
    recipients = frozenset({home}) if label.is_open and tlp not in OPEN else label.recipients
    pap = least((label.pap, *(one.pap for one in told if one.pap is not None)))
    return replace(label, tlp=tlp, recipients=recipients, pap=pap)


def label_of_definition(
    told: Mapping[str, Any], known: Mapping[str, Marking], *, owner: AuthorityId, home: AuthorityId, unmarked: Label | None = None
) -> Label:
    """Return the label of a marking-definition as the object that it is; its own markings count as those of every object.

    Without any, one that says just what a standard says is no secret, and one that carries a label of ours bears that label: a reader who
    is shown an object could not keep to a rule that is not shown. The words of a statement are labelled as every unmarked object is.
    """
    refs, id_ = marking_refs(told), told.get("id")
    if not refs and isinstance(id_, str):
        if is_standard(told):
            return Label(tlp=Tlp.CLEAR, owner=owner)
        own = known.get(id_, UNKNOWN).label
        if own is not None:
            return of_owner(own, owner)
    return label_of(refs, known, owner=owner, home=home, unmarked=unmarked)


def is_standard(told: Mapping[str, Any]) -> bool:
    """Say whether a marking-definition is one of the standards', with nothing in it that they do not have."""
    id_, extensions = told.get("id"), told.get("extensions")
    marking = _FIXED.get(id_) if isinstance(id_, str) else None
    if marking is None or set(told) - _STANDARD_MEMBERS or not _STAMP.fullmatch(str(told.get("created", ""))):
        return False
    mark = marking.tlp or marking.pap or ""
    name, _, level = mark.lower().partition(":")
    levels = {level, "white"} if level == "clear" else {level}
    if told.get("name", mark) not in {f"{name.upper()}:{one.upper()}" for one in levels}:
        return False
    if told.get("definition_type") == "tlp":  # TLP 1.0
        return extensions is None and marking.tlp is not None and told.get("definition") in [{"tlp": one} for one in levels]
    if "definition_type" in told or "definition" in told or not isinstance(extensions, Mapping):
        return False
    place, member = (TLP2_EXTENSION, "tlp_2_0") if marking.tlp else (PAP_EXTENSION, "pap")
    return dict(extensions) in [{place: {"extension_type": "property-extension", member: one}} for one in levels]


def marking_refs(told: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the markings that a STIX object bears as a whole and in its parts, in order, each once. What is no text counts as unknown."""
    whole = told.get("object_marking_refs", ())
    parts = told.get("granular_markings", ())
    found = [*(whole if isinstance(whole, list | tuple) else (whole,))]
    for part in parts if isinstance(parts, list | tuple) else (parts,):
        if isinstance(part, Mapping) and "marking_ref" not in part and "lang" in part:
            continue  # says only in which language a part is written (section 7.2.3.1)
        found.append(part.get("marking_ref", "") if isinstance(part, Mapping) else "")
    return tuple(dict.fromkeys(one if isinstance(one, str) else "" for one in found))


def read_marking(told: Mapping[str, Any]) -> Marking:
    """Read a marking-definition as the JSON object that it is; never raises: what cannot be read is a marking that nobody knows."""
    refs, id_ = marking_refs(told), told.get("id")
    extensions, definition = told.get("extensions", {}), told.get("definition", {})
    sort = told.get("definition_type")
    if told.get("type") != "marking-definition" or not isinstance(id_, str) or not isinstance(extensions, Mapping):
        return UNKNOWN
    if id_ in _FIXED:
        return _FIXED[id_]
    if sort is None and set(extensions) == {LABEL_EXTENSION}:
        return replace(_labelled(extensions[LABEL_EXTENSION]), refs=refs)
    # Words alone carry no extension. A TLP under another id than the standard's is not that TLP (section 7.2.1.4).
    words_alone = sort == _WORDS_ONLY and not extensions and isinstance(definition, Mapping) and set(definition) == {_WORDS_ONLY}
    return Marking(known=words_alone, refs=refs)


def marking_of(label: Label, *, id_: str, created: str) -> dict[str, JsonValue]:
    """Return the marking-definition that carries `label`, without its owner: that is whoever delivers it. `created` is a STIX timestamp."""
    told = label_json(replace(label, owner=None))
    return {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": id_,
        "created": created,
        "name": f"{label.tlp.value} (Comity)",
        "extensions": {LABEL_EXTENSION: {"extension_type": "property-extension", "label": told}},
    }


def _labelled(extension: object) -> Marking:
    if not isinstance(extension, Mapping) or set(extension) != {"extension_type", "label"}:
        return UNKNOWN
    try:
        label = label_from(extension["label"])
    except Refused:
        return UNKNOWN
    return Marking(known=label.owner is None, label=label)


def _gathered(refs: Iterable[str], known: Mapping[str, Marking]) -> list[Marking]:
    """Return every marking that is reached from `refs`, over markings of markings. A circle, and too many, are unknown."""
    reached: dict[str, Marking] = {}
    waiting = list(refs)
    while waiting:
        id_ = waiting.pop()
        if id_ in reached:
            continue
        if len(reached) == MOST:
            return [UNKNOWN]
        # What the standards fixed by its id means the same whatever definition of it a peer delivers.
        reached[id_] = _FIXED.get(id_) or known.get(id_, UNKNOWN)
        waiting += reached[id_].refs
    return [UNKNOWN] if _leads_back(reached) else list(reached.values())


def _leads_back(reached: Mapping[str, Marking]) -> bool:
    """Say whether some marking bears itself, over however many others (section 3.2, `object_marking_refs`: no circular references)."""
    left = dict(reached)
    while ends := [id_ for id_, marking in left.items() if not any(ref in left for ref in marking.refs)]:
        for id_ in ends:
            del left[id_]
    return bool(left)
