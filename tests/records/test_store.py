"""The store of files: whole or not at all, for this account alone, the same after a crash."""

import pytest
from worlds.paper import PIECE, bytes_of, pieces

from comity.records.store import Kept, Store
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
