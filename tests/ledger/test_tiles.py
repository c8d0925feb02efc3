from collections import Counter
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.ledger.differences import Difference, Fault, differences
from comity.ledger.growth import expected_bundles, expected_tiles, grow_tiles
from comity.ledger.proofs import prove_consistency, prove_inclusion, verify_consistency, verify_inclusion
from comity.ledger.tiles import (
    MAX_BUNDLE,
    WIDTH,
    Bundle,
    Tile,
    TileHashes,
    parse_bundle,
    parse_path,
    parse_tile,
    print_bundle,
    print_tile,
)
from comity.ledger.tree import MAX_SIZE, hashes_of, root_at
from comity.terms.digests import leaf_hash
from comity.terms.refusals import Malformed, Refused, TooLarge

BIG = 70_000
RECORDS = [b"record %d" % number for number in range(BIG)]
LEAVES = [leaf_hash(record) for record in RECORDS]


def leaves(start, stop):
    """Give leaf hashes as a table of rows would."""
    return LEAVES[start:stop]


def records(start, stop):
    """Give records as a table of rows would."""
    return RECORDS[start:stop]


@cache
def files(size):
    """Give all files of a log of `size` leaves, written at once."""
    return dict([*expected_tiles(size, leaf_hashes=leaves), *expected_bundles(size, records=records)])


def reader(of):
    """Read tiles from a dictionary of files."""
    return lambda tile: of[tile.path]


@pytest.mark.parametrize(
    ("name", "path"),
    [
        (Tile(0, 0), "tile/0/000"),
        (Tile(0, 1_234_067), "tile/0/x001/x234/067"),
        (Tile(3, 999, 1), "tile/3/999.p/1"),
        (Tile(63, 1000, 255), "tile/63/x001/000.p/255"),
        (Bundle(0, 8), "tile/entries/000.p/8"),
        (Bundle(273), "tile/entries/273"),
        (Tile(0, MAX_SIZE), "tile/0/x009/x223/x372/x036/x854/x775/807"),
    ],
)
def test_names_are_those_of_the_specification(name, path):
    """Names print as paths, and paths read as names."""
    assert name.path == path
    assert parse_path(path) == name


@given(row=st.integers(0, 63), index=st.integers(0, MAX_SIZE), width=st.integers(1, WIDTH))
def test_every_name_reads_back(row, index, width):
    """The round trip holds for tiles and bundles."""
    for name in (Tile(row, index, width), Bundle(index, width)):
        assert parse_path(name.path) == name


@pytest.mark.parametrize(
    "path",
    [
        *("", "tile", "tile/0", "tile/0/", "/tile/0/000", "tile/0/000/", "tile/0/0", "tile/0/00", "tile/0/0000", "tile/00/000"),
        *("tile/01/000", "tile/64/000", "tile/-1/000", "tile/data/000", "tile/entries/../000", "tile/0/x000/001", "tile/0/001/000"),
        *("tile/0/x001/x000", "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/000.p/", "tile/0/000.p", "tile/0/000\n"),
        *("tile/0/\u0660\u0660\u0660", "tile/0/x009/x223/x372/x036/x854/x775/808", "tile/0/X001/000", "checkpoint"),
    ],
)
def test_other_paths_are_no_names(path):
    """What the printer would not write is refused, so that no two paths name one tile."""
    with pytest.raises(Malformed):
        parse_path(path)


@pytest.mark.parametrize("name", [(-1, 0, 1), (64, 0, 1), (0, -1, 1), (0, MAX_SIZE + 1, 1), (0, 0, 0), (0, 0, 257)])
def test_impossible_names_cannot_be_made(name):
    """Rows, places and widths have bounds."""
    with pytest.raises(Malformed):
        Tile(*name)
    if name[0] == 0:
        with pytest.raises(Malformed):
            Bundle(*name[1:])


