"""A real node as a TAXII server over HTTP, checked by `comity taxii-check`; and its courier, which pulls from it on its schedule."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from forked_commands import LoadedNode
from real_nodes import PROGRAM, wait_until
from test_supervisor import is_up, serving

ROLES = {"read-write": ("read", "write"), "read-only": ("read",), "write-only": ("write",), "hidden": ()}


@pytest.fixture
def node(founded, tmp_path):
    """A node of its own, at which commands are typed."""
    home = tmp_path / "vn"
    shutil.copytree(founded / "vn", home)
    loaded = LoadedNode(str(home), env=os.environ | {"LC_ALL": "C.UTF-8"})

    def typed(*words):
        done = loaded.type_in(["intel", *map(str, words), "--home", str(home), "--json"], given="")
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout)

    yield home, typed
    loaded.end()


def test_a_real_node_passes_and_pulls(node, tmp_path: Path, port: int) -> None:
    """Every case that applies passes over HTTP; a feed that is added while the node runs has everything within seconds."""
    home, typed = node
    ids = {}
    for role, rights in ROLES.items():
        given = [word for right in rights for word in (f"--{right}", "client:checker")]
        ids[role] = typed("collection", "add", role, "--alias", role, *given)["collection"]
    typed("collection", "add", "Mirror", "--alias", "mirror", "--unmarked", "TLP:GREEN")
    secret = tmp_path / "checker.secret"
    secret.write_text(typed("client", "add", "checker", "--authority", "vn-poc")["secret"] + "\n")
    secret.chmod(0o600)
    with serving(home):
        wait_until(lambda: is_up(port), "node up")
        url = f"http://127.0.0.1:{port}/taxii2/"
        signing = ("--user", "checker", "--secret-file", str(secret))
        words = ("taxii-check", url, *signing, "--write", "--collection", f"hidden={ids['hidden']}", "--json")
        done = subprocess.run([*PROGRAM, *words], capture_output=True, text=True, check=False, timeout=120)
        run = json.loads(done.stdout)
        assert [one["number"] for one in run["cases"] if one["verdict"] == "fail"] == []
        assert (done.returncode, run["counts"]["pass"] > 60) == (0, True)
        assert typed("feed", "add", "own", url, "--collection", f"{ids['write-only']}=mirror", *signing)["state"] == "active"
        wait_until(lambda: typed("feed", "list")[0]["why"], "the feed was tended")
        assert typed("feed", "list")[0]["why"] == "not-allowed"
        typed("feed", "remove", "own")
        assert typed("feed", "add", "own", url, "--collection", f"{ids['read-write']}=mirror", *signing)["state"] == "active"
        wait_until(lambda: typed("feed", "list")[0]["done"], "the feed was tended")
    assert typed("feed", "list")[0]["why"] == ""
    assert (home / "keys" / "feed-own.secret").stat().st_mode & 0o777 == 0o600
    assert secret.read_text().strip() not in (home / "messages.log").read_text()
    typed("feed", "remove", "own")
    assert not (home / "keys" / "feed-own.secret").exists()
