"""What this node may send on: of what a program may read, what is this authority's own, or its owner agreed to, or is TLP:CLEAR.

A program that asks is shown what the labels let it see. To send is an act of this node's own, and then the rule of the third party counts
too (`intel.policy.may_reshare`): what another authority gave is not handed on unasked.
"""

import json
from dataclasses import replace
from typing import Final

from comity.intel.policy import Principal, may_reshare, parse_label
from comity.intel.store.sight import Sight
from comity.records.statements import run
from comity.terms.instants import Instant

_LABELS: Final = "SELECT number, text FROM records_intellabel"


def onward(sight: Sight, sender: Principal, *, at: Instant) -> Sight:
    """Return of what a program may see what `sender` may pass on."""
    seen = set(sight.labels)
    labels = [
        number for number, text in run(_LABELS).fetchall() if number in seen and may_reshare(sender, parse_label(text), at=at).allowed
    ]
    kept = tuple(sorted(labels))
    return replace(sight, labels=kept, printed=json.dumps(kept))
