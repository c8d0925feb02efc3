"""A case that began by letter goes on on the wire between two real nodes: recorded, joined, carried over, answered, closed, proved."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest
from real_nodes import Pair, RealNode, found_pair, request_of, wait_until

from comity.desk.proving.verifying import verify_proof
from comity.directory.book import parse_trust
from comity.doors.cli.demo.people import PASSPHRASE
from comity.terms.digests import Digest
from comity.terms.instants import Instant

LETTER: Final = "a letter of the ministry"
MINISTRY: Final = "xr-moj"


@pytest.fixture(scope="module")
def nodes(tmp_path_factory: pytest.TempPathFactory, port: int) -> Iterator[Pair]:
    """Both nodes; Viet Nam's does not know Ruritania's yet, whose section of the directory waits beside its folder."""
    folder = tmp_path_factory.mktemp("joining")
    found_pair(folder, port=port)
    section = folder / "vn" / "directory" / "XR.section"
    section = section if section.exists() else next((folder / "vn").rglob("XR.section"))
    section.rename(folder / "XR.waiting")
    (folder / "where").write_text(str(section), encoding="utf-8")
    with Pair.at(folder, port=port) as pair:
        yield pair
    shutil.rmtree(folder)


def officers(node: RealNode) -> dict[str, str]:
    """Return who proposes and who approves."""
    return {"proposer": node.drafter, "approver": node.approver}


def carry(node: RealNode, reference: str, **answer: str) -> None:
    """Propose or answer, and let the second officer send it."""
    asked = node.play("carry", officer=node.drafter, reference=reference, **answer)
    node.play("approve", officer=node.approver, passphrase=PASSPHRASE, **asked)


def test_a_letter_becomes_a_case_on_the_wire(nodes: Pair) -> None:
    """The clocks keep the day of the letter, the answer goes to the letter, and both proofs say what was outside the wire."""
    vn, xr = nodes.vn, nodes.xr
    folder = vn.home.parent
    # (1) Ruritania has no node as far as Viet Nam knows: its ministry writes a letter
    stand_in = vn.play("enter-partner", authority=MINISTRY, name="Ministry of Justice", **officers(vn))["node"]
    fields = {**request_of(xr.side), "authority": MINISTRY}
    letter = {"kind": "REQ-PRESERVE", "fields": fields, "hours": 50, "letter": LETTER, "theirs": "MOJ/17"}
    recorded = vn.play("record-letter", officer=vn.drafter, peer=stand_in, **letter)
    case = recorded["reference"]
    assert vn.state(case) == "opened"
    # (2) its node is founded and in the directory; two officers say that it is that ministry
    (folder / "XR.waiting").rename(Path((folder / "where").read_text(encoding="utf-8")))
    vn.play("join-partner", authority=MINISTRY, node=xr.side.node, **officers(vn))
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
    query = "SELECT peer FROM records_request WHERE reference = ?"
    assert [node.rows.one(query, case)["peer"] for node in nodes.nodes] == [xr.side.node, vn.side.node]
    started = "SELECT min(c.starts_at) AS at FROM records_clock c JOIN records_request r ON r.id = c.request_id WHERE r.reference = ?"
    came = Instant.parse(recorded["came"])
    assert vn.rows.one(started, case)["at"] == came.micros
    # (4) the answer goes on the wire, to the letter; Ruritania closes
    now = Instant.parse(recorded["came"]) + timedelta(hours=50)
    granted = {"decision": "D-GRANT", "start": str(now), "end": str(now + timedelta(days=70))}
    vn.send(xr, "answer", "REQ-PRESERVE", granted, reference=case, replies_to=recorded["env_id"])
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
        verdict = verify_proof(path.read_bytes(), trusted=trusted)
        assert [act.body.kind for act in verdict.acts] == ["ADM-CARRY", "ADM-CARRY", "REQ-PRESERVE", "REQ-PRESERVE"]
        lines = [str(line) for answer in verdict.answers for line in answer.lines]
        assert any("outside the wire" in line and document in line for line in lines)
        assert verdict.vouched
