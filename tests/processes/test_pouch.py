"""Two real nodes that never run at the same time: acts and receipts go by hand alone, and nothing is lost or done twice."""

import json
import random
from pathlib import Path

import pytest
from real_nodes import Pair, RealNode, instant_now, wait_until
from row_evidence import require_log, require_once

from comity.doors.cli.demo import fields
from comity.seal.parcel import CHUNK


@pytest.fixture
def carry(pair: Pair, tmp_path: Path):
    """Carry what is due from one node to the other, which alone runs then; return the file that goes back, if any."""

    def type_in(node: RealNode, *words: object) -> dict[str, object]:
        done = node.type_in("pouch", *words, "--home", node.home, "--json")
        assert done.stdout.strip(), done.stderr
        return json.loads(done.stdout)

    def alone(node: RealNode) -> None:
        for other in pair.nodes:
            if other.courier is not None:
                other.kill_courier()
        node.start_courier()
        node.wait_for_courier()

    def bring(giver: RealNode, name: str) -> Path:
        taker = pair.peer(giver)
        there, back = tmp_path / f"{name}.pouch", tmp_path / f"{name}.answer"
        type_in(giver, "pack", taker.side.node, there)
        alone(taker)
        assert type_in(taker, "take", there, "--answer", back)["answer"] == str(back)
        again = tmp_path / f"{name}.again"
        type_in(taker, "take", there, "--answer", again)  # whoever is not sure brings it twice
        alone(giver)
        assert type_in(giver, "take", back, "--answer", tmp_path / "none")["answer"] is None
        return there

    return bring


def test_a_request_with_a_file_and_its_answer_go_by_hand(pair: Pair, carry) -> None:
    """Asked, carried, receipted, carried back; answered, carried, receipted: one row, one receipt, one leaf on each side."""
    xr, vn = pair.xr, pair.vn
    paper = xr.home / "paper.bin"
    paper.write_bytes(random.Random(7).randbytes(CHUNK + 5))
    vn.kill_courier()
    case, asked = xr.request_with_files(vn, paper)
    assert xr.rows.due()
    carry(xr, "request")
    wait_until(lambda: xr.state(case) == "delivered", "delivered by hand")
    assert xr.files(asked) == vn.files(asked) == ["whole"]
    _, answered = vn.send(xr, "answer", "REQ-PRESERVE", fields.preserved(at=instant_now()), reference=case, replies_to=asked)
    carry(vn, "answer")
    wait_until(lambda: xr.state(case) == "answered", "answered by hand")
    for giver, taker, envelope in ((xr, vn, asked), (vn, xr, answered)):
        require_once(giver.rows, taker.rows, envelope)
    require_log(xr.rows, vn.rows)
    require_log(vn.rows, xr.rows)
