"""The validator beside those of the OASIS committee: every property of every type good, left out and spoiled; rules over several."""

import json
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stix_oracles import faults_of, library_refuses, they_refuse, validator_refuses
from stix_samples import DOMAIN, OBSERVABLES, OTHER, UUID_4, sample, spoiled

from comity.wire.stix import hints, validate
from comity.wire.stix.tables.vocabularies import TLP_1, TLP_2, TLP_EXTENSION

KINDS = [*DOMAIN, *OBSERVABLES]

# What we refuse by the text of the standard and neither of the others does, each with its place and fault.
STRICTER = {
    ("malware-analysis", "analysis_sco_refs", "other type in a list"): "4.12: references to observables; a bundle is none",
    ("observed-data", "object_refs", "other type in a list"): "4.14: references to observables and relationships; a bundle is neither",
    ("file", "contains_refs", "other type in a list"): "6.7: references to observables; a bundle is none",
    ("file", "contains_refs", "capital type in a list"): "2.9 and 3.1: types are written in small letters",
}


@cache
def all_spoiled(kind):
    """Return everything that is wrong with a type's properties, made once."""
    return list(spoiled(kind))


@pytest.mark.parametrize("kind", KINDS)
def test_an_object_with_every_property_is_good_for_all(kind):
    """Names and types of our tables are those of the others, who would refuse what they know otherwise."""
    value = sample(kind)
    assert [str(fault) for fault in validate(json.dumps(value).encode())] == []
    assert they_refuse(value) == ""


@given(st.sampled_from(KINDS), st.data())
@settings(max_examples=250)
def test_a_spoiled_property_is_refused_by_all(kind, data):
    """A missing, null, empty, wrongly typed or badly written property, anywhere; `tests/data` goes through all four thousand."""
    place, fault, value = data.draw(st.sampled_from(all_spoiled(kind)))
    found = validate(json.dumps(value).encode())
    assert found
    assert all(one.words for one in found)
    assert they_refuse(value) or (kind, place, fault) in STRICTER


@given(st.sampled_from(KINDS), st.data())
@settings(max_examples=100)
def test_a_property_left_out_is_missed_by_all_or_by_none(kind, data):
    """Required is what the others require; what the validator forgets, its own library tells."""
    value = sample(kind)
    value.pop(name := data.draw(st.sampled_from(sorted(value))))
    forgotten = {("marking-definition", "definition_type"), ("extension-definition", "created_by_ref")}
    refused = library_refuses(value) if (kind, name) in forgotten else validator_refuses(value)
    assert bool(faults_of(value)) == bool(refused)


def changed(kind, *leave_out, **changes):
    """Return a sample with changes."""
    return {name: value for name, value in (sample(kind) | changes).items() if name not in leave_out}


def tlp_2(level, identifier):
    """Return a marking definition of TLP 2.0."""
    return {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": identifier,
        "created": "2022-10-01T00:00:00.000Z",
        "name": f"TLP:{level.upper()}",
        "extensions": {TLP_EXTENSION: {"extension_type": "property-extension", "tlp_2_0": level}},
    }


def tlp_1(level, identifier):
    """Return a marking definition of TLP 1.0."""
    return {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": identifier,
        "created": "2017-01-20T00:00:00.000Z",
        "definition_type": "tlp",
        "name": f"TLP:{level.upper()}",
        "definition": {"tlp": level},
    }


