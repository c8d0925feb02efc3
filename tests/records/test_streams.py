"""Streams: where the next act of a case goes, and that a place is given once."""

import pytest

from comity.records.models import Life
from comity.records.streams import next_place, take_place
from comity.terms.lives import first_of

pytestmark = pytest.mark.both_databases("streams and lives")

_CASE = {"peer": "poc.vn.example", "case": "XR-2026-000001"}
_HERE = "poc.xr.example"
_INNER = b"i" * 32


def test_a_place_is_next_until_it_is_taken(world):
    """The one after it names the inner digest of the act that took it; nobody takes it twice."""
    assert next_place(node=_HERE, **_CASE) == (1, None)
    assert take_place(**_CASE, seq=1, inner=_INNER)
    assert not take_place(**_CASE, seq=1, inner=b"o" * 32)
    assert next_place(node=_HERE, **_CASE) == (2, _INNER)
    assert next_place(node=_HERE, peer=_CASE["peer"], case="XR-2026-000002") == (1, None)


def test_a_case_begins_in_the_life_of_this_node(world):
    """Not in that of another; one that had begun goes on with its own numbers."""
    assert take_place(**_CASE, seq=1, inner=_INNER)
    for node, life in ((_HERE, 2), ("poc.vn.example", 5)):
        Life.objects.create(node=node, life=life, birth="0" * 32, at=world.at, since=0)
    assert next_place(node=_HERE, peer=_CASE["peer"], case="XR-2026-000002") == (first_of(2), None)
    assert next_place(node=_HERE, **_CASE) == (2, _INNER)
