"""Case files that lie: each is refused, and the place is named."""

import io
import struct
import zipfile
import zlib

import pytest
from worlds.casefiles import bundle, parts
from worlds.places import COUNTRIES, found, signing

from comity.desk.casefile.bundle import BundleWriter, read_bundle
from comity.desk.casefile.layout import parse_manifest, print_manifest
from comity.desk.casefile.refusals import NotWhole
from comity.desk.casefile.verifying import verify_casefile
from comity.terms.identifiers import Country, NodeId
from comity.terms.refusals import Malformed, Refused

TRUSTED = {Country(name): signing(name).public.key_id for name in COUNTRIES}


@pytest.fixture(scope="module")
def node(tmp_path_factory):
    """A node's folder: its country's section, and the key that its section names."""
    from comity.directory.home import read_home
    from comity.directory.keyfiles import node_keys

    home = read_home(found(tmp_path_factory.mktemp("bad-casefile")))
    return home, node_keys(home).signing


def refused(data, *, at):
    """See that `data` is refused, and that `at` is named."""
    with pytest.raises(Refused) as found:
        verify_casefile(io.BytesIO(data), trusted=TRUSTED)
    assert at in str(found.value), found.value


def test_the_sample_itself_holds_and_any_archiver_opens_it(node):
    """Else nothing below would mean anything."""
    data = bundle(parts(node))
    verdict = verify_casefile(io.BytesIO(data), trusted=TRUSTED)
    assert verdict.vouched
    assert verdict.proof is None
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
    assert not verify_casefile(io.BytesIO(data), trusted={}).vouched


def test_a_member_that_was_added_removed_changed_or_moved_is_named(node):
    """The archive is rebuilt in its one form each time, so that only the manifest can tell."""
    held = parts(node)
    refused(bundle({"acts/002-in.json": b"{}", **held}), at="acts/002-in.json")
    refused(bundle({name: data for name, data in held.items() if name != "files/001-01.csv"}), at="files/001-01.csv")
    refused(bundle(held | {"files/001-01.csv": b"a,b\n" * 99 + b"a,c\n"}), at="files/001-01.csv")
    refused(bundle(dict(sorted(held.items()))), at="manifest.json")


def test_a_manifest_that_was_changed_or_is_signed_by_nobody_here(node):
    """Both copies must be the same, and signed by the node that it names."""
    held = parts(node)
    other = parts(node, purpose="another")
    refused(bundle(held | {"manifest.json": other["manifest.json"]}), at="manifest.json")
    refused(bundle({name: data for name, data in held.items() if name != "manifest.signed"}), at="manifest.signed")
    refused(bundle(parts(node, node=NodeId("elsewhere.example"))), at="manifest.signed")


def test_a_country_key_that_the_reader_does_not_trust_is_refused(node):
    """Somebody else's whole world, signed from top to bottom."""
    data = bundle(parts(node))
    with pytest.raises(Refused, match="the one that you trust"):
        verify_casefile(io.BytesIO(data), trusted={Country("VN"): signing("XR").public.key_id})


def test_every_single_byte_that_is_changed_is_seen(node):
    """A walk over the archive, a byte in every hundred, and all of its directory."""
    data = bundle(parts(node))
    places = {*range(0, len(data), 101), *range(len(data) - 200, len(data))}
    for place in places:
        changed = bytearray(data)
        changed[place] ^= 1
        with pytest.raises(Refused):
            verify_casefile(io.BytesIO(bytes(changed)), trusted=TRUSTED)


@pytest.mark.parametrize("cut", [0, 1, 20, 31, 500, -1, -22])
def test_an_archive_that_was_cut_off_or_grew_is_refused(node, cut):
    """At any place."""
    data = bundle(parts(node))
    with pytest.raises(Refused):
        verify_casefile(io.BytesIO(data[:cut]), trusted=TRUSTED)
    with pytest.raises(Refused):
        verify_casefile(io.BytesIO(data + b"\x00"), trusted=TRUSTED)


def test_a_zip_bomb_is_refused_before_it_unpacks():
    """Nothing compressed is read at all, and nothing larger than it can be is kept."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", b"\0" * 50_000_000)
    refused(out.getvalue(), at="compressed")
    size = 2**31 - 1
    head = struct.pack("<4s5H3L2H", b"PK\x03\x04", 10, 0, 0, 0, 0x21, zlib.crc32(b""), size, size, 13, 0)
    refused(head + b"manifest.json", at="too large")


@pytest.mark.parametrize("name", ["../up", "/abs", "a//b", "a\\b", "C:x", "", "ü", "x" * 201])
def test_unsafe_names_are_neither_written_nor_read(name):
    """A reader who unpacks it writes nowhere else."""
    with pytest.raises(Malformed):
        BundleWriter(io.BytesIO()).add(name, [b""])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        info = zipfile.ZipInfo(name or "x", date_time=(1980, 1, 1, 0, 0, 0))
        info.extract_version = 10
        archive.writestr(info, b"")
    with pytest.raises(NotWhole):
        read_bundle(io.BytesIO(out.getvalue()), keep=lambda _: False)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"v":1', b'"v":2'),
        (b'"v":1', b'"v":true'),
        (b'"act":0', b'"act":-1'),
        (b'"court":"', b'"cour":"'),
        (b'"reader":"court"', b'"reader":"x"'),
    ],
)
def test_a_manifest_of_another_shape_is_malformed(node, old, new):
    """Exactly the members of version 1, of their types."""
    printed = parts(node)["manifest.json"]
    assert old in printed
    with pytest.raises(Malformed):
        parse_manifest(printed.replace(old, new))
    assert print_manifest(parse_manifest(printed)) == printed


def test_a_large_member_is_written_and_read_a_piece_at_a_time(tmp_path):
    """A hundred megabytes pass, and no more than a few are ever held."""
    import tracemalloc

    piece = b"\x07" * 2**20
    with (tmp_path / "large.zip").open("w+b") as file:
        tracemalloc.start()
        writer = BundleWriter(file)
        stored = writer.add("files/001-01.bin", (piece for _ in range(100)))
        writer.finish()
        file.seek(0)
        found = read_bundle(file, keep=lambda _: False)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert found["files/001-01.bin"] == stored
    assert peak < 16 * 2**20
