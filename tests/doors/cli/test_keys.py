"""`comity key …` around where keys are kept, in an operator's words; and a node that starts where they cannot be used, and says so."""

import json
import subprocess
import sys
from dataclasses import replace

import pytest
from click.testing import CliRunner
from token_in_software import PIN

from comity.directory import keyfiles
from comity.directory.book import book
from comity.directory.home import home, print_home
from comity.directory.keepers import _SECRETS, _TOKENS
from comity.directory.keyfiles import read_signing_key
from comity.directory.keyplaces import draw_secret
from comity.directory.keyuse import KeyUse, TokenUse
from comity.doors.cli import cli
from comity.doors.cli.roof import Roof


@pytest.fixture
def typed(world, monkeypatch):
    """Type a command of the world's node in this process; the environment speaks English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)

    def run(*words, program=("comity",), served=None, home_path=world.home.path):
        for kept in (keyfiles._KEPT, _SECRETS, _TOKENS):
            kept.clear()
        home.cache_clear()
        roof = Roof(boot=lambda _: home(), run=lambda path: served.append(path) or 0, program=program)
        return CliRunner().invoke(cli, [*words, "--home", str(home_path)], obj=roof)

    yield run
    for kept in (keyfiles._KEPT, _SECRETS, _TOKENS):
        kept.clear()


def name(world, use):
    """Let the node's settings name by what its keys are kept."""
    (world.home.path / "node.toml").write_text(print_home(replace(world.home, key_use=use)), encoding="utf-8")


def test_from_the_clear_to_a_secret(world, typed, tmp_path):
    """Told where each key is, told to take the country's key away; drawn, named, wrapped, checked. Nothing secret is ever printed."""
    file = tmp_path / "etc" / "keys.secret"
    shown = typed("key", "where")
    assert "node.key: signing key, in the clear" in shown.output
    assert "country.key" in shown.output
    assert typed("key", "lock").exit_code == 1
    drawn = typed("key", "secret", str(file))
    assert (drawn.exit_code, file.stat().st_mode & 0o777) == (0, 0o600)
    again = typed("key", "secret", str(file))
    assert again.exit_code == 1
    inside = typed("key", "secret", str(world.home.path / "keys.secret"))
    assert (inside.exit_code, "backups" in inside.output) == (1, True)
    name(world, KeyUse(secret=str(file)))
    locked = typed("key", "lock")
    assert "Files that were wrapped now: 2." in locked.output, locked.output
    shown = typed("key", "where", "--check")
    assert "node.key: signing key, wrapped by secret " in shown.output
    assert "in the clear" not in shown.output
    assert "can be used" in shown.output
    for done in (drawn, locked, shown):
        assert file.read_text().split()[-1] not in done.output
    file.unlink()
    lost = typed("key", "where", "--check")
    assert (lost.exit_code, "keys.secret" in lost.output, "signing key, wrapped" in lost.output) == (3, True, True)
    assert json.loads(typed("key", "where", "--json").output)[0]["kept"].startswith("secret ")


def test_a_wrong_pin_is_said_once_and_tried_again_when_somebody_says_so(world, typed, software_token):
    """With what it means for the token; the PIN itself is in no output."""
    name(world, KeyUse(token=TokenUse(software_token.module, "comity", str(software_token.pin_file))))
    software_token.say_pin("999999")
    first, second = typed("key", "where", "--check"), typed("key", "lock")
    assert (first.exit_code, second.exit_code) == (3, 1)
    assert "locks itself" in first.output
    assert "not tried again" in second.output
    software_token.say_pin(PIN)
    tried = typed("key", "try-pin")
    assert (tried.exit_code, "took the PIN" in tried.output) == (0, True)
    assert typed("key", "lock").exit_code == 0
    assert typed("key", "where", "--check").exit_code == 0
    for done in (first, second, tried):
        assert "999999" not in done.output
        assert PIN not in done.output


def test_a_node_whose_keys_are_away_says_so_and_starts(world, typed, tmp_path):
    """A token is asked by a process of its own first, a secret in the one that serves; a node whose keys lie in the clear asks nobody.

    What no waiting mends, a key file that is broken, ends the start.
    """
    served, waits = [], "goes on by itself"
    broken, away, yes = ((sys.executable, "-c", f"import sys; sys.exit({status})") for status in (1, 3, 0))
    assert typed("run", program=broken, served=served).exit_code == 0
    name(world, KeyUse(token=TokenUse("/nowhere.so", "comity", str(tmp_path / "pin"))))
    assert typed("run", program=broken, served=served).exit_code == 1
    assert len(served) == 1
    for program, said in ((away, True), (yes, False)):
        started = typed("run", program=program, served=served)
        assert (started.exit_code, waits in started.output) == (0, said)
    assert len(served) == 3
    file = tmp_path / "keys.secret"
    name(world, KeyUse(secret=str(file)))
    lost = typed("run", program=broken, served=served)
    assert (lost.exit_code, "keys.secret" in lost.output, waits in lost.output, len(served)) == (0, True, True, 4)
    draw_secret(world.home, file)
    unlocked = typed("run", program=broken, served=served)
    assert (unlocked.exit_code, "node.key lies in the clear" in unlocked.output, waits in unlocked.output) == (0, True, False)
    (key,) = world.home.keys.glob("sealing-*")
    kept = key.read_bytes()
    key.write_text("comity sealing key 2\nbroken\n")
    assert (typed("run", program=yes, served=served).exit_code, len(served)) == (1, 5)
    key.write_bytes(kept)
    assert typed("key", "lock").exit_code == 0
    assert "in the clear" not in typed("run", program=broken, served=served).output


