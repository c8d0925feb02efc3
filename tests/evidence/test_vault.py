"""The door of the vault: the same promises of a folder, of one with a store behind it, and of a store in memory."""

import hashlib
import io
import subprocess

import pytest
from afar_store import MemoryStore
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.evidence.afar import StoredVault
from comity.evidence.moving import carry
from comity.evidence.steps import Digests
from comity.evidence.vault import FolderVault, Placed
from comity.terms.digests import Digest
from comity.terms.refusals import TooLarge


class MemoryVault:
    """The simplest other store."""

    def __init__(self):
        """Begin with nothing."""
        self.bytes, self.written = {}, {}

    def keep(self, pieces, *, cap):
        """As the door says."""
        data = b"".join(pieces)
        if len(data) > cap:
            raise TooLarge("file", size=len(data), cap=cap)
        self.bytes[Digest.of(data)] = data
        return Placed(self.measure(Digest.of(data)), len(data))

    def measure(self, digest):
        """As the door says."""
        data = self.bytes.get(digest)
        return None if data is None else Digests(Digest.of(data), hashlib.sha512(data).hexdigest())

    def open(self, digest):
        """As the door says."""
        if digest not in self.bytes:
            raise FileNotFoundError
        return io.BytesIO(self.bytes[digest])

    def remove(self, digest):
        """As the door says."""
        return self.bytes.pop(digest, None) is not None

    def listed(self):
        """As the door says."""
        yield from sorted(self.bytes)

    def note(self, item, papers):
        """As the door says."""
        self.written.setdefault(item, {}).update(papers)

    def papers(self, item):
        """As the door says."""
        return self.written.get(item, {})


class CarriedVault(StoredVault):
    """A vault whose store gets everything at once, so that the disk has nothing of it."""

    def keep(self, pieces, *, cap):
        """As the door says."""
        placed = super().keep(pieces, cap=cap)
        carry(self, wanted=lambda _: True)
        assert list(self.here()) == []
        return placed

    def remove(self, digest):
        """As the door says."""
        there = super().remove(digest)
        carry(self, wanted=lambda _: False)
        return there


@pytest.fixture(params=["folder", "memory", "stored", "carried"])
def vault(request, tmp_path):
    """Each store."""
    store, kind = MemoryStore(), CarriedVault if request.param == "carried" else StoredVault
    if request.param in ("stored", "carried"):
        return kind(tmp_path / "vault", store=lambda: store)
    return FolderVault(tmp_path / "vault") if request.param == "folder" else MemoryVault()


def test_what_is_kept_is_measured_opened_and_removed(vault):
    """Once, however often it is put there."""
    one, two = vault.keep([b"ab", b"", b"c"], cap=9), vault.keep([b"abc"], cap=9)
    assert one == two
    assert one.size == 3
    assert one.digests.sha256 == Digest.of(b"abc")
    assert one.digests.sha512.startswith("ddaf35a193617aba")  # FIPS 180-2, C.1
    vault.keep([b"other"], cap=9)
    assert list(vault.listed()) == sorted([Digest.of(b"abc"), Digest.of(b"other")])
    with vault.open(one.digests.sha256) as file:
        assert file.read() == b"abc"
    assert vault.measure(one.digests.sha256) == one.digests
    assert [vault.remove(one.digests.sha256), vault.remove(one.digests.sha256)] == [True, False]
    assert vault.measure(one.digests.sha256) is None
    with pytest.raises(FileNotFoundError):
        vault.open(one.digests.sha256)


def test_what_is_too_large_is_not_kept(vault):
    """Nothing of it."""
    with pytest.raises(TooLarge):
        vault.keep([b"abc", b"defg"], cap=6)
    assert list(vault.listed()) == []


def test_papers_are_written_over_whole(vault):
    """Those of one item do not touch those of another."""
    assert vault.papers("A.E1") == {}
    vault.note("A.E1", {"item.txt": b"one", "0001.json": b"{}"})
    vault.note("A.E2", {"item.txt": b"two"})
    vault.note("A.E1", {"item.txt": b"three", "0001.json": b"{}"})
    assert vault.papers("A.E1") == {"item.txt": b"three", "0001.json": b"{}"}


@settings(max_examples=12)
@given(st.lists(st.tuples(st.booleans(), st.sampled_from([b"a", b"b", b"cc", b"d\n"])), max_size=12))
def test_sha256sum_agrees_with_whatever_was_kept_and_removed(tmp_path_factory, deeds):
    """The list names what is there and nothing else."""
    vault, there = FolderVault(tmp_path_factory.mktemp("vault")), set()
    for keeps, data in deeds:
        if keeps:
            vault.keep([data], cap=9)
            there.add(Digest.of(data))
        else:
            vault.remove(Digest.of(data))
            there.discard(Digest.of(data))
    assert list(vault.listed()) == sorted(there)
    sums = vault.folder / "sha256sums.txt"
    lines = sums.read_text().splitlines() if sums.exists() else []
    assert sorted(line.split("  ")[0] for line in lines) == sorted(map(str, there))


def test_an_altered_byte_is_seen_by_sha256sum(tmp_path):
    """By a tool that knows nothing of us."""
    vault = FolderVault(tmp_path)
    kept = vault.keep([b"abc"], cap=9)
    place = tmp_path / "objects" / str(kept.digests.sha256)[:2] / str(kept.digests.sha256)
    place.write_bytes(b"abd")
    done = subprocess.run(["sha256sum", "-c", "--quiet", "sha256sums.txt"], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 1
    assert vault.measure(kept.digests.sha256).sha256 == Digest.of(b"abd")
