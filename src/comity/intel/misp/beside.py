"""What has no distribution of its own in MISP: sightings, doubts, references, elements of galaxies go as far as what they stand beside.

An instance that was given them passes them on with it. So one that may go less far than what it stands beside is not given at all; over
TAXII its reader is shown it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from comity.intel.misp.spreading import Row, label_numbered
from comity.intel.policy import Label, narrowest

LINKS: Final = ("relationship", "sighting", "opinion")
_CLUSTERS: Final = frozenset(
    {"threat-actor", "malware", "tool", "attack-pattern", "intrusion-set", "course-of-action", "x-misp-galaxy-cluster"}
)


def going_as_far(found: Sequence[Row], *, whole: Row | None) -> list[Row]:
    """Return what was found of an event without what may go less far than what it stands beside; `whole` is the report, if there is one."""
    there = {str(row.told["id"]): row for row in found}
    bearers: dict[str, list[Row]] = {}
    for row in found:
        source = there.get(str(row.told.get("source_ref", "")))
        if row.told["type"] == "relationship" and source is not None:
            bearers.setdefault(str(row.told.get("target_ref", "")), []).append(source)

    def beside(row: Row) -> Iterator[Row]:
        if row.told["type"] in LINKS:
            yield from (there[end] for end in ends_of(row.told) if end in there and there[end].told["type"] not in _CLUSTERS)
        elif row.told["type"] in _CLUSTERS:
            yield from bearers.get(str(row.told["id"]), [] if whole is None else [whole])

    kept: dict[tuple[int, int], bool] = {}
    return [row for row in found if all(_goes_as_far(row.label, one.label, kept) for one in beside(row))]


def _goes_as_far(label: int, other: int, kept: dict[tuple[int, int], bool]) -> bool:
    """Say whether what bears `label` may go wherever what bears `other` may; most pairs of an event are the same few."""
    if label == other:
        return True
    if (label, other) not in kept:
        one, its = label_numbered(label), label_numbered(other)
        kept[label, other] = _limits(narrowest(its, one)) == _limits(its)
    return kept[label, other]


def _limits(label: Label) -> Label:
    """Return what of a label binds an instance that was given it: its embargo is over, and consent does not travel by MISP."""
    return replace(label, owner=None, consent=frozenset(), embargo=None)


def ends_of(told: Mapping[str, object]) -> set[str]:
    """Return what a link, a sighting or an opinion is about."""
    refs = told.get("object_refs", ())
    named = {str(told[name]) for name in ("source_ref", "target_ref", "sighting_of_ref") if name in told}
    return named | {str(one) for one in refs} if isinstance(refs, list) else named
