"""Envelopes and heads: bytes are kept, what cannot be read is told by name and place, and both roads give the same answer."""

import json

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stix_samples import DOMAIN, OBSERVABLES, sample

from comity.terms.refusals import TooLarge
from comity.wire.stix import BadStix, read_bundle, read_envelope, read_head, references, version_of
from comity.wire.stix.refusals import BundleGiven
from comity.wire.stix.strict import read_slowly, read_strictly

MALWARE = b"""{ "type":"malware", "id" : "malware--0c7b5b88-8ff7-4a4d-aa9d-feb398cd0061","spec_version":"2.1",
 "created":"2016-05-12T08:17:27.000Z","modified":"2016-05-12T08:17:27.0000000Z","name":"C\\u1ef1u","is_family":true,
 "created_by_ref":"identity--023d105b-752e-4e3c-941c-7d3f3cb15e9e","object_marking_refs":["marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9"],
 "granular_markings":[{"selectors":["name"],"marking_ref":"marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed"}],"x_more":[1.50,{"y_ref":"tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"}]}"""
MOST = 200_000


def test_objects_keep_their_bytes_and_heads_their_words():
    """Space, escapes and digits come through as they were sent."""
    objects = read_envelope(b' {"more":false, "objects" : [ ' + MALWARE + b" , 7 ] } ", most=MOST)
    assert [bytes(one) for one in objects] == [MALWARE, b"7"]
    head = read_head(objects[0])
    assert (head.type, head.name, head.revoked, head.confidence) == ("malware", "Cựu", False, None)
    assert version_of(head) == "2016-05-12T08:17:27.0000000Z"
    assert head.granular_markings[0].selectors == ("name",)
    assert [one.split("--")[0] for one in references(MALWARE)] == ["identity", "marking-definition", "marking-definition", "tool"]
    with pytest.raises(BadStix):
        read_head(objects[1])


@pytest.mark.parametrize(
    "data", [b"{}", b"[]", b'{"objects":[]}', b'{"objects": [],\n"more":true, "next" : "x", "\\u0061":{"b":":","c":[{"d":1}]} }']
)
def test_an_envelope_may_be_empty_and_hold_what_nobody_knows(data):
    """Unknown members are passed over."""
    assert read_envelope(data, most=MOST) == ()


BUNDLE = b'{"type":"bundle","id":"bundle--0c7b5b88-8ff7-4a4d-aa9d-feb398cd0061","objects":[' + MALWARE + b"]}"


def test_a_bundle_is_a_file_and_no_envelope():
    """Told by name, with what to do."""
    with pytest.raises(BundleGiven) as told:
        read_envelope(BUNDLE, most=MOST)
    assert "objects" in told.value.next_step
    assert [bytes(one) for one in read_bundle(BUNDLE, most=MOST)] == [MALWARE]
    with pytest.raises(BadStix, match="bundle"):
        read_bundle(b'{"objects":[]}', most=MOST)


BAD = {
    "key twice": (b'{"objects":[{"id":1}],"objects":[]}', "key-twice"),
    "key twice, spelled": (b'{"objects":[],"\\u006fbjects":[]}', "key-twice"),
    "key twice and nothing in it": (b'{"":0,"":0}', "key-twice"),
    "depth bomb": (b'{"objects":[' + b"[" * 30_000 + b"]" * 30_000 + b"]}", "too-deep"),
    "depth bomb beside": (b'{"objects":[],"x":' + b'{"x":' * 30_000 + b"1" + b"}" * 30_000 + b"}", "too-deep"),
    "not a number": (b'{"objects":[{"x":NaN}]}', "not-a-number"),
    "infinity": (b'[{"x":-Infinity}]', "not-a-number"),
    "cut off": (b'{"objects":[{"x":1}', "not-json"),
    "empty": (b"", "not-json"),
    "byte order mark": (b"\xef\xbb\xbf{}", "not-json"),
    "latin 1": (b'{"objects":[{"name":"\xe9"}]}', "not-json"),
    "text": (b'"objects"', "wrong-type"),
    "no list": (b'{"objects":{"id":1}}', "wrong-type"),
    "null": (b'{"objects":null}', "wrong-type"),
}


@pytest.mark.parametrize(("data", "code"), BAD.values(), ids=BAD)
def test_what_is_no_envelope_is_told_by_name(data, code):
    """The refusal carries the fault, for pages in either language."""
    with pytest.raises(BadStix) as told:
        read_envelope(data, most=MOST)
    assert told.value.fault.code == code
    assert told.value.wire_class == "malformed"
    assert told.value.sentence % told.value.facts


