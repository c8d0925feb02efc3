"""Threat sets between two real nodes: small ones in the act, large ones beside it, each object answered, and what is recalled gone."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from forked_commands import TAXII
from programs import CLEAR, RED, indicator
from real_nodes import PATIENCE, Pair, RealNode, wait_until

from comity.doors.cli.demo.people import PASSPHRASE, RURITANIA, VIET_NAM
from comity.wire.stix import read_envelope

LARGE = 700  # indicators with a description: more than an act may hold


@pytest.fixture
def typed(pair: Pair) -> Callable[..., Any]:
    """The command line of either node, by its code."""
    pair.start_missing()
    nodes = {node.side.code: node for node in pair.nodes}

    def type_in(code: str, *words: object, given: str = "") -> Any:
        done = nodes[code].type_in("intel", *words, "--home", nodes[code].home, "--json", given=given)
        return json.loads(done.stdout) if done.stdout.strip() else done.stderr

    return type_in


def ask(node: RealNode, secret: str, collection: str, *, envelope: str = "") -> str:
    """Add objects to a collection of a node, or read it."""
    done = node.type_in(TAXII, "feed", secret, collection, given=envelope)
    assert done.returncode == 0, done.stderr
    return str(done.stdout)


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
    theirs, given = RURITANIA.authority, {"given": f"{PASSPHRASE}\n"}
    rights = [word for right in ("--read", "--write") for word in (right, f"authority:{VIET_NAM.authority}")]
    made = typed("vn", "collection", "add", "Shared", "--alias", "shared", *rights, "--read", f"authority:{theirs}")
    secret = typed("vn", "client", "add", "feed", "--authority", VIET_NAM.authority)["secret"]
    sent = [json.dumps(indicator(number, marking=CLEAR, name=f"Số {number} {'x' * 400}")) for number in range(1, LARGE)]
    kept = json.dumps(indicator(9999, marking=RED))
    ask(pair.vn, secret, made["collection"], envelope=f'{{"objects":[{",".join([*sent, kept])}]}}')

    large = approved(typed, typed("vn", "set", "propose", "shared", "--for", theirs, *by(VIET_NAM.drafter), **given))
    assert (large["objects"], large["withheld"], large["state"]) == (LARGE - 1, 1, "sent"), large
    wait_until(lambda: outcome(typed, large["set"], {"SET-RECEIVED": LARGE - 1}), "the large set", PATIENCE)

    more = json.dumps(indicator(5000, marking=CLEAR))
    ask(pair.vn, secret, made["collection"], envelope=f'{{"objects":[{more}]}}')
    small = approved(typed, typed("vn", "set", "propose", "shared", "--for", theirs, *by(VIET_NAM.drafter), **given))
    wait_until(lambda: outcome(typed, small["set"], {"SET-RECEIVED": 1}), "the small set", PATIENCE)

    (shelf,) = typed("xr", "collection", "list")
    inside = typed("xr", "client", "add", "feed", "--authority", theirs)["secret"]
    assert "withheld" not in json.dumps(typed("xr", "set", "list")).replace('"withheld": 0', "")
    recall = approved(typed, typed("vn", "set", "recall", large["set"], "--reason", "RECALL-WRONG", *by(VIET_NAM.drafter), **given))
    wait_until(lambda: outcome(typed, recall["set"], {"SET-GONE": LARGE - 1}), "the recall", PATIENCE)
    assert [bytes(one).decode() for one in read_envelope(ask(pair.xr, inside, shelf["collection"]).encode(), most=2**22)] == [more]
