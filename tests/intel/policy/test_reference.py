"""The policy and the page say the same: a hundred thousand pairs of label and reader."""

import json
from random import Random

from drawn import MOMENTS, Draw
from policy_reference import may_see

from comity.intel.policy import Compiled, decide, print_label

LABELS, READERS = 1000, 100


def test_a_hundred_thousand_pairs_agree_with_the_page():
    """Each pair asked of the reference, of the decision and of the bitmap; often enough yes and no, at five moments."""
    draw = Draw(Random(20261129))
    labels = [draw.label() for _ in range(LABELS)]
    compiled, printed = Compiled(labels), [json.loads(print_label(label)) for label in labels]
    shown = 0
    for number in range(READERS):
        reader, at = draw.principal(), MOMENTS[number % len(MOMENTS)]
        told = json.loads(reader.printed())
        expected = {place for place, label in enumerate(printed) if may_see(label, told, str(at))}
        assert expected == set(compiled.seen(reader, at=at).numbers())
        assert expected == {place for place, label in enumerate(labels) if decide(reader, label, at=at).allowed}
        shown += len(expected)
    assert 0.02 < shown / (LABELS * READERS) < 0.5
