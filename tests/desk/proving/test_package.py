import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.desk.proving.layout import (
    ActFiles,
    Contents,
    CountryFiles,
    LeafFiles,
    Manifest,
    parse_manifest,
    parse_opening,
    print_manifest,
    print_opening,
    sort_files,
)
from comity.desk.proving.package import MAX_PACKAGE, parse_package, print_package
from comity.terms.digests import Digest
from comity.terms.identifiers import Country, EnvelopeId, NodeId, Reference
from comity.terms.instants import Instant
from comity.terms.json import print_json
from comity.terms.refusals import Malformed, Refused, TooLarge

PARTS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,8}", fullmatch=True)
NAMES = st.lists(PARTS, min_size=1, max_size=3).map("/".join)
FILES = st.dictionaries(NAMES, st.binary(max_size=64), min_size=1, max_size=6)
ENVELOPES = st.binary(min_size=16, max_size=16).map(lambda raw: EnvelopeId(raw.hex()))
BYTES = st.binary(max_size=16)


@given(files=FILES)
def test_a_package_has_one_form(files):
    """What is printed is read back, and printing does not depend on the order of the files."""
    data = print_package(files)
    assert parse_package(data) == files
    assert print_package(dict(reversed(files.items()))) == data


@given(files=FILES, draw=st.data())
def test_a_package_changed_anywhere_is_refused(files, draw):
    """One byte changed, taken away or put in, at any place."""
    data = print_package(files)
    at = draw.draw(st.integers(0, len(data) - 1))
    mask = draw.draw(st.integers(1, 255))
    for changed in (data[:at] + bytes([data[at] ^ mask]) + data[at + 1 :], data[:at] + data[at + 1 :], data[:at] + b"P" + data[at:]):
        with pytest.raises(Malformed):
            parse_package(changed)


@given(data=st.binary(max_size=200))
def test_what_is_no_package_is_refused(data):
    """Random bytes, also behind the right beginning."""
    for given_bytes in (data, b"PK\x03\x04" + data):
        with pytest.raises(Malformed):
            parse_package(given_bytes)


def test_names_and_sizes_have_limits():
    """Nothing that could leave its folder, nothing too large, nothing empty."""
    for name in ("", "/a", "a/", "a//b", "../a", "a/../b", ".", "a\\b", "é", "a\0", "a" * 201):
        with pytest.raises(Malformed):
            print_package({name: b""})
    with pytest.raises(Malformed):
        print_package({})
    with pytest.raises(TooLarge):
        print_package({"a": bytes(MAX_PACKAGE + 1)})
    with pytest.raises(TooLarge):
        parse_package(bytes(MAX_PACKAGE + 1))


ACTS = st.lists(st.tuples(st.sampled_from(["in", "out"]), ENVELOPES, BYTES), max_size=3).map(
    lambda rows: tuple(ActFiles(number, one, env_id, data, data, data, data) for number, (one, env_id, data) in enumerate(rows, 1))
)
CONTENTS = st.builds(
    Contents,
    countries=st.dictionaries(st.sampled_from([Country("VN"), Country("XR")]), st.builds(CountryFiles, BYTES, BYTES)),
    acts=ACTS,
    receipts=st.dictionaries(st.tuples(ENVELOPES, st.sampled_from(["received", "refused", "opened", "decided"])), BYTES, max_size=3),
    leaves=st.dictionaries(st.integers(0, 2**63 - 1), st.builds(LeafFiles, BYTES, BYTES, BYTES), max_size=3),
)


@given(contents=CONTENTS)
def test_contents_survive_their_files(contents):
    """What is laid out in files is found again, every part of it."""
    assert sort_files(contents.files()) == contents


@given(contents=CONTENTS, draw=st.data())
def test_a_missing_part_is_named(contents, draw):
    """A folder without one of its files is refused; a receipt is one file and is simply not there."""
    files = {path: data for path, data in contents.files().items() if not path.startswith("receipts/")}
    if files:
        left = draw.draw(st.sampled_from(sorted(files)))
        del files[left]
        with pytest.raises(Refused):
            sort_files(files)


MANIFESTS = st.builds(
    Manifest,
    reference=st.integers(1, 999_999).map(lambda number: Reference.of(Country("VN"), year=2026, number=number)),
    node=st.just(NodeId("poc.vn.example")),
    made_at=st.integers(0, 2**48).map(Instant),
    files=st.dictionaries(NAMES, st.binary(max_size=4).map(Digest.of), max_size=4),
)


@given(manifest=MANIFESTS)
def test_a_manifest_has_one_form(manifest):
    """What is printed is read back."""
    assert parse_manifest(print_manifest(manifest)) == manifest


def test_other_manifests_are_refused():
    """Another version, members missing or more, other types."""
    good = {"v": 2, "reference": "VN-2026-000001", "node": "poc.vn.example", "made_at": "2026-11-23T03:07:00.000000Z", "files": {}}
    assert parse_manifest(print_json(good))
    for changes in ({"v": 1}, {"v": 3}, {"v": True}, {"files": []}, {"files": {"a": 1}}, {"files": {"a": "x"}}, {"node": 1}, {"more": 1}):
        with pytest.raises(Malformed):
            parse_manifest(print_json(good | changes))
    with pytest.raises(Malformed):
        parse_manifest(b"[]")
    assert parse_manifest(print_json(good | {"v": 1}), version=1).version == 1
    for version in (True, 2):
        with pytest.raises(Malformed):
            parse_manifest(print_json(good | {"v": version}), version=1)


def test_an_opening_has_one_form():
    """Payload and salt are read back as they were committed to; anything else is refused."""
    payload = print_json({"actor": "a", "about": "VN-2026-000001", "facts": {"x": [1, None, "é"]}})
    opening = parse_opening(print_opening(payload, salt=bytes(range(32))))
    assert (opening.payload, opening.salt) == (payload, bytes(range(32)))
    good = {"v": 1, "payload": {"actor": "a", "about": "", "facts": {}}, "salt": "00" * 32}
    assert parse_opening(print_json(good))
    for changes in (
        {"v": True},
        {"v": 2},
        {"salt": "00" * 31},
        {"salt": "AA" * 32},
        {"salt": 1},
        {"payload": []},
        {"payload": {"actor": "a"}},
        {"payload": {"actor": "a", "about": "", "facts": []}},
        {"payload": {"actor": 1, "about": "", "facts": {}}},
        {"more": 1},
    ):
        with pytest.raises(Malformed):
            parse_opening(print_json(good | changes))