def test_one_command_wraps_a_node_that_lies_in_the_clear(world, typed, tmp_path):
    """The secret is drawn, named under the operator's own lines, and wraps; again it changes nothing; another one is refused."""
    settings = world.home.path / "node.toml"
    before = "# ours\n" + settings.read_text().rstrip("\n")
    settings.write_text(before)
    file = tmp_path / "keys.secret"
    inside = typed("key", "lock", "--secret", str(world.home.path / "secret"))
    assert (inside.exit_code, settings.read_text()) == (1, before)
    done = typed("key", "lock", "--secret", str(file))
    assert (done.exit_code, "Files that were wrapped now: 2." in done.output) == (0, True), done.output
    assert "who takes the disk has both" in done.output
    assert settings.read_text() == f'{before}\n\n[keys]\nsecret = "{file}"\n'
    assert typed("key", "where", "--check").exit_code == 0
    again = typed("key", "lock", "--secret", str(file), "--json")
    assert (again.exit_code, json.loads(again.output)) == (0, [])
    other = typed("key", "lock", "--secret", str(tmp_path / "other"))
    assert (other.exit_code, "already" in other.output, (tmp_path / "other").exists()) == (1, True, False)


def test_keys_in_the_clear_are_said_wherever_somebody_looks(world, typed, tmp_path):
    """By run, fsck, link and where, in words and for programs; not of a demonstration, and not of a node that something keeps."""
    commands = (("run",), ("link",), ("fsck",), ("key", "where"))
    loud = "can sign and read in its name"
    for use, demo, said in ((KeyUse(), False, True), (KeyUse(), True, False), (KeyUse(secret=str(tmp_path / "s")), False, False)):
        (world.home.path / "node.toml").write_text(print_home(replace(world.home, key_use=use, demo=demo)), encoding="utf-8")
        if use.secret:
            assert typed("key", "secret", use.secret).exit_code == 0
            assert typed("key", "lock").exit_code == 0
        for words in commands:
            assert (loud in typed(*words, served=[]).output) is said, words
        assert json.loads(typed("link", "--json").output)["keys_in_the_clear"] is said
        assert json.loads(typed("fsck", "--json").output)["keys_in_the_clear"] is said


def test_the_sealing_key_is_renewed_with_words_about_the_old_one(world, typed):
    """Until when it is named, opens and is destroyed; refused while two are good; for a stolen and a lost one too."""
    assert typed("key", "sealing").exit_code == 2
    told = typed("key", "sealing", "--renew")
    assert (told.exit_code, "and is destroyed then" in told.output, "comity directory export" in told.output) == (0, True, True), (
        told.output
    )
    assert typed("key", "sealing", "--renew").exit_code == 1
    said = json.loads(typed("key", "sealing", "--at-once", "--json").output)
    assert (said["how"], len(said["before"]), said["version"]) == ("at-once", 2, book(world.home).version(world.home.country))
    lost = json.loads(typed("key", "sealing", "--lost", "--json").output)
    shown = json.loads(typed("key", "show", "--json").output)["keys"]
    assert [(one["fingerprint"], one["good"]) for one in shown if one["use"] == "sealing"] == [(lost["fingerprint"], True)]
    assert lost["before"] == []


def test_link_says_which_keys_end_soon(world, typed, monkeypatch):
    """By which command they are renewed."""
    monkeypatch.setattr("comity.doors.cli.commands.link.now", lambda: book(world.home).node(world.node).sealing[0].until)
    assert "comity key sealing --renew" in typed("link").output


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        ((), 1, "--keys-in-the-clear"),
        (("--keys-secret", "/x", "--keys-in-the-clear"), 2, "give one of"),
        (("--keys-in-the-clear", "--keys-secret", "/x"), 2, "give one of"),
    ],
)
def test_a_node_is_not_made_before_it_is_said_what_keeps_its_keys(tmp_path, type_in, words, status, said):
    """Nothing said, or two things: nothing is asked for, nothing is made, and the next step is told."""
    done = type_in("init", "--home", tmp_path / "node", *words)
    assert (done.exit_code, said in done.output, "Country" in done.output) == (status, True, False), done.output
    assert not (tmp_path / "node").exists()


def test_a_node_whose_making_was_cut_off_is_finished_by_the_same_words(tmp_path, typed, monkeypatch):
    """While its tables were made: no command takes it for a node until the same words were said again. Its keys stay."""
    named = ("--country", "VN", "--authority", "vn-poc", "--node", "poc.vn.example", "--name-en", "A", "--name-vi", "B")
    words = (*named, "--keys-in-the-clear", "--json")
    folder, made = tmp_path / "node", []

    def dies(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("django.core.management.call_command", dies)
    assert typed("init", *words, home_path=folder).exit_code == 1
    before = {file.name: file.read_bytes() for file in (folder / "keys").iterdir()}
    for command in (("run",), ("link",)):
        refused = typed(*command, home_path=folder, served=made)
        assert (refused.exit_code, "comity init" in refused.output, made) == (1, True, [])
    other = typed("init", *words, "--zone", "Asia/Tokyo", home_path=folder)
    assert (other.exit_code, "with other words" in other.output) == (1, True)
    monkeypatch.setattr("django.core.management.call_command", lambda *given, **_: made.append(given))
    done = typed("init", *words, home_path=folder)
    assert (done.exit_code, made) == (0, [("migrate",)]), done.output
    assert {file.name: file.read_bytes() for file in (folder / "keys").iterdir()} == before
    assert json.loads(done.stdout)["country_key"] == str(read_signing_key(folder / "keys" / "country.key").public.key_id)
    assert "already holds a node" in typed("init", *words, home_path=folder).output


def test_looking_needs_no_tables():
    """Where keys are is asked before a node serves, and on a day on which nothing else works."""
    program = "import sys, comity.directory.keyplaces, comity.directory.keepers, comity.seal.token; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False, timeout=60).returncode == 0