EARLY, LATE = "2026-11-29T04:05:06.1230001Z", "2026-11-29T04:05:06.1230002Z"
MIME = {"body_raw_ref": f"file--{OTHER}", "content_type": "text/plain"}
# Object, the code of its fault (none: it is good), and whether the others see it as we do.
RULES = {
    "modified before created": (changed("tool", created=LATE, modified=EARLY), "before", True),
    "modified in the second before": (changed("tool", modified="2026-11-29T04:05:05.000Z"), "before", True),
    "modified as created": (changed("tool"), None, True),
    "no milliseconds": (changed("tool", created="2026-11-29T04:05:06Z"), "no-millis", True),
    "valid for no time": (changed("indicator", valid_until="2026-11-29T04:05:06.789Z"), "not-after", True),
    "seen once": (changed("campaign"), None, True),
    "seen backwards": (changed("campaign", last_seen="2026-11-28T00:00:00Z"), "before", True),
    "observed backwards": (changed("observed-data", last_observed="2026-11-28T00:00:00Z"), "before", True),
    "traffic backwards": (changed("network-traffic", end="2026-11-28T00:00:00Z"), "before", True),
    "going on and ended": (changed("network-traffic", is_active=True), "not-with", True),
    "going on": (changed("network-traffic", "end", is_active=True), None, True),
    "nowhere": (changed("network-traffic", "src_ref", "dst_ref"), "one-of", True),
    "a family without a name": (changed("malware", "name", is_family=True), "missing", True),
    "no family, no name": (changed("malware", "name"), None, True),
    "half a place": (changed("location", "longitude"), "needs", True),
    "precise about nothing": (changed("location", "longitude", "latitude"), "needs", True),
    "nowhere at all": (changed("location", "region", "country", "latitude", "longitude", "precision"), "one-of", True),
    "objects and references": (
        changed("observed-data", objects={"0": {"type": "mutex", "id": f"mutex--{UUID_4}", "name": "x"}}),
        "exactly-one",
        True,
    ),
    "objects alone": (
        changed("observed-data", "object_refs", objects={"0": {"type": "mutex", "id": f"mutex--{UUID_4}", "name": "x"}}),
        None,
        True,
    ),
    "a neighbour that is not there": (
        changed(
            "observed-data",
            "object_refs",
            objects={"0": {"type": "domain-name", "id": f"domain-name--{UUID_4}", "value": "a.example", "resolves_to_refs": ["1"]}},
        ),
        "no-neighbour",
        True,
    ),
    "a neighbour of another type": (
        changed(
            "observed-data",
            "object_refs",
            objects={
                "0": {"type": "domain-name", "id": f"domain-name--{UUID_4}", "value": "a.example", "resolves_to_refs": ["1"]},
                "1": {"type": "mutex", "id": f"mutex--{UUID_4}", "name": "x"},
            },
        ),
        "other-type",
        True,
    ),
    "no observable inside": (changed("observed-data", "object_refs", objects={"0": "x"}), "wrong-type", True),
    "neither name nor hash": (changed("file", "name", "hashes"), "one-of", True),
    "a hash of another length": (changed("file", hashes={"SHA-256": "0f" * 31}), "bad-hash", True),
    "a hash nobody lists": (changed("file", hashes={"x_blake3": "0f"}), None, True),
    "payload and address": (changed("artifact", url="https://example.org/"), "exactly-one", True),
    "an address without hashes": (changed("artifact", "payload_bin", "hashes", url="https://example.org/"), "needs", True),
    "one body in several parts": (changed("email-message", is_multipart=True), "not-with", True),
    "parts of one body": (changed("email-message", "body", body_multipart=[MIME]), "not-with", True),
    "parts": (changed("email-message", "body", is_multipart=True, body_multipart=[MIME]), None, True),
    "a part twice told": (
        changed("email-message", "body", is_multipart=True, body_multipart=[MIME | {"body": "text"}]),
        "exactly-one",
        True,
    ),
    "nothing of a process": ({"type": "process", "id": f"process--{UUID_4}"}, "one-of", True),
    "a process with a computed name": (changed("process", id="process--0c7b5b88-8ff7-5a4d-aa9d-feb398cd0061"), "not-random", True),
    "computed from nothing": (
        {"type": "artifact", "id": "artifact--0c7b5b88-8ff7-5a4d-aa9d-feb398cd0061", "url": "https://example.org/"},
        "not-random",
        True,
    ),
    "a reference that says nothing": (changed("tool", external_references=[{"source_name": "x"}]), "one-of", True),
    "a number of CVE": (changed("tool", external_references=[{"source_name": "cve", "external_id": "CVE-2026-1"}]), "bad-form", True),
    "a CVE": (changed("tool", external_references=[{"source_name": "cve", "external_id": "CVE-2026-0001"}]), None, True),
    "id of another type": (changed("tool", id=f"malware--{UUID_4}"), "other-type", True),
    "id in capitals": (changed("tool", id=f"tool--{UUID_4.upper()}"), None, True),
    "a selector to nowhere": (
        changed("tool", granular_markings=[{"selectors": ["no_such"], "marking_ref": f"marking-definition--{OTHER}"}]),
        "no-such-place",
        True,
    ),
    "a selector past the end": (
        changed("tool", granular_markings=[{"selectors": ["labels.[1]"], "marking_ref": f"marking-definition--{OTHER}"}]),
        "no-such-place",
        True,
    ),
    "a language of a part": (  # 7.2.3: a marking or a language; their schema wants a marking always
        changed("tool", granular_markings=[{"selectors": ["labels.[0]"], "lang": "vi"}]),
        None,
        False,
    ),
    "a marking of itself": (
        changed("marking-definition", object_marking_refs=[f"marking-definition--{UUID_4}"]),
        "marks-itself",
        True,
    ),
    "TLP 1.0": (tlp_1("amber", TLP_1["amber"]), None, True),
    "TLP 1.0 under another name": (tlp_1("amber", f"marking-definition--{UUID_4}"), "tlp-instance", True),
    "TLP:RED that says white": (tlp_1("white", TLP_1["red"]), "tlp-instance", True),
    "TLP 2.0": (tlp_2("amber+strict", TLP_2["amber+strict"]), None, True),
    "TLP 2.0 under another name": (tlp_2("red", f"marking-definition--{UUID_4}"), "tlp-instance", False),
    "TLP:RED that says clear": (tlp_2("clear", TLP_2["red"]), "tlp-instance", False),
    "TLP:RED that says nothing": (changed("marking-definition", id=TLP_2["red"]), "tlp-instance", False),
    "an extension without its type": (changed("tool", extensions={f"extension-definition--{OTHER}": {"x_y_z": 1}}), "missing", True),
    "an extension of nothing": (changed("tool", extensions={"something": {"x_y_z": 1}}), "bad-extension", True),
    "top-level properties of no extension": (
        changed("extension-definition", extension_types=["property-extension"]),
        "needs",
        True,
    ),
    "a reserved name": (changed("tool", severity="high"), "reserved", True),
    "a custom property": (changed("tool", x_severity={"a": [1, 2.5, True, "x"]}), None, True),
    "nothing in a custom property": (changed("tool", x_severity=[]), "empty-list", True),
    "a custom property with a suffix": (changed("tool", x_bytes_hex="xyz"), "bad-form", True),
    "a short name": (changed("tool", xy=1), "bad-name", True),
    "a capital name": (changed("tool", Xyz=1), "bad-name", True),
    "a custom type": (changed("tool") | {"type": "x-thing", "id": f"x-thing--{UUID_4}"}, None, True),
    "a custom observable": ({"type": "x-thing", "id": f"x-thing--{UUID_4}", "some_value": 1}, None, True),
    "half a custom type": ({"type": "x-thing", "id": f"x-thing--{UUID_4}", "created": "2026-11-29T04:05:06.789Z"}, "missing", True),
    "no type": ({"type": "No Type", "id": f"x-thing--{UUID_4}"}, "bad-type", True),
    "a pattern": (changed("indicator", pattern="[a:b = 'c]"), "pattern-quote", True),
    "a pattern of another language": (changed("indicator", pattern="alert tcp any", pattern_type="snort"), None, True),
    "a pattern with half a hash": (changed("indicator", pattern="[file:hashes.MD5 = 'f00']"), "bad-hash", True),
    "a pattern of a short type": (changed("indicator", pattern="[ab:value = 'c']"), "bad-type", True),
    "a translation": (changed("language-content", contents={"vi-VN": {"name": "tên"}}), None, True),
    "a translation into nothing": (changed("language-content", contents={"no such": {"name": "tên"}}), "bad-key", True),
    "a translation of no property": (changed("language-content", contents={"vi": {"Tên": "tên"}}), "bad-name", True),
}


