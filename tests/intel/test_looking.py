"""The quick road by which objects come in and the slow one give the same answer, whatever somebody sends."""

import json
from base64 import b64encode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.intel.store import looking
from comity.intel.store.looking import Candidate, Refusal, _look_quickly, look_at, look_slowly
from comity.wire.stix.identifiers import _is_kind, names_type
from comity.wire.stix.references import _named

UUID = "0c7b5b88-8ff7-4a4d-aa9d-feb398cd0061"
OTHER = "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed"
STAMPS = [
    "2016-05-12T08:17:27.000Z",
    "2016-05-12T08:17:27Z",
    "2016-05-12T08:17:27.1234567Z",
    "2016-02-30T08:17:27.000Z",
    "2016-05-12 08:17:27.000Z",
]
TEXTS = [
    "",
    "x",
    "tool--1",
    f"identity--{UUID}",
    f"identity--{UUID.upper()}",
    OTHER,
    f"a--b--{UUID}",
    "identity--0c7b5b88-8ff7-9a4d-aa9d-feb398cd0061",
]
ODD = st.sampled_from([None, True, 0, 5, 5.0, 5.5, -1, 2**63, 2**70, [], {}, ["x"], [None], "\ud800", "Cựu --"])
SOME = {
    "spec_version": st.sampled_from(["2.1", "2.1", "2.1", "2.0", "2.2"]),
    "created": st.sampled_from(STAMPS),
    "modified": st.sampled_from(STAMPS),
    "revoked": st.booleans(),
    "created_by_ref": st.sampled_from(TEXTS),
    "source_ref": st.sampled_from(TEXTS),
    "target_ref": st.sampled_from(TEXTS),
    "sighting_of_ref": st.sampled_from(TEXTS),
    "object_marking_refs": st.lists(st.sampled_from([OTHER, f"identity--{UUID}", "x"]), max_size=2),
    "granular_markings": st.lists(
        st.sampled_from([{"selectors": ["name"], "marking_ref": OTHER}, {"selectors": []}, {"lang": "vi"}]), max_size=2
    ),
    "name": st.text(max_size=8),
    "labels": st.lists(st.sampled_from(["a", "b"]), max_size=2),
    "confidence": st.sampled_from([0, 100, 5.0, 2**63]),
    "pattern": st.sampled_from(
        ["[url:value = 'https://a.example/b']", r"[file:name = 'a\'b']", "[x:y = 'open", "[file:hashes.'MD5' = 'c']"]
    ),
    "x_ref": st.sampled_from(TEXTS),
    "x_more": st.sampled_from([f"text with identity--{UUID} in it", [{"y_refs": [f"tool--{UUID}"]}], "--", 1.50, {}]),
}
OBJECTS = st.builds(
    lambda head, rest, odd: head | rest | odd,
    st.fixed_dictionaries(
        {
            "type": st.sampled_from(["indicator", "indicator", "indicator", "X"]),
            "id": st.sampled_from([f"indicator--{UUID}", f"indicator--{UUID}", f"tool--{UUID}", f"a--b--{UUID}"]),
        }
    ),
    st.fixed_dictionaries({}, optional=SOME),
    st.dictionaries(st.sampled_from([*SOME, "id", "type"]), ODD, max_size=1),
)
PRINTS = st.sampled_from(
    [
        lambda one: json.dumps(one, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "surrogatepass"),
        lambda one: json.dumps(one).encode(),
        lambda one: json.dumps(one, separators=(",", ":")).replace("tor--0", "tor\\u002d-0").encode(),
        lambda one: json.dumps(one, separators=(",", ":"))[:-1].encode() + b',"name":"again"}',
    ]
)


@settings(max_examples=400, deadline=None)
@given(OBJECTS, PRINTS, st.sampled_from(["head", "full"]))
def test_the_quick_road_and_the_slow_one_agree(told, printed, checks):
    """A candidate with the same of everything, or the same refusal in the same words."""
    raw = printed(told)
    slowly = look_slowly(raw, checks=checks)
    assert look_at(raw, checks=checks) == slowly
    quickly = _look_quickly(raw, checks)
    assert (quickly is None) == isinstance(slowly, Refusal), "what is good goes the quick road"


def test_what_is_regular_is_never_looked_at_twice(monkeypatch):
    """Both of the printings that programs use."""
    one = {"type": "tool", "spec_version": "2.1", "id": f"tool--{UUID}", "created": STAMPS[0], "modified": STAMPS[0], "name": "n"}
    monkeypatch.setattr("comity.intel.store.looking.look_slowly", pytest.fail)
    for raw in (json.dumps(one).encode(), json.dumps(one, separators=(",", ":")).encode()):
        for checks in ("head", "full"):
            assert isinstance(look_at(raw, checks=checks), Candidate)


def test_what_is_named_beside_is_all_that_is_mentioned():
    """A text with two hyphens more than the head accounts for is looked for; in what is packed or escaped too."""
    named = f"tool--{UUID}"
    one = {"type": "tool", "id": f"tool--{OTHER[-36:]}", "name": "n"}
    for more in ({"created_by_ref": named}, {"x_ref": named}, {"x": [named, "--"]}, {"created_by_ref": "x", "x_ref": named}):
        found = look_at(json.dumps(one | more).encode(), checks="head")
        assert isinstance(found, Candidate)
        assert found.names == {named}
    hidden = {"payload_bin": b64encode(named.encode()).decode(), "name": f"{named} and"}
    found = look_at(json.dumps(one | hidden).encode(), checks="head")
    assert isinstance(found, Candidate)
    assert found.names == frozenset()


def test_of_what_is_long_nothing_is_kept_for_the_next():
    """A stranger who sends ever other long texts fills no memory."""
    caches = (_named, _is_kind, looking._is_id)
    long = "x" * 5000
    for more in ({"created_by_ref": long}, {"id": f"{long}--{UUID}", "type": long}, {"object_marking_refs": [f"{long}--{UUID}"]}):
        before = [one.cache_info().currsize for one in caches]
        one = {"type": "tool", "id": f"tool--{UUID}", "name": "n"} | more
        assert look_at(json.dumps(one).encode(), checks="head") == look_slowly(json.dumps(one).encode(), checks="head")
        kept = [cache.cache_info().currsize - was for cache, was in zip(caches, before, strict=True)]
        assert kept in ([0, 0, 0], [0, 1, 0], [0, 0, 1], [0, 1, 1]), "of a long text at most its beginning, of a short type its name"
    assert not names_type(f"{long}--{UUID}", long)
