"""A repository by its commands: authorities make it one after the other, a node follows it, goes by it, and says how old it is."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from click.testing import CliRunner
from worlds.places import APPROVER, THERE, signing

from comity.directory import keyfiles
from comity.directory.book import book, print_trust
from comity.directory.freshness import DirectoryOverdue
from comity.directory.mirrors import Mirrors
from comity.directory.repository.layout import FolderSource
from comity.doors.cli import cli
from comity.doors.cli.commands import directory as directory_command
from comity.doors.cli.commands import directory_country, directory_root
from comity.doors.cli.commands import key as key_command
from comity.doors.cli.commands import link as link_command
from comity.doors.cli.roof import Roof
from comity.records.models import JournalAct, Message
from comity.seal.refusals import KeyRevoked
from comity.terms.identifiers import Country

XR = Country("XR")


@pytest.fixture
def typed(world, monkeypatch):
    """Type a command; return what it printed, and its status. `typed.at` is the moment."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    roof = Roof(boot=lambda _: world.home, run=lambda _: 0, program=("comity",))

    def run(*words):
        done = CliRunner().invoke(cli, list(map(str, words)), obj=roof)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.output
        return done.output, done.exit_code

    run.at = world.at
    for module in (directory_command, directory_country, directory_root, key_command, link_command):
        monkeypatch.setattr(module, "now", lambda: run.at)
    keyfiles._KEPT.clear()
    yield run
    keyfiles._KEPT.clear()


@pytest.fixture
def repository(typed, world, tmp_path):
    """A folder that two of two authorities have signed, with XR in it by two of its own; and the fingerprint on paper."""
    folder, keys = tmp_path / "repository", tmp_path / "keys"
    for name in ("un-oda", "vn-mps", "xr-cert", "xr-poc"):
        assert typed("directory", "root", "key", name, "--to", keys)[1] == 0
    key, card = (lambda name: keys / f"{name}.authority.key"), (lambda name: keys / f"{name}.authority.json")
    both = ("--authority", card("un-oda"), "--authority", card("vn-mps"), "--need", 2)
    said, status = typed("directory", "root", "init", folder, *both, "--keeper", card("un-oda"), "--key", key("un-oda"))
    assert (status, "signed by 1 of the 2 that must" in said) == (0, True), said
    assert "may sign: un-oda, vn-mps" in typed("directory", "root", "staged", folder)[0]
    said, status = typed("directory", "root", "sign", folder, "--key", key("vn-mps"))
    assert (status, "Published: root, version 1" in said) == (0, True), said
    theirs = ("--authority", card("xr-cert"), "--authority", card("xr-poc"), "--need", 2)
    typed("directory", "root", "country", folder, "XR", *theirs, "--key", key("un-oda"), "--key", key("vn-mps"))
    trust = tmp_path / "XR.trust.json"
    trust.write_text(print_trust({XR: signing("XR").public}))
    typed("directory", "root", "publish", folder, world.home.sections / "XR.section", trust, "--key", key("xr-cert"))
    said, status = typed("directory", "root", "sign", folder, "--key", key("xr-poc"))
    assert (status, "A keeper has to sign" in said) == (0, True), said
    assert typed("directory", "root", "release", folder, "--key", key("vn-mps"))[1] == 1
    said, status = typed("directory", "root", "release", folder, "--key", key("un-oda"), "--json")
    assert status == 0, said
    return folder, json.loads(said)["fingerprint"], key


