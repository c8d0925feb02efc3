"""How the lasting sealing key takes the place of another: named, sealed to by a peer, opened, destroyed when nothing can come any more."""

import json
import shutil
from dataclasses import replace
from datetime import timedelta

import pytest
from worlds.places import HERE, sealing
from worlds.puppet import verified

from comity.courier import epochs
from comity.courier.crashing import LASTING_POINTS
from comity.courier.epochs import keep_epochs
from comity.directory import epochseeds, keyfiles, sealingkeys
from comity.directory.book import Book, book, read_book
from comity.directory.endingkeys import SOON, ending_keys
from comity.directory.founding import KEY_LIFE, SECTION_LIFE, add_section, own_section_path
from comity.directory.home import home
from comity.directory.keyfiles import BadKeyFile, node_keys
from comity.directory.linenaming import name_line_key
from comity.directory.sealingkeys import (
    OPENS_FOR,
    OVERLAP,
    SealingKeyThere,
    give_up_sealing_keys,
    renew_sealing_key,
    replace_sealing_key,
)
from comity.records.models import JournalAct, Quarantine

INSTANT = timedelta(microseconds=1)


@pytest.fixture(autouse=True)
def _keys_are_read_anew():
    """Each test has a node of its own at the same place."""
    for kept in (keyfiles._KEPT, epochseeds._KEPT):
        kept.clear()
    yield
    for kept in (keyfiles._KEPT, epochseeds._KEPT):
        kept.clear()


@pytest.fixture
def peer(world, tmp_path):
    """Return another node's directory: its own folder, with what it knew of us before anything was renewed."""
    there = replace(world.home, path=tmp_path / "there")
    there.sections.mkdir(parents=True)
    shutil.copy(world.home.trust, there.trust)
    for file in world.home.sections.iterdir():
        shutil.copy(file, there.sections)
    return there


def take(peer, world):
    """Let the peer take this country's newest file over."""
    add_section(peer, own_section_path(world.home).read_bytes(), book=read_book(peer), file="VN.section")


def files(world):
    """Return the files of sealing keys."""
    return sorted(file.name for file in world.home.keys.glob("sealing-*"))


def leaves(name):
    """Return the facts of each leaf of that name."""
    return [json.loads(bytes(act.facts))["facts"] for act in JournalAct.objects.filter(name=name)]


def opened(world, key, *, at, case):
    """Deliver what a peer sealed to `key`, and say how it ended: in the log of acts, or refused by which class."""
    said = verified(world.deliver(world.puppet.seal(world.puppet.act(case=case), daily=key), at=at).items[0])
    return getattr(said, "wire_class", None) or said.order


def test_a_peer_seals_to_the_new_key_once_it_has_the_file_and_both_are_opened(world, peer):
    """Named beside the old one for thirty days; whoever has the old file is opened too; the running node needs no start."""
    old, at = book(peer).sealing_key(HERE, at=world.at), world.at
    node_keys(world.home)  # as a node that runs
    new = renew_sealing_key(world.home, at=at)
    named = book(world.home).node(HERE).sealing
    assert [(dated.key, dated.until) for dated in named] == [(old, at + OVERLAP), (new, at + KEY_LIFE)]
    assert book(world.home).sections[world.home.country].expires == at + SECTION_LIFE
    assert book(peer).sealing_key(HERE, at=at) == old
    assert opened(world, old, at=at, case="XR-2026-000001") == "applied"
    take(peer, world)
    assert book(peer).sealing_key(HERE, at=at) == new
    assert opened(world, new, at=at, case="XR-2026-000002") == "applied"
    assert opened(world, old, at=at, case="XR-2026-000003") == "applied"
    (said,) = leaves("node.sealing-key-named")
    assert (said["key"], said["beside"], said["version"]) == (new.key_id.text, [old.key_id.text], book(peer).version(world.home.country))
    with pytest.raises(SealingKeyThere):
        renew_sealing_key(world.home, at=at)
    with pytest.raises(SealingKeyThere):
        renew_sealing_key(world.home, at=at + OVERLAP + -INSTANT)


@pytest.mark.both_databases
def test_the_old_key_is_destroyed_when_nothing_sealed_to_it_can_still_come(world, tmp_path):
    """To the instant, whatever other name its file has; told in the log, and refused with a fresh key from then on."""
    old, at = sealing(HERE).public, world.at
    (before,) = files(world)
    (tmp_path / "link").hardlink_to(world.home.keys / before)
    new = renew_sealing_key(world.home, at=at)
    over = at + OVERLAP + OPENS_FOR
    keep_epochs(home(), at=over + -INSTANT)
    assert old.key_id in node_keys(world.home).sealing
    keep_epochs(home(), at=over)
    assert list(node_keys(world.home).sealing) == [new.key_id]
    assert files(world) == [f"sealing-{new.key_id.text[:16]}.key"]
    assert set((tmp_path / "link").read_bytes()) == {0}
    assert leaves("node.sealing-key-destroyed") == [{"key": old.key_id.text}]
    assert opened(world, old, at=world.at, case="XR-2026-000004") == "key-expired"
    count = JournalAct.objects.count()
    keep_epochs(home(), at=over)
    assert JournalAct.objects.count() == count
    # The next one drops from the section what nobody has any more.
    renew_sealing_key(world.home, at=over)
    assert old not in [dated.key for dated in book(world.home).node(HERE).sealing]