def test_a_log_of_70_000_has_the_files_of_the_specification():
    """273 full and a partial tile in row 0, one full and one partial in row 1, one partial in row 2; as many bundles."""
    found = Counter((type(name).__name__, getattr(name, "row", 0), name.width) for name in map(parse_path, files(BIG)))
    assert found == {
        ("Tile", 0, 256): 273,
        ("Tile", 0, 112): 1,
        ("Tile", 1, 256): 1,
        ("Tile", 1, 17): 1,
        ("Tile", 2, 1): 1,
        ("Bundle", 0, 256): 273,
        ("Bundle", 0, 112): 1,
    }


def test_a_log_of_256_has_a_partial_tile_in_row_1():
    """A full tile is hashed into the row above at once."""
    assert list(dict(expected_tiles(256, leaf_hashes=leaves))) == ["tile/0/000", "tile/1/000.p/1"]
    assert not files(0)


@pytest.mark.parametrize("size", [1, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, BIG])
def test_proofs_from_tiles_hold(size):
    """Roots and proofs made from tiles are those made from leaves, and verify."""
    from_tiles, from_leaves = TileHashes(size, read=reader(files(size))), hashes_of(LEAVES[:size])
    root = root_at(size, hash_at=from_leaves)
    assert root_at(size, hash_at=from_tiles) == root
    for index in {0, size // 3, size // 2, size - 1}:
        proof = prove_inclusion(index, size=size, hash_at=from_tiles)
        assert proof == prove_inclusion(index, size=size, hash_at=from_leaves)
        assert verify_inclusion(LEAVES[index], proof=proof, root=root)
        consistency = prove_consistency(index + 1, size=size, hash_at=from_tiles)
        assert verify_consistency(consistency, old_root=root_at(index + 1, hash_at=from_tiles), root=root)


def test_a_proof_reads_few_tiles():
    """A proof in a log of 70 000 reads at most two tiles in each of its three rows."""
    asked = []

    def read(tile):
        asked.append(tile)
        return files(BIG)[tile.path]

    prove_inclusion(1234, size=BIG, hash_at=TileHashes(BIG, read=read))
    assert len(asked) == len(set(asked)) <= 6


@given(level=st.integers(-1, 20), index=st.integers(-1, 600))
def test_tiles_answer_for_complete_subtrees_only(level, index):
    """A subtree that reaches over the edge is refused; every other one is right."""
    size = 512 + 17
    hash_at, check = TileHashes(size, read=reader(files(size))), hashes_of(LEAVES[:size])
    if level >= 0 and index >= 0 and (index + 1) << level <= size:
        assert hash_at(level, index) == check(level, index)
    else:
        with pytest.raises(Malformed):
            hash_at(level, index)


@settings(max_examples=40, deadline=None)
@given(sizes=st.lists(st.sampled_from([0, 1, 2, 255, 256, 257, 300, 511, 512, 513, 1000, 65_535, 65_536, 65_800]), max_size=5))
def test_a_log_grown_in_steps_has_the_files_of_one_written_at_once(sizes):
    """Writing what is new at each step leaves every file of the last size, and older partial ones that fsck finds sound."""
    store, since = {}, 0
    for size in sorted(sizes):
        new = dict(grow_tiles(LEAVES[since:size], since=since, read=reader(store)))
        store |= new | dict(expected_bundles(size, records=records, since=since))
        since = size
    assert files(since).items() <= store.items()
    assert not list(differences(files(since).items(), names=store, read=store.get))


def test_nothing_new_writes_nothing():
    """Growing by no leaf yields no file."""
    assert not list(grow_tiles([], since=300, read=reader(files(300))))
    assert not list(expected_bundles(300, records=records, since=300))


def test_missing_rows_stop_the_writing():
    """A log with a hole never becomes files."""
    with pytest.raises(Malformed):
        list(expected_tiles(300, leaf_hashes=lambda start, stop: LEAVES[start : stop - 1]))
    with pytest.raises(Malformed):
        list(expected_bundles(300, records=lambda start, stop: RECORDS[start : stop - 1]))


def test_each_kind_of_difference_is_named_with_its_leaves():
    """Missing, altered, foreign and too wide files are told apart, and the first wrong leaf is named."""
    size = 600
    store = dict(files(size))
    del store["tile/entries/001"]
    altered = bytearray(store["tile/0/002.p/88"])
    altered[32 * 5] ^= 1
    store["tile/0/002.p/88"] = bytes(altered)
    store["tile/1/000.p/2"] = store["tile/1/000.p/2"][:32] + bytes(32)
    store["tile/1/000.p/1"] = bytes(32)
    store["tile/0/002.p/200"] = bytes(32 * 200)
    store["tile/entries/000"] += b"\0"
    store["tile/0/notes.txt"] = b""
    store["tile/0/007"] = bytes(32 * 256)
    store["tile/0/002.p/10"] = altered[: 32 * 10]
    store["tile/entries/002.p/3"] = files(size)["tile/entries/002.p/88"][: 3 * (2 + 10)]
    found = list(differences(files(size).items(), names=store, read=store.get))
    assert sorted(found, key=lambda difference: difference.path) == [
        Difference("tile/0/002.p/10", Fault.DIFFERS, 517, 517),
        Difference("tile/0/002.p/200", Fault.UNEXPECTED),
        Difference("tile/0/002.p/88", Fault.DIFFERS, 517, 517),
        Difference("tile/0/007", Fault.UNEXPECTED),
        Difference("tile/0/notes.txt", Fault.UNEXPECTED),
        Difference("tile/1/000.p/1", Fault.DIFFERS, 0, 255),
        Difference("tile/1/000.p/2", Fault.DIFFERS, 256, 511),
        Difference("tile/entries/000", Fault.DIFFERS, 255, 255),
        Difference("tile/entries/001", Fault.MISSING, 256, 511),
    ]
    assert str(found[-1])
    assert str(Difference("tile/entries/001", Fault.MISSING, 256, 511)) == "The file tile/entries/001 is missing (records 256 to 511)."


@settings(max_examples=60)
@given(data=st.data())
def test_any_altered_byte_of_any_file_is_found(data):
    """One altered byte is one difference, in its file, at a leaf that the file holds."""
    store = dict(files(600))
    path = data.draw(st.sampled_from(sorted(store)))
    altered = bytearray(store[path])
    altered[data.draw(st.integers(0, len(altered) - 1))] ^= data.draw(st.integers(1, 255))
    store[path] = bytes(altered)
    (found,) = differences(files(600).items(), names=store, read=store.get)
    assert (found.path, found.fault) == (path, Fault.DIFFERS)
    name = parse_path(path)
    assert name.leaves(0)[0] <= found.first <= found.last <= name.leaves(name.width - 1)[1]


@given(hashes=st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=WIDTH))
def test_tiles_round_trip(hashes):
    """Hashes in, hashes out; a tile of another width than its name says is refused."""
    data = print_tile(hashes)
    tile = Tile(0, 0, len(hashes))
    assert parse_tile(data, tile=tile) == tuple(hashes)
    for wrong in (data[:-1], data + b"\0", data[:-32], b""):
        with pytest.raises(Refused):
            parse_tile(wrong, tile=tile)


@given(entries=st.lists(st.binary(max_size=300), min_size=1, max_size=WIDTH))
def test_bundles_round_trip(entries):
    """Records in, records out; a bundle of another width than its name says is refused."""
    data = print_bundle(entries)
    bundle = Bundle(0, len(entries))
    assert parse_bundle(data, bundle=bundle) == tuple(entries)
    for wrong in (data[:-1], data + b"\0", data + b"\0\0", b""):
        with pytest.raises(Refused):
            parse_bundle(wrong, bundle=bundle)


def test_contents_have_bounds():
    """Empty, overfull and oversized contents are neither written nor read."""
    for count in (0, 257):
        with pytest.raises(Malformed):
            print_tile([bytes(32)] * count)
        with pytest.raises(Malformed):
            print_bundle([b""] * count)
    with pytest.raises(Malformed):
        print_tile([bytes(31)])
    with pytest.raises(Malformed):
        print_bundle([bytes(65_536)])
    with pytest.raises(TooLarge):
        parse_tile(bytes(32 * 257), tile=Tile(0, 0))
    with pytest.raises(TooLarge):
        parse_bundle(bytes(MAX_BUNDLE + 1), bundle=Bundle(0))
