"""Two real nodes: one is told to call the contact point of the other, which answers; both logs know, and neither has a case."""

import pytest
from real_nodes import Pair, wait_until


@pytest.mark.long
def test_a_scheduled_test_call_is_answered(pair: Pair) -> None:
    """By the courier's own schedule and thread, from the settings alone; a person is asked for with the first."""
    xr, vn = pair.xr, pair.vn
    xr.kill_courier()
    with (xr.home / "node.toml").open("a", encoding="utf-8") as settings:
        settings.write("\n[test_calls]\nevery_hours = 1\nwait_minutes = 5\n")
    with xr.loaded_anew():
        xr.start_courier()
        calls = "SELECT state, peer, direction, wait_minutes FROM records_peercall"
        wait_until(lambda: xr.rows.select(calls) and xr.rows.select(calls)[0]["state"] == "waiting", "the answer")
        for node, peer, direction in ((xr, vn, "out"), (vn, xr, "in")):
            (row,) = node.rows.select(calls)
            assert dict(row) == {"state": "waiting", "peer": peer.side.node, "direction": direction, "wait_minutes": 5}
        for node, names in ((xr, ["call.made", "call.answered"]), (vn, ["call.received"])):
            leaves = node.rows.select('SELECT name FROM records_journalact ORDER BY "index"')
            assert [row["name"] for row in leaves if row["name"].startswith("call.")] == names
            assert node.rows.select("SELECT id FROM records_request") == []
        xr.kill_courier()
