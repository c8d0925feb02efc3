"""Taxonomies, galaxies, templates and warning lists, from small files of our own; `tests/data` reads MISP's."""

import json
from typing import Any

import pytest
from steps import steps_of

from comity.terms.refusals import Malformed
from comity.wire.misp.vocabularies import Galaxies, MachineTag, Taxonomies, read_galaxy, read_taxonomy, read_template
from comity.wire.misp.warninglists import WarningLists, read_warninglist

TAXONOMY = {
    "namespace": "source",
    "expanded": "Source",
    "version": 2,
    "predicates": [{"value": "reliability", "expanded": "Reliability", "exclusive": True}, {"value": "seen", "colour": "#123456"}],
    "values": [{"predicate": "reliability", "entry": [{"value": "a", "expanded": "Completely", "numerical_value": 100}, {"value": "b"}]}],
}


def listed(kind: str, *entries: str, types: tuple[str, ...] = ()) -> bytes:
    """A warning list."""
    return json.dumps({"name": f"a {kind}", "type": kind, "description": "why", "list": entries, "matching_attributes": types}).encode()


def test_a_tag_is_told_in_words():
    """By predicate and value, without regard to capitals; exclusive ones clash; a tag of no taxonomy says nothing."""
    known = Taxonomies(
        [read_taxonomy(json.dumps(TAXONOMY | {"version": 1, "expanded": "old"}).encode()), read_taxonomy(json.dumps(TAXONOMY).encode())]
    )
    found = known.label('SOURCE:reliability="A"')
    assert found
    assert found.words == ("Source", "Reliability", "Completely")
    assert known.label("source:seen").colour == "#123456"
    assert known.label("source:reliability") is None
    assert known.clashes(['source:reliability="a"', "other", 'source:reliability="b"', "source:seen"]) == (
        ('source:reliability="a"', 'source:reliability="b"'),
    )


@pytest.mark.parametrize("text", ["tlp:amber+strict", 'misp-galaxy:country="viet nam"', 'a:b="say "x""'])
def test_a_machine_tag_is_printed_as_read(text: str):
    """Parse, print: the same."""
    assert str(MachineTag.parse(text)) == text


def test_galaxies_are_found_by_tag_uuid_and_synonym():
    """An element by any of its names."""
    told = {
        "type": "threat-actor",
        "values": [{"value": "Sofacy", "uuid": "5e384ae7-672c-4250-9cda-3b4da964451a", "meta": {"synonyms": ["APT28"]}}, {"value": "x"}],
    }
    known = Galaxies([read_galaxy(json.dumps(told).encode())])
    one = known.of_tag('misp-galaxy:threat-actor="sofacy"')
    assert one
    assert one == known.of_uuid("5E384AE7-672c-4250-9cda-3b4da964451a") == known.named("apt28")[0][1]


def test_a_template_says_what_is_wrong():
    """What is missing, unknown, or there twice; a template that requires what it does not have is refused."""
    told: dict[str, Any] = {
        "uuid": "5e384ae7-672c-4250-9cda-3b4da964451a",
        "name": "x",
        "required": ["a"],
        "requiredOneOf": ["b", "c"],
        "attributes": {name: {"misp-attribute": "text", "multiple": name == "c"} for name in "abc"},
    }
    template = read_template(json.dumps(told).encode())
    assert template.faults(["b", "b", "d"]) == ("missing: a", "unknown: d", "twice: b")
    assert template.faults(["a"]) == ("one-of: b, c",)
    assert template.faults(["a", "c", "c"]) == ()
    with pytest.raises(Malformed, match="requires 'z'"):
        read_template(json.dumps(told | {"required": ["z"]}).encode())


@pytest.mark.parametrize(
    ("data", "kind", "value", "entry"),
    [
        (listed("string", "example.com"), "domain", "EXAMPLE.com", "example.com"),
        (listed("string", "example.com"), "domain", "www.example.com", None),
        (listed("string", "example.com", types=("url",)), "domain", "example.com", None),
        (listed("string", "10.0.0.1"), "domain|ip", "a.example|10.0.0.1", "10.0.0.1"),
        (listed("hostname", "example.com"), "url", "https://u@www.example.com:8/x?y=z", "example.com"),
        (listed("hostname", "example.com"), "hostname", "badexample.com", None),
        (listed("hostname", ".example.com"), "hostname", "a.example.com", ".example.com"),
        (listed("substring", "alert tcp"), "snort", "ALERT TCP any", "alert tcp"),
        (listed("cidr", "10.0.0.0/8", "2001:db8::/32"), "ip-dst", "10.255.0.1", "10.0.0.0/8"),
        (listed("cidr", "10.0.0.0/8", "2001:db8::/32"), "ip-src|port", "2001:db8::1|80", "2001:db8::/32"),
        (listed("cidr", "10.1.2.3"), "ip-dst", "10.1.2.0/24", None),
        (listed("cidr", "10.0.0.0/8"), "ip-dst", "no address", None),
        (listed("regex", "/^(?:10|192\\.168)\\./i"), "ip-dst", "192.168.1.1", "/^(?:10|192\\.168)\\./i"),
    ],
)
def test_a_value_on_a_list_is_told_with_the_reason(data: bytes, kind: str, value: str, entry: str | None):
    """Each kind of list, and what it must not catch."""
    hits = WarningLists([read_warninglist(data)]).look(kind, value)
    assert [hit.entry for hit in hits] == ([entry] if entry else [])
    assert all(hit.why == "why" for hit in hits)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (listed("fuzzy", "x"), "one of string"),
        (listed("cidr", "10.0.0.0/99"), "no network"),
        (listed("regex", "(a+)+$"), "could take too long"),
        (listed("regex", "("), "no pattern"),
        (listed("regex", *("x",) * 501), "501 patterns"),
        (b'{"name":"x","type":"string"}', "list.list: missing"),
        (b'{"name":"x","type":"string","list":"x"}', "a list of at most"),
    ],
)
def test_a_bad_list_is_refused_by_name(data: bytes, says: str):
    """No list is taken in part: half a list would say that a value is on none."""
    with pytest.raises(Malformed, match=says):
        read_warninglist(data)


def test_a_long_list_is_not_walked_through():
    """Twenty thousand networks, a thousand questions: as many steps of the program as with a list of 256."""
    entries = [f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}" for number in range(20_000)] + [
        f"10.0.{number}.7" for number in range(256)
    ]
    long, short = (WarningLists([read_warninglist(listed("cidr", *some))]) for some in (entries, entries[-256:]))
    taken = []
    for lists in (long, short):
        found, steps = steps_of(lambda lists=lists: sum(len(lists.look("ip-dst", f"10.0.{number & 255}.7")) for number in range(1000)))
        assert found == 1000
        taken.append(steps)
    assert taken[0] <= 2 * taken[1]
