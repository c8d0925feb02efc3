"""Two keepers: nothing leaves the disk before the store gave it back, whatever fails, and the store alone is a vault to be read."""

import subprocess

import pytest
from afar_store import MemoryStore

from comity.evidence.afar import StoredVault, is_something_due
from comity.evidence.moving import carry
from comity.evidence.refusals import StoreAway, StoreKeeps, StrangeAfar
from comity.evidence.vault import place_of
from comity.terms.digests import Digest

ONE, TWO = b"abc", b"defg" * 1000


@pytest.fixture
def store():
    """An empty store."""
    return MemoryStore()


@pytest.fixture
def vault(tmp_path, store):
    """A vault of two files with the papers of one item, of which the store has nothing yet."""
    made = StoredVault(tmp_path / "vault", store=lambda: store)
    for data in (ONE, TWO):
        made.keep([data], cap=9999)
    made.note("A.E1", {"item.txt": b"one", "0001.json": b"{}"})
    return made


def brought(vault, **how):
    """Carry everything."""
    return carry(vault, wanted=how.get("wanted", lambda _: True))


def checked(folder):
    """What `sha256sum` and `sha512sum` say of a folder, and of the papers in it."""
    places = ((folder, "sha256sum"), (folder, "sha512sum"), (folder / "custody" / "A.E1", "sha256sum"))
    return [
        subprocess.run([tool, "-c", "--quiet", f"{tool}s.txt"], cwd=at, capture_output=True, check=False).returncode for at, tool in places
    ]


def test_what_is_carried_leaves_the_disk_and_is_read_from_the_store(vault, store):
    """Measured there, byte for byte; a second time there is nothing to do."""
    assert is_something_due(vault.folder)
    done = brought(vault)
    assert (done.brought, done.papers, done.left) == (2, 1, [])
    assert list(vault.here()) == []
    assert not is_something_due(vault.folder)
    digest = Digest.of(TWO)
    assert vault.measure(digest).sha256 == digest
    with vault.open(digest) as file:
        assert file.read() == TWO
    assert list(vault.listed()) == sorted([Digest.of(ONE), digest])
    before = len(store.asked)
    assert brought(vault).brought == 0
    assert [verb for verb, _ in store.asked[before:]] == ["begin", "get", "get"]


def test_the_store_alone_is_a_vault_that_needs_no_software(vault, store, tmp_path):
    """Whoever fetches it has the folder, and one altered byte is seen."""
    brought(vault)
    store.fetched_into(tmp_path / "fetched")
    assert checked(tmp_path / "fetched") == [0, 0, 0]
    (tmp_path / "fetched" / place_of(Digest.of(ONE))).write_bytes(b"abd")
    assert checked(tmp_path / "fetched")[0] == 1
    assert checked(vault.folder)[:2] == [1, 1]  # an empty list is none; what is here is elsewhere


def test_a_store_that_goes_away_at_any_moment_loses_nothing(tmp_path):
    """After each number of answers: every byte is still to be had somewhere, and the next time all of it is carried."""
    for answers in range(40):
        store = MemoryStore()
        vault = StoredVault(tmp_path / str(answers), store=lambda store=store: store)
        digests = [vault.keep([data], cap=9999).digests.sha256 for data in (ONE, TWO)]
        vault.note("A.E1", {"item.txt": b"one", "0001.json": b"{}"})
        store.left = answers
        try:
            brought(vault)
        except StoreAway:
            assert is_something_due(vault.folder)
        else:
            break
        for digest in digests:
            assert vault.measure_here(digest) is not None or vault.is_afar(digest)
        store.left = None
        assert all(vault.measure(digest).sha256 == digest for digest in digests)
        brought(vault)
        assert list(vault.here()) == []
        assert sorted(vault.afar()) == sorted(digests)
        assert {count for name, count in store.versions.items() if name.startswith("objects/")} == {1}
    assert 10 < answers < 39


def test_a_store_that_is_away_is_no_missing_item(vault, store):
    """None would lock it."""
    brought(vault)
    store.left = 0
    with pytest.raises(StoreAway, match="Nothing is lost"):
        vault.measure(Digest.of(ONE))
    with pytest.raises(StoreAway):
        vault.open(Digest.of(ONE))
    store.left = None
    assert vault.measure(Digest.of(b"never there")) is None


@pytest.mark.parametrize("fault", ["other", "cut", "longer"])
def test_other_bytes_under_the_name_are_told_and_never_overwritten(vault, store, fault):
    """And the item stays on the disk."""
    place = place_of(Digest.of(ONE))
    if fault != "cut":
        store.things[place] = {"other": b"abd", "longer": b"abcd"}[fault]
    store.cut = fault == "cut"
    done = brought(vault) if fault != "cut" else carry(vault, wanted=lambda digest: digest == Digest.of(ONE))
    assert [type(one) for one in done.left] == [StrangeAfar]
    assert vault.measure_here(Digest.of(ONE)) is not None
    assert not vault.is_afar(Digest.of(ONE))
    assert store.versions.get(place, 0) == (fault == "cut")
    store.cut = 0
    with vault.open(Digest.of(ONE)) as file:
        assert file.read() == ONE


