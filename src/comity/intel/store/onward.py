"""What this node may send on: of what a reader may see, what is this authority's own, or its owner agreed to, or is TLP:CLEAR.

A program that asks is shown what the labels let it see. To send is an act of this node's own, and then the rule of the third party counts
too (`intel.policy.may_reshare`): what another authority gave is not handed on unasked. What its owner permitted for this very recipient
goes, object by object, until the permission ends.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from comity.intel.policy import Label, Principal, decide, may_reshare, parse_label
from comity.intel.policy.resharing import Permission, named_too
from comity.intel.store.permissions import permitted_to
from comity.intel.store.sight import Sight
from comity.records.statements import run
from comity.terms.instants import Instant

_LABELS: Final = "SELECT number, text FROM records_intellabel"


@dataclass(frozen=True, slots=True)
class Onward:
    """What may be sent on to one reader: all that bears a label of `free`, and of other labels the objects that were `permitted`.

    `sight` has the labels of both: who scans with it asks `lets` about each row.
    """

    sight: Sight
    free: frozenset[int]
    permitted: Mapping[int, frozenset[str]] = field(default_factory=dict)

    def lets(self, label: int, stix_id: str) -> bool:
        """Say whether an object that bears this label may go."""
        return label in self.free or stix_id in self.permitted.get(label, ())


def onward(sight: Sight, sender: Principal, *, at: Instant, to: Principal | None = None) -> Onward:
    """Return of what a reader may see (`sight`) what `sender` may pass on; with the permissions for `to`, where that is who reads."""
    seen = frozenset(sight.labels)
    held = permitted_to(to.authority, at=at) if to is not None else ()
    labels = {number: parse_label(text) for number, text in run(_LABELS).fetchall() if number in seen or held}
    free = frozenset(number for number, label in labels.items() if number in seen and may_reshare(sender, label, at=at).allowed)
    permitted = {}
    if to is not None and held:
        named = {number: _named(label, sender, to, held, at=at) for number, label in labels.items() if number not in free}
        permitted = {number: ids for number, ids in named.items() if ids}
    every = tuple(sorted(free.union(permitted)))
    return Onward(replace(sight, labels=every, printed=json.dumps(every)), free, permitted)


def _named(label: Label, sender: Principal, to: Principal, held: tuple[Permission, ...], *, at: Instant) -> frozenset[str]:
    """Return the objects that may go under `label` because its owner permitted it."""
    reaching = [one for one in held if one.reaches(label, at=at)]
    if not reaching or not decide(sender, label, at=at).allowed:
        return frozenset()
    return frozenset[str]().union(*(one.objects for one in reaching if decide(to, named_too(label, one.to), at=at).allowed))
