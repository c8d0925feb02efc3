"""Tags of MISP beside markings, labels, confidence and kill chains of STIX. Never wider: what is not understood counts as the strictest.

A tag is `namespace:predicate="value"`, `namespace:predicate`, or any text. Those that STIX has a property for go there; all others are
`labels`, under their own names, so that they come back as they went.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from comity.wire.misp.event import Tag
from comity.wire.misp.naming import word

TLP_EXTENSION: Final = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"

# TLP 2.0 (docs.oasis-open.org/cti/tlp/v2.0); `white` is the one of TLP 1.0 that STIX 2.1 defines in section 7.2.1.4.
TLP_MARKINGS: Final[Mapping[str, str]] = {
    "tlp:clear": "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
    "tlp:white": "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9",
    "tlp:green": "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
    "tlp:amber": "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
    "tlp:amber+strict": "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
    "tlp:red": "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
}
TLP1_MARKINGS: Final[Mapping[str, str]] = {
    "tlp:green": "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da",
    "tlp:amber": "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82",
    "tlp:red": "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed",
}
TLP_OF: Final[Mapping[str, str]] = {one: name for table in (TLP1_MARKINGS, TLP_MARKINGS) for name, one in table.items()}
OLD_MARKINGS: Final = frozenset(TLP1_MARKINGS.values())
PAP_EXTENSION: Final = "extension-definition--f8d78575-edfd-406e-8e84-6162a8450f5b"
PAP_MARKINGS: Final[Mapping[str, str]] = {
    "pap:clear": "marking-definition--ad15a0cd-55b6-4588-a14c-a66105329b92",
    "pap:white": "marking-definition--a3bea94c-b469-41dc-9cfe-d6e7daba7730",
    "pap:green": "marking-definition--c43594d1-4b11-4c59-93ab-1c9b14d53ce9",
    "pap:amber": "marking-definition--60f8932b-e51e-4458-b265-a2e8be9a80ab",
    "pap:red": "marking-definition--740d36e5-7714-4c30-961a-3ae632ceee0e",
}
PAP_OF: Final[Mapping[str, str]] = {one: name.upper() for name, one in PAP_MARKINGS.items()}

# Admiralty credibility and MISP's own scale on STIX's 0 to 100 (STIX 2.1, appendix A).
_CONFIDENCE: Final[Mapping[str, int]] = {
    'admiralty-scale:information-credibility="1"': 90,
    'admiralty-scale:information-credibility="2"': 70,
    'admiralty-scale:information-credibility="3"': 50,
    'admiralty-scale:information-credibility="4"': 30,
    'admiralty-scale:information-credibility="5"': 10,
    'misp:confidence-level="completely-confident"': 100,
    'misp:confidence-level="usually-confident"': 75,
    'misp:confidence-level="fairly-confident"': 50,
    'misp:confidence-level="rarely-confident"': 25,
    'misp:confidence-level="unconfident"': 0,
}
_KILL_CHAIN: Final = re.compile(r'kill-chain:(?:"?)([A-Za-z ]+)(?:"?)', re.IGNORECASE)
LOCKHEED: Final = "lockheed-martin-cyber-kill-chain"

MACHINE_TAG: Final = re.compile(r'(?P<namespace>[^:="]+):(?P<predicate>[^=]+?)(?:="(?P<value>.*)")?', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Read:
    """What tags become: marking identifiers, labels, a confidence or None, kill chain phases; `strange` TLP tags counted as red."""

    markings: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    confidence: int | None = None
    phases: tuple[dict[str, str], ...] = ()
    strange: tuple[str, ...] = ()
    local: tuple[str, ...] = ()


def read_tags(tags: Iterable[Tag]) -> Read:
    """Return what `tags` become. Those of galaxies (`misp-galaxy:`) stand beside the galaxy itself and are left out."""
    markings: list[str] = []
    labels: list[str] = []
    phases: list[dict[str, str]] = []
    strange: list[str] = []
    local: list[str] = []
    confidence = None
    for tag in tags:
        low = tag.name.strip().lower()
        if tag.local:
            local.append(tag.name)
        elif low in TLP_MARKINGS:
            markings.append(TLP_MARKINGS[low])
        elif low.startswith("tlp:"):
            strange.append(tag.name)
            markings.append(TLP_MARKINGS["tlp:red"])
            labels.append(tag.name)
        elif low in PAP_MARKINGS:
            markings.append(PAP_MARKINGS[low])
        elif low.startswith("pap:"):
            strange.append(tag.name)
            markings.append(PAP_MARKINGS["pap:red"])
            labels.append(tag.name)
        elif not low.startswith("misp-galaxy:"):
            labels.append(tag.name)
            confidence = _CONFIDENCE.get(low, confidence)
            phase = _KILL_CHAIN.fullmatch(tag.name)
            if phase:
                phases.append({"kill_chain_name": LOCKHEED, "phase_name": word(phase[1])})
    return Read(_once(markings), _once(labels), confidence, tuple(phases), tuple(strange), tuple(local))


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))


def pap_marking(name: str) -> dict[str, Any]:
    """Return the marking definition of a PAP tag (OASIS, cti-stix-common-objects, extension pap-marking-definition-f8d)."""
    return {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": PAP_MARKINGS[name],
        "created": "2022-10-01T00:00:00.000Z",
        "name": name.upper(),
        "extensions": {PAP_EXTENSION: {"extension_type": "property-extension", "pap": name.removeprefix("pap:")}},
    }


def tlp_marking(name: str) -> dict[str, Any]:
    """Return the marking definition of a TLP tag, byte for byte what its standard prints in its members."""
    if name == "tlp:white":
        return {
            "type": "marking-definition",
            "spec_version": "2.1",
            "id": TLP_MARKINGS[name],
            "created": "2017-01-20T00:00:00.000Z",
            "definition_type": "tlp",
            "name": "TLP:WHITE",
            "definition": {"tlp": "white"},
        }
    return {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": TLP_MARKINGS[name],
        "created": "2022-10-01T00:00:00.000Z",
        "name": name.upper(),
        "extensions": {TLP_EXTENSION: {"extension_type": "property-extension", "tlp_2_0": name.removeprefix("tlp:")}},
    }


def marking_objects(used: Iterable[str]) -> list[dict[str, Any]]:
    """Return the definitions of those `used` markings that tags become, which travel with what they mark."""
    known = {one["id"]: one for one in [tlp_marking(name) for name in TLP_MARKINGS] + [pap_marking(name) for name in PAP_MARKINGS]}
    return [known[one] for one in sorted(set(used)) if one in known]


def tags_of(markings: Iterable[str], labels: Iterable[str]) -> tuple[list[Tag], list[str]]:
    """Return the tags of markings and labels, and the markings that no tag stands for."""
    tags: list[Tag] = []
    foreign: list[str] = []
    for one in markings:
        name = TLP_OF.get(one) or PAP_OF.get(one)
        if name:
            tags.append(Tag(name=name))
        else:
            foreign.append(one)
    tags += [Tag(name=label) for label in labels if not OWN_LABEL.fullmatch(label)]
    return list({tag.name: tag for tag in tags}.values()), foreign


# What this view and misp-stix write into labels for each other; these are no tags.
OWN_LABEL: Final = re.compile(r'misp:(?:type|category|to_ids|name|meta-category|tool)="[^"]*"|Threat-Report')


def own_label(name: str, value: object) -> str:
    """Return a label that tells what an element is in MISP."""
    return f'misp:{name}="{value}"'


def own_labels(labels: Iterable[str]) -> dict[str, str]:
    """Return what labels tell of an element: type, category, to_ids, name, meta-category."""
    found = (re.fullmatch(r'misp:([a-z_-]+)="(.*)"', label) for label in labels)
    return {one[1]: one[2] for one in found if one}
