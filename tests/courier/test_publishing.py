"""The log's files: made of the journal's rows, verifying by themselves, the same again when made again."""

import pytest
from worlds.places import signing

from comity.courier.publishing import LogWentBack, leaf_hashes, publish_log, published, write_file
from comity.ledger.checkpoint import PATH, verify_checkpoint
from comity.ledger.leaf import commit, parse_leaf
from comity.ledger.tiles import TileHashes
from comity.ledger.tree import root_at
from comity.records import journal
from comity.records.models import JournalAct, LogHead
from comity.seal.note import note_verifiers
from comity.terms.digests import leaf_hash, tree_root
from comity.terms.refusals import Refused


@pytest.fixture
def home(world):
    """This node's folder."""
    return world.home


def grow(world, count):
    """Append `count` leaves."""
    entries = [journal.Entry(name="test.noted", actor="a", about="", facts={"n": number}) for number in range(count)]
    return journal.append(*entries, at=world.at, key=signing(world.node).public.key_id)


def files(home):
    """Return every file of the log with its bytes."""
    return {str(file.relative_to(home.log)): file.read_bytes() for file in sorted(home.log.rglob("*")) if file.is_file()}


def verified(home):
    """Return the checkpoint in the file, verified; and that the tiles have its root."""
    origin = f"{home.node}/log"
    verifiers = note_verifiers(signing(home.node).public, name=origin)
    checkpoint = verify_checkpoint((home.log / PATH).read_bytes(), origin=origin, verifiers=verifiers)
    hashes = TileHashes(checkpoint.size, read=lambda tile: (home.log / tile.path).read_bytes())
    assert root_at(checkpoint.size, hash_at=hashes) == checkpoint.root
    assert checkpoint.root.raw == tree_root(leaf_hashes(0, checkpoint.size))
    return checkpoint


def test_an_empty_log_has_no_files(home):
    """Nothing is signed about nothing."""
    assert publish_log(home) is None
    assert files(home) == {}
    assert published(home) is None


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 600])
def test_checkpoint_and_tiles_verify(world, home, size):
    """Whole and partial tiles: the signed root is the root over the tiles and over the rows."""
    grow(world, size)
    assert publish_log(home).size == size
    assert verified(home).size == size
    assert published(home).size == size


def test_run_again_it_changes_nothing(world, home):
    """Not one byte, not one time of a file."""
    grow(world, 300)
    publish_log(home)
    before = files(home)
    stamps = {file: file.stat().st_mtime_ns for file in home.log.rglob("*")}
    assert publish_log(home).size == 300
    assert files(home) == before
    assert {file: file.stat().st_mtime_ns for file in home.log.rglob("*")} == stamps


def test_it_grows_and_keeps_what_was_published(world, home):
    """In steps of any size; every whole tile stays as it was, and the files are those that one step would have made."""
    seen = {}
    for step in (1, 1, 253, 1, 1, 255, 88):
        grow(world, step)
        publish_log(home)
        verified(home)
        now = files(home)
        assert all(now[name] == data for name, data in seen.items() if name != PATH and ".p/" not in name)
        seen = now
    assert verified(home).size == 600


def test_a_lost_checkpoint_is_made_again(world, home):
    """The rows are the truth."""
    grow(world, 10)
    publish_log(home)
    (home.log / PATH).unlink()
    assert publish_log(home).size == 10
    verified(home)


SPOILED = {
    "empty": lambda _: b"",
    "cut": lambda data: data[:-1],
    "another-size": lambda data: data.replace(b"\n10\n", b"\n11\n", 1),
    "begun-otherwise": lambda data: b"x" + data,
}


@pytest.mark.parametrize("spoil", SPOILED.values(), ids=SPOILED)
def test_a_checkpoint_that_does_not_verify_stops_publishing(world, home, spoil):
    """It is not overwritten either: what this node signed last must be known before it signs again."""
    grow(world, 10)
    publish_log(home)
    file = home.log / PATH
    spoiled = spoil(file.read_bytes())
    file.write_bytes(spoiled)
    grow(world, 1)
    with pytest.raises(Refused):
        publish_log(home)
    assert file.read_bytes() == spoiled


@pytest.mark.both_databases("what is rolled back")
def test_rows_that_went_back_are_never_signed(world, home):
    """An older copy of the database: the node refuses to sign a second past, and the files stay."""
    grow(world, 5)
    head, rows = bytes(LogHead.objects.get().frontier), list(JournalAct.objects.all())
    grow(world, 5)
    publish_log(home)
    before = files(home)
    JournalAct.objects.filter(index__gte=5).delete()
    LogHead.objects.update(frontier=head)
    with pytest.raises(LogWentBack):
        publish_log(home)
    grow(world, 7)  # and grown past it again, with other leaves
    with pytest.raises(LogWentBack):
        publish_log(home)
    after = files(home)
    assert after[PATH] == before[PATH]
    assert len(rows) == 5


def test_no_file_is_half_written(world, home, monkeypatch):
    """A write that dies leaves the old file, and the next run ends with the whole."""
    grow(world, 3)
    publish_log(home)
    before = files(home)
    grow(world, 3)
    monkeypatch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(OSError, match="full"):
        publish_log(home)
    assert all(files(home)[name] == data for name, data in before.items())
    monkeypatch.undo()
    assert publish_log(home).size == 6
    verified(home)


def test_a_file_is_replaced_whole(tmp_path):
    """Beside its place, then into it."""
    target = tmp_path / "deep" / "file"
    write_file(target, b"one")
    write_file(target, b"two")
    assert target.read_bytes() == b"two"
    assert list(target.parent.iterdir()) == [target]


def test_the_log_names_no_officer(world, home):
    """What is published are digests: no name, no reference, no content of any act."""
    request = world.send()
    publish_log(home)
    everything = b"".join(files(home).values())
    for word in (request.reference, "ha.n", "an.p", str(world.puppet.node), "Strelsau", "REQ-PRESERVE"):
        assert word.encode() not in everything


def test_a_leaf_opens_with_what_the_row_keeps(world, home):
    """Facts and salt open the commitment in the published record; without them it says kind, key and time only."""
    world.send()
    for row in JournalAct.objects.all():
        leaf = parse_leaf(bytes(row.record))
        assert (leaf.kind, leaf.at, leaf.key) == (row.name, row.at, signing(world.node).public.key_id)
        assert leaf.commitment == commit(bytes(row.facts), salt=bytes(row.salt))
        assert leaf_hash(bytes(row.record)) == bytes(row.leaf_hash)
