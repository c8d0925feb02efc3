"""`comity evidence`: digests and how they stand, and what is wrong with the vault; never a case, a word or a byte of an item."""

import json
from dataclasses import replace

import pytest
from afar_store import STORES, MemoryStore
from click.testing import CliRunner
from keepers import DATA, given

from comity.directory.storeuse import StoreUse
from comity.doors.cli import cli
from comity.doors.cli.roof import Roof
from comity.evidence.states import Kind
from comity.terms.digests import Digest


@pytest.fixture
def typed(world):
    """Type a command of the world's node."""
    roof = Roof(boot=lambda _: world.home, run=lambda _: 0, program=("comity",))
    return lambda *words: CliRunner().invoke(cli, ["evidence", *words, "--home", str(world.home.path)], obj=roof, env={"LANG": "C"})


def test_the_operator_sees_digests_and_what_is_wrong(world, typed):
    """One whole, one destroyed, one changed; then mended but for what only a backup brings back."""
    keeper = given(world)
    item, thing = keeper.file(), keeper.carrier()
    done = typed("list")
    assert done.output.splitlines()[:2] == sorted(
        (f"{item.sha256}          5000  in the vault", f"{thing.sha256}             0  a thing, not in the vault")
    )
    assert typed("verify").exit_code == 0
    image = keeper.carrier(b"sectors", sort="CS-IMAGE")
    keeper.propose(item, Kind.DESTROYED)
    keeper.confirm(item, by=world.approver)
    keeper.vault.keep([DATA], cap=9999)
    place = keeper.vault.folder / "objects" / image.sha256[:2] / image.sha256
    place.write_bytes(b"sectorz")
    done = typed("verify", "--json")
    told = json.loads(done.output)["faults"]
    assert done.exit_code == 1
    assert sorted(one["what"] for one in told) == [
        f"The bytes {item.sha256} were destroyed by two officers and are still in the vault.",
        f"The bytes kept as {image.sha256} are others now: {Digest.of(b'sectorz')}.",
    ]
    assert len(json.loads(typed("verify", "--mend", "--json").output)["faults"]) == 1
    place.write_bytes(b"sectors")
    assert "is whole" in typed("verify").output
    for words in ("list", "verify"):
        said = typed(words).output
        assert keeper.request.reference not in said
        assert item.what not in said


def test_the_operator_has_evidence_carried_to_a_store(world, typed, monkeypatch, settings):
    """Figures and names by digest; with 1 while something is left or the store is away, and nothing of a case is shown."""
    assert "no store of evidence" in typed("carry").output
    here = replace(world.home, store=StoreUse("https://store.example", "evidence"))
    monkeypatch.setattr("comity.evidence.keeping.home", lambda: here)
    monkeypatch.setattr("comity.doors.cli.commands.evidence.boot", lambda _: here)
    settings.COMITY_OBJECT_STORE = "afar_store.open_memory"
    STORES[here.path] = store = MemoryStore()
    keeper = given(world)
    item = keeper.file()
    assert "1 of them are on this disk and wait for the store evidence." in typed("list").output
    place = f"objects/{item.sha256[:2]}/{item.sha256}"
    store.things[place] = b"other"
    left = typed("carry")
    assert (left.exit_code, "has other bytes under" in left.output) == (1, True)
    del store.things[place]
    told = typed("carry", "--json")
    assert json.loads(told.output) == {"node": str(world.node), "brought": 1, "removed": 0, "papers": 0, "left": []}
    assert "in the vault, in its store" in typed("list").output
    store.left = 0
    away = typed("carry")
    assert (away.exit_code, "Nothing is lost" in away.output) == (1, True)
    assert not [one for one in (left, told, away) if keeper.request.reference in one.output]
