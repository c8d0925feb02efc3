"""A country's section: one printed form, and nothing in it that another country would have to say."""

import contextlib
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from worlds.places import AT, DRAFTER, FIRST, HERE, UNTIL, sections, signing

from comity.directory.sections import CAP, Dated, Reason, Revocation, parse_section, print_section
from comity.seal.linekey import LineCertificate, line_name, make_line_key
from comity.terms.digests import Digest
from comity.terms.identifiers import AuthorityId, Country, NodeId, OfficerId
from comity.terms.json import print_json
from comity.terms.refusals import Malformed, Refused, TooLarge

XR = sections()[Country("XR")]
VN = sections()[Country("VN")]


@pytest.mark.parametrize("country", ["VN", "XR", "TH"])
def test_a_section_reads_back_as_it_was_printed(country):
    """Value for value, byte for byte."""
    section = sections()[Country(country)]
    data = print_section(section)
    assert parse_section(data) == section
    assert print_section(parse_section(data)) == data


def test_a_section_names_the_keys_of_its_lines(two_keys):
    """One, or two while one takes the other's place; a node without has no member for them, as before there were any."""
    assert b'"tls"' not in print_section(XR)
    for keys in (two_keys, two_keys[:1]):
        named = replace(XR, nodes=(replace(XR.nodes[0], tls=keys), *XR.nodes[1:]))
        assert parse_section(print_section(named)) == named


def test_a_long_name_of_a_node_has_a_certificate_too():
    """X.509 has 64 characters for it; a node has 253."""
    node = NodeId(".".join(["a" * 60] * 4))
    assert LineCertificate(make_line_key(node)[1].raw).name == line_name(node) == str(Digest.of(node.text.encode()))


@pytest.fixture(scope="module")
def two_keys():
    """Two keys of the first node of Ruritania."""
    return tuple(Dated(make_line_key(XR.nodes[0].id)[1], FIRST, UNTIL) for _ in range(2))


def test_a_section_with_bad_keys_of_lines_is_refused(two_keys):
    """Three, none in a member of their own, one of another node, one that is no certificate."""
    for keys in ((*two_keys, two_keys[0]), (Dated(make_line_key(HERE)[1], FIRST, UNTIL),)):
        with pytest.raises(Malformed):
            parse_section(print_section(replace(XR, nodes=(replace(XR.nodes[0], tls=keys), *XR.nodes[1:]))))
    value = json.loads(print_section(replace(XR, nodes=(replace(XR.nodes[0], tls=two_keys), *XR.nodes[1:]))))
    for tls in ([], None, "", [7], [{}], [value["nodes"][0]["tls"][0] | {"key": "AAAA"}], [value["nodes"][0]["tls"][0] | {"x": 1}]):
        with pytest.raises(Malformed):
            parse_section(print_json(value | {"nodes": [value["nodes"][0] | {"tls": tls}, *value["nodes"][1:]]}))


def test_a_section_says_which_keys_are_taken_back():
    """Only where there is one; of its own keys, each once, and a key keeps its row."""
    assert b'"revoked"' not in print_section(XR)
    mine = [Revocation(holder.signing[0].key.key_id, AT, reason) for holder, reason in zip((*XR.nodes, *XR.officers), Reason, strict=False)]
    revoked = replace(XR, revoked=tuple(mine))
    assert parse_section(print_section(revoked)) == revoked
    foreign = Revocation(VN.nodes[0].signing[0].key.key_id, AT, Reason.STOLEN)
    for rows in ((foreign,), (mine[0], mine[0]), (mine[0], replace(mine[0], since=UNTIL))):
        with pytest.raises(Malformed):
            parse_section(print_section(replace(XR, revoked=rows)))
    value = json.loads(print_section(revoked))
    row = value["revoked"][0]
    for rows in (
        [],
        None,
        {},
        "",
        [7],
        [{}],
        [row | {"reason": "because"}],
        [row | {"since": "today"}],
        [row | {"x": 1}],
        [row | {"key": "AB"}],
    ):
        with pytest.raises(Malformed):
            parse_section(print_json(value | {"revoked": rows}))


