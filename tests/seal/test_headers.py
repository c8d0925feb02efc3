import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as some

from comity.seal.headers import Inner, Outer, parse_inner, parse_outer_header, print_inner, print_outer
from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, NodeId, Reference
from comity.terms.instants import Instant
from comity.terms.lives import may_stand
from comity.terms.refusals import Malformed, Refused, TooLarge

DIGESTS = some.binary(min_size=32, max_size=32).map(Digest)
IDS = some.binary(min_size=16, max_size=16).map(lambda raw: EnvelopeId(raw.hex()))
NODES = some.sets(some.from_regex(r"[a-z][a-z0-9]{0,8}\.example", fullmatch=True).map(NodeId), min_size=1, max_size=4).map(
    lambda nodes: tuple(sorted(nodes))
)
INSTANTS = some.integers(0, 4_000_000_000_000_000).map(Instant)
OUTERS = some.builds(
    Outer,
    v=some.just(1),
    suite=some.just(1),
    env_id=IDS,
    to=NODES,
    size=some.integers(1, 2**40),
    chunk_root=DIGESTS,
    header_hash=DIGESTS,
    expires=INSTANTS,
    priority=some.sampled_from(["routine", "urgent"]),
)
PLACES = some.integers(1, 2**53).filter(lambda seq: may_stand(seq, follows=seq != 1))
INNERS = PLACES.flatmap(
    lambda seq: some.builds(
        Inner,
        world=some.sampled_from(["real", "drill"]),
        sender=NODES.map(lambda nodes: nodes[0]),
        to=NODES,
        case=some.just(Reference("XR-2026-000007")),
        seq=some.just(seq),
        previous=some.none() if seq == 1 else DIGESTS,
        kind=some.sampled_from(["REQ-PRESERVE", "oprf.query", "A"]),
        created=INSTANTS,
        directory=some.integers(0, 2**53),
        requires=some.sets(some.sampled_from(["received", "opened", "decided"])).map(lambda names: tuple(sorted(names))),
        reply_to=some.none() | IDS,
        env_id=IDS,
        plaintext_commit=DIGESTS,
        key_commit=DIGESTS,
        chunk_root=DIGESTS,
    )
)


@given(outer=OUTERS)
def test_outer_headers_come_back(outer):
    """What is printed is read."""
    assert parse_outer_header(print_outer(outer)) == outer


@given(inner=INNERS)
def test_inner_headers_come_back(inner):
    """What is printed is read, and the digest is that of the printed bytes."""
    assert parse_inner(print_inner(inner)) == inner
    assert inner.digest == Digest.of(print_inner(inner))


@given(inner=INNERS, where=some.integers(0, 900), byte=some.integers(0, 255))
def test_every_accepted_byte_sequence_is_canonical(inner, where, byte):
    """A changed byte gives a refusal, or another header's canonical bytes."""
    printed = bytearray(print_inner(inner))
    printed[where % len(printed)] = byte
    with suppress(Refused):
        assert print_inner(parse_inner(bytes(printed))) == bytes(printed)


@given(outer=OUTERS, where=some.integers(0, 900), byte=some.integers(0, 255))
def test_every_outer_header_that_is_accepted_is_canonical(outer, where, byte):
    """The same of the header that anybody may read, and write."""
    printed = bytearray(print_outer(outer))
    printed[where % len(printed)] = byte
    with suppress(Refused):
        assert print_outer(parse_outer_header(bytes(printed))) == bytes(printed)


def _inner(forger, **changes):
    printed = []
    forger(edit_inner=lambda fields: fields | changes, edit_inner_bytes=lambda data: printed.append(data) or data).envelope()
    return printed[0]


@pytest.mark.parametrize(
    "changes",
    [
        {"world": "Real"},
        {"world": ""},
        {"world": None},
        {"seq": 0},
        {"seq": -1},
        {"seq": 2},
        {"seq": True},
        {"seq": "1"},
        {"seq": 2**53 + 1},
        {"seq": 1.0},
        {"previous": "0" * 64},
        {"previous": "0" * 63},
        {"v": 2},
        {"v": True},
        {"suite": 0},
        {"to": []},
        {"to": ["poc.vn.example", "poc.vn.example"]},
        {"to": ["b.example", "a.example"]},
        {"to": "poc.vn.example"},
        {"to": ["POC.vn.example"]},
        {"to": [f"n{n:03}.example" for n in range(65)]},
        {"to": [1]},
        {"kind": ""},
        {"kind": "REQ PRESERVE"},
        {"kind": "K" * 65},
        {"created": "2026-11-23T03:07:00Z"},
        {"created": "2026-02-30T03:07:00.000000Z"},
        {"directory": -1},
        {"requires": ["received", "opened"]},
        {"requires": ["opened", "opened"]},
        {"requires": ["Opened"]},
        {"requires": [f"r{'x' * n}" for n in range(9)]},
        {"reply_to": ""},
        {"reply_to": "0" * 31},
        {"case": "XR-2026-7"},
        {"env_id": "F" * 32},
        {"critical": True},
    ],
)
def test_inner_headers_out_of_range_are_refused(world, changes):
    """Each field has one type, one form and a range; a field more is refused."""
    with pytest.raises(Malformed):
        parse_inner(_inner(world.Forger, **changes))


def test_a_field_less_is_refused(world):
    """Absence is no default."""
    found = json.loads(_inner(world.Forger))
    for name in found:
        with pytest.raises(Malformed):
            parse_inner(world.tool.compact({key: value for key, value in found.items() if key != name}))


@pytest.mark.parametrize("data", [b"", b"null", b"[]", b"{}", b'"v"', b"\xff"])
def test_other_json_is_refused(data):
    """An object with exactly the fields, or nothing."""
    for parse in (parse_inner, parse_outer_header):
        with pytest.raises(Malformed):
            parse(data)


def test_headers_have_caps():
    """The cap comes before anything is parsed."""
    for parse in (parse_inner, parse_outer_header):
        with pytest.raises(TooLarge):
            parse(b"[" * (32 * 1024 + 1))
