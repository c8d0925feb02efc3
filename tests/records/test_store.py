"""The store of files: whole or not at all, for this account alone, the same after a crash."""

import pytest
from worlds.paper import PIECE, bytes_of, pieces

from comity.records.store import Hashing, Kept, Store
from comity.terms.digests import Digest
from comity.terms.refusals import TooLarge

DATA = bytes_of(2 * PIECE + 3)


@pytest.fixture
def store(tmp_path):
    """An empty store."""
    return Store(tmp_path / "files")


def test_bytes_are_kept_once_under_their_digest(store, tmp_path):
    """And readable by nobody else, the folders too."""
    assert store.keep(pieces(DATA), cap=len(DATA)) == store.keep(pieces(DATA), cap=len(DATA)) == Kept(Digest.of(DATA), len(DATA))
    assert store.holds(Digest.of(DATA))
    assert list(store.names()) == [str(Digest.of(DATA))]
    assert {path.stat().st_mode & 0o077 for path in (tmp_path / "files").rglob("*")} == {0}


def test_too_much_leaves_nothing(store, tmp_path):
    """Refused at the first byte over the cap; also when the upload breaks off."""
    with pytest.raises(TooLarge):
        store.keep(pieces(DATA), cap=len(DATA) - 1)

    def broken():
        yield b"x"
        raise OSError

    with pytest.raises(OSError, match=r"^$"):
        store.keep(broken(), cap=10)
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []


def test_pieces_come_one_behind_the_other(store):
    """A torn piece does not count, and is written over."""
    parts = [DATA[at : at + PIECE] for at in range(0, len(DATA), PIECE)]
    store.append("a", parts[0], number=0)
    store.append("a", parts[1][:100], number=1)
    assert store.arrived("a", size=len(DATA)) == 1
    store.append("a", parts[1], number=1)
    store.append("a", parts[2], number=2)
    assert store.arrived("a", size=len(DATA)) == 3
    assert store.finish("a", digest=Digest.of(DATA))
    assert store.finish("a", digest=Digest.of(DATA))  # again, after a crash before the commit
    assert store.path(Digest.of(DATA)).read_bytes() == DATA


def test_what_is_not_the_listed_file_is_thrown_away(store):
    """Both times that it is asked."""
    store.append("a", b"other", number=0)
    assert not store.finish("a", digest=Digest.of(DATA))
    assert not store.finish("a", digest=Digest.of(DATA))
    assert list(store.names()) == []


def test_what_was_hashed_as_it_came_is_not_read_again(store):
    """The digest of all pieces in their order, or none: then the file is read."""
    parts = [DATA[at : at + PIECE] for at in range(0, len(DATA), PIECE)]
    hashing = Hashing()
    for number, part in enumerate(parts):
        hashing.add("a", memoryview(part), number=number)
    assert hashing.take("a", pieces=3) == Digest.of(DATA)
    assert hashing.take("a", pieces=3) is None  # told once
    hashing.add("a", parts[0], number=0)
    assert hashing.take("a", pieces=3) is None  # not all of it
    hashing.add("a", parts[1], number=1)  # what was before it is not known: another process wrote that
    hashing.add("a", parts[2], number=2)
    assert hashing.take("a", pieces=3) is None
    for number in (0, 0, 1, 1, 2):  # begun anew, and one piece twice, as after a fault of the disk
        hashing.add("a", parts[number], number=number)
    assert hashing.take("a", pieces=3) is None
    for name in range(65):
        hashing.add(f"{name}", b"x", number=0)
    assert (hashing.take("0", pieces=1), hashing.take("64", pieces=1)) == (None, Digest.of(b"x"))


def test_a_file_that_was_hashed_otherwise_is_thrown_away(store):
    """What is told of the pieces counts as what would be read."""
    store.append("a", DATA[:PIECE], number=0)
    assert not store.finish("a", digest=Digest.of(DATA[:PIECE]), hashed=Digest.of(b"x"))
    store.append("a", DATA[:PIECE], number=0)
    assert store.finish("a", digest=Digest.of(DATA[:PIECE]), hashed=Digest.of(DATA[:PIECE]))
    assert store.holds(Digest.of(DATA[:PIECE]))