def test_the_size_is_looked_at_first():
    """A body over its cap is refused whatever stands in it."""
    with pytest.raises(TooLarge):
        read_envelope(b"\xff" * (MOST + 1), most=MOST)


HEADLESS = {
    "no id": (b'{"type":"tool"}', "", "missing"),
    "null for absent": (b'{"type":"tool","id":"tool--1","created_by_ref":null}', "created_by_ref", "wrong-type"),
    "one marking": (b'{"type":"tool","id":"tool--1","object_marking_refs":["a",1]}', "object_marking_refs.[1]", "wrong-type"),
    "selectors": (
        b'{"type":"tool","id":"x","granular_markings":[{"selectors":["a",{}]}]}',
        "granular_markings.[0].selectors.[1]",
        "wrong-type",
    ),
    "revoked": (b'{"type":"tool","id":"x","revoked":"yes"}', "revoked", "wrong-type"),
    "list": (b"[]", "", "wrong-type"),
}


@pytest.mark.parametrize(("data", "path", "code"), HEADLESS.values(), ids=HEADLESS)
def test_a_head_that_cannot_be_read_names_the_place(data, path, code):
    """Paths are selectors of the standard."""
    with pytest.raises(BadStix) as told:
        read_head(data)
    assert (told.value.fault.path, told.value.fault.code) == (path, code)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", 'b":', "c\\", "é", ""]), inner, max_size=3),
    max_leaves=12,
)
HOLES = st.sampled_from(
    [b"", b'"a":1,"a":2', b"NaN", b"1e999", b'"\\ud800"', b"\xff", b"{", b"]", b'{"a":{},"\\u0061":[]}', b"01", b"\\", b" "]
)


@given(JSON, HOLES, st.data())
@settings(max_examples=300)
def test_both_roads_say_the_same(value, hole, data):
    """The quick reader accepts what the slow one accepts, with the same value, and otherwise names the same fault."""
    separators = data.draw(st.sampled_from([None, (",", ":")]))
    text = json.dumps(value, ensure_ascii=data.draw(st.booleans()), separators=separators).encode("utf-8")
    cut = data.draw(st.integers(0, len(text)))
    text = text[:cut] + hole + text[cut:]
    try:
        expected = read_slowly(text)
    except BadStix as refused:
        expected = refused.fault
    try:
        found = read_strictly(text)
    except BadStix as refused:
        found = refused.fault
    assert found == expected


@given(st.lists(JSON, max_size=4), st.sampled_from([None, 1, " "]))
def test_heads_agree_with_the_whole_object(values, indent):
    """An envelope gives the same objects as a reader of the whole."""
    data = json.dumps({"objects": values, "x": values}, indent=indent).encode()
    assert [msgspec.json.decode(bytes(one)) for one in read_envelope(data, most=10**6)] == msgspec.json.decode(data)["objects"]


@pytest.mark.parametrize("kind", [*DOMAIN, *OBSERVABLES])
def test_a_head_says_what_the_whole_object_says(kind):
    """Whatever stands around it; what the object does not have is empty."""
    whole = sample(kind)
    head = json.loads(msgspec.json.encode(read_head(json.dumps(whole).encode())))
    for granular in head.pop("granular_markings"):
        assert granular == {"lang": ""} | whole["granular_markings"][0]
    for name, value in head.items():
        assert value == whole[name] if name in whole else not value


KEYS = st.sampled_from(["objects", "more", "next", "", "é", "x"])
MEMBERS = st.lists(st.tuples(KEYS, st.sampled_from(["[]", "0", "[ 1 ,\n2]", '{":":{"a":1}}'])))


@given(MEMBERS, st.sampled_from(["", " ", "\n  "]), st.booleans())
@settings(max_examples=200)
def test_a_member_that_stands_twice_is_found_however_it_is_spaced(members, space, spelled):
    """Whether it is looked for by the bytes that are left over or by colons."""
    keys = [json.dumps(key, ensure_ascii=spelled) for key, _ in members]
    shown = ["[]" if key == "objects" and value[0] != "[" else value for key, value in members]
    data = ("{" + space + ("," + space).join(f"{key}{space}:{space}{value}" for key, value in zip(keys, shown, strict=True)) + "}").encode()
    if len(set(keys)) == len(keys):
        assert isinstance(read_envelope(data, most=MOST), tuple)
    else:
        with pytest.raises(BadStix) as told:
            read_envelope(data, most=MOST)
        assert told.value.fault.code == "key-twice"
