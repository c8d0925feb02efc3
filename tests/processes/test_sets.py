"""Threat sets between two real nodes: small ones in the act, large ones beside it, each object answered, and what is recalled gone."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from forked_commands import LoadedNode
from programs import CLEAR, RED, indicator
from real_nodes import PATIENCE, Pair, wait_until
from test_bundles import ASK

from comity.doors.cli.demo.people import PASSPHRASE, RURITANIA, VIET_NAM
from comity.wire.stix import read_envelope

LARGE = 700  # indicators with a description: more than an act may hold


@pytest.fixture(scope="module")
def typed(pair: Pair) -> Iterator[Callable[..., Any]]:
    """The command line of either node, by its code."""
    loaded = {node.side.code: LoadedNode(str(node.home), env=os.environ | {"LC_ALL": "C.UTF-8"}) for node in pair.nodes}
    homes = {node.side.code: node.home for node in pair.nodes}

    def type_in(code: str, *words: object, given: str = "") -> Any:
        done = loaded[code].type_in(["intel", *map(str, words), "--home", str(homes[code]), "--json"], given=given)
        return json.loads(done.stdout) if done.stdout.strip() else done.stderr

    type_in.homes = homes  # type: ignore[attr-defined]  # where the nodes are
    yield type_in
    for node in loaded.values():
        node.end()


def ask(home: Path, secret: str, collection: str, *, envelope: bytes = b"") -> bytes:
    """Add objects to a collection of a node, or read it."""
    tests = str(Path(__file__).resolve().parents[1])
    words = [sys.executable, "-c", ASK, str(home), "feed", secret, collection]
    env = os.environ | {"PYTHONPATH": tests}
    return subprocess.run(words, input=envelope, capture_output=True, timeout=PATIENCE, check=True, env=env).stdout


def by(officer: Any) -> tuple[str, ...]:
    """Say who types."""
    return ("--by", VIET_NAM.sign_in(officer), "--passphrase-stdin")


def approved(typed: Callable[..., Any], row: dict[str, Any]) -> dict[str, Any]:
    """Approve what was proposed, as the other officer."""
    given = {"given": f"{PASSPHRASE}\n"}
    return typed("vn", "set", "approve", row["set"], "--digest", row["digest"], *by(VIET_NAM.approver), **given)


def outcome(typed: Callable[..., Any], number: str, wanted: dict[str, int]) -> bool:
    """Say whether the ledger of a set says that."""
    return bool(typed("vn", "set", "show", number)["outcomes"] == wanted)


def test_sets_go_from_node_to_node_and_are_answered_and_recalled(pair: Pair, typed: Callable[..., Any]) -> None:
    """By two officers, byte for byte over TAXII at the other end; RED stays here and is known here alone; a recall is signed for."""
    pair.start_missing()
    theirs, given = RURITANIA.authority, {"given": f"{PASSPHRASE}\n"}
    rights = [word for right in ("--read", "--write") for word in (right, f"authority:{VIET_NAM.authority}")]
    made = typed("vn", "collection", "add", "Shared", "--alias", "shared", *rights, "--read", f"authority:{theirs}")
    secret = typed("vn", "client", "add", "feed", "--authority", VIET_NAM.authority)["secret"]
    sent = [json.dumps(indicator(number, marking=CLEAR, name=f"Số {number} {'x' * 400}")).encode() for number in range(1, LARGE)]
    kept = json.dumps(indicator(9999, marking=RED)).encode()
    ask(typed.homes["vn"], secret, made["collection"], envelope=b'{"objects":[' + b",".join([*sent, kept]) + b"]}")

    large = approved(typed, typed("vn", "set", "propose", "shared", "--for", theirs, *by(VIET_NAM.drafter), **given))
    assert (large["objects"], large["withheld"], large["state"]) == (LARGE - 1, 1, "sent"), large
    wait_until(lambda: outcome(typed, large["set"], {"SET-RECEIVED": LARGE - 1}), "the large set", PATIENCE)

    more = json.dumps(indicator(5000, marking=CLEAR)).encode()
    ask(typed.homes["vn"], secret, made["collection"], envelope=b'{"objects":[' + more + b"]}")
    small = approved(typed, typed("vn", "set", "propose", "shared", "--for", theirs, *by(VIET_NAM.drafter), **given))
    wait_until(lambda: outcome(typed, small["set"], {"SET-RECEIVED": 1}), "the small set", PATIENCE)

    (shelf,) = typed("xr", "collection", "list")
    inside = typed("xr", "client", "add", "feed", "--authority", theirs)["secret"]
    assert "withheld" not in json.dumps(typed("xr", "set", "list")).replace('"withheld": 0', "")
    recall = approved(typed, typed("vn", "set", "recall", large["set"], "--reason", "RECALL-WRONG", *by(VIET_NAM.drafter), **given))
    wait_until(lambda: outcome(typed, recall["set"], {"SET-GONE": LARGE - 1}), "the recall", PATIENCE)
    assert [bytes(one) for one in read_envelope(ask(typed.homes["xr"], inside, shelf["collection"]), most=2**22)] == [more]
