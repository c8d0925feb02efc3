"""A case that began by letter goes on on the wire between two real nodes: recorded, joined, carried over, answered, closed, proved."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest
from forked_couriers import Forker
from real_nodes import Pair, RealNode, lay_out_pair, request_of, wait_until
from worlds.second import verify_by_both

from comity.directory.book import parse_trust
from comity.doors.cli.demo.people import PASSPHRASE
from comity.terms.digests import Digest
from comity.terms.instants import Instant

LETTER: Final = "a letter of the ministry"
MINISTRY: Final = "xr-moj"


@pytest.fixture(scope="module")
def nodes(founded: Path, loaded: tuple[Path, tuple[Forker | None, ...]], port: int) -> Iterator[Pair]:
    """Both nodes; Viet Nam's does not know Ruritania's yet, whose section of the directory waits beside its folder."""
    folder, forkers = loaded
    lay_out_pair(founded, folder)
    section = folder / "vn" / "directory" / "XR.section"
    section = section if section.exists() else next((folder / "vn").rglob("XR.section"))
    section.rename(folder / "XR.waiting")
    (folder / "where").write_text(str(section), encoding="utf-8")
    with Pair.at(folder, port=port, lent=forkers) as pair:
        yield pair


def officers(node: RealNode) -> dict[str, str]:
    """Return who proposes and who approves."""
    return {"proposer": node.drafter, "approver": node.approver}


def entered(nodes: Pair) -> str:
    """Let Viet Nam's officers enter the ministry as a partner without a node, once; return the name of its stand-in."""
    kept = nodes.vn.home.parent / "stand-in"
    if not kept.exists():
        words = {"authority": MINISTRY, "name": "Ministry of Justice", **officers(nodes.vn)}
        kept.write_text(nodes.vn.play("enter-partner", **words)["node"], encoding="utf-8")
    return kept.read_text(encoding="utf-8")


def joined(nodes: Pair) -> None:
    """Found the ministry's node in the directory, and let two officers say that it is that ministry, once."""
    folder = nodes.vn.home.parent
    waiting = folder / "XR.waiting"
    if waiting.exists():
        waiting.rename(Path((folder / "where").read_text(encoding="utf-8")))
        nodes.vn.play("join-partner", authority=MINISTRY, node=nodes.xr.side.node, **officers(nodes.vn))


def recorded(nodes: Pair, words: str) -> dict[str, str]:
    """Record a letter of the ministry at Viet Nam's desk."""
    fields = {**request_of(nodes.xr.side), "authority": MINISTRY}
    letter = {"kind": "REQ-PRESERVE", "fields": fields, "hours": 50, "letter": words, "theirs": f"MOJ {words}"}
    return nodes.vn.play("record-letter", officer=nodes.vn.drafter, peer=entered(nodes), **letter)


def carry(node: RealNode, reference: str, **how: str) -> None:
    """Propose, withdraw or answer, and let the second officer send it."""
    asked = node.play("carry", officer=node.drafter, reference=reference, **how)
    node.play("approve", officer=node.approver, passphrase=PASSPHRASE, **asked)


def peers(nodes: Pair, case: str) -> list[str]:
    """Return with whom a case goes, at each node."""
    return [node.rows.one("SELECT peer FROM records_request WHERE reference = ?", case)["peer"] for node in nodes.nodes]


def proposals(nodes: Pair, case: str) -> list[list[str]]:
    """Return where each proposal of a case stands, at each node."""
    query = "SELECT c.state FROM records_carry c JOIN records_request r ON r.id = c.request_id WHERE r.reference = ? ORDER BY c.id"
    return [[row["state"] for row in node.rows.select(query, case)] for node in nodes.nodes]


def delivered(node: RealNode, case: str) -> bool:
    """Say whether everything that a node posted in a case is receipted."""
    rows = node.rows.select('SELECT state FROM records_outbox WHERE "case" = ? AND item = ?', case, "envelope")
    return bool(rows) and all(row["state"] == "receipted" for row in rows)


