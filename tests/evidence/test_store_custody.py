"""Evidence in a store: a store that is away locks nothing, two persons destroy there too, a hold keeps, and the checks read it."""

from dataclasses import replace

import pytest
from afar_store import STORES, MemoryStore
from keepers import DATA, given

from comity.courier.fsck import check_node
from comity.courier.publishing import publish_log
from comity.directory.home import Home
from comity.directory.storeuse import StoreUse
from comity.evidence import keeping, queries
from comity.evidence.checking import check_vault, mend_vault, stored
from comity.evidence.keeping import stored_vault, vault
from comity.evidence.moving import carry
from comity.evidence.queries import is_wanted, store_of
from comity.evidence.refusals import HeldBack, NoStore, StoreAway, StoreDenied
from comity.evidence.states import Kind
from comity.evidence.vault import FolderVault, place_of
from comity.terms.digests import Digest


@pytest.fixture
def store(world, settings, monkeypatch) -> MemoryStore:
    """A store that the settings of this node name."""
    here: Home = replace(world.home, store=StoreUse("https://store.example", "evidence"))
    for room in (keeping, queries):
        monkeypatch.setattr(room, "home", lambda: here)
    settings.COMITY_OBJECT_STORE = "afar_store.open_memory"
    STORES[here.path] = made = MemoryStore()
    return made


def carried():
    """Carry, as `comity evidence carry` does."""
    return carry(stored_vault(), wanted=is_wanted)


def test_a_node_without_a_store_has_none(world):
    """And nothing of it is loaded."""
    assert type(vault()) is FolderVault
    with pytest.raises(NoStore):
        stored_vault()


def test_what_speaks_to_stores_may_be_missing(world, store, settings):
    """A node says so, and nothing is lost."""
    settings.COMITY_OBJECT_STORE = "comity.courier.not_there.open_store"
    item = given(world).file()
    with pytest.raises(StoreDenied, match="not installed"):
        carried()
    assert vault().measure(Digest.parse(item.sha256)).agrees(keeping.digests_of_item(item))


def test_a_store_that_is_away_refuses_and_locks_nothing(world, store):
    """Nothing is recorded of what was not done; then the same step is taken. A hold needs no bytes and is placed meanwhile."""
    keeper = given(world)
    item = keeper.file()
    assert store_of(keeper.held(item)) == ("evidence", False)
    assert carried().brought == 1
    assert store_of(keeper.held(item)) == ("evidence", True)
    assert [one.standing for one in stored()] == ["afar"]
    store.left = 0
    for kind in (Kind.OPENED, Kind.VERIFIED, Kind.EXPORTED):
        with pytest.raises(StoreAway):
            keeper.step(item, kind)
    with pytest.raises(StoreAway):
        keeper.propose(item, Kind.DESTROYED)
    keeper.step(item, Kind.HOLD_PLACED)
    assert keeper.kinds(item) == ["received", "registered", "hold-placed"]
    assert not keeper.held(item).now.locked
    store.left = None
    _, lent = keeper.step(item, Kind.OPENED)
    assert lent.read() == DATA
    lent.close()
    assert keeper.kinds(item)[-1] == "opened"


def test_other_bytes_in_the_store_lock_the_item(world, store):
    """As on the disk: with both digests, and nobody is given any."""
    keeper = given(world)
    item = keeper.file()
    carried()
    store.things[place_of(Digest.parse(item.sha256))] = b"other"
    with pytest.raises(Exception, match="is not opened"):
        keeper.step(item, Kind.OPENED)
    assert keeper.kinds(item)[-1] == "locked"


def test_two_persons_destroy_in_the_store_and_a_hold_prevents_it(world, store):
    """Every version there; while the store is away it is told as left, and no hold lets it come so far."""
    keeper = given(world)
    item = keeper.file()
    digest = Digest.parse(item.sha256)
    carried()
    keeper.step(item, Kind.HOLD_PLACED)
    with pytest.raises(HeldBack):
        keeper.propose(item, Kind.DESTROYED)
    stored_vault().doom(digest)  # whatever a mark says, the rows are asked
    assert carried().removed == 0
    assert place_of(digest) in store.things
    number = keeper.held(item).now.holds[0]
    keeper.step(item, Kind.HOLD_LIFTED, hold=str(number))
    keeper.propose(item, Kind.DESTROYED)
    keeper.confirm(item, by=world.approver)
    assert [one.sentence % one.facts for one in check_vault()] == [
        f"The bytes {digest} were destroyed by two officers and are still in the vault."
    ]
    assert carried().removed == 1
    assert not [name for name in store.things if name.startswith("objects/")]
    assert "destroyed" in store.things[f"custody/{item.request.reference}.E1/item.txt"].decode()
    assert check_vault() == []


def test_the_checks_read_the_store(world, store):
    """What was changed, added or overwritten there is told; a store that is away is one thing to look at, and no item is missing."""
    keeper = given(world)
    item = keeper.file()
    carried()
    publish_log(world.home)
    place = place_of(Digest.parse(item.sha256))
    assert check_vault() == []
    store.versions[place] = 2
    store.things["objects/zz/strange"] = b""
    store.things["sha256sums.txt"] += b"x"
    store.things[f"custody/{item.request.reference}.E1/0002.json"] = b"{}"
    told = {one.sentence % one.facts for one in check_vault()}
    assert {one.split(" ", 1)[1] for one in told} == {
        f"store of evidence has 2 versions of {place}, where this node put one.",
        "store of evidence has objects/zz/strange, which this node did not put there.",
        "list sha256sums.txt in the store of evidence is not the one of this node.",
        f"papers of the item {item.sha256} in the vault are not what its chain says.",
    }
    store.versions[place] = 1
    del store.things["objects/zz/strange"]
    mend_vault()
    assert check_vault() == []
    store.things[place] = b"other"
    assert ["are others now" in one.sentence for one in check_vault()] == [True]
    at = world.later(minutes=1)
    assert ["are others now" in fault.sentence for fault in check_node(world.home, at=at)] == [True]
    store.left = 0
    assert ["is not reachable" in one.sentence for one in check_vault()] == [True]
    assert ["is not reachable" in fault.sentence for fault in check_node(world.home, at=at)] == [True]