@pytest.mark.parametrize(("value", "code", "agreed"), RULES.values(), ids=RULES)
def test_rules_over_several_properties(value, code, agreed):
    """Each breach has its code; the others see it too, but for the differences that stand in the list."""
    found = faults_of(value)
    assert (code in found) if code else not found
    assert (bool(they_refuse(value)) == bool(found)) is agreed


def test_what_the_standard_only_advises_is_no_fault():
    """Hints are asked for apart: other words, computed identifiers, relationships nobody named, texts that mislead."""
    value = changed("url", id="url--0c7b5b88-8ff7-5a4d-aa9d-feb398cd0061", value="https://example.org/")
    told = {hint.code: hint for hint in hints(json.dumps(value).encode())}
    assert told["not-computed"].facts["value"] == "url--" + str(told["not-computed"].facts["value"])[5:]
    assert not faults_of(value)
    value = changed("tool", name="evil\u202egpj.exe", tool_types=["other"], x_more=1, id="tool--0C7B5B88-8FF7-1A4D-AA9D-FEB398CD0061")
    codes = {hint.code for hint in hints(json.dumps(value).encode())}
    assert codes >= {"unsafe-text", "open-vocabulary", "custom-property", "capital-uuid", "odd-uuid"}
    value = changed("relationship", source_ref=f"tool--{OTHER}", target_ref=f"campaign--{OTHER}", relationship_type="loves")
    assert "unlisted-relationship" in {hint.code for hint in hints(json.dumps(value).encode())}
    assert hints(json.dumps(changed("relationship", relationship_type="related-to")).encode()) == ()
    made = changed("relationship", source_ref=f"infrastructure--{OTHER}", relationship_type="consists-of")
    for target, told in (("url", False), ("campaign", True)):
        value = made | {"target_ref": f"{target}--{OTHER}"}
        assert [hint.code for hint in hints(json.dumps(value).encode())] == ["unlisted-relationship"] * told


def test_nothing_is_raised_whatever_stands_in_it():
    """A fault is a value: a list where an object is wanted, a number for a text, in every place."""
    for kind in KINDS:
        whole = sample(kind)
        for odd in ([], {}, [[]], {"": None}, "\u0000", -1, 1.5, True, [None]):
            for name in whole:
                assert isinstance(validate(json.dumps(whole | {name: odd}).encode()), tuple)