def test_bytes_that_others_changed_in_the_store_are_not_opened(vault, store):
    """They are measured as what they are, and not given to anybody."""
    brought(vault)
    store.things[place_of(Digest.of(ONE))] = b"abd"
    assert vault.measure(Digest.of(ONE)).sha256 == Digest.of(b"abd")
    with pytest.raises(FileNotFoundError):
        vault.open(Digest.of(ONE))


def test_what_is_altered_on_the_disk_or_no_item_has_is_not_carried(vault, store):
    """Neither is evidence."""
    (vault.path(Digest.of(ONE))).write_bytes(b"abd")
    assert brought(vault, wanted=lambda digest: digest == Digest.of(ONE)).brought == 0
    assert not [name for name in store.things if name.startswith("objects/")]


def test_what_was_destroyed_leaves_the_store_when_it_is_reached(vault, store):
    """Until then it is listed; what an item wants again, or a hold keeps, is not removed."""
    digest = Digest.of(ONE)
    brought(vault)
    assert vault.remove(digest)
    assert digest in vault.listed()
    store.left = 0
    with pytest.raises(StoreAway):
        brought(vault, wanted=lambda _: False)
    store.left = None
    assert brought(vault).removed == 0  # wanted: nothing is removed
    vault.remove(digest)
    store.kept.add(place_of(digest))
    assert [type(one) for one in brought(vault, wanted=lambda _: False).left] == [StoreKeeps]
    assert digest in vault.listed()
    store.kept.clear()
    assert brought(vault, wanted=lambda one: one != digest).removed == 1
    assert list(vault.listed()) == [Digest.of(TWO)]
    assert str(digest) not in store.things["sha256sums.txt"].decode()
    assert not vault.remove(digest)


def test_bytes_that_come_again_are_not_removed(vault, store):
    """Destroyed in one case, and registered in another before the store was reached."""
    brought(vault)
    vault.remove(Digest.of(ONE))
    vault.keep([ONE], cap=9)
    done = brought(vault)
    assert (done.removed, done.brought) == (0, 1)
    assert vault.measure(Digest.of(ONE)).sha256 == Digest.of(ONE)


def test_destroyed_while_it_was_carried_it_leaves_again(vault, store):
    """The list that says that the store has it is written after the second person's act in the worst case."""
    digest, answers = Digest.of(ONE), iter([True, False])
    carry(vault, wanted=lambda one: one == digest and next(answers))
    assert place_of(digest) in store.things
    assert carry(vault, wanted=lambda _: False).removed == 1
    assert place_of(digest) not in store.things


def test_papers_follow_each_step(vault, store):
    """Steps that are there are put once; papers that were written meanwhile are due again."""
    brought(vault)
    vault.note("A.E1", {"item.txt": b"two", "0001.json": b"{}", "0002.json": b"{1}"})
    assert is_something_due(vault.folder)
    assert brought(vault).papers == 1
    assert store.things["custody/A.E1/item.txt"] == b"two"
    assert store.versions["custody/A.E1/0001.json"] == 1
    vault.owe("A.E1")
    ((_, token),) = vault.owed()
    vault.owe("A.E1")
    vault.paid("A.E1", token)
    assert [item for item, _ in vault.owed()] == ["A.E1"]


def test_a_node_that_lost_its_lists_takes_over_those_of_the_store(vault, store, tmp_path):
    """But for lines of what the store has not."""
    brought(vault)
    store.things.pop(place_of(Digest.of(TWO)))
    fresh = StoredVault(tmp_path / "fresh", store=lambda: store)
    assert brought(fresh).left == []
    assert list(fresh.listed()) == [Digest.of(ONE)]
    assert fresh.measure(Digest.of(ONE)).sha256 == Digest.of(ONE)


@pytest.mark.parametrize("theirs", [b"", b"x", b"\xff\n", None])
def test_lists_that_are_older_or_others_become_whole_again(vault, store, theirs):
    """A folder from a backup knows less than the store, or somebody wrote there: neither takes a line from the other."""
    carry(vault, wanted=lambda digest: digest == Digest.of(ONE))
    older = [data for _, data in vault.lists()]
    brought(vault)
    newer = {name: store.things[name] for name in ("sha256sums.txt", "sha512sums.txt")}
    if theirs is None:
        for name, data in zip(newer, older, strict=True):
            (vault.folder / "elsewhere" / name).write_bytes(data)
    else:
        store.things["sha256sums.txt"] = theirs
    brought(vault)
    assert {name: store.things[name] for name in newer} == newer
    assert dict(vault.lists()) == newer


def test_one_process_carries_at_a_time(vault, store):
    """The other one finds nothing to do."""
    found, begin = [], store.begin

    def beside():
        found.append(brought(vault))
        begin()

    store.begin = beside
    assert brought(vault).brought == 2
    assert [one.brought for one in found] == [0]
