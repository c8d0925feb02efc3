"""Two real nodes between which no line runs: what one writes as a file the other reads, and what comes out are the bytes that went in."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from forked_commands import TAXII, LoadedNode
from programs import CLEAR, RED, indicator
from real_nodes import copy_pair

from comity.doors.cli.demo.people import PASSPHRASE, RURITANIA, VIET_NAM
from comity.wire.stix import read_envelope


@pytest.fixture(scope="module")
def nodes(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The command line of either, by its code."""
    folder = tmp_path_factory.mktemp("by-hand")
    copy_pair(founded, folder)
    loaded = {code: LoadedNode(str(folder / code), env=os.environ | {"LC_ALL": "C.UTF-8"}) for code in ("vn", "xr")}

    def type_in(code: str, *words: object, given: str = "") -> Any:
        done = loaded[code].type_in(["intel", *map(str, words), "--home", str(folder / code), "--json"], given=given)
        return json.loads(done.stdout) if done.stdout.strip() else done.stderr

    type_in.loaded = loaded  # type: ignore[attr-defined]  # for `ask`
    yield type_in
    for node in loaded.values():
        node.end()


def ask(nodes: Any, code: str, secret: str, collection: str, *, envelope: str = "") -> str:
    """Add objects to a collection of a node, or read it."""
    done = nodes.loaded[code].type_in([TAXII, "feed", secret, collection], given=envelope)
    assert done.returncode == 0, done.stderr
    return str(done.stdout)


def test_a_file_goes_from_node_to_node(nodes: Callable[..., Any], tmp_path: Path) -> None:
    """By two officers, with no byte changed; the reader has what it may see, byte for byte, and shows it over TAXII to its own programs."""
    theirs = RURITANIA.authority
    rights = [word for right in ("--read", "--write") for word in (right, f"authority:{VIET_NAM.authority}")]
    made = nodes("vn", "collection", "add", "Shared", "--alias", "shared", *rights, "--read", f"authority:{theirs}")
    secret = nodes("vn", "client", "add", "feed", "--authority", VIET_NAM.authority)["secret"]
    sent = [json.dumps(indicator(number, marking=CLEAR, name=f"Số {number}"), indent=number) for number in range(1, 6)]
    kept = json.dumps(indicator(9, marking=RED))
    ask(nodes, "vn", secret, made["collection"], envelope=f'{{"objects":[{",".join([*sent, kept])}]}}')

    drafter, approver = (("--by", VIET_NAM.sign_in(one), "--passphrase-stdin") for one in (VIET_NAM.drafter, VIET_NAM.approver))
    proposed = nodes("vn", "bundle", "propose", "shared", "--for", theirs, *drafter, given=f"{PASSPHRASE}\n")
    assert (proposed["objects"], proposed["state"]) == (5, "proposed")
    file = tmp_path / "one.bundle"
    own = nodes("vn", "bundle", "write", proposed["bundle"], file, *drafter, given=f"{PASSPHRASE}\n")
    assert "Another officer approves it." in own
    written = nodes("vn", "bundle", "write", proposed["bundle"], file, *approver, given=f"{PASSPHRASE}\n")
    assert (written["state"], written["size"]) == ("written", file.stat().st_size)

    broken = tmp_path / "broken.bundle"
    broken.write_bytes(file.read_bytes()[:-1] + b"x")
    assert "its content is not that which its header names" in nodes("xr", "bundle", "read", broken)
    assert nodes("xr", "collection", "list") == []
    read = nodes("xr", "bundle", "read", file)
    assert (read["giver"], read["added"], read["missing"], read["fresh"]) == (VIET_NAM.authority, 5, [], True)
    assert nodes("xr", "bundle", "read", file)["fresh"] is False
    (collection,) = nodes("xr", "collection", "list")
    assert (collection["title"], collection["read"], collection["write"]) == ("vn-poc: Shared", [f"authority:{theirs}"], [])
    inside = nodes("xr", "client", "add", "feed", "--authority", theirs)["secret"]
    assert [bytes(one).decode() for one in read_envelope(ask(nodes, "xr", inside, read["collection"]).encode(), most=2**20)] == sent