def test_nothing_is_destroyed_in_quarantine_or_where_no_other_key_is_good(world):
    """What peers give back is sealed to what is here; and the only key stays, however old it is."""
    at = world.at
    renew_sealing_key(world.home, at=at)
    both = files(world)
    keep_epochs(home(), at=at + KEY_LIFE + OPENS_FOR)
    assert files(world) == both
    Quarantine.objects.create(why="restored", since=at)
    keep_epochs(home(), at=at + OVERLAP + OPENS_FOR)
    assert files(world) == both
    assert not leaves("node.sealing-key-destroyed")


def test_a_stolen_key_is_named_no_longer_and_a_lost_one_is_taken_away(world, peer):
    """At once, also while another takes the place of one; what is on its way still opens, unless nobody could open it."""
    at = world.at
    first, second = sealing(HERE).public, renew_sealing_key(world.home, at=at)
    third = replace_sealing_key(world.home, at=at)
    take(peer, world)
    assert [dated.key for dated in book(peer).node(HERE).sealing if dated.good(at)] == [third]
    assert opened(world, first, at=at, case="XR-2026-000001") == "applied"
    fourth = give_up_sealing_keys(world.home, at=at)
    assert list(node_keys(world.home).sealing) == [fourth.key_id]
    assert opened(world, third, at=at, case="XR-2026-000002") == "key-expired"
    assert {one["key"] for one in leaves("node.sealing-key-destroyed")} == {one.key_id.text for one in (first, second, third)}


class Died(Exception):
    """The process ended here."""


def test_cut_off_anywhere_it_goes_on_with_the_same_key(world, monkeypatch):
    """Before it is named, and after: one key is drawn and named once, and the node opens all along."""
    real, at = sealingkeys.write_section, world.at

    def die(*_, **__):
        raise Died

    monkeypatch.setattr(sealingkeys, "write_section", die)
    with pytest.raises(Died):
        renew_sealing_key(world.home, at=at)
    assert len(book(world.home).node(HERE).sealing) == 1
    assert not leaves("node.sealing-key-named")
    (drawn,) = {*node_keys(world.home).sealing} - {sealing(HERE).public.key_id}
    monkeypatch.setattr(sealingkeys, "write_section", real)
    monkeypatch.setattr(sealingkeys, "name_sealing_file", die)
    with pytest.raises(Died):
        renew_sealing_key(world.home, at=at)
    assert [dated.key.key_id for dated in book(world.home).node(HERE).sealing][1:] == [drawn]
    assert "sealing-next.key" in files(world)
    assert opened(world, node_keys(world.home).sealing[drawn].public, at=at, case="XR-2026-000001") == "applied"
    monkeypatch.undo()
    another = replace_sealing_key(world.home, at=at)
    assert files(world) == sorted(["sealing-1.key", *(f"sealing-{one.text[:16]}.key" for one in (drawn, another.key_id))])


@pytest.mark.parametrize("where", [*LASTING_POINTS, "overwrite"])
def test_a_destruction_that_was_cut_off_is_finished_and_told_once(world, monkeypatch, where):
    """After the leaf, and after the file was put away: the next look ends it."""
    over = world.at + OVERLAP + OPENS_FOR
    new = renew_sealing_key(world.home, at=world.at)

    def die(what):
        if where in (what, "overwrite"):
            raise Died

    monkeypatch.setattr(*((keyfiles, "overwrite") if where == "overwrite" else (epochs, "crash_point")), die)
    with pytest.raises(Died):
        keep_epochs(home(), at=over)
    monkeypatch.undo()
    keep_epochs(home(), at=over)
    assert files(world) == [f"sealing-{new.key_id.text[:16]}.key"]
    assert len(leaves("node.sealing-key-destroyed")) == 1


def test_a_key_is_said_to_end_soon_for_thirty_days(world):
    """Of each use the one that is good longest counts; renewed in time, nothing is said."""
    until = book(world.home).node(HERE).sealing[0].until
    name_line_key(world.home, renew=False, at_once=False, at=until + -KEY_LIFE)
    early, soon = until + -SOON + -INSTANT, until + -SOON
    assert ending_keys(world.home, at=early) == ()
    assert [(one.use, one.until) for one in ending_keys(world.home, at=soon)] == [("signing", until), ("sealing", until), ("tls", until)]
    renew_sealing_key(world.home, at=soon)
    assert [one.use for one in ending_keys(world.home, at=until)] == ["signing", "tls"]


def test_without_the_countrys_key_nothing_is_drawn(world):
    """Refused before anything is changed."""
    (world.home.keys / "country.key").unlink()
    before = files(world)
    for renewed in (renew_sealing_key, replace_sealing_key, give_up_sealing_keys):
        with pytest.raises(BadKeyFile):
            renewed(world.home, at=world.at)
    assert files(world) == before
    assert isinstance(book(world.home), Book)
