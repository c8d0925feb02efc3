"""Twenty random stories over two real nodes: no act is lost, none happens twice, order holds in each case, both logs agree."""

import pytest
from random_story import Case, RandomStory
from real_nodes import Pair, RealNode
from row_evidence import require_log, require_once

SEEDS = range(20)


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_lost_and_nothing_happens_twice(pair: Pair, seed: int) -> None:
    """Whatever was killed, stopped, restarted, repeated or overtaken: what officers approved stands once at both nodes, in order."""
    pair.start_missing()
    story = RandomStory(pair, seed)
    story.play()
    for case in story.cases:
        for sender in pair.nodes:
            require_stream(case, sender, pair.peer(sender))
            require_opened(case, sender, pair.peer(sender))
            assert sender.rows.alarms(case.number) == []
    require_log(pair.vn.rows, pair.xr.rows)
    require_log(pair.xr.rows, pair.vn.rows)


def require_stream(case: Case, sender: RealNode, receiver: RealNode) -> None:
    """Fail unless what was approved, and nothing else, was sent and applied once, in this order, without a gap."""
    approved = case.sent[sender.side.code]
    query = (
        "SELECT m.env_id, m.seq FROM records_message m JOIN records_request r ON r.id = m.request_id "
        "WHERE r.reference = ? AND m.direction = ? ORDER BY m.id"
    )
    expected = [{"env_id": envelope, "seq": seq} for seq, envelope in enumerate(approved, start=1)]
    assert sender.rows.select(query, case.number, "out") == expected
    assert receiver.rows.select(query, case.number, "in") == expected
    inbox = 'SELECT count(*) AS n FROM records_inbox WHERE "case" = ? AND peer = ?'
    assert receiver.rows.one(inbox, case.number, sender.side.node)["n"] == len(approved)
    for envelope in approved:
        require_once(sender.rows, receiver.rows, envelope)


def require_opened(case: Case, giver: RealNode, taker: RealNode) -> None:
    """Fail unless every later receipt that was given was taken once, byte by byte."""
    query = """SELECT env_id, kind, sealed FROM records_receipt
        WHERE "case" = ? AND direction = ? AND kind != 'received' ORDER BY env_id, kind"""
    assert giver.rows.select(query, case.number, "out") == taker.rows.select(query, case.number, "in")
