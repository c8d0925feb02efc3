"""`comity key …` around where keys are kept, in an operator's words; and a node that does not start where they cannot be used."""

import json
import subprocess
import sys
from dataclasses import replace

import pytest
from click.testing import CliRunner
from token_in_software import PIN

from comity.directory import keyfiles
from comity.directory.home import home, print_home
from comity.directory.keepers import _SECRETS, _TOKENS
from comity.directory.keyuse import KeyUse, TokenUse
from comity.doors.cli import cli
from comity.doors.cli.roof import Roof


@pytest.fixture
def typed(world, monkeypatch):
    """Type a command of the world's node in this process; the environment speaks English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)

    def run(*words, program=("comity",), served=None):
        for kept in (keyfiles._KEPT, _SECRETS, _TOKENS):
            kept.clear()
        home.cache_clear()
        roof = Roof(boot=lambda _: home(), run=lambda path: served.append(path) or 0, program=program)
        return CliRunner().invoke(cli, [*words, "--home", str(world.home.path)], obj=roof)

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
    assert (lost.exit_code, "keys.secret" in lost.output, "signing key, wrapped" in lost.output) == (1, True, True)
    assert json.loads(typed("key", "where", "--json").output)[0]["kept"].startswith("secret ")


def test_a_wrong_pin_is_said_once_and_tried_again_when_somebody_says_so(world, typed, software_token):
    """With what it means for the token; the PIN itself is in no output."""
    name(world, KeyUse(token=TokenUse(software_token.module, "comity", str(software_token.pin_file))))
    software_token.say_pin("999999")
    first, second = typed("key", "where", "--check"), typed("key", "lock")
    assert (first.exit_code, second.exit_code) == (1, 1)
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


def test_a_node_whose_keys_cannot_be_used_does_not_start(world, typed, tmp_path):
    """What keeps them is asked by a process of its own first; a node whose keys lie in the clear asks nobody."""
    served = []
    no, yes = ((sys.executable, "-c", f"import sys; sys.exit({status})") for status in (1, 0))
    assert typed("run", program=no, served=served).exit_code == 0
    name(world, KeyUse(secret=str(tmp_path / "nowhere")))
    assert typed("run", program=no, served=served).exit_code == 1
    assert len(served) == 1
    assert typed("run", program=yes, served=served).exit_code == 0
    assert len(served) == 2


def test_looking_needs_no_tables():
    """Where keys are is asked before a node serves, and on a day on which nothing else works."""
    program = "import sys, comity.directory.keyplaces, comity.directory.keepers, comity.seal.token; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False, timeout=60).returncode == 0