SPOILED = {
    "empty": lambda _: b"",
    "not-an-object": lambda _: b"[]",
    "space": lambda value: print_json(value).replace(b":", b": ", 1),
    "unknown-member": lambda value: print_json(value | {"x": 1}),
    "missing-member": lambda value: print_json({key: one for key, one in value.items() if key != "nodes"}),
    "version-0": lambda value: print_json(value | {"version": 0}),
    "version-true": lambda value: print_json(value | {"version": True}),
    "version-text": lambda value: print_json(value | {"version": "3"}),
    "version-2-of-the-format": lambda value: print_json(value | {"v": 2}),
    "no-country": lambda value: print_json(value | {"country": "xr"}),
    "names-text": lambda value: print_json(value | {"names": "Ruritania"}),
    "nodes-null": lambda value: print_json(value | {"nodes": None}),
    "node-text": lambda value: print_json(value | {"nodes": ["cert.xr.example"]}),
    "key-cut": lambda value: print_json(value | {"nodes": [value["nodes"][0] | {"signing": [_key(value) | {"key": "AAAA"}]}]}),
    "key-not-base64": lambda value: print_json(value | {"nodes": [value["nodes"][0] | {"signing": [_key(value) | {"key": "*"}]}]}),
    "key-base64-not-canonical": lambda value: print_json(
        value | {"nodes": [value["nodes"][0] | {"signing": [_key(value) | {"key": _key(value)["key"] + "="}]}]}
    ),
    "log-number": lambda value: print_json(value | {"nodes": [value["nodes"][0] | {"log": 7}]}),
    "log-space": lambda value: print_json(value | {"nodes": [value["nodes"][0] | {"log": "a log"}]}),
    "endpoint-null": lambda value: print_json(value | {"nodes": [value["nodes"][0] | {"endpoint": None}]}),
    "role-number": lambda value: print_json(value | {"authorities": [value["authorities"][0] | {"roles": [1]}]}),
    "name-list": lambda value: print_json(value | {"names": {"en": []}}),
    "instant-wrong": lambda value: print_json(value | {"issued": "2026-11-23"}),
}


def _key(value):
    return value["nodes"][0]["signing"][0]


@pytest.mark.parametrize("spoil", SPOILED.values(), ids=SPOILED)
def test_what_no_printer_wrote_is_refused(spoil):
    """Always as a refusal, never as a fault of the program."""
    with pytest.raises(Malformed):
        parse_section(spoil(json.loads(print_section(XR))))


def test_over_the_cap():
    """Before a byte is read."""
    with pytest.raises(TooLarge):
        parse_section(bytes(CAP + 1))


def test_a_country_speaks_for_itself_only():
    """Not for authorities of others, not for nodes of authorities it does not name, not for officers of other nodes."""
    foreign = replace(XR.authorities[0], id=AuthorityId("vn-poc"))
    stray = replace(XR.nodes[0], authority=AuthorityId("xr-unnamed"))
    stranger = replace(XR.officers[0], id=OfficerId(DRAFTER))
    for section in (
        replace(XR, authorities=(*XR.authorities, foreign)),
        replace(XR, nodes=(stray, *XR.nodes[1:])),
        replace(XR, officers=(stranger, *XR.officers)),
        replace(XR, country=Country("TH")),
    ):
        with pytest.raises(Malformed):
            parse_section(print_section(section))


def test_a_key_is_good_from_its_first_moment_and_before_its_last():
    """`since` counts, `until` does not."""
    key = Dated(signing(HERE).public, FIRST, UNTIL)
    assert [key.good(at) for at in (FIRST + timedelta(microseconds=-1), FIRST, AT, UNTIL + timedelta(microseconds=-1), UNTIL)] == [
        False,
        True,
        True,
        True,
        False,
    ]


def test_every_refusal_is_one(world):
    """Random single-byte changes of a section are refused or are another section, and never end the program."""
    data = print_section(VN)
    for place in range(0, len(data), len(data) // 150):
        changed = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
        with contextlib.suppress(Refused):
            assert parse_section(changed) != VN


def test_a_node_name_is_a_name():
    """What is no host name cannot be a node."""
    with pytest.raises(Malformed):
        NodeId("no node")