def test_a_node_follows_it_goes_by_it_and_says_how_old_it_is(repository, typed, world, tmp_path, monkeypatch):
    """From the paper to a page's warning; what the repository names is not taken by hand any more."""
    folder, fingerprint, key = repository
    home = ("--home", world.home.path)
    assert typed("directory", "refresh", folder, *home)[1] == 1
    assert typed("directory", "age", *home)[1] == 1
    assert typed("directory", "follow", folder, "--fingerprint", "ab" * 32, *home)[1] == 1
    said, status = typed("directory", "follow", folder, "--fingerprint", fingerprint, *home)
    assert (status, "XR is now at version 3" in said) == (0, True), said
    assert JournalAct.objects.latest("index").name == "directory.followed"
    said, _ = typed("directory", "show", *home)
    assert "signed in the repository by 2 of: xr-cert, xr-poc" in said
    assert "trusted by a fingerprint that was compared by telephone" in said  # TH, and this country itself
    for words in (
        ("add", world.home.sections / "XR.section"),
        ("trust", tmp_path / "XR.trust.json", "--fingerprint", signing("XR").public.key_id),
    ):
        said, status = typed("directory", *words, *home)
        assert (status, "several authorities" in said) == (1, True), said
    assert typed("directory", "add", world.home.sections / "TH.section", *home)[1] == 0
    # A week later it warns, a month later nothing new is approved; a fresh word of the keeper is enough.
    assert typed("directory", "age", *home) == (typed("directory", "age", *home)[0], 0)
    typed.at = world.at + timedelta(days=8)
    assert ("WARNING" in typed("link", *home)[0], typed("directory", "age", *home)[1]) == (True, 0)
    world.send(at=typed.at)
    typed.at = world.at + timedelta(days=31)
    said, status = typed("directory", "age", *home)
    assert ("receives only" in said, status) == (True, 1)
    assert json.loads(typed("link", *home, "--json")[0])["directory"]["age"] == "overdue"
    with pytest.raises(DirectoryOverdue):
        world.send(at=typed.at)
    assert Message.objects.count() == 1
    typed("directory", "root", "release", folder, "--key", key("un-oda"))
    typed("directory", "root", "pack", folder, tmp_path / "stick.zip")
    assert typed("directory", "refresh", tmp_path / "stick.zip", *home)[1] == 0
    assert JournalAct.objects.latest("index").name == "directory.refreshed"
    world.send(at=typed.at)
    assert book(world.home).node(THERE).id == THERE
    # Without a source the mirrors of the settings are asked; what each said is shown where the age is.
    assert typed("directory", "refresh", *home)[1] == 1
    assert typed("directory", "refresh", "http://one.example/", *home)[1] == 2
    monkeypatch.setattr("comity.courier.mirroring.Mirror", lambda url, **_: FolderSource(folder if "one" in url else tmp_path))
    said = "mirror https://one.example, asked"
    world.home = replace(world.home, mirrors=Mirrors(("https://one.example", "https://two.example")))
    told, status = typed("directory", "refresh", *home)
    assert (status, f"{said} {typed.at}: nothing newer" in told) == (0, True), told
    assert "WARNING: mirror https://two.example" in told
    assert all(said in typed(*words, *home)[0] for words in (("link",), ("directory", "age")))
    assert [one["outcome"] for one in json.loads(typed("directory", "age", *home, "--json")[0])["mirrors"]] == ["same", "wrong"]
    (world.home.path / "mirrors.json").unlink()


def test_keys_change_and_are_taken_back_by_commands(typed, world):
    """A next key, its use, a theft, an officer's key, the country's own: each says what comes next."""
    home = ("--home", world.home.path)
    assert typed("key", "signing", *home)[1] == 2
    assert typed("key", "signing", "--use-next", *home)[1] == 1
    said, status = typed("key", "signing", "--renew", *home)
    assert (status, "--use-next" in said) == (0, True)
    said, status = typed("key", "signing", "--use-next", *home)
    assert (status, "Start the node again" in said) == (0, True)
    keyfiles._KEPT.clear()
    said, status = typed("key", "signing", "--at-once", "--stolen-since", "2026-11-01T00:00:00Z", *home)
    assert (status, "is revoked" in said) == (0, True), said
    keyfiles._KEPT.clear()
    officer = signing(APPROVER).public.key_id
    assert typed("directory", "revoke", officer, "--reason", "left", "--from", "yesterday", *home)[1] == 2
    said, status = typed("directory", "revoke", officer, "--reason", "left", *home)
    assert (status, APPROVER in said) == (0, True), said
    said, _ = typed("directory", "show", *home)
    assert "its officer left" in said
    assert "(stolen)" in said
    with pytest.raises(KeyRevoked):  # the officer who left approves nothing, whoever holds the key
        world.send()
    until = str(book(world.home).sections[world.home.country].expires)
    typed.at = world.later(days=1)
    said, status = typed("directory", "renew", *home)
    assert (status, until in said, str(book(world.home).sections[world.home.country].expires) in said) == (0, False, True), said
    assert typed("directory", "rotate", *home)[1] == 0
    assert str(book(world.home).trusted[world.home.country].key_id)[:4] in typed("directory", "show", *home)[0]
