"""What travels together: nothing that may come is left out, nothing that is not named comes along, whatever circles there are."""

import json

from hypothesis import given
from hypothesis import strategies as st

from comity.wire.stix.closure import closure
from comity.wire.stix.references import mentioned, named_by, references

NAMES = "abcdefgh"
GRAPHS = st.dictionaries(st.sampled_from(NAMES[:6]), st.lists(st.sampled_from(NAMES), max_size=4), max_size=6)
ASKED = st.lists(st.lists(st.sampled_from(NAMES), max_size=3), max_size=3)
FAR = 100


def reached(graph, names):
    """Return what can be reached, the slow way."""
    found = set(names)
    while further := {other for name in found for other in graph.get(name, ())} - found:
        found |= further
    return found


def steps(graph, names):
    """Return how many steps away each thing is."""
    far, found = 1, dict.fromkeys(names, 1)
    while further := {other for name in found for other in graph.get(name, ())} - set(found):
        far += 1
        found |= dict.fromkeys(further, far)
    return found


@given(GRAPHS, ASKED)
def test_all_that_is_named_comes_or_is_missing(graph, asked):
    """Each once, asked for once and a step at a time, what is named before what names it where no circle forbids."""
    calls = []

    def find(names):
        calls.append(names)
        return {name: graph[name] for name in names if name in graph}

    found = closure(asked, find=find, deep=FAR)
    first = [name for names in asked for name in names]
    whole = reached(graph, first)
    assert sorted(name for names in calls for name in names) == sorted(whole)
    assert len(calls) == max(steps(graph, first).values(), default=0)
    flat = [name for names in found.before for name in names]
    assert (sorted(flat), sorted(found.missing), found.cut) == (sorted(whole & set(graph)), sorted(whole - set(graph)), ())
    for names, before in zip(asked, found.before, strict=True):
        assert set(before) <= reached(graph, names)
    for at, name in enumerate(flat):
        for other in set(graph[name]).intersection(flat[at + 1 :]):
            assert name in reached(graph, [other])  # a circle


@given(GRAPHS, ASKED, st.integers(0, 4), st.sets(st.sampled_from(NAMES)))
def test_what_is_too_far_or_too_much_is_said(graph, asked, deep, too_much):
    """Nothing comes that names what was not looked at; what would have come is told."""
    looked = set()

    def find(names):
        looked.update(names)
        return {name: None if name in too_much else graph[name] for name in names if name in graph}

    found = closure(asked, find=find, deep=deep)
    flat = {name for names in found.before for name in names}
    assert all(set(graph[name]) <= looked for name in flat)
    assert flat.isdisjoint(found.cut)
    assert flat.isdisjoint(too_much)
    away = steps({name: () if name in too_much else names for name, names in graph.items()}, [one for names in asked for one in names])
    assert looked == {name for name, far in away.items() if far <= deep}
    assert flat | set(found.cut) == looked & set(graph)


IDS = [f"tool--0c7b5b88-8ff7-4a4d-aa9d-{at:012}" for at in range(4)]


@given(
    st.recursive(
        st.sampled_from([*IDS, "tool--1", "x"]),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a_ref", "b_refs", "name", "id"]), inner, max_size=3),
        max_leaves=8,
    ),
    st.booleans(),
)
def test_what_is_named_is_mentioned(value, escaped):
    """The quick look finds all that a careful one does, also where somebody spells an identifier in another way."""
    raw = json.dumps({"extensions": value}).encode()
    if escaped:
        raw = raw.replace(b"tool--0", b"t\\u006fol--0")
    assert set(references(raw)) <= mentioned(raw)
    assert mentioned(raw) <= set(IDS)
    assert all(key.endswith(("_ref", "_refs")) for keys in named_by(raw).values() for key in keys)