def test_a_letter_becomes_a_case_on_the_wire(nodes: Pair) -> None:
    """The clocks keep the day of the letter, the answer goes to the letter, and both proofs say what was outside the wire."""
    vn, xr = nodes.vn, nodes.xr
    # (1) Ruritania has no node as far as Viet Nam knows: its ministry writes a letter
    letter = recorded(nodes, LETTER)
    case = letter["reference"]
    assert vn.state(case) == "opened"
    # (2) its node is founded and in the directory; two officers say that it is that ministry
    joined(nodes)
    # (3) carried over: proposed, compared, accepted; the couriers carry both
    carry(vn, case)
    wait_until(lambda: xr.has_acts(case, 1), "the proposal arrives")
    assert (
        xr.rows.select("SELECT c.code FROM records_clock c JOIN records_request r ON r.id = c.request_id WHERE r.reference = ?", case) == []
    )
    xr.play("read", officer=xr.drafter, reference=case)
    carry(xr, case, answer="CARRY-ACCEPT")
    wait_until(lambda: vn.has_acts(case, 3), "the acceptance arrives")
    assert (vn.state(case), xr.state(case)) == ("opened", "opened")
    assert peers(nodes, case) == [xr.side.node, vn.side.node]
    started = "SELECT min(c.starts_at) AS at FROM records_clock c JOIN records_request r ON r.id = c.request_id WHERE r.reference = ?"
    came = Instant.parse(letter["came"])
    assert vn.rows.one(started, case)["at"] == came.micros
    # (4) the answer goes on the wire, to the letter; Ruritania closes
    now = Instant.parse(letter["came"]) + timedelta(hours=50)
    granted = {"decision": "D-GRANT", "start": str(now), "end": str(now + timedelta(days=70))}
    vn.send(xr, "answer", "REQ-PRESERVE", granted, reference=case, replies_to=letter["env_id"])
    wait_until(lambda: xr.state(case) == "answered", "the answer arrives")
    xr.play("read", officer=xr.drafter, reference=case)
    xr.send(vn, "closure", "REQ-PRESERVE", {"outcome": "OUT-FULFILLED"}, reference=case)
    wait_until(lambda: vn.state(case) == "closed", "the closure arrives")
    nodes.settle()
    # (5) proved on both sides, offline
    document = str(Digest.of(b"%PDF-1.7 " + LETTER.encode("ascii")))
    for node in nodes.nodes:
        path = Path(node.play("proof", officer=node.drafter, reference=case)["path"])
        pinned = node.home / "trust.json"
        trusted = {country: key.key_id for country, key in parse_trust(pinned.read_text(encoding="ascii"), file=pinned).items()}
        verdict = verify_by_both(path.read_bytes(), trusted=trusted)
        assert [act.body.kind for act in verdict.acts] == ["ADM-CARRY", "ADM-CARRY", "REQ-PRESERVE", "REQ-PRESERVE"]
        lines = [str(line) for answer in verdict.answers for line in answer.lines]
        assert any("outside the wire" in line and document in line for line in lines)
        assert verdict.vouched


def test_what_nobody_answers_is_withdrawn_and_proposed_anew(nodes: Pair) -> None:
    """At the proposer the case is on paper at once, at the other node the empty row ends; the second proposal is accepted in it."""
    vn, xr = nodes.vn, nodes.xr
    stand_in = entered(nodes)
    joined(nodes)
    case = recorded(nodes, "that nobody answers")["reference"]
    carry(vn, case)
    wait_until(lambda: delivered(vn, case), "the proposal arrives")
    xr.pause()
    carry(vn, case, reason="CARRY-SILENT")
    assert (vn.state(case), proposals(nodes, case)) == ("opened", [["withdrawn"], ["waiting"]])
    xr.resume()
    wait_until(lambda: xr.state(case) == "withdrawn" and delivered(vn, case), "the withdrawal arrives")
    assert peers(nodes, case) == [stand_in, vn.side.node]
    carry(vn, case)
    wait_until(lambda: xr.state(case) == "delivered", "the second proposal arrives")
    carry(xr, case, answer="CARRY-ACCEPT")
    wait_until(lambda: peers(nodes, case) == [xr.side.node, vn.side.node], "the acceptance arrives")
    assert proposals(nodes, case) == [["withdrawn", "accepted"]] * 2
    assert (vn.state(case), xr.state(case)) == ("opened", "opened")
    nodes.settle()


def test_an_acceptance_and_a_withdrawal_cross_between_the_nodes(nodes: Pair) -> None:
    """The other node's courier stands still while its officers accept and ours withdraw: the acceptance was there first, and stands."""
    vn, xr = nodes.vn, nodes.xr
    entered(nodes)
    joined(nodes)
    case = recorded(nodes, "that crosses")["reference"]
    carry(vn, case)
    wait_until(lambda: delivered(vn, case), "the proposal arrives")
    xr.pause()
    carry(xr, case, answer="CARRY-ACCEPT")
    carry(vn, case, reason="CARRY-URGENT")
    assert proposals(nodes, case) == [["withdrawn"], ["accepted"]]
    xr.resume()
    nodes.nudge()
    wait_until(lambda: peers(nodes, case) == [xr.side.node, vn.side.node], "the acceptance arrives")
    wait_until(lambda: delivered(vn, case), "the withdrawal arrives")
    nodes.settle()
    assert proposals(nodes, case) == [["accepted"]] * 2
    assert (vn.state(case), xr.state(case)) == ("opened", "opened")
    attention = "SELECT attention FROM records_request WHERE reference = ?"
    assert [node.rows.one(attention, case)["attention"] for node in nodes.nodes] == ["carry-stands", "carry-overtaken"]
