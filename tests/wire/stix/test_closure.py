"""What travels together: nothing that is there is left out, nothing that is not named comes along, whatever circles there are."""

import json

from hypothesis import given
from hypothesis import strategies as st

from comity.wire.stix.closure import closure

NAMES = [f"tool--0c7b5b88-8ff7-4a4d-aa9d-{at:012}" for at in range(8)]
GRAPHS = st.dictionaries(st.sampled_from(NAMES[:6]), st.lists(st.sampled_from(NAMES), max_size=4), max_size=6)


def raw(name, named):
    """Return an object that names others, one of them as its author."""
    return json.dumps({"id": name, "type": "tool", "object_refs": named[1:], **({"created_by_ref": named[0]} if named else {})}).encode()


def reached(graph, asked):
    """Return what can be reached, the slow way."""
    found = set(asked)
    while further := {other for name in found for other in graph.get(name, ())} - found:
        found |= further
    return found


@given(GRAPHS, st.lists(st.sampled_from(NAMES), max_size=3))
def test_all_that_is_named_is_inside_or_missing(graph, asked):
    """Each once, asked for once, what is named before what names it where no circle forbids."""
    calls = []

    def find(name):
        calls.append(name)
        return raw(name, graph[name]) if name in graph else None

    found = closure(asked, find=find, most=100)
    whole = reached(graph, asked)
    assert sorted(calls) == sorted(whole)
    assert (sorted(found.inside), sorted(found.missing)) == (sorted(whole & set(graph)), sorted(whole - set(graph)))
    assert found.cut == ()
    assert set(found.named_by) >= whole - set(asked)
    for at, name in enumerate(found.inside):
        for other in set(graph[name]).intersection(found.inside[at + 1 :]):
            assert name in reached(graph, [other])  # a circle


@given(GRAPHS, st.integers(0, 5))
def test_what_is_too_much_is_said(graph, most):
    """A full closure says what it did not go into."""
    found = closure(NAMES[:2], find=lambda name: raw(name, graph[name]) if name in graph else None, most=most)
    assert len(found.inside) <= most
    assert set(found.cut).isdisjoint(found.inside)
    whole = reached(graph, NAMES[:2])
    assert bool(found.cut) or set(found.inside) == whole & set(graph)
