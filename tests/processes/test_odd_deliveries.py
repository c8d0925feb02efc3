"""Deliveries that no faultless peer makes, to a real courier: nothing of them may stop it, and nothing is answered before it is kept."""

import secrets
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYetError
from contextlib import closing

import pytest
from forged_acts import forge, owe
from real_nodes import Pair
from row_evidence import receipt_body, require_log, require_once

from comity.courier.protocol.granting import MOST_BYTES
from comity.wire.batch import ItemKind

Envelope = tuple[ItemKind, bytes]


def place_two(pair: Pair) -> tuple[str, str, Envelope, str, Envelope]:
    """Return a case, its first act, and a second one that names a predecessor which never was; both wait in Ruritania's outbox."""
    xr, vn = pair.xr, pair.vn
    case, first = xr.request(vn)
    drafted = xr.draft(vn, "withdrawal", "ADM-WITHDRAW", {"reason": "WD-NOT-NEEDED"}, reference=case)
    closed = forge(xr, vn, body=xr.body(drafted), seq=2, previous=secrets.token_bytes(32))
    forged = owe(xr, vn, closed, case=case, seq=2)
    return case, first, ("envelope", xr.rows.outbox(first)["sealed"]), forged, ("envelope", closed.data)


def test_what_is_held_and_let_go_in_one_post_is_refused_and_the_post_is_answered(pair: Pair) -> None:
    """The second act first, the first behind it, in one POST: one is held and then refused, the other applied, each with its receipt."""
    pair.start_missing()
    xr, vn = pair.xr, pair.vn
    xr.pause()
    case, first, true, forged, false = place_two(pair)
    (held, applied), wants = pair.post(xr, [false, true])
    assert held is not None
    assert applied is not None
    assert (receipt_body(held)["order"], receipt_body(applied)["order"]) == ("held", "applied")
    assert wants == []
    assert pair.granted(xr) == dict.fromkeys(("urgent", "ordinary", "bulk"), (64, MOST_BYTES))
    assert vn.rows.inbox(forged)["order"] == "refused"
    assert vn.rows.alarms(case) == ["held-broken"]
    xr.resume()
    pair.settle()
    require_once(xr.rows, vn.rows, first)
    assert xr.rows.outbox(forged)["state"] == "refused"
    require_log(vn.rows, xr.rows)
    require_log(xr.rows, vn.rows)


def test_a_receipt_that_travels_alone_is_kept_before_it_is_called_taken(pair: Pair) -> None:
    """While the database cannot be written to there is no answer; with the answer, the refusal and its bytes are there."""
    pair.start_missing()
    xr, vn = pair.xr, pair.vn
    xr.kill_courier()
    case, _, true, forged, false = place_two(pair)
    pair.post(xr, [false])
    pair.post(xr, [true])
    refusal = vn.rows.one(
        "SELECT sealed FROM records_outbox JOIN records_outboxbytes ON entry_id = id WHERE item = 'refused' AND \"case\" = ?", case
    )["sealed"]
    vn.kill_courier()
    xr.start_courier()
    xr.wait_for_courier()
    with ThreadPoolExecutor(1) as another, closing(sqlite3.connect(xr.rows.database, timeout=30)) as lock:
        lock.execute("BEGIN IMMEDIATE")
        posted = another.submit(pair.post, vn, [("receipt", refusal)])
        with pytest.raises(NotYetError):
            posted.result(1.5)
        lock.rollback()
        (taken,), _ = posted.result()
    assert taken is None
    assert xr.rows.outbox(forged)["state"] == "refused"
    kept = xr.rows.one("SELECT sealed FROM records_receipt WHERE env_id = ? AND kind = 'refused' AND direction = 'in'", forged)
    assert kept["sealed"] == refusal
    pair.start_missing()
    pair.settle()
    require_log(vn.rows, xr.rows)
    require_log(xr.rows, vn.rows)
